"""Pairs of statements with a known relation, made up from a world that knows the truth.

A world draws a quantity; two reporters state it, or two different ones, with the roundings, hedges,
open bounds and units that reports use. The relation follows from how the pair was made, never from
what the ledger's checks would say: nothing of them is imported here.
"""

import random
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

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


@dataclass(frozen=True)
class Pair:
    """Two documents with their claims, and how they stand to each other."""

    case: str
    documents: tuple[Document, ...]
    claims: tuple[Claim, ...]
    expected: frozenset[str]  # relations that are right; "none" = nothing need be said
    contradicts: bool
    part_of: tuple[str, str] | None = None  # a decision: the first is a part of the second


class Maker:
    """Makes one pair; every draw comes from its own stream."""

    def __init__(self, seed: str) -> None:
        self.rng = random.Random(seed)
        self.day = date(2023, 1, 10) + timedelta(days=self.rng.randrange(700))
        self.item = self.rng.choice(ITEMS)
        self.giver, self.taker = self.rng.sample(STATES, 2)
        self.speakers = self.rng.sample(SPEAKERS, 2)

    def value(self, least: float = 120, most: float = 90_000) -> float:
        return float(round(self.rng.uniform(least, most)))

    def document(self, words: str, day: date, *, also: str = "") -> Document:
        """A report with the words among sentences of its own."""
        around = [" ".join(self.rng.choices(WORDS, k=14)).capitalize() + "." for _ in range(4)]
        text = " ".join([*around[:2], f"{words}.", *around[2:], also]).strip()
        number = self.rng.randrange(10**6)
        text += f" Report {number}."
        content = text.encode()
        return Document(
            id=sha256(content),
            name=f"{number}.txt",
            content=content,
            encoding="utf-8",
            text=text,
            blocks=(Block(start=0, end=len(text), role="body"),),
            language="en",
            published=day.isoformat(),
        )

    def claim(self, document: Document, words: str, **fields: object) -> Claim:
        start = document.text.index(words)
        return Claim(
            document=document.id,
            doc=document.name,
            start=start,
            end=start + len(words),
            quote=words,
            **fields,  # type: ignore[arg-type]
        )

    def two(
        self, left: dict[str, object], right: dict[str, object], gap: int = 0
    ) -> tuple[tuple[Document, ...], tuple[Claim, ...]]:
        """Two reports with a claim each."""
        documents, claims = [], []
        days = (self.day, self.day + timedelta(days=gap))
        for fields, day, n in zip((left, right), days, (1, 2), strict=True):
            words = f"the number that was given by reporter {n}"
            document = self.document(words, day)
            documents.append(document)
            claims.append(self.claim(document, words, **fields))
        return tuple(documents), tuple(claims)

    def base(self, kind: str | None = None) -> dict[str, object]:
        """A quantity: something that holds at a moment, a rate, or a total of a named period."""
        kind = kind or self.rng.choice(
            ["stock", "membership", "industry", "lead_time", "production", "rate", "transfer"]
        )
        if kind in LEVEL_UNITS:
            return {
                "kind": kind,
                "subject": (self.giver,),
                "item": self.item,
                "unit": LEVEL_UNITS[kind],
            }
        fields: dict[str, object] = {"subject": (self.giver,), "item": self.item, "unit": "piece"}
        if kind == "rate":
            return fields | {"kind": "production", "per": "month"}
        year = str(self.day.year - 1)
        fields |= {"kind": kind, "date_from": year, "date_to": year}
        if kind == "transfer":
            fields |= {"object": (self.taker,), "status": "delivered"}
        return fields

    def stated(
        self, value: float, base: dict[str, object], how: str | None = None
    ) -> dict[str, object]:
        """The value as a reporter gives it: exactly, in a larger unit, or rounded."""
        how = how or self.rng.choice(["plain", "plain", "rounded", "about", "year"])
        fields = base | {"speaker": self.rng.choice(SPEAKERS)}
        if how == "rounded":
            value = rounded(value, 3)
        if how == "about":
            value, fields = rounded(value, 2), fields | {"approx": True}
        if how == "year" and base.get("per") == "month":
            value, fields = value * 12, fields | {"per": "year"}
        return fields | {"low": value, "high": value}


