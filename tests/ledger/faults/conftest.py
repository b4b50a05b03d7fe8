"""Ledgers on a file system of the tests."""

import subprocess
import tempfile
from contextlib import contextmanager
from pathlib import Path

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


@pytest.fixture
def small_disk():
    """A file system of 4 MB; the test is skipped where none can be mounted."""
    folder = Path(tempfile.mkdtemp(prefix="materiel-small-"))
    folder.chmod(0o755)  # a server's user has to get there
    command = ["mount", "-t", "tmpfs", "-o", "size=4m", "tmpfs", str(folder)]
    if subprocess.run(command, capture_output=True).returncode:
        folder.rmdir()
        pytest.skip("no file system can be mounted here; the failing steps above stand in for it")
    yield folder
    subprocess.run(["umount", "-l", str(folder)], check=True)
    folder.rmdir()
