"""The verb that takes a document apart."""

from bisect import bisect_right
from collections.abc import Sequence

from materiel.claims.analysis import Analysis
from materiel.claims.cutting import cut_sentences
from materiel.claims.lines import TELLING
from materiel.claims.names import Mention, find_mentions
from materiel.claims.offices import with_offices
from materiel.claims.tokens import fold
from materiel.claims.topics import on_materiel, share_on_materiel, states_named, topic_item
from materiel.claims.words import Lexicon
from materiel.documents import Document

_OPAQUE = ("scheme", "company", "source")  # names whose words tell nothing
_BARS = frozenset(("noise", "combat", "politics"))  # groups that make a number no claim
_LEAD = 2  # sentences at the top of a report
_IDLE = "idle"  # the group of set phrases
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
    starts = [m.start for m in mentions]
    kept = []
    for one in found:
        k = bisect_right(starts, one[0]) - 1
        if k < 0 or one[1] > mentions[k].end:
            kept.append(one)
    return kept


def _unless_idle(cues: list[tuple[int, int, str]]) -> list[tuple[int, int, str]]:
    """Without what is part of a set phrase that tells nothing: the order of "in order to"."""
    idle = [(start, end) for start, end, group in cues if group == _IDLE]
    starts = [start for start, _ in idle]
    kept = []
    for cue in cues:
        k = bisect_right(starts, cue[0]) - 1
        same = k >= 0 and idle[k] == cue[:2]
        if k < 0 or cue[1] > idle[k][1] or cue[2] in _BARS or (same and cue[2] != _IDLE):
            kept.append(cue)
    return kept
