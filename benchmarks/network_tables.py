"""Writes the component tables of the yardstick network (benchmarks/network).

    python benchmarks/network_tables.py [FOLDER [weekly]]

Twenty ramping lines, eight items with stock, backlog and work in progress, a pipeline delay, ten
transfers, 120 months; or, weekly, 520 weeks. All numbers are made up: they come from one seeded generator, asked in the
order in which the specification of the yardstick (b1_spec.py of ../shared/bench) lists them.
"""

import csv
import sys
from datetime import date, timedelta
from pathlib import Path

import numpy as np

HERE = Path(__file__).parent / "network"
ITEMS, LINES, TRANSFERS = 8, 20, 10
STEPS = {"month": 120, "week": 520}
# The specification has 52 weeks in a year; a week of the calendar is a little less of a month.
PER_MONTH = {"month": 1.0, "week": 52 / 12}
CALENDAR = {"month": 1, "week": 365.2425 / 12 / 7}
P90 = 1.2815515655446004
FIRST_YEAR, FIRST_MONDAY = 2020, date(2019, 12, 30)
SOURCE = "assumption: made-up"
SETTINGS = """format = 1
name = "network"
title = "The yardstick network: made-up numbers, to measure with"
start = "2020-01"
end = "2029-12"
as_of = "2020-01"
step = "{step}"
[focus]
holder = "user"
item = "item-0"
[assumptions]
made-up = "A generator's numbers: nothing here is a real stock or rate."
"""


def begin(number: float, step: str) -> str:
    """The EDTF month, or the first day of the week, that lies `number` steps after the first.

    >>> begin(13, "month"), begin(1, "week")
    ('2021-02', '2020-01-06')
    """
    if step == "week":
        return (FIRST_MONDAY + timedelta(weeks=int(number))).isoformat()
    year, rest = divmod(int(number), 12)
    return f"{FIRST_YEAR + year}-{rest + 1:02d}"


def lognormal(middle: float, sigma: float, factor: float = 1.0) -> str:
    """A cell with the 10 % and 90 % quantiles."""
    low, high = (factor * float(np.exp(middle + sign * sigma * P90)) for sign in (-1, 1))
    return f"lognormal({low!r}, {high!r})"


def numbers(step: str = "month") -> dict[str, np.ndarray]:
    """The constants of the network a step, in the order in which the generator gives them."""
    rng, k = np.random.default_rng(7), PER_MONTH[step]
    told = {"item": np.concatenate([np.arange(ITEMS), rng.integers(0, ITEMS, LINES - ITEMS)])}
    told["burn"] = rng.uniform(200, 2000, ITEMS) / k
    share = rng.uniform(0.3, 0.7, LINES)
    many = np.bincount(told["item"], minlength=ITEMS)[told["item"]]
    told["base"] = told["burn"][told["item"]] * share / many
    told["width"] = rng.uniform(2, 6, LINES) * k
    told["shift_at"] = np.round(rng.integers(3, 36, LINES) * k)
    told["shifts"] = rng.choice([1.0, 1.5, 1.8], LINES)
    told["given_item"] = rng.integers(0, ITEMS, TRANSFERS)
    told["announced"] = np.round(rng.integers(0, 60, TRANSFERS) * k)
    told["length"] = np.round(rng.integers(3, 24, TRANSFERS) * k)
    told["rate"] = rng.uniform(50, 400, TRANSFERS) / k
    return told


