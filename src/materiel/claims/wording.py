"""A claim's value in words: one wording for ledger, page, terminal and file."""

import math

from materiel.claims.records import Claim
from materiel.core.units import PERIODS

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


def format_number(value: float) -> str:
    """A stated number for reading; exact, with words for millions where no digit is lost.

    >>> [format_number(x) for x in (24, 2.5, 100000, 1_500_000, 1_234_567, 4.18e9, -3)]
    ['24', '2.5', '100,000', '1.5 million', '1,234,567', '4.18 billion', '−3']
    """
    for size, word in ((1e12, "trillion"), (1e9, "billion"), (1e6, "million")):
        scaled = value / size
        if abs(scaled) >= 1 and math.isclose(round(scaled, 3) * size, value, rel_tol=1e-14):
            return f"{format_digits(round(scaled, 3))} {word}"
    return format_digits(value)


def format_digits(value: float) -> str:
    """A number with separators and a true minus sign.

    >>> format_digits(-1234.5)
    '−1,234.5'
    """
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