def rounded(value: float, digits: int) -> float:
    return float(f"{value:.{digits - 1}e}")


def value_contradicts(m: Maker) -> Pair:
    base = m.base()
    true = m.value(24, 60) if base["unit"] == "month" else m.value()
    ratio = m.rng.uniform(1.35, 4) ** m.rng.choice([1, -1])
    docs, claims = m.two(m.stated(true, base), m.stated(true * ratio, base))
    return Pair("value", docs, claims, frozenset({"contradiction"}), True)


def status_contradicts(m: Maker) -> Pair:
    kind = m.rng.choice(["agreement", "order", "permission"])
    base: dict[str, object] = {
        "kind": kind,
        "subject": (m.giver,),
        "object": (m.taker,),
        "item": m.item,
    }
    if m.rng.random() < 0.4 and kind != "permission":
        n = float(m.rng.randrange(2, 60))
        base |= {"low": n, "high": n, "unit": "piece" if kind == "order" else "company"}
    first = "granted" if kind == "permission" else "contracted"
    left = base | {"status": first, "speaker": m.speakers[0]}
    right = base | {
        "status": m.rng.choice(["target", "proposed", "rumoured"]),
        "speaker": m.speakers[1],
    }
    if m.rng.random() < 0.3 and kind == "agreement":
        right |= {"subject": (m.taker,), "object": (m.giver,)}
    docs, claims = m.two(left, right, gap=m.rng.randrange(2, 40))
    return Pair("status", docs, claims, frozenset({"contradiction"}), True)


def status_advances(m: Maker) -> Pair:
    base: dict[str, object] = {
        "kind": "agreement",
        "subject": (m.giver,),
        "object": (m.taker,),
        "item": m.item,
    }
    left, right = base | {"status": "target"}, base | {"status": "contracted"}
    docs, claims = m.two(left, right, gap=m.rng.randrange(5, 90))
    return Pair("status advances", docs, claims, frozenset({"none", "change over time"}), False)


def date_contradicts(m: Maker) -> Pair:
    n = float(m.rng.randrange(5, 400))
    base: dict[str, object] = {
        "kind": m.rng.choice(["transfer", "order"]),
        "subject": (m.giver,),
        "object": (m.taker,),
        "item": m.item,
        "unit": "piece",
        "status": "delivered",
        "low": n,
        "high": n,
    }
    one = m.day - timedelta(days=m.rng.randrange(20, 30))
    other = one + timedelta(days=m.rng.randrange(3, 18))
    left = base | {"date_from": one.isoformat(), "date_to": one.isoformat()}
    right = base | {"date_from": other.isoformat(), "date_to": other.isoformat()}
    docs, claims = m.two(left, right, gap=m.rng.randrange(0, 10))
    return Pair("date", docs, claims, frozenset({"contradiction"}), True)


def total_falls(m: Maker) -> Pair:
    base = {
        "kind": "transfer",
        "subject": (m.giver,),
        "object": (m.taker,),
        "item": m.item,
        "unit": "piece",
        "status": "delivered",
        "date_from": "2022-03",
    }
    true = m.value()
    falls = m.rng.random() < 0.5
    later = true * (m.rng.uniform(0.3, 0.8) if falls else m.rng.uniform(1.2, 3))
    docs, claims = m.two(
        m.stated(true, base, "plain"), m.stated(float(round(later)), base, "plain"), gap=60
    )
    expected = {"contradiction"} if falls else {"change over time"}
    return Pair("total falls" if falls else "total grows", docs, claims, frozenset(expected), falls)


