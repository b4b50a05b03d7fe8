"""Dates that are not the fact's own: when it was said, of a paper, of a delivery, put in as an aside."""

from materiel.claims.party_words import party_words
from materiel.claims.scan import DateSpan
from materiel.claims.text.analysis import Analysis, Sentence
from materiel.claims.text.sentences import Span
from materiel.claims.tokens import between, first_from, lows
from materiel.claims.when.before_after import is_ahead
from materiel.claims.when.when_words import when_words

# What happens on a day; what is made or held is not dated by a label.
DATED = ("order", "transfer", "funding", "disruption", "agreement", "permission", "investment")
_SAID_TIME = 12  # characters behind "said" within which a time is that of the saying
_SAID_DAY = 40  # and a day of the week: "told reporters in Oslo on Monday"
_PAPER = 14  # characters between a paper and its date: "an accord reached in March"
_ORDERED = 4  # and between an order and its date: "ordered in 2021"
_DELIVERY = 40  # characters in front of a date in which "delivered" stands
_OPENING = 6  # characters in front of a date that opens a sentence


def may_be_own(analysis: Analysis, sentence: Sentence, day: DateSpan, kind: str) -> bool:
    """Whether a date of a sentence may be that of a fact of a kind."""
    if not _tells(analysis, day, sentence):
        return False
    if kind == "order":
        return not _is_delivery(sentence, day)
    if kind != "agreement" and _is_of_paper(sentence, day):
        return False
    if kind in DATED or kind == "membership":
        return True
    aside = _is_aside(analysis, sentence, day) or _is_attributive(analysis, sentence, day)
    return not aside and not says_now(analysis, sentence, Span(day.start, day.end))


def says_now(analysis: Analysis, sentence: Sentence, span: Span) -> bool:
    """ "Six today": what is so now has not the date of what was so before."""
    now = when_words(analysis.words).now
    return not now.isdisjoint(lows(between(sentence.tokens, span.start, span.end)))


def _is_aside(analysis: Analysis, sentence: Sentence, day: DateSpan) -> bool:
    """ "The works, opened in 2022, employs 40": a participle between commas has its own date."""
    words = when_words(analysis.words)
    tokens = sentence.tokens
    k = first_from(tokens, day.start)
    first = k
    while first and tokens[first - 1].low != ",":
        first -= 1
    after = first_from(tokens, day.end)
    ends = after < len(tokens) and tokens[after].low == ","
    if not first or not ends or first == k:
        return False
    return words.is_participle(tokens[first].low)


def _is_attributive(analysis: Analysis, sentence: Sentence, day: DateSpan) -> bool:
    """ "Das im Juli eröffnete Werk": the date of what stands between an article and its noun."""
    words, tokens = when_words(analysis.words), sentence.tokens
    k, after = first_from(tokens, day.start), first_from(tokens, day.end)
    if not words.articles or k < 2 or after + 1 >= len(tokens):
        return False
    joined = (
        tokens[after].low.endswith(words.attributive_endings) and tokens[after + 1].low.isalpha()
    )
    return joined and tokens[k - 2].low in words.articles


def _tells(analysis: Analysis, span: DateSpan, sentence: Sentence) -> bool:
    """Whether a date may be that of a fact: not the day it was said on, nor one compared with."""
    if span.relation == "compare" or span.past == (None, None):
        return False
    said = sentence.said
    if said is None or span.relation != "at" or (not span.weekday and is_ahead(span, analysis)):
        return True  # nothing was said on a day to come
    if not span.weekday and _is_account(analysis, sentence, said):
        return True  # "according to the ministry in 2023 ..."
    if said[0] <= span.start < said[1]:
        return False  # "the minister in June told"
    if span.start - sentence.start <= _OPENING and _stands_before(analysis, sentence, span, said):
        return not span.weekday and _put_in(sentence, said)
    tokens = sentence.tokens
    if not span.weekday and "," in lows(between(tokens, said[1], span.start)):
        return True  # "according to Kyiv, in 2023 ..."
    reach = _SAID_DAY if span.weekday else _SAID_TIME
    behind = 0 <= span.start - said[1] <= reach
    return not behind or _names_doer(analysis, sentence, said[1], span.start)


def _stands_before(
    analysis: Analysis, sentence: Sentence, span: DateSpan, said: tuple[int, int]
) -> bool:
    """ "In October Admiral Bauer, ... complained": nothing but a title stands between."""
    titles = when_words(analysis.words).titles
    parted = lows(between(sentence.tokens, span.end, said[0]))
    return span.end <= said[0] and titles.issuperset(parted)


def _is_account(analysis: Analysis, sentence: Sentence, said: tuple[int, int]) -> bool:
    """Whether words without a verb attribute it: nothing was said at a time then."""
    k = first_from(sentence.tokens, said[0])
    return when_words(analysis.words).according.at(sentence.tokens, k) is not None


def _put_in(sentence: Sentence, said: tuple[int, int]) -> bool:
    """ "Last year, he said, they made 40": between commas, what is said has the time before it."""
    tokens = sentence.tokens
    first, after = first_from(tokens, said[0]), first_from(tokens, said[1])
    inside = first > 0 and after < len(tokens)
    return inside and tokens[first - 1].low == tokens[after].low == ","


def _names_doer(analysis: Analysis, sentence: Sentence, start: int, end: int) -> bool:
    """ "said Kyiv this week also hosted": the time is no longer that of the saying, as in "said in Kyiv"."""
    places = party_words(analysis.words).place
    for mention in sentence.mentions:
        if start <= mention.start < end:
            before = [t.low for t in sentence.tokens if t.end <= mention.start]
            if not before or before[-1] not in places:
                return True
    return False


def _is_of_paper(sentence: Sentence, date: DateSpan) -> bool:
    """ "Under the accord of May 2024", "half of those ordered in 2021": a date of paper or order."""
    for _, end, group in sentence.cues:
        reach = {"deal_paper": _PAPER, "signed": _ORDERED}.get(group, -1)
        if 0 <= date.start - end <= reach:
            return True
    return False


def _is_delivery(sentence: Sentence, span: DateSpan) -> bool:
    """Whether a date is the one by which an order is delivered, not that of the order."""
    ordered = any(group == "signed" for _, _, group in sentence.cues)
    return ordered and "handover" in sentence.groups(span.start - _DELIVERY, span.start)
