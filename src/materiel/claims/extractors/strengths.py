"""How strongly each group of words speaks around a number: by place and distance, and by what is counted."""

import math

from materiel.claims.extractors.goods import are_bought
from materiel.claims.extractors.weights import Weights, has_own_kind
from materiel.claims.scan import Quantity
from materiel.claims.scan.number_words import number_words
from materiel.claims.text.analysis import Analysis, Sentence
from materiel.claims.text.sentences import Span
from materiel.claims.tokens import between, first_from, first_past
from materiel.core.units import CURRENCIES

_DECAY = 70.0  # characters at which a cue of the same clause weighs 1/e
_FLOOR = 0.6  # what a far cue of the same clause keeps
_OWN = ("plant", "invest")
_COMPARING = ("rise", "drop")
_ROW = 1.8  # how much more the lead, heading and title tell of a row without words of its own
_SHORT_WORD = 3  # letters; a longer word behind a percentage is the whole of which it is a part
_SUMS = {"aid", "money", "give", "plant"}  # groups that say what else a sum is
_MANY = 1000
_TO_PLANT = 45  # characters from a contract, or its sum, to the plant that it is for
_ANSWER = 3  # sentences of an answer that the question still speaks for


def strengths(
    analysis: Analysis, sentence: Sentence, quantity: Quantity, clause: Span, weights: Weights
) -> dict[str, float]:
    """How strongly each cue group speaks, from 0 to 1: its nearest cue's place and distance."""
    strength: dict[str, float] = {}
    first, last = quantity.start, quantity.end
    opens, closes, beyond = clause.start, clause.end, weights.scopes["sentence"]
    said, noun = sentence.said or (0, 0), quantity.noun or (0, 0)
    for start, end, group in sentence.cues:
        if said[0] <= start < said[1]:
            continue
        if group in _OWN and start < noun[1] and noun[0] < end:
            continue  # 70 "factories" are no sign that one is built
        if group in _COMPARING and first <= start and end <= last:
            continue  # nor is the "more" of "more than 200" a rise
        gap = max(0, start - last, first - end)
        near = _FLOOR + (1 - _FLOOR) * math.exp(-gap / _DECAY)
        if not opens <= start < closes:
            if start == end:
                continue  # what the head of another column says
            near *= beyond
        if near > strength.get(group, -1.0):
            strength[group] = near
    _add_what_is_counted(strength, analysis, sentence, quantity)
    _add_around(strength, analysis, sentence, weights)
    _add_of_lists(strength, sentence, quantity)
    if are_bought(analysis, sentence, quantity, clause):
        strength["buy"] = 1.0
    return strength


def _add_what_is_counted(
    strength: dict[str, float], analysis: Analysis, sentence: Sentence, quantity: Quantity
) -> None:
    """What the number and its noun say themselves."""
    if _counts_ammunition(sentence, quantity):
        strength["counts_ammunition"] = 1.0
    if quantity.unit == "percent" and _is_part(analysis, sentence, quantity):
        strength["share"] = strength["part"] = 1.0
    if quantity.unit in CURRENCIES and for_plant(sentence, quantity):
        strength["for_plant"] = 1.0
    if quantity.unit in ("company", "factory") and _makes_materiel(sentence, quantity):
        strength["industry"] = 1.0


def _add_around(
    strength: dict[str, float], analysis: Analysis, sentence: Sentence, weights: Weights
) -> None:
    """The cues of what a sentence stands under and behind."""
    more = _ROW if sentence.row and not has_own_kind(sentence, weights) else 1.0
    around = (
        (sentence.lead, weights.scopes["lead"] * more),
        (sentence.heading if sentence.role == "body" else None, weights.scopes["heading"] * more),
        (None if sentence.table else analysis.before(sentence), weights.scopes["before"]),
        (analysis.title, weights.scopes["row" if sentence.row else "title"] * more),
        (_question(analysis, sentence), weights.scopes["question"]),
    )
    for other, weight in around:
        if other is not None:
            for _, _, group in other.cues:
                if weight > strength.get(group, -1.0):
                    strength[group] = weight


def _question(analysis: Analysis, sentence: Sentence) -> Sentence | None:
    """The question that a sentence answers: in its paragraph before it, or right before that."""
    for other in reversed(analysis.sentences[max(0, sentence.index - _ANSWER) : sentence.index]):
        if sentence.paragraph - other.paragraph > 1:
            return None
        if sentence.paragraph == other.paragraph and sentence.index - other.index > 1:
            continue  # what was asked in passing
        if analysis.document.text[other.end - 1] == "?":
            return other
    return None


def _add_of_lists(strength: dict[str, float], sentence: Sentence, quantity: Quantity) -> None:
    """What the rows of a list or a table take for granted."""
    if sentence.table and sentence.items and not strength.keys() & _SUMS:
        # what things are worth in a table of them is what they were bought for
        value = max(strength.get("worth", 0.0), strength.get("costs", 0.0))
        strength["buy"] = max(strength.get("buy", 0.0), value)
    if (
        sentence.row
        and quantity.unit == "piece"
        and "give" not in sentence.groups(sentence.start, sentence.end)
    ):
        # the things on a list of aid are given
        strength["give"] = max(strength.get("give", 0.0), strength.get("aid", 0.0))


def _is_part(analysis: Analysis, sentence: Sentence, quantity: Quantity) -> bool:
    """ "A third of the missiles": a part of what follows."""
    grammar = analysis.words["numbers"]["grammar"]
    tokens = sentence.tokens
    k = first_from(tokens, quantity.end)
    behind = tokens[k].low if k < len(tokens) else ""
    own = between(tokens, quantity.start + 1, quantity.end)
    if own and own[-1].low in grammar.get("part_of", ()):
        return True  # "half of"
    every = number_words(analysis.words).in_every
    if any(every.at(own, k) for k in range(len(own))):
        return True  # "nine in ten"
    ahead = [t.low for t in tokens[: first_past(tokens, quantity.start)][-2:]]
    before = " ".join(ahead)
    if (by := grammar.get("rise_by")) and not any(word in by for word in ahead):
        return behind.isalpha() and len(behind) > _SHORT_WORD
    return behind in grammar.get("part_of", ()) or before in grammar.get("part_before", ())


def _makes_materiel(sentence: Sentence, quantity: Quantity) -> bool:
    """ "Over 200 drone firms": the noun itself says what they are in."""
    if quantity.noun is None:
        return False
    within = any(quantity.start <= a < quantity.noun[1] for a, _, _ in sentence.items)
    return within or "weapon" in sentence.groups(quantity.start, quantity.noun[1])


def for_plant(sentence: Sentence, quantity: Quantity) -> bool:
    """ "A 40 million contract for a powder mill": what is bought is the plant."""
    clause = sentence.clause_at(quantity.start)
    for contract in (end for start, end, g in sentence.cues if g == "contract"):
        first = max(contract, quantity.end)
        for start, _, group in sentence.cues:
            if group == "plant" and clause.start <= contract <= start < clause.end:
                things = [end for a, end, _ in sentence.items if first <= a and end <= start]
                if 0 <= start - first < _TO_PLANT and all(start - t <= 1 for t in things):
                    return True
    return False


def _counts_ammunition(sentence: Sentence, quantity: Quantity) -> bool:
    """Thousands of shells: what is fired of them is used up, and not a strike to report."""
    if not quantity.noun or (quantity.high or quantity.low or 0) < _MANY:
        return False
    return any(
        path.startswith("ammunition") and quantity.start <= start and end <= quantity.noun[1]
        for start, end, path in sentence.items
    )