def conversion(m: Maker) -> Pair:
    """An amount with its conversion in brackets; rates of the European Central Bank, 15 June 2023."""
    per_eur = {
        "USD": 1.0819,
        "GBP": 0.85520,
        "CHF": 0.9761,
        "PLN": 4.4498,
        "SEK": 11.6060,
        "EUR": 1.0,
    }
    signs = {"USD": "${}", "GBP": "£{}", "EUR": "€{}", "CHF": "{} Swiss francs", "PLN": "{} zloty"}
    given = m.rng.choice(["CHF", "PLN", "EUR", "GBP"])
    wanted = m.rng.choice([c for c in ("USD", "EUR", "GBP") if c != given])
    stated = round(m.rng.uniform(1.2, 90), 1)
    wrong = m.rng.random() < 0.5
    factor = m.rng.choice([m.rng.uniform(1.4, 12), 1 / m.rng.uniform(1.4, 12)]) if wrong else 1.0
    printed = rounded(stated * per_eur[wanted] / per_eur[given] * factor, 2)
    amounts = [signs[c].format(f"{v:g} billion") for c, v in ((given, stated), (wanted, printed))]
    sentence = f"The package is worth {amounts[0]} ({amounts[1]})"
    document = m.document(sentence, date(2023, 6, 15))
    expected = frozenset({"contradiction"} if wrong else {"none"})
    return Pair(
        "conversion wrong" if wrong else "conversion right", (document,), (), expected, wrong
    )


def parts(m: Maker) -> Pair:
    """A whole, and what is counted of it."""
    shares = [float(m.rng.randrange(40, 400)) for _ in range(3)]
    too_many = m.rng.random() < 0.5
    whole = rounded(sum(shares) * (m.rng.uniform(0.4, 0.8) if too_many else 1.0), 3)
    words = [f"about {whole:g} firms", *(f"{n:g} firms of group {i}" for i, n in enumerate(shares))]
    sentence = f"In the industry there are {words[0]}. Of them, {words[1]}, {words[2]} and {words[3]} make arms"
    document = m.document(sentence, m.day)
    base: dict[str, object] = {"kind": "industry", "subject": (m.giver,), "unit": "company"}
    claims = [
        m.claim(
            document,
            text,
            low=n,
            high=n,
            item="general" if i == 0 else m.rng.choice(ITEMS),
            approx=i == 0,
            **base,
        )
        for i, (text, n) in enumerate(zip(words, [whole, *shares], strict=True))
    ]
    expected = frozenset({"contradiction"} if too_many else {"parts and whole agree"})
    return Pair(
        "parts too many" if too_many else "parts", (document,), tuple(claims), expected, too_many
    )


def event(m: Maker) -> Pair:
    """24 February 2022, https://en.wikipedia.org/wiki/Russian_invasion_of_Ukraine_(2022%E2%80%93present)"""
    wrong = m.rng.random() < 0.5
    told = (
        ["February 2021", "March 2022", "2023", "24 February 2021"]
        if wrong
        else ["February 2022", "2022", "24 February 2022"]
    )
    phrase = m.rng.choice(
        [
            "Russia's invasion in {}",
            "Russia's full-scale invasion of Ukraine in {}",
            "the Russian invasion of Ukraine in {}",
        ]
    )
    when = m.rng.choice(told)
    phrase = phrase.replace(" in {}", " on {}") if when[0].isdigit() and len(when) > 4 else phrase
    document = m.document(f"Stocks were low before {phrase.format(when)}", m.day)
    expected = frozenset({"contradiction"} if wrong else {"none"})
    return Pair("event wrong" if wrong else "event right", (document,), (), expected, wrong)


def office(m: Maker) -> Pair:
    """Ministers: https://www.pravda.com.ua/eng/news/2023/09/8/7419066/"""
    wrong = m.rng.random() < 0.5
    before, after = "Oleksii Reznikov", "Rustem Umerov"
    names = (after, before) if wrong else (before, after)
    days = (date(2023, 3, 1), date(2024, 2, 1))
    docs = tuple(
        m.document(
            f"Ukrainian Defense Minister {name} spoke to the press",
            day + timedelta(days=m.rng.randrange(90)),
        )
        for name, day in zip(names, days, strict=True)
    )
    expected = frozenset({"contradiction"} if wrong else {"succession in office"})
    return Pair("office wrong" if wrong else "succession", docs, (), expected, wrong)


