"""Other forms of a scenario: described by a Data Package, packed into one netCDF file."""

import json
import shutil
from pathlib import Path

import pytest
import xarray
from scenario_builder import write_scenario

from materiel.core.errors import ScenarioError
from materiel.scenario import (
    check_scenario,
    load_scenario,
    save_netcdf,
    unpack_netcdf,
    write_package,
)

RACE = Path(__file__).parents[2] / "examples" / "race-of-logistics" / "scenario"


@pytest.fixture
def folder(tmp_path):
    """A small scenario in a folder of its own."""
    rows = {"stocks": [{"opening": "uniform(3, 9)"}], "demands": [{}], "lines": [{}]}
    return write_scenario(tmp_path / "small", **rows)


def test_a_package_describes_every_table(folder):
    told = json.loads(write_package(folder, load_scenario(folder)).read_text(encoding="utf-8"))

    assert told["profile"] == "tabular-data-package"
    paths = {row["path"] for row in told["resources"]}
    assert paths == {path.name for path in folder.iterdir()} - {"datapackage.json"}
    lines = next(row for row in told["resources"] if row["name"] == "lines")
    assert lines["bytes"] == (folder / "lines.csv").stat().st_size
    fields = {field["name"]: field for field in lines["schema"]["fields"]}
    assert list(fields)[:3] == (folder / "lines.csv").read_text().split(",")[:3]
    assert fields["rate_start"]["unit"] == "piece/month"
    assert {"fields": "actor", "reference": {"resource": "actors", "fields": "id"}} in lines["schema"]["foreignKeys"]  # fmt: skip
    assert check_scenario(folder) == []


def test_what_a_person_adds_to_a_package_stays(folder):
    target = write_package(folder, load_scenario(folder))
    told = json.loads(target.read_text(encoding="utf-8"))
    target.write_text(json.dumps(told | {"licenses": [{"name": "CC0-1.0"}]}), encoding="utf-8")

    write_package(folder, load_scenario(folder))

    assert json.loads(target.read_text(encoding="utf-8"))["licenses"] == [{"name": "CC0-1.0"}]


@pytest.mark.parametrize(
    ("spoil", "told"),
    [
        (lambda d: (d / "lines.csv").unlink(), "describes lines.csv, which is not there"),
        (lambda d: (d / "stocks.csv").write_bytes((d / "stocks.csv").read_bytes() + b"\n"), "stocks.csv has changed since it was described"),
        (lambda d: (d / "datapackage.json").write_text("{"), "is no Data Package: JSONDecodeError"),
        (lambda d: (d / "datapackage.json").write_text("[]"), "is no Data Package: TypeError"),
    ],
)  # fmt: skip
def test_a_package_that_tells_something_else_is_a_warning(folder, spoil, told):
    write_package(folder, load_scenario(folder))
    spoil(folder)

    findings = [str(finding) for finding in check_scenario(folder)]

    assert len(findings) == 1
    assert findings[0].startswith("warning: datapackage.json: ") and told in findings[0]


@pytest.mark.parametrize("source", ["small", "race"])
def test_one_file_gives_the_same_scenario(source, folder, tmp_path):
    """To the hash, and so to every draw; and back to a folder."""
    chosen = folder if source == "small" else RACE
    file = save_netcdf(chosen, tmp_path / "scenario.nc")

    packed = load_scenario(file)
    unpacked = load_scenario(unpack_netcdf(file, tmp_path / "again"))

    assert packed.hash == unpacked.hash == load_scenario(chosen).hash
    assert check_scenario(file) == check_scenario(chosen)
    assert not [path for path in tmp_path.iterdir() if path.name.startswith(".")]


def test_one_file_holds_bounds_for_others_to_read(folder, tmp_path):
    file = save_netcdf(folder, tmp_path / "scenario.nc")

    with xarray.open_dataset(file, engine="scipy") as found:
        assert found["stocks.opening"].values.tolist() == ["uniform(3, 9)"]
        assert found["stocks.opening.low"].values.tolist() == [3.0]
        assert found["stocks.opening.high"].attrs["units"] == "piece"


def test_a_file_that_is_no_scenario_is_told(tmp_path, folder):
    wrong = tmp_path / "wrong.nc"
    wrong.write_bytes(b"nothing of the kind")
    other = tmp_path / "other.nc"
    xarray.Dataset(attrs={"format": "materiel scenario 7"}).to_netcdf(other, engine="scipy")

    with pytest.raises(ScenarioError, match="no netCDF file of a scenario"):
        load_scenario(wrong)
    with pytest.raises(ScenarioError, match="its format is 'materiel scenario 7'"):
        load_scenario(other)
    assert "expected 'materiel scenario 1'" in str(check_scenario(other)[0])
    with pytest.raises(ScenarioError, match="there already"):
        unpack_netcdf(save_netcdf(folder, tmp_path / "a.nc"), folder)


def test_a_scenario_with_errors_makes_no_file(folder, tmp_path):
    shutil.copy(folder / "lines.csv", folder / "spare.csv")

    with pytest.raises(ScenarioError):
        save_netcdf(folder, tmp_path / "scenario.nc")
    assert not (tmp_path / "scenario.nc").exists()


def test_an_interrupted_unpacking_leaves_nothing(tmp_path, monkeypatch):
    """Ctrl-C between two tables."""
    packed = save_netcdf(write_scenario(tmp_path / "s", stocks=[{}]), tmp_path / "s.nc")

    def stop(*_, **__):
        raise KeyboardInterrupt

    monkeypatch.setattr("materiel.scenario.netcdf.csv.writer", stop)
    with pytest.raises(KeyboardInterrupt):
        unpack_netcdf(packed, tmp_path / "again")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["s", "s.nc"]
