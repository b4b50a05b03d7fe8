"""A scenario in weeks: what its steps are, and that it tells the story of its months (rules E1 to E7)."""

import json
from datetime import date
from pathlib import Path

import numpy as np
import pytest
from scenario_builder import ITEM, small_scenario, write_scenario

from materiel.core.dates import first_step, last_step, month_of_step, month_text, step_text
from materiel.core.errors import InputError
from materiel.scenario import check_scenario, load_scenario, save_netcdf, write_package
from materiel.simulate import explain, simulate
from materiel.simulate.compile import compile_network, drawer_of
from materiel.simulate.explain import numbers_by_run
from materiel.simulate.indicators import QUARTER, parity_month, trailing
from materiel.simulate.vensim import export_vensim

EXAMPLES = Path(__file__).parents[2] / "examples"
WEEKLY = {"step": "week"}
MONTH = 365.2425 / 12 / 7  # weeks
RECEIVED = "Received by Somebody, 2024-01 to 2025-12"


@pytest.mark.parametrize("year", range(1999, 2032))
def test_the_weeks_of_a_year_are_those_of_iso_8601(year):
    """E2, against Python's own calendar."""
    first, last = first_step(f"{year}-01", "week"), last_step(f"{year}-12", "week")

    assert date.fromisoformat(step_text(first, "week")).isocalendar()[:2] == (year, 1)
    assert date.fromisoformat(step_text(last + 1, "week")).isocalendar()[:2] == (year + 1, 1)
    months = [month_text(month_of_step(number, "week")) for number in range(first, last + 1)]
    assert months == sorted(months) and set(months) == {f"{year}-{n:02d}" for n in range(1, 13)}
    for month in set(months):
        assert months.index(month) == first_step(month, "week") - first
        assert months.count(month) == last_step(month, "week") - first_step(month, "week") + 1


def test_steps_are_named_by_their_first_day():
    """In fans, in files and in the month of parity."""
    scenario = small_scenario(
        settings=WEEKLY, demands=[{"rate": 10}], lines=[{"rate_start": 5, "rate_full": 90, "ramp_start": "2024-06", "ramp_months": 2}]
    )  # fmt: skip
    outcome = simulate(scenario, runs=3)

    assert scenario.steps[0] == "2024-01-01" and scenario.steps[-1] == "2025-12-22"
    assert len(scenario.steps) == 104 == outcome.fan("stock").values.shape[1]
    assert outcome.parity.median in scenario.steps and outcome.parity.horizon == "2025-12"
    data = outcome.to_xarray()
    assert (
        data["supply"].dims == ("level", "week") and data["supply"].attrs["units"] == "piece/week"
    )
    assert str(data["week"].values[1])[:10] == "2024-01-08"
    assert outcome.to_arrow().column("week")[1].as_py() == "2024-01-08"
    numbers = outcome.numbers()
    assert numbers["step"] == "week" and numbers["fans"][0]["weeks"][1] == "2024-01-08"


def test_rates_durations_and_windows_by_hand():
    """E2 and E3: 100 a month are 22.998 a week; a month on the way is four weeks."""
    scenario = small_scenario(
        settings=WEEKLY | {"end": "2024-06"},
        stocks=[{"holder": "B", "opening": 9000}],
        demands=[{"rate": 100, "from": "2024-02", "to": "2024-02"}],
        transfers=[{"rate": 50, "quantity": 80, "from": "2024-03-20", "delay_months": 1}],
    )
    outcome = simulate(scenario, runs=1)

    def weeks(fan):
        values = outcome.fan(fan).sample[0]
        return [(scenario.steps[n], round(float(v), 6)) for n, v in enumerate(values) if v]

    # Thursdays of February 2024: the 1st to the 29th.
    february = ["2024-01-29", "2024-02-05", "2024-02-12", "2024-02-19", "2024-02-26"]
    assert weeks("demand") == [(week, round(100 / MONTH, 6)) for week in february]
    # Left in the weeks of 18 March to 29 April: 80 at 11.499 a week.
    landed = dict(weeks("supply"))
    assert min(landed) == "2024-04-15" and max(landed) == "2024-05-27"
    assert sum(landed.values()) == pytest.approx(80)
    assert landed["2024-04-15"] == pytest.approx(50 / MONTH)


