"""Numbers of a scenario that come from forecasts."""

import numpy as np
import pytest
from scenario_builder import write_scenario

from materiel.core.errors import ScenarioError
from materiel.forecast import forecast
from materiel.scenario import check_scenario, load_scenario
from materiel.show.cli.main import main
from materiel.simulate import simulate

HEAD = "series_id,statement_kind,statement_date,value_low,unit,per,valid_for,url,speaker\n"
SHELLS = (
    "b.shells,actual,2023-12-05,120,rounds,year,2023-12,https://example.org/a,B works\n"
    "b.shells,target,2024-01-10,240,rounds,year,2024-12,https://example.org/b,B works\n"
)
TOTAL = (
    "b.total,delivery_cumulative,2023-12-05,40,tanks,total,2023-12,https://example.org/c,A MoD\n"
    "b.total,target,2024-01-10,90,tanks,total,2024-12,https://example.org/d,A MoD\n"
)
RAMP = {"rate_start": 10, "rate_full": "forecast", "ramp_start": "2024-02", "ramp_months": 6}
OF_SHELLS = {"rate_full_source": "forecast: b.shells | 2024-01-31 | 2024-12"}
PLAN = {"build_months": "forecast", "decided": "2024-01"}
OF_WAIT = {"build_months_source": "forecast: b.shells | 2024-01-31 | reached 2024-12"}


def folder_of(tmp_path, statements=HEAD + SHELLS + TOTAL, **parts):
    parts.setdefault("stocks", [{}])
    parts.setdefault("demands", [{}])
    folder = write_scenario(tmp_path, **parts)
    if statements is not None:
        (folder / "statements.csv").write_text(statements, "utf-8")
    return folder


def told(folder):
    return [str(finding) for finding in check_scenario(folder)]


def parameter(scenario, name):
    return next(p for p in scenario.parameters if p.name == name)


def test_a_rate_is_drawn_from_the_futures_of_its_month(tmp_path):
    folder = folder_of(tmp_path, lines=[RAMP | OF_SHELLS])
    found = parameter(load_scenario(folder), "lines/lines-1/rate_full")
    made = forecast(folder / "statements.csv", 11, series="b.shells", as_of="2024-01-31")
    assert found.value.family == "empirical"
    assert found.value.parameters == pytest.approx(
        [value / 12 for value in made.at("2024-12").futures], rel=1e-4
    )
    assert found.source.kind == "forecast"
    assert found.source.addresses == ("https://example.org/a", "https://example.org/b")
    assert "b.shells as known on 2024-01-31" in found.source.text
    assert told(folder) == []


def test_a_wait_runs_from_the_day_until_the_goal_is_reached(tmp_path):
    folder = folder_of(tmp_path, lines=[{}], projects=[PLAN | OF_WAIT])
    found = parameter(load_scenario(folder), "projects/projects-1/build_months")
    made = forecast(folder / "statements.csv", series="b.shells", as_of="2024-01-31")
    assert found.value.parameters == made.waits(made.goals[0])
    assert found.value.parameters[0] == 11
    on_time = np.mean(np.array(found.value.parameters) == 11)
    assert on_time == pytest.approx(made.goals[0].probability, abs=0.011)


def test_a_total_is_pieces(tmp_path):
    source = {"opening_source": "forecast: b.total | 2024-01-31 | 2024-12"}
    scenario = load_scenario(folder_of(tmp_path, stocks=[{"opening": "forecast"} | source]))
    low, high = parameter(scenario, "stocks/stocks-1/opening").value.support
    assert 40 <= low < 90 <= high


def test_a_series_that_the_folder_does_not_hold_is_the_reference(tmp_path):
    source = {"rate_full_source": "forecast: us.155mm.shell.rate | 2024-01-31 | 2024-10"}
    folder = folder_of(tmp_path, statements=None, lines=[RAMP | source])
    found = parameter(load_scenario(folder), "lines/lines-1/rate_full")
    made = forecast(series="us.155mm.shell.rate", as_of="2024-01-31", horizon=9)
    assert found.value.parameters == pytest.approx(made.at("2024-10").futures, rel=1e-4)


def test_a_run_draws_from_the_forecast(tmp_path):
    def ends(rate_full, **sources):
        line = RAMP | {"rate_full": rate_full} | sources
        folder = folder_of(tmp_path / rate_full, lines=[line])
        stock = simulate(load_scenario(folder), runs=200, seed=1).fan("stock").values[:, -1]
        return stock[0], stock[-1]

    low, high = ends("forecast", **OF_SHELLS)
    assert low < high
    sure, same = ends("20")
    assert sure == same


