"""One file per constraint of a plan; each has a number in docs/model.md and a golden program.

A constraint has a `NUMBER` (its rule), a `UNIT` and an `INDEX` (what its rows are in and for), and
`state(f)`, which adds its rows. A caller's own constraint is a function of the same form; those
that stand in constraints.csv are stated by `own`.
"""

from materiel.plan.constraints import (
    assembly,
    balance,
    budgets,
    capacity,
    contracts,
    floors,
    funds,
    goals,
    inputs,
    kits,
    licences,
    own,
    permissions,
    plants,
    purchases,
    repairs,
    risk,
    shifts,
    swaps,
    transfers,
    work,
    workforce,
    workshops,
)

# `balance` comes first: others take from its rows.
CONSTRAINTS = (
    balance,
    workshops,
    assembly,
    capacity,
    work,
    shifts,
    plants,
    licences,
    purchases,
    transfers,
    funds,
    floors,
    swaps,
    repairs,
    kits,
    inputs,
    permissions,
    contracts,
    budgets,
    workforce,
    risk,
    goals,
    own,
)
