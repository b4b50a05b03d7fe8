"""Who does it alone: makes, uses, holds, builds, sells or is hit."""

from materiel.claims.parties.candidates import leading, nearest, unique
from materiel.claims.parties.fact import Fact, Parties
from materiel.claims.parties.hits import hit_and_cause
from materiel.claims.parties.usual import firm_of_title, maker_before, maker_of_type, usual_party
from materiel.claims.text.analysis import Party


def pick_doer(fact: Fact) -> Parties:
    """One party: who makes, uses, holds."""
    analysis, sentence = fact.analysis, fact.sentence
    inside, everyone, place = fact.inside, fact.everyone, fact.place
    outside = [p for p in everyone if p.role != "owner" or p in inside]
    for pool in (inside, outside if sentence.speaker_state else everyone):
        head = nearest(pool, place, ("by",)) if any(p.role == "by" for p in pool) else None
        named = [p for p in pool if p.start <= place]
        head = head or nearest(named, place, ("plain", "owner"))
        head = head or nearest(pool, place, ("plain", "owner", "place", "from"))
        head = _maker_of(head, pool) or head
        if head and sentence.topic and head.role == "place":
            return Parties((sentence.topic,))
        if head:
            return Parties(fact.listed(head, pool))
    return Parties(usual_party(analysis, sentence))


def pick_maker(fact: Fact) -> Parties:
    """Who makes: where nobody is named, the company that the paragraph spoke of."""
    analysis, sentence = fact.analysis, fact.sentence
    inside, everyone, place = fact.inside, fact.everyone, fact.place
    before = maker_before(analysis, sentence) if not everyone else ()
    if not everyone and not before and sentence.speaker_state is None:
        before = maker_of_type(analysis, sentence, place) or firm_of_title(analysis, sentence)
    if before:
        return Parties(before)
    found = pick_doer(fact).subject
    partners = [p.name for p in inside if p.role == "with" and p.kind == "company"]
    return Parties(unique([*found, *partners]) if found else found)


def _maker_of(head: Party | None, pool: list[Party]) -> Party | None:
    """The company that a place right behind it only locates: "Quantum Systems from Germany"."""
    if head is None or head.role not in ("place", "from"):
        return None
    before = [p for p in pool if p.kind == "company" and 0 <= head.start - p.end <= 6]
    return before[-1] if before else None


def pick_victim(fact: Fact) -> Parties:
    """Whom a disruption hits, and who causes it."""
    return Parties(*hit_and_cause(fact.analysis, fact.sentence, fact.everyone, fact.place))


def pick_builder(fact: Fact) -> Parties:
    """Who builds, and in which country."""
    analysis, sentence = fact.analysis, fact.sentence
    inside, everyone, place = fact.inside, fact.everyone, fact.place
    firms = {p.name for p in everyone if p.kind == "company"}
    near = inside if len(firms) > 1 else everyone
    where = [p.name for p in near if p.role == "place" and p.kind == "state"]
    doers = [p for p in everyone if p.role != "place"]
    companies = [p for p in doers if p.kind == "company"]
    firm = () if doers else firm_of_title(analysis, sentence)
    if firm:  # a report on a maker, in a paragraph on one of its countries
        place_of = where[0] if where else sentence.topic or analysis.makers.get(firm[0])
        return Parties(firm, (place_of,) if place_of else ())
    first = companies[0] if companies else leading(doers, place, ("plain", "owner", "by"))
    subject = (first.name,) if first else usual_party(analysis, sentence)
    country = where[0] if where else None
    if country is None and sentence.topic not in (None, *subject, *analysis.makers):
        country = sentence.topic
    if country is None and subject:
        country = analysis.makers.get(subject[0])  # at home, where no other place is named
    if country is None and subject:
        country = subject[0] if len(subject[0]) == 2 else None
    return Parties(subject, (country,) if country else ())


def pick_seller(fact: Fact) -> Parties:
    """The seller, where one is named."""
    return Parties(unique([p.name for p in fact.everyone if p.kind == "company"])[:1])