def changes(m: Maker) -> Pair:
    base = m.base(m.rng.choice(["stock", "membership", "industry", "rate"]))
    true = m.value()
    later = true * m.rng.uniform(1.3, 3) ** m.rng.choice([1, -1])
    docs, claims = m.two(m.stated(true, base), m.stated(later, base), gap=m.rng.randrange(25, 200))
    return Pair("change over time", docs, claims, frozenset({"change over time"}), False)


def dated_change(m: Maker) -> Pair:
    base, true = m.base("production"), m.value()
    later = base | {"date_from": str(m.day.year), "date_to": str(m.day.year)}
    docs, claims = m.two(
        m.stated(true, base), m.stated(true * 2, later), gap=m.rng.randrange(0, 40)
    )
    return Pair("other years", docs, claims, frozenset({"change over time"}), False)


def other_scope(m: Maker) -> Pair:
    how = m.rng.choice(["item", "period", "capacity", "body"])
    base, true = m.base("production"), m.value()
    if how == "body":
        base = base | {"subject": (f"{m.giver} Works",)}
    left, right = m.stated(true, base), m.stated(true * m.rng.uniform(1.5, 8), base)
    if how == "item":
        right |= {"item": m.item.rpartition(".")[0] or "general"}
    elif how == "period":
        month = f"{m.day.year - 1}-0{m.rng.randrange(1, 10)}"
        left |= {"date_from": month, "date_to": month}
    elif how == "capacity":
        right |= {"status": "capacity"}
    else:
        right |= {"subject": (m.giver,)}
    docs, claims = m.two(left, right, gap=m.rng.randrange(0, 20))
    whole = (f"{m.giver} Works", m.giver) if how == "body" else None
    return Pair(f"scope: {how}", docs, claims, frozenset({"difference in scope"}), False, whole)


def no_relation(m: Maker) -> Pair:
    base, true = m.base(), m.value()
    other = base | m.rng.choice(
        [{"subject": ("JP",)}, {"item": "mine_action"}, {"status": "target"}]
    )
    docs, claims = m.two(m.stated(true, base), m.stated(true * 3, other))
    return Pair("nothing in common", docs, claims, frozenset({"none", "goal missed"}), False)


def near_contradiction(m: Maker) -> Pair:
    """Two numbers that differ by little more than rounding and hedges allow."""
    base = m.base(m.rng.choice(["stock", "industry", "production", "rate", "transfer"]))
    true, hedged = m.value(), m.rng.random() < 0.4
    ratio = m.rng.uniform(1.3, 1.6) if hedged else m.rng.uniform(1.12, 1.35)
    left = m.stated(true, base, "about" if hedged else "plain")
    right = m.stated(float(round(true * ratio)), base, m.rng.choice(["plain", "rounded"]))
    docs, claims = m.two(
        left,
        right,
        gap=m.rng.randrange(0, 3) if m.rng.random() < 0.3 and base["kind"] == "stock" else 0,
    )
    return Pair("value, near", docs, claims, frozenset({"contradiction"}), True)


def very_near(m: Maker) -> Pair:
    """Two plainly stated numbers, 3 to 12 % apart: other numbers, or one that was rounded?"""
    base, true = m.base(m.rng.choice(["stock", "industry", "production", "transfer"])), m.value()
    other = float(round(true * m.rng.uniform(1.03, 1.12)))
    docs, claims = m.two(m.stated(true, base, "plain"), m.stated(other, base, "rounded"))
    return Pair("value, very near", docs, claims, frozenset({"contradiction"}), True)


def two_counts(m: Maker) -> Pair:
    """Two offices count the same thing, each up to 2 % off, and say so plainly."""
    base, true = m.base(m.rng.choice(["stock", "industry", "transfer"])), m.value(2000)
    left, right = (
        m.stated(float(round(true * m.rng.uniform(0.98, 1.02))), base, "plain") for _ in (0, 1)
    )
    docs, claims = m.two(left | {"speaker": m.speakers[0]}, right | {"speaker": m.speakers[1]})
    return Pair("two counts", docs, claims, frozenset({"corroboration"}), False)


