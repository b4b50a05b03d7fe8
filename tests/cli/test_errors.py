"""Bad input ends with exit code 2, at most three lines, and nothing written."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from materiel import __version__

EXAMPLE = Path(__file__).parents[2] / "examples" / "shells-155"


def assert_refused(answer, out_folder, *parts):
    code, out, err = answer
    assert code == 2
    assert out == ""
    assert 1 <= len(err.strip().splitlines()) <= 3, err
    assert "Traceback" not in err
    for part in parts:
        assert part in err
    assert not out_folder.exists()


@pytest.fixture
def report(tmp_path):
    path = tmp_path / "report.txt"
    path.write_text("Title\nDate: 2024-03-01\n\nFrance makes 3,000 shells a month.\n", "utf-8")
    return path


@pytest.fixture
def out(tmp_path):
    return tmp_path / "out"


def test_an_empty_folder(call, tmp_path, out):
    folder = tmp_path / "reports"
    folder.mkdir()
    assert_refused(call("run", folder, "--out", out), out, "no reports in this folder", str(folder))


def test_a_missing_path(call, tmp_path, out):
    assert_refused(call("run", tmp_path / "nowhere", "--out", out), out, "nowhere")


def test_a_binary_file(call, tmp_path, out):
    path = tmp_path / "picture.txt"
    path.write_bytes(b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" * 20)
    assert_refused(call("run", path, "--out", out), out, "binary", "picture.txt")


def test_a_binary_file_in_a_folder_of_reports(call, report, tmp_path, out):
    (tmp_path / "broken.txt").write_bytes(b"\x00\x01\x02" * 100)
    assert_refused(call("run", tmp_path, "--out", out), out, "broken.txt")


def test_an_unknown_encoding(call, tmp_path, out):
    path = tmp_path / "latin.txt"
    path.write_bytes("Münchner Werk: 300 Schuss".encode("latin-1"))
    assert_refused(call("run", path, "--out", out), out, "latin.txt", "utf-8", "--encoding")


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read every file; see the next test")
def test_an_unreadable_path(call, report, out):
    report.chmod(0)
    assert_refused(call("run", report, "--out", out), out, "report.txt")


def test_an_unreadable_path_as_the_system_tells_it(call, report, out, monkeypatch):
    def refusing(original):
        def refuse(self, *values, **options):
            if self == report:
                raise PermissionError(13, "Permission denied", str(self))
            return original(self, *values, **options)

        return refuse

    for name in ("read_bytes", "open"):
        monkeypatch.setattr(Path, name, refusing(getattr(Path, name)))
    assert_refused(call("run", report, "--out", out), out, "report.txt")


def test_a_scenario_with_a_wrong_unit(call, report, tmp_path, out):
    scenario = tmp_path / "scenario"
    scenario.mkdir()
    for path in (EXAMPLE / "scenario").iterdir():
        text = path.read_text("utf-8")
        if path.name == "lines.csv":
            text = text.replace("piece/month", "piece/year", 1)
        (scenario / path.name).write_text(text, "utf-8")
    answer = call("run", report, "--scenario", scenario, "--out", out)
    assert_refused(answer, out, "piece/year", "lines.csv:")


def test_a_scenario_that_is_not_there(call, report, tmp_path, out):
    assert_refused(call("run", report, "--scenario", tmp_path / "x", "--out", out), out, "x")


def test_results_in_place_of_a_file(call, report, tmp_path, out):
    taken = tmp_path / "taken"
    taken.write_text("mine")
    assert_refused(call("run", report, "--out", taken), out, "taken")
    assert taken.read_text() == "mine"


def test_no_path_at_all(call, out):
    assert_refused(call("run", "--out", out), out, "PATH", "materiel run --help")


def test_an_unknown_command(call, out):
    assert_refused(call("rnu"), out, "rnu")


@pytest.mark.parametrize("runs", ["0", "-1", "nan", "1e999", "10000000"])
def test_impossible_numbers_of_runs(call, report, out, runs):
    assert_refused(call("run", report, "--runs", runs, "--out", out), out, "--runs")


def test_a_folder_without_a_run_cannot_be_served(call, tmp_path, out):
    assert_refused(call("serve", tmp_path), out, "no run", str(tmp_path))


def test_a_language_model_that_is_not_named(call, report, out, monkeypatch):
    monkeypatch.delenv("MATERIEL_LLM_URL", raising=False)
    answer = call("run", report, "--extractor", "llm", "--out", out)
    assert_refused(answer, out, "MATERIEL_LLM_URL")


def test_no_ledger_to_verify(call, tmp_path, out):
    assert_refused(call("ledger", "verify", tmp_path), out, "no ledger")


def test_the_version_alone_is_printed():
    command = [sys.executable, "-m", "materiel", "--version"]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert done.stdout == f"{__version__}\n"


def test_help_loads_nothing_heavy():
    script = (
        "import sys\n"
        "from materiel.show.cli.main import main\n"
        "try: main(['--help'])\n"
        "except SystemExit: pass\n"
        "heavy = {'numpy', 'scipy', 'pandas', 'pyarrow', 'fastapi', 'altair', 'apsw', 'rich',"
        " 'duckdb', 'numba', 'highspy', 'xarray', 'psycopg', 'lxml', 'jinja2'}\n"
        "print(sorted(heavy & set(sys.modules)), file=sys.stderr)"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True
    )
    assert done.stderr.strip() == "[]"
    assert "materiel run REPORTS" in done.stdout


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_tab_completes_commands_and_options(shell):
    for words, wanted in (("materiel ledger ver", "verify"), ("materiel sql --as", "--as-of")):
        said = {
            "_MATERIEL_COMPLETE": f"{shell}_complete",
            "COMP_WORDS": words,
            "COMP_CWORD": words.split()[-1] if shell == "fish" else str(len(words.split()) - 1),
        }
        script = "from materiel.show.cli.main import main; main()"
        done = subprocess.run(
            [sys.executable, "-c", script], capture_output=True, text=True, env=os.environ | said
        )
        assert wanted in done.stdout
