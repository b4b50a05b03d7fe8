"""What a ledger asks of the database that keeps its rows; two databases answer (rule L1).

A store appends and reads, nothing else. It tells of its faults in three ways: DamagedError (what is
kept is not what was written), StorageError (the disk is full or fails), LedgerError (the rest).
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager
from pathlib import Path
from typing import NamedTuple, Protocol

from materiel.core.errors import LedgerError
from materiel.ledger.places import Place
from materiel.ledger.records import Head
from materiel.ledger.rows import Rows

FORMAT = 3  # 3: the batch index lies in the rows, contents carry the number of their row
CREATE = "Make one with: materiel ledger create LEDGER, or materiel run PATH --out DIR"

Entry = tuple[int, str, str, str, bytes, str]  # seq, batch, kind, recorded, payload, hash
Content = tuple[int, str, bytes]  # seq of the document's row, its SHA-256, its bytes
PAGE_BYTES = 64 * 2**20  # of rows that come in one text


class Linked(NamedTuple):
    """Rows that follow each other, as the texts that are hashed (rule L3), in one piece.

    Each row's text begins with the hash of the row before it. So a row adds to `text` what is hashed of
    it behind that hash, and then the first letters of the next row's: `["` and its own hash.
    """

    rows: int
    first: int
    last: int
    text: bytes
    lengths: str  # of each row's part of `text`, with commas between [bytes]
    hashes: bytes  # as they are kept, one behind the other


class Lines(NamedTuple):
    """Claims in the order of their rows, in one piece."""

    rows: int
    last: int
    text: bytes  # their payloads, one a line
    seqs: str  # with commas between
    recorded: str  # one a line


class Store(Protocol):
    """An open database of rows."""

    @property
    def place(self) -> Place:
        """Where it lies."""

    @property
    def head_file(self) -> Path:
        """Where the head is kept, apart from the rows."""

    def head(self) -> Head:
        """Row count and the hash of the last row."""

    def writing(self) -> AbstractContextManager[None]:
        """A transaction of the only writer: all that is added inside stays, or nothing does."""

    def settle(self) -> None:
        """Begin what can follow a transaction and its head, beside whatever comes next."""

    def adding(self, rows: Rows) -> Callable[[], None]:
        """Make ready to append rows. What comes back does it, beside Python's other threads if it can."""

    def add_contents(self, contents: Iterable[Content]) -> None:
        """Append the bytes of documents."""

    def known(self, keys: Sequence[str], documents: Sequence[str]) -> set[str]:
        """Keys of which a reading or decision is there (rule L4), and documents, SHA-256, that are there."""

    def content(self, sha256: str) -> bytes | None:
        """The bytes of one document."""

    def entries(
        self, after: int, upto: int, kind: str | None, until: str, limit: int
    ) -> list[Entry]:
        """The first `limit` rows with after < seq <= upto, in order, recorded no later than `until`."""

    def linked(self, after: int, upto: int, limit: int) -> Linked | None:
        """Rows with after < seq <= upto as they are hashed, at most `limit`; None when there are none."""

    def claim_lines(self, after: int, upto: int, limit: int) -> Lines | None:
        """Claims with after < seq <= upto, at most `limit`; None when there are none."""

    def contents(self, after: int, upto: int, limit: int) -> list[Content]:
        """The bytes of the first `limit` documents with after < seq <= upto."""

    def faults(self) -> Iterator[str]:
        """What the database itself finds wrong: pages, indexes, rules that are no longer there."""

    def close(self) -> None:
        """End the connection."""


def no_ledger(place: Place) -> LedgerError:
    """The error of a place where there is none."""
    return LedgerError("no ledger here", where=str(place), way_out=CREATE)


def wrong_format(place: Place, found: object) -> LedgerError:
    """The error of a ledger that another version made."""
    return LedgerError(
        f"ledger format {found}; this version reads format {FORMAT}",
        where=str(place),
        way_out="Open it with the version of materiel that wrote it.",
    )


def busy(place: Place) -> LedgerError:
    """The error of a ledger that somebody else is writing to."""
    return LedgerError(
        "another program is writing to this ledger",
        where=str(place),
        way_out="Wait until it has finished, then run again.",
    )
