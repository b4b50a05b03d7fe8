"""Paying pieces out of a fund, never more than it has (rule G4)."""

import numpy as np

from materiel.simulate.records import FloatArray


def affordable(quantity: FloatArray, price: FloatArray, money: FloatArray) -> FloatArray:
    """As much of `quantity` as `money` pays.

    Args:
        quantity: Pieces wanted. [piece; run]
        price: What one costs; 0 is a gift. [currency/piece; run]
        money: What is at hand. [currency; run]

    Returns:
        Pieces. [piece; run]

    Source: docs/model.md, rule G4.

    >>> affordable(np.array([10.0, 10.0]), np.array([2.0, 0.0]), np.array([8.0, 8.0]))
    array([ 4., 10.])
    """
    # Compared as costs, so that an order that the fund just pays is not cut by a rounded quotient.
    enough = quantity * price <= money
    return np.where(enough, quantity, money / np.where(enough, 1.0, price))


def pay(money: FloatArray, cost: FloatArray) -> FloatArray:
    """What is left after `cost`; a rounding below zero is zero. [currency; run]

    >>> pay(np.array([8.0]), np.array([3.0]))
    array([5.])
    """
    return np.maximum(money - cost, 0.0)
