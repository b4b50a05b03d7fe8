"""No name, wherever it comes from, leads a file out of the place that the user named."""

import json
import os
import sys

import pytest

from materiel.claims.records import Claim
from materiel.core.errors import MaterielError
from materiel.ledger import Ledger
from materiel.ledger.exchange import check_export, read_ledger
from materiel.show.exports.write import export_ledger

NAMES = """../../outside ../outside.txt /etc/outside ..\\..\\outside C:\\outside \\\\host\\share\\outside
CON.txt NUL aux.csv a/../../outside ./../outside %2e%2e%2foutside ..%c0%afoutside ....//outside
~/outside $HOME/outside ~root/.ssh/outside file:///etc/outside http://x.example/../../outside
outside.txt:stream -rf --out=outside |outside ;outside `outside` $(outside) &outside >outside *
?outside \u2024\u2024/outside \uff0e\uff0e/outside \u202eoutside .. . .outside ... outside. outside\u2215x
documents.csv datapackage.json rows.jsonl contents/outside README""".split()
NAMES += ["a\x00b", "a\nb", "a\rb", "x" * 300, " ", "\t", "out side", "\ud7ff"]
FORMATS = ("csv", "jsonl", "parquet", "datapackage", "ledger", "xlsx", "kiel", "ftm", "prov")
WRITTEN: list[str] = []


@pytest.fixture(scope="module", autouse=True)
def listening():
    """Tells of every file that is opened for writing, made, moved or removed."""
    active = [True]
    flags = os.O_WRONLY | os.O_RDWR | os.O_CREAT

    def hear(event, arguments):
        if not active[0]:
            return
        if event == "open" and isinstance(arguments[0], str | bytes) and arguments[2] & flags:
            WRITTEN.append(os.fsdecode(arguments[0]))
        elif event in ("os.mkdir", "os.rename", "os.remove", "os.symlink", "os.rmdir"):
            WRITTEN.extend(os.fsdecode(a) for a in arguments[:2] if isinstance(a, str | bytes))

    sys.addaudithook(hear)
    yield
    active[0] = False


@pytest.fixture
def hostile(tmp_path, make_document, make_claim):
    """A ledger in which every name of every kind is hostile."""
    with Ledger(tmp_path / "ledger.sqlite") as ledger:
        for number, name in enumerate(NAMES):
            document = make_document(f"{number} shells for {name}.", name=name, published="2024-02")
            fields = {"subject": (name,), "object": (name,), "item": name, "speaker": name}
            words = f"{number} shells"
            claim: Claim = make_claim(
                document, words, kind="transfer", low=float(number), unit="piece", **fields
            )
            ledger.append([(document, [claim])], extractor=name.replace("\x00", "") or "r")
        yield ledger


def test_there_are_fifty_names():
    assert len(set(NAMES)) >= 50


@pytest.mark.parametrize("to", FORMATS)
def test_an_export_writes_into_its_place_alone(hostile, tmp_path, to):
    """Nine formats times these names: 450 cases."""
    out = tmp_path / "place" / ("out" if to in FORMATS[:5] else "out.file")
    out.parent.mkdir()
    WRITTEN.clear()
    export_ledger(hostile, to, out)
    assert WRITTEN, "the hook heard nothing"
    inside = (str(out.parent) + "/", str(tmp_path / "ledger.sqlite"))
    outside = [w for w in WRITTEN if not os.path.realpath(w).startswith((*inside, "/dev/null"))]
    assert [w for w in outside if os.path.realpath(w) != str(out.parent)] == []
    assert sorted(p.name for p in tmp_path.iterdir() if "ledger" not in p.name) == ["place"]


@pytest.mark.parametrize(
    "name",
    ["../../outside", "/etc/passwd", "..", "", "A" * 64, "0" * 63 + "/", "0" * 64 + "\x00", 7],
)
def test_an_import_reads_no_file_that_an_id_leads_to(hostile, forge, tmp_path, name):
    """An exported ledger that was changed: the id of a document is a path of the attacker."""
    folder = tmp_path / "exported"
    export_ledger(hostile, "ledger", folder)

    def other(row):
        row["payload"] = json.dumps(json.loads(row["payload"]) | {"id": name})

    forge(folder / "rows.jsonl", "document", other)
    with pytest.raises(MaterielError):
        check_export(folder)
    with Ledger(tmp_path / "new.sqlite") as new:
        with pytest.raises(MaterielError):
            read_ledger(folder, new)
        assert new.head().count == 0