def test_noise_is_that_of_the_month():
    """E5: all weeks of a month have one factor, the one that a run in months has."""
    parts = {"demands": [{"rate": 10, "noise": "lognormal(0.5, 2)"}]}
    months = simulate(small_scenario(**parts), runs=4, seed=3)
    scenario = small_scenario(settings=WEEKLY, **parts)
    for engine in ("numpy", "kernel"):
        weeks = simulate(scenario, runs=4, seed=3, engine=engine).fan("demand").sample
        calendar = list(compile_network(scenario).calendar)
        np.testing.assert_allclose(
            weeks * MONTH, months.fan("demand").sample[:, calendar], rtol=1e-12
        )


def test_four_and_a_third_weeks_of_losses_are_a_month_of_losses():
    """E4: shares of a stock compound, loss and damage together; shares of demand do not change."""
    worn = {"loss_share": 0.3, "damage_share": 0.1, "capacity": 0, "returned_share": 0}
    scenario = small_scenario(
        settings=WEEKLY, stocks=[{"opening": 1000}], demands=[{"rate": 0}], repairs=[worn]
    )
    stock = simulate(scenario, runs=1).fan("stock").sample[0]
    assert stock[51] == pytest.approx(1000 * 0.6 ** (52 / MONTH))

    scenario = small_scenario(
        settings=WEEKLY,
        stocks=[{"opening": 1e6}],
        demands=[{"rate": 100}],
        repairs=[worn | {"basis": "demand"}],
    )
    stock = simulate(scenario, runs=1).fan("stock").sample[0]
    assert 1e6 - stock[51] == pytest.approx(100 * 1.4 * 52 / MONTH)


def test_a_chance_in_each_month_is_as_likely_in_its_weeks():
    """E4: bans over two years, one after the other, in months and in weeks."""
    ban = {"kind": "ban", "line": "", "transfer": "transfers-1", "hazard": 0.15, "severity": 1}
    parts = {
        "stocks": [{"holder": "B", "opening": 1e6}],
        "demands": [{"rate": 0}],
        "transfers": [{"rate": 100}],
        "disruptions": [ban],
    }
    months, weeks = (
        numbers_by_run(small_scenario(settings=settings, **parts), 4000, 1)[RECEIVED][0].mean()
        for settings in ({}, WEEKLY)
    )
    assert weeks == pytest.approx(months, rel=0.03)


@pytest.mark.parametrize("count", [1, 2, 3, 7, 13])
def test_a_trailing_sum_is_the_sum(count, monkeypatch):
    monkeypatch.setitem(QUARTER, "week", count)
    series = np.random.default_rng(1).random((40, 3))
    expected = [series[max(0, n + 1 - count) : n + 1].sum(axis=0) for n in range(40)]
    np.testing.assert_allclose(trailing(series, "week"), expected, rtol=1e-13)


def test_parity_is_the_first_of_thirteen_weeks_in_a_row():
    """E6: demand of 10 is met from the fifth week on, and the trailing 13 weeks from the tenth."""
    supply, demand = np.full((40, 1), 20.0), np.full((40, 1), 10.0)
    supply[:5] = 0.0
    assert parity_month(supply, demand, 0, "week").tolist() == [9]
    supply[21:] = 0.0  # the sums keep up until week 27: 18 weeks in a row
    assert parity_month(supply, demand, 0, "week").tolist() == [9]
    supply[15:] = 0.0  # until week 21: twelve more would be needed from 10 on
    assert parity_month(supply, demand, 0, "week").tolist() == [40]


def yearly(outcome, name):
    """Medians added up by year; a week counts in the year of its Thursday. [piece; year]"""
    fan, years = outcome.fan(name), {}
    for step, value in zip(fan.steps, fan.sample.mean(axis=0), strict=True):
        year = month_text(month_of_step(first_step(step, outcome.step), outcome.step))[:4]
        years[year] = years.get(year, 0.0) + value
    return years


