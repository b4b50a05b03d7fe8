"""A second thread for work that leaves the interpreter to others: databases, files, large hashes."""

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from threading import Event
from types import TracebackType
from typing import Any, Generic, TypeVar

T = TypeVar("T")


class Hand(Generic[T]):
    """Does one thing at a time while this thread goes on. It has ended when the context has.

    >>> with Hand[int]() as hand:
    ...     hand.give(max, 1, 2)
    ...     hand.take(), hand.take()
    (2, None)
    """

    def __init__(self, name: str = "hand") -> None:
        self._name = name
        self._thread: ThreadPoolExecutor | None = None  # made for the first thing it is given
        self._under_way: Future[T] | None = None

    def __enter__(self) -> "Hand[T]":
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._thread is not None:
            self._thread.shutdown()

    def give(self, work: Callable[..., T], *values: Any) -> None:
        """Begin something; nothing else may be under way."""
        if self._thread is None:
            self._thread = ThreadPoolExecutor(1, self._name)
        begun = Event()

        def run() -> T:
            begun.set()
            return work(*values)

        assert self._under_way is None, "one thing at a time"
        self._under_way = self._thread.submit(run)
        begun.wait()  # else this thread would keep the interpreter, and the other could not begin

    def take(self) -> T | None:
        """What came of it, once it is done; its error is raised here. None when nothing was given."""
        under_way, self._under_way = self._under_way, None
        return None if under_way is None else under_way.result()
