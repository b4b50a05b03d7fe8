"""The kernel and NumPy give the same bits, on any network, thread and chunk."""

import json

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scenario_builder import small_scenario
from scenario_strategies import tables, weekly_tables

from materiel.core.errors import SimulationError
from materiel.core.progress import silent
from materiel.simulate import engine, exact, run, simulate
from materiel.simulate.arrays import NumpyArrays
from materiel.simulate.compile import compile_network
from materiel.simulate.draw import Drawer
from materiel.simulate.fans import Histograms
from materiel.simulate.lanes import LANES
from materiel.simulate.outcome import simulate_in_chunks
from materiel.simulate.recorder import Recorder
from materiel.simulate.rows import NotRecordedError
from materiel.simulate.tape import Tape


def bytes_of(scenario, **options):
    """An outcome as text; equal text is equal bits."""
    return json.dumps(simulate(scenario, **options).numbers(), allow_nan=False)


@settings(max_examples=60, deadline=None)
@given(parts=tables(), seed=st.integers(0, 2**63 - 1))
def test_the_kernel_gives_the_bits_of_numpy(parts, seed):
    """Every flow is recorded, and the recording is what NumPy does."""
    scenario = small_scenario(**parts)

    kernel = bytes_of(scenario, runs=9, seed=seed, engine="kernel")
    assert kernel == bytes_of(scenario, runs=9, seed=seed, engine="numpy")


@settings(max_examples=10, deadline=None)
@given(parts=weekly_tables(), seed=st.integers(0, 2**63 - 1))
def test_the_kernel_gives_the_bits_of_numpy_in_weeks(parts, seed):
    """Shares of a week, noise that holds for a month, days in tables."""
    scenario = small_scenario(**parts)

    kernel = bytes_of(scenario, runs=9, seed=seed, engine="kernel")
    assert kernel == bytes_of(scenario, runs=9, seed=seed, engine="numpy")


@settings(max_examples=10, deadline=None)
@given(parts=tables(), blocks=st.integers(1, 3))
def test_threads_and_chunks_of_the_kernel_make_no_difference(parts, blocks):
    scenario = small_scenario(**parts)
    runs = 5 * LANES + 7

    alone = bytes_of(scenario, runs=runs, engine="kernel", threads=1)
    for threads in (2, 4):
        assert alone == bytes_of(scenario, runs=runs, engine="kernel", threads=threads)
    parted = simulate_in_chunks(
        scenario,
        runs=runs,
        seed=1,
        progress=silent,
        chunk=blocks * LANES,
        engine="kernel",
        threads=2,
    )
    assert alone == json.dumps(parted.numbers(), allow_nan=False)


def test_a_flow_that_cannot_be_recorded_is_run_by_numpy(monkeypatch):
    """A decision in Python on a draw: `auto` takes NumPy, `kernel` says why not."""
    scenario = small_scenario(demands=[{"rate": "uniform(1, 9)"}])
    expected = bytes_of(scenario, runs=5, engine="numpy")
    demands = run.Demands.step

    def step(self, month, state):
        if (state.stock[0] >= 0).all():
            demands(self, month, state)

    monkeypatch.setattr(run.Demands, "step", step)
    network, drawer = compile_network(scenario), Drawer(1, scenario.parameters)
    assert not engine.covers(network, drawer, Recorder(scenario, 5))
    assert bytes_of(scenario, runs=5) == expected
    with pytest.raises(Exception, match="the kernel cannot run this scenario"):
        simulate(scenario, runs=5, engine="kernel")


def test_an_impossible_state_in_the_kernel_is_told_as_numpy_tells_it(monkeypatch):
    """S1: the check of the kernel fails, and NumPy finds rule, actor, item and month."""
    demands = run.Demands.step

    def step(self, month, state):
        demands(self, month, state)
        for _ in self._arrays.during(month, 3, 3):
            state.stock[0] -= 25.0

    monkeypatch.setattr(run.Demands, "step", step)
    with pytest.raises(SimulationError, match=r"rule S1: A holds -25 of .* in 2024-04"):
        simulate(small_scenario(lines=[{}]), runs=5, engine="kernel")


def test_exponential_and_logarithm_are_right_to_the_last_digits():
    """Against NumPy's own, over what a model can meet."""
    values = np.linspace(-600, 600, 10_001)
    np.testing.assert_allclose(exact.exp(values), np.exp(values), rtol=2e-15)
    values = np.exp(values)
    np.testing.assert_allclose(exact.log(values), np.log(values), rtol=2e-15, atol=1e-16)


class Recorded:
    """Runs a few lines on NumPy and on the tape."""

    def __init__(self, lines):
        self.lines = lines

    def both(self, months=4):
        from materiel.simulate.compiled import Given, run_parts
        from materiel.simulate.program import make_program

        arrays, told = NumpyArrays(LANES), []
        state = arrays.zeros(3)
        for month in range(months):
            told.append(self.lines(arrays, state, month).copy())
        changing = frozenset()
        while True:
            tape = Tape(months, changing)
            state = tape.zeros(3)
            month = tape.begin_months()
            tape.store("STORE", 0, self.lines(tape, state, month))
            tape.end_months()
            if tape.found <= changing:
                break
            changing |= tape.found
        program = make_program(tape.recording, months)
        ((*_, room),) = run_parts(program, [(0, LANES)], 1, Given(), Histograms(0))
        return np.array(told), room.monthly[0, :, 0]


