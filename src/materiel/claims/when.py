"""Dates that stand outside a fact's own clause: in front of the sentence, on its paragraph's label."""

from dataclasses import replace
from functools import cache

from materiel.claims.analysis import Analysis, Sentence
from materiel.claims.scan import DateSpan
from materiel.claims.sentences import ClauseWords, Span, tense_places
from materiel.claims.tokens import Phrases
from materiel.claims.words import Lexicon

# What happens on a day; what is made or held is not dated by a label.
DATED = ("order", "transfer", "funding", "disruption", "agreement", "permission", "investment")
_TOTALS = ("transfer", "funding", "share")  # what adds up until a date


class WhenWords:
    """The words that tell how a date holds for what is said."""

    def __init__(self, words: Lexicon) -> None:
        table = words["dates"].get("clauses", {})
        self.clauses = ClauseWords(words)
        self.now = frozenset(table.get("now", ()))
        self.adjoined: Phrases[bool] = Phrases(
            dict.fromkeys(words["clauses"].get("adjoined", ()), True)
        )
        self.when = frozenset(table.get("when", ()))
        self.pluperfect = frozenset(table.get("pluperfect", ()))


@cache
def when_words(words: Lexicon) -> WhenWords:
    """The words of a lexicon, built once."""
    return WhenWords(words)


def says_now(analysis: Analysis, sentence: Sentence, span: Span) -> bool:
    """ "Six today": what is so now has not the date of what was so before."""
    now = when_words(analysis.words).now
    return any(t.low in now for t in sentence.tokens if span.start <= t.start < span.end)


def adjoins(analysis: Analysis, sentence: Sentence, clause: Span) -> bool:
    """ "As well as a contract with ...": the clause has its verb from the one before."""
    tokens = sentence.tokens
    first = next((k for k, t in enumerate(tokens) if t.start >= clause.start), 0)
    return first > 0 and when_words(analysis.words).adjoined.at(tokens, first) is not None


def at_the_time(analysis: Analysis, sentence: Sentence, clause: Span) -> DateSpan | None:
    """ "None since 9 January, when it put up 480 million": the clause is of that very day."""
    when = when_words(analysis.words).when
    first = next((t for t in sentence.tokens if t.start >= clause.start), None)
    if first is None or first.low not in when:
        return None
    for date in sentence.dates:
        if 0 <= clause.start - date.end <= 2 and date.past[0] is not None:
            return replace(date, relation="at", past=(date.past[0], date.past[0]))
    return None


def is_total(analysis: Analysis, sentence: Sentence, clause: Span, kind: str) -> bool:
    """ "By mid-November 300,000 had come", "at that time France had given 36": a sum until then."""
    if kind not in _TOTALS:
        return False
    words = when_words(analysis.words)
    tenses = tense_places(sentence.tokens, words.clauses)
    return any(
        token.low in words.pluperfect
        for token in sentence.tokens
        if clause.start <= token.start < clause.end
        and (not words.clauses.auxiliaries or (token.start, token.end) in tenses)
    )
