"""The two ends of a span: "4 to 5", "between 60% and 70%", "from 12 to 28"."""

from materiel.claims.scan.bounds import from_before
from materiel.claims.scan.number_words import DASHES, Number, times
from materiel.claims.scan.numbers import read_number
from materiel.claims.scan.signs import NumberReader, percent_end

_THOUSAND = 1000
_NEAR_TO = 5  # times the lower end at which the higher one no longer shares its thousand


def vague_range(r: NumberReader, number: Number) -> Number:
    """Dozens or even hundreds: from the least of the first to the most of the second."""
    if not number.vague or not r.is_a(number.after, "or"):
        return number
    k = number.after + 1
    if r.low(k) in r.numbers.grammar["even"]:
        k += 1
    second = read_number(r.tokens, k, r.numbers)
    return (
        second._replace(first=number.first, low=number.low) if second and second.vague else number
    )


def second_of(r: NumberReader, number: Number) -> tuple[Number | None, str | None]:
    """The other end of a range, and the word or sign that joins it."""
    percent = percent_end(r, number.after)
    j = percent or number.after  # "60% to 70%"
    if j + 1 >= len(r.tokens):
        return None, None
    joined = _joint(r, j, number)
    if joined is None:
        return None, None
    joint, k = joined
    unit = r.units.currency_before.at(r.tokens, k)  # "$5 to $10"
    if unit:
        k = unit[1]
    if k in r.masked:
        return None, None
    second = read_number(r.tokens, k, r.numbers)
    if second is None or second.vague or number.vague:
        return None, None
    if percent and not percent_end(r, second.after):
        return None, None
    to = r.numbers.grammar["to"]
    if joint in r.numbers.grammar["range"] and joint not in to and number.digits != second.digits:
        return None, None
    return second, joint


def _joint(r: NumberReader, j: int, number: Number) -> tuple[str, int] | None:
    """The word or sign that joins the ends, and where the second begins; None where nothing does."""
    joint, parts = r.low(j), r.parts(j)
    if joint in DASHES and r.is_a(j + 1, "range") and r.low(j + 2) in DASHES:
        return r.low(j + 1), j + 3  # "two-to-three-year"
    if joint in DASHES:
        glued = joint != "-" or r.tokens[j].start == r.tokens[j - 1].end
        return (joint, j + 1) if glued else None
    if "range" in parts or ("between_and" in parts and _after_between(r, number.first)):
        return joint, j + 1
    # "at least two, maximum three years"
    bound = r.numbers.before.at(r.tokens, j + 1) if joint == "," else None
    return (joint, bound[1]) if bound is not None and bound[0] == "below" else None


def _after_between(r: NumberReader, first: int) -> bool:
    """Whether "between" stands in front of the number or of its currency."""
    return any(r.low(k) in r.numbers.grammar["between"] for k in range(max(0, first - 3), first))


def is_change(r: NumberReader, number: Number, joint: str | None) -> bool:
    """From 12 to 28: two values, one after the other."""
    return joint in r.numbers.grammar["to"] and from_before(r, number.first) is not None


def ends_of_range(first: Number, second: Number) -> tuple[float | None, float | None]:
    """1.4 to 1.7 million: the scale of the second holds for the first where it has none."""
    low, high = first.value, second.value
    if second.scaled and not first.scaled and low < second.scale:
        low = times(low, second.scale)
    elif _leaves_out_thousand(first, second):
        low *= _THOUSAND
    return low, high


def _leaves_out_thousand(first: Number, second: Number) -> bool:
    """4 to 5,000: thousands both."""
    low, high = first.value, second.value
    round_high = second.digits and high >= _THOUSAND and high % _THOUSAND == 0
    return first.digits and round_high and 1 < low * _THOUSAND < high <= _NEAR_TO * low * _THOUSAND
