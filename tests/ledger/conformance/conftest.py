"""Small blocks, so that each append goes through the second thread of the writer."""

import pytest

from materiel.ledger import writer


@pytest.fixture(autouse=True)
def _small_blocks(monkeypatch):
    monkeypatch.setattr(writer, "BLOCK", 4)
