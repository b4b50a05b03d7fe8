"""Two numbers for one quantity, or for quantities that only look like one."""

from dataclasses import replace
from datetime import date

from pairs.world import Maker, Pair, exactly, within

LEVELS = ("stock", "membership", "industry", "rate")


def other_value(m: Maker) -> Pair:
    """Two numbers far from each other."""
    base = m.base()
    true = m.value(24, 60) if base["unit"] == "month" else m.value()
    ratio = m.rng.uniform(1.35, 4) ** m.rng.choice([1, -1])
    return m.two("value", m.stated(true, base), m.stated(true * ratio, base), "contradiction")


def near_value(m: Maker) -> Pair:
    """Two numbers that differ by little more than rounding and hedges allow."""
    base = m.base("stock", "industry", "production", "rate", "transfer")
    true, hedged = m.value(), m.rng.random() < 0.4
    ratio = m.rng.uniform(1.3, 1.6) if hedged else m.rng.uniform(1.12, 1.35)
    left = m.stated(true, base, "about" if hedged else "plain")
    right = m.stated(float(round(true * ratio)), base, m.rng.choice(["plain", "rounded"]))
    later = m.rng.random() < 0.3 and base["kind"] == "stock"
    gap = m.rng.randrange(0, 3) if later else 0
    return m.two("value, near", left, right, "contradiction", gap=gap)


def very_near_value(m: Maker) -> Pair:
    """Two plainly stated numbers, 3 to 12 % apart: other numbers, or one that was rounded?"""
    base, true = m.base("stock", "industry", "production", "transfer"), m.value()
    other = float(round(true * m.rng.uniform(1.03, 1.12)))
    left, right = m.stated(true, base, "plain"), m.stated(other, base, "rounded")
    return m.two("value, very near", left, right, "contradiction")


def out_of_bounds(m: Maker) -> Pair:
    """A number outside the bounds that another reporter gives."""
    base, true = m.base(), m.value()
    low, high = m.rng.choice(
        [(true * 1.4, None), (None, true * 0.6), (true * 1.4, true * 2), (true * 0.3, true * 0.7)]
    )
    right = base | {"low": low and float(round(low)), "high": high and float(round(high))}
    return m.two("value, bounds", m.stated(true, base, "plain"), right, "contradiction")


def changes(m: Maker) -> Pair:
    """A quantity that another number is given for months later."""
    base = m.base(*LEVELS)
    true = m.value()
    later = true * m.rng.uniform(1.3, 3) ** m.rng.choice([1, -1])
    left, right = m.stated(true, base), m.stated(later, base)
    gap = m.rng.randrange(25, 200)
    return m.two("change over time", left, right, "change over time", gap=gap)


def other_year(m: Maker) -> Pair:
    """The output of two years."""
    base, true = m.base("production"), m.value()
    later = base | within(str(m.day.year))
    left, right = m.stated(true, base), m.stated(true * 2, later)
    return m.two("other years", left, right, "change over time", gap=m.rng.randrange(0, 40))


def other_scope(m: Maker) -> Pair:
    """Two numbers for a whole and a part of it: an item, a year, a state; or for what could be."""
    how = m.rng.choice(["item", "period", "capacity", "body"])
    base, true = m.base("production"), m.value()
    works = f"{m.giver} Works"
    if how == "body":
        base = base | {"subject": (works,)}
    left, right = m.stated(true, base), m.stated(true * m.rng.uniform(1.5, 8), base)
    if how == "item":
        right |= {"item": m.item.rpartition(".")[0] or "general"}
    elif how == "period":
        left |= within(f"{m.day.year - 1}-0{m.rng.randrange(1, 10)}")
    elif how == "capacity":
        right |= {"status": "capacity"}
    else:
        right |= {"subject": (m.giver,)}
    gap = m.rng.randrange(0, 20)
    pair = m.two(f"scope: {how}", left, right, "difference in scope", gap=gap)
    return replace(pair, part_of=(works, m.giver)) if how == "body" else pair


def no_relation(m: Maker) -> Pair:
    """Two numbers of two things."""
    base, true = m.base(), m.value()
    other = base | m.rng.choice(
        [{"subject": ("JP",)}, {"item": "mine_action"}, {"status": "target"}]
    )
    left, right = m.stated(true, base), m.stated(true * 3, other)
    return m.two("nothing in common", left, right, "none", "goal missed")


def goal(m: Maker) -> Pair:
    """A goal that is put off, or not reached: a disagreement of its own kind."""
    base, moved = m.base("rate"), m.rng.random() < 0.5
    first, later = f"{m.day.year + 1}-01", f"{m.day.year + 1}-09"
    true = m.value()
    left = base | {"status": "target", "date_to": first, **exactly(true)}
    if moved:
        return m.two("goal moved", left, left | {"date_to": later}, "goal moved", gap=120)
    right = base | exactly(float(round(true * 0.5))) | within(first)
    gap = (date(m.day.year + 1, 2, 20) - m.day).days
    return m.two("goal missed", left, right, "goal missed", gap=gap)
