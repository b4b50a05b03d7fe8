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


CELLS = """Table 2 - Weapons for Moldova, delivered (pieces)
Type
2023
2024
Howitzers
6
18
Tanks
0
1
"""
MONTHS = "Waiting times (months from order to delivery)\n\nHowitzers | 26\nRadars | 31\n"
RATES = "Expenditure per day (shells)\n\nNorway ...... 900\nSpain ...... 1,400\n"


def test_a_table_of_one_cell_a_line_is_read_by_rows(claims_of):
    found = claims_of(CELLS)
    assert [(c.kind, c.item, c.low, c.date_to) for c in found] == [
        ("transfer", "artillery.howitzer", 6, "2023"),
        ("transfer", "artillery.howitzer", 18, "2024"),
        ("transfer", "vehicle.tank", 0, "2023"),
        ("transfer", "vehicle.tank", 1, "2024"),
    ]


def test_a_heading_gives_the_unit_and_the_rate_of_its_rows(claims_of):
    assert [(c.kind, c.low, c.unit) for c in claims_of(MONTHS)] == [
        ("lead_time", 26, "month"),
        ("lead_time", 31, "month"),
    ]
    assert [(c.kind, c.low, c.per) for c in claims_of(RATES)] == [
        ("expenditure", 900, "day"),
        ("expenditure", 1400, "day"),
    ]


STACKED = """Output of interceptors (a year)

System
Maker
2024
Goal
Goal year
Unit price (US$ million)

Mistral
MBDA
240
400
2027
0.4

Piorun
Mesko
600
–
2026
0.2
"""
WIDE = """Spending (€ million)          2024      2025
Shell plant, Nammo             112       140
Powder works, Eurenco           35         –
"""


def test_a_stacked_table_is_read_cell_by_cell(claims_of):
    found = claims_of(STACKED, "2025-03-01")
    assert [
        (c.kind, c.low, c.unit, c.status, c.date_to) for c in found if "Mistral" in c.quote
    ] == [
        ("production", 240, "piece", "actual", "2024"),
        ("production", 400, "piece", "target", "2027"),
        ("price", 4e5, "USD", "actual", None),
    ]
    assert [c.low for c in found if "Piorun" in c.quote] == [600, 2e5]


def test_years_head_the_columns_of_wide_rows(claims_of):
    found = claims_of(WIDE, "2026-03-01")
    assert [(c.low, c.unit, c.date_to) for c in found] == [
        (112e6, "EUR", "2024"),
        (140e6, "EUR", "2025"),
        (35e6, "EUR", "2024"),
    ]


def test_a_part_of_what_is_due_and_a_title_that_names_the_unit(claims_of):
    text = (
        "Deliveries to Ukraine to date\nGermany | IRIS-T launchers | 9 of 24\nNorway | NASAMS | 2 of 4\n\n"
        "Table B. Years to refill the stocks\nStinger         18\nJavelin          6\n"
    )
    found = [(c.kind, c.low, c.unit) for c in claims_of(text)]
    assert found == [
        ("transfer", 9, "piece"),
        ("transfer", 2, "piece"),
        ("lead_time", 18, "year"),
        ("lead_time", 6, "year"),
    ]


def test_a_title_gives_its_scale_to_the_columns_of_a_table(claims_of):
    text = "Output of shells (thousand a year)\n\nMaker | 2022 | 2024\nNammo | 20 | 70\n"
    found = [(c.kind, c.low, c.per) for c in claims_of(text)]
    assert found == [("production", 20e3, "year"), ("production", 70e3, "year")]
