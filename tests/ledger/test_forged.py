"""An imported row that could be chained but never be read is refused: nothing can be taken out again."""

import json

import pytest

from materiel.core.errors import LedgerError
from materiel.ledger import Decision, Ledger, read_view
from materiel.ledger.chain import EMPTY
from materiel.ledger.exchange import check_export, read_ledger, write_ledger

DAY = "2024-03-01T00:00:00Z"


def fields(**more):
    """Puts fields into a payload, or takes out those that are `...`."""

    def change(row):
        told = json.loads(row["payload"]) | more
        row["payload"] = json.dumps({k: v for k, v in told.items() if v is not ...})

    return change


def text(old, new):
    def change(row):
        assert old in row["payload"]
        row["payload"] = row["payload"].replace(old, new)

    return change


def column(name, value):
    return lambda row: row.update({name: value})


@pytest.fixture
def exported(tmp_path, reading):
    folder = tmp_path / "exported"
    folder.mkdir()
    with Ledger(tmp_path / "old.sqlite") as ledger:
        ledger.append([reading], extractor="r", recorded=DAY)
        about = (reading[1][0].id,)
        ledger.decide([Decision(action="accept", about=about, author="A", made=DAY)], recorded=DAY)
        write_ledger(ledger, folder)
    return folder


def test_what_was_exported_comes_in(exported, forge, tmp_path):
    forge(exported / "rows.jsonl", "claim", lambda row: None)
    assert check_export(exported).count == 4
    with Ledger(tmp_path / "new.sqlite") as new:
        assert read_ledger(exported, new).claims == 1


@pytest.mark.parametrize(
    ("kind", "change"),
    [
        ("claim", text('"low":200', '"low":NaN')),
        ("claim", text('"low":200', '"low":-Infinity')),
        ("claim", text('"low":200', '"low":1e999')),
        ("claim", text('"low":200', '"low":1' + "0" * 400)),
        ("claim", text('"low":200', '"low":"200"')),
        ("claim", text('"low":200', '"low":201')),  # the id tells of another number
        ("claim", fields(kind="zebra")),
        ("claim", fields(kind=...)),
        ("claim", fields(zebra=1)),
        ("claim", fields(quote=7)),
        ("claim", fields(start=0)),
        ("claim", fields(id="0" * 16)),
        ("claim", column("payload", "[1]")),
        ("claim", column("payload", "}{")),
        ("claim", column("kind", "zebra")),
        ("claim", column("recorded", "yesterday")),
        ("claim", column("recorded", '2024-03-01T00:00:00Z"]')),
        ("claim", column("batch", "")),
        ("document", fields(id=7)),
        ("document", fields(id="../../etc/passwd")),
        ("document", fields(blocks="x")),
        ("document", fields(encoding="klingon")),
        ("reading", fields(document=...)),
        ("reading", fields(claims="many")),
        ("decision", fields(action="burn")),
        ("decision", fields(author="")),
        ("decision", fields(reason="another")),
    ],
)
def test_what_could_never_be_read_does_not_come_in(exported, forge, tmp_path, kind, change):
    forge(exported / "rows.jsonl", kind, change)
    with pytest.raises(LedgerError):
        check_export(exported)
    with Ledger(tmp_path / "new.sqlite") as new:
        with pytest.raises(LedgerError):
            read_ledger(exported, new)
        assert new.head() == EMPTY
        assert read_view(new).judged == ()
