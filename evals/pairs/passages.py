"""Passages that one report holds: a sum with its conversion, parts of a whole, an event, an office."""

from datetime import date, timedelta

from pairs.world import ITEMS, SPEAKERS, Maker, Pair, claim, exactly, rounded, within

# A euro in other money on 15 June 2023, by the European Central Bank.
RATES_DAY = date(2023, 6, 15)
PER_EURO = {
    "USD": 1.0819,
    "GBP": 0.85520,
    "CHF": 0.9761,
    "PLN": 4.4498,
    "EUR": 1.0,
}
SIGNS = {"USD": "${}", "GBP": "£{}", "EUR": "€{}", "CHF": "{} Swiss francs", "PLN": "{} zloty"}
# 24 February 2022, https://en.wikipedia.org/wiki/Russian_invasion_of_Ukraine_(2022%E2%80%93present)
INVASION = (
    "Russia's invasion in {}",
    "Russia's full-scale invasion of Ukraine in {}",
    "the Russian invasion of Ukraine in {}",
)
RIGHT_DATES = ("February 2022", "2022", "24 February 2022")
WRONG_DATES = ("February 2021", "March 2022", "2023", "24 February 2021")
BESIDE = (
    "Since Russia's invasion, the plant has grown; in November 2023 it made more",
    "After the Russian invasion the plan of 2019 was dropped",
    "The Russian invasion and the fire of March 2021 cost the firm dearly",
    "In 2021 the plant was small. Russia's invasion changed that",
    "Before Russia's full-scale invasion of Ukraine, which shook the market, orders of 2020 were few",
)
# The minister until September 2023 and his successor: https://www.pravda.com.ua/eng/news/2023/09/8/7419066/
MINISTERS = ("Oleksii Reznikov", "Rustem Umerov")
IN_OFFICE = (date(2023, 3, 1), date(2024, 2, 1))
FORMER = (
    "Former Ukrainian Defense Minister Oleksii Reznikov spoke",
    "The ex-defence minister Reznikov spoke",
)


def two_sums(m: Maker) -> Pair:
    """A sum with a part of it, by one voice; or two voices that give two sums for one thing."""
    two = m.rng.random() < 0.5
    year = str(m.day.year - 1)
    true = m.value() * 1e6
    words = ("the first sum", "the second sum")
    document = m.document(f"In {year} it was {words[0]}, and {words[1]} was also named", m.day)
    base = m.deal("funding", item="general", unit="EUR", **within(year))
    voices = m.rng.sample([s for s in SPEAKERS if s], 2) if two else ["A. Minister"] * 2
    sums = (true, float(round(true * 0.45)))
    claims = tuple(
        claim(document, text, speaker=voice, **exactly(value), **base)
        for text, value, voice in zip(words, sums, voices, strict=True)
    )
    case = f"one text, {'two voices' if two else 'a part'}"
    return Pair(case, (document,), claims, frozenset({"contradiction" if two else "none"}))


def conversion(m: Maker) -> Pair:
    """An amount with its conversion in brackets, right or wrong."""
    given = m.rng.choice(["CHF", "PLN", "EUR", "GBP"])
    wanted = m.rng.choice([c for c in ("USD", "EUR", "GBP") if c != given])
    stated = round(m.rng.uniform(1.2, 90), 1)
    wrong = m.rng.random() < 0.5
    factor = m.rng.choice([m.rng.uniform(1.4, 12), 1 / m.rng.uniform(1.4, 12)]) if wrong else 1.0
    printed = rounded(stated * PER_EURO[wanted] / PER_EURO[given] * factor, 2)
    amounts = [SIGNS[c].format(f"{v:g} billion") for c, v in ((given, stated), (wanted, printed))]
    sentence = f"The package is worth {amounts[0]} ({amounts[1]})"
    return _passage(m, "conversion", sentence, RATES_DAY, wrong)


def conversion_of_another_day(m: Maker) -> Pair:
    """A conversion that is a few percent off, as rates move within weeks."""
    euros = round(m.rng.uniform(1.2, 90), 1)
    dollars = rounded(euros * PER_EURO["USD"] * m.rng.uniform(0.95, 1.05), 3)
    words = m.rng.choice(["(${} billion)", "or about ${} billion", "(about ${} billion)"])
    sentence = f"The package is worth €{euros:g} billion {words.format(f'{dollars:g}')}"
    return _passage(m, "conversion, other day", sentence, RATES_DAY)


def parts(m: Maker) -> Pair:
    """A whole, and what is counted of it."""
    shares = [float(m.rng.randrange(40, 400)) for _ in range(3)]
    too_many = m.rng.random() < 0.5
    whole = rounded(sum(shares) * (m.rng.uniform(0.4, 0.8) if too_many else 1.0), 3)
    words = [f"about {whole:g} firms", *(f"{n:g} firms of group {i}" for i, n in enumerate(shares))]
    sentence = f"In the industry there are {words[0]}. Of them, {words[1]}, {words[2]} and {words[3]} make arms"
    document = m.document(sentence, m.day)
    items = ["general", *(m.rng.choice(ITEMS) for _ in shares)]
    base = {"kind": "industry", "subject": (m.giver,), "unit": "company"}
    claims = tuple(
        claim(document, text, item=item, approx=item == "general", **exactly(n), **base)
        for text, n, item in zip(words, [whole, *shares], items, strict=True)
    )
    if too_many:
        return Pair("parts too many", (document,), claims, frozenset({"contradiction"}))
    return Pair("parts", (document,), claims, frozenset({"parts and whole agree"}))


def event(m: Maker) -> Pair:
    """An event with its date, right or wrong."""
    wrong = m.rng.random() < 0.5
    phrase = m.rng.choice(INVASION)
    when = m.rng.choice(WRONG_DATES if wrong else RIGHT_DATES)
    phrase = phrase.replace(" in {}", " on {}") if when[0].isdigit() and len(when) > 4 else phrase
    return _passage(m, "event", f"Stocks were low before {phrase.format(when)}", m.day, wrong)


def beside_an_event(m: Maker) -> Pair:
    """A date that stands beside an event and is not its date."""
    return _passage(m, "beside an event", m.rng.choice(BESIDE), m.day)


def office(m: Maker) -> Pair:
    """Two ministers, each named in his time, or each in the other's."""
    wrong = m.rng.random() < 0.5
    documents = tuple(
        m.document(
            f"Ukrainian Defense Minister {name} spoke to the press",
            day + timedelta(days=m.rng.randrange(90)),
        )
        for name, day in zip(MINISTERS[::-1] if wrong else MINISTERS, IN_OFFICE, strict=True)
    )
    if wrong:
        return Pair("office wrong", documents, (), frozenset({"contradiction"}))
    return Pair("succession", documents, (), frozenset({"succession in office"}))


def former_minister(m: Maker) -> Pair:
    """Somebody who is said to be out of office, and is."""
    return _passage(m, "former minister", f"{m.rng.choice(FORMER)} at the fair", IN_OFFICE[1])


def _passage(m: Maker, case: str, sentence: str, day: date, wrong: bool | None = None) -> Pair:
    """A report with a sentence that no claim is made of; of two sorts where it may be wrong."""
    expected = "contradiction" if wrong else "none"
    sort = "" if wrong is None else " wrong" if wrong else " right"
    return Pair(case + sort, (m.document(sentence, day),), (), frozenset({expected}))
