"""Claims, disagreements and parameters as rows and as text: one wording for page, terminal and file.

A row is a dict whose keys are stable column names. `*_rows` hold values as they were stated;
`format_*` are what a person reads. Nothing is computed here: a large number is shortened only
where no digit is lost, a simulated one is rounded to three digits.
"""

import math
import re
from collections.abc import Iterable
from typing import Any

from materiel.claims.records import Claim
from materiel.claims.wording import (
    format_digits,
    format_number,
    format_value,
)
from materiel.core.dates import edtf_bounds
from materiel.ledger.records import Comparison
from materiel.scenario.records import Source, Support
from materiel.simulate.records import LEVELS, Outcome, Spread

_NUMBER = re.compile(r"(?<![\w.-])\d{4,}(?:\.\d+)?(?![\w.-])")  # no month, day or word with digits
_MONTHS = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split()
_LONG_MONTHS = (
    "January February March April May June July August September October November December".split()
)


def format_date(text: str | None, *, long: bool = False) -> str:
    """An EDTF level 0 date for reading; "" for none.

    >>> format_date("2023-11-04"), format_date("2023-11", long=True), format_date("2023")
    ('4 Nov 2023', 'November 2023', '2023')
    """
    if text is None:
        return ""
    edtf_bounds(text)
    year, *rest = text.split("-")
    if not rest:
        return year
    names = _LONG_MONTHS if long else _MONTHS
    day = f"{int(rest[1])} " if len(rest) > 1 else ""
    return f"{day}{names[int(rest[0]) - 1]} {year}"


def format_time(claim: Claim) -> str:
    """The time a claim speaks of: a moment, a period, or one with an open side."""
    first, last = format_date(claim.date_from), format_date(claim.date_to)
    if first and last:
        return first if first == last else f"{first} – {last}"
    if first:
        return f"since {first}"
    if last:
        return f"by {last}"
    return ""


def format_parties(claim: Claim) -> str:
    """Subject and object: "RU", "US → UA, PL", "? → UA"."""
    subject, other = ", ".join(claim.subject), ", ".join(claim.object)
    if other:
        return f"{subject or '?'} → {other}"
    return subject


def format_item(item: str | None) -> str:
    """A path of the item taxonomy for reading.

    >>> format_item("ammunition.artillery.155mm")
    'ammunition › artillery › 155mm'
    """
    return (item or "").replace(".", " › ")


def format_result(value: float, unit: str) -> str:
    """A simulated number: three digits at most, since the runs bear no more.

    >>> format_result(0.4267, "share"), format_result(1234567, "piece"), format_result(0, "piece")
    ('43 %', '1.23 million', '0')
    >>> format_result(25740.4, "piece/month"), format_result(float("nan"), "share")
    ('25,700', 'undefined')
    """
    if not math.isfinite(value):
        return "undefined"
    if unit == "share":
        return f"{format_digits(_three_digits(value * 100, whole=True))} %"
    return format_number(_three_digits(value))


def _three_digits(value: float, *, whole: bool = False) -> float:
    if value == 0:
        return 0.0
    places = 2 - math.floor(math.log10(abs(value)))
    return round(value, min(places, 0) if whole else places) + 0.0


def format_given(text: str) -> str:
    """A number of a scenario as it was written, its digits grouped for reading.

    >>> format_given("60000000000"), format_given("uniform(110000, 356400.5)"), format_given("0.75")
    ('60 billion', 'uniform(110,000; 356,400.5)', '0.75')
    """
    return _NUMBER.sub(lambda found: format_number(float(found[0])), text.replace(", ", "; "))


def format_spread(spread: Spread) -> str:
    """Median and 80 % interval in one phrase: "43 % (35 % to 52 %)"."""
    low, middle, high = (
        format_result(x, spread.unit) for x in (spread.low, spread.median, spread.high)
    )
    return f"{middle} ({low} to {high})"


def claim_rows(claims: Iterable[Claim]) -> list[dict[str, Any]]:
    """One row a claim: its id, the fields of docs/claims.md in their order, and where it stands.

    `value` is the wording of `format_value`, none without a number; `low` and `high` are the numbers.
    """
    return [
        {
            "id": claim.id,
            **claim.fields(),
            "value": value_in_words(claim),
            "start": claim.start,
            "end": claim.end,
            "document": claim.document,
        }
        for claim in claims
    ]


def fan_rows(outcome: Outcome) -> list[dict[str, Any]]:
    """One row an indicator, month (or week, by its first day) and quantile of a run."""
    return [
        {
            "indicator": fan.id,
            outcome.step: name,
            "level": level,
            "value": value,
            "unit": fan.unit,
        }
        for fan in outcome.fans
        for level, quantile in zip(LEVELS, fan.values.tolist(), strict=True)
        for name, value in zip(fan.steps, quantile, strict=True)
    ]


def disagreement_rows(
    disagreements: Iterable[Comparison], claims: Iterable[Claim]
) -> list[dict[str, Any]]:
    """One row a disagreement, with value, status, time, speaker, document and quote of both sides."""
    known = {claim.id: claim for claim in claims}
    return [
        {
            "relation": found.relation,
            "rule": found.rule,
            **_side("left", found.left, known.get(found.left)),
            **_side("right", found.right, known.get(found.right)),
            "explanation": found.explanation,
        }
        for found in disagreements
    ]


def value_in_words(claim: Claim) -> str | None:
    """The value as a reader says it; none where there is none, since a table holds no marks."""
    return format_value(claim) if claim.has_number else None


def _side(side: str, claim_id: str, claim: Claim | None) -> dict[str, Any]:
    return {
        side: claim_id,
        f"{side}_value": value_in_words(claim) if claim else None,
        f"{side}_status": claim.status if claim else None,
        f"{side}_time": format_time(claim) if claim else None,
        f"{side}_speaker": claim.speaker if claim else None,
        f"{side}_doc": claim.doc if claim else None,
        f"{side}_quote": claim.quote if claim else None,
    }


def parameter_rows(supports: Iterable[Support]) -> list[dict[str, Any]]:
    """One row a number of the scenario, with the quote or the assumption behind it."""
    return [
        {
            "table": support.parameter.table,
            "row": support.parameter.row,
            "column": support.parameter.column,
            "value": support.parameter.value.text,
            "unit": support.parameter.unit,
            "source": support.parameter.source.kind,
            "doc": support.parameter.source.document,
            "words": support.parameter.source.words,
            "assumption": support.parameter.source.name,
            "assumption_text": support.parameter.source.text,
            "addresses": _addresses(support.parameter.source),
            "claims": list(support.claims),
            "place": support.parameter.place,
        }
        for support in supports
    ]


def _addresses(source: Source) -> list[str]:
    """Of the page, or of the statements behind a forecast."""
    return [*source.addresses, *([source.address] if source.address else [])]
