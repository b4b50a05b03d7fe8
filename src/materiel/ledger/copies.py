"""A ledger copied whole, and what can be saved of a damaged one."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from materiel.core.errors import DamagedError, LedgerError, StorageError
from materiel.core.findings import Finding
from materiel.ledger import payloads
from materiel.ledger.append import Ledger
from materiel.ledger.chain import EMPTY, follow, head_path, read_head, write_head
from materiel.ledger.opening import open_store
from materiel.ledger.places import Place, Server, place_of
from materiel.ledger.records import Head, Row
from materiel.ledger.store import Store

EVER, LAST = "9999", 2**62
NAMED = 10_000  # at most so many lost documents and decisions are named


def create_ledger(place: Path | Server | str, *, writer: str | None = None) -> Place:
    """Make an empty ledger.

    Args:
        place: A file, or a PostgreSQL database as its owner sees it.
        writer: PostgreSQL: the role that may read and append.

    Raises:
        LedgerError: There is one already, or a server is named without a role for writers.
    """
    where = place_of(place)
    if isinstance(where, Path):
        _require_new(where)
        Ledger(where).close()
        return where
    if not writer:
        raise LedgerError(
            "no role is named that may read and append",
            where=str(where),
            way_out="Make one (CREATE ROLE NAME LOGIN PASSWORD '…') and give --writer NAME.",
        )
    from materiel.ledger.postgres import create_schema

    create_schema(where, writer)
    return where


@dataclass(frozen=True, slots=True, kw_only=True)
class Recovered:
    """What was saved of a damaged ledger."""

    head: Head  # of the new ledger
    lost: tuple[Finding, ...]  # what is not in it


def backup(place: Path | Server | str, file: Path) -> Head:
    """Copy a ledger into a new file while others write; the copy is one state of it, with its head.

    Args:
        place: A ledger. SQLite copies its pages; of a server the rows are copied one by one.
        file: Where to; must not be there yet.

    Raises:
        LedgerError: There is no ledger, or `file` is there already.
        DamagedError: A row of a server does not follow the chain.
    """
    where = place_of(place)
    with _whole(file) as partial:
        if isinstance(where, Path):
            _copy_file(where, partial)
            with Ledger(partial, create=False) as copied:
                return copied.head()
        with Ledger(where) as source, Ledger(partial) as target:
            return target.restore(source.rows(), source.content).head


def recover(damaged: Path | Server | str, file: Path) -> Recovered:
    """Save the longest intact beginning of a damaged ledger into a new file, and tell what is lost.

    Nothing behind the first damaged batch is taken over: it hangs on what is not there. The damaged
    ledger is only read.

    Raises:
        LedgerError: There is no ledger at `damaged`, or `file` is there already.
        DamagedError: Its first page is damaged, so that nothing in it can be found.
    """
    store = _readable(place_of(damaged))
    lost: list[Finding] = []
    try:
        with _whole(file) as partial, Ledger(partial) as target:
            rows = _whole_batches(_intact(store, lost))
            head = target.restore(rows, lambda name: store.content(name) or b"").head
        lost += _behind(store, head)
    finally:
        store.close()
    return Recovered(head=head, lost=tuple(lost))


def _readable(damaged: Place) -> Store:
    try:
        return open_store(damaged, read_only=True)
    except DamagedError as error:
        raise DamagedError(
            f"nothing can be found in it: {error.what}",
            where=str(damaged),
            way_out="Restore a backup, or read the reports again into a new ledger.",
        ) from error


@contextmanager
def _whole(file: Path) -> Iterator[Path]:
    """A file beside `file` to write a ledger into; at the end it takes the name, and has a head."""
    _require_new(file)
    partial = file.with_name(f".{file.name}.partial")
    _remove(partial)
    try:
        yield partial
        with Ledger(partial, create=False) as copied:
            head = copied.head()
        partial.rename(file)
        write_head(head_path(file), head)
    except OSError as error:
        raise StorageError(f"the copy cannot be written to {file}: {error.strerror}") from error
    finally:
        _remove(partial)


def _require_new(file: Path) -> None:
    if file.exists():
        way_out = "Name a file that is not there."
        raise LedgerError("there is a file already", where=str(file), way_out=way_out)
    if not file.absolute().parent.is_dir():
        way_out = "Make it first."
        raise LedgerError("there is no such folder", where=str(file.parent), way_out=way_out)


def _copy_file(source: Path, target: Path) -> None:
    from materiel.ledger.sqlite import SqliteStore

    store = SqliteStore(source, read_only=True)
    try:
        store.backup(target)
    finally:
        store.close()


def _remove(partial: Path) -> None:
    for end in ("", ".head", "-wal", "-shm"):
        partial.with_name(partial.name + end).unlink(missing_ok=True)


def _intact(store: Store, lost: list[Finding]) -> Iterator[Row]:
    """Rows that follow the chain, documents with all their bytes, up to the first that does not."""
    head = EMPTY
    try:
        while page := store.entries(head.count, LAST, None, EVER, 1):  # alone: none drags another
            row = Row._make(page[0])
            head = follow(head, row)
            if row.kind == "document":
                name = str(payloads.load(row.payload)["id"])
                payloads.require_content(row, store.content(name) or b"")
            yield row
    except DamagedError as error:
        lost.append(_lost(store, f"nothing is intact behind row {head.count}: {error.what}"))


def _whole_batches(rows: Iterable[Row]) -> Iterator[Row]:
    """Without the beginning of a last batch: its key would keep the rest from being added again."""
    waiting: list[Row] = []
    due = 0
    for row in rows:
        waiting.append(row)
        if row.kind == "reading":
            due = payloads.load(row.payload)["claims"]
        else:
            due = {"document": 1, "claim": due - 1, "decision": 0}[row.kind]
        if due == 0:
            yield from waiting
            waiting.clear()


def _behind(store: Store, head: Head) -> list[Finding]:
    """What can still be named of the rows behind the new head, and how many there were."""
    found = []
    for kind in ("document", "decision"):
        try:
            for _, _, _, _, payload, _ in store.entries(head.count, LAST, kind, EVER, NAMED):
                found.append(_lost(store, f"{kind} {_name_of(payload)}"))
        except DamagedError as error:
            found.append(_lost(store, f"a {kind} that cannot be read: {error.what}"))
    try:
        kept = read_head(store.head_file)
    except LedgerError as error:
        found.append(_lost(store, error.what))
        kept = None
    if kept and kept.count > head.count:
        found.append(
            _lost(store, f"rows {head.count + 1} to {kept.count}: {kept.count - head.count} rows")
        )
    return found


def _name_of(payload: bytes) -> str:
    fields = payloads.load(payload)
    about = fields.get("name") or f"{fields.get('action')} {' '.join(fields.get('about', ()))}"
    return str(about)


def _lost(store: Store, message: str) -> Finding:
    place = store.place
    return Finding(source=place.name if isinstance(place, Path) else str(place), message=message)
