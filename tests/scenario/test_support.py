"""Which claims bear which number, and what is said when they do not agree."""

import pytest
from scenario_builder import small_scenario

from materiel.scenario import support_parameters

TEXT = """Makers produce 28,000 shells
a month. A year ago it was 240,000 shells a year. Building takes two to three years.
A shell costs 3,000 euros; the fund has 2 billion euros. The store holds about 500 shells."""


@pytest.fixture
def document(make_document):
    return make_document(TEXT, name="makers.txt")


@pytest.fixture
def claims(document, make_claim):
    """What could be read out of TEXT."""

    def claim(words, kind, low, high, unit, per=None, **more):
        return make_claim(
            document, words, kind=kind, low=low, high=high, unit=unit, per=per, **more
        )

    return [
        claim("produce 28,000 shells\na month", "production", 28000, 28000, "piece", "month"),
        claim("it was 240,000 shells a year", "production", 240000, 240000, "piece", "year"),
        claim("Building takes two to three years", "lead_time", 2, 3, "year"),
        claim("costs 3,000 euros", "price", 3000, 3000, "EUR"),
        claim("the fund has 2 billion euros", "funding", 2e9, 2e9, "EUR"),
        claim("holds about 500 shells", "stock", 500, 500, "piece", approx=True),
    ]


@pytest.fixture
def supported(document):
    """Claim ids of each quoted number, and the warnings."""

    def run(claims, **parts):
        supports, findings = support_parameters(small_scenario(**parts), [document], claims)
        quoted = {
            s.parameter.name: s.claims for s in supports if s.parameter.source.kind == "quote"
        }
        return quoted, [str(finding) for finding in findings]

    return run


def line(rate, words, document="makers.txt"):
    """A line whose rate cites words."""
    return {"lines": [{"rate_start": rate, "source": f"quote: {document} | {words}"}]}


def test_words_inside_a_quote_and_a_quote_inside_the_words_match_across_lines(claims, supported):
    for words in ("28,000 shells a month", "Makers produce  28,000 shells a month. A year"):
        quoted, told = supported(claims, **line(28000, words))
        assert quoted == {"lines/lines-1/rate_start": (claims[0].id,)}
        assert told == []


def test_a_folder_before_the_file_name_makes_no_difference(claims, supported):
    assert supported(claims, **line(28000, "28,000 shells", "reports/makers.txt"))[1] == []


def test_an_unknown_document_is_told(claims, supported):
    told = supported(claims, **line(5, "28,000", "other.txt"))[1]

    assert told == [
        "warning: lines.csv:2: no document is named 'other.txt'. "
        "Add the report, or correct the name"
    ]


def test_words_that_the_report_does_not_hold_are_told(claims, supported):
    told = supported(claims, **line(5, "28,001 shells"))[1]

    assert told == [
        "warning: lines.csv:2: makers.txt does not hold the words '28,001 shells' of rate_start. "
        "Copy them from the report"
    ]


def test_words_that_no_claim_was_read_from_are_told(claims, supported):
    told = supported(claims[1:], **line(28000, "produce 28,000 shells"))[1]

    assert told == [
        "warning: lines.csv:2: no claim was read from the words 'produce 28,000 shells' of makers.txt "
        "behind rate_start. See what was read: materiel claims"
    ]


def test_a_quote_that_ends_early_still_bears_the_words(claims, supported, document, make_claim):
    short = make_claim(document, "Makers produce 28,000 shells", kind="production")
    quoted, told = supported([short], **line(28000, "produce 28,000 shells a month"))
    assert quoted == {"lines/lines-1/rate_start": (short.id,)} and told == []


def test_a_number_that_does_not_agree_is_told_in_its_own_unit(claims, supported):
    told = supported(claims, **line(28000, "240,000 shells a year"))[1]

    assert told == [
        "warning: lines.csv:2: rate_start 28000 piece/month does not agree with claim "
        f"{claims[1].id}: 20000 piece/month"
    ]


@pytest.mark.parametrize("rate", ["20000", "uniform(15000, 20000)", "lognormal(19000, 40000)"])
def test_a_rate_per_year_is_compared_as_a_rate_per_month(claims, supported, rate):
    assert supported(claims, **line(rate, "240,000 shells a year"))[1] == []


def test_two_claims_in_the_words_need_one_that_agrees(claims, supported):
    words = "produce 28,000 shells a month. A year ago it was 240,000 shells a year"

    quoted, told = supported(claims, **line(20000, words))
    assert quoted["lines/lines-1/rate_start"] == (
        claims[1].id,
        claims[0].id,
    )  # what agrees is first
    assert told == []


@pytest.mark.parametrize(("months", "agrees"), [("uniform(30, 40)", True), ("37", False)])
def test_durations_are_compared_in_months(claims, supported, months, agrees):
    project = {
        "build_months": months,
        "build_months_source": "quote: makers.txt | takes two to three years",
    }
    told = supported(claims, lines=[{}], projects=[project])[1]

    assert (told == []) is agrees


def test_money_and_prices_are_compared_in_the_same_currency_only(claims, supported):
    fund = {"amount": 3e9, "amount_source": "quote: makers.txt | the fund has 2 billion euros"}
    order = {
        "fund": "funds-1",
        "price": 4000,
        "currency": "EUR",
        "price_source": "quote: makers.txt | costs 3,000 euros",
    }
    told = supported(claims, lines=[{}], orders=[order], funds=[fund])[1]
    assert [words.split(":")[1].strip() for words in told] == ["orders.csv", "funds.csv"]

    dollars = supported(
        claims,
        lines=[{}],
        orders=[order | {"currency": "USD"}],
        funds=[fund | {"currency": "USD"}],
    )[1]
    assert dollars == []


def test_a_hedged_claim_leaves_room(claims, supported):
    stock = {
        "source": "quote: makers.txt | about 500 shells",
        "floor_source": "assumption: made-up",
    }

    assert supported(claims, stocks=[stock | {"opening": 540}])[1] == []
    assert len(supported(claims, stocks=[stock | {"opening": 600}])[1]) == 1


def test_an_assumption_needs_no_claim():
    supports, findings = support_parameters(small_scenario(), [], [])

    assert findings == []
    assert all(support.claims == () for support in supports)
