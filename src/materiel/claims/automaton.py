"""One automaton that finds every cue, name and item of a text in one pass."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

import ahocorasick

from materiel.claims.gazetteer import Name
from materiel.claims.tokens import fold

_LETTERS = re.compile(r"[^\W\d_]+")
_NAME_ENDING = 5  # letters that the case of a name may add


@dataclass(frozen=True, slots=True)
class Entry:
    """What the automaton looks for: a word or the first of several, and what it stands for."""

    pattern: str
    kind: Literal["cue", "name", "item"]
    value: Any
    open_end: bool = False  # any ending may follow
    open_start: bool = False  # the word may begin earlier: "Artilleriegeschosse"
    rest: tuple[str, ...] = ()  # the words that must follow, each as far as its ending
    longest: int = 99  # letters that an open end may have
    exact: str | None = None  # must stand so, capitals and all


@dataclass(slots=True)
class Finds:
    """What the automaton found in one text, by kind, in text order."""

    cues: list[tuple[int, int, str]] = field(default_factory=list)  # start, end, group
    names: list[tuple[int, int, Name]] = field(default_factory=list)
    items: list[tuple[int, int, str]] = field(default_factory=list)


class Finder:
    """Finds the entries of a lexicon."""

    def __init__(self, entries: Iterable[Entry], endings: Mapping[str, tuple[str, ...]]) -> None:
        self._endings = endings
        by_pattern: dict[str, list[Entry]] = {}
        for entry in entries:
            by_pattern.setdefault(entry.pattern, []).append(entry)
        self._automaton: Any = ahocorasick.Automaton()
        for pattern, alike in by_pattern.items():
            within = any(entry.open_start for entry in alike)
            longer = any(self._goes_on(entry) for entry in alike)
            self._automaton.add_word(pattern, (len(pattern), within, longer, tuple(alike)))
        self._automaton.make_automaton()

    def _goes_on(self, entry: Entry) -> bool:
        """Whether a word of the entry may be longer than its pattern."""
        return bool(entry.open_end or entry.rest or self._endings.get(entry.kind))

    def find(self, text: str, folded: str) -> Finds:
        """Cues, names and items of a text; of names and items that overlap the longest stays."""
        finds = Finds()
        names: list[tuple[int, int, Name, int]] = []
        items: list[tuple[int, int, str, int]] = []
        length = len(folded)
        for last, (long, within, longer, entries) in self._automaton.iter(folded):
            end = last + 1
            start = end - long
            inside = start > 0 and folded[start - 1].isalnum() and folded[start].isalnum()
            if inside and not within:
                continue
            whole = end == length or not (folded[end].isalnum() and folded[last].isalnum())
            if not whole and not longer:
                continue
            for entry in entries:
                if inside and not entry.open_start:
                    continue
                if whole and not entry.rest:
                    stop: int | None = end
                else:
                    stop = _stop(folded, end, entry, self._endings.get(entry.kind, ()))
                if stop is None or not (
                    entry.exact is None or _as_written(text, start, end, entry)
                ):
                    continue
                if entry.kind == "cue":
                    finds.cues.append((start, stop, entry.value))
                elif inside:
                    items.append((_word_start(folded, start), stop, entry.value, long))
                elif entry.kind == "name":
                    names.append((start, stop, entry.value, long))
                else:
                    items.append((start, stop, entry.value, long))
        finds.cues.sort()
        finds.names = _longest(names)
        finds.items = _longest(items)
        return finds


def entry_of(text: str, kind: Any, value: Any, *, exact: bool = False, longest: int = 99) -> Entry:
    """A line of the lexicon: a star is an open end, or an open start where it stands first."""
    words = fold(text.strip("*")).split("* ")
    # Without a star the words of a phrase stand as they are.
    return Entry(
        pattern=words[0],
        kind=kind,
        value=value,
        open_end=len(words) > 1 or text.endswith("*"),
        open_start=text.startswith("*"),
        rest=tuple(words[1:-1])
        + ((words[-1] + ("*" if text.endswith("*") else ""),)[: len(words) > 1]),
        longest=longest,
        exact=text.strip("*").split("* ")[0] if exact else None,
    )


def name_entries(names: list[tuple[str, Name]]) -> Iterator[Entry]:
    """Every alias of every name; the first to claim an alias has it."""
    seen: set[str] = set()
    for alias, name in names:
        if alias not in seen:
            seen.add(alias)
            yield entry_of(alias, "name", name, exact=True, longest=_NAME_ENDING)


def _stop(folded: str, end: int, entry: Entry, endings: tuple[str, ...]) -> int | None:
    """Where the match ends in the text, or None where it ends inside a word."""
    stop = _word_end(folded, end, open_end=entry.open_end, endings=endings, longest=entry.longest)
    for k, word in enumerate(entry.rest):
        if stop is None or not folded.startswith(" ", stop):
            return None
        bare = word.rstrip("*")
        if not folded.startswith(bare, stop + 1):
            return None
        last = k == len(entry.rest) - 1
        stop = _word_end(
            folded,
            stop + 1 + len(bare),
            open_end=not last or word.endswith("*"),
            endings=endings if last else (),
        )
    return stop


def _word_end(
    folded: str, end: int, *, open_end: bool, endings: tuple[str, ...], longest: int = 99
) -> int | None:
    """Where a word ends of which folded[:end] is the known part."""
    if end == len(folded) or not folded[end].isalnum() or not folded[end - 1].isalnum():
        return end
    if open_end:
        stop = _letters_end(folded, end)
        return stop if stop - end <= longest else None
    for ending in endings:
        after = end + len(ending)
        if folded.startswith(ending, end) and (after == len(folded) or not folded[after].isalnum()):
            return after
    return None


def _letters_end(folded: str, stop: int) -> int:
    """Behind the letters that begin at an offset."""
    match = _LETTERS.match(folded, stop)
    if match is not None and (found := match.group()).isalpha():
        return stop + len(found)
    while stop < len(folded) and folded[stop].isalpha():  # none, or a sign such as the 2 of "m²"
        stop += 1
    return stop


def _word_start(folded: str, start: int) -> int:
    while start and folded[start - 1].isalpha():
        start -= 1
    return start


def _as_written(text: str, start: int, end: int, entry: Entry) -> bool:
    """Whether a name has the capitals that it must have."""
    assert entry.exact is not None
    written = text[start:end]
    if entry.exact.isupper() and len(entry.exact) <= 5:
        return written == entry.exact
    if not entry.exact[0].isupper():
        return True
    return not written[0].isalpha() or written[0].isupper()


def _longest(found: list[Any]) -> list[Any]:
    """Without those inside or across a longer one; the longest, then the best known, wins."""
    kept: list[Any] = []
    # "Deutschland" is better known as a name of its own than as "deutsch*" with an ending.
    found.sort(key=lambda f: (f[0], -f[1], -f[3]))
    for one in found:
        if kept and one[0] < kept[-1][1]:
            if one[1] - one[0] > kept[-1][1] - kept[-1][0]:
                kept[-1] = one
            continue
        kept.append(one)
    return [one[:3] for one in kept]
