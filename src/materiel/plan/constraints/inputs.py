"""Input items: what is made uses up propellant, bodies, fuzes out of a stock."""

from materiel.plan.formulation import MADE, Formulation

NUMBER, UNIT, INDEX = "Q18", "piece", "future, account, month"


def state(f: Formulation) -> None:
    """amount × made leaves the stock of the input item in the same month."""
    for kind in MADE:
        use_up(f, kind)


def use_up(f: Formulation, kind: str) -> None:
    """Take what the rows of needs.csv say out of the stock balance."""
    levers = f.levers.get(kind, ())
    needs = [need for need in f.given.scenario.needs if need.lever in {row.id for row in levers}]
    if not needs:
        return
    flow = next(flow for flow in f.flows if flow.kind == kind)
    for need in needs:
        at = flow.levers.index(need.lever)
        rows = f.blocks["balance"].ids[:, f.given.account(need.holder, need.item)]
        f.model.add(rows, flow.block.ids[:, at], f.given.value(need.amount)[:, None])
