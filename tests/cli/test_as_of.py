"""What was printed, written or served on a day can be had again after more was recorded."""

import json
import shutil

import pytest
from fastapi.testclient import TestClient

from materiel import workflow
from materiel.answer import KeptAnswer
from materiel.ledger import Decision, Ledger
from materiel.show.cli.main import main
from materiel.show.web.app import create_app

THEN, LATER, DAY = "2024-03-01T09:00:00Z", "2024-04-01T09:00:00Z", "2024-03-15"
FIRST = (
    "PARIS, Jan 10 2024 – France gave Ukraine 30 howitzers in 2023 and pledged 6 more by 2025.\n\n"
    "Acme Works said that France makes 200 drones a month. The deal is worth 300 million euros."
)
MORE = (
    "PARIS, Jan 11 2024 – France gave Ukraine 18 howitzers in 2023.\n\n"
    "Acme Works Ltd said that France makes 900 drones a month. Russia's invasion in February 2021."
)
TABLES = ("claims", "documents", "decisions", "series", "statements", "entities")
LISTS = [
    "ledger head LEDGER",
    "ledger claims LEDGER",
    "ledger decisions LEDGER",
    "series list LEDGER",
    "entities list LEDGER",
    "entities list LEDGER --scope item",
    "entities suggest LEDGER",
    "entities show LEDGER FR",
    "contradictions LEDGER --all",
    "pledges LEDGER",
    "pledges LEDGER --in USD",
    "cite LEDGER CLAIM",
    *(f"sql LEDGER {table}" for table in TABLES),
]
EXPORTS = ["csv", "jsonl", "parquet", "datapackage", "xlsx", "kiel", "ftm", "prov"]


@pytest.fixture(scope="module")
def folders(tmp_path_factory):
    """The folder of a run as it was on a day, and after more was read and decided."""
    home = tmp_path_factory.mktemp("as-of")
    then, later = home / "then", home / "later"
    with pytest.MonkeyPatch.context() as patched:
        for folder, time, text in ((then, THEN, FIRST), (later, LATER, MORE)):
            patched.setattr("materiel.ledger.append.now", lambda time=time: time)
            report = home / f"{folder.name}.txt"
            report.write_text(text, encoding="utf-8")
            workflow.run([report], out=folder)
            if folder == then:
                shutil.copytree(then, later)
    made = {"author": "K. Analyst", "made": LATER}
    with Ledger(later / "ledger.sqlite") as ledger:
        about = ledger.claims()[0].id
        part = Decision(action="part of", about=("Acme Works", "FR"), **made)
        ledger.decide([Decision(action="reject", about=(about,), **made), part], recorded=LATER)
    return then, later


def call(*words):
    with pytest.raises(SystemExit) as left:
        main([str(word) for word in words])
    assert left.value.code == 0


@pytest.mark.parametrize("line", LISTS)
def test_a_list_of_a_past_day_is_the_same_to_the_byte(line, folders, capsys):
    def ask(folder, *options):
        named = {"LEDGER": str(folder), "CLAIM": first}
        words = [named.get(word, word) for word in line.split()]
        if words[0] == "sql":
            words[-1] = f"FROM {words[-1]} ORDER BY ALL"
        call(*words, *options)
        return capsys.readouterr().out

    then, later = folders
    with Ledger(then / "ledger.sqlite") as ledger:
        first = ledger.claims()[0].id
    assert ask(later, "--as-of", DAY) == ask(then)
    assert ask(later) != ask(then)


@pytest.mark.parametrize("to", EXPORTS)
def test_an_export_of_a_past_day_is_the_same_to_the_byte(to, folders, tmp_path):
    def ask(folder):
        place = tmp_path / f"{folder.name}.{to}"
        call("export", folder, "--to", to, "--out", place, "--as-of", DAY)
        files = sorted(place.iterdir()) if place.is_dir() else [place]
        return [_without_time_of_writing(file.read_bytes()) for file in files]

    then, later = folders
    assert ask(later) == ask(then)


def _without_time_of_writing(content):
    """A Data Package says when it was written."""
    try:
        told = json.loads(content)
    except ValueError:
        return content
    return told | {"created": None}


def test_a_scenario_filled_from_a_past_day_is_the_same(folders, tmp_path):
    def ask(folder):
        place = tmp_path / folder.name
        call("scenario", "from-ledger", folder, "--out", place, "--as-of", DAY)
        return {file.name: file.read_bytes() for file in sorted(place.iterdir())}

    then, later = folders
    assert ask(later) == ask(then)


def test_pages_of_a_past_day_are_the_same(folders):
    def ask(folder, as_of):
        loader = KeptAnswer(folder, as_of=as_of).load
        client = TestClient(create_app(loader), base_url="http://127.0.0.1")
        claims = client.get("/claims.json").json()
        pages = ["/", "/claims.csv", *(f"/claims/{claim['id']}" for claim in claims)]
        answers = [client.get(page) for page in pages]
        assert {answer.status_code for answer in answers} == {200}
        return [answer.text for answer in answers]

    then, later = folders
    asked = ask(later, DAY)
    assert len(asked) > 4 and f"as recorded up to {DAY}" in asked[0]
    assert asked == ask(then, DAY)
    assert asked[1:] == ask(then, None)[1:] != ask(later, None)[1:]
