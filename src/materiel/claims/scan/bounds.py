"""What the words in front of a number make of it: a bound, a hedge, where a change begins."""

from materiel.claims.scan.signs import NumberReader

_RISE = 11  # tokens between a verb of rising and "to"
_STOPS = frozenset(",;:()?!")


def from_before(r: NumberReader, first: int) -> int | None:
    """Where "from" stands in front of a number, its bounds, its currency and "the current"."""
    for k in range(first - 1, max(-1, first - 5), -1):
        low = r.low(k)
        if low in r.numbers.grammar["from"]:
            return k
        if low not in r.numbers.grammar["from_fill"] and low.isalpha() and not _is_bound(r, k):
            return None
    return None


def _is_bound(r: NumberReader, k: int) -> bool:
    """Whether a token ends a bound, a hedge or a currency."""
    words, units = r.numbers, r.units
    return (
        r.low(k) in words.grammar["between_bound"]
        or words.before.before(r.tokens, k + 1) is not None
        or units.currency_before.before(r.tokens, k + 1) is not None
    )


def _is_no_bound(r: NumberReader, k: int) -> bool:
    """ "Contracts over 1.1 billion" are for that sum; three "add up to 95 billion"."""
    words, here, before = r.numbers.grammar, r.low(k), r.low(k - 1)
    over = here in words["over"] and (before in words["sums"] or _rises_to(r, k))
    return over or (here in words.get("up", ()) and before in words["adds"])


def _rises_to(r: NumberReader, k: int) -> bool:
    """Whether "to" is where a rise ends, not a bound: "збільшити випуск до 100", "з 28 до 36"."""
    words = r.numbers.grammar
    if r.low(k) not in words["to"]:
        return False
    for j in range(k - 1, max(-1, k - _RISE), -1):
        low = r.low(j)
        if low in _STOPS and (low != "," or j < k - 1):  # "wzrosły pięciokrotnie, do 250"
            return False
        following = r.low(j + 1)
        changes = following[:1].isdigit() or following in words["from_fill"]
        if low in words["sums"] or (low in words["from"] and changes):
            return True
    return False


def bounds_before(r: NumberReader, first: int) -> tuple[int, str | None, bool]:
    """Where the words in front of a number begin, the bound they set, and whether they hedge."""
    side: str | None = None
    hedged = False
    for _ in range(4):
        probe = first - 1 if r.is_a(first - 1, "between_bound") else first
        match = r.numbers.before.before(r.tokens, probe)
        if match and _is_no_bound(r, match[1]):
            break
        if match is None and probe != first:
            match = r.numbers.before.before(r.tokens, first)
        if match is None:
            break
        kind, first = match
        if kind == "hedge":
            hedged = True
        elif side is None:
            side = kind
    return first, side, hedged


def as_bound(
    side: str | None, low: float | None, high: float | None
) -> tuple[float | None, float | None]:
    """One number as a bound: open on the other side."""
    if side == "above" and low is not None:
        return low, None
    if side == "below" and high is not None:
        return None, high
    return low, high
