"""What a loaded scenario holds, and that nothing makes the reader fall over."""

import contextlib
import json
import tempfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scenario_builder import ITEM, write_scenario

from materiel.core.errors import ScenarioError
from materiel.scenario import Scenario, check_scenario, load_scenario, save_netcdf
from materiel.scenario.tables import TABLE
from materiel.simulate import simulate

EVERYTHING = {
    "stocks": [{"opening": "uniform(5, 9)", "floor_source": "quote: a.txt | a floor of 0"}],
    "demands": [{}],
    "lines": [{"rate_full": 20, "ramp_start": "2024-02", "ramp_months": "pert(2, 3, 9)"}],
    "projects": [{"fund": "funds-1", "permission": "permissions-1"}],
    "orders": [{"fund": "funds-1", "price": 2, "currency": "EUR"}],
    "transfers": [{"permission": "permissions-1", "quantity": 50}],
    "permissions": [{"asked_by": "A"}],
    "funds": [{}],
}


@pytest.fixture
def scenario(tmp_path) -> Scenario:
    """A scenario with a row in every table."""
    return load_scenario(write_scenario(tmp_path, **EVERYTHING))


def test_every_number_has_a_name_a_unit_a_source_and_a_place(scenario):
    told = {p.name: (p.unit, p.source.kind, p.place, p.value.text) for p in scenario.parameters}

    assert told["stocks/stocks-1/opening"] == ("piece", "assumption", "stocks.csv:2", "uniform(5, 9)")  # fmt: skip
    assert told["stocks/stocks-1/floor"] == ("piece", "quote", "stocks.csv:2", "0")
    assert told["lines/lines-1/ramp_months"][0] == "month"
    assert told["orders/orders-1/price"][0] == "EUR/piece"
    assert told["funds/funds-1/amount"][0] == "EUR"
    assert told["permissions/permissions-1/probability"][0] == "share"
    assert len(told) == len(scenario.parameters) == 19


def test_an_assumption_brings_its_text(scenario):
    sources = {p.source.name: p.source.text for p in scenario.parameters if p.source.name}

    assert sources == {"made-up": "The tests: nothing here is real."}


def test_settings_and_rows_are_typed(scenario):
    assert (scenario.name, scenario.start, scenario.end) == ("small", "2024-01", "2025-12")
    assert (scenario.focus_holder, scenario.focus_item) == ("A", "ammunition.shell")
    assert len(scenario.months) == 24
    assert scenario.orders[0].priority == 1
    assert scenario.demands[0].date_to is None
    assert scenario.transfers[0].permission == "permissions-1"


def rewrite(folder: Path, name: str, change) -> str:
    """The hash after a change of one file's text."""
    path = folder / name
    path.write_text(change(path.read_text(encoding="utf-8")), encoding="utf-8")
    return load_scenario(folder).hash


def test_the_hash_names_the_content_and_not_its_layout(tmp_path):
    folder = write_scenario(tmp_path, **EVERYTHING)
    before = load_scenario(folder).hash

    assert rewrite(folder, "lines.csv", lambda text: text.replace("\n", "\r\n")) == before
    assert rewrite(folder, "items.csv", lambda text: text.replace(",", " , ")) == before
    assert rewrite(folder, "scenario.toml", lambda text: "# a remark\n" + text) == before
    turned = lambda text: "\n".join(",".join(reversed(x.split(","))) for x in text.splitlines())  # noqa: E731
    assert rewrite(folder, "items.csv", turned) == before
    assert rewrite(folder, "scenario.toml", lambda text: text.replace("real", "true")) != before
    after = rewrite(folder, "lines.csv", lambda text: text.replace(",20,", ",21,"))
    assert after != before
    assert len(after) == 64


def test_optional_tables_may_be_absent_and_a_byte_order_mark_may_be_there(tmp_path):
    folder = write_scenario(tmp_path, stocks=[{"opening": 4}])
    path = folder / "stocks.csv"
    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes())

    scenario = load_scenario(folder)
    assert scenario.lines == ()
    assert scenario.stocks[0].opening.value.support == (4.0, 4.0)


BYTES = st.one_of(
    st.binary(max_size=200),
    st.text(alphabet='id,"\n\r\0=[]{}’é1-.e', max_size=200).map(lambda text: text.encode()),
)


@settings(max_examples=150, deadline=None)
@given(name=st.sampled_from(["scenario.toml", *(t.file for t in TABLE.values())]), content=BYTES)
def test_no_bytes_make_the_reader_fall_over(name, content):
    with tempfile.TemporaryDirectory() as folder:
        write_scenario(Path(folder), **EVERYTHING)
        (Path(folder) / name).write_bytes(content)
        check(Path(folder))


CELL = st.one_of(
    st.text(max_size=20),
    st.sampled_from(
        "nan inf 1e999 -1 1e308 lognormal(1e-300,1e300) uniform(,) uniform(1,2,3) 0000-00 9999-12 "
        "quote:|| assumption: A/B 99999999999999999999 ٣ 1_000 = +5".split()
    ),
)


@settings(max_examples=200, deadline=None)
@given(data=st.data())
def test_no_cell_makes_the_reader_fall_over(data):
    table = data.draw(st.sampled_from(list(EVERYTHING)))
    column = data.draw(st.sampled_from(TABLE[table].allowed))
    cell = data.draw(CELL)
    parts = EVERYTHING | {table: [EVERYTHING[table][0] | {column: cell}]}
    # A lone surrogate cannot be written to a file.
    with tempfile.TemporaryDirectory() as folder, contextlib.suppress(UnicodeEncodeError):
        check(write_scenario(Path(folder), **parts))


def check(folder: Path) -> None:
    """Findings are one line each and can be printed; loading agrees with checking."""
    findings = check_scenario(folder)
    wrong = [finding for finding in findings if finding.severity == "error"]
    for finding in findings:
        assert "\n" not in str(finding)
        assert len(str(finding)) < 400
    try:
        scenario = load_scenario(folder)
    except ScenarioError as error:
        assert wrong
        assert len(str(error).splitlines()) <= 3
    else:
        assert not wrong
        assert json.dumps([p.value.support for p in scenario.parameters], allow_nan=False)


def test_a_scenario_one_folder_further_down_is_pointed_at(tmp_path):
    write_scenario(tmp_path / "scenario")
    (tmp_path / "README.md").write_text("An example.", encoding="utf-8")

    with pytest.raises(ScenarioError, match="It stands in scenario: name that folder instead"):
        load_scenario(tmp_path)


def test_another_focus_is_asked_for_once(tmp_path):
    """In place of [focus], of a folder and of one file; checked as that is; draws stay."""
    folder = write_scenario(tmp_path / "s", stocks=[{"holder": "B", "opening": "uniform(5, 9)"}])
    asked = load_scenario(folder, focus=("B", ITEM))

    assert (asked.focus_holder, asked.focus_item) == ("B", ITEM)
    assert asked.hash != load_scenario(folder).hash
    assert load_scenario(save_netcdf(folder, tmp_path / "s.nc"), focus=("B", ITEM)) == asked
    assert 5 <= simulate(asked, runs=1).fan("stock").sample[0][0] <= 9
    with pytest.raises(ScenarioError, match=r"focus.holder 'Q' is not an id in actors.csv"):
        load_scenario(folder, focus=("Q", ITEM))
