"""The yardstick network of ../shared/bench/b2_spec.py as a folder of the product's own tables.

Every number of the specification stands in a table; nothing is handed over beside them but the
ten futures' demands, which the specification draws itself.
"""

import csv
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np

START_YEAR = 2021
SOURCE = "assumption: yardstick"
PAID = {"payer": "open"}
Rows = list[dict[str, Any]]


def write_network(folder: Path, d: Any, spec: Any) -> Path:
    """Write the tables of a specification `d` (from `b2_spec.make`)."""
    folder.mkdir(parents=True, exist_ok=True)
    end = f"{START_YEAR + (spec.T - 1) // 12}-{(spec.T - 1) % 12 + 1:02d}"
    (folder / "scenario.toml").write_text(
        'format = 1\nname = "yardstick"\ntitle = "Made-up network"\n'
        f'start = "{START_YEAR}-01"\nend = "{end}"\nas_of = "{START_YEAR}-01"\n'
        '[focus]\nholder = "c0"\nitem = "i0"\n[assumptions]\nyardstick = "Made up."\n'
    )
    for name, rows in tables(d, spec).items():
        _write(folder / f"{name}.csv", rows)
    return folder


def tables(d: Any, spec: Any) -> dict[str, Rows]:
    """Every table, row by row."""
    countries, items = range(spec.C), range(spec.I)
    accounts = [(i, c) for i in items for c in countries]
    months = [f"{START_YEAR + t // 12}-{t % 12 + 1:02d}" for t in range(spec.T)]
    return {
        "actors": [{"id": f"c{c}", "name": f"Country {c}", "kind": "state"} for c in countries]
        + [{"id": "open", "name": "Anyone", "kind": "programme"}],
        "items": [{"id": f"i{i}", "name": f"Item {i}", "unit": "piece"} for i in items],
        "stocks": [
            _sourced(
                id=f"s{i}-{c}",
                holder=f"c{c}",
                item=f"i{i}",
                opening=d.stock0[i, c],
                floor=0,
                unit="piece",
            )
            for i, c in accounts
        ],
        "demands": [
            _sourced(
                id=f"d{i}-{c}",
                holder=f"c{c}",
                item=f"i{i}",
                rate=f"series: d{i}-{c}",
                unit="piece/month",
                **{"from": months[0]},
            )
            for i, c in accounts
        ],
        "series": [
            _sourced(
                id=demand_row(i, c, t),
                series=f"d{i}-{c}",
                month=months[t],
                value=d.demand[0, i, c, t],
                unit="piece/month",
            )
            for i, c in accounts
            for t in range(spec.T)
        ],
        "lines": [
            _sourced(
                id=f"p{p}",
                actor="open",
                item="i0",
                rate_start=d.cap0[p],
                unit="piece/month",
                holder="c0",
            )
            for p in range(spec.P)
        ],
        "levers": _levers(d, spec),
        "budgets": [
            _sourced(id=f"y{y}", payer="open", year=START_YEAR + y, amount=amount, currency="EUR")
            for y, amount in enumerate(d.budget)
        ],
        "weights": [_sourced(id=f"w{i}", item=f"i{i}", weight=d.c_unmet[i]) for i in items],
    }


def demand_row(item: int, country: int, month: int) -> str:
    """The id of the row of series.csv that holds a demand."""
    return f"v{item}-{country}-{month}"


def demand_draws(d: Any, spec: Any) -> dict[str, Any]:
    """The specification's own demands, future by future, by parameter name."""
    return {
        f"series/{demand_row(i, c, t)}/value": d.demand[:, i, c, t]
        for i in range(spec.I)
        for c in range(spec.C)
        for t in range(spec.T)
    }


def _levers(d: Any, spec: Any) -> Rows:
    return [*_of_lines(d, spec), *_of_pieces(d, spec)]


def _of_lines(d: Any, spec: Any) -> Iterator[dict[str, Any]]:
    """Expansion, shifts and new plants, and what a plant of several items makes."""
    for p in range(spec.P):
        line = {"line": f"p{p}", **PAID}
        if d.grow_max[p] > 0:
            grow = {"most": d.grow_max[p], "delay_months": d.grow_delay[p], "price": d.c_grow[p]}
            yield _lever(f"grow{p}", "expansion", **line, **grow)
        for level in range(spec.L):
            shift = {"share": d.frac[level], "step": 0.05, "price": d.c_shift[level]}
            yield _lever(f"shift{p}-{level}", "shift", **line, **shift)
    for k in range(spec.K):
        line = {"line": f"p{spec.P - spec.K + k}", **PAID}
        new = {"most": d.new_size[k], "delay_months": d.new_delay[k], "cost": d.c_new[k]}
        yield _lever(f"new{k}", "plant", **line, **new, every=3)
    for j in range(d.J):
        plant, item = d.pair_plant[j], d.pair_item[j]
        what = {"line": f"p{plant}", "item": f"i{item}", "receiver": f"c{d.plant_country[plant]}"}
        how = {"use": d.use[j], "delay_months": d.lead[item], "price": d.c_make[j]}
        yield _lever(f"make{j}", "mix", **what, **how, **PAID)


def _of_pieces(d: Any, spec: Any) -> Iterator[dict[str, Any]]:
    """What is sent, and what is bought."""
    for r in range(spec.R):
        way = {"giver": f"c{d.route_from[r]}", "receiver": f"c{d.route_to[r]}"}
        way |= {"delay_months": d.route_delay[r], "price": d.c_send[r]}
        for i in range(spec.I):
            yield _lever(f"send{r}-{i}", "donation", **way, item=f"i{i}", most=d.send_max[r, i])
    for i in range(spec.I):
        buy = {"item": f"i{i}", "delay_months": spec.BUY_LEAD, "price": d.c_buy[i], **PAID}
        for c in range(spec.C):
            most = d.buy_max[i, c]
            yield _lever(f"buy{i}-{c}", "purchase", **buy, receiver=f"c{c}", most=most)


def _lever(name: str, kind: str, **cells: Any) -> dict[str, Any]:
    return _sourced(id=name, kind=kind, unit="piece/month", currency="EUR", **cells)


def _sourced(**cells: Any) -> dict[str, Any]:
    return {**{k: _cell(v) for k, v in cells.items()}, "source": SOURCE}


def _cell(value: Any) -> Any:
    return repr(float(value)) if isinstance(value, float | np.floating) else value


def _write(path: Path, rows: Rows) -> None:
    columns = list(dict.fromkeys(column for row in rows for column in row))
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, columns, restval="", lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
