"""A country has only so many people for shifts, lines, repairs and kits."""

from materiel.plan.formulation import Formulation

NUMBER, UNIT, INDEX = "Q22", "person", "future, country, month"


def state(f: Formulation) -> None:
    """Sum of people × used in the country's levers <= its people, month by month."""
    rows_of = f.given.scenario.workforce
    if not rows_of:
        return
    countries = [row.country for row in rows_of]
    axes = [f.future_axis, f.model_axis("country", countries), f.month_axis]
    most = f.column([row.people for row in rows_of])[..., None]
    rows = f.model.rows("people", axes, unit=UNIT, high=most).ids
    blocks = [
        (flow.block.ids, f.levers.get(flow.kind, ()))
        for flow in f.flows
        if flow.kind not in ("transfer", "output")
    ]
    if f.levers["shift"]:
        blocks.append((f.blocks["shift"].ids, f.levers["shift"]))
    for ids, levers in blocks:
        for n, row in enumerate(levers):
            country = _country(f, row.line, row.receiver)
            if row.people is not None and country in countries:
                people = f.given.value(row.people)[:, None]
                f.model.add(rows[:, countries.index(country)], ids[:, n], people)


def _country(f: Formulation, line: str | None, receiver: str | None) -> str | None:
    """Where the work is done: at the maker's, or where repairs and kits land."""
    scenario = f.given.scenario
    actor = next((row.actor for row in scenario.lines if row.id == line), receiver)
    return next((row.country for row in scenario.actors if row.id == actor), None)
