"""Whose stocks are said to be low: whom the words beside "stocks" name, and nobody else."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from materiel.claims.parties.candidates import candidates, listed
from materiel.claims.parties.fact import Parties
from materiel.claims.party_words import party_words
from materiel.claims.text.analysis import Analysis, Party, Sentence
from materiel.claims.text.sentences import Span

_IN_FRONT = 30  # characters from a holder to the stocks: "German artillery ammunition stocks"
_BEHIND = 30  # and from the stocks to "in Germany", "worldwide"
_NEXT = 3  # words from the stocks to a bare name behind them: "stocks of the Bundeswehr"
_OBJECT = 4  # words from "depleted" to the stocks: "reduced their large stockpiles"
_SUBJECT = 10  # and from the stocks to "depleted": "stocks of shells in Poland are running low"
_INSIDE = ("-", "'", "’")  # signs inside a word or name
_ELSEWHERE = ("to", "by", "with", "place")  # in front of the stocks these hold none of them


@dataclass(frozen=True, slots=True)
class _Holder:
    start: int
    end: int
    party: Party | None  # None: "the West", "allies", "worldwide"


def holder_of(analysis: Analysis, sentence: Sentence, clause: Span, low: int) -> Parties | None:
    """The holder of the stocks that a word at `low` calls low; None where the clause names none.

    "Russia's war has depleted Germany's stocks" is of Germany, "... depleted stocks" of nobody.
    A holder such as "allies" is one whom no code names: the claim has no subject.
    """
    stocks = _stocks(sentence, clause, low)
    if stocks is None or not _is_said_of(analysis, sentence, stocks, low):
        return None
    holders = sorted(_holders(analysis, sentence, clause), key=lambda one: one.start)
    found = _behind(sentence, holders, stocks) or _in_front(sentence, holders, stocks)
    if found is None or found.party is None:
        return Parties() if found else None
    if found.party.kind == "company":
        return None  # the stock of a firm is mostly that of the exchange
    everyone = [one.party for one in holders if one.party is not None]
    return Parties(listed(sentence, found.party, everyone, party_words(analysis.words)))


def _stocks(sentence: Sentence, clause: Span, low: int) -> Span | None:
    """The word for stocks that stands nearest to the word that calls them low."""
    nouns = [
        Span(start, end)
        for start, end, group in sentence.cues
        if group == "stock_noun" and clause.start <= start < clause.end
    ]
    return min(nouns, key=lambda noun: abs(noun.start - low), default=None)


def _is_said_of(analysis: Analysis, sentence: Sentence, stocks: Span, low: int) -> bool:
    """Whether the word for low is said of the stocks: not of what stands behind a comma or "and".

    "Germany will refill its depleted stocks" says it only in passing.
    """
    first, last = sorted((stocks.start, low))
    between = [t.low for t in sentence.tokens if first <= t.start < last]
    before = [t for t in sentence.tokens if t.end <= low][-1:]
    if any(not word[0].isalnum() and word not in _INSIDE for word in between):
        return False
    if low < stocks.start:
        own = any("holder_own" in sentence.groups(t.start, t.end) for t in before)
        return not own and len(between) <= _OBJECT
    joints = {word for word in analysis.words["statements"]["list_joints"] if word.isalpha()}
    joined = any(t.low in joints for t in before)
    return not joined and len(between) <= _SUBJECT


def _holders(analysis: Analysis, sentence: Sentence, clause: Span) -> Iterator[_Holder]:
    """The parties of a clause, and the words for holders without a code."""
    for party in candidates(analysis, sentence, party_words(analysis.words)):
        if clause.start <= party.start < clause.end:
            yield _Holder(party.start, party.end, party)
    for start, end, group in sentence.cues:
        if group == "holder_word" and clause.start <= start < clause.end:
            yield _Holder(start, end, None)


def _behind(sentence: Sentence, holders: Sequence[_Holder], stocks: Span) -> _Holder | None:
    """ "Stocks in Germany", "stocks of the Bundeswehr", "stocks worldwide"."""
    for one in holders:
        if not 0 <= one.start - stocks.end <= _BEHIND:
            continue
        if one.party is None or one.party.role in ("place", "from"):
            return one
        between = [t.low for t in sentence.tokens if stocks.end <= t.start < one.start]
        joined = len(between) <= _NEXT and all(word.isalpha() for word in between)
        low = "stock_low" in sentence.groups(stocks.end, one.start)
        if joined and not low and one.party.role == "plain":
            return one
    return None


def _in_front(sentence: Sentence, holders: Sequence[_Holder], stocks: Span) -> _Holder | None:
    """ "Germany's stocks", "NATO ammunition stocks", "Germany has depleted its stocks"."""
    before = [
        one
        for one in holders
        if one.end <= stocks.start and (one.party is None or one.party.role not in _ELSEWHERE)
    ]
    if not before:
        return None
    nearest = before[-1]
    between = sentence.groups(nearest.end, stocks.start)
    beside = stocks.start - nearest.end <= _IN_FRONT and "stock_low" not in between
    return nearest if beside or "holder_own" in between else None
