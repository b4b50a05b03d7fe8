"""The figures of an answer by name, for page, web and export."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import Any

from materiel.answer import Answer
from materiel.show.charts import (
    coverage_fan,
    indicator_fan,
    single_runs,
    stock_fan,
    supply_and_demand,
)
from materiel.show.look import NARROW, WIDE, Chart, Layout, specification
from materiel.show.stated import stated_figures
from materiel.simulate.records import Fan, Outcome


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """A chart of an answer: what it is called, how to draw it, and the numbers in it."""

    name: str  # "coverage"
    title: str
    fans: tuple[Fan, ...]  # whose numbers the table beside it shows
    runs_of: str | None  # the figure of its single runs
    drawn: bool  # whether the report draws it; the rest stands there as a table
    draw: Callable[[Layout], Chart | None]

    def spec(self, layout: Layout = WIDE) -> dict[str, Any]:
        """Its Vega-Lite specification."""
        chart = self.draw(layout)
        assert chart is not None, self.name
        return specification(chart)


def figures(answer: Answer) -> dict[str, Figure]:
    """Every figure that an answer can have, in the order of the page."""
    found = list(_of_outcome(answer.outcome)) if answer.outcome else []
    if stated_figures(answer.claims) is not None:
        found.append(
            Figure(
                name="stated",
                title="Stated figures over time",
                fans=(),
                runs_of=None,
                drawn=True,
                draw=partial(stated_figures, answer.claims),
            )
        )
    return {figure.name: figure for figure in found}


def _of_outcome(outcome: Outcome) -> Iterator[Figure]:
    ids = {fan.id for fan in outcome.fans}
    draws: list[tuple[str, tuple[str, ...], Callable[[Layout], Chart]]] = [
        ("coverage", ("coverage",), partial(coverage_fan, outcome)),
        ("supply", ("supply", "demand"), partial(supply_and_demand, outcome)),
        ("stock", ("stock",), partial(stock_fan, outcome)),
    ]
    for name, needed, draw in draws:
        if not ids.issuperset(needed):
            continue
        fans = tuple(outcome.fan(fan_id) for fan_id in needed)
        runs = f"{name}-runs"
        yield Figure(name=name, title=fans[0].label, fans=fans, runs_of=runs, drawn=True, draw=draw)
        yield Figure(
            name=runs,
            title=f"{len(fans[0].sample)} single runs: {fans[0].label}",
            fans=(),
            runs_of=None,
            drawn=True,
            draw=partial(single_runs, outcome, name),
        )
    shown = {fan_id for _, needed, _ in draws for fan_id in needed}
    for fan in outcome.fans:
        if fan.id not in shown:
            yield Figure(
                name=fan.id,
                title=fan.label,
                fans=(fan,),
                runs_of=None,
                drawn=False,
                draw=partial(indicator_fan, outcome, fan.id),
            )


__all__ = ["NARROW", "WIDE", "Figure", "Layout", "figures"]