STOCK = {"opening": 1000, "floor": 100}
RAMP = {"rate_start": 20, "rate_full": 90, "ramp_start": "2024-03", "ramp_months": 10}
MECHANISMS = {
    "ramp": ("stock", {"lines": [RAMP], "demands": [{}]}),
    "logistic ramp": ("stock", {"lines": [RAMP | {"ramp_curve": "logistic", "ramp_months": 3}]}),
    "learning": ("stock", {"lines": [{"learning": 0.8, "learned": 60}]}),
    "shifts": ("stock", {"lines": [{"shifts": "series: path", "shift_return": 0.8}], "series": [{"value": 1, "unit": "shift"}, {"month": "2024-09", "value": 3, "unit": "shift"}]}),
    "project": ("stock", {"lines": [{}], "projects": [{"adds": 50, "build_months": 5, "ramp_months": 4}]}),
    "queue": ("backlog", {"lines": [{"rate_start": 40}], "orders": [{"quantity": 400}, {"quantity": 300, "placed": "2024-08"}]}),
    "waiting time": ("lead_time", {"lines": [{"rate_start": 40}], "orders": [{"quantity": 700}]}),
    "restock": ("stock", {"lines": [{"rate_start": 80, "makes": "to_order"}], "demands": [{"rate": 30}], "stocks": [{"opening": 100}], "restocks": [{"target": 400, "adjust_months": 4, "lead_months": 3}]}),
    "transfer": ("stock", {"stocks": [STOCK | {"holder": "B"}], "transfers": [{"rate": 60, "contract_months": 4, "refurbish_months": 2, "refurbish_rate": 40}]}),
    "fund": ("stock", {"stocks": [STOCK | {"holder": "B"}], "transfers": [{"rate": 60, "price": 2, "fund": "funds-1", "currency": "EUR"}], "funds": [{"delay_months": 5.5}]}),
    "repair": ("stock", {"stocks": [{"opening": 1000}], "demands": [{"rate": 1}], "repairs": [{"loss_share": 0.05, "damage_share": 0.1, "capacity": 60, "turnaround_months": 3}]}),
    "days of supply": ("days_of_supply", {"stocks": [{"opening": 1000}], "demands": [{"rate": 40}]}),
    "effect": ("effect", {"stocks": [{"opening": 1000}], "demands": [{"rate": 40}], "iterations": [{"cycle_months": 4, "feedback": 0.3}]}),
}  # fmt: skip


@pytest.mark.parametrize("name", MECHANISMS)
def test_each_mechanism_tells_the_same_in_weeks(name):
    """E7, one mechanism at a time: at the end of every month within 3 % of the largest number."""
    fan, parts = MECHANISMS[name]
    parts = {"demands": [{"rate": 0}], **parts}
    months = simulate(small_scenario(**parts), runs=1).fan(fan)
    scenario = small_scenario(settings=WEEKLY, **parts)
    weeks = simulate(scenario, runs=1).fan(fan)

    start = first_step(scenario.start, "week")
    ends = [last_step(month, "week") - start for month in months.steps]
    told = weeks.sample[0][ends] * (MONTH if weeks.unit == "piece/week" else 1)
    # What jumps (a version, a first delivery) may do so in a neighbouring month.
    by_month = months.sample[0]
    near = np.array([by_month, np.roll(by_month, 1), np.roll(by_month, -1)])
    near[1, 0], near[2, -1] = by_month[0], by_month[-1]
    assert np.ptp(by_month) > 0
    room = 0.03 * by_month.max()
    assert (told <= near.max(axis=0) + room).all() and (told >= near.min(axis=0) - room).all()


def made_by_the_end(settings, **parts):
    """Output up to the end of 2025, and how long that was. [piece], [month]"""
    scenario = small_scenario(settings=settings, demands=[{"rate": 0}], **parts)
    outcome = simulate(scenario, runs=1)
    length = len(scenario.steps) / (MONTH if scenario.step == "week" else 1)
    return outcome.fan("production").sample[0].sum(), length


@pytest.mark.parametrize("settings", [{}, WEEKLY], ids=["month", "week"])
def test_the_area_under_a_ramp_is_exact_in_any_step(settings):
    """P2: a ramp of L months costs L / 2 months of the rise."""
    ramp = {"rate_start": 20, "rate_full": 90, "ramp_start": "2024-01", "ramp_months": 7.3}
    made, length = made_by_the_end(settings, lines=[ramp])
    assert made == pytest.approx(90 * length - 70 * 7.3 / 2, rel=1e-12)


