"""What moves and comes back: transfers and what they wait for, repairs, kits, disruptions, versions."""

from dataclasses import dataclass
from typing import Annotated

from materiel.scenario.columns import Row, choice, month, number, reference
from materiel.scenario.parameters import Parameter


@dataclass(frozen=True, slots=True, kw_only=True)
class Transfer(Row):
    """Pieces that go from one stock to another."""

    giver: Annotated[str, reference("actors")]
    receiver: Annotated[str, reference("actors")]
    item: Annotated[str, reference("items")]
    quantity: Annotated[Parameter | None, number("piece")]  # blank: open-ended
    rate: Annotated[Parameter, number("piece/month", varies=True)]  # at most
    # Of what the giver can spare; those of one stock add up to 1.
    share: Annotated[Parameter | None, number("share")]
    pledged: Annotated[str | None, month()]
    date_from: Annotated[str, month("from")]
    contract_months: Annotated[Parameter | None, number("month")]  # from pledge to contract
    refurbish_months: Annotated[Parameter | None, number("month")]
    # That the workshop begins, at most.
    refurbish_rate: Annotated[Parameter | None, number("piece/month")]
    refurbish_fund: Annotated[str | None, reference("funds")]
    refurbish_price: Annotated[Parameter | None, number("price")]
    delay_months: Annotated[Parameter, number("month")]  # on the way
    permission: Annotated[str | None, reference("permissions")]
    fund: Annotated[str | None, reference("funds")]
    price: Annotated[Parameter | None, number("price")]
    # What this one makes good to its giver.
    backfills: Annotated[str | None, reference("transfers")]
    backfill_ratio: Annotated[Parameter | None, number("piece/piece")]


@dataclass(frozen=True, slots=True, kw_only=True)
class Permission(Row):
    """A consent that is given with a probability, some time after `decided_from`."""

    decider: Annotated[str, reference("actors")]
    asked_by: Annotated[str | None, reference("actors")]
    probability: Annotated[Parameter, number("share")]
    decided_from: Annotated[str, month()]
    delay_months: Annotated[Parameter, number("month")]


@dataclass(frozen=True, slots=True, kw_only=True)
class Fund(Row):
    """Money that is approved with a probability, some time after `decided_from`."""

    payer: Annotated[str, reference("actors")]
    amount: Annotated[Parameter, number("money")]
    probability: Annotated[Parameter, number("share")]
    decided_from: Annotated[str, month()]
    delay_months: Annotated[Parameter, number("month")]
    currency: str  # ISO 4217


@dataclass(frozen=True, slots=True, kw_only=True)
class Repair(Row):
    """What is lost and damaged of a holder's equipment, and the workshop that brings it back."""

    holder: Annotated[str, reference("actors")]
    item: Annotated[str, reference("items")]
    basis: Annotated[str, choice("stock", "demand")]  # what the shares are of
    loss_share: Annotated[Parameter, number("share", varies=True)]  # a month
    damage_share: Annotated[Parameter, number("share", varies=True)]  # a month
    capacity: Annotated[Parameter, number("piece/month", varies=True)]  # that the workshop begins
    turnaround_months: Annotated[Parameter, number("month")]
    returned_share: Annotated[Parameter, number("share")]  # of what is begun that comes back
    hub: Annotated[str | None, reference("actors")]  # rows of one hub pool their capacities
    date_from: Annotated[str, month("from")]
    date_to: Annotated[str | None, month("to")]


@dataclass(frozen=True, slots=True, kw_only=True)
class Kit(Row):
    """One part of a system that a holder puts together."""

    holder: Annotated[str, reference("actors")]
    kit: Annotated[str, reference("items")]
    part: Annotated[str, reference("items")]
    per_kit: Annotated[Parameter, number("piece/piece")]


@dataclass(frozen=True, slots=True, kw_only=True)
class Disruption(Row):
    """What stops a line or a transfer for a while."""

    kind: Annotated[str, choice("strike", "accident", "ban")]
    line: Annotated[str | None, reference("lines")]
    transfer: Annotated[str | None, reference("transfers")]
    hazard: Annotated[Parameter, number("share")]  # chance in each month
    severity: Annotated[Parameter, number("share")]  # lost
    recover_months: Annotated[Parameter, number("month")]
    date_from: Annotated[str | None, month("from")]
    date_to: Annotated[str | None, month("to")]


@dataclass(frozen=True, slots=True, kw_only=True)
class Iteration(Row):
    """The innovation cycle of an item in its holder's use."""

    holder: Annotated[str, reference("actors")]
    item: Annotated[str, reference("items")]
    cycle_months: Annotated[Parameter, number("month")]  # between versions, without feedback
    feedback: Annotated[Parameter, number("share")]  # by which full use in the field shortens it
    gain: Annotated[Parameter, number("factor")]  # of effect per piece that a version adds
    date_from: Annotated[str | None, month("from")]
