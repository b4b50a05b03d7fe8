"""A scenario's stocks, output, backlog and unmet demand, many times over. See README.md."""

from materiel.core.stages import make_callable
from materiel.simulate.explain import Difference, explain
from materiel.simulate.outcome import simulate
from materiel.simulate.records import LEVELS, Engine, Fan, Outcome, Parity, Spread

__all__ = [
    "LEVELS",
    "Difference",
    "Engine",
    "Fan",
    "Outcome",
    "Parity",
    "Spread",
    "explain",
    "simulate",
]

make_callable(__name__)
