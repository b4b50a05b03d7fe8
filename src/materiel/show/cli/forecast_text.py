"""Forecasts and hindcasts in words, for a terminal."""

from typing import Any

from materiel.forecast.hindcast import BASELINES, Hindcast


def hindcast_text(result: Hindcast) -> str:
    """The scores of a hindcast as a small table."""
    numbers = result.numbers()
    both = (numbers, numbers["one_per_series"])
    lines = [
        f"{numbers['pairs']} goals of {numbers['series']} series came due; "
        f"left out of each fit: the {result.left_out}",
    ]
    if not result.scored:
        return "\n".join([*lines, "nothing to score: no dated goal has a reported outcome"])
    lines.append(f"{'':40s}{'each goal':>12s}{'each series':>13s}")
    for way in ("ours", *BASELINES):
        lines.append(_line(f"CRPS, {way.replace('_', ' ')}", [n["crps"][way] for n in both]))
    names = {
        "skill": "skill against the best of the three",
        "cover80": "inside the 80 % interval",
        "cover50": "inside the 50 % interval",
        "brier": "Brier score, reached by its date",
        "brier_base": "Brier score of the share reached",
    }
    lines += [_line(words, [n[key] for n in both]) for key, words in names.items()]
    lines += [f"not scored: {n} {reason}" for reason, n in numbers["excluded"].items()]
    return "\n".join(lines)


def _line(words: str, values: list[Any]) -> str:
    cells = ["-" if value is None else f"{value:.3f}" for value in values]
    return f"{words:40s}{cells[0]:>12s}{cells[1]:>13s}"
