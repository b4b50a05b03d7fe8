"""Whether the words around a number speak of materiel at all."""

from materiel.claims.scan import Quantity
from materiel.claims.text.analysis import Analysis, Sentence
from materiel.claims.text.sentences import Span
from materiel.core.units import CURRENCIES

_NOISE = 50  # characters within which a word such as "votes" makes a number none of ours
_GREAT_SUM = 100_000
_TRADE = ("company", "scheme", "group")  # whoever names them speaks of materiel
_ROWS_SHARE = 0.1  # of sentences on materiel, above which a row needs no word of its own


def is_barred(sentence: Sentence, quantity: Quantity, clause: Span) -> bool:
    """Whether words such as "votes" or "shot down" stand near, which make a number none of ours."""
    near = sentence.groups(
        max(clause.start, quantity.start - _NOISE), min(clause.end, quantity.end + _NOISE)
    )
    return ("noise" in near and not quantity.item) or "combat" in near


def speaks_of_materiel(analysis: Analysis, sentence: Sentence, quantity: Quantity) -> bool:
    """Whether a number is one of materiel, as far as words tell."""
    if quantity.item or sentence.items or "weapon" in sentence.groups(sentence.start, sentence.end):
        return True
    if any(mention.name.role in _TRADE for mention in sentence.mentions):
        return True
    for other in (sentence.lead, analysis.before(sentence), sentence.heading):
        if other is not None and (other.items or any(g == "weapon" for _, _, g in other.cues)):
            return True
    if analysis.title is not None and analysis.title.items:
        return True  # "Ammunition: the money is there": what the report says it is about
    if any(mention.name.role == "company" for mention in sentence.mentions):
        return True  # the companies that the lexicon lists make materiel
    if _paragraph_on_materiel(analysis, sentence):
        return True
    if analysis.lead_on_materiel and _money_near(quantity):
        return True
    return analysis.on_materiel or (sentence.row and analysis.share > _ROWS_SHARE)


def _money_near(quantity: Quantity) -> bool:
    """A great sum, which a report that opens with materiel hardly tells of anything else."""
    return quantity.unit in CURRENCIES and (quantity.low or quantity.high or 0) >= _GREAT_SUM


def _paragraph_on_materiel(analysis: Analysis, sentence: Sentence) -> bool:
    """Whether an earlier sentence of the paragraph names an item of materiel."""
    return any(
        other.items or any(mention.name.role in _TRADE for mention in other.mentions)
        for other in analysis.paragraph_before(sentence)
    )