def test_the_hash_follows_the_statements_that_speak(tmp_path):
    lines = [RAMP | OF_SHELLS]
    base = load_scenario(folder_of(tmp_path / "a", lines=lines)).hash
    assert load_scenario(folder_of(tmp_path / "b", lines=lines)).hash == base
    later = HEAD + SHELLS + "b.shells,actual,2024-06-01,99,rounds,year,2024-05,,B works\n"
    assert load_scenario(folder_of(tmp_path / "c", later, lines=lines)).hash == base
    other = HEAD + SHELLS.replace(",240,", ",480,")
    assert load_scenario(folder_of(tmp_path / "d", other, lines=lines)).hash != base


def line(**cells):
    return {"lines": [RAMP | OF_SHELLS | cells]}


def of(what):
    return line(rate_full_source=f"forecast: {what}")


@pytest.mark.parametrize(
    ("parts", "words"),
    [
        (line(rate_full_source=""), "rate_full: is a forecast, its source is none"),
        (of("b.shells | 2024-01-31"), "rate_full_source: 'b.shells | 2024-01-31' is no forecast"),
        (of("b.shells | yesterday | 2024-12"), "'yesterday' is not a day. Write 2024-03-31"),
        (of("b.shells | 2024-01-31 | 2024-13"), "'2024-13' is not a month"),
        (of("b.shels | 2024-01-31 | 2024-12"), "no series 'b.shels' Did you mean"),
        (of("b.shells | 2022-01-31 | 2024-12"), "nothing of b.shells was stated by 2022-01-31"),
        (of("b.shells | 2024-01-31 | 2024-01"), "2024-01 is not 1 to 240 months after 2024-01-31"),
        (of("b.total | 2024-01-31 | 2024-12"), "b.total is a running total; a number in piece/month needs a rate"),
        (of("b.shells | 2024-01-31 | reached 2024-12"), "a number in piece/month needs a rate"),
        (
            {"permissions": [{"probability": "forecast", "source": "forecast: b.shells | 2024-01-31 | 2024-12"}]},
            "probability: a forecast gives no share",
        ),
        (
            {"lines": [{}], "projects": [PLAN | OF_WAIT | {"decided": "2024-06"}]},
            "the wait counts from 2024-01-31, the project from 2024-06",
        ),
        (
            {"lines": [{}], "projects": [PLAN | {"build_months_source": "forecast: b.shells | 2024-01-31 | reached 2025-12"}]},
            "no goal of b.shells due in 2025-12 stands on 2024-01-31. Those that do: 2024-12",
        ),
    ],
)  # fmt: skip
def test_what_a_forecast_cannot_give_is_told(tmp_path, parts, words):
    folder = folder_of(tmp_path, **parts)
    (error,) = [one for one in told(folder) if one.startswith("error") and words in one]
    assert ".csv:2" in error
    with pytest.raises(ScenarioError):
        load_scenario(folder)


def test_a_bad_file_of_statements_is_told(tmp_path):
    folder = folder_of(tmp_path, "a,b\n1,2\n", **line())
    assert any("no column series_id" in one for one in told(folder))


def test_a_file_of_statements_without_use_is_noted(tmp_path):
    words = "note: statements.csv: no number is a forecast of one of its series"
    assert told(folder_of(tmp_path)) == [words]


def test_doubts_of_a_forecast_are_notes_of_the_scenario(tmp_path):
    alone = HEAD + SHELLS.splitlines(keepends=True)[1]
    notes = [one for one in told(folder_of(tmp_path, alone, **line())) if one.startswith("note")]
    assert any("forecast of b.shells: one statement only" in one for one in notes)


def test_a_scenario_with_a_forecast_runs_and_tells_what_it_rests_on(tmp_path, capsys):
    line = {"rate_start": 10, "rate_full": "forecast", "ramp_start": "2024-02", "ramp_months": 6}
    source = {"rate_full_source": "forecast: us.155mm.shell.rate | 2024-01-31 | 2024-10"}
    parts = {"stocks": [{}], "demands": [{}], "lines": [line | source]}
    folder = write_scenario(tmp_path / "scenario", **parts)
    (tmp_path / "report.txt").write_text("Nobody said anything.\n")

    def call(*words):
        with pytest.raises(SystemExit) as left:
            main([str(word) for word in words])
        return left.value.code, capsys.readouterr().out

    assert call("scenario", "check", folder)[0] == 0
    assert call("simulate", folder, "--runs", "100")[0] == 0
    code, out = call(
        "run",
        tmp_path / "report.txt",
        "--scenario",
        folder,
        "--out",
        tmp_path / "out",
        "--runs",
        "100",
    )
    assert code == 0
    assert "1 from forecasts and" in out
    html = (tmp_path / "out" / "report.html").read_text("utf-8")
    assert "Forecast of us.155mm.shell.rate as known on 2024-01-31" in html
    assert 'href="https://www.seattletimes.com/' in html
