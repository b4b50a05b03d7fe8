"""Where the verb of a number stands: in its clause, its part of it, or the clause before."""

from materiel.claims.scan import DateSpan, Quantity
from materiel.claims.scan.units import unit_words
from materiel.claims.text.analysis import Analysis, Sentence
from materiel.claims.text.sentences import Span
from materiel.claims.tokens import between, places
from materiel.claims.when.choose import adjoins

_SHORT_CLAUSE = 30  # characters; a shorter clause seldom has a verb of its own
_MODAL = frozenset(("future", "could", "done", "signed", "exist"))
_SHIFTS = frozenset(("future", "could"))
_SETTLED = frozenset(("done", "make", "give", "buy", "signed"))
_PART = 45  # characters from the part to the whole, and from that to "promised"
_BEHIND = 12  # characters from "and" to the verb that it joins: "and means to", "and might"


def modal_span(analysis: Analysis, sentence: Sentence, clause: Span, quantity: Quantity) -> Span:
    """The clause; for a short one without a verb, or one that adjoins, the one before it too."""
    if sentence.table:
        return clause  # a cell
    before = sentence.clause_at(clause.start - 1) if clause.start > sentence.start else clause
    if adjoins(analysis, sentence, clause):
        return Span(before.start, clause.end)
    own = sentence.groups(clause.start, clause.end) & _MODAL
    if not own and clause.end - clause.start < _SHORT_CLAUSE and clause.start > sentence.start:
        return Span(before.start, clause.end)
    return _own_part(analysis, sentence, clause, quantity)


def _own_part(analysis: Analysis, sentence: Sentence, clause: Span, quantity: Quantity) -> Span:
    """ "It has sent two and means to send ten": what "and" joins has its own modality."""
    joints = unit_words(analysis.words).conjunctions
    for k in places(sentence.tokens, joints.__contains__):
        token = sentence.tokens[k]
        if not clause.start < token.start < clause.end:
            continue
        verbs = sentence.groups(clause.start, token.start)
        begins = any(
            group in _SHIFTS and 0 <= start - token.end <= _BEHIND
            for start, _, group in sentence.cues
        )
        if begins and verbs & _SETTLED and not verbs & _SHIFTS:
            if quantity.start < token.start:
                return Span(clause.start, token.start)
            return Span(token.start, clause.end)
    return clause


def between_commas(sentence: Sentence, clause: Span, day: DateSpan, quantity: Quantity) -> Span:
    """ "It will make 90, before the war it made 70, plans 80": the part of what has its own date."""
    first, last = min(day.start, quantity.start), max(day.end, quantity.end)
    commas = [t for t in between(sentence.tokens, clause.start, clause.end) if t.low == ","]
    start = max((t.end for t in commas if t.start < first), default=clause.start)
    end = min((t.start for t in commas if t.start >= last), default=clause.end)
    return Span(start, end)


def of_promised(analysis: Analysis, sentence: Sentence, clause: Span, quantity: Quantity) -> bool:
    """ "300 of the 1,000 promised have come": what has come was promised, but is there."""
    whole = next((q for q in sentence.quantities if q.start > quantity.start), None)
    if whole is None or whole.start - quantity.start > _PART:
        return False
    linked = {t.low for t in sentence.tokens if quantity.start < t.start < whole.start}
    if not linked & set(analysis.words["numbers"]["grammar"].get("part_of", ())):
        return False
    ends = min(clause.end, whole.end + _PART)
    promised = {g for at, _, g in sentence.cues if quantity.start < at < ends}
    rest = {
        group
        for at, _, group in sentence.cues
        if clause.start <= at < clause.end and not quantity.start < at < whole.end
    }
    return "pledge" in promised and "done" in rest
