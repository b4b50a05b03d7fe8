"""A question in SQL asked in a process of its own, which the system ends at its limits.

DuckDB stops most questions by itself; a single long function it neither stops nor counts the memory
of (docs/model.md, rule L9). Run as a module, this reads one question and writes one answer.
"""

import json
import resource
import signal
import subprocess
import sys
from contextlib import redirect_stdout
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO

from materiel.core import errors
from materiel.core.errors import InputError, MaterielError
from materiel.ledger.places import Place, place_of

if TYPE_CHECKING:
    import pyarrow as pa

MEMORY = (
    3 * 2**30
)  # bytes beside what is there when the question begins: DuckDB's 2 GB, and the answer
_SIZE = Path("/proc/self/statm")  # pages of this process, on Linux
GRACE = 1.0  # seconds in which DuckDB may stop by itself


def ask(place: Place, sql: str, *, as_of: str | None = None, seconds: float = 10.0) -> "pa.Table":
    """The answer to one SELECT over a ledger.

    Args:
        place: A ledger.
        sql: One statement that reads.
        as_of: The record as it stood at the end of this day, month or year.
        seconds: Time after which it is stopped; the tables are made before that.

    Raises:
        InputError: No SELECT, a fault in it, too long or too large.
        LedgerError: The ledger cannot be read.
    """
    question = {
        "place": str(place) if isinstance(place, Path) else place.url,
        "sql": sql,
        "as_of": as_of,
        "seconds": seconds,
    }
    asked = subprocess.run(
        [sys.executable, "-m", __name__],
        input=json.dumps(question).encode(),
        stdout=subprocess.PIPE,
        check=False,
    )
    head, _, table = asked.stdout.partition(b"\n")
    if asked.returncode or not head:
        raise _ended(asked.returncode, seconds)
    told = json.loads(head)
    if told:
        raise getattr(errors, told.pop("kind"))(**told)
    import pyarrow as pa

    return pa.ipc.open_stream(table).read_all()


def _ended(code: int, seconds: float) -> MaterielError:
    """What to say of a process that wrote no answer."""
    if code == -signal.SIGALRM:
        return too_long(seconds)
    if code < 0:  # the system has no more memory
        return too_large()
    raise RuntimeError(f"the process that asks ended with code {code}")


def too_long(seconds: float) -> InputError:
    """A question that took its time."""
    return InputError(
        f"the query took longer than {seconds:g} s and was stopped",
        where="SQL",
        way_out="Ask for less, or give --seconds.",
    )


def too_large() -> InputError:
    """A question that took its memory."""
    return InputError(
        "the query needs more memory than it may have",
        where="SQL",
        way_out="Ask for less: fewer columns, a filter, an aggregate.",
    )


def main() -> None:
    """Read a question from standard input, write the answer to standard output."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)  # Ctrl-C ends it without a word
    question = json.load(sys.stdin)
    out = sys.stdout.buffer
    with redirect_stdout(sys.stderr):
        _answer(question, out)


def _answer(question: dict[str, Any], out: BinaryIO) -> None:
    from materiel.ledger.analysis import Analysis
    from materiel.ledger.append import Ledger

    try:
        with Ledger(place_of(question["place"]), create=False) as ledger:
            analysis = Analysis(ledger, as_of=question["as_of"])
            _limit(question["seconds"])
            table = analysis.query(question["sql"], seconds=question["seconds"])
    except (MaterielError, MemoryError) as found:
        error = found if isinstance(found, MaterielError) else too_large()
        told = {"kind": type(error).__name__, "what": error.what}
        out.write(json.dumps(told | {"where": error.where, "way_out": error.way_out}).encode())
        return
    import pyarrow as pa

    signal.setitimer(signal.ITIMER_REAL, 0)
    out.write(b"{}\n")
    with pa.ipc.new_stream(out, table.schema) as stream:
        stream.write_table(table)


def _limit(seconds: float) -> None:
    """From here on the system ends this process, even within a function that hears nothing."""
    if _SIZE.exists():
        most = int(_SIZE.read_text().split()[0]) * resource.getpagesize() + MEMORY
        resource.setrlimit(resource.RLIMIT_AS, (most, resource.getrlimit(resource.RLIMIT_AS)[1]))
    signal.setitimer(signal.ITIMER_REAL, seconds + GRACE)


if __name__ == "__main__":
    main()