def test_weeks_are_nearer_to_the_curve_than_months():
    """Learning and a waning disruption against their closed forms in continuous time.

    P7: d made / dt = r (1 + made / learned)^b gives (1 + made / learned)^(1 − b) = 1 + (1 − b) r t / learned.
    X3: a line from the severity down to nothing costs half of its length.
    """
    learning = {"lines": [{"rate_start": 10, "learning": 0.8, "learned": 60}]}
    hit = {"severity": 1, "hazard": 1, "recover_months": 4, "from": "2024-03", "to": "2024-03"}
    struck = {"lines": [{"rate_start": 10}], "disruptions": [hit]}
    power = 1 + np.log2(0.8)

    off = []
    for settings in ({}, WEEKLY):
        made, length = made_by_the_end(settings, **learning)
        curve = 60 * ((1 + power * 10 * length / 60) ** (1 / power) - 1)
        lost = 10 * length - made_by_the_end(settings, **struck)[0]
        off.append((abs(made / curve - 1), abs(lost / (10 * 4 / 2) - 1)))
    for month, week in zip(*off, strict=True):
        assert 0 < week < month / 3.5 and week < 0.06


@pytest.mark.parametrize("name", ["shells-155", "race-of-logistics"])
def test_a_run_in_weeks_tells_the_years_of_a_run_in_months(name):
    """E7: twenty runs each with the same draws; totals of a year within 4 %, of all years within 0.5 %."""
    folder = EXAMPLES / name / "scenario"
    months, weeks = (simulate(load_scenario(folder, step=s), runs=20) for s in ("month", "week"))

    for fan in ("demand", "supply", "production", "expenditure"):
        by_month, by_week = yearly(months, fan), yearly(weeks, fan)
        assert by_week.keys() == by_month.keys()
        for year, total in by_month.items():
            assert by_week[year] == pytest.approx(total, rel=0.04), (fan, year)
        assert sum(by_week.values()) == pytest.approx(sum(by_month.values()), rel=0.005), fan
    now = months.coverage_now, weeks.coverage_now
    assert now[1].median == pytest.approx(now[0].median, rel=0.05)


def test_a_week_is_found_in_a_netcdf_file_and_by_argument(tmp_path):
    """`step` of the file, and in its place the caller's."""
    folder = write_scenario(tmp_path / "s", settings=WEEKLY, demands=[{}])
    scenario = load_scenario(folder)
    packed = save_netcdf(folder, tmp_path / "s.nc")

    assert load_scenario(packed) == scenario and scenario.step == "week"
    monthly = load_scenario(folder, step="month")
    assert monthly.step == "month" and monthly.hash != scenario.hash
    assert load_scenario(packed, step="month") == monthly


