"""What is exported is what the record holds, in every format, and runs in no spreadsheet."""

import csv
import hashlib
import json
import re
import zipfile
from xml.etree import ElementTree

import pyarrow.parquet as pq
import pytest

from materiel.claims.records import Claim
from materiel.core.errors import InputError, LedgerError
from materiel.ledger import Ledger, verify
from materiel.ledger.exchange import check_export, read_ledger
from materiel.show.exports.contract import TABLES
from materiel.show.exports.ftm import COLUMNS, ftm_statements
from materiel.show.exports.kiel import kiel_sheets
from materiel.show.exports.prov import prov_json
from materiel.show.exports.text import TRIGGERS
from materiel.show.exports.workbook import to_xlsx
from materiel.show.exports.write import FORMATS, export_ledger

NAMES = {name: [c.name for c in columns] for name, columns in TABLES.items()}


def csv_rows(path):
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.reader(file))


@pytest.mark.parametrize("to", ["csv", "jsonl", "parquet"])
def test_every_format_has_the_columns_of_the_contract(ledger, tmp_path, to):
    export_ledger(ledger, to, tmp_path / "out", safe=False)
    for table, names in NAMES.items():
        path = tmp_path / "out" / f"{table}.{to}"
        if to == "csv":
            assert csv_rows(path)[0] == names
        elif to == "parquet":
            assert pq.read_table(path).schema.names == names
        else:
            for line in path.read_text("utf-8").splitlines():
                assert list(json.loads(line)) == names


def test_a_missing_value_is_an_empty_cell_and_never_a_mark(tmp_path, make_document, make_claim):
    document = make_document("France and Chile signed a treaty on drones.", published="2024-02")
    deal = {"kind": "agreement", "subject": ("FR",), "object": ("CL",), "status": "contracted"}
    claim = make_claim(document, "signed a treaty", **deal)
    with Ledger(tmp_path / "treaty.sqlite") as opened:
        opened.append([(document, [claim])], extractor="r")
        export_ledger(opened, "csv", tmp_path / "csv")
    for name in ("claims", "claims_as_read"):
        (row,) = csv.DictReader(
            (tmp_path / "csv" / f"{name}.csv").open(encoding="utf-8", newline="")
        )
        assert [row[c] for c in ("value", "low", "high", "unit", "speaker", "from")] == [""] * 6


def test_formats_hold_the_same_values(ledger, tmp_path):
    claims = ledger.claims()
    for to in ("csv", "jsonl", "parquet"):
        export_ledger(ledger, to, tmp_path / to, safe=False)
    lines = (tmp_path / "jsonl" / "claims.jsonl").read_text("utf-8").splitlines()
    quotes = [claim.quote for claim in claims]
    assert [json.loads(line)["quote"] for line in lines] == quotes
    rows = pq.read_table(tmp_path / "parquet" / "claims.parquet").to_pylist()
    assert [row["quote"] for row in rows] == quotes
    assert [(r["low"], r["high"]) for r in rows] == [(c.low, c.high) for c in claims]
    assert rows[0]["subject"] == ["DE", "FR"]
    written = csv_rows(tmp_path / "csv" / "claims.csv")[1:]
    assert [row[NAMES["claims"].index("quote")] for row in written] == quotes


def test_csv_is_safe_in_a_spreadsheet_unless_asked(ledger, tmp_path):
    export_ledger(ledger, "csv", tmp_path / "safe")
    export_ledger(ledger, "csv", tmp_path / "exact", safe=False)
    safe, exact = (csv_rows(tmp_path / name / "claims.csv")[1:] for name in ("safe", "exact"))
    assert not any(cell.startswith(TRIGGERS) for row in safe for cell in row)
    assert sum(cell.startswith(TRIGGERS) for row in exact for cell in row) == 4 + 5
    unmarked = [[cell.removeprefix("'") for cell in row] for row in safe]
    assert unmarked == exact


@pytest.mark.parametrize("value", [-5, -5.5])
def test_negative_numbers_stay_numbers_in_safe_csv(value):
    from materiel.show.exports.text import to_text

    assert to_text([{"a": value}], "csv", safe=True) == f"a\r\n{value}\r\n".encode()


def test_a_workbook_holds_texts_numbers_and_a_readme(ledger, tmp_path):
    (path,) = export_ledger(ledger, "xlsx", tmp_path / "book.xlsx")
    with zipfile.ZipFile(path) as book:
        sheets = {n: book.read(n).decode() for n in book.namelist() if "worksheets/sheet" in n}
        names = re.findall(r'<sheet name="([^"]+)"', book.read("xl/workbook.xml").decode())
        strings = book.read("xl/sharedStrings.xml").decode()
    assert names == ["README", *TABLES]
    everything = "".join(sheets.values())
    assert not re.search("<f>|<f |hyperlink|mergeCell", everything)
    for text in ("=1+1 shells", "=cmd()", "Münchner Werk: 200 снарядів"):
        assert text in strings
    cells = _cells(sheets["xl/worksheets/sheet3.xml"])
    low = NAMES["claims"].index("low")
    assert [kind for kind, _ in (row[low] for row in cells[1:])] == [None] * 5  # numbers
    assert cells[1][NAMES["claims"].index("quote")][0] == "s"


