"""Learning: the more pieces a line has made, the fewer hours the next one takes."""

from materiel.simulate.exact import exp, log
from materiel.simulate.records import FloatArray


def learning_factor(made: FloatArray, learned: FloatArray, learning: FloatArray) -> FloatArray:
    """How much more a line makes in the same hours than when the scenario started.

    Args:
        made: Since the start of the scenario, before this month. [piece; any]
        learned: Before the start. [piece; any]
        learning: Share of the hours that a piece still takes after each doubling. [share; any]

    Returns:
        Factor, 1 at the start. [any]

    Source: docs/model.md, rule P7; Wright (1936), Journal of the Aeronautical Sciences 3(4), 122-128:
    hours fall along a power of cumulative output.

    >>> import numpy as np
    >>> learning_factor(np.array([0.0, 100.0]), np.array([100.0, 100.0]), np.array([0.8, 0.8]))
    array([1.  , 1.25])
    """
    doublings = log(1 + made / learned) / log(2.0)
    factor: FloatArray = exp(-log(learning) * doublings)
    return factor
