"""The world: who reports, of what, in which words; and what a pair is."""

import random
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from materiel.claims import Claim
from materiel.core.hashes import sha256
from materiel.documents import Block, Document

ITEMS = (
    "ammunition.artillery.155mm",
    "drone",
    "vehicle.tank.leopard2",
    "missile",
    "artillery.howitzer",
)
STATES = ("FR", "DE", "PL", "SE", "NO", "CZ", "IT", "ES", "FI", "DK", "NL", "GB")
SPEAKERS = ("A. Minister", "B. Director", "C. Spokesman", "D. General", "E. Analyst", None)
LEVEL_UNITS = {
    "stock": "piece",
    "membership": "company",
    "industry": "person",
    "lead_time": "month",
}
WORDS = """road winter town school paper letter garden river bridge market window station hall summer morning
coffee music picture story answer question village harbour field forest mountain island weather season engine
carpet kitchen doctor teacher lawyer farmer singer painter driver keeper reader writer walker table chair lamp
candle mirror ladder hammer basket bottle button pocket ticket packet rabbit pigeon donkey spider beetle salmon
maple willow cherry lemon pepper butter cheese bread honey sugar carrot potato pumpkin cabbage onion garlic""".split()

Fields = dict[str, Any]  # of a claim


@dataclass(frozen=True)
class Pair:
    """Two documents with their claims, and how they stand to each other."""

    case: str
    documents: tuple[Document, ...]
    claims: tuple[Claim, ...]
    expected: frozenset[str]  # relations that are right; "none" = nothing need be said
    part_of: tuple[str, str] | None = None  # a decision: the first is a part of the second

    @property
    def contradicts(self) -> bool:
        """Whether both cannot be so."""
        return "contradiction" in self.expected


class Maker:
    """Makes one pair; every draw comes from its own stream."""

    def __init__(self, seed: str) -> None:
        self.rng = random.Random(seed)
        self.day = date(2023, 1, 10) + timedelta(days=self.rng.randrange(700))
        self.item = self.rng.choice(ITEMS)
        self.giver, self.taker = self.rng.sample(STATES, 2)
        self.speakers = self.rng.sample(SPEAKERS, 2)

    def value(self, least: float = 120, most: float = 90_000) -> float:
        """A quantity of whole pieces."""
        return float(round(self.rng.uniform(least, most)))

    def document(self, words: str, day: date) -> Document:
        """A report with the words among sentences of its own."""
        around = [" ".join(self.rng.choices(WORDS, k=14)).capitalize() + "." for _ in range(4)]
        number = self.rng.randrange(10**6)
        text = " ".join([*around[:2], f"{words}.", *around[2:], f"Report {number}."])
        return report(f"{number}.txt", text, day)

    def two(self, case: str, left: Fields, right: Fields, *expected: str, gap: int = 0) -> Pair:
        """Two reports with a claim each, some days apart."""
        days = (self.day, self.day + timedelta(days=gap))
        documents, claims = [], []
        for fields, day, n in zip((left, right), days, (1, 2), strict=True):
            words = f"the number that was given by reporter {n}"
            documents.append(self.document(words, day))
            claims.append(claim(documents[-1], words, **fields))
        return Pair(case, tuple(documents), tuple(claims), frozenset(expected))

    def by_two(self, case: str, left: Fields, right: Fields, *expected: str, gap: int = 0) -> Pair:
        """The same by two speakers."""
        first, second = ({"speaker": speaker} for speaker in self.speakers)
        return self.two(case, left | first, right | second, *expected, gap=gap)

    def base(self, *kinds: str) -> Fields:
        """A quantity: something that holds at a moment, a rate, or a total of a named period."""
        kind = kinds[0] if len(kinds) == 1 else self.rng.choice(kinds or QUANTITIES)
        if kind in LEVEL_UNITS:
            return {
                "kind": kind,
                "subject": (self.giver,),
                "item": self.item,
                "unit": LEVEL_UNITS[kind],
            }
        fields: Fields = {"subject": (self.giver,), "item": self.item, "unit": "piece"}
        if kind == "rate":
            return fields | {"kind": "production", "per": "month"}
        fields |= {"kind": kind, **within(str(self.day.year - 1))}
        if kind == "transfer":
            fields |= {"object": (self.taker,), "status": "delivered"}
        return fields

    def deal(self, kind: str, **fields: Any) -> Fields:
        """What one state does for another."""
        sides = {"subject": (self.giver,), "object": (self.taker,)}
        return {"kind": kind, **sides, "item": self.item, **fields}

    def stated(self, value: float, base: Fields, how: str | None = None) -> Fields:
        """The value as a reporter gives it: exactly, in a larger unit, or rounded."""
        how = how or self.rng.choice(["plain", "plain", "rounded", "about", "year"])
        fields = base | {"speaker": self.rng.choice(SPEAKERS)}
        if how == "rounded":
            value = rounded(value, 3)
        if how == "about":
            value, fields = rounded(value, 2), fields | {"approx": True}
        if how == "year" and base.get("per") == "month":
            value, fields = value * 12, fields | {"per": "year"}
        return fields | exactly(value)


QUANTITIES = ("stock", "membership", "industry", "lead_time", "production", "rate", "transfer")


def report(name: str, text: str, day: date) -> Document:
    """A report of one paragraph, as if it had been read from a file."""
    content = text.encode()
    return Document(
        id=sha256(content),
        name=name,
        content=content,
        encoding="utf-8",
        text=text,
        blocks=(Block(start=0, end=len(text), role="body"),),
        language="en",
        published=day.isoformat(),
    )


def claim(document: Document, words: str, **fields: Any) -> Claim:
    """A claim whose quote is `words` of a document."""
    start = document.text.index(words)
    place = {"start": start, "end": start + len(words), "quote": words}
    return Claim(document=document.id, doc=document.name, **place, **fields)


def exactly(value: float) -> Fields:
    """One number, not a range."""
    return {"low": value, "high": value}


def within(period: str) -> Fields:
    """A day, month or year, as both ends."""
    return {"date_from": period, "date_to": period}


def rounded(value: float, digits: int) -> float:
    """To so many digits.

    >>> rounded(14_512, 2)
    15000.0
    """
    return float(f"{value:.{digits - 1}e}")
