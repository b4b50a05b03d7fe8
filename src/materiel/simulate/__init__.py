"""A scenario's stocks, output, backlog and unmet demand, many times over. See README.md."""

from materiel.core.stages import make_callable
from materiel.simulate.outcome import simulate
from materiel.simulate.records import LEVELS, Fan, Outcome, Parity, Spread

__all__ = ["LEVELS", "Fan", "Outcome", "Parity", "Spread", "simulate"]

make_callable(__name__)
