"""The month loop: the order of the flows; many runs side by side in NumPy."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from materiel.simulate.arrays import Arrays, NumpyArrays
from materiel.simulate.compile import Network
from materiel.simulate.draw import Draws
from materiel.simulate.flows.demands import Demands
from materiel.simulate.flows.disruptions import Disruptions
from materiel.simulate.flows.focus import Focus
from materiel.simulate.flows.gates import Gates
from materiel.simulate.flows.iterations import Iterations
from materiel.simulate.flows.kits import Kits
from materiel.simulate.flows.orders import Orders
from materiel.simulate.flows.production import Production
from materiel.simulate.flows.projects import Projects
from materiel.simulate.flows.repairs import Repairs
from materiel.simulate.flows.restocks import Restocks
from materiel.simulate.flows.transfers import Transfers
from materiel.simulate.state import State, open_state, require_possible


@dataclass(frozen=True, slots=True, kw_only=True)
class Flows:
    """The flows of one chunk of runs; what they count besides the state can be asked of them."""

    gates: Gates
    projects: Projects
    production: Production
    orders: Orders
    restocks: Restocks
    transfers: Transfers
    demands: Demands
    disruptions: Disruptions
    repairs: Repairs
    kits: Kits
    iterations: Iterations
    focus: Focus


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
    flows.restocks.place(month, state)
    flows.restocks.arrive(month, state)
    flows.projects.begin(month, state, flows.orders)
    flows.disruptions.step(month, state)
    flows.production.step(month, state)
    flows.orders.serve(month, state)
    flows.production.count_ordered(state)
    flows.restocks.serve(month, state)
    flows.production.deliver_free(state)
    flows.transfers.arrive(month, state)
    flows.repairs.arrive(month, state)
    state.stock += state.arrivals
    flows.kits.step(month, state)
    flows.demands.step(month, state)
    flows.iterations.step(month, state)
    flows.repairs.step(month, state)
    flows.transfers.leave(month, state)
    flows.focus.step(month, state)


def begin_flows(network: Network, draws: Draws, arrays: Arrays) -> tuple[Flows, State]:
    """The flows and the state before the first month."""
    gates = Gates(network, draws, arrays)
    projects = Projects(network, draws, gates, arrays)
    disruptions = Disruptions(network, draws, arrays)
    orders = Orders(network, draws, gates, arrays)
    transfers = Transfers(network, draws, gates, disruptions, arrays)
    restocks = Restocks(network, draws, orders, arrays)
    repairs, iterations = Repairs(network, draws, arrays), Iterations(network, draws, arrays)
    flows = Flows(
        gates=gates,
        projects=projects,
        production=Production(network, draws, projects, disruptions, arrays),
        orders=orders,
        restocks=restocks,
        transfers=transfers,
        demands=Demands(network, draws, arrays),
        disruptions=disruptions,
        repairs=repairs,
        kits=Kits(network, draws, arrays),
        iterations=iterations,
        focus=Focus(network, arrays, orders, restocks, transfers, repairs, iterations),
    )
    return flows, open_state(network, draws, arrays)
