"""Who deals with whom: buyer and supplier, two sides of an agreement, an alliance and who joined."""

from materiel.claims.parties.candidates import beside, leading, nearest, party_name, unique
from materiel.claims.parties.fact import Fact, Parties
from materiel.claims.parties.usual import firm_of_title, maker_before, maker_of_type, usual_party
from materiel.claims.text.analysis import Analysis, Party, Sentence

_FAR = 40  # sentences back in which "the group" may have been named


def pick_buyer(fact: Fact) -> Parties:
    """Buyer and supplier: of a company and a state the company supplies."""
    analysis, sentence = fact.analysis, fact.sentence
    makers = [p for p in fact.everyone if p.kind == "company"]
    states = [p for p in fact.everyone if p.kind in ("state", "group", "body", "scheme")]
    between_firms = _between_firms(makers, states)
    if between_firms is not None:
        return between_firms
    buyer = _buyer(fact, states, bought_from=bool(makers))
    subject = fact.listed(buyer, states) if buyer else ()
    if not subject and _is_backlog(fact):
        firms = unique([m.name for m in makers])[:1] or maker_before(analysis, sentence)
        firms = firms or firm_of_title(analysis, sentence)
        if firms:
            return Parties((), firms)
    joined = beside(sentence, states, fact.words)
    if joined:
        others = [n for n in subject or usual_party(analysis, sentence) if n not in joined]
        subject = unique([*others, *joined])
    if not subject:
        subject = usual_party(analysis, sentence)
        firms = tuple(n for n in subject if n in analysis.makers)
        if firms:
            return Parties((), unique([m.name for m in makers])[:3] or firms)
    return Parties(subject, _supplier(fact, makers, subject))


def _buyer(fact: Fact, states: list[Party], *, bought_from: bool) -> Party | None:
    """The state that buys: "from Poland" a maker has an order, without one "from" names who sells."""
    buyer = nearest(states, fact.place, ("from", "by")) if bought_from else None
    for among in ([p for p in states if p in fact.inside], states):
        buyer = buyer or leading(among, fact.place, ("plain", "owner", "by"))
    return buyer or leading(states, fact.place, ("from", "to", "with"))


def _is_backlog(fact: Fact) -> bool:
    """Whether a sentence tells of all the orders that a maker has, which no buyer is named for."""
    tokens = fact.sentence.tokens
    return any(fact.words.backlog.at(tokens, k) for k in range(len(tokens)))


def _between_firms(makers: list[Party], states: list[Party]) -> Parties | None:
    """ "Poland's PGZ signed a contract with Hanwha": one firm buys from another."""
    partner = next((p for p in makers if p.role in ("with", "from")), None)
    buyer = next((p for p in makers if p.role == "plain"), None)
    if partner is None or buyer is None or buyer.start > partner.start:
        return None
    if any(p.role in ("from", "by", "to", "plain") for p in states if p.form != "adjective"):
        return None
    return Parties((buyer.name,), (partner.name,))


def _supplier(fact: Fact, makers: list[Party], buyers: tuple[str, ...]) -> tuple[str, ...]:
    """Who supplies: named here or before, the firm of the title, or the maker of the type."""
    analysis, sentence = fact.analysis, fact.sentence
    return (
        _supplier_named(fact, makers, buyers)
        or _supplier_before(analysis, sentence)
        or firm_of_title(analysis, sentence)
        or maker_of_type(analysis, sentence, fact.place, ("company",))
    )


def _supplier_named(fact: Fact, makers: list[Party], buyers: tuple[str, ...]) -> tuple[str, ...]:
    """The maker that "from" names behind the number; else all makers; else a state "from" names."""
    later = [q.start for q in fact.sentence.quantities if q.start > fact.place]
    limit = later[0] if later else fact.sentence.end
    sources = [p for p in fact.everyone if p.role == "from" and p.name not in buyers]
    own = [p.name for p in sources if fact.place <= p.start < limit]
    if own:
        return (own[0],)
    if makers:
        return unique([m.name for m in makers])[:3]
    return tuple(p.name for p in sources)[:1]


