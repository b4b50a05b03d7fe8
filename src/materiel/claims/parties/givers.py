"""Who gives, pays, shares or decides, and who gets."""

from collections.abc import Sequence

from materiel.claims.parties.candidates import (
    beside,
    leading,
    listed,
    nearest,
    right_before,
    unique,
)
from materiel.claims.parties.doers import Parties, pick_doer
from materiel.claims.parties.usual import subject_before, usual_party, usual_receiver
from materiel.claims.party_words import PartyWords, party_words
from materiel.claims.text.analysis import Analysis, Party, Sentence

_NEAR = 30  # characters between who gets and the verb
_STOCKS = 4  # characters from whose stocks they are to the word for stocks
_LEAVE = 8  # tokens from "asked" to "permission"
_BEHIND = 12  # and where it stands behind the verb
_AROUND = 12  # characters between a verb of refusal and the states around it


def pick_giver(
    analysis: Analysis, sentence: Sentence, inside: list[Party], everyone: list[Party], place: int
) -> Parties:
    """Giver and receiver."""
    words = party_words(analysis.words)
    gets = _gets(sentence, everyone, words, place)
    pool = inside if any(p.role in ("plain", "owner", "by", "from") for p in inside) else everyone
    source = nearest(_of_number(sentence, pool, place), place, ("from", "by"))
    first = leading(pool, place, ("plain", "owner"))
    to = _to_behind(sentence, inside, place)
    to = to or nearest(inside, place, ("to",)) or nearest(everyone, place, ("to",))
    if gets:
        getter_party = gets[-1]
        givers = [p for p in everyone if p.role in ("from", "by") and p.name != getter_party.name]
        named = (
            listed(sentence, givers[-1], everyone, party_words(analysis.words)) if givers else ()
        )
        return Parties(tuple(n for n in named if n != getter_party.name), (getter_party.name,))
    own = right_before(sentence, everyone, place, words)
    second = own or next(
        (p for p in reversed(inside) if first and first.start < p.start < place), None
    )
    if to is None and second and first and _are_apart(sentence, first, second, pool, words):
        to, own = second, None  # "Germany has promised Kyiv three systems": the second one gets
    giver = own or (source if source and source.role == "by" else None) or first or source
    subject = listed(sentence, giver, pool, words) if giver else ()
    if not subject:
        gets_it = {to.name} if to else set()
        subject = tuple(n for n in usual_party(analysis, sentence) if n not in gets_it)
    joined = beside(sentence, everyone, words)
    subject = unique([*(n for n in subject if n not in joined), *joined]) if joined else subject
    receiver = to.name if to and to.name not in subject else None
    if receiver is None and any(t.low in words.imports for t in sentence.tokens if t.start < place):
        home = sentence.topic or analysis.topic_state
        receiver = home if home not in subject else None
    if receiver is None and any(p.role == "label" and p.kind == "state" for p in everyone):
        receiver = sentence.topic if sentence.topic not in subject else None
    if receiver is None and not (subject and analysis.makers.keys() >= set(subject)):
        receiver = usual_receiver(analysis, subject)  # a firm's money is for nobody in particular
    if receiver and receiver in subject:
        subject = tuple(name for name in subject if name != receiver)
    if to is not None and to.role == "to" and receiver == to.name:
        getting = [p for p in everyone if p.role == "to"]
        return Parties(
            subject, tuple(n for n in listed(sentence, to, getting, words) if n not in subject)
        )
    return Parties(subject, (receiver,) if receiver else ())


def _to_behind(sentence: Sentence, inside: Sequence[Party], place: int) -> Party | None:
    """Whom the words behind a number give it to, in front of the next number: "14 go to Chile"."""
    behind = [p for p in _of_number(sentence, inside, place) if p.start > place and p.role == "to"]
    return behind[0] if behind else None


def _of_number(sentence: Sentence, parties: Sequence[Party], place: int) -> list[Party]:
    """Without those behind the next number: "pledged 78, of which six bought by Chad"."""
    later = min((q.start for q in sentence.quantities if q.start > place), default=sentence.end)
    return [p for p in parties if p.start < later]


def _gets(
    sentence: Sentence, everyone: Sequence[Party], words: PartyWords, place: int
) -> list[Party]:
    """Whom a verb of getting has as its subject, the likeliest last."""
    tokens = sentence.tokens
    k = next((k for k in range(len(tokens)) if words.getters.at(tokens, k)), None)
    if k is None:
        return _is_given(sentence, everyone, words, place)
    getter = tokens[k]
    if words.free_order and sentence.clause_at(getter.start) != sentence.clause_at(place):
        return []
    near = [p for p in everyone if 0 <= getter.start - p.end < _NEAR and p.role != "to"]
    if not words.free_order:
        return near
    near = [p for p in near if p.role in ("plain", "owner")]
    behind = [p for p in everyone if 0 <= p.start - getter.end < _BEHIND and p.role == "plain"]
    far = [p for p in everyone if p.end <= getter.start and p.role == "plain"]
    return (
        behind[:1] or near or far[:1]
    )  # "erhielt Polen", "Polen hat von den USA 28 Abrams erhalten"


