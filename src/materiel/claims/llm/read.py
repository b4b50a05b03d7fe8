"""A pointer and its document → a claim."""

from bisect import bisect_right

from materiel.claims.items import GENERAL
from materiel.claims.llm.answer import Pointer, RefusedError, shown
from materiel.claims.llm.names import Names
from materiel.claims.llm.parts import Part
from materiel.claims.llm.places import Places
from materiel.claims.llm.values import value_of
from materiel.claims.locate import make_claim
from materiel.claims.records import Claim
from materiel.claims.status import ends_of
from materiel.claims.text.analysis import Analysis, Sentence
from materiel.claims.text.sentences import Span
from materiel.core.errors import ClaimError


class Reader:
    """Reads the claims that a model points at in one document.

    Quote, kind and status come from the model, and which words name the parties, the item, the date
    and the speaker. What those words say is read by the lexicon and the scanner.
    """

    def __init__(self, analysis: Analysis) -> None:
        self.analysis = analysis
        self.places = Places(analysis.document)
        self.names = Names(analysis)
        self._starts = [sentence.start for sentence in analysis.sentences]

    def claim(self, pointer: Pointer, part: Part) -> tuple[Claim, list[str]]:
        """The claim, and the words that were left out of it, with the reason.

        Raises:
            RefusedError: The document does not bear it out.
        """
        quote = self.places.of_quote(pointer, part)
        sentences = self._around(quote)
        if not sentences:
            raise RefusedError("the quote holds no sentence")
        value = value_of(self.analysis, sentences, pointer, quote)
        if value is not None:  # the whole expression: "more than 200", not "200"
            quote = Span(min(quote.start, value.span.start), max(quote.end, value.span.end))
        left_out: list[str] = []
        date_from, date_to = self._dates(pointer, quote, left_out)
        try:
            claim = make_claim(
                self.analysis.document,
                quote.start,
                quote.end,
                kind=pointer.kind,
                status=pointer.status,
                subject=self._parties(pointer.subject_words, quote, left_out),
                object=self._parties(pointer.object_words, quote, left_out),
                item=self._item(pointer, quote, sentences[0], left_out),
                date_from=date_from,
                date_to=date_to,
                speaker=self._speaker(pointer, quote, sentences[0], left_out),
                **(value.fields if value else {}),
            )
        except ClaimError as error:
            raise RefusedError(error.what) from error
        return claim, left_out

    def _around(self, span: Span) -> list[Sentence]:
        """The sentences that a span touches."""
        first = max(0, bisect_right(self._starts, span.start) - 1)
        after = bisect_right(self._starts, span.end - 1)
        found = self.analysis.sentences[first:after]
        return [sentence for sentence in found if sentence.end > span.start]

    def _place(self, words: str | None, quote: Span, left_out: list[str]) -> Span | None:
        if words is None:
            return None
        span = self.places.near(words, quote)
        if span is None:
            left_out.append(f"{shown(words, 60)} is not in the document")
        return span

    def _parties(self, names: tuple[str, ...], quote: Span, left_out: list[str]) -> tuple[str, ...]:
        found: list[str] = []
        for words in names:
            span = self._place(words, quote, left_out)
            parties = self.names.parties(span) if span else ()
            if span and not parties:
                left_out.append(f"{shown(words, 60)} names nobody")
            found += parties
        return tuple(dict.fromkeys(found))

    def _item(
        self, pointer: Pointer, quote: Span, sentence: Sentence, left_out: list[str]
    ) -> str | None:
        span = self._place(pointer.item_words, quote, left_out)
        path = self.names.item(span, sentence) if span else None
        if span and path is None:
            left_out.append(f"{shown(pointer.item_words, 60)} is not in the item taxonomy")
        return path or (None if pointer.kind == "membership" else GENERAL)

    def _dates(
        self, pointer: Pointer, quote: Span, left_out: list[str]
    ) -> tuple[str | None, str | None]:
        span = self._place(pointer.date_words, quote, left_out)
        if span is None:
            return None, None
        date = self.names.date(span, self._around(span))
        if date is None:
            left_out.append(f"{shown(pointer.date_words, 60)} gives no date")
        return ends_of(date, pointer.status, self.analysis, pointer.kind)

    def _speaker(
        self, pointer: Pointer, quote: Span, sentence: Sentence, left_out: list[str]
    ) -> str | None:
        """Who the words name; "he" is resolved as the rules do it."""
        span = self._place(pointer.speaker_words, quote, left_out)
        if span is None:
            return None
        return self.names.speaker(span) or sentence.speaker
