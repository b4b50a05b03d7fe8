"""Whether an output is that of a plant still to come: then it is an investment, by rule 8 of docs/claims.md."""

from materiel.claims.text.analysis import Analysis, Sentence
from materiel.claims.text.sentences import Span
from materiel.claims.when.before_after import is_ahead

_OPENS = 4  # tokens at the start of a sentence in which "it" or "the plant" stands
_PLANS = frozenset(("future", "could"))
_TO_COME = frozenset(("plant_begun", "agree_strong"))  # what is agreed on is not built yet
_BETWEEN = 30  # characters from "new" to the plant: "new Rheinmetall factory"
_BACK = 3  # sentences back in which a plant to come may have been named


def is_planned(analysis: Analysis, sentence: Sentence, clause: Span, part: Span) -> bool:
    """Whether a sentence, or the one before that it goes on with, speaks of a plant to come.

    Args:
        part: Where the verb of the number stands: "it makes 30 and might make 60".
    """
    whole = sentence.groups(sentence.start, sentence.end)
    own = part == clause
    said = whole if own else sentence.groups(part.start, part.end)
    dates = [d for d in sentence.dates if own or part.start <= d.start < part.end]
    ahead = any(is_ahead(span, analysis) for span in dates)
    if "plant_works" in whole or not (said & _PLANS or ahead):
        return False
    if _names_new_plant(sentence):
        return True
    if "plant" in whole and _opens_with_relative(analysis, sentence, clause):
        return True
    before = _before(analysis, sentence)
    if _points_back(analysis, sentence) or "plant" in whole:
        return any(_names_new_plant(other) for other in before)
    # a paragraph that is about a plant goes on about it, until it names somebody else
    about = [other for other in before if other.paragraph == sentence.paragraph]
    return not sentence.mentions and any(_names_new_plant(other) for other in about)


def _names_new_plant(sentence: Sentence) -> bool:
    """ "A new plant", "the plant will", "its new 155 mm factory"."""
    groups = sentence.groups(sentence.start, sentence.end)
    if "new_plant" in groups or ("plant" in groups and groups & _TO_COME):
        return True
    new = [end for _, end, group in sentence.cues if group == "new_word"]
    plants = [start for start, _, group in sentence.cues if group == "plant"]
    return any(0 <= start - end < _BETWEEN for end in new for start in plants)


def _before(analysis: Analysis, sentence: Sentence) -> list[Sentence]:
    """What a sentence may point back to: its lead and heading, and the sentences before it."""
    near = [
        other
        for other in analysis.sentences[max(0, sentence.index - _BACK) : sentence.index]
        if sentence.paragraph - other.paragraph <= 1
    ]
    return near + [other for other in (sentence.lead, sentence.heading) if other is not None]


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
