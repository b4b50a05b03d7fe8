"""Words, numbers and signs of a text, with offsets."""

import re
from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import compress
from operator import itemgetter
from typing import Generic, Literal, NamedTuple, TypeVar

# Blanks, and a token of one kind of character or the end, so a position is looked at once: linear in the text.
_TOKEN = re.compile(r"(\s*)([^\W\d_]+|\d+(?:[.,]\d+)*|\S|\Z)")
_LOW = itemgetter(2)
_TO_THE_END = 2**62
_MOST_KNOWN = 20_000  # words of which something is remembered
_ASCII = tuple((blank, " ") for blank in "\n\r\t")
_OTHER = (
    *((blank, " ") for blank in "\u00a0\u202f\u2009"),
    *zip("’‘ʼ‑‐−—", "'''---–", strict=True),
)


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
    for plain_signs in (_ASCII,) if low.isascii() else (_ASCII, _OTHER):
        for sign, plain in plain_signs:
            if sign in low:  # most texts have few of them: far faster than a table for each letter
                low = low.replace(sign, plain)
    return low


def tokenize(folded: str, start: int = 0, end: int = _TO_THE_END) -> list[Token]:
    """The tokens of a folded text, or of folded[start:end] with the offsets of the whole.

    >>> [token.low for token in tokenize("14.5m 155mm shells")]
    ['14.5', 'm', '155', 'mm', 'shells']
    """
    new, edge = tuple.__new__, start  # without the call of a constructor for every word of a text
    return [
        new(Token, ((first := edge + len(blank)), (edge := first + len(low)), low))
        for blank, low in _TOKEN.findall(folded, start, end)
        if low
    ]


def lows(tokens: Iterable[Token]) -> Iterator[str]:
    """The folded words of some tokens."""
    return map(_LOW, tokens)


def places(tokens: Sequence[Token], known: Callable[[str], object]) -> list[int]:
    """The tokens of whose word something is known; for most words nothing is.

    >>> places(tokenize("two or three"), {"two": 2, "three": 3}.get)
    [0, 2]
    """
    return list(compress(range(len(tokens)), map(known, map(_LOW, tokens))))


def phrase(text: str) -> tuple[str, ...]:
    """A lexicon entry as the tokens it matches; a star keeps to its word.

    >>> phrase("two-thirds"), phrase("fabryk* broni")
    (('two', '-', 'thirds'), ('fabryk*', 'broni'))
    """
    words: list[str] = []
    glue = False
    edge = -1
    for token in tokenize(fold(text)):
        joined = token.start == edge
        if token.low == "*" and joined and words:
            words[-1] += "*"
        elif glue and joined:
            words[-1] += token.low
        else:
            words.append(token.low)
        glue = token.low == "*" and words[-1] == "*"
        edge = token.end
    return tuple(words)


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
    """The tokens between two offsets, also where they only touch: tokens[first:after]."""
    first = first_past(tokens, start)
    return first, max(first, first_from(tokens, end))


def first_from(tokens: Sequence[Token], place: int) -> int:
    """Index of the first token that begins at an offset or behind it; their number where none does."""
    return bisect_left(tokens, (place,))  # a token is a tuple that begins with its start


def first_past(tokens: Sequence[Token], place: int) -> int:
    """Index of the first token that ends behind an offset; their number where none does."""
    k = first_from(tokens, place)
    return k - 1 if k and tokens[k - 1].end > place else k


def between(tokens: Sequence[Token], start: int, end: int) -> Sequence[Token]:
    """The tokens that begin between two offsets."""
    first = first_from(tokens, start)
    return tokens[first : max(first, first_from(tokens, end))]


Value = TypeVar("Value")


class Remembered(dict[str, Value]):
    """What a function tells of a word, worked out once for each word; forgotten when there are too many.

    >>> lengths = Remembered(len)
    >>> lengths["shells"], dict(lengths)
    (6, {'shells': 6})
    """

    def __init__(self, tell: Callable[[str], Value]) -> None:
        super().__init__()
        self._tell = tell

    def __missing__(self, word: str) -> Value:
        """Work it out; a word that is known is not even asked here."""
        if len(self) >= _MOST_KNOWN:
            self.clear()
        told = self[word] = self._tell(word)
        return told


class Words(frozenset[str]):
    """Words of a list; a star at either end stands for any letters.

    >>> known = Words(["in", "minist*", "*fabrik*"])
    >>> "ministre" in known, "munitionsfabriken" in known, "inn" in known
    (True, True, False)
    """

    def __new__(cls, words: Iterable[str]) -> "Words":
        """A plain set where no word has a star: it is asked for every token."""
        listed = list(words)
        kind = _OpenWords if any("*" in word for word in listed) else cls
        return frozenset.__new__(kind, listed)

    def any_of(self, words: Iterable[str]) -> bool:
        """Whether one of some words is in the list."""
        return not self.isdisjoint(words)


