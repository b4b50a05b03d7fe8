"""Whether a ledger is what it was when it was written."""

from collections.abc import Iterator
from itertools import accumulate, pairwise
from pathlib import Path

from materiel.core.errors import DamagedError, LedgerError
from materiel.core.findings import Finding
from materiel.core.hand import Hand
from materiel.core.hashes import sha256
from materiel.ledger import payloads
from materiel.ledger.chain import EMPTY, link, read_head
from materiel.ledger.opening import open_store
from materiel.ledger.places import Place, Server, place_of
from materiel.ledger.records import Head
from materiel.ledger.store import Linked, Store

PAGE = 2000
LINKED = 20_000  # rows that are read while as many are hashed
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
    upto, head = store.head().count, EMPTY
    meets_kept = kept is None or kept == EMPTY
    with Hand[Linked | None]("ledger-reader") as reader:
        reader.give(store.linked, 0, upto, LINKED)
        while page := reader.take():
            reader.give(store.linked, page.last, upto, LINKED)
            hashes = _hashes(head, page)
            if not hashes:
                break
            if kept and head.count < kept.count <= page.last:
                meets_kept = hashes[kept.count - page.first] == kept.hash
            head = Head(count=page.last, hash=hashes[-1])
    if head.count < upto:
        yield _first_fault(store, head, upto)
    else:
        yield from _head_faults(store, head, kept, meets_kept)


def _hashes(head: Head, page: Linked) -> list[str]:
    """The hashes of rows that follow a head, made anew; none when one is not the hash that is kept."""
    if page.first != head.count + 1 or page.last - page.first + 1 != page.rows:
        return []
    text = memoryview(f'["{head.hash}'.encode() + page.text)
    ends = accumulate(map(int, page.lengths.split(",")), initial=0)
    found = [sha256(text[start:end]) for start, end in pairwise(ends)]
    return found if "".join(found).encode() == page.hashes else []


def _first_fault(store: Store, head: Head, upto: int) -> Fault:
    """Which row it is that does not follow, or is not what was written."""
    while page := store.entries(head.count, upto, None, EVER, PAGE):
        for entry in page:
            count = head.count + 1
            if entry[0] != count:
                return (f"row {count} is missing (rule L2)",)
            value = link(head.hash, *entry[:5])
            if value != entry[5]:
                return f"row {count} is not what was written (rule L3)", str(count)
            head = Head(count=count, hash=value)
    return ("the rows read one by one are not those read together",)


def _head_faults(store: Store, head: Head, kept: Head | None, meets_kept: bool) -> Iterator[Fault]:
    if (
        kept is None and head != EMPTY and isinstance(store.place, Path)
    ):  # a server may be new to us
        yield ("no head is kept beside the file; nothing proves its length",)
    elif kept is not None and not meets_kept:
        message = f"the head file tells of {kept.count} rows that this file does not have"
        yield (f"{message}; it has {head.count}",)
