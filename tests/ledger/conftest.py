"""Places for ledgers in both databases, and documents with claims to put into them."""

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))

WHEN = "2024-03-01T00:00:00Z"


@pytest.fixture(scope="session")
def cluster():
    """A PostgreSQL server; the test is skipped where there is none."""
    from cluster import Cluster

    made = Cluster()
    yield made
    made.stop()


@pytest.fixture(params=["sqlite", "postgresql"])
def backend(request):
    """Each test that asks for a place runs on both databases."""
    return request.param


@pytest.fixture
def new_place(backend, tmp_path, monkeypatch, request):
    """Makes places, each with an empty ledger."""
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    cluster = request.getfixturevalue("cluster") if backend == "postgresql" else None

    def make():
        if cluster is None:
            from materiel.ledger import Ledger

            make.count += 1
            path = tmp_path / f"ledger-{make.count}.sqlite"
            Ledger(path).close()
            return path
        from cluster import OWNER, WRITER

        from materiel.ledger.places import Server
        from materiel.ledger.postgres import create_schema

        name = cluster.new_database()
        create_schema(Server(cluster.url(name, OWNER)), WRITER)
        return cluster.url(name)

    make.count = 0
    return make


@pytest.fixture
def place(new_place):
    """A place with an empty ledger."""
    return new_place()


@pytest.fixture
def reading(make_document, make_claim):
    """One document with one claim."""
    document = make_document(
        "Über 200 Granaten a month, said A.", name="а.txt", published="2024-02"
    )
    claim = make_claim(
        document,
        "200 Granaten",
        kind="production",
        subject=("DE",),
        low=200.0,
        unit="piece",
        per="month",
        speaker="A",
        date_to="2024-02",
    )
    return document, [claim]


@pytest.fixture
def readings(make_document, make_claim):
    """Makes `n` documents with `claims` claims each; `start` tells them apart."""

    def make(n, claims=1, start=0):
        found = []
        for number in range(start, start + n):
            words = [f"{number * 100 + k} shells" for k in range(claims)]
            document = make_document(f"Report {number}: {', '.join(words)}.", name=f"{number}.txt")
            fields = {"kind": "production", "unit": "piece", "subject": ("FR",)}
            found.append(
                (
                    document,
                    [make_claim(document, w, low=float(w.split()[0]), **fields) for w in words],
                )
            )
        return found

    return make