def one_text(m: Maker) -> Pair:
    """A sum with a part of it, by one voice; or two voices that give two sums for one thing."""
    two = m.rng.random() < 0.5
    year = str(m.day.year - 1)
    true = m.value() * 1e6
    words = ("the first sum", "the second sum")
    document = m.document(f"In {year} it was {words[0]}, and {words[1]} was also named", m.day)
    base: dict[str, object] = {
        "kind": "funding",
        "subject": (m.giver,),
        "object": (m.taker,),
        "item": "general",
    }
    base |= {"unit": "EUR", "date_from": year, "date_to": year}
    voices = m.rng.sample([s for s in SPEAKERS if s], 2) if two else ["A. Minister"] * 2
    claims = tuple(
        m.claim(document, text, low=v, high=v, speaker=voice, **base)
        for text, v, voice in zip(words, (true, float(round(true * 0.45))), voices, strict=True)
    )
    expected = frozenset({"contradiction"} if two else {"none"})
    return Pair(
        f"one text, {'two voices' if two else 'a part'}", (document,), claims, expected, two
    )


def bound_contradicts(m: Maker) -> Pair:
    """A number outside the bounds that another reporter gives."""
    base, true = m.base(), m.value()
    low, high = m.rng.choice(
        [(true * 1.4, None), (None, true * 0.6), (true * 1.4, true * 2), (true * 0.3, true * 0.7)]
    )
    right = base | {"low": low and float(round(low)), "high": high and float(round(high))}
    docs, claims = m.two(m.stated(true, base, "plain"), right)
    return Pair("value, bounds", docs, claims, frozenset({"contradiction"}), True)


def other_units(m: Maker) -> Pair:
    """One wait or rate in days, weeks, months or years; right to a percent or off by half."""
    days = {"day": 1.0, "week": 7.0, "month": 365.2425 / 12, "year": 365.2425}
    wrong = m.rng.random() < 0.5
    if m.rng.random() < 0.5:
        base, months = m.base("lead_time"), float(m.rng.randrange(9, 40))
        value = months * days["month"] / days["week"] * (1.7 if wrong else 1)
        right = base | {"unit": "week", "low": float(round(value)), "high": float(round(value))}
        left = base | {"low": months, "high": months}
    else:
        base, rate = m.base("rate"), m.value(3000, 50_000)
        value = rate * days["day"] / days["month"] * (1.7 if wrong else 1)
        right = base | {"per": "day", "low": float(round(value)), "high": float(round(value))}
        left = base | {"low": rate, "high": rate}
    docs, claims = m.two(left | {"speaker": m.speakers[0]}, right | {"speaker": m.speakers[1]})
    expected = frozenset({"contradiction"} if wrong else {"corroboration"})
    return Pair(f"other units, {'wrong' if wrong else 'right'}", docs, claims, expected, wrong)


def monthly(m: Maker) -> Pair:
    """The same number handed over in two months, each reported when it was: two events."""
    n = float(m.rng.randrange(4, 60))
    base: dict[str, object] = {
        "kind": "transfer",
        "subject": (m.giver,),
        "object": (m.taker,),
        "item": m.item,
    }
    base |= {"unit": "piece", "status": "delivered", "low": n, "high": n}
    first, second = f"{m.day:%Y-%m}", f"{m.day + timedelta(days=35):%Y-%m}"
    left, right = (base | {"date_from": d, "date_to": d} for d in (first, second))
    docs, claims = m.two(left, right, gap=40)
    return Pair("two deliveries", docs, claims, frozenset({"none"}), False)


