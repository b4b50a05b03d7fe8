"""Ledgers on a file system of the tests."""

from contextlib import contextmanager

import pytest


@pytest.fixture
def through():
    """Lets `Ledger` work through a shim that asks `before` first."""
    from vfs import NAME, Shim

    from materiel.ledger import append
    from materiel.ledger.sqlite import SqliteStore

    @contextmanager
    def use(before):
        shim = Shim(before)
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(
                append,
                "open_store",
                lambda place, create: SqliteStore(place, create=create, vfs=NAME),
            )
            try:
                yield
            finally:
                shim.unregister()

    return use


@pytest.fixture(autouse=True)
def _small_blocks(monkeypatch):
    """So that each append goes through the second thread of the writer."""
    from materiel.ledger import writer

    monkeypatch.setattr(writer, "BLOCK", 4)
