"""Killed writers and servers lose nothing that was acknowledged, in both databases."""

import os
import signal
import time

import pytest
from writers import Process, a_reading, kill_a_writer, random_pause, require_whole

from materiel.core.errors import LedgerError
from materiel.ledger import Ledger, append, chain, verify


@pytest.mark.parametrize("times", [20, pytest.param(200, marks=pytest.mark.torture)])
def test_a_killed_writer_loses_nothing_that_was_acknowledged(new_place, times):
    """A fresh ledger each tenth time, so that writers also meet what a killed one left."""
    slowest, kills = 0.0, 0
    for seed in range(times):
        place = new_place() if seed % 10 == 0 else place  # noqa: F821
        after = seed % 10 * (1 + seed % 3)
        _, reopened_s = kill_a_writer(place, after=after, pause_s=random_pause(seed))
        slowest, kills = max(slowest, reopened_s), kills + 1
    assert kills == times
    print(f"{kills} kills, reopened in at most {slowest:.3f} s")


def die(*_, **__):
    os.kill(os.getpid(), signal.SIGKILL)


DEATHS = {
    "before the head is written": ("append", "keep_head"),
    "before the head is renamed": ("chain", "replace_file"),
    "after the head is written": ("append", "Appended"),
}


@pytest.mark.parametrize("times", [200])
def test_a_retry_after_a_kill_between_commit_and_acknowledgement_adds_nothing(place, times):
    modules = {"append": append, "chain": chain}
    with Ledger(place) as ledger:
        ledger.append([a_reading(0)], extractor="r")
    for number in range(1, times + 1):
        module, name = list(DEATHS.values())[number % len(DEATHS)]

        def append_and_die(tell, number=number, module=module, name=name):
            setattr(modules[module], name, die)
            with Ledger(place, create=False) as ledger:
                ledger.append([a_reading(number)], extractor="r")
            tell("acknowledged")

        assert Process(append_and_die).wait() == (-signal.SIGKILL, [])
        with Ledger(place, create=False) as ledger:
            before = ledger.head()
            assert before.count == (number + 1) * 9  # it was committed: document, reading, claims
            again = ledger.append([a_reading(number)], extractor="r")
            assert (again.documents, again.claims, again.head) == (0, 0, before)
            assert chain.read_head(ledger._store.head_file) == before
    with Ledger(place, create=False) as ledger:
        assert require_whole(ledger) == times + 1
    assert verify(place) == []


@pytest.mark.parametrize("times", [1, pytest.param(20, marks=pytest.mark.torture)])
def test_a_killed_server_loses_nothing_and_writers_go_on(cluster, place, backend, times):
    """The postmaster is killed while a writer appends; the same Ledger goes on afterwards."""
    if backend != "postgresql":
        pytest.skip("there is no server")
    number = lost_answers = 0
    slowest = 0.0
    with Ledger(place) as ledger:
        for seed in range(times):
            killer = Process(
                lambda tell, seed=seed: (time.sleep(0.05 + random_pause(seed)), cluster.kill())
            )
            begun = time.monotonic()
            while os.waitpid(killer.pid, os.WNOHANG) == (0, 0):
                try:
                    ledger.append([a_reading(number)], extractor="r")
                    number += 1
                except LedgerError:
                    lost_answers += 1
                    time.sleep(0.02)
            ledger.append([a_reading(number)], extractor="r")
            number += 1
            slowest = max(slowest, time.monotonic() - begun)
        assert lost_answers > 0  # else no kill was met
        assert require_whole(ledger) == number
    print(f"{times} kills of the server, {number} appends, from kill to writing in {slowest:.1f} s")
    assert verify(place) == []
