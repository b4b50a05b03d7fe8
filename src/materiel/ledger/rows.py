"""Rows on their way into the store: linked one to the other, kept column by column."""

import hashlib
from collections.abc import Iterable, Iterator

from materiel.core.errors import LedgerError
from materiel.ledger.records import Head, Row, RowKind


class Rows:
    """Rows that follow a head, one list for each column: what is alike in many costs next to nothing.

    Args:
        head: Of the rows that come before.

    >>> rows = Rows(Head(count=0, hash="0" * 64))
    >>> rows.link("b", "claim", "2024-01-01T00:00:00Z", [b"{}", b"{}"])
    >>> len(rows), rows.head.count, rows.hashes[0][:8]
    (2, 2, '2adf5cc9')
    """

    def __init__(self, head: Head) -> None:
        self.first = head.count + 1
        self.batches: list[str] = []
        self.kinds: list[RowKind] = []
        self.times: list[str] = []
        self.payloads: list[bytes] = []
        self.hashes: list[str] = []
        self._before = head

    def __len__(self) -> int:
        return len(self.hashes)

    def __iter__(self) -> Iterator[Row]:
        seqs = range(self.first, self.first + len(self))
        columns = (self.batches, self.kinds, self.times, self.payloads, self.hashes)
        return map(Row, seqs, *columns)

    @property
    def head(self) -> Head:
        """Row count and the hash of the last row."""
        if not self.hashes:
            return self._before
        return Head(count=self.first + len(self) - 1, hash=self.hashes[-1])

    def link(self, batch: str, kind: RowKind, recorded: str, payloads: Iterable[bytes]) -> None:
        """Add rows that differ in their payloads only: `chain.link` written out for speed (rule L3)."""
        head = self.head
        seq, value = head.count, head.hash
        rest = f'"{batch}","{kind}","{recorded}"]\n'
        for payload in payloads:
            seq += 1
            value = hashlib.sha256(f'["{value}",{seq},{rest}'.encode() + payload).hexdigest()
            self.payloads.append(payload)
            self.hashes.append(value)
        added = seq - head.count
        self.batches += [batch] * added
        self.kinds += [kind] * added
        self.times += [recorded] * added

    def put(self, row: Row) -> None:
        """Add a row as it stands in another ledger.

        Raises:
            LedgerError: It does not follow.
        """
        if row.seq != self.first + len(self):
            raise LedgerError(
                "these rows do not follow each other (rule L2)", where=f"row {row.seq}"
            )
        self.batches.append(row.batch)
        self.kinds.append(row.kind)
        self.times.append(row.recorded)
        self.payloads.append(row.payload)
        self.hashes.append(row.hash)
