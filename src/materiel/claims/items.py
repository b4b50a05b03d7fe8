"""Which materiel a claim is about."""

from collections.abc import Iterable, Sequence

from materiel.claims.scan import Quantity
from materiel.claims.text.analysis import Analysis, Sentence
from materiel.claims.text.sentences import Span
from materiel.core.units import CURRENCIES

GENERAL = "general"
_AND = 5  # characters of " and " between "weapons" and "ammunition": of all kinds
_SERVICE = "service"  # "two repaired howitzers" are howitzers
_FOR_SOMETHING = ("order", "investment")


def item_of_quantity(
    analysis: Analysis, sentence: Sentence, quantity: Quantity, territory: Span, kind: str
) -> str | None:
    """The item that a number counts or speaks of, from the nearest words outwards."""
    if quantity.item and quantity.noun:
        own = [i for i in sentence.items if i[0] < quantity.noun[1] and i[1] > quantity.start]
        behind = [i for i in sentence.items if quantity.noun[1] <= i[0] <= quantity.noun[1] + 6]
        things = [i[2] for i in own + behind if not i[2].startswith(_SERVICE)]
        return precise(analysis, sentence, _most_precise(things or [i[2] for i in own + behind]))
    if quantity.unit in CURRENCIES or (kind == "funding" and quantity.scaled):
        return _item_of_money(analysis, sentence, quantity, territory, kind)
    near = _nearest(_not_told_of_before(sentence, quantity, territory), territory, quantity)
    items = _up_to_next(sentence, quantity)
    if near is None:
        clause = sentence.clause_at(quantity.start)
        near = _nearest(items, clause, quantity)
    if near is None:
        near = _nearest(items, Span(sentence.start, sentence.end), quantity)
    if near:
        return precise(analysis, sentence, near)
    if "weapon_general" in sentence.groups(sentence.start, sentence.end):
        return GENERAL  # "arms output has tripled": of all kinds, whatever was spoken of before
    return item_around(analysis, sentence)


def _up_to_next(sentence: Sentence, quantity: Quantity) -> Sequence[tuple[int, int, str]]:
    """The items that may be a number's: what stands behind the next number belongs to that.

    A number without a noun, as in "12 and 24 drones", may have the noun of the next.
    """
    if quantity.bare or quantity.unit in ("percent", "factor"):  # "half of the 12 drones"
        return sentence.items
    later = [q.start for q in sentence.quantities if q.start > quantity.start]
    return [i for i in sentence.items if not later or i[0] < later[0]]


def _not_told_of_before(
    sentence: Sentence, quantity: Quantity, territory: Span
) -> Sequence[tuple[int, int, str]]:
    """Without the items of the number before, where "12 rounds for the one and 4 launchers for the other"."""
    behind = [i for i in sentence.items if quantity.end <= i[0] < territory.end]
    first = any(q.start < quantity.start for q in sentence.quantities)
    if not behind or not first or (quantity.unit is None and not quantity.scaled):
        return sentence.items
    return [i for i in sentence.items if i[1] > quantity.start]


def _item_of_money(
    analysis: Analysis, sentence: Sentence, quantity: Quantity, territory: Span, kind: str
) -> str:
    """What a sum is for: an item of its own clause, or the only one of the sentence; else all kinds.

    An order or a plant is always for something: what was spoken of before.
    """
    clause = sentence.clause_at(quantity.start)
    own = _not_told_of_before(sentence, quantity, territory)
    near = _nearest(own, territory, quantity) or _nearest(sentence.items, clause, quantity)
    if near is None:
        paths = {path for _, _, path in sentence.items}
        near = paths.pop() if len(paths) == 1 else None
    if near is None and sentence.lead is not None and sentence.lead.items:
        near = sentence.lead.items[0][2]
    if near is None and kind in _FOR_SOMETHING:
        near = item_around(analysis, sentence)
    helps = "help_word" in sentence.groups(clause.start, clause.end)
    if near is None and kind == "funding" and not helps:  # "military help" is of all kinds
        near = _named_in((analysis.before(sentence),))
    return precise(analysis, sentence, near) if near else GENERAL


def item_around(analysis: Analysis, sentence: Sentence) -> str | None:
    """The item of the lead, the sentence before, the heading, the paragraph or the whole report."""
    found = _named_in((sentence.lead, analysis.before(sentence), sentence.heading))
    found = found or _named_in(analysis.paragraph_before(sentence))
    return precise(analysis, sentence, found) if found else analysis.topic_item


def _named_in(sentences: Iterable[Sentence | None]) -> str | None:
    """The item of the first of some sentences that names one."""
    for other in sentences:
        paths = [path for _, _, path in other.items if path != GENERAL] if other else []
        if paths:
            return _most_precise(paths)
    return None


def item_in(analysis: Analysis, sentence: Sentence, clause: Span, place: int) -> str | None:
    """The item nearest to a place in a clause, then in the sentence."""
    for span in (clause, Span(sentence.start, sentence.end)):
        inside = [i for i in sentence.items if span.start <= i[0] and i[1] <= span.end]
        if inside:
            ahead = [i for i in inside if i[0] >= place and i[2] != GENERAL]
            best = (
                ahead[0]
                if ahead
                else min(inside, key=lambda i: (i[2] == GENERAL, abs(i[0] - place)))
            )
            same = [i[2] for i in inside if abs(i[0] - best[1]) <= 4 or i is best]
            return precise(analysis, sentence, _most_precise(same))
    return None


def _nearest(items: Sequence[tuple[int, int, str]], span: Span, quantity: Quantity) -> str | None:
    """The item of a span that is nearest to the number; what is named beats "arms"."""
    inside = [i for i in items if span.start <= i[0] and i[1] <= span.end]
    if not inside:
        return None

    def rank(item: tuple[int, int, str]) -> tuple[bool, int]:
        gap = item[0] - quantity.end if item[0] >= quantity.end else quantity.start - item[1]
        return item[2] == GENERAL, gap

    best = min(inside, key=rank)
    if any(i[2] == GENERAL and 2 < best[0] - i[1] <= _AND for i in inside):
        return GENERAL
    touching = [i[2] for i in inside if abs(i[0] - best[1]) <= 2 or abs(best[0] - i[1]) <= 2]
    return _most_precise([best[2], *touching])


def _most_precise(paths: Sequence[str]) -> str:
    """The deepest of the paths that lie on one line with the first."""
    if not paths:
        return GENERAL
    best = paths[0]
    for path in paths[1:]:
        if path.startswith(best + ".") or (best == GENERAL and path != GENERAL):
            best = path
    return best


def precise(analysis: Analysis, sentence: Sentence, path: str) -> str:
    """ "Rounds" in a report on 155 mm shells are 155 mm shells, where that was said shortly before."""
    topic = analysis.topic_item
    if topic is None or sentence.table or not topic.startswith(path + "."):
        return path
    for other in analysis.sentences[max(0, sentence.index - 4) : sentence.index + 1]:
        if any(found == topic for _, _, found in other.items):
            return topic
    return path
