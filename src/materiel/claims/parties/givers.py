"""Who gives, pays or shares, and who gets."""

from collections.abc import Sequence
from dataclasses import replace

from materiel.claims.parties.candidates import beside, leading, nearest, right_before, unique
from materiel.claims.parties.doers import pick_doer
from materiel.claims.parties.fact import Fact, Parties
from materiel.claims.parties.usual import usual_party, usual_receiver
from materiel.claims.text.analysis import Analysis, Party, Sentence

_NEAR = 30  # characters between who gets and the verb
_STOCKS = 4  # characters from whose stocks they are to the word for stocks
_BEHIND = 12  # and where it stands behind the verb


def pick_giver(fact: Fact) -> Parties:
    """Giver and receiver."""
    getting = _gets(fact)
    if getting:
        return _got_from(fact, getting[-1])
    giver, to = _sides(fact)
    subject = _giving(fact, giver, to)
    receiver = _receiver(fact, subject, to)
    subject = tuple(name for name in subject if name != receiver)
    if to is not None and to.role == "to" and receiver == to.name:
        getters = fact.listed(to, [p for p in fact.everyone if p.role == "to"])
        return Parties(subject, tuple(n for n in getters if n not in subject))
    return Parties(subject, (receiver,) if receiver else ())


def _got_from(fact: Fact, getter: Party) -> Parties:
    """Whom the subject of a verb of getting has it from."""
    givers = [p for p in fact.everyone if p.role in ("from", "by") and p.name != getter.name]
    named = fact.listed(givers[-1], fact.everyone) if givers else ()
    return Parties(tuple(n for n in named if n != getter.name), (getter.name,))


def _sides(fact: Fact) -> tuple[Party | None, Party | None]:
    """Who is named as giving, and as getting."""
    sentence, inside, everyone, place = fact.sentence, fact.inside, fact.everyone, fact.place
    pool = _pool(fact)
    source = nearest(_of_number(sentence, pool, place), place, ("from", "by"))
    first = leading(pool, place, ("plain", "owner"))
    to = _to_behind(sentence, inside, place)
    to = to or nearest(inside, place, ("to",)) or nearest(everyone, place, ("to",))
    own = right_before(sentence, everyone, place, fact.words)
    second = own or next(
        (p for p in reversed(inside) if first and first.start < p.start < place), None
    )
    if to is None and second and first and _are_apart(fact, first, second):
        to, own = second, None  # "Germany has promised Kyiv three systems": the second one gets
    return own or (source if source and source.role == "by" else None) or first or source, to


def _pool(fact: Fact) -> list[Party]:
    """The parties of the clause where one of them may give, else all."""
    gives = any(p.role in ("plain", "owner", "by", "from") for p in fact.inside)
    return fact.inside if gives else fact.everyone


def _giving(fact: Fact, giver: Party | None, to: Party | None) -> tuple[str, ...]:
    """Who gives: the giver and those with it, or who usually does."""
    subject = fact.listed(giver, _pool(fact)) if giver else ()
    if not subject:
        usual = usual_party(fact.analysis, fact.sentence)
        subject = tuple(n for n in usual if to is None or n != to.name)
    joined = beside(fact.sentence, fact.everyone, fact.words)
    return unique([*(n for n in subject if n not in joined), *joined]) if joined else subject


def _receiver(fact: Fact, subject: tuple[str, ...], to: Party | None) -> str | None:
    """Who gets: whom "to" names, who imports, whom the paragraph is about, who usually does."""
    analysis, sentence = fact.analysis, fact.sentence
    receiver = to.name if to and to.name not in subject else None
    before = [t.low for t in sentence.tokens if t.start < fact.place]
    if receiver is None and not fact.words.imports.isdisjoint(before):
        home = sentence.topic or analysis.topic_state
        receiver = home if home not in subject else None
    if receiver is None and any(p.role == "label" and p.kind == "state" for p in fact.everyone):
        receiver = sentence.topic if sentence.topic not in subject else None
    if receiver is None and not (subject and analysis.makers.keys() >= set(subject)):
        receiver = usual_receiver(analysis, subject)  # a firm's money is for nobody in particular
    return receiver


def _to_behind(sentence: Sentence, inside: Sequence[Party], place: int) -> Party | None:
    """Whom the words behind a number give it to, in front of the next number: "14 go to Chile"."""
    behind = [p for p in _of_number(sentence, inside, place) if p.start > place and p.role == "to"]
    return behind[0] if behind else None


def _of_number(sentence: Sentence, parties: Sequence[Party], place: int) -> list[Party]:
    """Without those behind the next number: "pledged 78, of which six bought by Chad"."""
    later = min((q.start for q in sentence.quantities if q.start > place), default=sentence.end)
    return [p for p in parties if p.start < later]


