"""Cells of tables: numbers, distributions, months and sources, read strictly."""

import difflib
import math
import re
from collections.abc import Iterable
from statistics import NormalDist

from materiel.core.dates import Step, edtf_bounds, is_edtf
from materiel.scenario.records import Distribution, Source

_NUMBER = re.compile(r"[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?", re.ASCII)
_CALL = re.compile(r"([a-z]+)\s*\(([^()]*)\)")
_MONTH = re.compile(r"\d{4}-\d{2}", re.ASCII)
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
FAMILIES = {
    "uniform": "uniform(low, high)",
    "triangular": "triangular(low, mode, high)",
    "pert": "pert(low, mode, high)",
    "lognormal": "lognormal(p10, p90)",
    "beta": "beta(a, b, low, high)",
    "empirical": "empirical(value, value, …)",
}
MOST_VALUES = 1000  # of an empirical distribution
SERIES = re.compile(r"series\s*:\s*(\S+)")

_ADDRESS = re.compile(r"https?://[^\s|]+")
SOURCE_FORMS = (
    "'quote: FILE | words of the quote', 'page: ADDRESS | what it says', "
    "'forecast: SERIES | DAY | MONTH' or 'assumption: NAME'"
)
FORECAST = "forecast"  # a cell whose number comes from the forecast that its source names

# Comparing a wrong name with every known one takes a millisecond for fifty names.
MOST_HINTED = 300
# Characters that would act on a terminal or turn the direction of what is printed.
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")

# A lognormal is cut at its 0.1 % and 99.9 % quantiles (docs/model.md, rule D3).
LOGNORMAL_CUT = NormalDist().inv_cdf(0.999)
LOGNORMAL_P90 = NormalDist().inv_cdf(0.9)


class CellError(ValueError):
    """A cell that cannot be read; the message says why and what to write."""


def read_distribution(cell: str) -> Distribution:
    """A number or a distribution.

    Raises:
        CellError: Not a number or known family, not finite, negative, or out of order.

    >>> read_distribution("28000").support
    (28000.0, 28000.0)
    >>> read_distribution("pert(24, 30, 36)").family
    'pert'
    >>> read_distribution("28,000")
    Traceback (most recent call last):
    materiel.scenario.cells.CellError: '28,000' is not a number. Write digits without separators: 28000
    """
    call = _CALL.fullmatch(cell)
    if call is None:
        return Distribution(family="point", parameters=(_number(cell),), text=cell)
    family, inside = call.groups()
    if family not in FAMILIES:
        known = ", ".join(FAMILIES.values())
        raise CellError(f"{cell!r} is no known distribution. Write a number or one of {known}")
    numbers = tuple(_number(part.strip()) for part in inside.split(","))
    _check_family(cell, family, numbers)
    return Distribution(family=family, parameters=numbers, text=cell)


def _check_family(cell: str, family: str, numbers: tuple[float, ...]) -> None:
    form = FAMILIES[family]
    if family == "empirical":
        if not 2 <= len(numbers) <= MOST_VALUES:
            raise CellError(
                f"{shorten(cell)!r} has {len(numbers)} values. Write 2 to {MOST_VALUES}"
            )
        return
    if len(numbers) != form.count(",") + 1:
        raise CellError(f"{cell!r} has {len(numbers)} numbers. Write {form}")
    ordered = numbers[2:] if family == "beta" else numbers
    if list(ordered) != sorted(ordered):
        raise CellError(f"{cell!r} is out of order. Write {form}, smallest first")
    if family == "lognormal" and numbers[0] == 0:
        raise CellError(f"{cell!r} starts at 0, where a lognormal has no mass. Write p10 above 0")
    if family == "beta" and not all(0.01 <= shape <= 1e4 for shape in numbers[:2]):
        raise CellError(f"{cell!r} has a shape outside 0.01 to 10000. Write {form}")


def largest_draw(value: Distribution) -> float:
    """The largest number that a draw can give (rule D3 for a lognormal).

    >>> largest_draw(read_distribution("uniform(2, 3)"))
    3.0
    """
    if value.family != "lognormal":
        return value.support[1]
    low, high = (math.log(number) for number in value.parameters)
    middle, sigma = (low + high) / 2, (high - low) / 2 / LOGNORMAL_P90
    exponent = middle + sigma * LOGNORMAL_CUT
    return math.exp(exponent) if exponent < 700 else math.inf


def read_month(cell: str) -> str:
    """An EDTF month.

    Raises:
        CellError: Not of the form 2024-07, or no such month.

    >>> read_month("2024-13")
    Traceback (most recent call last):
    materiel.scenario.cells.CellError: '2024-13' is not a month. Write year and month: 2024-07
    """
    try:
        if _MONTH.fullmatch(cell) and 1900 <= edtf_bounds(cell)[0].year <= 2200:
            return cell
    except ValueError:
        pass
    raise CellError(f"{cell!r} is not a month. Write year and month: 2024-07")


