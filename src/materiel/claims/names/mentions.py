"""Who is named in a text: the gazetteer, names written slightly wrong, and speakers it does not list."""

import re
from bisect import bisect_left
from collections.abc import Sequence

from materiel.claims.gazetteer import Mention, Name
from materiel.claims.names.firms import LEGAL_FORM, Firms, misspelt
from materiel.claims.names.people import People
from materiel.claims.words import Lexicon

_HEADED = ("company", "body", "group", "state")  # what has a head
_OWNED = re.compile(r"(?:['’]s?)? ")  # "Nammo's Anna Holm"
_WORD = re.compile(r"[^\W\d_]{3,}(?:[’'-][^\W\d_]+)?")
# The capitals of Latin and Cyrillic scripts.
UPPER = "[" + "".join(chr(c) for c in range(0x530) if chr(c).isupper()) + "]"
# Two to four capitalised words, joined by single blanks; particles may stand between them.
_CAPITALS = re.compile(
    rf"{UPPER}[^\W\d_]+(?:[’'-][^\W\d_]+)?(?: (?:(?:von|van|de|der|den|la|al|da|do|dos|du|le) )?{UPPER}[^\W\d_]+(?:[’'-][^\W\d_]+)?){{0,3}}"
)


def find_mentions(
    text: str,
    found: Sequence[tuple[int, int, Name]],
    words: Lexicon,
    spans: Sequence[tuple[int, int]],
) -> list[Mention]:
    """All mentions in order: those the gazetteer found, and those read off the shape of the words.

    Args:
        found: What the automaton found.
        spans: The runs of text that may carry claims.
    """
    taken = _Taken([Mention(start, end, name) for start, end, name in found])
    people = People(words)
    firms = Firms(words)
    fresh: list[Mention] = []
    for start, end in spans:
        for match in _CAPITALS.finditer(text, start, end):
            if taken.overlaps(match.start(), match.end()):
                fresh += _behind_name(text, match, start, taken, people)
                continue
            mention = misspelt(text, match, words)
            if mention is None and " " in match.group():
                mention = firms.read(text, match) or people.read(text, match, start)
            if mention is not None:
                fresh.append(mention)
    taken = _Taken([*taken.mentions, *fresh])
    again = _again(text, spans, (people.known, firms.known))
    again = [m for m in again if not taken.overlaps(m.start, m.end)]
    return _legal_forms(text, sorted([*taken.mentions, *again], key=lambda m: m.start))


def _again(
    text: str, spans: Sequence[tuple[int, int]], read: Sequence[dict[str, Name]]
) -> list[Mention]:
    """The later places where of a name that was read only the family name, or the first word, stands."""
    known = [names for names in read if names]
    found: list[Mention] = []
    for start, end in spans if known else ():
        words = _WORD.findall(text, start, end)
        if all(names.keys().isdisjoint(words) for names in known):
            continue
        for match in _WORD.finditer(text, start, end):
            word = match.group()
            found += [Mention(*match.span(), names[word]) for names in known if word in names]
    return found


def _behind_name(
    text: str, match: re.Match[str], floor: int, taken: "_Taken", people: People
) -> list[Mention]:
    """ "Prezes Mesko Jan Kowal": the person whose name follows that of the body he heads."""
    inside = taken.inside(match.start(), match.end())
    if not inside or inside[0].start != match.start() or inside[-1].name.role not in _HEADED:
        return []
    known = inside[0]
    behind = _OWNED.match(text, inside[-1].end, match.end())
    rest = _CAPITALS.match(text, behind.end(), match.end()) if behind else None
    if rest is None:
        return []
    mention = people.read(text, rest, floor, known.start)
    return [mention] if mention else []


class _Taken:
    """The places that names have, looked up by halving."""

    def __init__(self, mentions: list[Mention]) -> None:
        self.mentions = sorted(mentions, key=lambda m: m.start)
        self._starts = [m.start for m in self.mentions]

    def inside(self, start: int, end: int) -> list[Mention]:
        """The names that begin within a run."""
        return self.mentions[bisect_left(self._starts, start) : bisect_left(self._starts, end)]

    def overlaps(self, start: int, end: int) -> bool:
        k = bisect_left(self._starts, end)
        return k > 0 and self.mentions[k - 1].end > start


def _legal_forms(text: str, mentions: Sequence[Mention]) -> list[Mention]:
    """A company's name goes on over its legal form."""
    longer = []
    for mention in mentions:
        match = LEGAL_FORM.match(text, mention.end) if mention.name.role == "company" else None
        end = match.end() if match else mention.end
        longer.append(Mention(mention.start, end, mention.name))
    return longer
