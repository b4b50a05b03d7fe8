"""Questions in SQL: they read the record of one moment, and can do nothing else."""

import pyarrow as pa
import pytest

from materiel.core.errors import InputError
from materiel.ledger import Decision, Ledger
from materiel.ledger.analysis import Analysis


@pytest.fixture
def ledger(tmp_path, make_document, make_claim):
    with Ledger(tmp_path / "ledger.sqlite") as opened:
        for number, month in enumerate(("01", "02", "03")):
            document = make_document(f"They made {number + 7} shells.", name=f"{month}.txt")
            words = f"{number + 7} shells"
            claim = make_claim(
                document,
                words,
                kind="production",
                subject=("DE",),
                low=number + 7.0,
                high=None,
                unit="piece",
                date_to=f"2024-{month}",
            )
            opened.append(
                [(document, [claim, claim])], extractor="r1", recorded=f"2024-{month}-05T00:00:00Z"
            )
        yield opened


def ask(ledger, sql, **options):
    return Analysis(ledger, **options).query(sql).to_pylist()


def test_claims_come_as_rows_with_their_types(ledger):
    (row, *_) = ask(ledger, "SELECT * FROM claims ORDER BY seq")
    (claim, *_) = ledger.claims()
    for name, value in claim.fields().items():
        assert row[name] == value, name
    assert (row["document"], row["start"], row["end"]) == (claim.document, claim.start, claim.end)
    assert row["recorded"] == "2024-01-05T00:00:00Z"


def test_the_record_of_a_past_day_and_the_newest_reading(ledger):
    document = ledger.documents()[0]
    ledger.append([(document, [])], extractor="r2", recorded="2024-04-01T00:00:00Z")
    count = "SELECT count(*) AS n, sum(low) AS s FROM claims"
    assert ask(ledger, count) == [{"n": 4, "s": 34.0}]
    assert ask(ledger, count, as_of="2024-02") == [{"n": 4, "s": 30.0}]
    assert ask(ledger, count, as_of="2023") == [{"n": 0, "s": None}]
    past = "SELECT count(*) AS n FROM claims_as_of('2024-01-31T23:59:59Z')"
    assert ask(ledger, past) == [{"n": 2}]
    assert [c.low for c in ledger.claims(as_of="2024-02")] == [7, 7, 8, 8]


@pytest.mark.parametrize(
    ("time", "known"),
    [("2024-01-31T23:59:59Z", 1), ("2024-01-31", 1), ("2024-01", 1), ("2023", 0), ("2024", 3)],
)
def test_a_past_day_may_be_written_as_a_date(ledger, time, known):
    past = f"SELECT count(*) AS n FROM documents_as_of('{time}')"
    assert Analysis(ledger).query(past).to_pylist() == [{"n": known}]


@pytest.mark.parametrize("time", ["rubbish", "2024-1-31", "2024-01-31 12:00", "", "31.01.2024"])
@pytest.mark.parametrize("table", ["claims", "documents"])
def test_what_is_no_time_is_refused_and_not_compared(ledger, time, table):
    with pytest.raises(InputError, match="neither a date nor a time"):
        Analysis(ledger).query(f"SELECT * FROM {table}_as_of('{time}')")


def test_rows_appended_later_are_taken_in(ledger, make_document):
    analysis = Analysis(ledger)
    decision = Decision(action="flag", about=("c1",), author="A", made="2024-05-01T00:00:00Z")
    ledger.decide([decision])
    assert analysis.query("SELECT count(*) AS n FROM decisions").to_pylist() == [{"n": 0}]
    assert analysis.refresh() == ledger.head().count
    (row,) = analysis.query("SELECT id, action, about, changes FROM decisions").to_pylist()
    assert row == {"id": decision.id, "action": "flag", "about": ["c1"], "changes": "{}"}


def test_chunks_do_not_change_the_answer(ledger, monkeypatch):
    whole = ask(ledger, "SELECT seq, reading FROM claims ORDER BY seq")
    for size in (1, 2, 3, 5):
        monkeypatch.setattr("materiel.ledger.analysis.CHUNK", size)
        assert ask(ledger, "SELECT seq, reading FROM claims ORDER BY seq") == whole