def _cells(sheet):
    """Rows of (type, value) by column position."""
    space = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
    rows = []
    for row in ElementTree.fromstring(sheet).iter(f"{space}row"):
        found = {}
        for cell in row.iter(f"{space}c"):
            letters = re.match("[A-Z]+", cell.get("r")).group()
            at = 0
            for letter in letters:
                at = at * 26 + ord(letter) - 64
            found[at - 1] = (cell.get("t"), cell.findtext(f"{space}v"))
        rows.append(found)
    return rows


def test_aid_by_giver_keeps_statuses_apart(ledger, place, make_document, make_claim, tmp_path):
    for number, (words, status) in enumerate(
        [("10 million euros", "pledged"), ("11 million dollars", "delivered")]
    ):
        document = make_document(f"France: {words}.", name=f"f{number}.txt", published="2024-03")
        claim = make_claim(
            document,
            words,
            kind="funding",
            subject=("FR",),
            object=("UA",),
            low=1e7 + number * 1e6,
            high=1e7 + number * 1e6,
            unit=("EUR", "USD")[number],
            status=status,
            date_from="2024-02-29",
            date_to="2024-02-29",
        )
        ledger.append([(document, [claim])], extractor="r", recorded="2024-03-09T00:00:00Z")
    sheets = kiel_sheets(ledger)
    (money,) = sheets["Money by giver"]
    assert (money["giver"], money["pledged_low_EUR"]) == ("FR", 1e7)
    assert money["delivered_low_EUR"] == pytest.approx(11e6 / 1.0826)  # ECB, 29 February 2024
    assert money["contracted_low_EUR"] is None and money["months"] == 2
    assert {row["claim"] for row in sheets["Sources"]} >= {claim.id}
    (path,) = export_ledger(ledger, "kiel", tmp_path / "kiel.xlsx")
    with zipfile.ZipFile(path) as book:
        names = re.findall(r'<sheet name="([^"]+)"', book.read("xl/workbook.xml").decode())
    assert names == ["README", *sheets]


def test_a_text_that_a_workbook_would_cut_is_refused():
    with pytest.raises(InputError, match=r"row 3, column quote: a text of over 32,767"):
        to_xlsx({"claims": [{"quote": "a" * 32_767}, {"quote": "a" * 32_768}]}, [])


def test_a_data_package_describes_its_files(ledger, tmp_path):
    export_ledger(ledger, "datapackage", tmp_path / "package")
    told = json.loads((tmp_path / "package" / "datapackage.json").read_text("utf-8"))
    assert told["materiel:head"]["hash"] == ledger.head().hash
    assert [r["name"] for r in told["resources"]] == list(TABLES)
    for resource in told["resources"]:
        path = tmp_path / "package" / resource["path"]
        content = path.read_bytes()
        assert resource["hash"] == "sha256:" + hashlib.sha256(content).hexdigest()
        assert resource["bytes"] == len(content)
        assert resource["rowCount"] == len(csv_rows(path)) - 1
        assert [f["name"] for f in resource["schema"]["fields"]] == csv_rows(path)[0]


def test_statements_link_claims_to_actors_and_documents(ledger):
    documents, claims = tuple(ledger.documents()), tuple(ledger.claims())
    recorded = {d.id: "2024-03-01T00:00:00Z" for d in documents}
    rows = list(ftm_statements(documents, claims, recorded))
    assert all(tuple(row) == COLUMNS for row in rows)
    assert len({row["id"] for row in rows}) == len(rows)
    entities = {row["entity_id"] for row in rows}
    assert len(entities) == 5 + 3 + 5  # documents, actors, claims
    pointed = {row["value"] for row in rows if row["prop_type"] == "entity"}
    assert pointed <= entities
    assert {row["value"] for row in rows if row["prop"] == "summary"} == {c.quote for c in claims}
    # The id that the library of FollowTheMoney 4.11 gives this statement.
    key = f"materiel.{rows[0]['entity_id']}.title.{rows[0]['value']}"
    assert rows[0]["id"] == hashlib.sha1(key.encode()).hexdigest()


REQUIRED = {  # by followthemoney 4.11.2
    "Document": {"fileName"},
    "LegalEntity": {"name"},
    "UnknownLink": {"subject", "object"},
    "Documentation": {"document", "entity"},
    "Note": set(),
}