@pytest.mark.parametrize(
    ("parts", "told"),
    [
        ({"settings": {"step": "day"}}, "error: scenario.toml:7: step 'day'; write \"month\" or \"week\", or leave it out"),
        ({"settings": {"step": 7}}, "error: scenario.toml:7: step 7; write \"month\" or \"week\", or leave it out"),
        ({"settings": WEEKLY | {"end": "2060-01"}}, "error: scenario.toml:5: 1883 weeks from start to end; at most 1200 can be run"),
        ({"settings": WEEKLY | {"start": "2024-01-08"}}, "error: scenario.toml:4: start: '2024-01-08' is not a month. Write year and month: 2024-07"),
        ({"settings": WEEKLY, "demands": [{"from": "2024-02-30"}]}, "error: demands.csv:2: from: '2024-02-30' is no day. Write 2024-07-15, or a month: 2024-07"),
        ({"settings": WEEKLY, "demands": [{"from": "2024-02-20", "to": "2024-02-10"}]}, "error: demands.csv:2: from 2024-02-20 is after to 2024-02-10. Swap them"),
        ({"settings": WEEKLY, "demands": [{"to": "2024-02-20"}, {"from": "2024-02-22"}]}, "error: demands.csv:3: from 2024-02-22 overlaps demands.csv:2, which ends 2024-02-20. End the one before the other begins"),
        ({"settings": WEEKLY, "demands": [{"rate": "series: path"}], "series": [{"month": "2024-02"}, {"month": "2024-01-30"}]}, "error: series.csv:3: series 'path' has 2024-02 in series.csv:2 already. Keep one"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_told(tmp_path, parts, told):
    parts = {"demands": [{}], **parts}
    findings = check_scenario(write_scenario(tmp_path / "s", **parts))
    assert told in [str(finding) for finding in findings]


def test_a_package_describes_weeks(tmp_path):
    """A month that may be a day is no `yearmonth`, and nothing is amiss afterwards."""
    folder = write_scenario(tmp_path / "s", settings=WEEKLY, demands=[{"from": "2024-01-10"}])
    told = json.loads(write_package(folder, load_scenario(folder)).read_text(encoding="utf-8"))

    fields = {r["name"]: r["schema"]["fields"] for r in told["resources"] if "schema" in r}
    begins = next(field for field in fields["demands"] if field["name"] == "from")
    assert (begins["type"], begins["description"]) == ("string", "month or day")
    assert not [f for f in check_scenario(folder) if f.source == "datapackage.json"]


def test_windows_of_months_meet_without_overlap_or_gap():
    """E2: what ends with February and what begins with March ask together for every week."""
    rows = [{"rate": 1, "to": "2024-02"}, {"rate": 1, "from": "2024-03", "to": "2024-10-09"}]
    rows += [{"rate": 1, "from": "2024-10-14"}]
    demand = simulate(small_scenario(settings=WEEKLY, demands=rows), runs=1).fan("demand")
    assert set(demand.sample[0].round(9)) == {round(1 / MONTH, 9)}


def test_pysd_gives_the_run_in_weeks(tmp_path):
    """The exported model counts in weeks too."""
    pysd = pytest.importorskip("pysd")
    scenario = small_scenario(
        settings=WEEKLY,
        stocks=[{"opening": 90}, {"holder": "B", "opening": 300, "floor": 20}],
        demands=[{"rate": "uniform(20, 60)"}],
        lines=[{"rate_start": 9, "rate_full": 30, "ramp_start": "2024-03", "ramp_months": 7}],
        orders=[{"quantity": 150, "placed": "2024-03-20"}],
        transfers=[{"rate": 30, "quantity": 170, "delay_months": 3, "contract_months": 2}],
    )
    text, left_out = export_vensim(scenario, seed=3)
    (tmp_path / "model.mdl").write_text(text, encoding="utf-8")

    found = pysd.read_vensim(str(tmp_path / "model.mdl")).run()

    assert left_out == [] and "piece/Week" in text and "Month" not in text
    outcome = simulate(scenario, runs=1, seed=3)
    for fan, name in (("supply", "arrivals"), ("unmet", "unmet")):
        column = found[f"{name} 0 A {ITEM.replace('.', ' ')}"]
        np.testing.assert_allclose(column, outcome.fan(fan).sample[0], rtol=1e-9, atol=1e-9)


def test_weeks_and_months_are_not_compared():
    parts = {"demands": [{}]}
    with pytest.raises(InputError, match="step is month in one scenario, week in the other"):
        explain(small_scenario(**parts), small_scenario(settings=WEEKLY, **parts))


def test_a_plan_counts_in_months():
    """E8: it says so, and how to go on."""
    from materiel.plan import plan

    with pytest.raises(InputError, match="counts in weeks; a plan counts in months") as told:
        plan(small_scenario(settings=WEEKLY, demands=[{}]))
    assert 'load_scenario(folder, step="month")' in str(told.value)


def test_draws_are_those_of_the_months():
    """E3: only the unit of a number changes, so that both can be compared run by run."""
    parts = {"lines": [{"rate_start": "beta(2, 3, 10, 40)"}], "demands": [{}]}
    both = [small_scenario(settings=settings, **parts) for settings in ({}, WEEKLY)]
    month, week = (drawer_of(compile_network(scenario), 5).take(9) for scenario in both)

    name = "lines/lines-1/rate_start"
    np.testing.assert_allclose(week[name] * MONTH, month[name], rtol=1e-12)
    assert json.dumps(simulate(both[0], runs=2).numbers()) != json.dumps(
        simulate(both[1], runs=2).numbers()
    )
