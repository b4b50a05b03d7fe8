"""Claims, disagreements and parameters as rows and as text: one wording for page, terminal and file.

A row is a dict whose keys are stable column names. `*_rows` hold values as they were stated;
`format_*` are what a person reads. Nothing is computed here: a large number is shortened only
where no digit is lost, a simulated one is rounded to three digits.
"""

import math
from collections.abc import Iterable
from typing import Any

from materiel.claims.records import Claim
from materiel.core.dates import edtf_bounds
from materiel.core.units import PERIODS
from materiel.ledger.records import Disagreement
from materiel.scenario.records import Support
from materiel.simulate.records import Spread

NO_NUMBER = "no number"
_PLURALS = {
    "piece": "pieces",
    "percent": "%",
    "company": "companies",
    "country": "countries",
    "person": "people",
    "agreement": "agreements",
    "factory": "factories",
    "day": "days",
    "week": "weeks",
    "month": "months",
    "year": "years",
    "share": "%",
}
_MONTHS = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split()
_LONG_MONTHS = (
    "January February March April May June July August September October November December".split()
)


def format_number(value: float) -> str:
    """A stated number for reading; exact, with words for millions where no digit is lost.

    >>> [format_number(x) for x in (24, 2.5, 100000, 1_500_000, 1_234_567, 60e9, -3)]
    ['24', '2.5', '100,000', '1.5 million', '1,234,567', '60 billion', '−3']
    """
    for size, word in ((1e12, "trillion"), (1e9, "billion"), (1e6, "million")):
        scaled = value / size
        if abs(scaled) >= 1 and round(scaled, 3) * size == value:
            return f"{_digits(round(scaled, 3))} {word}"
    return _digits(value)


def _digits(value: float) -> str:
    text = f"{value:,.0f}" if float(value).is_integer() else f"{value:,.10g}"
    return text.replace("-", "−")


def format_bounds(low: float | None, high: float | None, *, approx: bool = False) -> str:
    """An interval with open sides, in the words of a reader.

    >>> format_bounds(200, None), format_bounds(None, 100000), format_bounds(24, 36)
    ('≥ 200', 'up to 100,000', '24–36')
    >>> format_bounds(500, 500, approx=True), format_bounds(24, None, approx=True)
    ('≈ 500', '≈ 24 or more')
    """
    hedge = "≈ " if approx else ""
    if low is None and high is None:
        return NO_NUMBER
    if low is None:
        assert high is not None
        return f"up to {hedge}{format_number(high)}"
    if high is None:
        return f"≈ {format_number(low)} or more" if approx else f"≥ {format_number(low)}"
    if low == high:
        return hedge + format_number(low)
    return hedge + _range(format_number(low), format_number(high))


def _range(low: str, high: str) -> str:
    """`2 million–3 million` reads better as `2–3 million`."""
    word = high.rpartition(" ")[2]
    if word in ("million", "billion", "trillion") and low.endswith(" " + word):
        low = low.removesuffix(" " + word)
    return f"{low}–{high}"


def format_unit(unit: str | None, per: str | None = None, *, one: bool = False) -> str:
    """A unit in words.

    >>> format_unit("piece", "month"), format_unit("piece/month"), format_unit("month", one=True)
    ('pieces per month', 'pieces per month', 'month')
    >>> format_unit("factor"), format_unit("USD", "year"), format_unit(None)
    ('times', 'USD per year', '')
    """
    if unit is None:
        return f"per {per}" if per else ""
    if per is None and unit.rpartition("/")[2] in PERIODS and "/" in unit:
        unit, _, per = unit.rpartition("/")
    if unit == "factor":
        words = "times"
    elif one and unit != "percent":
        words = unit
    else:
        words = _PLURALS.get(unit, unit)
    return f"{words} per {per}" if per else words


def format_claim_unit(claim: Claim) -> str:
    """The unit of a claim in words, in the number that its value asks for."""
    return format_unit(claim.unit, claim.per, one=claim.low == claim.high == 1)


def format_value(claim: Claim) -> str:
    """A claim's value with its bounds and unit: "≥ 200 companies", "≈ 24–36 months".

    A claim without a number says so.
    """
    bounds = format_bounds(claim.low, claim.high, approx=claim.approx)
    if not claim.has_number:
        return bounds
    unit = format_claim_unit(claim)
    joint = "" if unit.startswith("%") else " "
    return f"{bounds}{joint}{unit}".strip()


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
        return f"{_digits(_three_digits(value * 100, whole=True))} %"
    return format_number(_three_digits(value))


def _three_digits(value: float, *, whole: bool = False) -> float:
    if value == 0:
        return 0.0
    places = 2 - math.floor(math.log10(abs(value)))
    return round(value, min(places, 0) if whole else places) + 0.0


def format_spread(spread: Spread) -> str:
    """Median and 80 % interval in one phrase: "43 % (35 % to 52 %)"."""
    low, middle, high = (
        format_result(x, spread.unit) for x in (spread.low, spread.median, spread.high)
    )
    return f"{middle} ({low} to {high})"


def claim_rows(claims: Iterable[Claim]) -> list[dict[str, Any]]:
    """One row a claim: its id, the fields of docs/claims.md in their order, and where it stands.

    `value` is the wording of `format_value`; `low` and `high` are the numbers.
    """
    return [
        {
            "id": claim.id,
            **claim.fields(),
            "value": format_value(claim),
            "start": claim.start,
            "end": claim.end,
            "document": claim.document,
        }
        for claim in claims
    ]


def disagreement_rows(
    disagreements: Iterable[Disagreement], claims: Iterable[Claim]
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


def _side(side: str, claim_id: str, claim: Claim | None) -> dict[str, Any]:
    return {
        side: claim_id,
        f"{side}_value": format_value(claim) if claim else None,
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
            "claims": list(support.claims),
            "place": support.parameter.place,
        }
        for support in supports
    ]