def _gets(fact: Fact) -> list[Party]:
    """Whom a verb of getting has as its subject, the likeliest last."""
    sentence, everyone, words = fact.sentence, fact.everyone, fact.words
    tokens = sentence.tokens
    k = next((k for k in range(len(tokens)) if words.getters.at(tokens, k)), None)
    if k is None:
        return _is_given(fact)
    getter = tokens[k]
    if words.free_order and sentence.clause_at(getter.start) != sentence.clause_at(fact.place):
        return []
    near = [p for p in everyone if 0 <= getter.start - p.end < _NEAR and p.role != "to"]
    if not words.free_order:
        return near
    # "erhielt Polen", "Polen hat von den USA 28 Abrams erhalten"
    near = [p for p in near if p.role in ("plain", "owner")]
    behind = [p for p in everyone if 0 <= p.start - getter.end < _BEHIND and p.role == "plain"]
    far = [p for p in everyone if p.end <= getter.start and p.role == "plain"]
    return behind[:1] or near or far[:1]


def _is_given(fact: Fact) -> list[Party]:
    """Who is given something: "Chile has been given 12", not "12 were given"."""
    tokens = fact.sentence.tokens
    for k, token in enumerate(tokens):
        given = token.start < fact.place and fact.words.given.at(tokens, k)
        if given and fact.is_passive(k):
            plain = [p for p in fact.everyone if p.role == "plain"]
            return [p for p in plain if 0 <= token.start - p.end < _NEAR][-1:]
    return []


def _are_apart(fact: Fact, first: Party, own: Party) -> bool:
    """Whether two bare parties before the number are not one list: one gives, the other gets."""
    bare = own.role == "plain" and own.kind == "state" and first.name != own.name
    return bare and own.name not in fact.listed(first, _pool(fact))


def pick_sharer(fact: Fact) -> Parties:
    """Whose part it is; of aid or a promise also who gets it."""
    found = pick_doer(fact)
    groups = fact.sentence.groups(fact.sentence.start, fact.sentence.end)
    source = [p for p in fact.inside if p.role == "from" and p.start > fact.place]
    if "come_from" in groups and source:  # "most of Europe's powder comes from China"
        others = [n for n in found.subject if n != source[0].name]
        return Parties((source[0].name,), tuple(others))
    if not {"give", "pledge"} & groups:
        return found
    usual = usual_receiver(fact.analysis, found.subject)
    return Parties(found.subject, (usual,) if usual else ())


def pick_payer(fact: Fact) -> Parties:
    """Payer and beneficiary."""
    analysis = fact.analysis
    firms = _firms_paid(fact)
    if firms:
        others = [p for p in fact.everyone if p.kind != "company"]
        payers = pick_giver(replace(fact, inside=others, everyone=others)).subject
        payers = tuple(name for name in payers if name not in analysis.makers)
        return Parties(payers or _state(analysis), firms)
    found = pick_giver(fact)
    holder = _refilled(fact)
    if holder is not None:
        return Parties(found.subject, (holder.name,))
    if not found.object:
        where = {p.name for p in fact.inside if p.role == "place" and p.kind == "state"}
        where -= set(found.subject)
        if len(where) == 1:  # "pays for the production of drones in Ukraine"
            return Parties(found.subject, tuple(where))
    return found


def _refilled(fact: Fact) -> Party | None:
    """Whose stocks money fills up again: "8 million to replace equipment from Chilean stocks"."""
    sentence, place = fact.sentence, fact.place
    later = min((q.start for q in sentence.quantities if q.start > place), default=sentence.end)
    if all(t.low not in fact.words.refill for t in sentence.tokens if place < t.start < later):
        return None
    stocks = [a for a, _, group in sentence.cues if group == "stock_noun" and place < a < later]
    behind = [p for p in fact.inside if p.start > place]
    near = [p for p in behind if stocks and 0 < stocks[0] - p.end <= _STOCKS]
    return near[-1] if near else None


def _firms_paid(fact: Fact) -> tuple[str, ...]:
    """The firms that money goes to: "22 million for a line at Nammo", or a row that names but a firm."""
    sentence, everyone = fact.sentence, fact.everyone
    row = sentence.row or sentence.table or sentence.role == "headline"
    rows = everyone if row and all(p.kind == "company" for p in everyone) else []
    paid = [p for p in fact.inside if p.kind == "company" and p.role in ("to", "place")]
    return unique([p.name for p in paid or rows])


def _state(analysis: Analysis) -> tuple[str, ...]:
    return (analysis.topic_state,) if analysis.topic_state else ()
