"""What a run of many runs side by side holds between two months."""

from dataclasses import dataclass

import numpy as np

from materiel.core.errors import SimulationError
from materiel.simulate.arrays import Arrays
from materiel.simulate.compile import Network
from materiel.simulate.draw import Draws
from materiel.simulate.records import FloatArray

ROUNDING = 1e-9  # relative to everything that was ever in the network


@dataclass(slots=True, kw_only=True)
class State:
    """Stocks and the month's flows. Arrays are [row, run]; pieces unless said."""

    arrays: Arrays
    stock: FloatArray  # at the end of the month [account, run]
    floor: FloatArray  # [account, run]
    arrivals: FloatArray  # landed this month [account, run]
    demand: FloatArray  # of the month [account, run]
    unmet: FloatArray  # of the month [account, run]
    output: FloatArray  # of the month [line, run]
    free: FloatArray  # output not taken by an order yet [line, run]
    backlog: FloatArray  # open orders [line, run]
    money: FloatArray  # approved and not promised yet [currency; fund, run]
    spent: FloatArray  # [currency; fund, run]
    transit: FloatArray  # sent and not received yet [item, run]
    entered: FloatArray  # opening stock and output up to now [item, run]
    issued: FloatArray  # used up to now [item, run]


def open_state(network: Network, draws: Draws, arrays: Arrays) -> State:
    """The state before the first month.

    Source: docs/model.md, rule S1: an account without a row in stocks.csv opens empty.
    """
    scenario = network.scenario

    empty = arrays.zeros
    accounts, lines, funds = len(network.accounts), len(scenario.lines), len(scenario.funds)
    stock, floor = empty(accounts), empty(accounts)
    entered = empty(len(network.items))
    for row in scenario.stocks:
        account = network.account(row.holder, row.item)
        stock[account] = draws[row.opening.name]
        floor[account] = draws[row.floor.name]
        entered[network.item_of_account[account]] += stock[account]
    return State(
        arrays=arrays,
        stock=stock,
        floor=floor,
        arrivals=empty(accounts),
        demand=empty(accounts),
        unmet=empty(accounts),
        output=empty(lines),
        free=empty(lines),
        backlog=empty(lines),
        money=empty(funds),
        spent=empty(funds),
        transit=empty(len(network.items)),
        entered=entered,
        issued=empty(len(network.items)),
    )


def require_possible(network: Network, state: State, month: int) -> None:
    """Refuse a stock below zero (rule S1) and pieces that appear or vanish (rule S5).

    Raises:
        SimulationError: Names rule, actor, item and month. It is a fault of materiel.
    """
    held = np.zeros_like(state.entered)
    for account, item in enumerate(network.item_of_account):
        held[item] += state.stock[account]
    room = ROUNDING * (1.0 + state.entered)
    low = state.stock.min(axis=1, initial=0.0)
    if (low < 0).any() and (state.stock < -room[network.item_of_account]).any():
        account = int(low.argmin())
        holder, name = network.accounts[account]
        raise _impossible(f"rule S1: {holder} holds {low[account]:g} of {name}", network, month)
    lost = state.entered - held - state.transit - state.issued
    # Written so that a NaN is refused too.
    if not (np.abs(lost) <= room).all():
        item = int(np.argmax(np.abs(lost).max(axis=1)))
        most = np.abs(lost[item]).max()
        raise _impossible(
            f"rule S5: {most:g} pieces of {network.items[item]} appeared or vanished",
            network,
            month,
        )


def _impossible(what: str, network: Network, month: int) -> SimulationError:
    return SimulationError(
        f"{what} in {network.scenario.steps[month]}",
        where=f"scenario {network.scenario.name}",
        way_out="Report it with the scenario: docs/model.md says this state cannot be reached.",
    )
