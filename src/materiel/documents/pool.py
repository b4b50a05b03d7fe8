"""Worker processes that parse untrusted documents, and are killed where one takes too long.

Each worker reads one document at a time. A document that takes too long, too much memory or brings
its worker down is refused; another worker takes the place. The processes are started when the first
document comes and live on until the pool is closed.
"""

import json
import os
import queue
import signal
import subprocess
import sys
import threading
from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import fields
from pathlib import Path
from typing import Any

from materiel.documents.limits import SECONDS
from materiel.documents.parse import Found, Job, Refused, unpack_found
from materiel.documents.worker import MAX_JOBS, read_frame, write_frame

_MOST_WORKERS = 8
_START_SECONDS = 60.0
_MAX_ANSWER = 400_000_000
_CODE = (
    "import sys, json; sys.path[:] = json.loads(sys.argv[1]);"
    "from materiel.documents.worker import main; main()"
)
_NAMES = [field.name for field in fields(Job) if field.name != "content"]


Answer = tuple[dict[str, Any], bytes]


class Pool:
    """Workers that live on. Use it as a context manager.

    >>> with Pool(workers=1) as pool:
    ...     (found,) = pool.parse(Job(kind="html", name="a", content=b"<p>A plant opened in Lviv."))
    >>> found.text
    'A plant opened in Lviv.'
    """

    def __init__(self, workers: int | None = None, seconds: float = SECONDS) -> None:
        self.workers = workers or min(_processors(), _MOST_WORKERS)
        self._seconds = seconds
        self._idle: queue.LifoQueue[_Worker] = queue.LifoQueue()
        self._all = [_Worker(seconds) for _ in range(self.workers)]
        for worker in self._all:
            self._idle.put(worker)
        self._threads = ThreadPoolExecutor(self.workers, thread_name_prefix="materiel-parse")

    def __enter__(self) -> "Pool":
        return self

    def __exit__(self, *raised: object) -> None:
        self.close()

    def __repr__(self) -> str:
        return f"<Pool of {self.workers} workers>"

    def parse(self, job: Job) -> list[Found]:
        """What one job holds; waits for a worker."""
        worker = self._idle.get()
        try:
            return worker.ask(job)
        finally:
            self._idle.put(worker)

    def submit(self, job: Job) -> "Future[list[Found]]":
        """`parse`, later."""
        return self._threads.submit(self.parse, job)

    def map(self, jobs: Iterable[Job]) -> Iterator[list[Found]]:
        """What each job holds, in their order; jobs are taken a few ahead."""
        waiting: deque[Future[list[Found]]] = deque()
        for job in jobs:
            waiting.append(self.submit(job))
            if len(waiting) > 4 * self.workers:
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()

    def processes(self) -> list[int]:
        """Ids of the processes that run now."""
        return [w.process.pid for w in self._all if w.process and w.process.poll() is None]

    def close(self) -> None:
        """End all workers."""
        self._threads.shutdown(wait=True, cancel_futures=True)
        for worker in self._all:
            worker.stop()


class _Worker:
    """One process, started when it is first asked."""

    def __init__(self, seconds: float) -> None:
        self.process: subprocess.Popen[bytes] | None = None
        self._seconds = seconds
        self._lock = threading.Lock()
        self._asked = 0
        self._turn = 0
        self._late = False

    def ask(self, job: Job) -> list[Found]:
        """What the process finds; where it fails, a refusal, and the next job has a new process."""
        if self.process is None or self.process.poll() is not None or self._asked >= MAX_JOBS:
            self._start()
        self._asked += 1
        head = {name: getattr(job, name) for name in _NAMES}
        answer = self._within(self._seconds, head, job.content)
        if answer is None:
            return [self._fault(job)]
        found, contents = answer
        if found["last"]:
            self.stop()
        try:
            return unpack_found(found["found"], contents)
        except (TypeError, KeyError, ValueError) as error:
            self.stop()
            return [Refused(name=job.name, kind="crashed", message=f"no sensible answer: {error}")]

    def _start(self) -> None:
        self.stop()
        paths = [str(Path(path or ".").resolve()) for path in sys.path]
        kept = ("PATH", "LANG", "LC_ALL", "LD_LIBRARY_PATH", "SYSTEMROOT")
        self.process = subprocess.Popen(
            [sys.executable, "-I", "-B", "-c", _CODE, json.dumps(paths)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env={name: os.environ[name] for name in kept if name in os.environ},
            start_new_session=True,
        )
        self._asked = 0
        if self._within(_START_SECONDS, None, b"") is None:
            self.stop()
            raise RuntimeError("a worker process that reads documents did not start")

    def _within(self, seconds: float, head: object, body: bytes) -> Answer | None:
        """Send a message (none at the start) and wait for the answer; kill where it is late."""
        process = self.process
        assert process and process.stdin and process.stdout
        self._late = False
        watch = threading.Timer(seconds, self._kill_late, (process, self._turn))
        watch.daemon = True
        watch.start()
        try:
            if head is not None:
                write_frame(process.stdin, head, body)  # type: ignore[arg-type]
            answer = read_frame(process.stdout, _MAX_ANSWER)  # type: ignore[arg-type]
        except (OSError, ValueError):
            answer = None
        watch.cancel()
        with self._lock:
            self._turn += 1
            return None if self._late else answer

    def _kill_late(self, process: "subprocess.Popen[bytes]", turn: int) -> None:
        with self._lock:
            if turn == self._turn:
                self._late = True
                process.kill()

    def _fault(self, job: Job) -> Refused:
        process = self.process
        self.stop()
        code = process.returncode if process else None
        if self._late or code == -signal.SIGALRM:
            said = f"took longer than {self._seconds:g} s to read"
            return Refused(name=job.name, kind="too slow", message=said)
        return Refused(name=job.name, kind="crashed", message=f"its parser ended with code {code}")

    def stop(self) -> None:
        """End the process, if there is one."""
        process, self.process = self.process, None
        if process is None:
            return
        for stream in (process.stdin, process.stdout):
            try:
                if stream:
                    stream.close()
            except OSError:
                pass
        process.kill()
        process.wait()


def _processors() -> int:
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1
