"""Small scenarios with levers: name what matters, the rest is filled in."""

from typing import Any

import scenario_builder
from scenario_builder import ITEM, small_scenario

from materiel.plan.decide import keep_limits
from materiel.plan.formulate import formulate
from materiel.plan.formulation import Settings
from materiel.plan.futures import compile_futures, draw_futures
from materiel.plan.optimise import Effort, optimise
from materiel.plan.settle import settle

LEVER = {"unit": "piece/month", "currency": "EUR"}
scenario_builder.DEFAULTS |= {
    "levers": LEVER,
    "needs": {"holder": "A", "item": ITEM, "amount": 1},
    "budgets": {"payer": "C", "year": 2024, "amount": 1000, "currency": "EUR"},
    "workforce": {"country": "DE", "people": 100},
    "weights": {"item": ITEM, "weight": 1},
    "constraints": {"sense": "at_most", "bound": 0, "unit": "piece"},
    "terms": {"constraint": "constraints-1"},
}
SETTINGS = {"start": "2024-01", "end": "2024-06", "as_of": "2024-01"}


def lever(kind: str, **cells: Any) -> dict[str, Any]:
    """A lever with the columns that its kind cannot do without."""
    needed: dict[str, dict[str, Any]] = {
        "shift": {"line": "lines-1", "share": 0.5},
        "expansion": {"line": "lines-1", "most": 5},
        "plant": {"line": "lines-1", "most": 10},
        "licence": {"line": "lines-1", "most": 10, "permission": "permissions-1"},
        "mix": {"line": "lines-1", "item": ITEM, "receiver": "A"},
        "make": {"line": "lines-1", "item": ITEM, "receiver": "A"},
        "purchase": {"item": ITEM, "receiver": "A", "most": 5},
        "donation": {"giver": "B", "receiver": "A", "item": ITEM, "most": 5},
        "swap": {
            "giver": "B",
            "receiver": "A",
            "item": ITEM,
            "most": 5,
            "back_item": ITEM,
            "back_share": 1,
            "back_months": 2,
        },
        "repair": {"item": ITEM, "receiver": "A", "most": 5},
        "kit": {"item": ITEM, "receiver": "A", "most": 5},
        "permission": {"permission": "permissions-1"},
        "contract": {"line": "lines-1", "least": 2, "last_months": 3, "price": 1},
    }
    return {"kind": kind, **needed[kind], **cells}


def planned(scenario: Any, *, futures: int = 1, seed: int = 1, extra: Any = (), **settings: Any):
    """Formulated, optimised and settled: (formulation, optimum, settled)."""
    given = compile_futures(scenario, draw_futures(scenario, futures, seed))
    settings.setdefault("budget", float("inf"))
    f, program = formulate(given, Settings(**settings), (*extra, keep_limits))
    found = optimise(f, program, Effort(gap=1e-6))
    assert found is not None
    return f, found, settle(f, found.values)


def world(**tables: Any) -> Any:
    """Six months in which A asks for 10 a month; other tables as given."""
    tables.setdefault("demands", [{"rate": 10}])
    settings = SETTINGS | tables.pop("settings", {})
    return small_scenario(settings=settings, **tables)
