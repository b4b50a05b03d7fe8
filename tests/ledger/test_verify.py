"""A changed file is found out."""

import pytest

from materiel.ledger import Ledger, verify
from materiel.ledger.chain import head_path, write_head
from materiel.ledger.records import Head


@pytest.fixture
def path(tmp_path, make_document, make_claim):
    path = tmp_path / "ledger.sqlite"
    with Ledger(path) as ledger:
        for number in range(30):
            document = make_document(f"They made {number + 100} shells of the big kind.")
            words = f"{number + 100} shells"
            claim = make_claim(document, words, kind="production", low=number + 100.0, unit="piece")
            ledger.append([(document, [claim])], extractor="r", recorded="2024-03-01T00:00:00Z")
    return path


def test_an_intact_ledger_has_no_findings(path):
    assert verify(path) == []


def test_a_missing_or_foreign_head_is_found(path):
    write_head(head_path(path), Head(count=60, hash="f" * 64))
    assert "tells of 60 rows" in str(verify(path)[0])
    head_path(path).write_text("gibberish")
    assert "does not hold a count" in str(verify(path)[0])
    head_path(path).unlink()
    assert "no head is kept" in str(verify(path)[0])


def test_a_ledger_ahead_of_its_head_is_intact(path):
    """The writer may be killed between the commit and the writing of the head."""
    with Ledger(path, create=False) as ledger:
        sql = "SELECT seq, hash FROM entries WHERE seq = 40"
        ((count, value),) = ledger._store.connection.execute(sql)
    write_head(head_path(path), Head(count=count, hash=value))
    assert verify(path) == []


def test_rows_too_large_to_be_read_together_are_read_apart(place, make_document, monkeypatch):
    """Parts of a page, down to single rows, verify like a whole page."""
    text = "They made 5 shells. " * 200
    with Ledger(place) as ledger:
        ledger.append([(make_document(f"{n} {text}"), []) for n in range(9)], extractor="r")
        monkeypatch.setattr("materiel.ledger.sqlite.PAGE_BYTES", 700)
        monkeypatch.setattr("materiel.ledger.postgres.PAGE", 3)
        pages = [ledger._store.linked(0, 99, 40)]
        while pages[-1]:
            pages.append(ledger._store.linked(pages[-1].last, 99, 40))
        assert sum(page.rows for page in pages[:-1]) == 18 and len(pages) > 5
    assert verify(place) == []