def tables(step: str = "month") -> dict[str, list[dict[str, object]]]:
    """Every table as rows."""
    n = {name: values.tolist() for name, values in numbers(step).items()}
    k, week = PER_MONTH[step], CALENDAR[step]  # a rate a step × week is one a month

    def months(*steps: float) -> str:
        told = [repr(n / week) if step == "week" else f"{n:g}" for n in steps]
        return told[0] if len(told) == 1 else f"empirical({', '.join(told)})"

    given = [0.0] * ITEMS
    for item, rate, length in zip(n["given_item"], n["rate"], n["length"], strict=True):
        given[item] += rate * (length + 1)
    actors = [{"id": name, "name": name, "kind": "state"} for name in ("user", "maker", "donor")]
    made: dict[str, list[dict[str, object]]] = {
        "actors": actors,
        "items": [{"id": f"item-{i}", "name": f"Item {i}", "unit": "piece"} for i in range(ITEMS)],
        "stocks": [
            {"id": f"{holder}-{i}", "holder": holder, "item": f"item-{i}", "opening": opening}
            for i in range(ITEMS)
            for holder, opening in (("user", n["burn"][i] * k * 8), ("donor", given[i]))
        ],
    }
    for row in made["stocks"]:
        row |= {"floor": 0, "unit": "piece", "source": SOURCE}
    made["demands"] = [
        {
            "id": f"use-{i}",
            "holder": "user",
            "item": f"item-{i}",
            "rate": rate * week,
            "from": begin(0, step),
        }
        | {"noise": lognormal(-0.02, 0.2), "unit": "piece/month", "source": SOURCE}
        for i, rate in enumerate(n["burn"])
    ]
    made["lines"] = [
        {
            "id": f"line-{line}",
            "actor": "maker",
            "item": f"item-{item}",
            "rate_start": n["base"][line] * week,
            "rate_full": lognormal(0.7, 0.3, n["base"][line] * week),
            "ramp_start": begin(0, step),
            "ramp_months": n["width"][line] / week,
            "ramp_delay_months": "pert(3, 30, 57)",
            "ramp_curve": "logistic",
            "makes": "to_order",
            "pool": f"item-{item}",
            "shifts": f"series: shifts-{line}" if n["shifts"][line] > 1 else "",
            "shift_return": 1 if n["shifts"][line] > 1 else "",
            "holder": "user",
            "unit": "piece/month",
            "source": SOURCE,
        }
        for line, item in enumerate(n["item"])
    ]
    made["series"] = [
        {"id": f"shifts-{line}-{at:g}", "series": f"shifts-{line}"}
        | {"month": begin(at, step), "value": value, "unit": "shift", "source": SOURCE}
        for line in range(LINES)
        if n["shifts"][line] > 1
        for at, value in ((0, 1), (n["shift_at"][line], n["shifts"][line]))
    ]
    made["restocks"] = [
        {
            "id": f"keep-{i}",
            "buyer": "user",
            "line": f"line-{i}",
            "target": n["burn"][i] * k * 24,
            "adjust_months": months(6 * k),
            "lead_months": months(*(round(n * k) for n in range(6, 25))),
            "from": begin(0, step),
            "unit": "piece",
            "source": SOURCE,
        }
        for i in range(ITEMS)
    ]
    made["permissions"] = [
        {"id": f"consent-{gift}", "decider": "donor", "probability": 0.7}
        | {"decided_from": begin(0, step), "delay_months": 0, "source": SOURCE}
        for gift in range(TRANSFERS)
    ]
    made["transfers"] = [
        {
            "id": f"gift-{gift}",
            "giver": "donor",
            "receiver": "user",
            "item": f"item-{n['given_item'][gift]}",
            "quantity": n["rate"][gift] * n["length"][gift],
            "rate": n["rate"][gift] * week,
            "from": begin(n["announced"][gift], step),
            "delay_months": months(*(round(n * k) for n in range(1, 13))),
            "permission": f"consent-{gift}",
            "unit": "piece",
            "source": SOURCE,
        }
        for gift in range(TRANSFERS)
    ]
    return made


def write(folder: Path, step: str) -> Path:
    """Write the folder."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "scenario.toml").write_text(SETTINGS.format(step=step), encoding="utf-8")
    for name, rows in tables(step).items():
        with (folder / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, list(rows[0]), lineterminator="\n")
            writer.writeheader()
            writer.writerows(rows)
    return folder


def main() -> None:
    """Write the folder."""
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else HERE
    write(folder, "week" if "weekly" in sys.argv[2:] else "month")


if __name__ == "__main__":
    main()
