"""Rows changed behind the back of the ledger, by whoever may do anything to the database, are found."""

import random
import sys

import apsw
import pytest

from materiel.core.errors import DamagedError
from materiel.ledger import Ledger, read_view, verify

ROWS = 90  # of thirty readings: document, reading, claim


def behind_the_back(backend, place, request, statement):
    """Run one statement with all rules of the database switched off."""
    if backend == "sqlite":
        connection = apsw.Connection(str(place))
        for table in ("entries", "contents"):
            connection.execute(f"DROP TRIGGER IF EXISTS {table}_no_update")
            connection.execute(f"DROP TRIGGER IF EXISTS {table}_no_delete")
        connection.execute(statement.format(e="entries", c="contents", x="x'00'"))
        connection.close()
        return
    cluster = request.getfixturevalue("cluster")
    name = place.split("@/")[1].split("?")[0]
    for switch in ("DISABLE", "ENABLE ALWAYS"):
        for table in ("entries", "contents"):
            command = f"ALTER TABLE materiel.{table} {switch} TRIGGER {table}_keep"
            cluster.admin(command, name)
        if switch == "DISABLE":
            command = statement.format(e="materiel.entries", c="materiel.contents", x="'\\x00'")
            cluster.admin(f"SET session_replication_role = replica; {command}", name)


@pytest.mark.parametrize(
    ("statement", "message"),
    [
        ("UPDATE {e} SET payload = {x} WHERE seq = 6", "row 6 is not what was written"),
        ("UPDATE {e} SET recorded = '2020' WHERE seq = 8", "row 8 is not what was written"),
        ("UPDATE {e} SET kind = 'decision' WHERE seq = 9", "row 9 is not what was written"),
        ("UPDATE {e} SET batch = 'other' WHERE seq = 12", "row 12 is not what was written"),
        ("DELETE FROM {e} WHERE seq = 9", "row 9 is missing"),
        ("DELETE FROM {e} WHERE seq > 50", "tells of 90 rows that this file does not have"),
        ("UPDATE {c} SET content = {x} WHERE seq = 7", "has other bytes"),
        ("DELETE FROM {c} WHERE seq = 7", "is missing"),
        ("UPDATE {c} SET seq = 8 WHERE seq = 7", "belong to no document"),
    ],
)
def test_tampering_is_found(backend, place, request, readings, statement, message):
    with Ledger(place) as ledger:
        assert ledger.append(readings(30), extractor="r").head.count == ROWS
    assert verify(place) == []
    behind_the_back(backend, place, request, statement)
    found = [str(finding) for finding in verify(place)]
    assert any(message in finding for finding in found), found


def test_no_claim_is_read_beside_a_document_with_other_bytes(backend, place, request, readings):
    """Nobody has to think of `verify`: a quote is never shown in words that were not recorded."""
    with Ledger(place) as ledger:
        ledger.append(readings(3), extractor="r")
        assert len(read_view(ledger).judged) == 3
    behind_the_back(backend, place, request, "UPDATE {c} SET content = {x} WHERE seq = 4")
    with (
        Ledger(place) as ledger,
        pytest.raises(DamagedError, match=r"document 1\.txt .* has other bytes than were recorded"),
    ):
        read_view(ledger)


def test_one_bit_of_any_payload_is_found(backend, place, request, readings, monkeypatch):
    """From the last row to the first, so that the row just changed is always the first wrong one."""
    monkeypatch.setattr(sys.modules["materiel.ledger.verify"], "LINKED", 7)
    with Ledger(place) as ledger:
        ledger.append(readings(30), extractor="r")
        rows = list(ledger.rows())
    rng = random.Random(5)
    for row in rows[::-9]:
        changed = bytearray(row.payload)
        changed[rng.randrange(len(changed))] ^= 1 << rng.randrange(8)
        quoted = {"sqlite": "x'{}'", "postgresql": "'\\x{}'"}[backend].format(changed.hex())
        statement = f"UPDATE {{e}} SET payload = {quoted} WHERE seq = {row.seq}"
        behind_the_back(backend, place, request, statement)
        assert [f.record for f in verify(place) if "rule L3" in f.message] == [str(row.seq)]


def varint(number):
    """A serial type as SQLite writes it, below 16,384."""
    return bytes([number >> 7 | 0x80, number & 0x7F]) if number > 0x7F else bytes([number])


@pytest.mark.parametrize("column", ["batch", "kind", "recorded", "payload", "hash"])
def test_a_value_of_another_type_with_the_same_bytes_is_found(tmp_path, readings, column):
    """One bit of a record's header makes a text of bytes, or bytes of a text."""
    place = tmp_path / "ledger.sqlite"
    with Ledger(place) as ledger:
        ledger.append(readings(3), extractor="r")
        (row,) = [row for row in ledger.rows() if row.seq == 3]
    values = {name: getattr(row, name) for name in ("batch", "kind", "recorded", "payload", "hash")}
    types = {n: 2 * len(v) + (12 if isinstance(v, bytes) else 13) for n, v in values.items()}
    header = b"".join(map(varint, types.values()))
    types[column] ^= 1
    changed = b"".join(map(varint, types.values()))
    body = b"".join(v if isinstance(v, bytes) else v.encode() for v in values.values())
    content = place.read_bytes()
    assert content.count(header + body) == 1
    place.write_bytes(content.replace(header + body, changed + body))
    assert verify(place) != []


def test_a_chain_made_anew_over_changed_rows_does_not_meet_the_kept_head(
    backend, place, new_place, readings
):
    """Whoever rewrites the whole chain still does not have the head that was kept elsewhere."""
    with Ledger(place) as ledger, Ledger(new_place()) as forged:
        ledger.append(readings(3), extractor="r", recorded="2024-03-01T00:00:00Z")
        forged.append(readings(3), extractor="r", recorded="2024-03-02T00:00:00Z")
        forged._store.head_file.write_bytes(ledger._store.head_file.read_bytes())
        assert "tells of 9 rows" in str(verify(forged.place))
