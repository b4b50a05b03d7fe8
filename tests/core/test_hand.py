"""A second thread: its errors are raised here, and it has ended when the context has."""

import signal
import threading
import time

import pytest

from materiel.core.hand import Hand


def test_an_error_is_raised_where_the_result_is_taken():
    with Hand[int]() as hand:
        hand.give(int, "x")
        with pytest.raises(ValueError, match="invalid literal"):
            hand.take()
        hand.give(int, "7")
        assert hand.take() == 7


@pytest.mark.parametrize("ctrl_c", [False, True])
def test_what_was_given_is_done_when_the_context_ends(ctrl_c):
    done = []

    def work():
        time.sleep(0.2)
        done.append(threading.current_thread().name)

    before = signal.signal(signal.SIGALRM, signal.default_int_handler)
    try:
        with pytest.raises(KeyboardInterrupt if ctrl_c else LookupError), Hand[None]("it") as hand:
            hand.give(work)
            if ctrl_c:
                signal.setitimer(signal.ITIMER_REAL, 0.05, 0.05)  # again and again
            else:
                raise LookupError
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)
    assert done == ["it"]
