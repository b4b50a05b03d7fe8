"""Whether an output is that of a plant still to come: then it is an investment, by rule 8 of docs/claims.md."""

from materiel.claims.analysis import Analysis, Sentence
from materiel.claims.sentences import Span

_OPENS = 4  # tokens at the start of a sentence in which "it" or "the plant" stands
_PLANS = frozenset(("future", "could"))


def is_planned(analysis: Analysis, sentence: Sentence, clause: Span) -> bool:
    """Whether a sentence, or the one before that it goes on with, speaks of a plant to come."""
    groups = sentence.groups(clause.start, clause.end)
    whole = sentence.groups(sentence.start, sentence.end)
    if "plant_works" in whole or not (groups | whole) & _PLANS:
        return False
    if "new_plant" in whole:
        return True
    if "plant" in whole and _opens_with_relative(analysis, sentence, clause):
        return True
    before = [analysis.before(sentence), sentence.lead]
    if not _points_back(analysis, sentence):
        return False
    return any(o is not None and "new_plant" in o.groups(o.start, o.end) for o in before)


def _opens_with_relative(analysis: Analysis, sentence: Sentence, clause: Span) -> bool:
    """ "..., which will make": the clause tells of the plant that the sentence names."""
    words = analysis.words["parties"].get("anaphora", {})
    first = next((t.low for t in sentence.tokens if t.start >= clause.start), "")
    return first in words.get("relatives", ())


def _points_back(analysis: Analysis, sentence: Sentence) -> bool:
    """ "It shall make", "the factory will": the subject is the plant of the sentence before."""
    words = analysis.words["parties"].get("anaphora", {})
    opening = [token.low for token in sentence.tokens[:_OPENS]]
    return any(word in words.get("plant_words", ()) for word in opening) or sentence.bullet
