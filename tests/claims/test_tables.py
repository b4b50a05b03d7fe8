"""Figures in rows: the head of a column names unit, item and date; the first cell names the party."""

BARS = """# Shell output, maker by maker

| Maker | 2021 | 2023 |
|---|---|---|
| Nammo | 20,000 | 80,000 |
| Eurenco | 1,000 | 5,000 |
"""
TABS = "Weapons for Moldova\n\nDonor\tTanks delivered\tHowitzers delivered\nNorway\t14\t20\nSpain\t6\t30\n"
HEAD = """Military aid for Moldova, pledged so far

EUR m
Norway
120
Spain
95
"""


def test_a_table_of_bars_is_read_by_columns(claims_of):
    found = claims_of(BARS)
    assert [(c.kind, c.subject, c.low, c.date_to) for c in found] == [
        ("production", ("Nammo",), 20_000, "2021"),
        ("production", ("Nammo",), 80_000, "2023"),
        ("production", ("Eurenco",), 1_000, "2021"),
        ("production", ("Eurenco",), 5_000, "2023"),
    ]


def test_a_table_of_tabs_takes_items_from_its_head(claims_of):
    found = claims_of(TABS)
    assert [(c.kind, c.subject, c.object, c.item, c.low) for c in found] == [
        ("transfer", ("NO",), ("MD",), "vehicle.tank", 14),
        ("transfer", ("NO",), ("MD",), "artillery.howitzer", 20),
        ("transfer", ("ES",), ("MD",), "vehicle.tank", 6),
        ("transfer", ("ES",), ("MD",), "artillery.howitzer", 30),
    ]


def test_a_unit_over_a_column_holds_for_its_rows(claims_of):
    found = claims_of(HEAD)
    assert [(c.kind, c.subject, c.low, c.unit) for c in found] == [
        ("funding", ("NO",), 120e6, "EUR"),
        ("funding", ("ES",), 95e6, "EUR"),
    ]
