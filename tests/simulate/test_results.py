"""An outcome as labelled arrays, in files and in a notebook."""

import dataclasses

import numpy as np
import pyarrow
import pytest
from scenario_builder import small_scenario

from materiel.core.errors import InputError
from materiel.simulate import LEVELS, results, simulate


@pytest.fixture(scope="module")
def outcome():
    """A small race with a name that HTML would trip over."""
    scenario = small_scenario(
        settings={"title": "<script>alert(1)</script>"},
        actors=[{"id": actor, "name": "<b>Nobody</b>"} for actor in "ABC"],
        demands=[{"rate": "uniform(5, 15)"}],
        lines=[{"rate_start": 9}],
    )
    return simulate(scenario, runs=50, seed=4)


def test_a_dataset_has_units_labels_and_provenance(outcome):
    data = outcome.to_xarray()

    assert data["stock"].attrs["units"] == "piece"
    assert data["stock"].dims == ("level", "month")
    assert data.sizes["run"] == 20 and data.sizes["month"] == 24
    assert data.attrs["scenario_hash"] == outcome.scenario_hash
    assert (data.attrs["seed"], data.attrs["runs"]) == (4, 50)
    assert (data["unmet"].sel(level=0.5).values == outcome.fan("unmet").values[2]).all()
    assert "ledger_head" not in data.attrs


def test_netcdf_and_parquet_give_back_what_was_written(outcome, tmp_path):
    import pyarrow.parquet
    import xarray

    outcome.write(tmp_path / "a.nc")
    outcome.write(tmp_path / "a.parquet")

    with xarray.open_dataset(tmp_path / "a.nc", engine="scipy") as data:
        for fan in outcome.fans:
            np.testing.assert_array_equal(data[fan.id].values, fan.values)
        assert data.attrs["materiel_version"] == outcome.version
    table = pyarrow.parquet.read_table(tmp_path / "a.parquet")
    assert table.num_rows == len(outcome.fans) * 24 * len(LEVELS)
    assert table.schema.metadata[b"scenario_hash"].decode() == outcome.scenario_hash
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.nc", "a.parquet"]


def test_files_name_the_ledger_that_a_run_was_made_with(outcome, tmp_path):
    import pyarrow.parquet
    import xarray

    recorded = dataclasses.replace(outcome, ledger_head="abc")
    for name in ("a.nc", "a.parquet"):
        recorded.write(tmp_path / name)

    with xarray.open_dataset(tmp_path / "a.nc", engine="scipy") as data:
        assert data.attrs["ledger_head"] == "abc"
    kept = pyarrow.parquet.read_schema(tmp_path / "a.parquet").metadata
    assert kept[b"ledger_head"] == b"abc"


def test_a_stopped_write_leaves_nothing(outcome, tmp_path, monkeypatch):
    def stopped(*arguments):
        raise KeyboardInterrupt

    monkeypatch.setattr(results, "_write_parquet", stopped)
    with pytest.raises(KeyboardInterrupt):
        outcome.write(tmp_path / "a.parquet")
    assert list(tmp_path.iterdir()) == []
    with pytest.raises(InputError, match=r"'a\.csv' ends in neither"):
        outcome.write(tmp_path / "a.csv")


def test_a_notebook_shows_a_small_table_without_script(outcome):
    shown = outcome._repr_html_()

    assert len(shown) < 50_000
    assert "<script" not in shown and "<b>" not in shown and "e+0" not in shown
    assert len(repr(outcome).splitlines()) == 1
    assert repr(outcome).startswith("<Outcome small: 50 runs, seed 4, 24 months; coverage 2024-01 ")
    assert outcome.to_pandas().shape[1] == 5
    assert pyarrow.table(outcome).equals(outcome.to_arrow())  # through __arrow_c_stream__
