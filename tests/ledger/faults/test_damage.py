"""Files cut short and bits turned round: every change of content is found, and told in our words."""

import random
import shutil

import pytest
from writers import a_reading

from materiel.core.errors import MaterielError
from materiel.ledger import Decision, Ledger, recover, verify
from materiel.ledger.chain import head_path

ENDS = ("", "-wal")


@pytest.fixture
def damaged(tmp_path):
    """Makes copies of a ledger, half of it still in the WAL; a function changes the bytes of one file."""
    place = tmp_path / "ledger.sqlite"
    with Ledger(place) as ledger:
        for number in range(12):
            ledger.append([a_reading(number)], extractor="r")
    ledger = Ledger(place)
    for number in range(12, 24):
        ledger.append([a_reading(number)], extractor="r")
    decision = Decision(action="flag", about=("x",), author="A", made="2024-03-01T00:00:00Z")
    ledger.decide([decision])
    kept = {end: place.with_name(place.name + end).read_bytes() for end in ENDS}
    assert all(len(content) > 20_000 for content in kept.values())

    def copy(number, end, change):
        folder = tmp_path / f"copy-{number}"
        folder.mkdir()
        made = folder / "ledger.sqlite"
        for name, content in kept.items():
            made.with_name(made.name + name).write_bytes(
                change(content) if name == end else content
            )
        shutil.copy(head_path(place), head_path(made))
        return made

    yield ledger, copy
    ledger.close()


def cut_short(rng):
    return lambda content: content[: rng.randrange(len(content))]


def one_bit(rng):
    def flip(content):
        changed = bytearray(content)
        changed[rng.randrange(len(changed))] ^= 1 << rng.randrange(8)
        return bytes(changed)

    return flip


def content_of(ledger):
    return list(ledger.rows()), ledger.documents(), ledger.claims(), ledger.decisions()


def is_found(copy, expected):
    """Whether verify or opening tells of it; an error that is not ours fails the test."""
    try:
        if verify(copy):
            return True
        with Ledger(copy, create=False) as opened:
            return content_of(opened) == expected  # unused space: nothing was changed
    except MaterielError:
        return True


@pytest.mark.parametrize("harm", [cut_short, one_bit])
def test_a_hundred_damaged_files_are_found(damaged, harm):
    ledger, copy = damaged
    expected = content_of(ledger)
    rng = random.Random(20240301)
    change = harm(rng)
    silent = [
        number
        for number in range(100)
        if not is_found(copy(number, ENDS[number % 2], change), expected)
    ]
    assert silent == []


def test_most_damage_is_told_by_verify(damaged):
    """The control for the test above: damage to content does not pass as unused space."""
    _ledger, copy = damaged
    change = cut_short(random.Random(7))
    assert sum(bool(verify(copy(n, ENDS[n % 2], change))) for n in range(20)) >= 18


@pytest.mark.parametrize("harm", [cut_short, one_bit])
def test_what_is_recovered_is_an_intact_beginning(damaged, tmp_path, harm):
    """Of each damaged copy the beginning is saved, by whole batches; the rest can be added again."""
    ledger, copy = damaged
    rows = list(ledger.rows())
    rng = random.Random(3)
    saved_rows, losses = 0, 0
    for number in range(20):
        out = tmp_path / f"saved-{number}.sqlite"
        try:
            saved = recover(copy(number, ENDS[number % 2], harm(rng)), out)
        except MaterielError:  # not even its first page
            losses += 1
            continue
        with Ledger(out, create=False) as opened:
            found = list(opened.rows())
            assert found == rows[: len(found)]
            assert saved.head == opened.head()
            assert bool(saved.lost) == (len(found) < len(rows))
            losses += bool(saved.lost)
            saved_rows += len(found)
            opened.append([a_reading(again) for again in range(24)], extractor="r")
            assert len(opened.claims()) == 24 * 7
        assert verify(out) == []
    assert losses > 5 and saved_rows > 500


def test_what_was_lost_is_listed(damaged, tmp_path):
    """A changed row in the middle: what stands behind it is named."""
    ledger, copy = damaged
    target = next(row for row in ledger.rows() if row.seq == 50).hash.encode()

    def change(content):
        assert target in content
        return content.replace(target, b"0" * 64)

    saved = recover(copy(0, "", change), tmp_path / "saved.sqlite")
    told = [finding.message for finding in saved.lost]
    assert saved.head.count == 45  # row 50 is in the sixth batch
    assert "nothing is intact behind row 49" in told[0]
    assert "document 0/6" in told and "document 0/23" in told and "decision flag x" in told
    assert "rows 46 to 217: 172 rows" in told


def test_an_intact_ledger_is_recovered_whole(damaged, tmp_path):
    ledger, _ = damaged
    saved = recover(ledger.place, tmp_path / "saved.sqlite")
    assert (saved.head, saved.lost) == (ledger.head(), ())
