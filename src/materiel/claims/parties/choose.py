"""Who does it and to whom: the subject and the object of a claim, by kind."""

from collections.abc import Sequence

from materiel.claims.parties.anaphora import is_epithet, stand_ins
from materiel.claims.parties.candidates import candidates
from materiel.claims.parties.deals import pick_alliance, pick_buyer, pick_sides
from materiel.claims.parties.deciders import pick_decider
from materiel.claims.parties.doers import (
    pick_builder,
    pick_doer,
    pick_maker,
    pick_seller,
    pick_victim,
)
from materiel.claims.parties.fact import Fact, Parties
from materiel.claims.parties.givers import pick_giver, pick_payer, pick_sharer
from materiel.claims.parties.reach import in_reach, we
from materiel.claims.parties.several import SEVERAL, several
from materiel.claims.party_words import party_words
from materiel.claims.text.analysis import Analysis, Party, Sentence
from materiel.claims.text.sentences import Span

_EPITHET = 24  # from a nationality to the company it describes
_BEHIND = 6  # and from Saab to "of Sweden"
_POSSESSIVE = 4  # and from "Sweden's" to Saab


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
    everyone += meant or we(analysis, sentence, clause, words)
    everyone += several(analysis, sentence, place, everyone)
    everyone.sort(key=lambda party: party.start)
    pick = _PICKERS.get(kind, pick_doer)
    alone = pick in (pick_doer, pick_maker, pick_buyer)
    everyone = in_reach(sentence, everyone, clause, place, words, alone=alone)
    everyone.sort(key=lambda party: party.start)
    inside = [p for p in everyone if clause.start <= p.start < clause.end]
    found = _apart(pick(Fact(analysis, sentence, inside, everyone, place, words)))
    if kind in _BY_STATES and _counts_states(sentence, place):
        return found._replace(subject=())  # "34 countries have bought it": nobody is named
    return found


def _apart(found: Parties) -> Parties:
    """Those whom "the three" stands for, one by one."""
    subject = tuple(dict.fromkeys(n for name in found.subject for n in name.split(SEVERAL)))
    others = tuple(dict.fromkeys(n for name in found.object for n in name.split(SEVERAL)))
    return Parties(subject, others)


def _counts_states(sentence: Sentence, place: int) -> bool:
    return any(q.start == place and q.unit == "country" for q in sentence.quantities)


def _is_home(party: Party, everyone: Sequence[Party]) -> bool:
    """ "The Korean firm Hanwha": a nationality in front of a company is no party of its own."""
    if party.role not in ("to", "place") and any(
        p.kind == "company" and p.state == party.name and 0 < party.start - p.end <= _BEHIND
        for p in everyone
    ):
        return True  # "Poongsan of South Korea", "Quantum Systems aus Deutschland"
    reach = _EPITHET if party.form == "adjective" else _POSSESSIVE
    return (party.form == "adjective" or party.role == "owner") and any(
        p.kind == "company" and p.state == party.name and 0 <= p.start - party.end < reach
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
    return party._replace(name=sentence.topic, kind="company", form="name")


_BY_STATES = ("order", "transfer", "funding", "permission")  # what states do that a number counts
_PICKERS = {
    "production": pick_maker,
    "growth": pick_maker,
    "expenditure": pick_doer,
    "stock": pick_doer,
    "lead_time": pick_maker,
    "share": pick_sharer,
    "price": pick_seller,
    "industry": pick_maker,
    "transfer": pick_giver,
    "funding": pick_payer,
    "order": pick_buyer,
    "agreement": pick_sides,
    "permission": pick_decider,
    "membership": pick_alliance,
    "disruption": pick_victim,
    "investment": pick_builder,
}
