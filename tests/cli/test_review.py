"""materiel review, by real keys in a real terminal."""

import os
import pty
import select
import subprocess
import sys
import time

import pytest

from materiel.ledger import Ledger, read_view


@pytest.fixture
def path(tmp_path, make_document, make_claim):
    text = "Norway bought 40 howitzers. Sweden bought 12 drones. Chile bought 7 tanks."
    document = make_document(text, name="a.txt", published="2024-01-10")
    told = (("40 howitzers", "NO", 40.0), ("12 drones", "SE", 12.0), ("7 tanks", "CL", 7.0))
    claims = [
        make_claim(document, words, kind="order", subject=(who,), low=n, high=n, unit="piece")
        for words, who, n in told
    ]
    with Ledger(tmp_path / "ledger.sqlite") as ledger:
        ledger.append([(document, claims)], extractor="r", recorded="2024-03-01T00:00:00Z")
    return tmp_path / "ledger.sqlite"


class Terminal:
    """A program in a terminal of its own: keys go in, the screen comes out."""

    def __init__(self, *words):
        self.main, child = pty.openpty()
        self.process = subprocess.Popen(
            [sys.executable, "-m", "materiel", *map(str, words)],
            stdin=child,
            stdout=child,
            stderr=child,
            close_fds=True,
            env=os.environ | {"TERM": "xterm"},
        )
        os.close(child)
        self.screen = ""

    def wait_for(self, words, seconds=30):
        """Read until the words stand on what was printed since the last wait."""
        end = time.monotonic() + seconds
        while words not in self.screen:
            assert time.monotonic() < end, f"{words!r} never came:\n{self.screen}"
            if select.select([self.main], [], [], 0.2)[0]:
                try:
                    self.screen += os.read(self.main, 65536).decode("utf-8", "replace")
                except OSError:
                    break
        before, found, self.screen = self.screen.partition(words)
        assert found, f"{words!r} never came:\n{before}"
        return before

    def press(self, keys, until):
        os.write(self.main, keys.encode())
        return self.wait_for(until)

    def leave(self):
        os.write(self.main, b"q")
        self.wait_for("in this sitting")
        code = self.process.wait(timeout=30)
        os.close(self.main)
        return code


@pytest.fixture
def terminal(path):
    opened = []

    def start(*more):
        opened.append(Terminal("review", path, "--author", "K. Analyst", *more))
        opened[-1].wait_for("1 of ")
        return opened[-1]

    yield start
    for one in opened:
        if one.process.poll() is None:
            one.process.kill()
            one.process.wait()


def decided(path):
    with Ledger(path, create=False) as ledger:
        view = read_view(ledger)
        return [one.standing for one in view.judged], ledger.decisions(), view.judged


def test_looking_decides_nothing(path, terminal):
    screen = terminal()
    screen.press("j", "2 of 3")
    screen.press(" ", "3 of 3")
    screen.press("j", "that was the last claim")
    screen.press("k", "2 of 3")
    screen.press("?", "undo the last decision")
    screen.press("/CL\n", "3 of 3")
    screen.press("/nowhere\n", "no claim holds 'nowhere'")
    assert screen.leave() == 0
    assert decided(path)[1] == []


def test_the_quote_stands_out_in_its_context(terminal):
    screen = terminal()
    page = screen.press("j", "\x1b[7m12 drones\x1b[0m")
    assert "Sweden bought" in page
    screen.leave()


def test_keys_decide_and_each_decision_is_a_row(path, terminal):
    screen = terminal()
    screen.press("a", "2 of 3")  # the next claim follows
    screen.press("x", "why:")
    screen.press("not in the quote\n", "3 of 3")
    screen.press("f", "why:")
    screen.press("\n", "flag: written")
    assert screen.leave() == 0
    standings, made, judged = decided(path)
    assert standings == ["accepted", "rejected", "unreviewed"] and judged[2].flagged
    assert [(d.action, d.author, d.reason) for d in made] == [
        ("accept", "K. Analyst", ""),
        ("reject", "K. Analyst", "not in the quote"),
        ("flag", "K. Analyst", ""),
    ]


def test_backspace_withdraws_the_last_decision(path, terminal):
    screen = terminal()
    screen.press("a", "2 of 3")
    screen.press("\x7f", "withdrawn: accept")
    screen.wait_for("1 of 3")
    screen.press("\x7f", "nothing to undo")
    assert screen.leave() == 0
    standings, made, _ = decided(path)
    assert standings == ["unreviewed"] * 3
    assert [d.action for d in made] == ["accept", "withdraw"]


def test_an_amendment_is_tried_before_it_is_written(path, terminal):
    screen = terminal()
    screen.press("e", "fields")
    screen.press("low=much\n", "nothing decided")
    screen.press("e", "fields")
    screen.press("colour=1\n", "nothing decided")
    screen.press("e", "fields")
    screen.press("low=44; high=44\n", "why:")
    screen.press("the caption says so\n", "amend: written")
    assert screen.leave() == 0
    standings, made, judged = decided(path)
    assert standings[0] == "amended" and judged[0].claim.low == 44 and len(made) == 1


def test_a_second_sitting_shows_what_is_left(path, terminal):
    first = terminal()
    first.press("a", "2 of 3")
    first.leave()
    second = terminal()
    second.press("j", "2 of 2")
    second.leave()
