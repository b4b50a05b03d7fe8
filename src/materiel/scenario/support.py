"""Which claims of the ledger bear a number, and whether they agree with it."""

import math
import re
from collections import defaultdict
from collections.abc import Iterable, Sequence

from materiel.claims.records import Claim
from materiel.core.findings import Finding
from materiel.core.units import CURRENCIES, PERIODS, duration_in_months, rate_per_month
from materiel.documents.records import Document
from materiel.scenario.cells import shorten
from materiel.scenario.records import Parameter, Scenario, Support

# Numbers are written rounded: 25,000 a year is 2083.33 a month. "About 500" leaves more room.
ROUNDING = 0.001
HEDGED = 0.1


def support_parameters(
    scenario: Scenario, documents: Iterable[Document], claims: Sequence[Claim]
) -> tuple[list[Support], list[Finding]]:
    """Find the claims behind each number, and warn where they are missing or disagree.

    Args:
        scenario: A loaded scenario.
        documents: The reports that its sources name, in any order.
        claims: Claims of these reports.

    Returns:
        supports: One for each parameter, in the scenario's order: claims that agree with the number
            first; no claims for an assumption.
        findings: Warnings: no document of that name, words that it does not hold or that no claim
            was read from, or a number that none of the claims with a compatible unit agrees with.

    Source: docs/scenario.md, "Sources". Units are converted exactly; numbers are compared with
    room for rounding (0.1 %), or 10 % where the claim hedges ("about").
    """
    named: dict[str, list[Document]] = defaultdict(list)
    for document in documents:
        named[_file_name(document.name)].append(document)
    told: dict[str, list[Claim]] = defaultdict(list)
    for claim in claims:
        told[claim.document].append(claim)
    supports: list[Support] = []
    findings: list[Finding] = []
    for parameter in scenario.parameters:
        matching: list[Claim] = []
        if parameter.source.kind == "quote":
            assert parameter.source.document and parameter.source.words
            known = named.get(_file_name(parameter.source.document), [])
            matching = [c for d in known for c in _matching(parameter.source.words, d, told[d.id])]
            matching.sort(key=lambda claim: not _agrees(parameter, claim))
            findings.extend(_findings(parameter, known, matching))
        supports.append(Support(parameter=parameter, claims=tuple(claim.id for claim in matching)))
    return supports, list(dict.fromkeys(findings))


def _file_name(path: str) -> str:
    return path.replace("\\", "/").rstrip("/").rpartition("/")[2]


def _find(words: str, document: Document) -> tuple[int, int] | None:
    """Where the words stand in the document, however its lines are broken."""
    found = re.search(r"\s+".join(map(re.escape, words.split())), document.text)
    return found.span() if found else None


def _matching(words: str, document: Document, told: Iterable[Claim]) -> list[Claim]:
    """Claims whose quote shares most of the shorter of quote and words."""
    span = _find(words, document)
    if span is None:
        return []
    start, end = span
    return [
        claim
        for claim in told
        if 2 * (min(end, claim.end) - max(start, claim.start))
        >= min(end - start, claim.end - claim.start)
    ]


def _findings(
    parameter: Parameter, known: Sequence[Document], matching: Sequence[Claim]
) -> Iterable[Finding]:
    name = parameter.source.document
    words = parameter.source.words or ""
    if not known:
        message = f"no document is named {name!r}. Add the report, or correct the name"
    elif not any(_find(words, document) for document in known):
        message = (
            f"{name} does not hold the words {shorten(words)!r} of {parameter.column}. "
            "Copy them from the report"
        )
    elif not matching:
        message = (
            f"no claim was read from the words {shorten(words)!r} of {name} behind {parameter.column}. "
            "See what was read: materiel claims"
        )
    else:
        message = _disagreement(parameter, matching) or ""
    if message:
        yield Finding(
            source=parameter.place, message=message, severity="warning", record=parameter.row
        )


def _agrees(parameter: Parameter, claim: Claim) -> bool:
    """Whether some number satisfies both."""
    bounds = _in_unit_of(parameter, claim)
    if bounds is None:
        return False
    low, high = parameter.value.support
    slack = HEDGED if claim.approx else ROUNDING
    return bounds[0] * (1 - slack) <= high and low <= bounds[1] * (1 + slack)


def _disagreement(parameter: Parameter, matching: Sequence[Claim]) -> str | None:
    """What to say when claims of a compatible unit exist and none agrees, else None."""
    if any(_agrees(parameter, claim) for claim in matching):
        return None
    for claim in matching:
        bounds = _in_unit_of(parameter, claim)
        if bounds is not None:
            return (
                f"{parameter.column} {parameter.value.text} {parameter.unit} does not agree with "
                f"claim {claim.id}: {_told(*bounds)} {parameter.unit}"
            )
    return None


def _in_unit_of(parameter: Parameter, claim: Claim) -> tuple[float, float] | None:
    """The claim's interval in the parameter's unit, or None when it speaks of something else."""
    factor = _factor(parameter.unit, claim)
    if factor is None or not claim.has_number:
        return None
    return (
        -math.inf if claim.low is None else claim.low * factor,
        math.inf if claim.high is None else claim.high * factor,
    )


def _factor(unit: str, claim: Claim) -> float | None:
    if unit == "piece/month" and claim.unit == "piece" and claim.per in PERIODS:
        return rate_per_month(1.0, claim.per)
    if claim.per is not None:
        return None
    if unit == "piece" and claim.unit == "piece":
        return 1.0
    if unit == "month" and claim.unit in PERIODS:
        return duration_in_months(1.0, claim.unit)
    if unit in CURRENCIES and claim.unit == unit and claim.kind != "price":
        return 1.0
    if unit.endswith("/piece") and claim.kind == "price" and claim.unit == unit[:3]:
        return 1.0
    return None


def _told(low: float, high: float) -> str:
    if low == high:
        return f"{low:.10g}"
    if math.isinf(low):
        return f"at most {high:.10g}"
    return f"at least {low:.10g}" if math.isinf(high) else f"{low:.10g} to {high:.10g}"
