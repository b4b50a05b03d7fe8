"""How far the scores of a hindcast hang on which series it happened to hold (rule F18)."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from materiel.core.streams import stream
from materiel.forecast.model import fit
from materiel.forecast.records import Table
from materiel.forecast.score import (
    Hindcast,
    Scored,
    by_series,
    due_goals,
    figures,
    scored_by,
    series_weights,
)

N_SPLITS = 10  # each gives two halves
N_RESAMPLES = 500
KEYS = ("skill", "brier_gain", "cover80", "cover50")
Figures = dict[str, float]


def halves(table: Table, n_splits: int = N_SPLITS, seed: int = 1) -> dict[str, Figures]:
    """Fit to half of the series, score the other half, both ways round; means over the splits.

    Returns:
        Under "pairs" with each goal counted once, under "series" with each series counted once: the
        means of KEYS.

    Raises:
        ValueError: Fewer than four series with an outcome.
    """
    learned, due = due_goals(table.statements, low=True), due_goals(table.statements)
    names = sorted({by_series(goal) for goal in due})
    if len(names) < 4:
        raise ValueError(f"{len(names)} series with an outcome; halves need four")
    found: dict[str, list[Figures]] = {"pairs": [], "series": []}
    for split in range(n_splits):
        order = stream(seed, f"halves/{split}").random(len(names)).argsort()
        first = {names[i] for i in order[: len(names) // 2]}
        for half in (first, set(names) - first):
            model = fit([goal for goal in learned if by_series(goal) not in half])
            scored = scored_by([goal for goal in due if by_series(goal) in half], model)
            found["pairs"].append(_short(figures(scored, np.ones(len(scored)))))
            found["series"].append(_short(figures(scored, series_weights(scored))))
    return {
        way: {key: float(np.mean([one[key] for one in ones])) for key in KEYS}
        for way, ones in found.items()
    }


def series_resampled(
    result: Hindcast, n_resamples: int = N_RESAMPLES, seed: int = 1
) -> dict[str, tuple[float, float]]:
    """The 10 % and 90 % quantiles of KEYS over draws of as many series, with replacement."""
    names = sorted({by_series(one.goal) for one in result.scored})
    drawn = []
    for i in range(n_resamples):
        picks = (stream(seed, f"series/{i}").random(len(names)) * len(names)).astype(int)
        times = dict(zip(names, np.bincount(picks, minlength=len(names)), strict=True))
        drawn.append(_resampled(result.scored, times))
    kept = [one for one in drawn if one is not None]
    return {key: _ends([one[key] for one in kept]) for key in KEYS}


def _resampled(scored: Sequence[Scored], times: dict[str, Any]) -> Figures | None:
    """The figures of a draw; None where all or none of its goals were reached."""
    kept = [one for one in scored if times[by_series(one.goal)]]
    weight = np.array([float(times[by_series(one.goal)]) for one in kept])
    values = figures(kept, weight)
    return _short(values) if values["brier_base"] else None


def _short(values: dict[str, Any]) -> Figures:
    gain = 1 - values["brier"] / values["brier_base"] if values["brier_base"] else 0.0
    return {"brier_gain": gain} | {key: values[key] for key in KEYS if key in values}


def _ends(values: list[float]) -> tuple[float, float]:
    low, high = np.quantile(values, (0.1, 0.9))
    return float(low), float(high)
