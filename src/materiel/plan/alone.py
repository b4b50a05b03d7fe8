"""The scenario as it goes on if nobody gives from now on."""

from dataclasses import fields, replace
from typing import Any

import numpy as np

from materiel.plan.past import Past, stated
from materiel.scenario.records import (
    Distribution,
    Parameter,
    Scenario,
    SeriesRow,
    Source,
    Transfer,
)


def go_on_alone(scenario: Scenario, draws: Any, past: Past) -> tuple[Scenario, Any]:
    """The scenario as it goes on if nobody gives from now on: transfers have sent what they sent.

    Args:
        scenario: The whole of it.
        draws: Of its numbers, with `changed`.
        past: From `past_of`.

    Returns:
        The scenario without what the program states, and its draws.
    """
    repairs, kits = stated(scenario)
    rows, series, sent = [], list(scenario.series), {}
    first = past.sent.shape[2]
    months = scenario.months[: first + 1]
    for n, row in enumerate(scenario.transfers):
        name = f"sent-{row.id}"
        amounts = np.append(past.sent[:, n], np.zeros((len(past.sent), 1)), axis=1)
        for month, pieces in zip(months, amounts.T, strict=False):
            value = _number("series", f"{name}-{month}", "value")
            sent[value.name] = pieces
            series.append(
                SeriesRow(
                    id=value.row,
                    series=name,
                    month=month,
                    value=value,
                    unit="piece/month",
                    place=row.place,
                )
            )
        rows.append(_as_sent(row, scenario.start, name))
    alone = replace(
        scenario,
        transfers=tuple(rows),
        series=tuple(series),
        repairs=tuple(row for row in scenario.repairs if row not in repairs),
        kits=tuple(row for row in scenario.kits if row not in kits),
        disruptions=tuple(row for row in scenario.disruptions if row.transfer is None),
    )
    floors = {row.floor.name: np.zeros(len(past.sent)) for row in scenario.stocks}
    return alone, draws.changed(sent | floors)


def _as_sent(row: Transfer, start: str, series: str) -> Transfer:
    """A transfer without any rule of its own but its delays."""
    kept = ("id", "giver", "receiver", "item", "delay_months", "refurbish_months", "place")
    blank = {each.name: None for each in fields(Transfer) if each.name not in kept}
    plain: Any = blank | {"date_from": start, "rate": _number("transfers", row.id, "rate", series)}
    return replace(row, **plain)


def _number(table: str, row: str, column: str, series: str | None = None) -> Parameter:
    family = "series" if series else "point"
    return Parameter(
        table=table,
        row=row,
        column=column,
        value=Distribution(family=family, parameters=(0.0,), text="sent before now"),
        unit="piece/month",
        source=Source(kind="assumption"),
        place="plan",
        series=series,
    )
