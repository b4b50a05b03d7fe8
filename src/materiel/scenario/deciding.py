"""What a plan may decide, and within which limits (docs/plan.md). A run does not read them."""

from dataclasses import dataclass
from typing import Annotated

from materiel.scenario.columns import Row, choice, country, integer, month, number, reference, text
from materiel.scenario.parameters import Parameter

LEVER_KINDS = (
    "shift",
    "expansion",
    "plant",
    "licence",
    "mix",
    "make",
    "purchase",
    "donation",
    "swap",
    "repair",
    "kit",
    "permission",
    "contract",
)
# What a constraint may add up.
ADDED_UP = ("used", "made", "sent", "begun", "added", "stock", "unmet", "cost")


@dataclass(frozen=True, slots=True, kw_only=True)
class Lever(Row):
    """One thing that a plan may decide; which fields a kind uses stands in docs/plan.md."""

    name: Annotated[str | None, text()]
    kind: Annotated[str, choice(*LEVER_KINDS)]
    line: Annotated[str | None, reference("lines")]
    item: Annotated[str | None, reference("items")]
    giver: Annotated[str | None, reference("actors")]
    receiver: Annotated[str | None, reference("actors")]
    most: Annotated[Parameter | None, number("piece/month")]
    least: Annotated[Parameter | None, number("piece/month")]  # when it is done at all
    quantity: Annotated[Parameter | None, number("piece")]  # in all
    share: Annotated[Parameter | None, number("share")]  # of the line's capacity
    step: Annotated[Parameter | None, number("share")]  # of capacity that a month may add
    date_from: Annotated[str | None, month("from")]
    date_to: Annotated[str | None, month("to")]
    every: Annotated[int | None, integer()]  # months between the months in which it may be decided
    delay_months: Annotated[Parameter | None, number("month")]
    ramp_months: Annotated[Parameter | None, number("month")]
    last_months: Annotated[int | None, integer()]  # of a contract
    price: Annotated[Parameter | None, number("price")]  # or per piece a month of capacity
    cost: Annotated[Parameter | None, number("money")]  # once, when it is decided
    payer: Annotated[str | None, reference("actors")]
    use: Annotated[Parameter | None, number("factor")]
    people: Annotated[Parameter | None, number("factor")]
    permission: Annotated[str | None, reference("permissions")]
    after: Annotated[str | None, reference("levers")]
    back_item: Annotated[str | None, reference("items")]
    back_share: Annotated[Parameter | None, number("factor")]
    back_months: Annotated[int | None, integer()]


@dataclass(frozen=True, slots=True, kw_only=True)
class Need(Row):
    """What one piece of a lever uses up."""

    lever: Annotated[str, reference("levers")]
    holder: Annotated[str, reference("actors")]
    item: Annotated[str, reference("items")]
    amount: Annotated[Parameter, number("factor")]


@dataclass(frozen=True, slots=True, kw_only=True)
class Budget(Row):
    """The most that a payer spends on levers in a calendar year."""

    payer: Annotated[str, reference("actors")]
    year: Annotated[int, integer()]
    amount: Annotated[Parameter, number("money")]


@dataclass(frozen=True, slots=True, kw_only=True)
class Workforce(Row):
    """How many people a country has for the levers."""

    country: Annotated[str, country()]
    people: Annotated[Parameter, number("person")]


@dataclass(frozen=True, slots=True, kw_only=True)
class Weight(Row):
    """What a piece of unmet demand counts; 1 where nothing is said."""

    item: Annotated[str, reference("items")]
    holder: Annotated[str | None, reference("actors")]  # blank: all
    weight: Annotated[Parameter, number("factor")]


@dataclass(frozen=True, slots=True, kw_only=True)
class Constraint(Row):
    """A user's own limit on a plan: what its terms add up to, month by month or in all."""

    name: Annotated[str | None, text()]
    sense: Annotated[str, choice("at_most", "at_least", "equal")]
    bound: Annotated[Parameter, number("own")]
    unit: Annotated[str, text()]  # of the bound; factors bring terms into it
    each: Annotated[str | None, choice("month", "year")]
    date_from: Annotated[str | None, month("from")]
    date_to: Annotated[str | None, month("to")]


@dataclass(frozen=True, slots=True, kw_only=True)
class Term(Row):
    """What a constraint adds up: everything of one sort that fits all columns that are filled in."""

    constraint: Annotated[str, reference("constraints")]
    of: Annotated[str, choice(*ADDED_UP)]
    factor: Annotated[Parameter | None, number("factor")]
    side: Annotated[str | None, choice("left", "right")]
    lever: Annotated[str | None, reference("levers")]
    kind: Annotated[str | None, choice(*LEVER_KINDS)]
    line: Annotated[str | None, reference("lines")]
    item: Annotated[str | None, reference("items")]
    giver: Annotated[str | None, reference("actors")]
    receiver: Annotated[str | None, reference("actors")]
    holder: Annotated[str | None, reference("actors")]
    payer: Annotated[str | None, reference("actors")]
