"""Words, numbers and signs of a text, with offsets."""

import re
from collections.abc import Mapping, Sequence
from typing import Generic, NamedTuple, TypeVar

# One alternative a kind of character, so a position is looked at once: linear in the text.
_TOKEN = re.compile(r"[^\W\d_]+|\d+(?:[.,]\d+)*|[^\s]")
_SIGNS = {ord(sign): plain for sign, plain in zip("’‘ʼ‑‐−–—", "'''---––", strict=True)}
_BLANKS = {ord(blank): " " for blank in "\n\r\t\u00a0\u202f\u2009"}


class Token(NamedTuple):
    """A word, a number or one sign."""

    start: int  # text[start:end]
    end: int
    low: str  # folded: lower case, plain apostrophes and hyphens; both dashes become "–"


def fold(text: str) -> str:
    """Lower case with plain signs, character for character: offsets stay true.

    >>> fold("Kyiv’s 155‑mm")
    "kyiv's 155-mm"
    """
    low = text.lower()
    if len(low) != len(text):  # a few letters grow in lower case, such as İ
        low = "".join(c.lower() if len(c.lower()) == 1 else c for c in text)
    return low.translate(_SIGNS).translate(_BLANKS)


def tokenize(folded: str) -> list[Token]:
    """The tokens of a folded text.

    >>> [token.low for token in tokenize("14.5m 155mm shells")]
    ['14.5', 'm', '155', 'mm', 'shells']
    """
    return [Token(match.start(), match.end(), match.group()) for match in _TOKEN.finditer(folded)]


def phrase(text: str) -> tuple[str, ...]:
    """A lexicon entry as the tokens it matches.

    >>> phrase("two-thirds")
    ('two', '-', 'thirds')
    """
    return tuple(token.low for token in tokenize(fold(text)))


def item_tokens(
    tokens: Sequence[Token], items: Sequence[tuple[int, int, str]]
) -> tuple[dict[int, int], set[int]]:
    """For each token that begins an item the index behind it, and all tokens inside items."""
    ends: dict[int, int] = {}
    inside: set[int] = set()
    for start, end, _ in items:
        first, after = tokens_of(tokens, start, end)
        ends[first] = after
        inside.update(range(first, after))
    return ends, inside


def tokens_of(tokens: Sequence[Token], start: int, end: int) -> tuple[int, int]:
    """The tokens between two offsets: tokens[first:after]."""
    first = next((i for i, t in enumerate(tokens) if t.end > start), len(tokens))
    after = next((i for i in range(first, len(tokens)) if tokens[i].start >= end), len(tokens))
    return first, after


Value = TypeVar("Value")


class Phrases(Generic[Value]):
    """Phrases of tokens with a value each; the longest match at a place wins.

    >>> known = Phrases({"two thirds": 66.7, "two": 2.0})
    >>> known.at(tokenize("two thirds of it"), 0)
    (66.7, 2)
    """

    def __init__(self, values: Mapping[str, Value]) -> None:
        self._by_first: dict[str, list[tuple[tuple[str, ...], Value]]] = {}
        self._by_last: dict[str, list[tuple[tuple[str, ...], Value]]] = {}
        for text, value in values.items():
            words = phrase(text)
            self._by_first.setdefault(words[0], []).append((words, value))
            self._by_last.setdefault(words[-1], []).append((words, value))
        for table in (self._by_first, self._by_last):
            for entries in table.values():
                entries.sort(key=lambda entry: -len(entry[0]))

    def at(self, tokens: Sequence[Token], i: int) -> tuple[Value, int] | None:
        """Value and end index of the phrase that begins at token `i`."""
        if i >= len(tokens):
            return None
        for words, value in self._by_first.get(tokens[i].low, ()):
            end = i + len(words)
            if end <= len(tokens) and all(tokens[i + k].low == w for k, w in enumerate(words)):
                return value, end
        return None

    def before(self, tokens: Sequence[Token], i: int) -> tuple[Value, int] | None:
        """Value and first index of the phrase that ends right before token `i`."""
        if i <= 0:
            return None
        for words, value in self._by_last.get(tokens[i - 1].low, ()):
            start = i - len(words)
            if start >= 0 and all(tokens[start + k].low == w for k, w in enumerate(words)):
                return value, start
        return None
