"""The unit of a number: its own, or that of the number it goes on with."""

from materiel.claims.scan import Quantity
from materiel.claims.scan.units import unit_words
from materiel.claims.text.analysis import Analysis, Sentence
from materiel.core.units import CURRENCIES

_DURATIONS = ("day", "week", "month", "year")
_MONEY = 1e8  # a greater bare number is a sum
_BACK = 12  # sentences back in which its currency may have been named
_QUOTES = '”“„»«"'  # "Project 400" in quotation marks is a name
_DIGITS = 2  # of a number that names a type
_BESIDE = 2  # characters between "employs" and its number
_NEAR = 60  # characters from a percentage to the word that makes it a fall
_MANY = 1000  # a smaller bare number does not go on with the pieces of the claim before
_HANDLED = frozenset(("give", "buy", "hold", "pledge", "allow"))
_NEAR_VERB = 12  # characters from a number without a noun to what is done with the things
_GREATER = 1e4  # times as great as a bare number: a sum that it does not go on with
_BODIES = ("company", "person", "factory")
_YEARS = range(1990, 2041)


def unit_of(
    analysis: Analysis, sentence: Sentence, k: int, quantity: Quantity, last: str | None = None
) -> str | None:
    """The unit of the claim; None where the number counts nothing that is known.

    Args:
        last: The unit of the claim before, where it belongs to the same paragraph.
    """
    if quantity.noun and _is_year(sentence, quantity) and _is_single(analysis, quantity):
        return None
    if quantity.unit is not None:
        return _own_unit(analysis, sentence, k, quantity)
    if quantity.noun is not None:
        return "none"
    if not quantity.bare or _is_year(sentence, quantity):
        return None
    if quantity.low == 0 and analysis.document.text[quantity.start - 1 : quantity.start] in "'’":
        return None  # "in '000"
    if _counts_people(sentence, quantity):
        return "person"
    if _names_type(analysis, sentence, quantity):
        return None
    states = [m.start for m in sentence.mentions if m.name.role == "state"]
    if any(0 < start - quantity.end <= _BESIDE for start in states):
        return None  # "12,000 North Koreans"
    return _bare_unit(analysis, sentence, k, quantity, last)


def _own_unit(analysis: Analysis, sentence: Sentence, k: int, quantity: Quantity) -> str | None:
    """What a number counts that has a unit: whose kroner and dollars they are."""
    if quantity.generic and _size(quantity) >= _MONEY:
        return _last_currency(analysis, sentence, k)  # "3 billion more from lawmakers"
    if quantity.shared:
        return shared_currency(analysis, sentence)
    return _local_dollar(analysis, quantity) or quantity.unit


def _bare_unit(
    analysis: Analysis, sentence: Sentence, k: int, quantity: Quantity, last: str | None
) -> str | None:
    """What a number without a noun counts: by its size, its line, or the numbers before it."""
    if _size(quantity) >= _MONEY and not quantity.per:
        return _last_currency(analysis, sentence, k)
    if quantity.per:
        return "piece"
    if sentence.table and (sentence.items or _size(quantity) >= 10):
        return "piece"
    before = [q for q in sentence.quantities[:k] if q.unit]
    if len(before) > 1 and {before[-1].unit, before[-2].unit} <= CURRENCIES:
        # but not with the conversion in brackets
        before = before[:-1] if before[-1].start - before[-2].end <= _BESIDE else before
    if before:
        unit = _carried(before[-1], quantity)
        if unit is None and before[-1].unit in (*_BODIES, "country"):
            return before[-1].unit if _stands_alone(analysis, sentence, quantity) else None
        if unit is None and before[-1].unit == "percent":
            return "percent" if was_before(analysis, sentence, quantity) else None
        if unit is not None or before[-1].unit not in CURRENCIES:
            return unit
    return _from_sentence_before(analysis, sentence, quantity, last)


