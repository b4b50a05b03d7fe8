"""Whether two values can both be so: rounding, hedges and open bounds. Rule C1 of docs/model.md."""

from functools import lru_cache

from materiel.ledger.series import DURATIONS, Statement

HEDGED, PLAIN = 0.10, 0.01  # how far a stated value may be off, relative
_LARGEST_ROUNDING = 0.05  # of a count or an amount, relative
_LARGEST_DURATION = 0.25
_PARTS_OF_A_UNIT = (1.0, 0.5, 0.25, 0.1)


def disjoint(left: Statement, right: Statement) -> bool:
    """Whether no number satisfies both, after rounding and hedges are allowed for.

    A hedged value may be off by 10 %, any other by 1 %, and a rounded one by half of its last
    place (docs/model.md, rule C1).
    """
    return not rounded(left, right) and (_above(left, right) or _above(right, left))


def exceeds(part: Statement, whole: Statement) -> bool:
    """Whether every number of the part is more than any of the whole, after the same allowances."""
    return not rounded(part, whole) and _above(part, whole)


def _slack(statement: Statement) -> float:
    return HEDGED if statement.hedged else PLAIN


def _above(upper: Statement, lower: Statement) -> bool:
    if upper.low is None or lower.high is None:
        return False
    least = upper.low - _slack(upper) * abs(upper.low)
    return least > lower.high + _slack(lower) * abs(lower.high)


def equal(left: Statement, right: Statement) -> bool:
    """Whether both name the same bounds, to half a percent."""
    return _near(left.low, right.low, 0.005) and _near(left.high, right.high, 0.005)


def alike(left: Statement, right: Statement) -> bool:
    """Whether both name about the same number, whatever stands open beside it."""
    if left.anchor is None or right.anchor is None:
        return False
    allowed = max(_slack(left), _slack(right))
    return _near(left.anchor, right.anchor, allowed) or rounded(left, right)


def _near(left: float | None, right: float | None, share: float) -> bool:
    if left is None or right is None:
        return left is right
    return abs(left - right) <= share * max(abs(left), abs(right))


def rounded(left: Statement, right: Statement) -> bool:
    """Whether the finer of two single numbers, rounded as the coarser is, gives the coarser.

    Two and a half years are said in halves: they are all between 27 and 33 months.
    """
    if not (left.is_point and right.is_point) or left.low is None or right.low is None:
        return False
    fine, coarse = sorted((left, right), key=_half_step)
    assert fine.low is not None and coarse.low is not None
    half = _half_step(coarse)
    return _half_step(fine) < half and abs(fine.low - coarse.low) < half


def _half_step(statement: Statement) -> float:
    """Half of the last place that a number was said to, in the series' unit."""
    claim = statement.claim
    return _half_place(claim.low, statement.low, claim.unit in DURATIONS)


@lru_cache(maxsize=65536)
def _half_place(stated: float | None, value: float | None, is_duration: bool) -> float:
    if not stated or not value:
        return 0.0
    scale = abs(value / stated)
    if is_duration:
        return min(duration_step(stated) / 2, abs(stated) * _LARGEST_DURATION) * scale
    return min(last_place(stated) / 2, abs(stated) * _LARGEST_ROUNDING) * scale


def duration_step(value: float) -> float:
    """Durations are said in wholes, halves and quarters.

    >>> duration_step(28), duration_step(2.5), duration_step(1.75)
    (1.0, 0.5, 0.25)
    """
    return next((s for s in _PARTS_OF_A_UNIT if abs(value / s - round(value / s)) < 1e-9), 0.01)


def last_place(value: float) -> float:
    """The place of a number's last digit that is not zero.

    >>> last_place(1_400_000), last_place(28), last_place(2.75)
    (100000.0, 1.0, 0.01)
    """
    text = f"{abs(value):.10e}"
    digits, exponent = text.split("e")
    kept = digits.rstrip("0")
    places = len(kept.partition(".")[2])
    return float(10.0 ** (int(exponent) - places))
