"""Who is there, what is held and what is used up."""

from dataclasses import dataclass
from typing import Annotated

from materiel.scenario.columns import Row, choice, country, month, number, reference, text
from materiel.scenario.parameters import Parameter


@dataclass(frozen=True, slots=True, kw_only=True)
class Actor(Row):
    """Who holds, makes, gives, decides or pays."""

    name: Annotated[str, text()]
    kind: Annotated[str, choice("state", "company", "alliance", "programme")]
    country: Annotated[str | None, country()]


@dataclass(frozen=True, slots=True, kw_only=True)
class Item(Row):
    """What is counted; `id` is its path in the item taxonomy."""

    name: Annotated[str, text()]
    unit: str  # "piece"


@dataclass(frozen=True, slots=True, kw_only=True)
class Stock(Row):
    """What a holder has when the scenario starts, and what it will not give away."""

    holder: Annotated[str, reference("actors")]
    item: Annotated[str, reference("items")]
    opening: Annotated[Parameter, number("piece")]
    floor: Annotated[Parameter, number("piece")]


@dataclass(frozen=True, slots=True, kw_only=True)
class Demand(Row):
    """What a holder uses up in the months `date_from` to `date_to`, both included."""

    holder: Annotated[str, reference("actors")]
    item: Annotated[str, reference("items")]
    rate: Annotated[Parameter, number("piece/month", varies=True)]
    noise: Annotated[Parameter | None, number("factor")]  # drawn anew each month
    date_from: Annotated[str, month("from")]
    date_to: Annotated[str | None, month("to")]  # blank: to the end of the scenario


@dataclass(frozen=True, slots=True, kw_only=True)
class Member(Row):
    """Who belongs to an alliance, and when."""

    alliance: Annotated[str, reference("actors")]
    member: Annotated[str, reference("actors")]
    date_from: Annotated[str | None, month("from")]  # blank: always
    date_to: Annotated[str | None, month("to")]
