"""The hash chain over the rows, and the head kept beside the file."""

import hashlib
import json
from pathlib import Path

from materiel.core.errors import LedgerError
from materiel.core.files import replace_file
from materiel.core.hashes import canonical_json
from materiel.ledger.records import Head

EMPTY = Head(count=0, hash="0" * 64)


def link(previous: str, seq: int, batch: str, kind: str, recorded: str, payload: bytes) -> str:
    """Hash of a row that also depends on every row before it.

    Source: docs/model.md, rule L3: SHA-256(previous hash, seq, batch, kind, recorded, payload).

    >>> link("0" * 64, 1, "b", "claim", "2024-01-01T00:00:00Z", b"{}")[:8]
    '2adf5cc9'
    """
    head = canonical_json([previous, seq, batch, kind, recorded])
    return hashlib.sha256(head + b"\n" + payload).hexdigest()


def head_path(ledger: Path) -> Path:
    """Where the head of a ledger file is kept.

    >>> head_path(Path("ledger.sqlite")).name
    'ledger.sqlite.head'
    """
    return ledger.with_name(ledger.name + ".head")


def write_head(ledger: Path, head: Head) -> None:
    """Write count and hash beside the ledger, whole or not at all."""
    content = canonical_json({"count": head.count, "hash": head.hash}) + b"\n"
    replace_file(head_path(ledger), content)


def read_head(ledger: Path) -> Head | None:
    """The head kept beside the ledger; None when there is none.

    Raises:
        LedgerError: The file is there but does not hold a head.
    """
    path = head_path(ledger)
    try:
        fields = json.loads(path.read_bytes())
        return Head(count=int(fields["count"]), hash=str(fields["hash"]))
    except FileNotFoundError:
        return None
    except (ValueError, KeyError, TypeError) as error:
        raise LedgerError(
            "the head file does not hold a count and a hash",
            where=str(path),
            way_out="Run materiel ledger verify; restore the file from a backup.",
        ) from error