def read_date(cell: str, step: Step) -> str:
    """A month; where steps are weeks, a month or a day.

    Raises:
        CellError: Not of these forms, or no such month or day.

    >>> read_date("2024-07-15", "week")
    '2024-07-15'
    >>> read_date("2024-07-15", "month")
    Traceback (most recent call last):
    materiel.scenario.cells.CellError: '2024-07-15' is a day, and this scenario counts in months. Write 2024-07, or step = "week" in scenario.toml
    """
    if _DAY.fullmatch(cell) is None:
        return read_month(cell)
    if step == "month":
        raise CellError(
            f"{cell!r} is a day, and this scenario counts in months. "
            f'Write {cell[:7]}, or step = "week" in scenario.toml'
        )
    if not is_edtf(cell) or not 1900 <= edtf_bounds(cell)[0].year <= 2200:
        raise CellError(f"{cell!r} is no day. Write 2024-07-15, or a month: 2024-07")
    return cell


def read_integer(cell: str) -> int:
    """A whole number from 1 to 1,000,000.

    Raises:
        CellError: It is none.

    >>> read_integer("2")
    2
    """
    if re.fullmatch(r"\d{1,7}", cell, re.ASCII) and 1 <= int(cell) <= 1_000_000:
        return int(cell)
    raise CellError(f"{cell!r} is not a whole number from 1 to 1000000")


def read_source(cell: str, assumptions: dict[str, str]) -> Source:
    """What a source cell names.

    Raises:
        CellError: Neither form, or an assumption that scenario.toml does not hold.

    >>> read_source("quote: a.txt | 28,000 rounds a month", {}).words
    '28,000 rounds a month'
    >>> read_source("page: https://example.org/a | 28,000 a month in 2023", {}).address
    'https://example.org/a'
    >>> read_source("assumption: steady", {"steady": "No change."}).text
    'No change.'
    """
    kind, _, rest = (part.strip() for part in cell.partition(":"))
    if kind == "quote":
        document, bar, words = (part.strip() for part in rest.partition("|"))
        if document and bar and words:
            return Source(kind="quote", document=document, words=words)
    elif kind == "page":
        address, bar, told = (part.strip() for part in rest.partition("|"))
        if bar and told and _ADDRESS.fullmatch(address):
            return Source(kind="page", address=address, text=told)
    elif kind == FORECAST:
        return read_forecast(rest)
    elif kind == "assumption" and rest:
        if rest in assumptions:
            return Source(kind="assumption", name=rest, text=assumptions[rest])
        raise CellError(
            f"assumption {rest!r} is not in scenario.toml. Add it under [assumptions]{hint(rest, assumptions)}"
        )
    raise CellError(f"{shorten(cell)!r} is no source. Write {SOURCE_FORMS}")


def read_forecast(rest: str) -> Source:
    """The source that the words after "forecast:" name.

    Raises:
        CellError: Not SERIES | DAY | MONTH, or no such day or month.

    >>> read_forecast("x.rate | 2024-03-31 | 2025-10").month
    '2025-10'
    >>> read_forecast("x.rate | 2024-03 | reached 2025-10").reached
    True
    """
    parts = [part.strip() for part in rest.split("|")]
    if len(parts) != 3 or not all(parts):
        raise CellError(
            f"{shorten(rest)!r} is no forecast. Write 'forecast: SERIES | DAY | MONTH', "
            "or 'reached MONTH' for a wait"
        )
    series, day, month = parts
    waits = re.fullmatch(r"reached\s+(\S+)", month)
    try:
        edtf_bounds(day)
    except ValueError:
        raise CellError(f"{shorten(day)!r} is not a day. Write 2024-03-31") from None
    return Source(
        kind=FORECAST,
        name=series,
        as_of=day,
        month=read_month(waits[1] if waits else month),
        reached=waits is not None,
    )


def hint(wrong: str, known: Iterable[str]) -> str:
    """The nearest known names, as the end of a sentence, or nothing.

    >>> hint("stedy", ["steady", "other"])
    ", or write 'steady'"
    """
    names = list(known)
    if len(names) > MOST_HINTED:
        return ""
    near = difflib.get_close_matches(wrong[:100], names, n=1)
    return f", or write {near[0]!r}" if near else ""


def has_control(text: str) -> bool:
    """Whether a text holds characters that no table needs.

    >>> has_control("plain\\ttext"), has_control("\\x1b[2J")
    (False, True)
    """
    return _CONTROL.search(text) is not None


def shorten(text: str, length: int = 60) -> str:
    """`text` on one line, cut to `length` characters.

    >>> shorten("ab  cd", 4)
    'ab …'
    """
    line = " ".join(text.split())
    return line if len(line) <= length else line[: length - 1] + "…"


def _number(cell: str) -> float:
    if _NUMBER.fullmatch(cell) is None:
        plain = re.sub(r"[,_'’\s]", "", cell)
        if _NUMBER.fullmatch(plain):
            raise CellError(
                f"{cell!r} is not a number. Write digits without separators: {shorten(plain, 30)}"
            )
        raise CellError(
            f"{shorten(cell, 40)!r} is not a number. Write digits, or a distribution such as uniform(24, 36)"
        )
    value = float(cell)
    if not math.isfinite(value):
        raise CellError(f"{shorten(cell, 40)!r} is not finite. Write a number that a report states")
    if value < 0:
        raise CellError(f"{cell!r} is negative. Write 0 or more")
    return abs(value)  # -0 is 0
