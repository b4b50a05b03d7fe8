"""Who decides, and who asked or would receive."""

from collections.abc import Sequence

from materiel.claims.parties.candidates import leading
from materiel.claims.parties.fact import Fact, Parties
from materiel.claims.parties.usual import subject_before, usual_receiver
from materiel.claims.text.analysis import Party

_LEAVE = 8  # tokens from "asked" to "permission"
_BEHIND = 12  # characters between a request and who makes it, where his name has a case
_AROUND = 12  # characters between a verb of refusal and the states around it
_REQUEST = 24  # characters from who asks to "request"
_OF_WHOM = 40  # and from "request" or "asked" to who is named behind it


def pick_decider(fact: Fact) -> Parties:
    """Who decides, and who asked or would receive."""
    asked = _asked(fact)
    asker = _asker(fact) or (None if asked else _asks_leave(fact)) or _refused(fact)
    rest = [p for p in fact.everyone if asker is None or p.name != asker.name]
    first = asked or _granter(fact, rest) or _first(fact, rest)
    if first is not None and first.kind == "company" and first.state:
        return Parties((first.state,), (first.name,))
    subject = (first.name,) if first else subject_before(fact.analysis, fact.sentence)
    if asker is not None and asker.name not in subject:
        return Parties(subject, (asker.name,))
    return Parties(subject, _receivers(fact, first, subject))


def _first(fact: Fact, parties: Sequence[Party]) -> Party | None:
    """Who of the clause, or in front of the place, is named as the one who acts."""
    place = fact.place
    own = [p for p in fact.inside if p in parties]
    named = [p for p in own if p.role == "plain" and p.form != "adjective" and p.end <= place]
    if named:
        return named[-1]
    before = [p for p in parties if p.start < place]
    return leading(own, place, ("plain", "owner", "by", "from")) or leading(
        before, place, ("plain", "owner")
    )


def _receivers(fact: Fact, first: Party | None, subject: tuple[str, ...]) -> tuple[str, ...]:
    """For whom it is decided, where nobody is said to have asked."""
    sentence = fact.sentence
    to = [p for p in fact.everyone if p.role == "to" and p.name not in subject]
    if first is not None and to and fact.words.asker_between:
        # "refused Germany leave to pass shells on to Ukraine": who asks stands between
        asks = [
            p.name
            for p in fact.everyone
            if (p.role, p.form, p.kind) == ("plain", "name", "state")
            and p.name not in subject
            and first.start < p.start < to[0].start
        ]
        if asks:
            return (asks[0],)
    rest = [p for p in fact.everyone if p.name not in subject and p.role != "place"]
    behind = [p for p in rest if first is not None and p.start > first.start]
    if to:
        return fact.listed(to[0], to)
    if behind or rest:
        return ((behind or rest)[0].name,)
    if sentence.topic not in (None, *subject):
        return (sentence.topic or "",)
    is_counted = any(q.start == fact.place for q in sentence.quantities)
    # pieces go to somebody, a rule is for all
    usual = usual_receiver(fact.analysis, subject) if is_counted else None
    return (usual,) if usual else ()


def _asked(fact: Fact) -> Party | None:
    """Whom somebody asks to decide."""
    verb = next((t for t in fact.sentence.tokens if t.low in fact.words.asking), None)
    if verb is None:
        return None
    return next(
        (p for p in fact.everyone if p.role != "to" and 0 <= p.start - verb.end < _OF_WHOM), None
    )


def _asker(fact: Fact) -> Party | None:
    """Whose request is decided on: "a Danish request", "requests from Spain", "Spain was refused"."""
    words, everyone = fact.words, fact.everyone
    for k, token in enumerate(fact.sentence.tokens):
        if token.low in words.requests:
            near = [p for p in everyone if 0 <= token.start - p.end < _REQUEST and p.role != "by"]
            behind = [
                p
                for p in everyone
                if p.role in ("from", "by") and 0 <= p.start - token.end < _OF_WHOM
            ]
            if words.free_order:  # "lehnte ein Gesuch Spaniens ab", "duński wniosek"
                near = [p for p in near if p.form == "adjective" and token.start - p.end <= 1]
                behind = behind or [p for p in everyone if 0 <= p.start - token.end < _BEHIND]
            if near or behind:
                return (behind or near[-1:])[0]
        if token.low in words.refused and fact.is_passive(k):
            before = [p for p in everyone if p.end <= token.start and p.role in ("plain", "with")]
            if before:
                return before[-1]
    return None


def _asks_leave(fact: Fact) -> Party | None:
    """Who asks for leave without telling whom: "Chile asked for permission to ..."."""
    tokens = fact.sentence.tokens
    for k, token in enumerate(tokens):
        behind = {t.low for t in tokens[k + 1 : k + _LEAVE]}
        if token.low in fact.words.asking and not behind.isdisjoint(fact.words.leaves):
            before = [p for p in fact.everyone if p.end <= token.start and p.role == "plain"]
            return before[-1] if before else None
    return None


def _refused(fact: Fact) -> Party | None:
    """ "Bern verweigerte Oslo ...": of two states around the verb the one behind it asked."""
    states = [p for p in fact.everyone if p.kind == "state" and p.form != "adjective"]
    for start, end, group in fact.sentence.cues:
        if group not in ("forbid", "allow"):
            continue
        before = [p for p in states if 0 <= start - p.end <= _AROUND and p.role == "plain"]
        behind = [p for p in states if 0 <= p.start - end <= _AROUND and p.role in ("plain", "to")]
        if before and behind and before[-1].name != behind[0].name:
            return behind[0]
    return None


def _granter(fact: Fact, parties: Sequence[Party]) -> Party | None:
    """Whom leave was had from: "won approval from Seoul"."""
    for token in fact.sentence.tokens:
        if token.low in fact.words.leaves:
            near = [p for p in parties if p.role == "from" and 0 <= p.start - token.end < _REQUEST]
            if near:
                return near[0]
    return None