def coarser_date(m: Maker) -> Pair:
    """One delivery dated to the day and to the month."""
    n = float(m.rng.randrange(4, 60))
    base: dict[str, object] = {
        "kind": "transfer",
        "subject": (m.giver,),
        "object": (m.taker,),
        "item": m.item,
    }
    base |= {"unit": "piece", "status": "delivered", "low": n, "high": n}
    left = base | {
        "date_from": m.day.isoformat(),
        "date_to": m.day.isoformat(),
        "speaker": m.speakers[0],
    }
    month = f"{m.day:%Y-%m}"
    right = base | {"date_from": month, "date_to": month, "speaker": m.speakers[1]}
    docs, claims = m.two(left, right, gap=m.rng.randrange(1, 9))
    return Pair("coarser date", docs, claims, frozenset({"corroboration"}), False)


def two_packages(m: Maker) -> Pair:
    """Two gifts announced days apart, of which neither report names a time."""
    base: dict[str, object] = {
        "kind": "funding",
        "subject": (m.giver,),
        "object": (m.taker,),
        "item": "general",
    }
    base |= {"unit": "EUR", "status": m.rng.choice(["actual", "pledged"])}
    left, right = (base | {"low": v, "high": v} for v in (m.value() * 1e5, m.value() * 1e5))
    docs, claims = m.two(left, right, gap=m.rng.randrange(2, 25))
    expected = frozenset({"none", "change over time", "corroboration"})
    return Pair("two packages", docs, claims, expected, False)


def conversion_of_another_day(m: Maker) -> Pair:
    """A conversion that is a few percent off, as rates move within weeks."""
    euros = round(m.rng.uniform(1.2, 90), 1)
    dollars = rounded(euros * 1.0819 * m.rng.uniform(0.95, 1.05), 3)
    words = m.rng.choice(["(${} billion)", "or about ${} billion", "(about ${} billion)"])
    sentence = f"The package is worth €{euros:g} billion {words.format(f'{dollars:g}')}"
    document = m.document(sentence, date(2023, 6, 15))
    return Pair("conversion, other day", (document,), (), frozenset({"none"}), False)


def beside_an_event(m: Maker) -> Pair:
    """A date that stands beside an event and is not its date."""
    sentence = m.rng.choice(
        [
            "Since Russia's invasion, the plant has grown; in November 2023 it made more",
            "After the Russian invasion the plan of 2019 was dropped",
            "The Russian invasion and the fire of March 2021 cost the firm dearly",
            "In 2021 the plant was small. Russia's invasion changed that",
            "Before Russia's full-scale invasion of Ukraine, which shook the market, orders of 2020 were few",
        ]
    )
    return Pair("beside an event", (m.document(sentence, m.day),), (), frozenset({"none"}), False)


def former_minister(m: Maker) -> Pair:
    words = m.rng.choice(
        [
            "Former Ukrainian Defense Minister Oleksii Reznikov spoke",
            "The ex-defence minister Reznikov spoke",
        ]
    )
    document = m.document(f"{words} at the fair", date(2024, 2, 1))
    return Pair("former minister", (document,), (), frozenset({"none"}), False)


def goal(m: Maker) -> Pair:
    """A goal that is put off, or not reached: a disagreement of its own kind."""
    base, moved = m.base("rate"), m.rng.random() < 0.5
    first, later = f"{m.day.year + 1}-01", f"{m.day.year + 1}-09"
    true = m.value()
    left = base | {"status": "target", "date_to": first, "low": true, "high": true}
    if moved:
        right, gap = left | {"date_to": later}, 120
    else:
        actual = float(round(true * 0.5))
        right = base | {"low": actual, "high": actual, "date_from": first, "date_to": first}
        gap = (date(m.day.year + 1, 2, 20) - m.day).days
    docs, claims = m.two(left, right, gap=gap)
    expected = frozenset({"goal moved" if moved else "goal missed"})
    return Pair("goal moved" if moved else "goal missed", docs, claims, expected, False)


