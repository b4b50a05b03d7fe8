"""How many runs the kernel takes side by side, and tables of runs in blocks of so many."""

import math
from typing import Any

import numpy as np

from materiel.simulate.records import FloatArray

# A row of 128 is 1 kB: the rows of a network of a hundred table rows stay in a core's second cache, and
# the work on a row outweighs the finding of it. Measured against 32 and 64 with benchmarks/simulate.py.
LANES = 128
WIDE = 16  # lanes of a vector: two of the widest registers, so that one need not wait for the other
LINE = 64  # bytes of a line of the cache, and of eight lanes: a row that begins on one is read half as often


def on_lines(*shape: int, kind: Any = np.float64) -> Any:
    """Room for an array, not filled, that begins where a line of the cache does.

    >>> on_lines(3, LANES).ctypes.data % LINE
    0
    """
    size = math.prod(shape) * np.dtype(kind).itemsize
    room = np.empty(size + LINE, np.uint8)
    begin = -room.ctypes.data % LINE
    return room[begin : begin + size].view(kind).reshape(shape)


def in_blocks(table: FloatArray) -> FloatArray:
    """Runs in blocks of lanes; lanes beyond the last run repeat it. [any; …, run]

    >>> in_blocks(np.arange(5.0)[None])[0, 0, :6]
    array([0., 1., 2., 3., 4., 4.])
    """
    made: FloatArray = on_lines(-(-table.shape[-1] // LANES), *table.shape[:-1], LANES)
    put_in_blocks(made, table)
    return made


def put_in_blocks(blocks: FloatArray, table: FloatArray) -> None:
    """`in_blocks`, into an array that is there. [any; block, …, lane] and [any; …, run]"""
    *shape, runs = table.shape
    whole = runs // LANES
    parted = table[..., : whole * LANES].reshape(*shape, whole, LANES)
    blocks[:whole] = np.moveaxis(parted, -2, 0)
    for last in blocks[whole:]:
        last[:] = table[..., -1:]
        last[..., : runs - whole * LANES] = table[..., whole * LANES :]


def side_by_side(blocks: FloatArray, runs: int) -> FloatArray:
    """The runs of all blocks side by side. [any; …, run]

    >>> side_by_side(np.zeros((2, 3, LANES)), LANES + 1).shape == (3, LANES + 1)
    True
    """
    moved = np.moveaxis(blocks, 0, -2)
    lanes = moved.shape[-2] * moved.shape[-1]
    return moved.reshape(*moved.shape[:-2], lanes)[..., :runs]