def _is_given(
    sentence: Sentence, everyone: Sequence[Party], words: PartyWords, place: int
) -> list[Party]:
    """Who is given something: "Chile has been given 12", not "12 were given"."""
    tokens = sentence.tokens
    for k, token in enumerate(tokens):
        if token.start < place and words.given.at(tokens, k) and _is_passive(sentence, k, words):
            return [p for p in everyone if 0 <= token.start - p.end < _NEAR and p.role == "plain"][
                -1:
            ]
    return []


def _are_apart(
    sentence: Sentence, first: Party, own: Party, pool: list[Party], words: PartyWords
) -> bool:
    """Whether two bare parties before the number are not one list: one gives, the other gets."""
    bare = own.role == "plain" and own.kind == "state" and first.name != own.name
    return bare and own.name not in listed(sentence, first, pool, words)


def pick_sharer(
    analysis: Analysis, sentence: Sentence, inside: list[Party], everyone: list[Party], place: int
) -> Parties:
    """Whose part it is; of aid or a promise also who gets it."""
    found = pick_doer(analysis, sentence, inside, everyone, place)
    groups = sentence.groups(sentence.start, sentence.end)
    source = [p for p in inside if p.role == "from" and p.start > place]
    if "come_from" in groups and source:  # "most of Europe's powder comes from China"
        others = [n for n in found.subject if n != source[0].name]
        return Parties((source[0].name,), tuple(others))
    if not {"give", "pledge"} & sentence.groups(sentence.start, sentence.end):
        return found
    usual = usual_receiver(analysis, found.subject)
    return Parties(found.subject, (usual,) if usual else ())


def pick_payer(
    analysis: Analysis, sentence: Sentence, inside: list[Party], everyone: list[Party], place: int
) -> Parties:
    """Payer and beneficiary."""
    firms = _firms_paid(sentence, inside, everyone)
    if firms:
        others = [p for p in everyone if p.kind != "company"]
        payers = pick_giver(analysis, sentence, others, others, place).subject
        payers = tuple(name for name in payers if name not in analysis.makers)
        return Parties(payers or _state(analysis), firms)
    found = pick_giver(analysis, sentence, inside, everyone, place)
    holder = _refilled(sentence, inside, place, party_words(analysis.words))
    if holder is not None:
        return Parties(found.subject, (holder.name,))
    if not found.object:
        where = {p.name for p in inside if p.role == "place" and p.kind == "state"}
        where -= set(found.subject)
        if len(where) == 1:  # "pays for the production of drones in Ukraine"
            return Parties(found.subject, tuple(where))
    return found


def _refilled(
    sentence: Sentence, inside: Sequence[Party], place: int, words: PartyWords
) -> Party | None:
    """Whose stocks money fills up again: "8 million to replace equipment from Chilean stocks"."""
    later = min((q.start for q in sentence.quantities if q.start > place), default=sentence.end)
    if all(t.low not in words.refill for t in sentence.tokens if place < t.start < later):
        return None
    stocks = [a for a, _, group in sentence.cues if group == "stock_noun" and place < a < later]
    near = [p for p in inside if stocks and 0 < stocks[0] - p.end <= _STOCKS and p.start > place]
    return near[-1] if near else None


def _firms_paid(
    sentence: Sentence, inside: Sequence[Party], everyone: Sequence[Party]
) -> tuple[str, ...]:
    """The firms that money goes to: "22 million for a line at Nammo", or a row that names but a firm."""
    row = sentence.row or sentence.table or sentence.role == "headline"
    rows = [p for p in everyone if row and all(q.kind == "company" for q in everyone)]
    paid = [p for p in inside if p.kind == "company" and p.role in ("to", "place")]
    return unique([p.name for p in paid or rows])


def _state(analysis: Analysis) -> tuple[str, ...]:
    return (analysis.topic_state,) if analysis.topic_state else ()