class _OpenWords(Words):
    """Words of which some have an open end; what was asked is remembered."""

    def __init__(self, words: Iterable[str]) -> None:
        self._open = [word for word in self if "*" in word]
        self._known = Remembered(self._has)

    def __contains__(self, word: object) -> bool:
        return self._known[str(word)]

    def any_of(self, words: Iterable[str]) -> bool:
        return any(map(self._known.__getitem__, words))

    def _has(self, word: str) -> bool:
        return frozenset.__contains__(self, word) or any(_fits(one, word) for one in self._open)


_Row = tuple[tuple[str, ...], Value]


class Phrases(Generic[Value]):
    """Phrases of tokens with a value each; the longest match at a place wins.

    >>> known = Phrases({"two thirds": 66.7, "two": 2.0, "fabryk* broni": 1.0})
    >>> known.at(tokenize("two thirds of it"), 0), known.at(tokenize("fabryce broni"), 0)
    ((66.7, 2), None)
    >>> known.at(tokenize("fabryki broni"), 0)
    (1.0, 2)
    """

    def __init__(self, values: Mapping[str, Value]) -> None:
        rows = [(phrase(text), value) for text, value in values.items()]
        self._by_first = _Table(rows, 0).get
        self._by_last = _Table(rows, -1).get

    def may_start(self, word: str) -> bool:
        """Whether some phrase begins with a word."""
        return bool(self._by_first(word))

    def places(self, tokens: Sequence[Token]) -> list[int]:
        """The tokens that some phrase may begin with."""
        return places(tokens, self._by_first)

    def at(self, tokens: Sequence[Token], i: int) -> tuple[Value, int] | None:
        """Value and end index of the phrase that begins at token `i`."""
        rows = self._by_first(tokens[i].low) if i < len(tokens) else None
        if rows is None:
            return None
        beside = tokens[i + 1].low if i + 1 < len(tokens) else ""
        for words, value in rows.by_second.get(beside, rows.others):
            if len(words) == 1 or _stand(words, tokens, i):
                return value, i + len(words)
        return None

    def before(self, tokens: Sequence[Token], i: int) -> tuple[Value, int] | None:
        """Value and first index of the phrase that ends right before token `i`."""
        rows = self._by_last(tokens[i - 1].low) if i > 0 else None
        if rows is None:
            return None
        beside = tokens[i - 2].low if i > 1 else ""
        for words, value in rows.by_second.get(beside, rows.others):
            if len(words) == 1 or _stand(words, tokens, i - len(words)):
                return value, i - len(words)
        return None


def _stand(words: Sequence[str], tokens: Sequence[Token], first: int) -> bool:
    """Whether the words of a phrase stand at tokens[first:]."""
    if first < 0 or first + len(words) > len(tokens):
        return False
    for k, word in enumerate(words, first):
        low = tokens[k].low
        if word != low and not ("*" in word and _fits(word, low)):
            return False
    return True


class _Rows(NamedTuple, Generic[Value]):
    """The phrases that one word begins or ends, the longest first, by the word that stands beside it."""

    by_second: dict[str, list[_Row[Value]]]
    others: list[_Row[Value]]  # where another word stands beside


def _rows_of(rows: Sequence[_Row[Value]], second: int) -> _Rows[Value]:
    rows = sorted(rows, key=lambda row: -len(row[0]))
    alone = [row for row in rows if len(row[0]) == 1]
    by_second: dict[str, list[_Row[Value]]] = {}
    for row in rows[: len(rows) - len(alone)]:
        by_second.setdefault(row[0][second], []).append(row)
    if any("*" in word for word in by_second):
        return _Rows({}, rows)
    return _Rows({word: longer + alone for word, longer in by_second.items()}, alone)


class _Table(Generic[Value]):
    """Phrases by their first or last word; what a word with a star may be is remembered."""

    def __init__(self, rows: Sequence[_Row[Value]], place: Literal[0, -1]) -> None:
        self._place, self._second = place, 1 if place == 0 else -2
        self._listed: dict[str, list[_Row[Value]]] = {}
        for row in rows:
            self._listed.setdefault(row[0][place], []).append(row)
        self._exact = {word: _rows_of(same, self._second) for word, same in self._listed.items()}
        self._open = [row for row in rows if "*" in row[0][place]]
        # Where no word has a star the table is a dictionary: it is asked for every token.
        self.get: Callable[[str], _Rows[Value] | None] = self._exact.get
        if self._open:
            self.get = Remembered(self._fitting).__getitem__

    def _fitting(self, word: str) -> _Rows[Value] | None:
        rows = [row for row in self._open if _fits(row[0][self._place], word)]
        return (
            _rows_of(self._listed.get(word, []) + rows, self._second)
            if rows
            else self._exact.get(word)
        )


def _fits(pattern: str, word: str) -> bool:
    """Whether a word is that of the lexicon, a star standing for any letters."""
    if "*" not in pattern or pattern == "*":
        return pattern == word
    bare = pattern.strip("*")
    if pattern[0] != "*":
        return word.startswith(bare)
    return bare in word if pattern[-1] == "*" else word.endswith(bare)
