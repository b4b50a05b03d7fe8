"""An import takes over what this program could have written, and nothing else, whatever its chain."""

import json
import re

import pytest

from materiel.core.errors import LedgerError, MaterielError
from materiel.ledger import Decision, Ledger
from materiel.ledger.chain import EMPTY, link
from materiel.ledger.effective import amended, judge
from materiel.ledger.exchange import check_export, read_ledger
from materiel.show.exports.write import export_ledger

BIG = "1" + "0" * 400
WHEN = "2024-03-01T00:00:00Z"


@pytest.fixture
def exported(tmp_path, reading):
    """An export in which one row is what `change` makes of it, and its chain is in order."""
    claims = reading[1]
    with Ledger(tmp_path / "ledger.sqlite") as ledger:
        ledger.append([reading], extractor="rules-1", recorded=WHEN)
        made = {"author": "K. Analyst", "made": WHEN, "changes": {"low": 5}}
        amend = Decision(action="amend", about=(claims[0].id,), **made)
        ledger.decide([amend], recorded=WHEN)

    def make(kind, change):
        folder = tmp_path / "rows"
        with Ledger(tmp_path / "ledger.sqlite") as ledger:
            export_ledger(ledger, "ledger", folder)
        rows = [
            json.loads(line) for line in (folder / "rows.jsonl").read_text("utf-8").splitlines()
        ]
        value = EMPTY.hash
        for row in rows:
            if row["kind"] == kind:
                row.update(change(row) or {})
            names = ("seq", "batch", "kind", "recorded")
            value = row["hash"] = link(value, *(row[n] for n in names), row["payload"].encode())
        lines = (json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
        (folder / "rows.jsonl").write_text("".join(lines), "utf-8")
        return folder

    return make


def refused(folder, tmp_path):
    with pytest.raises(LedgerError) as told:
        check_export(folder)
    with Ledger(tmp_path / "new.sqlite") as ledger:
        with pytest.raises(LedgerError):
            read_ledger(folder, ledger)
        assert ledger.head() == EMPTY
    return str(told.value)


def with_field(name, text):
    """A change of one field of a record, spelled as `text`."""

    def change(row):
        found = re.sub(
            rf'"{name}":("[^"]*"|\[[^\]]*\]|[^,}}]+)', f'"{name}":{text}', row["payload"]
        )
        assert found != row["payload"]
        return {"payload": found}

    return change


def test_what_was_not_changed_is_taken_over(exported, tmp_path):
    folder = exported("claim", lambda row: None)
    with Ledger(tmp_path / "new.sqlite") as ledger:
        assert read_ledger(folder, ledger).head == check_export(folder)


NUMBERS = ("NaN", "Infinity", "-Infinity", "1e999", "-1e999", BIG, '"5"', "[1]", "true", "200.0")


@pytest.mark.parametrize("number", NUMBERS, ids=lambda text: text[:9])
def test_a_number_that_is_none_does_not_come_in(exported, tmp_path, number):
    told = refused(exported("claim", with_field("low", number)), tmp_path)
    assert "is no record of a ledger" in told and len(told) < 500


@pytest.mark.parametrize("number", ["NaN", "1e999", BIG], ids=lambda text: text[:9])
def test_nor_with_a_decision(exported, tmp_path, number):
    refused(exported("decision", with_field("low", number)), tmp_path)


FAULTS = {
    "a kind that there is not": ("claim", with_field("kind", '"spying"')),
    "another id": ("claim", with_field("id", '"0000000000000000"')),
    "a quote of another length": ("claim", with_field("quote", '"200"')),
    "spaces": ("claim", lambda row: {"payload": row["payload"].replace(",", ", ", 1)}),
    "no record": ("claim", lambda row: {"payload": "[]"}),
    "a claim of no batch": ("claim", lambda row: {"batch": "0" * 64}),
    "a document called otherwise": ("document", with_field("published", "3")),
    "more claims than there are": ("reading", with_field("claims", "2")),
    "fewer claims than there are": ("reading", with_field("claims", "0")),
    "half a claim": ("reading", with_field("claims", "1.0")),
    "no action": ("decision", with_field("action", '"wonder"')),
    "no author": ("decision", with_field("author", '""')),
    "no time": ("claim", lambda row: {"recorded": "yesterday"}),
}


@pytest.mark.parametrize("kind, change", FAULTS.values(), ids=FAULTS)
def test_a_row_that_materiel_would_not_write_is_refused(exported, tmp_path, kind, change):
    refused(exported(kind, change), tmp_path)


@pytest.mark.parametrize("number", [float("nan"), float("inf"), float("-inf"), 10**400])
def test_a_claim_and_a_decision_hold_finite_numbers(make_document, make_claim, number):
    document = make_document("200 shells")
    with pytest.raises(MaterielError, match="a finite number or none is needed"):
        make_claim(document, "200", kind="stock", low=number)
    with pytest.raises(MaterielError, match="a finite number or none is needed"):
        Decision(action="amend", about=("x",), author="K", made="2024", changes={"low": number})


@pytest.mark.parametrize(
    "changes",
    [
        {"low": True},
        {"low": "5"},
        {"subject": "DE"},
        {"subject": [1]},
        {"approx": 1},
        {"kind": None},
    ],
)
def test_an_amendment_has_the_types_of_a_claim(make_document, make_claim, changes):
    claim = make_claim(make_document("200 shells"), "200", kind="stock", low=200.0)
    with pytest.raises(LedgerError, match="no claim can have"):
        amended(claim, changes)
    made = {"author": "K", "made": "2024", "changes": changes}
    (read,) = judge([claim], [Decision(action="amend", about=(claim.id,), **made)])
    assert read.flagged and read.claim == claim  # what came by import is left out, and told
