"""Questions in SQL see what the record holds, in both databases."""

import apsw
import pytest

from materiel.core.errors import DamagedError
from materiel.ledger import Decision, Ledger, analysis
from materiel.ledger.analysis import Analysis

WHEN = "2024-03-01T00:00:00Z"
ODD = 'Line 1\nline\t2 "said" \\n \u2028 Україна 🙂 made 5'


def test_claims_in_sql_are_those_of_the_record(place, make_document, make_claim, monkeypatch):
    monkeypatch.setattr(analysis, "CHUNK", 3)
    documents = [make_document(f"{ODD} {number}", name=f"{number}.txt") for number in range(4)]
    read = [
        (d, [make_claim(d, d.text, kind="stock", low=k / 8) for k in range(5)]) for d in documents
    ]
    with Ledger(place) as ledger:
        ledger.append(read[:2], extractor="r1", recorded=WHEN)
        asking = Analysis(ledger)
        ledger.decide([Decision(action="flag", about=("x",), author="A", made=WHEN)])
        ledger.append(read[1:], extractor="r2", recorded="2024-04-01T00:00:00Z")
        for one in (asking, Analysis(ledger)):
            assert one.refresh() == ledger.head().count
            told = one.query(
                "SELECT id, quote, low, extractor FROM claims ORDER BY seq"
            ).to_pylist()
            assert [row["id"] for row in told] == [claim.id for claim in ledger.claims()]
            assert [row["quote"] for row in told] == [claim.quote for claim in ledger.claims()]
            assert [row["extractor"] for row in told] == ["r1"] * 5 + ["r2"] * 15
            every = one.query("SELECT seq, recorded, reading FROM every_claim ORDER BY seq")
            rows = list(ledger.rows())
            readings = {row.batch: row.seq for row in rows if row.kind == "reading"}
            assert every.to_pylist() == [
                {"seq": row.seq, "recorded": row.recorded, "reading": readings[row.batch]}
                for row in rows
                if row.kind == "claim"
            ]
            assert one.query("FROM decisions").num_rows == 1


@pytest.mark.parametrize("harm", [b"\n", b"\xff"])
def test_a_damaged_claim_is_told_of(tmp_path, readings, harm):
    place = tmp_path / "ledger.sqlite"
    with Ledger(place) as ledger:
        ledger.append(readings(2), extractor="r")
    connection = apsw.Connection(str(place))
    connection.execute("DROP TRIGGER entries_no_update")
    connection.execute(
        "UPDATE entries SET payload = CAST(? || payload AS BLOB) WHERE seq = 3", (harm,)
    )
    connection.close()
    with Ledger(place) as ledger, pytest.raises(DamagedError, match=r"a claim (is|holds)"):
        Analysis(ledger)


def test_a_refresh_that_fails_leaves_what_was_there(place, readings, monkeypatch):
    count = "SELECT (SELECT count(*) FROM documents) AS d, (SELECT count(*) FROM claims) AS c"
    monkeypatch.setattr(analysis, "CHUNK", 4)
    with Ledger(place) as ledger:
        ledger.append(readings(3), extractor="r")
        asking = Analysis(ledger)
        ledger.append(readings(20), extractor="r")
        with monkeypatch.context() as patch:
            found = iter([analysis._by_line] * 2)
            patch.setattr(analysis, "_by_line", lambda lines: next(found)(lines))
            with pytest.raises(StopIteration):
                asking.refresh()
        assert asking.query(count).to_pylist() == [{"d": 3, "c": 3}]
        asking.refresh()
        assert asking.query(count).to_pylist() == [{"d": 20, "c": 20}]
