"""materiel forecast and materiel hindcast."""

import json
import subprocess
import sys

import pytest

from materiel.forecast import read_reference

GOOD = (
    "series_id,statement_kind,statement_date,value_low,unit,per,valid_for\n"
    "x,target,2024-01-01,5,boots,year,2024\nx,actual,2025-01-01,4,boots,year,2024\n"
)


def test_forecast_prints_goals_months_cells_and_addresses(call):
    code, out, _ = call("forecast", "us.155mm.shell.rate", "--as-of", "2024-06-30")
    assert code == 0
    for words in (
        "rounds a month",
        "on time",
        "lognormal(",
        "last report",
        "<https://",
        "borrowed",
    ):
        assert words in out


def test_forecast_json_has_every_statement(call):
    code, out, _ = call("forecast", "eu.1m.pledge", "--json", "--horizon", "6")
    answer = json.loads(out)
    assert code == 0 and answer["unit"] == "rounds"
    assert len(answer["used"]) == sum(
        s.series == "eu.1m.pledge" for s in read_reference().statements
    )


def test_hindcast_of_a_file_gives_one_json_object(call, tmp_path):
    path = tmp_path / "s.csv"
    path.write_text(GOOD, "utf-8")
    code, out, _ = call("hindcast", "--statements", path, "--json")
    answer = json.loads(out)
    assert code == 0 and answer["pairs"] == 1 and answer["one_per_series"]["series"] == 1
    assert set(answer["crps"]) == {"ours", "face_value", "last_actual", "straight_line"}


def test_hindcast_without_any_pair_is_no_error(call, tmp_path):
    path = tmp_path / "s.csv"
    path.write_text("\n".join(GOOD.splitlines()[:2]) + "\n", "utf-8")
    code, out, _ = call("hindcast", "--statements", path, "--json")
    assert code == 0 and json.loads(out)["skill"] is None
    code, out, _ = call("hindcast", "--statements", path)
    assert code == 0 and "nothing to score" in out


@pytest.mark.parametrize("content", [b"", b"a,b\n1,2\n", b"\xff\xfe", b"PK\x03\x04\x00"])
@pytest.mark.parametrize("words", [("hindcast",), ("forecast", "x")])
def test_unusable_files_end_with_code_2(call, tmp_path, content, words):
    path = tmp_path / "bad.csv"
    path.write_bytes(content)
    code, out, err = call(*words, "--statements", path)
    assert code == 2 and out == ""
    assert 1 <= len(err.strip().splitlines()) <= 3 and "Traceback" not in err


def test_an_unknown_series_offers_others(call):
    code, _, err = call("forecast", "us.155mm.shell.rates")
    assert code == 2 and "us.155mm.shell.rate" in err


def test_the_page_is_what_the_command_writes(call, tmp_path):
    from pathlib import Path

    docs = Path(__file__).parents[2] / "docs"
    code, _, err = call("hindcast", "--docs", tmp_path)
    assert code == 0 and "hindcast.svg" in err
    written = (tmp_path / "hindcast.md").read_text("utf-8")
    assert written == (docs / "hindcast.md").read_text("utf-8")
    assert (tmp_path / "pictures" / "hindcast.svg").read_text("utf-8").startswith("<svg")


def test_help_loads_nothing_heavy():
    code = (
        "import sys\nfrom materiel.show.cli.main import main\n"
        "try: main(['forecast', '--help'])\n"
        "except SystemExit: pass\n"
        "assert not {'numpy', 'scipy', 'altair'} & set(sys.modules)"
    )
    subprocess.run([sys.executable, "-c", code], check=True, capture_output=True)
