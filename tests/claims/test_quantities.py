"""Numbers, bounds, hedges, units, rates and money, one table a family."""

import pytest

from materiel.claims.scan import scan_dates, scan_quantities
from materiel.claims.scan.dates import masked
from materiel.claims.tokens import fold, item_tokens, tokenize
from materiel.claims.words import lexicon


def read(text: str) -> list[tuple]:
    """(low, high, approx, unit, per) of every quantity."""
    words = lexicon("en")
    folded = fold(text)
    tokens = tokenize(folded)
    ends, inside = item_tokens(tokens, words.find(text, folded).items)
    mask = frozenset(inside | set(masked(scan_dates(tokens, words))))
    found = scan_quantities(tokens, words, item_ends=ends, masked=mask)
    return [(q.low, q.high, q.approx, q.unit, q.per) for q in found]


@pytest.mark.parametrize(
    ("text", "low", "high", "approx"),
    [
        ("40 shells", 40, 40, False),
        ("4,500 shells", 4500, 4500, False),
        ("1.5m shells", 1.5e6, 1.5e6, False),
        ("half a million shells", 5e5, 5e5, False),
        ("a million shells", 1e6, 1e6, False),
        ("twenty-three tanks", 23, 23, False),
        ("two hundred and fifty thousand rounds", 250000, 250000, False),
        ("a dozen howitzers", 12, 12, False),
        ("more than 200 drones", 200, None, False),
        ("at least 30 tanks", 30, None, False),
        ("no fewer than 9 guns", 9, None, False),
        ("over 250 rockets", 250, None, False),
        ("upwards of 90 drones", 90, None, False),
        ("1,000 drones or more", 1000, None, False),
        ("40 drones as the minimum", 40, None, False),
        ("up to 100,000 rounds", None, 100000, False),
        ("as many as 70 missiles", None, 70, False),
        ("fewer than 50 missiles", None, 50, False),
        ("about 500 drones", 500, 500, True),
        ("nearly 60 tanks", 60, 60, True),
        ("just under 80 guns", 80, 80, True),
        ("some 220 rockets", 220, 220, True),
        ("around 50 or so guns", 50, 50, True),
        ("between 80 and 85 tanks", 80, 85, False),
        ("4,000 to 7,000 shells", 4000, 7000, False),
        ("75-80 tanks", 75, 80, False),
        ("75–80 tanks", 75, 80, False),
        ("1.4 to 1.7 million shells", 1.4e6, 1.7e6, False),
        ("dozens of drones", 24, None, True),
        ("hundreds of drones", 200, 999, True),
        ("several hundred drones", 200, 999, True),
        ("thousands of shells", 2000, 9999, True),
        ("tens of thousands of shells", 20000, 99999, True),
        ("hundreds of thousands of shells", 200000, 999999, True),
        ("millions of shells", 2e6, 9999999, True),
        ("a six-figure number of shells", 100000, 999999, True),
        ("he handed over 14 tanks", 14, 14, False),
        ("three hundred to three-fifty drones", 300, 350, False),
        ("hundreds-of-thousands of shells", 200000, 999999, True),
        ("two and a half million shells", 2.5e6, 2.5e6, False),
        ("a half-million shells", 5e5, 5e5, False),
        ("a quarter-million shells", 2.5e5, 2.5e5, False),
        ("a couple of hundred tanks", 200, 200, False),
        ("up to 600,000-700,000 shells", 600000, 700000, False),
        ("4 to 5,000 shells", 4000, 5000, False),
        ("between 2 and 3,000 shells", 2000, 3000, False),
        ("1 000 shells", 1000, 1000, False),
        ("31 M1 Abrams", 31, 31, False),
        ("2 15-tonne trucks", 2, 2, False),
        ("four short-range, highly mobile howitzers", 4, 4, False),
        ("two dozen Raytheon (RTN) interceptors", 24, 24, False),
    ],
)
def test_values_and_bounds(text, low, high, approx):
    assert [q[:3] for q in read(text)] == [(low, high, approx)]


