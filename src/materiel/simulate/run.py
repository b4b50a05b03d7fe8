"""The month loop: the order of the flows, and runs in chunks."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from materiel.scenario.cells import largest_draw
from materiel.scenario.records import Scenario
from materiel.simulate.arrays import Arrays, NumpyArrays
from materiel.simulate.compile import Network, compile_network
from materiel.simulate.draw import Drawer, Draws
from materiel.simulate.flows.demands import Demands
from materiel.simulate.flows.disruptions import Disruptions
from materiel.simulate.flows.gates import Gates
from materiel.simulate.flows.iterations import Iterations
from materiel.simulate.flows.kits import Kits
from materiel.simulate.flows.orders import Orders
from materiel.simulate.flows.production import Production
from materiel.simulate.flows.projects import Projects
from materiel.simulate.flows.repairs import Repairs
from materiel.simulate.flows.transfers import Transfers
from materiel.simulate.state import State, open_state, require_possible

# Runs side by side: a row of 1,024 is 8 kB, so that the rows a month touches stay in cache.
CHUNK = 1024
# Numbers that one chunk may hold, 128 MB. Only networks of thousands of rows reach it.
MOST_HELD = 16_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Flows:
    """The flows of one chunk of runs; what they count besides the state can be asked of them."""

    gates: Gates
    projects: Projects
    production: Production
    orders: Orders
    transfers: Transfers
    demands: Demands
    disruptions: Disruptions
    repairs: Repairs
    kits: Kits
    iterations: Iterations


Watch = Callable[[int, State, Flows], None]  # called at the end of each month


def run_chunk(network: Network, draws: Draws, runs: int, watch: Watch) -> tuple[State, Flows]:
    """Run `runs` runs side by side through all months.

    Args:
        network: From `compile_network`.
        draws: Every parameter's draws. [unit of the parameter; run]
        runs: How many runs the draws have.
        watch: Looks at month number, state and flows after each month; must not change them.

    Returns:
        The last month's state, and the flows.

    Raises:
        SimulationError: A stock below zero (S1), or pieces that appear or vanish (S5).

    Source: docs/model.md, "The order of a month".
    """
    flows, state = begin_flows(network, draws, NumpyArrays(runs))
    for month in range(network.months):
        step_month(month, state, flows)
        require_possible(network, state, month)
        watch(month, state, flows)
    return state, flows


def step_month(month: Any, state: State, flows: Flows) -> None:
    """One month, flow after flow; NumPy computes it, the tape records it.

    Source: docs/model.md, "The order of a month".
    """
    flows.gates.step(month, state)
    state.arrivals[:] = 0.0
    flows.orders.place(month, state)
    flows.projects.begin(month, state, flows.orders)
    flows.disruptions.step(month, state)
    flows.production.step(month, state)
    flows.orders.serve(month, state)
    flows.production.deliver_free(state)
    flows.transfers.arrive(month, state)
    flows.repairs.arrive(month, state)
    state.stock += state.arrivals
    flows.kits.step(month, state)
    flows.demands.step(month, state)
    flows.iterations.step(month, state)
    flows.repairs.step(month, state)
    flows.transfers.leave(month, state)


def begin_flows(network: Network, draws: Draws, arrays: Arrays) -> tuple[Flows, State]:
    """The flows and the state before the first month."""
    gates = Gates(network, draws, arrays)
    projects = Projects(network, draws, gates, arrays)
    disruptions = Disruptions(network, draws, arrays)
    flows = Flows(
        gates=gates,
        projects=projects,
        production=Production(network, draws, projects, disruptions, arrays),
        orders=Orders(network, draws, gates, arrays),
        transfers=Transfers(network, draws, gates, disruptions, arrays),
        demands=Demands(network, draws, arrays),
        disruptions=disruptions,
        repairs=Repairs(network, draws, arrays),
        kits=Kits(network, draws, arrays),
        iterations=Iterations(network, draws, arrays),
    )
    return flows, open_state(network, draws, arrays)


def chunk_size(network: Network) -> int:
    """How many runs side by side keep a chunk within its memory."""
    scenario, months = network.scenario, network.months
    rows = len(scenario.rows) + len(network.accounts) + len(network.items)
    delays = [row.delay_months for row in scenario.transfers]
    delays += [row.refurbish_months for row in scenario.transfers if row.refurbish_months]
    delays += [row.turnaround_months for row in scenario.repairs]
    travelling = sum(min(largest_draw(delay.value), months) + 2 for delay in delays)
    held = 8 * rows + travelling + 16 * months
    return int(max(1, min(CHUNK, MOST_HELD // held)))


def run_scenario(
    scenario: Scenario,
    runs: int,
    seed: int,
    begin: Callable[[Network, int, int], tuple[Watch, Callable[[State, Flows], None]]],
    chunk: int | None = None,
) -> None:
    """Run a scenario chunk by chunk; memory does not grow with `runs`.

    Args:
        scenario: What to run.
        runs: How many runs in all.
        seed: 0 or more.
        begin: Called with the network, the first run of a chunk and its size; gives what looks on
            after each month, and what takes the chunk's end.
        chunk: Runs side by side; None chooses. Results do not depend on it.
    """
    network = compile_network(scenario)
    chunk = chunk or chunk_size(network)
    drawer = Drawer(seed, scenario.parameters)
    for first in range(0, runs, chunk):
        size = min(chunk, runs - first)
        watch, finish = begin(network, first, size)
        finish(*run_chunk(network, drawer.take(size), size, watch))
