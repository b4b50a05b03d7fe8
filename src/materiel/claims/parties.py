"""Who does it and to whom: the subject and the object of a claim, by kind."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from materiel.claims.analysis import Analysis, Sentence
from materiel.claims.anaphora import is_epithet, stand_ins
from materiel.claims.candidates import (
    Party,
    PartyWords,
    candidates,
    leading,
    listed,
    maker_before,
    nearest,
    party_name,
    party_words,
    right_before,
    subject_before,
    unique,
    usual_party,
    usual_receiver,
)
from materiel.claims.hits import hit_and_cause
from materiel.claims.sentences import Span

_NEAR = 30  # characters between who gets and the verb
_BEHIND = 12  # and where it stands behind the verb
_EPITHET = 24  # from a nationality to the company it describes
_FAR = 40  # sentences back in which "the group" may have been named


@dataclass(frozen=True, slots=True)
class Parties:
    """As a claim names them."""

    subject: tuple[str, ...] = ()
    object: tuple[str, ...] = ()


def parties_of(
    analysis: Analysis, sentence: Sentence, kind: str, clause: Span, place: int
) -> Parties:
    """Subject and object of a claim of `kind` that stands at `place` in a sentence."""
    words = party_words(analysis.words)
    everyone = candidates(analysis, sentence, words)
    if sentence.table:
        everyone = [p for p in everyone if p.kind in ("state", "company", "group")][:1]
    everyone = [_as_topic(analysis, sentence, party) for party in everyone]
    everyone = [p for p in everyone if not _is_home(p, everyone)]
    meant = stand_ins(analysis, sentence, clause, place, everyone)
    if meant and meant[0].kind == "company":
        everyone = [p for p in everyone if not is_epithet(p, meant[0].start, meant[0].end)]
    everyone += meant
    everyone.sort(key=lambda party: party.start)
    inside = [p for p in everyone if clause.start <= p.start < clause.end]
    pick = _PICKERS.get(kind, _doer)
    return pick(analysis, sentence, inside, everyone, place)


def _is_home(party: Party, everyone: Sequence[Party]) -> bool:
    """ "The Korean firm Hanwha": a nationality in front of a company is no party of its own."""
    return party.form == "adjective" and any(
        p.kind == "company" and p.state == party.name and 0 <= p.start - party.end < _EPITHET
        for p in everyone
    )


def _as_topic(analysis: Analysis, sentence: Sentence, party: Party) -> Party:
    """ "The Germans" in a paragraph on Rheinmetall are Rheinmetall."""
    if party.form != "adjective" or sentence.topic is None or party.kind != "state":
        return party
    plural = tuple(analysis.words.spelling.get("plural_endings", ()))
    if not plural or not analysis.document.text[party.start : party.end].endswith(plural):
        return party  # "German" stands in front of a noun
    if analysis.makers.get(sentence.topic) != party.name:
        return party
    return replace(party, name=sentence.topic, kind="company", form="name")


def _doer(
    analysis: Analysis, sentence: Sentence, inside: list[Party], everyone: list[Party], place: int
) -> Parties:
    """One party: who makes, uses, holds."""
    outside = [p for p in everyone if p.role != "owner" or p in inside]
    for pool in (inside, outside if sentence.speaker_state else everyone):
        head = nearest(pool, place, ("by",)) if any(p.role == "by" for p in pool) else None
        head = head or nearest(pool, place, ("plain", "owner", "place", "from"))
        head = _maker_of(head, pool) or head
        if head and sentence.topic and head.role == "place":
            return Parties((sentence.topic,))
        if head:
            return Parties(listed(sentence, head, pool, party_words(analysis.words)))
    return Parties(usual_party(analysis, sentence))


def _maker(
    analysis: Analysis, sentence: Sentence, inside: list[Party], everyone: list[Party], place: int
) -> Parties:
    """Who makes: where nobody is named, the company that the paragraph spoke of."""
    before = maker_before(analysis, sentence) if not everyone else ()
    if not everyone and not before and sentence.speaker_state is None:
        before = _title_firm(analysis, sentence)
    return Parties(before) if before else _doer(analysis, sentence, inside, everyone, place)


def _title_firm(analysis: Analysis, sentence: Sentence) -> tuple[str, ...]:
    """The company that the report is on, as its title says; none in a paragraph on another."""
    if sentence.topic in analysis.makers:
        return ()
    opening = next((s for s in analysis.sentences if s.role == "body"), None)
    for other in (analysis.title, opening):
        named = [m.name for m in other.mentions] if other else []
        firms = unique([n.name for n in named if n.role == "company"])
        if firms and (other is analysis.title or named[0].role == "company"):
            return firms if len(firms) == 1 else ()
    return ()


def _maker_of(head: Party | None, pool: list[Party]) -> Party | None:
    """The company that a place right behind it only locates: "Quantum Systems from Germany"."""
    if head is None or head.role not in ("place", "from"):
        return None
    before = [p for p in pool if p.kind == "company" and 0 <= head.start - p.end <= 6]
    return before[-1] if before else None


def _giver(
    analysis: Analysis, sentence: Sentence, inside: list[Party], everyone: list[Party], place: int
) -> Parties:
    """Giver and receiver."""
    words = party_words(analysis.words)
    gets = _gets(sentence, everyone, words, place)
    pool = inside if any(p.role in ("plain", "owner", "by", "from") for p in inside) else everyone
    source = nearest(pool, place, ("from", "by"))
    first = leading(pool, place, ("plain", "owner"))
    to = nearest(inside, place, ("to",)) or nearest(everyone, place, ("to",))
    if gets:
        getter_party = gets[-1]
        givers = [p for p in everyone if p.role in ("from", "by") and p.name != getter_party.name]
        named = (
            listed(sentence, givers[-1], everyone, party_words(analysis.words)) if givers else ()
        )
        return Parties(tuple(n for n in named if n != getter_party.name), (getter_party.name,))
    own = right_before(sentence, everyone, place)
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
    receiver = to.name if to and to.name not in subject else None
    if receiver is None and not (subject and analysis.makers.keys() >= set(subject)):
        receiver = usual_receiver(analysis, subject)  # a firm's money is for nobody in particular
    if receiver and receiver in subject:
        subject = tuple(name for name in subject if name != receiver)
    return Parties(subject, (receiver,) if receiver else ())


def _gets(
    sentence: Sentence, everyone: Sequence[Party], words: PartyWords, place: int
) -> list[Party]:
    """Whom a verb of getting has as its subject, the likeliest last."""
    getter = next((t for t in sentence.tokens if t.low in words.getters), None)
    if getter is None:
        return []
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


def _are_apart(
    sentence: Sentence, first: Party, own: Party, pool: list[Party], words: PartyWords
) -> bool:
    """Whether two bare parties before the number are not one list: one gives, the other gets."""
    bare = own.role == "plain" and own.kind == "state" and first.name != own.name
    return bare and own.name not in listed(sentence, first, pool, words)


def _sharer(
    analysis: Analysis, sentence: Sentence, inside: list[Party], everyone: list[Party], place: int
) -> Parties:
    """Whose part it is; of aid or a promise also who gets it."""
    found = _doer(analysis, sentence, inside, everyone, place)
    groups = sentence.groups(sentence.start, sentence.end)
    source = [p for p in inside if p.role == "from" and p.start > place]
    if "come_from" in groups and source:  # "most of Europe's powder comes from China"
        others = [n for n in found.subject if n != source[0].name]
        return Parties((source[0].name,), tuple(others))
    if not {"give", "pledge"} & sentence.groups(sentence.start, sentence.end):
        return found
    usual = usual_receiver(analysis, found.subject)
    return Parties(found.subject, (usual,) if usual else ())


def _payer(
    analysis: Analysis, sentence: Sentence, inside: list[Party], everyone: list[Party], place: int
) -> Parties:
    """Payer and beneficiary."""
    found = _giver(analysis, sentence, inside, everyone, place)
    if not found.object:
        where = {p.name for p in inside if p.role == "place" and p.kind == "state"}
        where -= set(found.subject)
        if len(where) == 1:  # "pays for the production of drones in Ukraine"
            return Parties(found.subject, tuple(where))
    return found


def _buyer(
    analysis: Analysis, sentence: Sentence, inside: list[Party], everyone: list[Party], place: int
) -> Parties:
    """Buyer and supplier: of a company and a state the company supplies."""
    pool = everyone
    makers = [p for p in pool if p.kind == "company"]
    states = [p for p in pool if p.kind in ("state", "group", "body", "scheme")]
    between_firms = _between_firms(makers, states)
    if between_firms is not None:
        return between_firms
    buyer = nearest(states, place, ("from", "by")) if makers else None
    buyer = buyer or leading(states, place, ("plain", "owner", "by", "from", "to", "with"))
    subject = listed(sentence, buyer, states, party_words(analysis.words)) if buyer else ()
    if not subject:
        subject = tuple(n for n in usual_party(analysis, sentence))
        firms = tuple(n for n in subject if n in analysis.makers)
        if firms:
            return Parties((), unique([m.name for m in makers])[:3] or firms)
    found = _supplier(sentence, makers, everyone, place, subject)
    found = found or _supplier_before(analysis, sentence)
    return Parties(subject, found or _title_firm(analysis, sentence))


def _between_firms(makers: list[Party], states: list[Party]) -> Parties | None:
    """ "Poland's PGZ signed a contract with Hanwha": one firm buys from another."""
    partner = next((p for p in makers if p.role in ("with", "from")), None)
    buyer = next((p for p in makers if p.role == "plain"), None)
    if partner is None or buyer is None or buyer.start > partner.start:
        return None
    if any(p.role in ("from", "by", "to", "plain") for p in states if p.form != "adjective"):
        return None
    return Parties((buyer.name,), (partner.name,))


def _supplier(
    sentence: Sentence,
    makers: list[Party],
    everyone: list[Party],
    place: int,
    buyers: tuple[str, ...],
) -> tuple[str, ...]:
    """The maker that "from" names behind the number; else all makers; else a state "from" names."""
    later = [q.start for q in sentence.quantities if q.start > place]
    limit = later[0] if later else sentence.end
    own = [p.name for p in everyone if p.role == "from" and place <= p.start < limit]
    own = [name for name in own if name not in buyers]
    if own:
        return (own[0],)
    if makers:
        return unique([m.name for m in makers])[:3]
    return tuple(p.name for p in everyone if p.role == "from" and p.name not in buyers)[:1]


def _supplier_before(analysis: Analysis, sentence: Sentence) -> tuple[str, ...]:
    """The makers that the lead, or the sentence before, names for the order; else the maker named last."""
    before = analysis.before(sentence)
    if before is not None and before.paragraph != sentence.paragraph:
        before = None
    for other in (sentence.lead, before):
        if other is not None and any(group == "buy" for _, _, group in other.cues):
            return unique([m.name.name for m in other.mentions if m.name.role == "company"])[:2]
    for other in (sentence.lead, analysis.before(sentence), sentence.heading):
        named = [m.name.name for m in other.mentions if m.name.role == "company"] if other else []
        if named:
            return (named[-1],)
    return ()


def _pair(
    analysis: Analysis, sentence: Sentence, inside: list[Party], everyone: list[Party], place: int
) -> Parties:
    """Two sides of a deal: who is named first, and whom "with" names or who comes next."""
    pool = inside if len({p.name for p in inside}) > 1 else everyone
    companies = {p.state for p in pool if p.kind == "company"}
    pool = [p for p in pool if not (p.form == "adjective" and p.name in companies)]
    sides = [p for p in pool if p.role != "place"] or pool
    partners = [p.name for p in sides if p.role == "with"]
    own = [p.name for p in inside if p.role == "with"]
    if own and len(inside) == len(own):  # "..., as well as a contract with two companies of A"
        partners = own
        sides = [p for p in everyone if p.role != "with" and p.start < inside[0].start][:1]
        sides += inside
    names = list(unique([p.name for p in sides if p.role != "with"] + partners))
    opens = any(p.kind == "company" and p.role == "plain" and p.end <= place for p in sides)
    if _is_mutual(sentence) and len({p.name for p in sides if p.form != "adjective"}) < 2:
        names = _sides_before(analysis, sentence) or names
    elif sentence.topic and sentence.topic not in names and not opens:
        names.insert(0, sentence.topic)
    elif len(names) == 1 and sentence.speaker_state and sentence.speaker_state != names[0]:
        names.insert(0, sentence.speaker_state)
    if not names:
        names = _sides_before(analysis, sentence)
    elif len(names) == 1:
        places = [p.name for p in everyone if p.role == "place" and p.name not in names]
        names += places[:1] or [n for n in _sides_before(analysis, sentence) if n not in names][:1]
        if len(names) == 2 and names[0] in partners:
            names.reverse()  # "a contract with A" was signed by whom the report speaks of
    if len(names) == 1 and analysis.topic_state not in (None, names[0]):
        names.insert(0, analysis.topic_state or "")
    subject = names[:1]
    with_them = [n for n in partners if n not in subject]
    return Parties(tuple(subject), tuple(with_them or names[1:2]))


def _is_mutual(sentence: Sentence) -> bool:
    """Whether "the two countries" or "both sides" agree, whom another sentence names."""
    return any(group == "mutual" for _, _, group in sentence.cues)


def _sides_before(analysis: Analysis, sentence: Sentence) -> list[str]:
    """The parties of the sentence before: "the two countries", "agreements were reached"."""
    before = analysis.before(sentence)
    shown = [party_name(m) for m in before.mentions] if before else []
    names = list(unique([name for name in shown if name]))
    return names[:2] or list(usual_party(analysis, sentence))


def _decider(
    analysis: Analysis, sentence: Sentence, inside: list[Party], everyone: list[Party], place: int
) -> Parties:
    """Who decides, and who asked or would receive."""
    words = party_words(analysis.words)
    asked = _asked(analysis, sentence, everyone)
    asker = _asker(sentence, words, everyone)
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
    return Parties(subject)


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


def _body(
    analysis: Analysis, sentence: Sentence, inside: list[Party], everyone: list[Party], place: int
) -> Parties:
    """The alliance or forum, and those who joined."""
    groups = [p for p in (inside or everyone) if p.kind == "group"] or [
        p for p in everyone if p.kind == "group"
    ]
    if not groups:
        groups = [p for p in everyone if p.name in ("NATO", "EU")]
    body = groups[0].name if groups else _last_group(analysis, sentence)
    companies = [p.name for p in everyone if p.kind == "company" and p.name != body]
    words = party_words(analysis.words)
    joins = next((t for t in sentence.tokens if t.low in words.joining), None)
    states = [
        p.name
        for p in everyone
        if p.kind == "state"
        and p.name != body
        and (p.role == "from" or (joins and (p.start < joins.start or words.free_order)))
    ]
    return Parties((body,) if body else (), unique(companies or states)[:8])


def _last_group(analysis: Analysis, sentence: Sentence) -> str | None:
    for other in reversed(analysis.sentences[max(0, sentence.index - _FAR) : sentence.index]):
        for mention in reversed(other.mentions):
            if mention.name.role == "group":
                return mention.name.name
    return None


def _victim(
    analysis: Analysis, sentence: Sentence, inside: list[Party], everyone: list[Party], place: int
) -> Parties:
    """Whom a disruption hits, and who causes it."""
    found = hit_and_cause(analysis, sentence, everyone, place)
    return Parties(*found)


def _builder(
    analysis: Analysis, sentence: Sentence, inside: list[Party], everyone: list[Party], place: int
) -> Parties:
    """Who builds, and in which country."""
    where = [p.name for p in everyone if p.role == "place" and p.kind == "state"]
    doers = [p for p in everyone if p.role != "place"]
    companies = [p for p in doers if p.kind == "company"]
    firm = () if doers else _title_firm(analysis, sentence)
    if firm:  # a report on a maker, in a paragraph on one of its countries
        return Parties(firm, tuple(where[:1]) or ((sentence.topic,) if sentence.topic else ()))
    first = companies[0] if companies else leading(doers, place, ("plain", "owner", "by"))
    subject = (first.name,) if first else usual_party(analysis, sentence)
    country = where[0] if where else None
    if country is None and subject:
        country = subject[0] if len(subject[0]) == 2 else None
    return Parties(subject, (country,) if country else ())


def _seller(
    analysis: Analysis, sentence: Sentence, inside: list[Party], everyone: list[Party], place: int
) -> Parties:
    """The seller, where one is named."""
    return Parties(unique([p.name for p in everyone if p.kind == "company"])[:1])


_PICKERS = {
    "production": _maker,
    "growth": _maker,
    "expenditure": _doer,
    "stock": _doer,
    "lead_time": _maker,
    "share": _sharer,
    "price": _seller,
    "industry": _maker,
    "transfer": _giver,
    "funding": _payer,
    "order": _buyer,
    "agreement": _pair,
    "permission": _decider,
    "membership": _body,
    "disruption": _victim,
    "investment": _builder,
}
