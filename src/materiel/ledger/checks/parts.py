"""Parts that a text counts, against the whole that it names (docs/model.md, rule C10)."""

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence

from materiel.core.units import CURRENCIES
from materiel.documents.records import Document
from materiel.ledger.bounds import HEDGED, PLAIN
from materiel.ledger.records import Comparison
from materiel.ledger.series import Statement

# "Of them, 70 are …": the words that make what follows a part of what was counted just before.
_OF_THEM = re.compile(
    r"\b(?:of (?:them|these|those|which|whom)|among (?:them|these)|davon|darunter|"
    r"parmi (?:eux|elles)|dont|z (?:nich|tego)|spośród nich|deles|delas|entre (?:eles|elas)|"
    r"з них|серед них)\b",
    re.IGNORECASE,
)
# "…, including 80 from Sweden": what follows is a part of what the same sentence counted before.
_INCLUDING = re.compile(
    r"\b(?:includ(?:es|ing|ed)|compris(?:es|ing)|consist(?:s|ing) of|made up of|einschließlich|"
    r"y compris|w tym|obejmuje|inclui|incluindo|у тому числі|в тому числі|включно з)\b",
    re.IGNORECASE,
)
_END = re.compile(r"[.!?…][\"'”’»)]*\s|[;\n]")
_COUNTS = (  # beside money
    "company",
    "factory",
    "country",
    "person",
    "piece",
    "agreement",
)
_REACH = 400  # characters between a whole and the words that take a part of it


def find(statements: Sequence[Statement], documents: Mapping[str, Document]) -> list[Comparison]:
    """Parts that agree with their whole, or that are more than it."""
    by_document: dict[str, list[Statement]] = defaultdict(list)
    for one in statements:
        counts = one.claim.unit in _COUNTS or one.claim.unit in CURRENCIES
        if counts and one.claim.per is None and one.low is not None:
            by_document[one.claim.document].append(one)
    found = []
    for name, counted in by_document.items():
        document = documents.get(name)
        if document is not None and len(counted) > 1:
            counted.sort(key=lambda s: (s.claim.start, s.claim.end))
            found += _in_document(document, counted)
    return found


def _in_document(document: Document, counted: Sequence[Statement]) -> list[Comparison]:
    found = []
    text = document.text
    for match in (*_OF_THEM.finditer(text), *_INCLUDING.finditer(text)):
        end = _END.search(text, match.end())
        last = end.start() if end else len(text)
        whole = _whole(counted, match.start())
        if whole is None:
            continue
        if match.re is _INCLUDING and _END.search(text, whole.claim.end, match.start()):
            continue
        parts = _parts(counted, whole, match.start(), last)
        if parts:
            found.append(_held(whole, parts))
    return found


def _whole(counted: Sequence[Statement], place: int) -> Statement | None:
    """What was counted last before the words."""
    before = [s for s in counted if s.claim.end <= place and place - s.claim.end <= _REACH]
    return before[-1] if before else None


def _parts(
    counted: Sequence[Statement], whole: Statement, place: int, last: int
) -> list[Statement]:
    kinds = {"company", "factory"}
    parts: list[Statement] = []
    for one in counted:
        inside = place - 3 <= one.claim.start <= last or one.claim.start <= place < one.claim.end
        same = one.claim.unit == whole.claim.unit or {one.claim.unit, whole.claim.unit} == kinds
        if inside and same and one.claim.kind == whole.claim.kind and one is not whole:
            parts.append(one)
    return parts


def _held(whole: Statement, parts: Sequence[Statement]) -> Comparison:
    least = sum(part.low or 0.0 for part in parts)
    open_end = any(part.high is None for part in parts)
    slack = HEDGED if whole.claim.approx else PLAIN
    too_many = whole.high is not None and least > whole.high * (1 + slack)
    summed = " + ".join(_value(part) for part in parts)
    total = f"{'at least ' if open_end else ''}{least:,.0f}"
    if too_many:
        verdict = f"Parts are more than their whole: {summed} = {total}, of {whole.text}."
    elif open_end or whole.low is None or least >= whole.low * (1 - slack):
        verdict = f"Parts and whole agree: {summed} = {total}, of {whole.text}."
    else:
        verdict = (
            f"Parts within their whole: {summed} = {total}, of {whole.text}; the rest is not told."
        )
    return Comparison(
        rule="parts",
        relation="contradiction" if too_many else "parts and whole agree",
        left=whole.id,
        right=parts[0].id,
        explanation=verdict,
        others=tuple(part.id for part in parts[1:]),
    )


def _value(part: Statement) -> str:
    return f"{'over ' if part.high is None else ''}{part.low:,.0f}"