def _supplier_before(analysis: Analysis, sentence: Sentence) -> tuple[str, ...]:
    """The makers that the lead, or the sentence before, names for the order; else the maker named last."""
    before = analysis.before(sentence)
    if before is not None and before.paragraph != sentence.paragraph:
        before = None
    for other in (sentence.lead, before):
        if other is not None and any(group == "buy" for _, _, group in other.cues):
            return unique([m.name.name for m in other.mentions if m.name.role == "company"])[:2]
    for other in (sentence.lead, before, sentence.heading):
        named = [m.name.name for m in other.mentions if m.name.role == "company"] if other else []
        if named:
            return (named[-1],)
    return ()


def pick_sides(fact: Fact) -> Parties:
    """Two sides of a deal: who is named first, and whom "with" names or who comes next."""
    analysis, sentence = fact.analysis, fact.sentence
    sides, partners = _sides(fact)
    names = _with_first(fact, sides, partners)
    if not names:
        names = _sides_before(analysis, sentence)
    elif len(names) == 1:
        places = [p.name for p in fact.everyone if p.role == "place" and p.name not in names]
        names += places[:1] or [n for n in _sides_before(analysis, sentence) if n not in names][:1]
        if len(names) == 2 and names[0] in partners:
            names.reverse()  # "a contract with A" was signed by whom the report speaks of
    if len(names) == 1 and analysis.topic_state not in (None, names[0]):
        names.insert(0, analysis.topic_state or "")
    with_them = [n for n in partners if n not in names[:1]]
    return Parties(tuple(names[:1]), tuple(with_them or names[1:2]))


def _sides(fact: Fact) -> tuple[list[Party], list[str]]:
    """Who is named in a deal, and which of them "with" names."""
    inside, everyone = fact.inside, fact.everyone
    pool = inside if len({p.name for p in inside}) > 1 else everyone
    companies = {p.state for p in pool if p.kind == "company"}
    pool = [p for p in pool if not (p.form == "adjective" and p.name in companies)]
    sides = [p for p in pool if p.role != "place"] or pool
    own = [p.name for p in inside if p.role == "with"]
    if own and len(inside) == len(own):  # "..., as well as a contract with two companies of A"
        first = [p for p in everyone if p.role != "with" and p.start < inside[0].start][:1]
        return [*first, *inside], own
    return sides, [p.name for p in sides if p.role == "with"]


def _with_first(fact: Fact, sides: list[Party], partners: list[str]) -> list[str]:
    """The names of a deal's sides, in front of them whom the paragraph is about or who speaks."""
    sentence = fact.sentence
    names = list(unique([p.name for p in sides if p.role != "with"] + partners))
    opens = any(p.kind == "company" and p.role == "plain" and p.end <= fact.place for p in sides)
    if _is_mutual(sentence) and len({p.name for p in sides if p.form != "adjective"}) < 2:
        return _sides_before(fact.analysis, sentence) or names
    if sentence.topic and sentence.topic not in names and not opens:
        return [sentence.topic, *names]
    if len(names) == 1 and sentence.speaker_state and sentence.speaker_state != names[0]:
        return [sentence.speaker_state, *names]
    return names


def _is_mutual(sentence: Sentence) -> bool:
    """Whether "the two countries" or "both sides" agree, whom another sentence names."""
    return any(group == "mutual" for _, _, group in sentence.cues)


def _sides_before(analysis: Analysis, sentence: Sentence) -> list[str]:
    """The parties of the sentence before: "the two countries", "agreements were reached"."""
    before = analysis.before(sentence)
    shown = [party_name(m) for m in before.mentions] if before else []
    names = list(unique([name for name in shown if name]))
    return names[:2] or list(usual_party(analysis, sentence))


def pick_alliance(fact: Fact) -> Parties:
    """The alliance or forum, and those who joined."""
    analysis, sentence, inside, everyone = fact.analysis, fact.sentence, fact.inside, fact.everyone
    groups = [p for p in (inside or everyone) if p.kind == "group"] or [
        p for p in everyone if p.kind == "group"
    ]
    if not groups:
        groups = [p for p in everyone if p.name in ("NATO", "EU")]
    body = groups[0].name if groups else _last_group(analysis, sentence)
    companies = [p.name for p in everyone if p.kind == "company" and p.name != body]
    words = fact.words
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
