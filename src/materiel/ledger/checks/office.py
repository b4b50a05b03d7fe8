"""Two holders of one public office: who followed whom (docs/model.md, rule C15)."""

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from itertools import combinations

from materiel.claims.tokens import fold
from materiel.core.dates import edtf_bounds
from materiel.documents.records import Document
from materiel.ledger.records import Mark, Relation, mark_at
from materiel.ledger.reference import Holder, Reference

_FARTHEST = 25  # characters between a title and a name
_FORMER = re.compile(
    r"\b(?:former|ex-|then|predecessor|outgoing|ehemalig\w*|ancien\w*|kolishn\w*)\b"
)


@dataclass(frozen=True, slots=True)
class Mention:
    """A holder named with the title of the office."""

    holder: Holder
    document: Document
    start: int
    end: int
    day: date | None  # last day that the report's date allows


def find(documents: Sequence[Document], facts: Reference) -> list[Mark]:
    """Succession where two reports name two holders; a contradiction where one held it not then."""
    found: list[Mark] = []
    by_office: dict[tuple[str, str], list[Mention]] = defaultdict(list)
    for document in documents:
        for mention in mentions(document, facts):
            by_office[(mention.holder.office, mention.holder.body)].append(mention)
    for told in by_office.values():
        found += (m for m in map(_out_of_office, told) if m)
        found += _successions(told, facts)
    return found


def mentions(document: Document, facts: Reference) -> Iterator[Mention]:
    """The first mention of each holder with his title."""
    folded = fold(document.text)
    day = edtf_bounds(document.published)[1] if document.published else None
    seen = set()
    for number, holder in enumerate(facts.holders):
        if not any(fold(alias) in folded for alias in holder.aliases):
            continue
        match = _pattern(holder.titles, holder.aliases).search(folded)
        if match and (holder.person, holder.office) not in seen:
            before = folded[max(0, match.start() - 25) : match.end()]
            if not _FORMER.search(before):
                seen.add((holder.person, holder.office))
                yield Mention(facts.holders[number], document, match.start(), match.end(), day)


@cache
def _pattern(titles: tuple[str, ...], aliases: tuple[str, ...]) -> re.Pattern[str]:
    title = "|".join(re.escape(fold(t)) for t in titles)
    name = "|".join(re.escape(fold(a)) for a in sorted(aliases, key=len, reverse=True))
    first = "(?:[^\\W\\d_]+ )?"  # a forename that the table spells otherwise
    gap = rf"[^.;:\n]{{0,{_FARTHEST}}}?"
    return re.compile(
        rf"\b(?:{title})\b,? {first}(?:{name})\b|\b(?:{name})\b, {gap}\b(?:{title})\b"
    )


def _out_of_office(mention: Mention) -> Mark | None:
    holder, day = mention.holder, mention.day
    if day is None or _held(holder, day):
        return None
    text = (
        f"{holder.person} was {holder.office} ({holder.body}) {_term(holder)}, "
        f"not on {day.isoformat()}, the day of the report; kept as stated."
    )
    return _mark(mention, "contradiction", text)


def _held(holder: Holder, day: date) -> bool:
    return holder.first <= day and (holder.last is None or day <= holder.last)


def _successions(told: Sequence[Mention], facts: Reference) -> Iterator[Mark]:
    """One mark for each pair of persons, at the later holder's first mention."""
    seen: dict[str, Mention] = {}
    for mention in told:
        if mention.day is None or _held(mention.holder, mention.day):
            seen.setdefault(mention.holder.person, mention)
    ordered = sorted(seen.values(), key=lambda m: m.holder.first)
    for earlier, later in combinations(ordered, 2):
        if earlier.document.id == later.document.id:
            continue
        text = (
            f"{earlier.holder.person} ({earlier.document.name}) and {later.holder.person} "
            f"({later.document.name}): {later.holder.office} of {later.holder.body} one after the other, "
            f"{_term(earlier.holder)} and {_term(later.holder)}."
        )
        yield _mark(later, "succession in office", text)


def _term(holder: Holder) -> str:
    if holder.last is None:
        return f"since {holder.first.isoformat()}"
    return f"from {holder.first.isoformat()} to {holder.last.isoformat()}"


def _mark(mention: Mention, relation: Relation, text: str) -> Mark:
    at = (mention.document, mention.start, mention.end)
    return mark_at(*at, rule="office", relation=relation, text=text, source=mention.holder.source)
