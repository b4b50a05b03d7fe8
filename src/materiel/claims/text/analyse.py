"""The verb that takes a document apart."""

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from itertools import pairwise

from materiel.claims.gazetteer import Mention
from materiel.claims.names.mentions import find_mentions
from materiel.claims.names.offices import with_offices
from materiel.claims.text.analysis import Analysis
from materiel.claims.text.cutting import cut_sentences
from materiel.claims.text.lines import TELLING
from materiel.claims.text.topics import on_materiel, share_on_materiel, states_named, topic_item
from materiel.claims.tokens import fold
from materiel.claims.words import Lexicon
from materiel.documents import Document

_OPAQUE = ("scheme", "company", "source")  # names whose words tell nothing
_BARS = frozenset(("noise", "combat", "politics"))  # groups that make a number no claim
_LEAD = 2  # sentences at the top of a report
_IDLE = "idle"  # the group of set phrases
_TO_THE_END = 2**62
_DENSE = 0.4  # share of sentences that speak of materiel in a report that is on it


def analyse(document: Document, words: Lexicon) -> Analysis:
    """Take a document apart; its language must be that of `words`."""
    folded = fold(document.text)
    finds = words.find(document.text, folded)
    spans = [(b.start, b.end) for b in document.blocks if b.role in TELLING]
    mentions = find_mentions(document.text, finds.names, words, spans)
    mentions = with_offices(document.text, mentions, words)
    finds.items = _unless_named(finds.items, mentions)
    finds.cues = _unless_named(finds.cues, [m for m in mentions if m.name.role in _OPAQUE])
    finds.cues = _unless_idle(finds.cues)
    sentences = cut_sentences(document, folded, finds, mentions, words)
    states = states_named(sentences)
    share = share_on_materiel(sentences)
    return Analysis(
        document=document,
        words=words,
        sentences=sentences,
        topic_item=topic_item(sentences),
        topic_state=states.most_common(1)[0][0] if states else None,
        states=states,
        share=share,
        on_materiel=share > _DENSE,
        lead_on_materiel=any(on_materiel(s) for s in sentences[:_LEAD]),
        makers={m.name.name: m.name.state for m in mentions if m.name.role == "company"},
        title=next((s for s in sentences[:3] if s.role == "headline"), None),
    )


def _unless_named(
    found: list[tuple[int, int, str]], mentions: Sequence[Mention]
) -> list[tuple[int, int, str]]:
    """Without what stands inside a name: the ammunition of "Ammunition Support Partnership"."""
    inside = {k for k, _ in _inside(found, [(m.start, m.end) for m in mentions])}
    return [one for k, one in enumerate(found) if k not in inside]


def _unless_idle(cues: list[tuple[int, int, str]]) -> list[tuple[int, int, str]]:
    """Without what is part of a set phrase that tells nothing: the order of "in order to"."""
    idle = [(start, end) for start, end, group in cues if group == _IDLE]
    part = {
        k
        for k, phrase in _inside(cues, idle)
        if cues[k][2] == _IDLE or (cues[k][2] not in _BARS and cues[k][:2] != phrase)
    }
    return [cue for k, cue in enumerate(cues) if k not in part]


def _inside(
    found: Sequence[tuple[int, int, str]], spans: Sequence[tuple[int, int]]
) -> Iterator[tuple[int, tuple[int, int]]]:
    """Which of what was found stands inside the last span that begins in front of it; all in text order."""
    for (start, end), (behind, _) in pairwise([*spans, (_TO_THE_END, 0)]):
        first = bisect_left(found, (start,))
        for k in range(first, bisect_left(found, (min(end, behind),), first)):
            if found[k][1] <= end:
                yield k, (start, end)