@pytest.mark.parametrize(
    ("text", "unit", "low"),
    [
        ("$60 billion", "USD", 60e9),
        ("€3.5bn", "EUR", 3.5e9),
        ("US$ 40 million", "USD", 40e6),
        ("CHF 664.7 million", "CHF", 664.7e6),
        ("SEK 3 billion", "SEK", 3e9),
        ("EUR 120 million", "EUR", 120e6),
        ("576 million euros", "EUR", 576e6),
        ("a 435-million-dollar deal", "USD", 435e6),
        ("7.5 billion Swiss francs", "CHF", 7.5e9),
        ("75 billion Norwegian kroner", "NOK", 75e9),
        ("61.9 billion kronor", "SEK", 61.9e9),
        ("55 billion hryvnias", "UAH", 55e9),
        ("a three-digit million euro sum", "EUR", 100e6),
        ("contracts over 1.1 billion euros", "EUR", 1.1e9),
    ],
)
def test_money(text, unit, low):
    assert [(q[3], q[0]) for q in read(text)] == [(unit, low)]


@pytest.mark.parametrize(
    ("text", "unit"),
    [
        ("30 companies", "company"),
        ("250 Nordic arms manufacturers", "company"),
        ("26 nations", "country"),
        ("3,100 employees", "person"),
        ("27 production sites", "factory"),
        ("60 framework contracts", "agreement"),
        ("12 months", "month"),
        ("two-and-a-half years", "year"),
        ("40 percent", "percent"),
        ("40%", "percent"),
        ("three quarters of it", "percent"),
        ("tripled", "factor"),
        ("sixfold", "factor"),
        ("20 times", "factor"),
        ("ten-fold", "factor"),
        ("40 155mm shells", "piece"),
        ("14 Leopard 2A4 tanks", "piece"),
        ("4,000 tonnes", None),
    ],
)
def test_units(text, unit):
    assert [q[3] for q in read(text)] == [unit]


@pytest.mark.parametrize(
    ("text", "per"),
    [
        ("28,000 rounds a month", "month"),
        ("2,000 shells per day", "day"),
        ("350,000 shells a year", "year"),
        ("5,000 shells every week", "week"),
        ("two million shells annually", "year"),
        ("monthly output of 100,000 shells", "month"),
        ("140,000 shells in 2026", None),
    ],
)
def test_rates(text, per):
    assert [q[4] for q in read(text)] == [per]


def test_a_change_is_two_values():
    assert [(q[0], q[3]) for q in read("rose from 12 to 28 months")] == [
        (12, "month"),
        (28, "month"),
    ]


def test_two_bounds_are_one_range():
    assert [q[:2] for q in read("at least two, maximum three years")] == [(2, 3)]


@pytest.mark.parametrize(
    "text",
    [
        "155mm howitzers",
        "155-mm ammunition",
        "35 mm guns",
        "an F-16",
        "PAC-3",
        "a Leopard 2A4",
        "the 13th meeting",
        "at 08:15",
        "around 24/7",
        "on 16/12/2023",
        "in October 2023",
        "on December 6-7",
        "a reach of 1,000 km",
        "112 votes",
    ],
)
def test_calibres_models_ordinals_times_and_dates_are_no_quantities(text):
    assert read(text) == []


@pytest.mark.parametrize(
    "text",
    [
        "155-millimetre shells",
        "the first Lot 9 interceptors",
        "From Sept. 28 to Oct. 28",
        "interceptors (Defense Daily, Nov. 6, 2017)",
        "a 30-tonne truck",
    ],
)
def test_measures_labels_and_days_count_nothing(text):
    assert read(text) == []


@pytest.mark.parametrize(
    ("text", "per"),
    [
        ("240,000 rounds (120 mm) a year", "year"),
        ("it made 20,000 shells a year ago", None),
        ("it made 20,000 shells a month before the war", "month"),
        ("output of rounds per month to 36,000", "month"),
    ],
)
def test_the_period_of_a_rate_may_stand_apart(text, per):
    assert [row[4] for row in read(text)] == [per]


@pytest.mark.parametrize(
    ("text", "unit", "low", "high"),
    [
        ("output is up 2.5x", "factor", 2.5, 2.5),
        ("by a factor of ten", "factor", 10, 10),
        ("4x4 vehicles", None, None, None),
        ("a two-to-three-year wait", "year", 2, 3),
        ("60% to 70%", "percent", 60, 70),
        ("worth $133.3 million", "USD", 133.3e6, 133.3e6),
        ("a 40-member group", "country", 40, 40),
    ],
)
def test_factors_spans_and_sums(text, unit, low, high):
    found = [(row[3], row[0], row[1]) for row in read(text)]
    assert found == ([] if low is None else [(unit, low, high)])
