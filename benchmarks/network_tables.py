"""Writes the component tables of the yardstick network (benchmarks/network).

    python benchmarks/network_tables.py [FOLDER]

Twenty ramping lines, eight items with stock, backlog and work in progress, a pipeline delay, ten
transfers, 120 months. All numbers are made up: they come from one seeded generator, asked in the
order in which the specification of the yardstick (b1_spec.py of ../shared/bench) lists them.
"""

import csv
import sys
from pathlib import Path

import numpy as np

HERE = Path(__file__).parent / "network"
ITEMS, LINES, TRANSFERS, MONTHS = 8, 20, 10, 120
P90 = 1.2815515655446004
FIRST_YEAR = 2020
SOURCE = "assumption: made-up"
SETTINGS = """format = 1
name = "network"
title = "The yardstick network: made-up numbers, to measure with"
start = "2020-01"
end = "2029-12"
as_of = "2020-01"
[focus]
holder = "user"
item = "item-0"
[assumptions]
made-up = "A generator's numbers: nothing here is a real stock or rate."
"""


def month(number: float) -> str:
    """The EDTF month that lies `number` months after the first.

    >>> month(13)
    '2021-02'
    """
    year, rest = divmod(int(number), 12)
    return f"{FIRST_YEAR + year}-{rest + 1:02d}"


def lognormal(middle: float, sigma: float, factor: float = 1.0) -> str:
    """A cell with the 10 % and 90 % quantiles."""
    low, high = (factor * float(np.exp(middle + sign * sigma * P90)) for sign in (-1, 1))
    return f"lognormal({low!r}, {high!r})"


def numbers() -> dict[str, np.ndarray]:
    """The constants of the network, in the order in which the generator gives them."""
    rng = np.random.default_rng(7)
    told = {"item": np.concatenate([np.arange(ITEMS), rng.integers(0, ITEMS, LINES - ITEMS)])}
    told["burn"] = rng.uniform(200, 2000, ITEMS)
    share = rng.uniform(0.3, 0.7, LINES)
    many = np.bincount(told["item"], minlength=ITEMS)[told["item"]]
    told["base"] = told["burn"][told["item"]] * share / many
    told["width"] = rng.uniform(2, 6, LINES)
    told["shift_at"] = rng.integers(3, 36, LINES)
    told["shifts"] = rng.choice([1.0, 1.5, 1.8], LINES)
    told["given_item"] = rng.integers(0, ITEMS, TRANSFERS)
    told["announced"] = rng.integers(0, 60, TRANSFERS)
    told["length"] = rng.integers(3, 24, TRANSFERS)
    told["rate"] = rng.uniform(50, 400, TRANSFERS)
    return told


def tables() -> dict[str, list[dict[str, object]]]:
    """Every table as rows."""
    n = {name: values.tolist() for name, values in numbers().items()}
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
            for holder, opening in (("user", n["burn"][i] * 8), ("donor", given[i]))
        ],
    }
    for row in made["stocks"]:
        row |= {"floor": 0, "unit": "piece", "source": SOURCE}
    made["demands"] = [
        {"id": f"use-{i}", "holder": "user", "item": f"item-{i}", "rate": rate, "from": month(0)}
        | {"noise": lognormal(-0.02, 0.2), "unit": "piece/month", "source": SOURCE}
        for i, rate in enumerate(n["burn"])
    ]
    made["lines"] = [
        {
            "id": f"line-{k}",
            "actor": "maker",
            "item": f"item-{item}",
            "rate_start": n["base"][k],
            "rate_full": lognormal(0.7, 0.3, n["base"][k]),
            "ramp_start": month(0),
            "ramp_months": n["width"][k],
            "ramp_delay_months": "pert(3, 30, 57)",
            "ramp_curve": "logistic",
            "makes": "to_order",
            "pool": f"item-{item}",
            "shifts": f"series: shifts-{k}" if n["shifts"][k] > 1 else "",
            "shift_return": 1 if n["shifts"][k] > 1 else "",
            "holder": "user",
            "unit": "piece/month",
            "source": SOURCE,
        }
        for k, item in enumerate(n["item"])
    ]
    made["series"] = [
        {"id": f"shifts-{k}-{at}", "series": f"shifts-{k}", "month": month(at), "value": value}
        | {"unit": "shift", "source": SOURCE}
        for k in range(LINES)
        if n["shifts"][k] > 1
        for at, value in ((0, 1), (n["shift_at"][k], n["shifts"][k]))
    ]
    made["restocks"] = [
        {
            "id": f"keep-{i}",
            "buyer": "user",
            "line": f"line-{i}",
            "target": n["burn"][i] * 24,
            "adjust_months": 6,
            "lead_months": f"empirical({', '.join(map(str, range(6, 25)))})",
            "from": month(0),
            "unit": "piece",
            "source": SOURCE,
        }
        for i in range(ITEMS)
    ]
    made["permissions"] = [
        {"id": f"consent-{k}", "decider": "donor", "probability": 0.7, "decided_from": month(0)}
        | {"delay_months": 0, "source": SOURCE}
        for k in range(TRANSFERS)
    ]
    made["transfers"] = [
        {
            "id": f"gift-{k}",
            "giver": "donor",
            "receiver": "user",
            "item": f"item-{n['given_item'][k]}",
            "quantity": n["rate"][k] * n["length"][k],
            "rate": n["rate"][k],
            "from": month(n["announced"][k]),
            "delay_months": f"empirical({', '.join(map(str, range(1, 13)))})",
            "permission": f"consent-{k}",
            "unit": "piece",
            "source": SOURCE,
        }
        for k in range(TRANSFERS)
    ]
    return made


def main() -> None:
    """Write the folder."""
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else HERE
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "scenario.toml").write_text(SETTINGS, encoding="utf-8")
    for name, rows in tables().items():
        with (folder / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, list(rows[0]), lineterminator="\n")
            writer.writeheader()
            writer.writerows(rows)


if __name__ == "__main__":
    main()
