"""Sentences and clauses with exact offsets."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import NamedTuple

from materiel.claims.tokens import Remembered, Token, Words
from materiel.claims.words import Lexicon

# The look behind keeps a run of stops from being tried from each of its places.
_END = re.compile(r"(?<![.!?…])[.!?…]+[\"'”’»)\]]*\s+")
_OPENING = "\"'“‘«([<–—-•*"
_LONGEST = 1500  # characters; the longest sentence of the labelled reports has 420
_PARTING = frozenset(";:–-,")  # signs behind which a clause may begin
_WORD = re.compile(r"[^\W\d_]+")
_OPENING_DATE = 25  # characters: "W 2023 r. "
_LABEL = 40  # what stands before a colon and is shorter names what follows


class Span(NamedTuple):
    """A run of the text."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class _Stops:
    """Words whose stop is no end of a sentence, or only sometimes."""

    abbreviations: frozenset[str]
    may_end: frozenset[
        str
    ]  # those of them that end a sentence where a capital follows: "11 mld zł."
    year_marks: frozenset[str]  # "2026 r."
    ordinals: frozenset[str]  # what may follow the stop of an ordinal: "28. Oktober"


@cache
def _stops(lexicon: Lexicon) -> _Stops:
    table = lexicon["clauses"]
    return _Stops(
        frozenset(table["abbreviations"]),
        frozenset(table.get("may_end", ())),
        frozenset(table.get("year_marks", ())),
        frozenset(table.get("after_ordinal", ())),
    )


def sentence_spans(text: str, start: int, end: int, lexicon: Lexicon) -> Iterator[Span]:
    """The sentences of text[start:end], trimmed of blanks.

    >>> from materiel.claims.words import lexicon
    >>> text = "The U.S. sent 5 guns. More will follow."
    >>> [text[s.start:s.end] for s in sentence_spans(text, 0, len(text), lexicon("en"))]
    ['The U.S. sent 5 guns.', 'More will follow.']
    """
    short = _stops(lexicon)
    first = start
    for match in _END.finditer(text, start, end):
        if match.end() < end and _ends_here(text, match, first, short):
            yield from _pieces(text, first, match.end())
            first = match.end()
    yield from _pieces(text, first, end)


