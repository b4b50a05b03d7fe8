"""Who and what a pointer's words name, by our gazetteer; what it does not know stays as written."""

from bisect import bisect_left
from collections.abc import Sequence

from materiel.claims.gazetteer import Mention
from materiel.claims.items import GENERAL, precise
from materiel.claims.parties.candidates import party_name
from materiel.claims.scan import DateSpan
from materiel.claims.text.analysis import Analysis, Sentence
from materiel.claims.text.sentences import Span
from materiel.claims.tokens import fold

_LONGEST_NAME = 80
_RANKS = {"company": 0, "group": 1, "body": 1, "scheme": 2, "state": 3, "person": 4}
_SPEAKERS = {"person": 0, "source": 1, "company": 2, "body": 2, "group": 3, "state": 4}


class Names:
    """The names and dates of a document, by their places."""

    def __init__(self, analysis: Analysis) -> None:
        self.analysis = analysis
        self._mentions = [m for s in analysis.sentences for m in s.mentions]
        self._mentions.sort(key=lambda mention: mention.start)
        self._starts = [mention.start for mention in self._mentions]

    def parties(self, span: Span) -> tuple[str, ...]:
        """The parties that the words at a place name; nothing for "it" and "the company".

        Of "German maker Rheinmetall" the company counts. A person stands for his state.
        """
        best = _best(self._at(span), _RANKS)
        known = [name for name in (party_name(mention) for mention in best) if name]
        return tuple(dict.fromkeys(known)) or self._as_written(span)

    def speaker(self, span: Span) -> str | None:
        """Who speaks: a person by name, a medium, company, body or state where it alone is named.

        Anybody else as written ("NATO official"); None for "he" and "she", which the sentences
        before explain.
        """
        written = self._written(span)
        for mention in _best(self._at(span), _SPEAKERS):
            alone = mention.end - mention.start >= len(written) and mention.name.form == "name"
            if alone or mention.name.role == "person":
                return mention.name.name
        pronouns = self.analysis.words["speech"]["pronouns"]
        return None if fold(written) in pronouns or len(written) > _LONGEST_NAME else written

    def item(self, span: Span, sentence: Sentence) -> str | None:
        """The path in the taxonomy that the words name most precisely; None for unknown words."""
        written = self.analysis.document.text[span.start : span.end]
        paths = [path for _, _, path in self.analysis.words.find(written, fold(written)).items]
        if not paths:
            return None
        best = max(paths, key=lambda path: (path != GENERAL, path.count("."), path))
        return precise(self.analysis, sentence, best)

    def date(self, span: Span, sentences: Sequence[Sentence]) -> DateSpan | None:
        """The expression of time at a place."""
        found = [
            date
            for sentence in sentences
            for date in sentence.dates
            if date.start < span.end and span.start < date.end and date.past != (None, None)
        ]
        return found[0] if found else None

    def _at(self, span: Span) -> list[Mention]:
        k = bisect_left(self._starts, span.start)
        before = self._mentions[max(0, k - 1) : k]
        behind = self._mentions[k : bisect_left(self._starts, span.end)]
        return [mention for mention in (*before, *behind) if mention.end > span.start]

    def _as_written(self, span: Span) -> tuple[str, ...]:
        """A party that the gazetteer does not know; it must at least look like a name."""
        written = self._written(span)
        is_name = written[:1].isupper() and fold(written) not in self._plain()
        return (written,) if is_name and len(written) <= _LONGEST_NAME else ()

    def _written(self, span: Span) -> str:
        """The words on one line, without an article."""
        written = " ".join(self.analysis.document.text[span.start : span.end].split())
        return written.removeprefix("the ").removeprefix("The ")

    def _plain(self) -> frozenset[str]:
        """Words that stand for somebody named elsewhere."""
        speech = self.analysis.words["speech"]
        return frozenset((*speech["pronouns"], *speech["titles"], *speech["bodies"], "it", "we"))


def _best(mentions: Sequence[Mention], ranks: dict[str, int]) -> list[Mention]:
    """Those of the best rank; a state that is only an adjective yields to one that is a name."""
    ranked = [
        (ranks[m.name.role], m.name.form == "adjective", m)
        for m in mentions
        if m.name.role in ranks
    ]
    least = min(((rank, weak) for rank, weak, _ in ranked), default=None)
    return [m for rank, weak, m in ranked if (rank, weak) == least]