def one_speaker(m: Maker) -> Pair:
    """The same number, more and less exactly, by one speaker in one report or in two."""
    months = m.rng.choice([16, 17, 19, 20, 28, 29, 31, 32])
    years = round(months / 6) / 2
    base: dict[str, object] = {
        "kind": "lead_time",
        "subject": (m.giver,),
        "item": m.item,
        "speaker": "A. Minister",
    }
    fine: dict[str, object] = {"unit": "month", "low": float(months), "high": float(months)}
    coarse: dict[str, object] = {"unit": "year", "low": years, "high": years}
    if m.rng.random() < 0.5:
        true = m.value(1200, 90_000)
        base = m.base("stock") | {"speaker": "A. Minister"}
        fine = {"low": true, "high": true}
        coarse = {"low": rounded(true, 2), "high": rounded(true, 2), "approx": m.rng.random() < 0.5}
    docs, claims = m.two(base | fine, base | coarse)
    return Pair("rounding", docs, claims, frozenset({"rounding", "duplicate"}), False)


def reprint(m: Maker) -> Pair:
    """One text in two papers, the second with another head and foot."""
    base, true = m.base(), m.value()
    words = "the number that was given at noon"
    first = m.document(words, m.day)
    copy = f"From our own correspondent. {first.text} All rights reserved."
    content = copy.encode()
    second = Document(
        id=sha256(content),
        name="copy.txt",
        content=content,
        encoding="utf-8",
        text=copy,
        blocks=(Block(start=0, end=len(copy), role="body"),),
        language="en",
        published=m.day.isoformat(),
    )
    fields = base | {"low": true, "high": true}
    claims = (m.claim(first, words, **fields), m.claim(second, words, **fields))
    return Pair("reprint", (first, second), claims, frozenset({"duplicate"}), False)


def corroborates(m: Maker) -> Pair:
    base, true = m.base(), m.value()
    left, right = m.stated(true, base), m.stated(true, base)
    left["speaker"], right["speaker"] = m.speakers
    docs, claims = m.two(left, right)
    return Pair("corroboration", docs, claims, frozenset({"corroboration"}), False)


def open_bound(m: Maker) -> Pair:
    base, true = m.base(), m.value()
    floor = rounded(true * m.rng.uniform(0.8, 0.99), 2)
    left = m.stated(true, base, "plain") | {"speaker": m.speakers[0]}
    right = base | {"low": min(floor, true), "high": None, "speaker": m.speakers[1]}
    docs, claims = m.two(left, right)
    return Pair(
        "open bound", docs, claims, frozenset({"compatible bounds", "corroboration"}), False
    )


def one_deal(m: Maker) -> Pair:
    base: dict[str, object] = {
        "kind": "agreement",
        "subject": (m.giver,),
        "object": (m.taker,),
        "item": "general",
        "status": "contracted",
    }
    month = f"{m.day:%Y-%m}"
    left = base | {"date_from": month, "date_to": month, "speaker": m.speakers[0]}
    docs, claims = m.two(left, base | {"speaker": m.speakers[1]}, gap=m.rng.randrange(0, 6))
    return Pair("one deal", docs, claims, frozenset({"corroboration"}), False)


CASES: tuple[tuple[Callable[[Maker], Pair], int], ...] = (
    (value_contradicts, 9),
    (near_contradiction, 6),
    (one_text, 3),
    (very_near, 3),
    (two_counts, 2),
    (bound_contradicts, 4),
    (other_units, 4),
    (monthly, 2),
    (coarser_date, 2),
    (two_packages, 3),
    (conversion_of_another_day, 3),
    (beside_an_event, 2),
    (former_minister, 1),
    (goal, 4),
    (status_contradicts, 7),
    (status_advances, 3),
    (date_contradicts, 6),
    (total_falls, 6),
    (conversion, 10),
    (parts, 6),
    (event, 5),
    (office, 4),
    (changes, 8),
    (dated_change, 3),
    (other_scope, 8),
    (no_relation, 3),
    (one_speaker, 5),
    (reprint, 4),
    (corroborates, 5),
    (open_bound, 2),
    (one_deal, 1),
)


def make_pairs(n: int, seed: int) -> list[Pair]:
    """Pairs in the shares of CASES; the same seed gives the same pairs."""
    rng = random.Random(seed)
    makers, weights = zip(*CASES, strict=True)
    chosen = rng.choices(makers, weights, k=n)
    return [make(Maker(f"{seed}/{number}")) for number, make in enumerate(chosen)]