def test_every_entity_has_what_its_schema_requires(make_document, make_claim):
    document = make_document("5 shells, 6 shells, 7 shells and 8 shells.", "a.txt", "2024-02")
    sides = ((("DE",), ("UA",)), (("DE",), ()), ((), ("UA",)), ((), ()))
    claims = tuple(
        make_claim(document, f"{n} shells", kind="order", low=float(n), subject=a, object=b)
        for n, (a, b) in enumerate(sides, start=5)
    )
    rows = list(ftm_statements((document,), claims, {document.id: "2024-03-01T00:00:00Z"}))
    schemas = {row["entity_id"]: row["schema"] for row in rows}
    for entity, schema in schemas.items():
        assert {row["prop"] for row in rows if row["entity_id"] == entity} >= REQUIRED[schema]
    assert sorted(schemas.values()) == [
        *("Document", "Documentation", "Documentation", "LegalEntity"),
        *("LegalEntity", "Note", "UnknownLink"),
    ]


def test_provenance_leads_from_claims_to_documents_and_authors(ledger):
    told = json.loads(prov_json(ledger.rows()))
    derived = told["wasDerivedFrom"].values()
    assert len(derived) == 5
    for relation in derived:
        assert relation["prov:generatedEntity"] in told["entity"]
        assert relation["prov:usedEntity"] in told["entity"]
    assert "materiel:author-A.%20Reader" in told["agent"]
    (influence,) = told["wasInfluencedBy"].values()
    assert influence["prov:influencer"] in told["activity"]


def test_an_exported_ledger_imports_with_the_same_head(ledger, tmp_path):
    export_ledger(ledger, "ledger", tmp_path / "rows")
    with Ledger(tmp_path / "new.sqlite") as other:
        added = read_ledger(tmp_path / "rows", other)
        assert (added.documents, added.claims, added.decisions) == (5, 5, 1)
        assert other.head() == ledger.head()
        assert other.documents() == ledger.documents()
        assert other.decisions() == ledger.decisions()
    assert verify(tmp_path / "new.sqlite") == []


@pytest.mark.parametrize(
    ("damage", "message"),
    [
        (lambda d: next((d / "contents").iterdir()).unlink(), "is missing"),
        (lambda d: next((d / "contents").iterdir()).write_bytes(b"x"), "has other bytes"),
        (lambda d: _edit(d, '"kind": "claim"', '"kind": "draft"'), "does not follow"),
        (lambda d: _edit(d, "{", "[", 1), "is no row of a ledger"),
        (lambda d: _edit(d, '"seq": 3', '"seq": 4', 1), "does not follow"),
    ],
)
def test_a_damaged_export_is_refused_and_nothing_written(ledger, tmp_path, damage, message):
    export_ledger(ledger, "ledger", tmp_path / "rows")
    assert check_export(tmp_path / "rows") == ledger.head()
    damage(tmp_path / "rows")
    with pytest.raises(LedgerError, match=message):
        check_export(tmp_path / "rows")
    with Ledger(tmp_path / "new.sqlite") as other:
        with pytest.raises(LedgerError, match=message):
            read_ledger(tmp_path / "rows", other)
        assert other.head().count == 0


def _edit(folder, old, new, count=-1):
    path = folder / "rows.jsonl"
    path.write_text(path.read_text("utf-8").replace(old, new, count), "utf-8")


def test_a_past_day_is_exported_as_it_was_known(ledger, tmp_path):
    export_ledger(ledger, "jsonl", tmp_path / "then", as_of="2024-04")
    assert (tmp_path / "then" / "decisions.jsonl").read_text() == ""
    assert len((tmp_path / "then" / "claims.jsonl").read_text("utf-8").splitlines()) == 5


def test_what_is_there_is_not_written_over(ledger, tmp_path):
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "mine.txt").write_text("keep")
    with pytest.raises(InputError, match="something here already"):
        export_ledger(ledger, "csv", tmp_path / "out")
    assert [p.name for p in (tmp_path / "out").iterdir()] == ["mine.txt"]
    with pytest.raises(InputError, match="exported whole"):
        export_ledger(ledger, "ledger", tmp_path / "whole", as_of="2024")
    assert not (tmp_path / "whole").exists()


def test_the_command_offers_every_format():
    from materiel.show.cli.commands import export

    assert set(export.FORMATS) == set(FORMATS)


def test_claims_have_the_fields_that_the_contract_tells_of(ledger):
    fields = list(ledger.claims()[0].fields())
    assert [name for name in NAMES["claims"] if name in fields] == fields
    assert isinstance(ledger.claims()[0], Claim)
