"""What was known of a goal, as numbers that the model weighs (rule F6)."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from materiel.forecast.mixture import FloatArray
from materiel.forecast.records import Features

# Cheap items of civil parts are scaled up in months, complex ones have long chains of suppliers.
ITEM_CLASSES = {
    "shell": 0.0,
    "missile": 0.0,
    "drone": 0.4,
    "vehicle": 0.0,
    "aircraft": -0.2,
    "ship": -0.2,
}
SPEAKER_CLASSES = ("company", "government", "analyst")

# Name, prior mean and prior spread of each weight in the log odds that a goal is reached on time.
# The priors say what common sense would before any data: far dates, large jumps, first starts and
# goals that were put off before are reached less often; a year's output planned in that year, what
# is under contract, and a goal already cut down more often.
REACH: tuple[tuple[str, float, float], ...] = (
    ("any goal", -0.7, 0.7),
    ("time to the date", -0.8, 0.4),
    ("jump of a rate", -1.5, 0.8),
    ("pace that a total needs", -1.0, 0.5),
    ("jump of a year's output", -0.3, 0.5),
    ("nothing reported before", -0.4, 0.4),
    ("a whole year's output", 1.3, 1.0),
    ("the series' own record", 1.0, 1.0),
    ("moved before", -0.3, 0.5),
    ("cut down before", 0.8, 0.5),
    ("money contracted", 0.4, 0.4),
    *((f"item: {name}", mean, 0.3) for name, mean in ITEM_CLASSES.items()),
    *((f"speaker: {name}", 0.0, 0.2) for name in SPEAKER_CLASSES),
)
TYPICAL_LEAD_MONTHS = 8.0
TYPICAL_JUMP = 0.5  # a goal 1.65 times the last report
LARGEST_JUMP = 2.3  # a goal ten times the last report; beyond, more makes no difference


@dataclass(frozen=True, slots=True)
class Design:
    """Features of several goals as arrays."""

    reach: FloatArray  # axes (goal, term of REACH)
    jump: FloatArray  # log(goal ÷ last report), 0 to LARGEST_JUMP; 0 where nothing was reported
    unreported: FloatArray  # 1 where nothing was reported
    lead: FloatArray  # log(1 + months) less its typical value
    whole_year: FloatArray
    record: FloatArray  # mean log ratio of the series' own earlier goals
    record_n: FloatArray


def design_of(features: Sequence[Features]) -> Design:
    """Features as arrays."""
    jumps = [min(max(f.log_jump or 0.0, 0.0), LARGEST_JUMP) for f in features]
    return Design(
        reach=np.array([_reach_row(f) for f in features], dtype=np.float64),
        jump=np.array(jumps),
        unreported=np.array([float(f.log_jump is None) for f in features]),
        lead=np.array([_lead(f) for f in features]),
        whole_year=np.array([float(f.whole_year) for f in features]),
        record=np.array([f.record for f in features]),
        record_n=np.array([float(f.record_n) for f in features]),
    )


def _lead(features: Features) -> float:
    return math.log1p(max(features.lead_months, 0.0)) - math.log1p(TYPICAL_LEAD_MONTHS)


def _reach_row(f: Features) -> list[float]:
    jump = 0.0 if f.log_jump is None else min(max(f.log_jump, 0.0), 1.5) - TYPICAL_JUMP
    pace = jump if f.log_pace is None else min(max(f.log_pace, -1.0), 1.5)
    total, year = f.basis == "total", f.whole_year
    return [
        1.0,
        _lead(f),
        jump * (not total and not year),
        pace * total,
        jump * year,
        float(f.log_jump is None),
        float(year),
        f.record * f.record_n / (f.record_n + 1),
        float(f.moved > 0),
        float(f.lowered),
        float(f.contracted),
        *(float(f.item_class == name) for name in ITEM_CLASSES),
        *(float(f.speaker_class == name) for name in SPEAKER_CLASSES),
    ]
