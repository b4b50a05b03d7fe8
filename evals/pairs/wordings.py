"""One quantity in other words: rounded, in other units, with an open bound, or printed twice."""

from pairs.world import Maker, Pair, claim, exactly, report, rounded

DAYS = {"day": 1.0, "week": 7.0, "month": 365.2425 / 12, "year": 365.2425}


def two_counts(m: Maker) -> Pair:
    """Two offices count the same thing, each up to 2 % off, and say so plainly."""
    base, true = m.base("stock", "industry", "transfer"), m.value(2000)
    left, right = (
        m.stated(float(round(true * m.rng.uniform(0.98, 1.02))), base, "plain") for _ in (0, 1)
    )
    return m.by_two("two counts", left, right, "corroboration")


def other_units(m: Maker) -> Pair:
    """One wait or rate in days, weeks, months or years; right to a percent or off by half."""
    wrong = m.rng.random() < 0.5
    off = 1.7 if wrong else 1
    if m.rng.random() < 0.5:
        base, months = m.base("lead_time"), float(m.rng.randrange(9, 40))
        left, value = base | exactly(months), months * DAYS["month"] / DAYS["week"] * off
        right = base | {"unit": "week"}
    else:
        base, rate = m.base("rate"), m.value(3000, 50_000)
        left, value = base | exactly(rate), rate * DAYS["day"] / DAYS["month"] * off
        right = base | {"per": "day"}
    right |= exactly(float(round(value)))
    if wrong:
        return m.by_two("other units, wrong", left, right, "contradiction")
    return m.by_two("other units, right", left, right, "corroboration")


def one_speaker(m: Maker) -> Pair:
    """The same number, more and less exactly, by one speaker in one report or in two."""
    months = m.rng.choice([16, 17, 19, 20, 28, 29, 31, 32])
    base = m.base("lead_time")
    fine = base | exactly(float(months))
    coarse = base | {"unit": "year"} | exactly(round(months / 6) / 2)
    if m.rng.random() < 0.5:
        true = m.value(1200, 90_000)
        base = m.base("stock")
        fine = base | exactly(true)
        coarse = base | exactly(rounded(true, 2)) | {"approx": m.rng.random() < 0.5}
    voice = {"speaker": "A. Minister"}
    return m.two("rounding", fine | voice, coarse | voice, "rounding", "duplicate")


def reprint(m: Maker) -> Pair:
    """One text in two papers, the second with another head and foot."""
    base, true = m.base(), m.value()
    words = "the number that was given at noon"
    first = m.document(words, m.day)
    copy = f"From our own correspondent. {first.text} All rights reserved."
    both = (first, report("copy.txt", copy, m.day))
    claims = tuple(claim(document, words, **base, **exactly(true)) for document in both)
    return Pair("reprint", both, claims, frozenset({"duplicate"}))


def same_value(m: Maker) -> Pair:
    """Two speakers give one number, each in his way."""
    base, true = m.base(), m.value()
    left, right = m.stated(true, base), m.stated(true, base)
    return m.by_two("corroboration", left, right, "corroboration")


def open_bound(m: Maker) -> Pair:
    """A number, and "at least" a little less."""
    base, true = m.base(), m.value()
    floor = rounded(true * m.rng.uniform(0.8, 0.99), 2)
    left = m.stated(true, base, "plain")
    right = base | {"low": min(floor, true), "high": None}
    return m.by_two("open bound", left, right, "compatible bounds", "corroboration")
