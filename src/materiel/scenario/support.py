"""Which claims of the ledger bear a number, and whether they agree with it."""

import math
from collections import defaultdict
from collections.abc import Iterable, Sequence

from materiel.claims.records import Claim
from materiel.core.findings import Finding
from materiel.core.units import CURRENCIES, PERIODS, duration_in_months, rate_per_month
from materiel.scenario.cells import shorten
from materiel.scenario.records import Parameter, Scenario, Support

# Numbers are written rounded: 25,000 a year is 2083.33 a month. "About 500" leaves more room.
ROUNDING = 0.001
HEDGED = 0.1


def support_parameters(
    scenario: Scenario, claims: Sequence[Claim]
) -> tuple[list[Support], list[Finding]]:
    """Find the claims behind each number, and warn where they are missing or disagree.

    Args:
        scenario: A loaded scenario.
        claims: Claims of its reports, in any order.

    Returns:
        supports: One for each parameter, in the scenario's order; no claims for an assumption.
        findings: Warnings: no document of that name, no claim with those words, or a number that
            none of the claims with a compatible unit agrees with.

    Source: docs/scenario.md, "Sources". Units are converted exactly; numbers are compared with
    room for rounding (0.1 %), or 10 % where the claim hedges ("about").

    >>> support_parameters.__name__
    'support_parameters'
    """
    by_document: dict[str, list[tuple[str, Claim]]] = defaultdict(list)
    for claim in claims:
        by_document[_file_name(claim.doc)].append((_spaced(claim.quote), claim))
    supports: list[Support] = []
    findings: list[Finding] = []
    for parameter in scenario.parameters:
        matching: list[Claim] = []
        if parameter.source.kind == "quote":
            assert parameter.source.document and parameter.source.words
            told = by_document.get(_file_name(parameter.source.document), [])
            matching = _matching(parameter.source.words, told)
            findings.extend(_findings(parameter, bool(told), matching))
        supports.append(Support(parameter=parameter, claims=tuple(claim.id for claim in matching)))
    return supports, list(dict.fromkeys(findings))


def _file_name(path: str) -> str:
    return path.replace("\\", "/").rstrip("/").rpartition("/")[2]


def _spaced(text: str) -> str:
    return " ".join(text.split())


def _matching(words: str, told: Iterable[tuple[str, Claim]]) -> list[Claim]:
    wanted = _spaced(words)
    return [claim for quote, claim in told if wanted in quote or quote in wanted]


def _findings(parameter: Parameter, known: bool, matching: Sequence[Claim]) -> Iterable[Finding]:
    document = parameter.source.document
    words = shorten(parameter.source.words or "")
    if not known:
        message = f"no claim comes from a document named {document!r}. Add the report, or correct the name"
    elif not matching:
        message = f"no claim of {document} holds the words {words!r} of {parameter.column}. Copy them from the report"
    else:
        message = _disagreement(parameter, matching) or ""
    if message:
        yield Finding(
            source=parameter.place, message=message, severity="warning", record=parameter.row
        )


def _disagreement(parameter: Parameter, matching: Sequence[Claim]) -> str | None:
    """What to say when claims of a compatible unit exist and none agrees, else None."""
    low, high = parameter.value.support
    first: str | None = None
    for claim in matching:
        bounds = _in_unit_of(parameter, claim)
        if bounds is None:
            continue
        slack = HEDGED if claim.approx else ROUNDING
        if bounds[0] * (1 - slack) <= high and low <= bounds[1] * (1 + slack):
            return None
        first = first or (
            f"{parameter.column} {parameter.value.text} {parameter.unit} does not agree with claim "
            f"{claim.id}: {_told(*bounds)} {parameter.unit}"
        )
    return first


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
