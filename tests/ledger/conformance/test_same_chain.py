"""The same rows have the same bytes and the same head, whichever database keeps them."""

from materiel.ledger import Decision, Ledger
from materiel.ledger.places import Server
from materiel.ledger.postgres import create_schema

WHEN = "2024-03-01T00:00:00Z"


def test_both_databases_give_the_same_rows_and_head(cluster, tmp_path, monkeypatch, readings):
    from cluster import OWNER, WRITER

    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))
    name = cluster.new_database()
    create_schema(Server(cluster.url(name, OWNER)), WRITER)
    rows = []
    for place in (tmp_path / "ledger.sqlite", cluster.url(name)):
        with Ledger(place) as ledger:
            ledger.append(readings(4, claims=2), extractor="r", recorded=WHEN)
            decision = Decision(action="flag", about=("ж",), author="Ü", made=WHEN)
            ledger.decide([decision], recorded=WHEN)
            rows.append((list(ledger.rows()), ledger.head(), ledger._store.head_file.read_bytes()))
    assert rows[0] == rows[1]