def pick_decider(
    analysis: Analysis, sentence: Sentence, inside: list[Party], everyone: list[Party], place: int
) -> Parties:
    """Who decides, and who asked or would receive."""
    words = party_words(analysis.words)
    asked = _asked(analysis, sentence, [p for p in everyone if p.role != "to"])
    asker = _asker(sentence, words, everyone) or (
        None if asked else _asks_leave(sentence, words, everyone)
    )
    asker = asker or _refused(sentence, everyone)
    rest = [p for p in everyone if p is not asker and not (asker and p.name == asker.name)]
    first = asked or _granter(sentence, words, rest)
    own = [p for p in inside if p in rest]
    named = [p for p in own if p.role == "plain" and p.form != "adjective" and p.end <= place]
    first = first or (named[-1] if named else None)
    first = first or leading(own, place, ("plain", "owner", "by", "from"))
    first = first or leading([p for p in rest if p.start < place], place, ("plain", "owner"))
    if first is not None and first.kind == "company" and first.state:
        return Parties((first.state,), (first.name,))
    subject = (first.name,) if first else subject_before(analysis, sentence)
    if asker is not None and asker.name not in subject:
        return Parties(subject, (asker.name,))
    to = [p for p in everyone if p.role == "to" and p.name not in subject]
    # "refused Germany leave to pass shells on to Ukraine": who asks stands between
    asks = [
        p
        for p in everyone
        if p.role == "plain"
        and p.form == "name"
        and p.kind == "state"
        and p.name not in subject
        and words.asker_between
        and first is not None
        and to
        and first.start < p.start < to[0].start
    ]
    if asks:
        return Parties(subject, (asks[0].name,))
    rest = [p for p in everyone if p.name not in subject and p.role != "place"]
    behind = [p for p in rest if first is not None and p.start > first.start]
    others = [p.name for p in behind or rest]
    if to:
        return Parties(subject, listed(sentence, to[0], to, words))
    if others:
        return Parties(subject, (others[0],))
    if sentence.topic not in (None, *subject):
        return Parties(subject, (sentence.topic or "",))
    usual = usual_receiver(analysis, subject) if _is_counted(sentence, place) else None
    return Parties(subject, (usual,) if usual else ())


def _refused(sentence: Sentence, everyone: Sequence[Party]) -> Party | None:
    """ "Bern verweigerte Oslo ...": of two states around the verb the one behind it asked."""
    states = [p for p in everyone if p.kind == "state" and p.form != "adjective"]
    for start, end, group in sentence.cues:
        if group not in ("forbid", "allow"):
            continue
        before = [p for p in states if 0 <= start - p.end <= _AROUND and p.role == "plain"]
        behind = [p for p in states if 0 <= p.start - end <= _AROUND and p.role in ("plain", "to")]
        if before and behind and before[-1].name != behind[0].name:
            return behind[0]
    return None


def _is_counted(sentence: Sentence, place: int) -> bool:
    """Whether a number stands at a place: pieces go to somebody, a rule is for all."""
    return any(q.start == place for q in sentence.quantities)


def _asker(sentence: Sentence, words: PartyWords, everyone: Sequence[Party]) -> Party | None:
    """Whose request is decided on: "a Danish request", "requests from Spain", "Spain was refused"."""
    for k, token in enumerate(sentence.tokens):
        if token.low in words.requests:
            near = [p for p in everyone if 0 <= token.start - p.end < 24 and p.role != "by"]
            behind = [
                p for p in everyone if p.role in ("from", "by") and 0 <= p.start - token.end < 40
            ]
            if words.free_order:  # "lehnte ein Gesuch Spaniens ab", "duński wniosek"
                near = [p for p in near if p.form == "adjective" and token.start - p.end <= 1]
                behind = behind or [p for p in everyone if 0 <= p.start - token.end < _BEHIND]
            if near or behind:
                return (behind or near[-1:])[0]
        if token.low in words.refused and _is_passive(sentence, k, words):
            before = [p for p in everyone if p.end <= token.start and p.role in ("plain", "with")]
            if before:
                return before[-1]
    return None


def _asks_leave(sentence: Sentence, words: PartyWords, everyone: Sequence[Party]) -> Party | None:
    """Who asks for leave without telling whom: "Chile asked for permission to ..."."""
    tokens = sentence.tokens
    for k, token in enumerate(tokens):
        behind = {t.low for t in tokens[k + 1 : k + _LEAVE]}
        if token.low in words.asking and not behind.isdisjoint(words.leaves):
            before = [p for p in everyone if p.end <= token.start and p.role == "plain"]
            return before[-1] if before else None
    return None


def _granter(sentence: Sentence, words: PartyWords, parties: Sequence[Party]) -> Party | None:
    """Whom leave was had from: "won approval from Seoul"."""
    for token in sentence.tokens:
        if token.low in words.leaves:
            near = [p for p in parties if p.role == "from" and 0 <= p.start - token.end < 24]
            if near:
                return near[0]
    return None


def _is_passive(sentence: Sentence, k: int, words: PartyWords) -> bool:
    before = [t.low for t in sentence.tokens[max(0, k - 4) : k]]
    return any(word in words.being for word in before)


def _asked(analysis: Analysis, sentence: Sentence, everyone: Sequence[Party]) -> Party | None:
    """Whom somebody asks to decide."""
    words = party_words(analysis.words)
    verb = next((t for t in sentence.tokens if t.low in words.asking), None)
    if verb is None:
        return None
    return next((p for p in everyone if 0 <= p.start - verb.end < 40), None)