def _from_sentence_before(
    analysis: Analysis, sentence: Sentence, quantity: Quantity, last: str | None
) -> str | None:
    """What a number goes on with that is the first of its sentence."""
    previous = analysis.before(sentence)
    if previous is not None and previous.quantities and quantity.scaled:
        unit = _carried(previous.quantities[-1], quantity)
        if unit:
            return unit
    around = (sentence, previous) if previous is not None else (sentence,)
    if _size(quantity) >= 100 and any(other.items for other in around):
        return "piece"
    if previous is not None and any(q.item for q in previous.quantities) and not _small(quantity):
        return "piece"
    if last in CURRENCIES and quantity.scaled:
        return last
    if last == "piece" and _size(quantity) >= _MANY:
        return "piece"
    if goes_on_with(analysis, sentence, quantity, last):
        return last
    return _bulleted(sentence, quantity) or _elided(analysis, sentence, quantity)


def _size(quantity: Quantity) -> float:
    """How great a number is, at least."""
    return quantity.low or quantity.high or 0


def _elided(analysis: Analysis, sentence: Sentence, quantity: Quantity) -> str | None:
    """ "Eight were approved, two came in May": the thing was named before, in the paragraph or its heading."""
    if _size(quantity) < 2 or not _stands_alone(analysis, sentence, quantity):
        return None
    start, end = quantity.start - _NEAR_VERB, quantity.end + _NEAR_VERB
    if not sentence.groups(start, end) & _HANDLED:
        return None
    around = [sentence, *analysis.paragraph_before(sentence)]
    above = (analysis.before(around[-1]), sentence.heading if sentence.role == "body" else None)
    around += [other for other in above if other is not None]
    return "piece" if any(path != "general" for o in around for _, _, path in o.items) else None


def goes_on_with(
    analysis: Analysis, sentence: Sentence, quantity: Quantity, last: str | None
) -> bool:
    """ "It takes nine months. A year ago it was six": what no word follows counts what was just counted."""
    if last not in (*_DURATIONS, *_BODIES) and not (last == "piece" and quantity.per):
        return False
    if quantity.scaled or quantity.low == quantity.high == 1:
        return False  # "the first one"
    return _stands_alone(analysis, sentence, quantity)


def was_before(analysis: Analysis, sentence: Sentence, quantity: Quantity) -> bool:
    """ "41 percent, down from 58": what it was before."""
    if not analysis.document.text[quantity.start].isdigit():
        return False  # "2 percent, up from nine" members
    behind = analysis.words["numbers"]["grammar"].get("was_before", ())
    before = next((t.low for t in reversed(sentence.tokens) if t.end <= quantity.start), "")
    return before in behind and _stands_alone(analysis, sentence, quantity)


def _stands_alone(analysis: Analysis, sentence: Sentence, quantity: Quantity) -> bool:
    """Whether no word that may be its noun follows a number: "it was six", "three have not"."""
    if not quantity.bare:
        return False
    grammar = analysis.words["numbers"]["grammar"]
    before = next((t.low for t in reversed(sentence.tokens) if t.end <= quantity.start), "")
    after = [t.low for t in sentence.tokens if t.start >= quantity.end][:2]
    if before in grammar.get("by", ()):
        return False  # "rose by 40", "cut by two"
    if not after or not after[0][0].isalnum() or " ".join(after) in grammar.get("part_before", ()):
        return True
    return after[0] in unit_words(analysis.words).stop


def _names_type(analysis: Analysis, sentence: Sentence, quantity: Quantity) -> bool:
    """ "five Bergepanzer 2, ten trucks": a small number behind a capital word and before a comma."""
    text, start = analysis.document.text, quantity.start
    if text[quantity.end : quantity.end + 1] in _QUOTES and text[start - 1 : start] == " ":
        return (
            text[sentence.start : start].rstrip().rpartition(" ")[2].lstrip(_QUOTES)[:1].isupper()
        )
    if sentence.row or not text[start : quantity.end].isdigit() or quantity.end - start > _DIGITS:
        return False
    if any(0 <= start - m.end <= 1 for m in sentence.mentions):
        return False  # "Denmark 19, Spain 6"
    word = text[sentence.start : start].rpartition(" ")[0].rpartition(" ")[2]
    return word[:1].isupper() and word.isalpha() and text[quantity.end : quantity.end + 1] in ",;.)"