def views(arrays, state, month):
    """A row is a view: what is changed in place is seen under every name."""
    first, both = state[0], state[:2]
    first += month + 1.0
    both *= 2.0
    state[2] = first - state[1]
    state[[0, 2]] += 1.0
    return state[0] + 10.0 * state[2]


def windows(arrays, state, month):
    """What is done only in some months, on a row that is new each month and on one that lasts."""
    fresh = arrays.full(1.0)
    for _ in arrays.during(month, 1, 2):
        fresh += month
        state[0] += fresh
    state[1] += arrays.series([1.0, 1.0, 5.0, 2.0], month)
    return fresh + 100.0 * state[0] + 10_000.0 * state[1]


def comparisons(arrays, state, month):
    """Comparisons, choices and roundings."""
    state[0] += 0.75
    high = (state[0] > 1.0) & ~(state[0] >= 3.0) | (state[0] == 0.75)
    chosen = np.where(high, np.floor(state[0]), -np.ceil(state[0]))
    np.maximum(chosen, np.clip(state[0], 0.0, 2.0) * 0.1, out=chosen)
    return chosen + np.abs(chosen) * 10 - np.where(state[0] != 1.5, 0.25, 0.0)


def powers(arrays, state, month):
    """The exponential and the logarithm have the same digits in both."""
    state[0] += 0.3
    state[1] += exact.exp(state[0] * 7.7 - 3.0)
    return exact.log(state[1]) + exact.exp(arrays.full(-800.0)) + state[1]


def shipments(arrays, state, month):
    """What is sent lands later; here the pipeline is one for all months."""
    if not hasattr(arrays, "pipe"):
        arrays.pipe = arrays.pipeline(arrays.full(2.0), 4)
    landed = arrays.pipe.arrive(month)
    arrays.pipe.send(month, arrays.full(1.0) * (month + 1.0))
    return landed


@pytest.mark.parametrize("lines", [views, windows, comparisons, powers, shipments])
def test_rows_answer_as_arrays_do(lines):
    """The language of the flows, line by line."""
    numpy, kernel = Recorded(lines).both()
    assert (numpy == kernel).all()


@pytest.mark.parametrize(
    "line",
    [
        lambda row: bool(row > 0),
        lambda row: np.add.reduce(row),
        lambda row: np.sin(row),
        lambda row: row[2:],
        lambda row: row + np.ones(3),
        lambda row: np.concatenate([row, row]),
        lambda row: row + "a",
    ],
)
def test_what_the_tape_cannot_write_down_is_refused(line):
    """Nothing is guessed: NumPy runs it instead."""
    tape = Tape(3)
    state = tape.zeros(1)
    month = tape.begin_months()
    with pytest.raises((NotRecordedError, TypeError)):
        line(state[0] + month)


class Counted:
    """Every stock and what was not met, only counted."""

    def monthly(self, network, state, flows):
        return ()

    def counted(self, network, state, flows):
        return (*state.stock, *state.unmet)

    final = monthly


def counts_of(scenario, runs, engine_name, **options):
    """The counts of all stocks and of unmet demand, month by month."""
    network = compile_network(scenario)
    fans = Histograms(2 * len(network.accounts) * network.months)
    engine.run_network(
        network,
        Drawer(1, scenario.parameters),
        runs,
        Counted(),
        lambda *part: None,
        fans=fans,
        engine=engine_name,
        **options,
    )
    return fans


def same(one, other):
    """Whether two counts are the same to the last bit."""
    names = ("low", "high", "at_low", "at_high", "power", "first", "counts")
    return one.runs == other.runs and all(
        (getattr(one, name) == getattr(other, name)).all() for name in names
    )


@settings(max_examples=8, deadline=None)
@given(parts=tables(), blocks=st.integers(1, 3))
def test_the_kernel_counts_as_it_goes_what_numpy_counts_afterwards(parts, blocks):
    """Bins of 16 bits, wide enough or not, on any number of threads and in any chunk."""
    scenario = small_scenario(**parts)
    runs = 5 * LANES + 7

    expected = counts_of(scenario, runs, "numpy")
    assert same(counts_of(scenario, runs, "kernel", threads=1), expected)
    assert same(counts_of(scenario, runs, "kernel", threads=2, chunk=blocks * LANES), expected)


def test_what_is_rare_is_counted_too():
    """A demand of one run in 300: nothing in the first block says how wide the bins must be."""
    rate = f"empirical({'0, ' * 299}90000)"
    scenario = small_scenario(demands=[{"rate": rate}])
    runs = 20 * LANES

    expected = counts_of(scenario, runs, "numpy")
    assert same(counts_of(scenario, runs, "kernel", threads=1), expected)
    assert same(counts_of(scenario, runs, "kernel", threads=2), expected)
