"""How long a fit of the whole reference, a forecast and a hindcast take.

    python benchmarks/forecast.py [--json] [--rounds N]

The last line of --json is one JSON object: fit_s, forecast_ms (the middle over all series),
forecast_ms_worst, hindcast_s, goals, series. Times are of the processor, the best of the rounds.
"""

import argparse
import json
import statistics
import time
from collections.abc import Callable
from contextlib import suppress
from typing import Any

from materiel.core.errors import InputError
from materiel.forecast import Learned, Table, forecast, hindcast, learn, read_reference


def main() -> None:
    """Fit, forecast every series at its last day, score, and print the times."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--json", action="store_true", help="one JSON object as the last line")
    chosen = parser.parse_args()
    table = read_reference()
    learned = learn(table)
    names = list(dict.fromkeys(statement.series for statement in table.statements))
    times = [forecast_s(table, name, learned, chosen.rounds) for name in names]
    found = {
        "fit_s": round(best(lambda: learn(table), chosen.rounds), 3),
        "forecast_ms": round(1000 * statistics.median(times), 1),
        "forecast_ms_worst": round(1000 * max(times), 1),
        "hindcast_s": round(best(lambda: hindcast(table, table, name="r"), chosen.rounds), 2),
        "goals": learned.model.n_goals,
        "series": len(names),
    }
    print(f"fit of {found['goals']} goals that came due: {found['fit_s']} s")
    print(
        f"one forecast: {found['forecast_ms']} ms (the middle of {found['series']} series), "
        f"{found['forecast_ms_worst']} ms at worst"
    )
    print(f"hindcast of the reference, one fit for each series: {found['hindcast_s']} s")
    if chosen.json:
        print(json.dumps(found))


def forecast_s(table: Table, name: str, learned: Learned, rounds: int) -> float:
    """One forecast, after the fit."""

    def make() -> None:
        with suppress(InputError):  # a series of which no statement has a date
            forecast(table, series=name, learned=learned)

    return best(make, rounds)


def best(work: Callable[[], Any], rounds: int) -> float:
    """Seconds of the processor, in the best round."""
    times = []
    for _ in range(rounds):
        begun = time.process_time()
        work()
        times.append(time.process_time() - begun)
    return min(times)


if __name__ == "__main__":
    main()
