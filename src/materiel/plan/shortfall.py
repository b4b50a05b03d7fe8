"""When no plan can do what was asked: what is missing, and the smallest change that would do."""

from typing import Any

import numpy as np

from materiel.plan.arrays import Block, Program
from materiel.plan.formulation import OWN, Formulation
from materiel.plan.solve import Solver

Row = dict[str, Any]
MOST_ROWS = 50


def shortfall(f: Formulation, program: Program, currency: str) -> tuple[Row, ...]:
    """What stays unmet at best, and which limits would have to give way by how much.

    Args:
        f: A formulation without a plan.
        program: Its program.
        currency: Of budgets.

    Source: docs/model.md, rule Q25: elastic relaxation.
    """
    return (*_unmet(f, program), *_changes(f, program, currency))


def _unmet(f: Formulation, program: Program) -> list[Row]:
    """With the goal let go: which months of which demand stay short, and by how many pieces."""
    if "goal" not in f.blocks:
        return []
    solver = Solver(program, relaxed=True)
    goal = f.blocks["goal"].ids
    solver.set_limits(goal, -np.inf, np.inf)
    focus = f.given.account(f.given.scenario.focus_holder, f.given.scenario.focus_item)
    first = f.given.month(str(f.settings.met_from))
    ids = f.blocks["unmet"].ids[:, focus, first:]
    cost = np.zeros(len(program.cost))
    cost[ids] = 1.0 / f.futures
    solver.set_cost(cost)
    found = solver.solve()
    if found.values is None:
        return []
    short = found.values[ids].mean(axis=0)
    scenario = f.given.scenario
    demand = (
        f"{scenario.actor_name(scenario.focus_holder)}, {scenario.item_name(scenario.focus_item)}"
    )
    return [
        {
            "what": "unmet demand",
            "name": demand,
            "when": scenario.months[first + n],
            "amount": float(pieces),
            "unit": "piece",
            "words": f"{demand}: {pieces:,.0f} pieces short in {f.month_name(first + n)} at best",
        }
        for n, pieces in enumerate(short)
        if pieces > 0.5
    ][:MOST_ROWS]


# What a person could change, with the price of a unit in the search for the smallest change.
_GIVES = {
    "budget": 1.0,
    "money in all": 1.0,
    "people": 1e4,
    "floor": 1e3,
    "fund": 1.0,
}


def _changes(f: Formulation, program: Program, currency: str) -> list[Row]:
    """The cheapest set of limits to loosen; first those that can be paid for, then any."""
    for chosen in (
        [block for block in program.rows if block.name in _GIVES or block.name.startswith(OWN)],
        [block for block in program.rows if block.name != "unmet demand in all"],
    ):
        rows = _loosened(f, program, chosen, currency)
        if rows:
            return rows
    return []


def _loosened(f: Formulation, program: Program, chosen: list[Block], currency: str) -> list[Row]:
    if not chosen:
        return []
    ids = np.concatenate([block.ids.ravel() for block in chosen])
    price = np.concatenate([np.full(block.ids.size, _price(block.name)) for block in chosen])
    solver = Solver(_elastic(program, ids, price), relaxed=True)
    found = solver.solve()
    if found.status != "optimal" or found.values is None:
        return []
    slack = found.values[len(program.cost) :]
    rows = []
    for at in np.flatnonzero(slack > 1e-4):
        row = int(ids[at % len(ids)])
        block = next(b for b in chosen if b.first <= row < b.first + b.ids.size)
        unit = currency if block.unit == "currency" else block.unit
        words = f"{program.row_words(row)}: {slack[at]:,.0f} {unit} {'less' if at >= len(ids) else 'more'}"
        told = {"what": "smallest change", "name": program.row_words(row), "when": None}
        rows.append({**told, "amount": float(slack[at]), "unit": unit, "words": words})
    return rows[:MOST_ROWS]


def _price(name: str) -> float:
    """Of a unit of room: what a person wrote down gives way before what nature says."""
    return 1e3 if name.startswith(OWN) else _GIVES.get(name, 1e6)


def _elastic(program: Program, ids: Any, price: Any) -> Program:
    """The program with room above and below the chosen rows, and nothing but that room to pay for."""
    import scipy.sparse as sparse

    n, m, k = len(program.cost), len(program.low), len(ids)
    above = sparse.csr_matrix((-np.ones(k), (ids, np.arange(k))), shape=(m, k))
    below = sparse.csr_matrix((np.ones(k), (ids, np.arange(k))), shape=(m, k))
    matrix = sparse.hstack([program.matrix, above, below], format="csr")
    return Program(
        cost=np.concatenate([np.zeros(n), price, price]),
        lower=np.concatenate([program.lower, np.zeros(2 * k)]),
        upper=np.concatenate([program.upper, np.full(2 * k, np.inf)]),
        whole=np.concatenate([program.whole, np.zeros(2 * k, bool)]),
        low=program.low,
        high=program.high,
        starts=matrix.indptr.astype(np.int32),
        columns=matrix.indices.astype(np.int32),
        values=matrix.data,
        variables=program.variables,
        rows=program.rows,
    )
