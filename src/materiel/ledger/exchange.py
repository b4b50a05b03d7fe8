"""A ledger as plain files, and a ledger made again from them with the same head (rule L8).

`rows.jsonl` has a line a row with its hash, `contents/` the bytes of every document by SHA-256.
"""

import json
import re
from collections.abc import Iterator
from pathlib import Path

from materiel.core.errors import LedgerError
from materiel.ledger import payloads
from materiel.ledger.admit import admitted
from materiel.ledger.append import Ledger
from materiel.ledger.chain import EMPTY, follow
from materiel.ledger.records import Appended, Head, Row

ROWS = "rows.jsonl"
CONTENTS = "contents"
_SHA256 = re.compile(r"[0-9a-f]{64}")
_WAY_OUT = "Give a folder that was made by: materiel export LEDGER --to ledger --out DIR"


def write_ledger(ledger: Ledger, folder: Path) -> int:
    """Write every row and document of a ledger into an empty folder; gives the number of rows."""
    (folder / CONTENTS).mkdir()
    for document in ledger.documents():
        (folder / CONTENTS / document.id).write_bytes(document.content)
    count = 0
    with (folder / ROWS).open("w", encoding="utf-8", newline="\n") as file:
        for row in ledger.rows():
            fields = row._asdict() | {"payload": row.payload.decode("utf-8")}
            file.write(json.dumps(fields, ensure_ascii=False) + "\n")
            count += 1
    return count


def read_ledger(folder: Path, ledger: Ledger) -> Appended:
    """Append the rows of an exported ledger to one that is empty or an older copy of it.

    Raises:
        LedgerError: Files are missing or damaged, or the rows differ from those of `ledger`;
            nothing is appended then.
    """
    rows = admitted(_chained(folder), lambda name: _content(folder, name))
    return ledger.restore(rows, lambda name: _content(folder, name))


def check_export(folder: Path) -> Head:
    """The head of an exported ledger whose every row and document is what was written.

    Raises:
        LedgerError: Files are missing or damaged, or a row holds no record.
    """
    if not (folder / ROWS).is_file():
        raise LedgerError(f"there is no {ROWS} here", where=str(folder), way_out=_WAY_OUT)
    head = EMPTY
    for row in admitted(_chained(folder), lambda name: _content(folder, name)):
        head = Head(count=row.seq, hash=row.hash)
    return head


def _chained(folder: Path) -> Iterator[Row]:
    """Rows that follow each other, with the documents that they name."""
    head = EMPTY
    for row in _rows(folder / ROWS):
        head = follow(head, row)
        if row.kind == "document":
            name = payloads.load(row.payload).get("id")
            payloads.require_content(row, _content(folder, name))
        yield row


def _rows(path: Path) -> Iterator[Row]:
    with path.open("rb") as file:
        for number, line in enumerate(file, start=1):
            try:
                fields = json.loads(line)
                fields["payload"] = fields["payload"].encode("utf-8")
                yield Row(**fields)
            except (ValueError, TypeError, KeyError, AttributeError) as error:
                raise LedgerError(
                    f"this line is no row of a ledger: {error}",
                    where=f"{path}:{number}",
                    way_out=_WAY_OUT,
                ) from error


def _content(folder: Path, name: object) -> bytes:
    if not isinstance(name, str) or not _SHA256.fullmatch(name):
        told = repr(name)[:80]
        raise LedgerError(f"{told} is no SHA-256", where=str(folder), way_out=_WAY_OUT)
    path = folder / CONTENTS / name
    try:
        return path.read_bytes()
    except OSError as error:
        raise LedgerError(
            f"document {name[:12]} is missing", where=str(path), way_out=_WAY_OUT
        ) from error