@pytest.mark.parametrize(
    "sql",
    [
        "",
        "nonsense",
        "SELECT 1; SELECT 2",
        "INSERT INTO every_claim SELECT * FROM every_claim",
        "UPDATE every_claim SET low = 0",
        "DELETE FROM every_claim",
        "DROP VIEW claims",
        "CREATE TABLE mine AS FROM claims",
        "COPY claims TO '{folder}/stolen.csv'",
        "EXPORT DATABASE '{folder}/stolen'",
        "ATTACH '{folder}/other.db'",
        "INSTALL httpfs",
        "LOAD httpfs",
        "SET memory_limit = '100GB'",
        "PRAGMA enable_profiling",
        "CALL pragma_version()",
        "SELECT * FROM read_csv('{folder}/secret.csv')",
        "SELECT * FROM '{folder}/secret.csv'",
        "SELECT * FROM read_text('{folder}/secret.csv')",
        "SELECT * FROM glob('{folder}/*')",
        "SELECT * FROM read_parquet('https://127.0.0.1/x.parquet')",
        "SELECT getenv('HOME')",
        "SELECT * FROM ledger",
        "SELECT missing FROM claims",
    ],
)
def test_a_question_that_is_no_reading_of_the_record_is_refused(ledger, tmp_path, sql):
    (tmp_path / "secret.csv").write_text("a\n1\n")
    before = sorted(path.name for path in tmp_path.iterdir())
    analysis = Analysis(ledger)
    with pytest.raises(InputError) as refused:
        analysis.query(sql.format(folder=tmp_path))
    assert len(str(refused.value).splitlines()) <= 3
    assert sorted(path.name for path in tmp_path.iterdir()) == before
    assert analysis.query("SELECT count(*) AS n FROM claims").to_pylist() == [{"n": 6}]


def test_a_runaway_question_is_stopped_and_the_next_is_answered(ledger):
    analysis = Analysis(ledger)
    endless = (
        "SELECT count(*) FROM range(10000000) a, range(10000000) b WHERE a.range * b.range < 0"
    )
    with pytest.raises(InputError, match=r"longer than 0\.3 s"):
        analysis.query(endless, seconds=0.3)
    assert analysis.query("SELECT 1 AS one").to_pylist() == [{"one": 1}]


def test_a_question_cannot_take_all_memory(ledger):
    large = "SELECT list(range) AS l FROM range(100000000)"
    with pytest.raises(InputError, match="more memory than it may have"):
        Analysis(ledger, memory="200MB").query(large, seconds=30)


def test_series_statements_and_entities_follow_from_claims_and_decisions(
    tmp_path, make_document, make_claim
):
    document = make_document("France has 40 guns, or 45.", published="2024-01-10")
    base = {"kind": "stock", "subject": ("FR",), "item": "artillery", "unit": "piece"}
    claims = [
        make_claim(document, words, low=n, high=n, speaker=who, **base)
        for words, n, who in (("40 guns", 40.0, "A"), ("45", 45.0, "B"))
    ]
    with Ledger(tmp_path / "ledger.sqlite") as ledger:
        ledger.append([(document, claims)], extractor="r", recorded="2024-02-01T00:00:00Z")
        made = Decision(action="reject", about=(claims[1].id,), author="K", made="2024-03-01")
        ledger.decide([made], recorded="2024-03-01T00:00:00Z")
        joined = "SELECT claim, rank FROM statements JOIN series ON series = id ORDER BY low"
        told = Analysis(ledger).query(joined).to_pylist()
        assert [row["rank"] for row in told] == ["preferred", "deprecated"]
        then = Analysis(ledger, as_of="2024-02").query(joined).to_pylist()
        assert "deprecated" not in [row["rank"] for row in then]
        names = Analysis(ledger).query("SELECT name FROM entities WHERE scope = 'actor'")
        assert {row["name"] for row in names.to_pylist()} == {"FR", "A"}


def test_a_notebook_gets_a_table_without_scripts_and_arrow(ledger):
    html = ledger._repr_html_()
    assert ledger.head().hash in html and "<script" not in html and len(html) < 50_000
    table = pa.table(ledger)  # through the Arrow stream
    assert table.equals(ledger.to_arrow())
    assert table["quote"].to_pylist() == [claim.quote for claim in ledger.claims()]
    assert ledger.to_arrow(as_of="2024-01").num_rows == 2
