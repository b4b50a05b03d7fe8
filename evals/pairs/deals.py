"""What one state does for another: is it the same deal, and how far along?"""

from datetime import timedelta

from pairs.world import Fields, Maker, Pair, exactly, within


def other_status(m: Maker) -> Pair:
    """Done, says one; planned, says the other, weeks later."""
    kind = m.rng.choice(["agreement", "order", "permission"])
    base = m.deal(kind)
    if m.rng.random() < 0.4 and kind != "permission":
        n = float(m.rng.randrange(2, 60))
        base |= {**exactly(n), "unit": "piece" if kind == "order" else "company"}
    left = base | {"status": "granted" if kind == "permission" else "contracted"}
    right = base | {"status": m.rng.choice(["target", "proposed", "rumoured"])}
    if m.rng.random() < 0.3 and kind == "agreement":
        right |= {"subject": (m.taker,), "object": (m.giver,)}
    return m.by_two("status", left, right, "contradiction", gap=m.rng.randrange(2, 40))


def status_advances(m: Maker) -> Pair:
    """Planned, and later done."""
    base = m.deal("agreement")
    left, right = base | {"status": "target"}, base | {"status": "contracted"}
    gap = m.rng.randrange(5, 90)
    return m.two("status advances", left, right, "none", "change over time", gap=gap)


def other_day(m: Maker) -> Pair:
    """One delivery, said to have been on two days."""
    n = float(m.rng.randrange(5, 400))
    base = _delivered(m, m.rng.choice(["transfer", "order"]), n)
    one = m.day - timedelta(days=m.rng.randrange(20, 30))
    other = one + timedelta(days=m.rng.randrange(3, 18))
    left, right = (base | within(day.isoformat()) for day in (one, other))
    return m.two("date", left, right, "contradiction", gap=m.rng.randrange(0, 10))


def running_total(m: Maker) -> Pair:
    """What was given since a month: it may grow, and cannot fall."""
    base = m.deal("transfer", unit="piece", status="delivered", date_from="2022-03")
    true, falls = m.value(), m.rng.random() < 0.5
    later = true * (m.rng.uniform(0.3, 0.8) if falls else m.rng.uniform(1.2, 3))
    left, right = (m.stated(v, base, "plain") for v in (true, float(round(later))))
    if falls:
        return m.two("total falls", left, right, "contradiction", gap=60)
    return m.two("total grows", left, right, "change over time", gap=60)


def two_deliveries(m: Maker) -> Pair:
    """The same number handed over in two months, each reported when it was: two events."""
    base = _delivered(m, "transfer", float(m.rng.randrange(4, 60)))
    days = (m.day, m.day + timedelta(days=35))
    left, right = (base | within(f"{day:%Y-%m}") for day in days)
    return m.two("two deliveries", left, right, "none", gap=40)


def coarser_date(m: Maker) -> Pair:
    """One delivery dated to the day and to the month."""
    base = _delivered(m, "transfer", float(m.rng.randrange(4, 60)))
    left, right = base | within(m.day.isoformat()), base | within(f"{m.day:%Y-%m}")
    return m.by_two("coarser date", left, right, "corroboration", gap=m.rng.randrange(1, 9))


def two_packages(m: Maker) -> Pair:
    """Two gifts announced days apart, of which neither report names a time."""
    base = m.deal("funding", item="general", unit="EUR")
    base |= {"status": m.rng.choice(["actual", "pledged"])}
    left, right = (base | exactly(m.value() * 1e5) for _ in range(2))
    expected = ("none", "change over time", "corroboration")
    return m.two("two packages", left, right, *expected, gap=m.rng.randrange(2, 25))


def one_deal(m: Maker) -> Pair:
    """One agreement told of by two, by one of them with its month."""
    base = m.deal("agreement", item="general", status="contracted")
    left = base | within(f"{m.day:%Y-%m}")
    return m.by_two("one deal", left, base, "corroboration", gap=m.rng.randrange(0, 6))


def _delivered(m: Maker, kind: str, pieces: float) -> Fields:
    return m.deal(kind, unit="piece", status="delivered", **exactly(pieces))
