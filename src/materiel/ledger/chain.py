"""The hash chain over the rows, and the head kept apart from them."""

import fcntl
import hashlib
import json
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from materiel.core.errors import DamagedError, LedgerError
from materiel.core.files import replace_file
from materiel.core.hashes import canonical_json
from materiel.ledger.records import Head, Row

EMPTY = Head(count=0, hash="0" * 64)


def link(previous: str, seq: int, batch: str, kind: str, recorded: str, payload: bytes) -> str:
    """Hash of a row that also depends on every row before it.

    The first line is the canonical JSON of five values that need no escapes, written out for speed.

    Source: docs/model.md, rule L3: SHA-256(previous hash, seq, batch, kind, recorded, payload).

    >>> link("0" * 64, 1, "b", "claim", "2024-01-01T00:00:00Z", b"{}")[:8]
    '2adf5cc9'
    """
    head = f'["{previous}",{seq},"{batch}","{kind}","{recorded}"]\n'
    return hashlib.sha256(head.encode() + payload).hexdigest()


def follow(head: Head, row: Row) -> Head:
    """The head after a row, if the row follows it and is what was written.

    Raises:
        DamagedError: It does not, or is not.
    """
    value = link(head.hash, row.seq, row.batch, row.kind, row.recorded, row.payload)
    if row.seq != head.count + 1 or value != row.hash:
        raise DamagedError(
            f"row {row.seq} does not follow row {head.count} or is not what was written (rule L3)",
            where=f"row {row.seq}",
            way_out="Export the ledger again; this copy is damaged.",
        )
    return Head(count=row.seq, hash=value)


def head_path(ledger: Path) -> Path:
    """Where the head of a ledger file is kept.

    >>> head_path(Path("ledger.sqlite")).name
    'ledger.sqlite.head'
    """
    return ledger.with_name(ledger.name + ".head")


def keep_head(file: Path, head: Callable[[], Head]) -> None:
    """Write the present head to `file`, whole or not at all; of two writers the later one wins."""
    file.parent.mkdir(parents=True, exist_ok=True)
    with _locked(file.parent):
        write_head(file, head())


def write_head(file: Path, head: Head) -> None:
    """Write count and hash, whole or not at all."""
    replace_file(file, canonical_json({"count": head.count, "hash": head.hash}) + b"\n")


def read_head(file: Path) -> Head | None:
    """The head kept in `file`; None when there is none.

    Raises:
        LedgerError: The file is there but does not hold a head.
    """
    try:
        fields = json.loads(file.read_bytes())
        return Head(count=int(fields["count"]), hash=str(fields["hash"]))
    except FileNotFoundError:
        return None
    except (ValueError, KeyError, TypeError, OverflowError) as error:
        raise LedgerError(
            "the head file does not hold a count and a hash",
            where=str(file),
            way_out="Run materiel ledger verify; restore the file from a backup.",
        ) from error


@contextmanager
def _locked(folder: Path) -> Iterator[None]:
    """Hold the folder against other writers of heads. The lock ends with the process."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)