def _last_currency(analysis: Analysis, sentence: Sentence, k: int) -> str | None:
    """ "Another 500 million for drones": no number of pieces is that great."""
    for other in reversed(analysis.sentences[max(0, sentence.index - _BACK) : sentence.index + 1]):
        named = other.quantities[:k] if other is sentence else other.quantities
        for quantity in reversed(named):
            if quantity.unit in CURRENCIES:
                return quantity.unit
    return None


def _counts_people(sentence: Sentence, quantity: Quantity) -> bool:
    """ "Employs 300", "a workforce of about 1,200"."""
    return any(
        group == "employs" and 0 <= quantity.start - end <= _BESIDE
        for _, end, group in sentence.cues
    )


def _small(quantity: Quantity) -> bool:
    """Small numbers without a noun count anything: the parts of a plan, people, times."""
    return _size(quantity) < 5


def _bulleted(sentence: Sentence, quantity: Quantity) -> str | None:
    """ "- Stingers: 25": a row of a list counts what stands before its colon."""
    if sentence.bullet and sentence.items and sentence.items[0][0] < quantity.start:
        return "piece"
    return None


def _carried(other: Quantity, quantity: Quantity) -> str | None:
    """ "on top of 150 million", "from 2,000": the unit of the number before."""
    unit = other.unit
    if unit in CURRENCIES:
        value, sum_ = _size(quantity), _size(other)
        if other.scaled and not quantity.scaled and value < sum_ / _GREATER:
            return None  # "17 trillion for tanks, 820 in all"
        return unit if quantity.scaled or value >= 100 else None
    return unit if unit == "piece" or unit in _DURATIONS else None


def shared_currency(analysis: Analysis, sentence: Sentence) -> str:
    """Kroner: whose, by the state that the sentence or the report speaks of."""
    states: dict[str, str] = analysis.words["units"]["shared_currency"]["states"]
    for mention in sentence.mentions:
        if mention.name.state in states:
            return states[mention.name.state]
    for state, _ in analysis.states.most_common():
        if state in states:
            return states[state]
    return next(iter(states.values()))


def _local_dollar(analysis: Analysis, quantity: Quantity) -> str | None:
    """ "$" in an Australian release that also says "US$": its own dollar."""
    table = analysis.words["units"].get("local_dollar", {})
    own: str | None = table.get("states", {}).get(analysis.topic_state)
    if own is None or quantity.unit != "USD":
        return None
    text = analysis.document.text
    told = any(mark in text[quantity.start : quantity.end + 1] for mark in table["marks"])
    return own if not told and any(mark in text for mark in table["marks"]) else None


def falls(sentence: Sentence, quantity: Quantity) -> bool:
    """Whether words of falling stand near and no word of rising does right before."""
    near = sentence.groups(max(sentence.start, quantity.start - _NEAR), quantity.start + _NEAR)
    ahead = sentence.groups(max(sentence.start, quantity.start - _NEAR // 2), quantity.start)
    return "drop" in near and "rise" not in ahead


def _is_single(analysis: Analysis, quantity: Quantity) -> bool:
    """ "The 2019 agreement": a noun in the singular is not counted by thousands."""
    assert quantity.noun is not None
    endings = tuple(analysis.words.spelling.get("plural_endings", ()))
    word = analysis.document.text[quantity.noun[0] : quantity.noun[1]].lower()
    return bool(endings) and not word.endswith(endings)


def _is_year(sentence: Sentence, quantity: Quantity) -> bool:
    """ "Russia's 2022 invasion": four digits that no noun follows name a year."""
    return (
        not quantity.scaled
        and not quantity.per
        and quantity.low is not None
        and quantity.low == quantity.high
        and quantity.low in _YEARS
        and any(
            t.start >= quantity.start and t.low == f"{quantity.low:.0f}" for t in sentence.tokens
        )
    )


def period_of(sentence: Sentence, k: int) -> str | None:
    """The rate period: its own, or for a number without a noun that of the number before.

    "From 24,000 rounds a month to 36,000", "36,000 shells a month, up from 7,000".
    """
    quantity = sentence.quantities[k]
    if quantity.per or not quantity.bare or not k:
        return quantity.per
    before = sentence.quantities[k - 1]
    if before.unit not in (None, "piece") or (quantity.scaled and not before.scaled):
        return None
    return period_of(sentence, k - 1)