def _pieces(text: str, start: int, end: int) -> Iterator[Span]:
    """A sentence; a run without stops in pieces, so that its cost stays bounded."""
    while end - start > _LONGEST:
        blank = text.rfind(" ", start + _LONGEST // 2, start + _LONGEST)
        cut = blank if blank > 0 else start + _LONGEST
        yield from _trimmed(text, start, cut)
        start = cut
    yield from _trimmed(text, start, end)


def _ends_here(text: str, match: re.Match[str], start: int, short: _Stops) -> bool:
    following = text[match.end()]
    if match.group().startswith("...."):
        return False  # dots that lead to a figure: "Mesko ........ 887"
    if following.islower():
        return False
    if not (
        following.isupper() or following.isdigit() or following in _OPENING or following in "€$£#"
    ):
        return True
    if not match.group().startswith("."):
        return True
    word_start = match.start()
    while word_start > max(start, match.start() - 12) and (
        text[word_start - 1].isalnum() or text[word_start - 1] == "."
    ):
        word_start -= 1
    word = text[word_start : match.start()].lower()
    if word in short.abbreviations:
        return word in short.may_end and following.isupper()
    if word in short.year_marks:  # "2026 r. Firma": the end, unless the sentence has just begun
        return following.isupper() and match.start() - start > _OPENING_DATE
    if short.ordinals and word.isdigit() and len(word) <= 2:  # "28. Oktober"
        if following.isdigit():
            return False  # "24. 1. 2023"
        following_word = _WORD.match(text, match.end())
        return following_word is None or following_word.group().lower() not in short.ordinals
    # U.S., D.C.: the end of a sentence only where a new subject follows; J. as in a name never
    return not (len(word) == 1 and word.isalpha()) and not (
        "." in word and len(word) <= 4 and following.isupper() and word.replace(".", "").isalpha()
    )


def _trimmed(text: str, start: int, end: int) -> Iterator[Span]:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    if start < end:
        yield Span(start, end)


class ClauseWords:
    """The words that open a clause."""

    def __init__(self, lexicon: Lexicon) -> None:
        table = lexicon["clauses"]
        self.after_comma = Words(table["after_comma"])
        self.anywhere = Words(table["anywhere"])
        self.conjunctions = Words(table["and"])
        self.second_verbs = Words(table["after_and"])
        # A relative clause that is put in ends at a comma with a finite verb behind it.
        self.relatives = frozenset(table.get("relatives", ()))
        self.finite = self.second_verbs | frozenset(table.get("finite", ()))
        self.finite_endings = tuple(table.get("finite_endings", ()))
        self.auxiliaries = frozenset(table.get("auxiliaries", ()))
        self.adverbs = frozenset(table.get("adverbs", ()))
        self.participles = frozenset(table.get("participles", ()))
        # What a clause may begin with, or behind.
        self.openers = Remembered(
            lambda word: word in self.conjunctions or word in self.anywhere or word in _PARTING
        )

    def is_finite(self, word: str) -> bool:
        """Whether a word behind a comma is the verb that a sentence goes on with."""
        if word in self.finite:
            return True
        return bool(self.finite_endings) and word.endswith(self.finite_endings)


@cache
def clause_words(lexicon: Lexicon) -> ClauseWords:
    """The clause words of a lexicon, built once."""
    return ClauseWords(lexicon)


def clause_spans(tokens: Sequence[Token], words: ClauseWords, openers: Sequence[int]) -> list[Span]:
    """The clauses of a sentence, in order and without gaps.

    They end at semicolons, colons, dashes with blanks around them, and before a conjunction or a
    relative word that follows a comma.

    Args:
        openers: The tokens that a clause may begin with, or behind.
    """
    if not tokens:
        return []
    starts = [tokens[0].start]
    inserted = False  # in a clause such as ", which makes shells,"
    for i in _clause_places(tokens, openers):
        before, here = tokens[i - 1].low, tokens[i].low
        if _opens_clause(tokens, i, words):
            starts.append(tokens[i].start)
            inserted = here in words.relatives and before == ","
        elif inserted and before == "," and words.is_finite(here):
            starts.append(tokens[i].start)
            inserted = False
    ends = [*starts[1:], tokens[-1].end]
    return [Span(a, b) for a, b in zip(starts, ends, strict=True)]


def _clause_places(tokens: Sequence[Token], openers: Sequence[int]) -> list[int]:
    """Where a clause may begin, but for the first: at an opener, behind a sign that parts."""
    found: set[int] = set()
    for i in openers:
        found.update((i, i + 1) if tokens[i].low in _PARTING else (i,))
    return sorted(found - {0, len(tokens)})


def _opens_clause(tokens: Sequence[Token], i: int, words: ClauseWords) -> bool:
    before, here = tokens[i - 1], tokens[i]
    if before.low == ";" and here.start > before.end:
        return True
    if before.low == ":" and here.start > before.end:
        return before.start - tokens[0].start > _LABEL
    if (
        before.low in ("–", "-")
        and here.start > before.end
        and i > 1
        and before.start > tokens[i - 2].end
    ):
        return True
    if before.low == "," and here.low in words.after_comma:
        return True
    following = tokens[i + 1].low if i + 1 < len(tokens) else ""
    if here.low in words.conjunctions and following in words.second_verbs:
        return True
    return here.low in words.anywhere and i > 2 and before.low != ","


def tense_places(
    tokens: Sequence[Token], words: ClauseWords, auxiliaries: Sequence[int]
) -> frozenset[tuple[int, int]]:
    """Where a verb of having only makes a tense: "has pledged", "have already been sent"."""
    marked = set()
    for i in auxiliaries:
        token, k = tokens[i], i + 1
        while k < len(tokens) and tokens[k].low in words.adverbs:
            k += 1
        following = tokens[k].low if k < len(tokens) else ""
        if following.endswith("ed") or following in words.participles:
            marked.add((token.start, token.end))
    return frozenset(marked)
