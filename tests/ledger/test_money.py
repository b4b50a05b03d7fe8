"""Money at the rate of its day; no rate is an answer."""

from datetime import date

import pytest

from materiel.core.errors import InputError
from materiel.ledger.money import NoRate, Rate, rate_on, rates_ever, read_rates

# European Central Bank, euro foreign exchange reference rates of 15 June 2023: 1.0819 dollars,
# 0.9761 francs. https://www.ecb.europa.eu/stats/policy_and_exchange_rates
DAY = date(2023, 6, 15)


def test_a_rate_comes_with_its_day_and_source():
    found = rate_on("CHF", "USD", DAY)
    assert isinstance(found, Rate)
    assert found.value == pytest.approx(1.0819 / 0.9761) and found.day == DAY
    assert "European Central Bank" in found.source


def test_there_and_back_is_one():
    there, back = rate_on("CHF", "USD", DAY), rate_on("USD", "CHF", DAY)
    assert there.value * back.value == pytest.approx(1)


def test_a_sunday_has_the_rate_of_friday_and_says_so():
    assert rate_on("EUR", "USD", date(2023, 6, 18)).day == date(2023, 6, 16)


@pytest.mark.parametrize(
    ("currency", "to", "day", "told"),
    [
        ("UAH", "EUR", date(2023, 11, 4), "no rate for UAH on 2023-11-04"),
        ("EUR", "UAH", date(2023, 11, 4), "no rate for UAH on 2023-11-04"),
        ("RUB", "USD", date(2023, 11, 4), "no rate for RUB on 2023-11-04"),
        ("USD", "UAH", date(2023, 11, 4), "no rate for UAH on 2023-11-04"),
        ("USD", "EUR", date(1990, 1, 1), "no rate for USD on 1990-01-01"),
        ("USD", "EUR", date(2999, 1, 1), "no rate for USD on 2999-01-01"),
    ],
)
def test_no_rate_is_an_answer(currency, to, day, told):
    found = rate_on(currency, to, day)
    assert isinstance(found, NoRate) and str(found) == told


def table(tmp_path, *rows):
    path = tmp_path / "rates.csv"
    path.write_text("from,to,currency,per_eur,source\n" + "\n".join(rows), encoding="utf-8")
    return path


def test_a_users_table_fills_in_what_the_bank_lacks(tmp_path):
    own = read_rates(table(tmp_path, "2023-11,2023-11,UAH,38.5,https://bank.example/uah"))
    found = rate_on("UAH", "USD", date(2023, 11, 4), own)
    eur = rate_on("EUR", "USD", date(2023, 11, 4))
    assert found.value == pytest.approx(eur.value / 38.5)
    assert "https://bank.example/uah" in found.source and "European" in found.source
    assert isinstance(rate_on("UAH", "USD", date(2023, 12, 1), own), NoRate)


@pytest.mark.parametrize("value", ["nan", "inf", "0", "-1", "1e999", "many"])
def test_a_rate_that_is_none_is_refused(tmp_path, value):
    with pytest.raises(InputError) as told:
        read_rates(table(tmp_path, f"2023,2023,UAH,{value},x"))
    assert value in str(told.value) and "rates.csv:2" in str(told.value)


@pytest.mark.parametrize(
    "row", ["2023-13,2023,UAH,38,x", "2023,2023,XYZ,38,x", "2023,2023,UAH,38,"]
)
def test_a_row_that_says_no_period_currency_or_source_is_refused(tmp_path, row):
    with pytest.raises(InputError):
        read_rates(table(tmp_path, row))


def test_the_range_of_all_rates_holds_each_of_them():
    low, high = rates_ever("CHF", "USD")
    assert low.value <= rate_on("CHF", "USD", DAY).value <= high.value
    assert rates_ever("UAH", "KES") == (None, None)
