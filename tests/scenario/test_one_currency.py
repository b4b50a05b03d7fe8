"""Money of levers and budgets comes into one currency at the rate of the month called now."""

from datetime import date

import pytest
from scenario_builder import DEFAULTS, small_scenario, write_scenario

from materiel.core.errors import ScenarioError
from materiel.ledger.money import rate_on
from materiel.scenario import check_scenario, load_scenario
from materiel.scenario.netcdf import save_netcdf

DEFAULTS.setdefault("levers", {"unit": "piece/month", "currency": "EUR"})
DEFAULTS.setdefault("budgets", {"payer": "C", "year": 2024, "amount": 1000, "currency": "EUR"})
BUY = {"kind": "purchase", "item": "ammunition.shell", "receiver": "A", "most": 5}
TABLES = {
    "demands": [{}],
    "levers": [
        {**BUY, "price": "uniform(100, 200)", "currency": "USD"},
        {**BUY, "price": 90, "currency": "EUR"},
    ],
    "budgets": [{"amount": 500}],
}


def rate():
    return rate_on("USD", "EUR", date(2024, 1, 31))


def test_prices_come_into_the_currency_of_the_budgets():
    scenario = small_scenario(**TABLES)
    dear, cheap = scenario.levers
    assert dear.price.unit == "EUR/piece" and cheap.price.value.parameters == (90.0,)
    assert dear.price.value.parameters == pytest.approx((100 * rate().value, 200 * rate().value))
    assert dear.price.value.text == "uniform(100, 200) USD"
    assert scenario.rates == (rate(),)


def test_the_rate_its_day_and_its_source_are_told(tmp_path):
    folder = write_scenario(tmp_path / "s", **TABLES)
    (told,) = (found for found in check_scenario(folder) if "counted" in found.message)
    assert told.severity == "note" and told.source == "levers.csv:2"
    assert "2024-01-31 (European Central Bank" in told.message


def test_without_a_rate_it_is_a_finding():
    levers = [{**BUY, "price": 9, "currency": "UAH"}]
    with pytest.raises(ScenarioError, match="no rate for UAH on 2024-01-31"):
        small_scenario(**(TABLES | {"levers": levers}))


def test_one_currency_needs_no_rate():
    scenario = small_scenario(**(TABLES | {"levers": TABLES["levers"][1:]}))
    assert scenario.rates == ()


def test_one_file_gives_the_same_hash(tmp_path):
    folder = write_scenario(tmp_path / "s", **TABLES)
    assert load_scenario(save_netcdf(folder, tmp_path / "s.nc")) == load_scenario(folder)
