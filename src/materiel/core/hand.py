"""A second thread for work that leaves the interpreter to others: databases, files, large hashes."""

from collections.abc import Callable
from queue import SimpleQueue
from threading import Event, Thread
from typing import Any, Generic, TypeVar

T = TypeVar("T")


class Hand(Generic[T]):
    """Does one thing at a time while this thread goes on. It has ended when the context has.

    That holds wherever Ctrl-C falls: a thread that is just being started has nothing to do yet, and
    what was given is done before the word to end is read.

    >>> with Hand[int]() as hand:
    ...     hand.give(max, 1, 2)
    ...     hand.take(), hand.take()
    (2, None)
    """

    def __init__(self, name: str = "hand") -> None:
        self._name = name
        self._thread: Thread | None = None  # started for the first thing it is given
        self._given: SimpleQueue[tuple[Callable[..., T], tuple[Any, ...]] | None] = SimpleQueue()
        self._begun: SimpleQueue[None] = SimpleQueue()
        self._done: SimpleQueue[tuple[T | None, BaseException | None]] = SimpleQueue()
        self._ended = Event()
        self._is_busy = False

    def __enter__(self) -> "Hand[T]":
        return self

    def __exit__(self, *raised: object) -> None:
        self.end()

    def give(self, work: Callable[..., T], *values: Any) -> None:
        """Begin something; nothing else may be under way."""
        assert not self._is_busy, "one thing at a time"
        if self._thread is None:
            thread = Thread(target=self._run, name=self._name, daemon=True)
            thread.start()
            self._thread = thread
        self._is_busy = True
        self._given.put((work, values))
        self._begun.get()  # else this thread would keep the interpreter, and the other not begin

    def take(self) -> T | None:
        """What came of it, once it is done; its error is raised here. None when nothing was given."""
        if not self._is_busy:
            return None
        found, error = self._done.get()
        self._is_busy = False
        if error is not None:
            raise error
        return found

    def end(self) -> None:
        """Wait until what was given is done, and end the thread; what came of it is not asked for."""
        self._given.put(None)
        interrupted: KeyboardInterrupt | None = None
        while self._thread is not None and not self._ended.is_set():  # join() gives up at Ctrl-C
            try:
                self._ended.wait()
            except KeyboardInterrupt as error:  # a second Ctrl-C waits as well
                interrupted = error
        if interrupted is not None:
            raise interrupted

    def _run(self) -> None:
        while (given := self._given.get()) is not None:
            work, values = given
            self._begun.put(None)
            try:
                self._done.put((work(*values), None))
            except BaseException as error:
                self._done.put((None, error))
        self._ended.set()
