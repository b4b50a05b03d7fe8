"""Processes that write to a ledger and are killed, and what must be true of it afterwards."""

import os
import random
import signal
import time
import traceback

from materiel.claims.records import Claim
from materiel.core.hashes import sha256
from materiel.documents.records import Document
from materiel.ledger import Ledger, append, chain, verify

CLAIMS = 7  # of each batch
WORDS = "They made 100 shells."


def a_reading(number, writer=0):
    """Document `number` of a writer, with its claims."""
    text = f"Report {writer}/{number}: {WORDS}"
    document = Document(
        id=sha256(text.encode()),
        name=f"{writer}/{number}",
        content=text.encode(),
        encoding="utf-8",
        text=text,
        blocks=(),
    )
    start = text.index("100")
    claims = [
        Claim(
            document=document.id,
            doc=document.name,
            start=start,
            end=start + 3,
            quote="100",
            kind="production",
            low=float(k),
        )
        for k in range(CLAIMS)
    ]
    return document, claims


class Process:
    """A forked process that tells numbers; quick to start, and as dead after SIGKILL as any other."""

    def __init__(self, work):
        reading, writing = os.pipe()
        self.pid = os.fork()
        if self.pid == 0:
            code = 1
            try:
                os.close(reading)
                work(lambda number: os.write(writing, f"{number}\n".encode()))
                code = 0
            except BaseException:
                traceback.print_exc()
            finally:
                os._exit(code)
        os.close(writing)
        self.told = os.fdopen(reading)

    def kill(self):
        """SIGKILL; gives the lines that were told and not read."""
        os.kill(self.pid, signal.SIGKILL)
        return self.wait()[1]

    def wait(self):
        """Exit code, and the lines that were told and not read."""
        rest = self.told.read().splitlines()
        self.told.close()
        return os.waitstatus_to_exitcode(os.waitpid(self.pid, 0)[1]), rest


def write_for_ever(place, tell, writer=0):
    """Append batch after batch, and tell each number once it is acknowledged."""
    with Ledger(place, create=False) as ledger:
        number = 0
        while True:
            ledger.append([a_reading(number, writer)], extractor="r")
            tell(number)
            number += 1


def kill_a_writer(place, *, after, pause_s):
    """SIGKILL a writer some time after its append number `after`. Gives (acknowledged, reopening in s)."""
    writer = Process(lambda tell: write_for_ever(place, tell))
    acknowledged = -1
    while acknowledged < after:
        acknowledged = int(writer.told.readline())
    time.sleep(pause_s)
    rest = [line for line in writer.kill() if line.endswith(tuple("0123456789"))]
    acknowledged = int(rest[-1]) if rest else acknowledged
    begun = time.monotonic()
    with Ledger(place, create=False) as ledger:
        reopened_s = time.monotonic() - begun
        written = require_whole(ledger)
    assert written > acknowledged, f"acknowledged {acknowledged}, there are {written}"
    assert verify(place) == []
    return acknowledged, reopened_s


def require_whole(ledger, writer=0):
    """The batches 0, 1, 2 … of a writer are there, each whole and once; gives how many."""
    documents, claims = ledger.documents(), ledger.claims()
    ours = [d.name for d in documents if d.name.startswith(f"{writer}/")]
    assert ours == [f"{writer}/{number}" for number in range(len(ours))]
    expected = [c.id for n in range(len(ours)) for c in a_reading(n, writer)[1]]
    assert [c.id for c in claims if c.doc.startswith(f"{writer}/")] == expected
    return len(ours)


def require_prefix(ledger):
    """What one reading sees is a valid beginning: no gap, whole chain. Gives its length."""
    head = chain.EMPTY
    for row in ledger.rows():
        head = append.follow(head, row)
    return head.count


def random_pause(seed, longest_s=0.01):
    """A pause that falls anywhere in an append."""
    return random.Random(seed).uniform(0.0, longest_s)
