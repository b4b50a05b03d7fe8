"""materiel scenario: the words, the exit codes, and where things go."""

import json
from pathlib import Path

ROOT = Path(__file__).parents[2]
RACE = ROOT / "examples" / "race-of-logistics" / "waiting-time"


def test_one_file_is_checked_and_unpacked_like_its_folder(call, tmp_path):
    code, told, _ = call("scenario", "export", RACE, tmp_path / "a.nc")
    assert (code, told.strip()) == (0, str(tmp_path / "a.nc"))

    assert (
        call("scenario", "check", tmp_path / "a.nc", "-f", "json")[1]
        == (call("scenario", "check", RACE, "-f", "json")[1])
    )
    assert call("scenario", "unpack", tmp_path / "a.nc", tmp_path / "again")[0] == 0
    for path in (RACE / "scenario.toml", *RACE.glob("*.csv")):
        assert (tmp_path / "again" / path.name).is_file(), path.name


def test_a_scenario_runs_in_weeks_by_choice(call):
    """--step week: rows by the weeks' first days, rates a week; --compare too."""
    code, told, _ = call("simulate", RACE, "--step", "week", "--runs", 3, "-f", "csv")
    head, first, *_ = told.splitlines()
    assert code == 0 and head == "indicator,week,level,value,unit"
    assert first.startswith("stock,2022-01-03,0.1,")
    assert ",piece/week" in told and ",piece/month" not in told

    code, told, _ = call("simulate", RACE, "--step", "week", "--runs", 3, "--compare", RACE)
    assert code == 0 and "Traceback" not in told
    assert call("simulate", RACE, "--step", "day")[0] == 2


def test_an_option_that_a_comparison_does_not_have_is_refused(call):
    code, _, told = call("simulate", RACE, "--engine", "numpy", "--compare", RACE)
    assert code == 2 and "--engine does not go with --compare" in told


def test_another_holder_is_asked_about(call):
    """--focus: indicators of somebody else; --compare too; an unknown one is told."""
    whole, russia = RACE.parent / "scenario", ("--focus", "RU", "ammunition.artillery.152mm")
    code, told, _ = call("simulate", whole, *russia, "--runs", 3, "-f", "table")
    assert code == 0 and "Demand of Russia" in told and "Demand of Ukraine" not in told
    code, told, _ = call("simulate", whole, *russia, "--runs", 3, "--compare", whole)
    assert code == 0 and "Traceback" not in told
    code, _, told = call("simulate", RACE, "--focus", "XX", "ammunition.artillery.152mm")
    assert code == 2 and "focus.holder 'XX' is not an id in actors.csv" in told


def test_a_package_is_written_into_the_folder(call, tmp_path):
    call("scenario", "export", RACE, tmp_path / "a.nc")
    call("scenario", "unpack", tmp_path / "a.nc", tmp_path / "again")

    code, told, _ = call("scenario", "package", tmp_path / "again")

    assert code == 0
    assert json.loads(Path(told.strip()).read_text(encoding="utf-8"))["name"] == "waiting-time"


def test_a_file_of_another_kind_is_exit_code_2(call, tmp_path):
    wrong = tmp_path / "wrong.nc"
    wrong.write_bytes(b"no netCDF")

    code, _, told = call("scenario", "check", wrong)
    assert code == 2 and "no netCDF file of a scenario" in told


def test_a_vensim_model_is_printed_or_written(call, tmp_path):
    code, model, _ = call("scenario", "export", RACE, "--format", "mdl")
    assert code == 0
    assert model.startswith("{UTF-8}\n")

    assert call("scenario", "export", RACE, tmp_path / "a.mdl")[0] == 0
    assert (tmp_path / "a.mdl").read_text(encoding="utf-8") == model


def test_netcdf_without_a_file_is_refused(call):
    code, told, error = call("scenario", "export", RACE)
    assert (code, told) == (2, "")
    assert "name a FILE.nc" in error
