"""Ctrl-C as an event that somebody looks at, and work that the clock ends."""

import signal
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

LOOK_S = 0.05  # how often Ctrl-C is looked for


@contextmanager
def ctrl_c_sets(stop: threading.Event) -> Iterator[None]:
    """Let Ctrl-C set an event: an exception could arise where it is swallowed, and be lost.

    Signals reach only the main thread; elsewhere nothing is changed.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = signal.signal(signal.SIGINT, lambda *_: stop.set())
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before or signal.default_int_handler)


def run_watched(work: Callable[[], object], stop: threading.Event, end: float) -> None:
    """Do work in a thread, and set an event at Ctrl-C or when the clock says so.

    Args:
        work: What is to be done; it looks at `stop` itself.
        stop: Cleared first.
        end: `time.perf_counter()` from which on it is set. [s]
    """
    stop.clear()
    done = threading.Event()  # Thread.join would take a thread for ended after Ctrl-C

    def run() -> None:
        try:
            work()
        finally:
            done.set()

    with ctrl_c_sets(stop):
        threading.Thread(target=run, daemon=True).start()
        while not done.wait(LOOK_S):
            if time.perf_counter() > end:
                stop.set()
