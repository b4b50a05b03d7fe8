"""One small scenario for each constraint, in which its rows or entries stand."""

from typing import Any

from plan_builder import ITEM, lever, world

BODY = "parts.body"
LINE = [{"actor": "B", "holder": "A", "rate_start": 4}]
THREE = {"settings": {"end": "2024-03"}}
PARTS = {
    "items": [{"id": ITEM}, {"id": BODY, "name": "Body"}],
    "stocks": [{"holder": "B", "item": BODY, "opening": 9}],
}
NEED = [{"lever": "levers-1", "holder": "B", "item": BODY, "amount": 2}]
GIVER = {"stocks": [{"holder": "B", "opening": 30, "floor": 12}]}

OWN = {
    "levers": [lever("purchase"), lever("purchase")],
    "constraints": [{"name": "No more than half by the first", "each": "month"}],
    "terms": [
        {"of": "used", "lever": "levers-1"},
        {"of": "used", "factor": 0.5, "side": "right", "kind": "purchase"},
    ],
}
# constraint → (tables, settings of the plan)
CASES: dict[str, tuple[dict[str, Any], dict[str, Any]]] = {
    "own": (OWN, {}),
    "workshops": (
        {**GIVER, "levers": [lever("donation")], "repairs": [{"holder": "B"}]},
        {},
    ),
    "assembly": (
        {**PARTS, "levers": [lever("purchase")], "kits": [{"holder": "B", "part": BODY}]},
        {},
    ),
    "balance": ({"levers": [lever("purchase", delay_months=1, price=2)]}, {}),
    "capacity": (
        {"lines": LINE, "levers": [lever("expansion", delay_months=1, ramp_months=1)]},
        {},
    ),
    "work": ({"lines": LINE, "levers": [lever("mix", use=2)]}, {}),
    "shifts": ({"lines": LINE, "levers": [lever("shift", step=0.2)]}, {}),
    "plants": ({"lines": LINE, "levers": [lever("plant", least=4, cost=9, price=2)]}, {}),
    "licences": (
        {
            "lines": LINE,
            "levers": [lever("licence"), lever("permission")],
            "permissions": [{"delay_months": 1}],
        },
        {},
    ),
    "purchases": ({"levers": [lever("purchase", quantity=8)]}, {}),
    "transfers": (
        {**GIVER, "transfers": [{"quantity": 5, "rate": 3}], "levers": [lever("purchase")]},
        {},
    ),
    "funds": (
        {
            **GIVER,
            "transfers": [{"fund": "funds-1", "price": 10, "currency": "EUR"}],
            "funds": [{"amount": 70}],
            "levers": [lever("purchase")],
        },
        {},
    ),
    "floors": ({**GIVER, "levers": [lever("donation")]}, {}),
    "swaps": (
        {
            **PARTS,
            "levers": [lever("swap", back_item=BODY), lever("purchase", item=BODY, receiver="B")],
        },
        {},
    ),
    "repairs": ({**PARTS, "levers": [lever("repair", delay_months=1)], "needs": NEED}, {}),
    "kits": ({**PARTS, "levers": [lever("kit")], "needs": NEED}, {}),
    "inputs": (
        {**PARTS, "lines": LINE, "levers": [lever("make"), lever("shift")], "needs": NEED},
        {},
    ),
    "permissions": (
        {
            **GIVER,
            "levers": [lever("donation", permission="permissions-1"), lever("permission")],
            "permissions": [{"delay_months": 1}],
        },
        {},
    ),
    "contracts": (
        {"lines": LINE, "levers": [lever("expansion", after="levers-2"), lever("contract")]},
        {},
    ),
    "budgets": (
        {"levers": [lever("purchase", price=5, payer="C")], "budgets": [{"amount": 20}]},
        {"budget": 15.0},
    ),
    "workforce": (
        {
            "actors": [{"id": "A"}, {"id": "B", "country": "DE"}, {"id": "C"}],
            "lines": LINE,
            "levers": [lever("shift", people=3)],
            "workforce": [{"people": 5}],
        },
        {},
    ),
    "risk": ({"levers": [lever("purchase")]}, {"risk": 0.5}),
    "goals": ({"levers": [lever("purchase", most=10)]}, {"met_from": "2024-02"}),
}


def case(name: str) -> tuple[Any, dict[str, Any]]:
    """The scenario of a case, and its settings."""
    tables, settings = CASES[name]
    return world(**THREE, **tables), settings
