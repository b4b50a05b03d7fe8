"""How many runs the kernel takes side by side, and tables of runs in blocks of so many."""

import numpy as np

from materiel.simulate.records import FloatArray

# A row of 128 is 1 kB: the rows of a network of a hundred table rows stay in a core's second cache, and
# the work on a row outweighs the finding of it. Measured against 32 and 64 with benchmarks/simulate.py.
LANES = 128


def in_blocks(table: FloatArray) -> FloatArray:
    """Runs in blocks of lanes; lanes beyond the last run repeat it. [any; …, run]

    >>> in_blocks(np.arange(5.0)[None])[0, 0, :6]
    array([0., 1., 2., 3., 4., 4.])
    """
    beyond = -table.shape[-1] % LANES
    table = np.concatenate([table, np.repeat(table[..., -1:], beyond, axis=-1)], axis=-1)
    parted = table.reshape(*table.shape[:-1], table.shape[-1] // LANES, LANES)
    return np.ascontiguousarray(np.moveaxis(parted, -2, 0), dtype=np.float64)


def side_by_side(blocks: FloatArray, runs: int) -> FloatArray:
    """The runs of all blocks side by side. [any; …, run]

    >>> side_by_side(np.zeros((2, 3, LANES)), LANES + 1).shape == (3, LANES + 1)
    True
    """
    moved = np.moveaxis(blocks, 0, -2)
    lanes = moved.shape[-2] * moved.shape[-1]
    return moved.reshape(*moved.shape[:-2], lanes)[..., :runs]
