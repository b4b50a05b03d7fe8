"""Worker processes: they live on, are killed in time, and one that dies takes nothing along."""

import os
import signal
import subprocess
import sys
import time

import pytest

from materiel.documents import parse, worker
from materiel.documents.parse import Job, Refused
from materiel.documents.pool import Pool

STORY = b"<p>The plant in the north will make four thousand shells a month from May, she said.</p>"
GOOD = Job(kind="html", name="good", content=b"<h1>Shells</h1>" + STORY * 5)
# A million entities in a line: slow in any parser that cares for places.
SLOW = Job(kind="html", name="slow", content=b"<p>" + b"&amp; " * 1_600_000)


@pytest.fixture(scope="module")
def pool():
    with Pool(workers=2) as made:
        made.parse(GOOD)
        yield made


def reads(pool) -> bool:
    return [found.name for jobs in pool.map([GOOD] * 6) for found in jobs] == ["good"] * 6


def test_workers_live_on(pool):
    assert reads(pool)
    before = pool.processes()
    assert reads(pool) and pool.processes() == before
    assert 1 <= len(before) <= 2


def test_workers_live_on_where_the_program_is_large():
    """A child begins with the memory of its parent on its account."""
    program = (
        "from materiel.documents.pool import Pool\n"
        "from materiel.documents.parse import Job\n"
        "held = bytearray(600_000_000)\n"
        "held[::4096] = b'x' * len(held[::4096])\n"
        "job = Job(kind='html', name='good', content=b'<p>Shells were made in the north.</p>')\n"
        "with Pool(workers=1) as pool:\n"
        "    pool.parse(job)\n"
        "    before = pool.processes()\n"
        "    pool.parse(job)\n"
        "    print(len(before), before == pool.processes())\n"
    )
    answer = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    assert answer.stdout == "1 True\n"


def test_results_come_in_the_order_of_the_jobs(pool):
    jobs = [Job(kind="html", name=str(k), content=STORY * (1 + 40 * (k % 3))) for k in range(40)]
    assert [found[0].name for found in pool.map(iter(jobs))] == [job.name for job in jobs]


def test_a_worker_that_is_killed_is_replaced(pool):
    reads(pool)
    for process in pool.processes():
        os.kill(process, signal.SIGKILL)
    time.sleep(0.1)
    assert reads(pool)


def test_a_worker_that_dies_at_work_costs_one_document(pool):
    later = pool.submit(SLOW)
    time.sleep(0.3)
    for process in pool.processes():
        os.kill(process, signal.SIGSEGV)
    (found,) = later.result()
    assert isinstance(found, Refused) and found.kind == "crashed" and "-11" in found.message
    assert reads(pool)


def test_a_document_that_takes_too_long_is_refused_and_its_process_killed():
    with Pool(workers=1, seconds=0.3) as pool:
        started = time.monotonic()
        (found,) = pool.parse(SLOW)
        assert isinstance(found, Refused) and found.kind == "too slow"
        assert "longer than 0.3 s" in found.message
        assert time.monotonic() - started < 5
        assert pool.parse(GOOD)[0].name == "good"


def test_closing_ends_the_processes():
    with Pool(workers=1) as pool:
        pool.parse(GOOD)
        (process,) = pool.processes()
    with pytest.raises(ProcessLookupError):
        os.kill(process, 0)


def test_a_document_that_needs_too_much_memory_is_refused(monkeypatch):
    def read_page(*_, **__):
        raise MemoryError

    monkeypatch.setattr(parse, "read_page", read_page)
    (found,) = parse.parse(GOOD)
    assert isinstance(found, Refused)
    assert (found.kind, found.message) == ("too much memory", "needs more than 1 GB of memory")


def run_confined(code: str) -> str:
    """What Python code says inside the limits of a worker."""
    import subprocess
    import sys

    started = f"from materiel.documents.worker import confine; confine()\n{code}"
    done = subprocess.run(
        [sys.executable, "-c", started], capture_output=True, text=True, timeout=60
    )
    return done.stdout + done.stderr


@pytest.mark.parametrize(
    ("code", "said"),
    [
        ("import socket; socket.create_connection(('127.0.0.1', 9))", "a parser tried socket."),
        ("open('/tmp/materiel-test-write', 'w')", "tried to write a file"),
        ("import os; os.open('/tmp/materiel-test-write', os.O_CREAT)", "tried to write a file"),
        ("import subprocess; subprocess.run(['true'])", "a parser tried subprocess"),
        ("import os; os.system('true')", "a parser tried os.system"),
        ("import os; os.fork()", "a parser tried os.fork"),
        ("x = bytearray(2_000_000_000)", "MemoryError"),
    ],
)
def test_a_parser_may_do_nothing_but_parse(code, said):
    assert said in run_confined(code)


def test_a_message_that_is_cut_off_is_none(tmp_path):
    path = tmp_path / "frame"
    with path.open("wb") as stream:
        worker.write_frame(stream, {"a": "\ud800"}, b"content")
    whole = path.read_bytes()
    for size in (0, 3, 9, len(whole) - 1, len(whole)):
        path.write_bytes(whole[:size])
        with path.open("rb") as stream:
            found = worker.read_frame(stream, 1000)
        assert (found is not None) == (size == len(whole))
    with path.open("rb") as stream:
        assert worker.read_frame(stream, 10) is None
