"""Whether a ledger is what it was when it was written."""

from collections.abc import Iterator
from pathlib import Path

from materiel.core.errors import DamagedError, LedgerError
from materiel.core.findings import Finding
from materiel.core.hashes import sha256
from materiel.ledger import payloads
from materiel.ledger.chain import EMPTY, link, read_head
from materiel.ledger.places import Place, Server, place_of
from materiel.ledger.records import Head
from materiel.ledger.store import Store, open_store

PAGE = 2000
EVER = "9999"


def verify(place: Path | Server | str) -> list[Finding]:
    """Every way in which a ledger differs from an intact one; empty when it is intact.

    Recomputes the chain over all rows (rule L3) and the SHA-256 of every document, asks the database
    for its own faults, and compares with the head that is kept apart.

    Raises:
        LedgerError: There is no ledger at `place`, or the server does not answer.
    """
    where = place_of(place)
    found: list[Finding] = []
    try:
        store = open_store(where, read_only=True)
    except DamagedError as error:
        return [_finding(where, error.what)]
    for faults in (_store_faults, _content_faults, _chain_faults):
        try:
            found += [_finding(where, *fault) for fault in faults(store)]
        except DamagedError as error:
            found.append(_finding(where, error.what))
    store.close()
    return found


Fault = tuple[str] | tuple[str, str]  # what is wrong, and the record it is wrong of


def _finding(place: Place, message: str, record: str | None = None) -> Finding:
    source = place.name if isinstance(place, Path) else str(place)
    return Finding(source=source, message=message, record=record)


def _store_faults(store: Store) -> Iterator[Fault]:
    for message in store.faults():
        yield (message,)


def _content_faults(store: Store) -> Iterator[Fault]:
    """Every document row has its bytes, and there are no others."""
    upto = store.head().count
    names = _document_names(store, upto)
    after = 0
    while page := store.contents(after, upto, 16):
        for seq, name, content in page:
            stated = names.pop(seq, None)
            if stated is None or stated != name:
                yield f"the bytes beside row {seq} belong to no document", name
            elif sha256(content) != name:
                yield f"document {name[:12]} has other bytes", name
        after = page[-1][0]
    for name in names.values():
        yield f"document {name[:12]} is missing", name


def _document_names(store: Store, upto: int) -> dict[int, str]:
    names: dict[int, str] = {}
    after = 0
    while page := store.entries(after, upto, "document", EVER, PAGE):
        names |= {entry[0]: str(payloads.load(entry[4]).get("id")) for entry in page}
        after = page[-1][0]
    return names


def _chain_faults(store: Store) -> Iterator[Fault]:
    try:
        kept = read_head(store.head_file)  # before the rows: the ledger may grow meanwhile
    except LedgerError as error:
        yield (error.what,)
        kept = None
    upto = store.head().count
    head, meets_kept = EMPTY, kept is None or kept == EMPTY
    while page := store.entries(head.count, upto, None, EVER, PAGE):
        count, value = head.count, head.hash
        for seq, batch, kind, recorded, payload, stated in page:
            count += 1
            if seq != count:
                yield (f"row {count} is missing (rule L2)",)
                return
            value = link(value, seq, batch, kind, recorded, payload)
            if value != stated:
                yield f"row {seq} is not what was written (rule L3)", str(seq)
                return
            if kept and seq == kept.count:
                meets_kept = value == kept.hash
        head = Head(count=count, hash=value)
    yield from _head_faults(store, head, kept, meets_kept)


def _head_faults(store: Store, head: Head, kept: Head | None, meets_kept: bool) -> Iterator[Fault]:
    if (
        kept is None and head != EMPTY and isinstance(store.place, Path)
    ):  # a server may be new to us
        yield ("no head is kept beside the file; nothing proves its length",)
    elif kept is not None and not meets_kept:
        message = f"the head file tells of {kept.count} rows that this file does not have"
        yield (f"{message}; it has {head.count}",)
