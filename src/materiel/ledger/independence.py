"""Whether two claims come from two sources. Rules K1–K5 of docs/model.md."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import combinations, product

from materiel.claims.records import Claim
from materiel.core.hashes import sha256
from materiel.documents.records import Document
from materiel.ledger.reference import Reference

RUN = 5  # words; runs that two texts share by chance are shorter
REPRINT = 0.4  # share of the shorter text's runs
LEAST_RUNS = 12  # a text with fewer says too little to be told a reprint by its runs
QUOTE_WORDS = 7
_WORD = re.compile(r"\w+")
_QUOTED = re.compile(r"[\"“«„]([^\"“”«»„]{20,600})[\"”»“]")
_READ = ("headline", "body", "caption")


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """Whether two claims are independent, and what was looked at."""

    independent: bool
    reason: str


@dataclass(slots=True)
class Sources:
    """Compares where claims come from; what was read of a document is kept for the next pair."""

    documents: Mapping[str, Document]
    reference: Reference
    _runs: dict[str, frozenset[int]] = field(default_factory=dict)
    _shares: dict[tuple[str, str], float] = field(default_factory=dict)
    _agencies: dict[str, frozenset[str]] = field(default_factory=dict)
    _quotes: dict[str, frozenset[str]] = field(default_factory=dict)

    def compare(self, left: Claim, right: Claim) -> Verdict:
        """Whether two claims count as two sources, with the check shown.

        Names must be under one name already: the same speaker under two spellings is one.
        """
        tie = self._tie(left, right)
        if tie:
            return Verdict(independent=False, reason=tie)
        share = self.shared_text(left.document, right.document)
        return Verdict(
            independent=True,
            reason=(
                "two documents, speakers "
                f"{left.speaker or 'the report itself'} and {right.speaker or 'the report itself'}, "
                f"{share:.0%} of {RUN}-word runs shared, no shared agency credit, no shared quote"
            ),
        )

    def _tie(self, left: Claim, right: Claim) -> str | None:
        if left.document == right.document:
            return "one document"
        if left.speaker and left.speaker == right.speaker:
            return f"one speaker: {left.speaker}"
        share = self.shared_text(left.document, right.document)
        if share >= REPRINT:
            return f"a reprint: {share:.0%} of {RUN}-word runs shared"
        agencies = self.agencies(left.document) & self.agencies(right.document)
        if agencies:
            return f"one agency: {', '.join(sorted(agencies))}"
        return self._shared_quote(left, right)

    def _shared_quote(self, left: Claim, right: Claim) -> str | None:
        """Words within quotation marks that stand in both texts and that both claims are about."""
        shared = self.quotes(left.document) & self.quotes(right.document)
        told = (_plain(left.quote), _plain(right.quote))
        for quote in sorted(shared, key=len, reverse=True):
            if all(quote in words or words in quote for words in told):
                return f"one quote: {quote[:60]!r}"
        return None

    def shared_text(self, left: str, right: str) -> float:
        """Share of the shorter text's runs of words that the other text has too. [0 to 1]"""
        pair = (left, right) if left < right else (right, left)
        if pair not in self._shares:
            a, b = self.runs(left), self.runs(right)
            shorter = min(len(a), len(b))
            self._shares[pair] = len(a & b) / shorter if shorter >= LEAST_RUNS else 0.0
        return self._shares[pair]

    def runs(self, document: str) -> frozenset[int]:
        """Hashes of all runs of five words in what a document tells."""
        if document not in self._runs:
            words = _WORD.findall(self._told(document).lower())
            runs = zip(*(words[i:] for i in range(RUN)), strict=False)
            self._runs[document] = frozenset(
                int(sha256(" ".join(run).encode())[:15], 16) for run in runs
            )
        return self._runs[document]

    def agencies(self, document: str) -> frozenset[str]:
        """The agencies that a document credits."""
        if document not in self._agencies:
            text = self._told(document)
            self._agencies[document] = frozenset(
                agency
                for agency, credits in self.reference.agencies.items()
                if any(credit in text for credit in credits)
            )
        return self._agencies[document]

    def quotes(self, document: str) -> frozenset[str]:
        """What stands in quotation marks, of seven words or more, without signs."""
        if document not in self._quotes:
            found = (_plain(m[1]) for m in _QUOTED.finditer(self._told(document)))
            self._quotes[document] = frozenset(q for q in found if q.count(" ") >= QUOTE_WORDS - 1)
        return self._quotes[document]

    def _told(self, document: str) -> str:
        known = self.documents.get(document)
        if known is None:
            return ""
        return "\n".join(known.text[b.start : b.end] for b in known.blocks if b.role in _READ)


def _plain(text: str) -> str:
    return " ".join(_WORD.findall(text.lower()))


def source_labels(claims: Sequence[Claim], sources: Sources) -> list[int]:
    """A number for each claim: those of one source, tied directly or through others, have the same.

    Source: docs/model.md, rule K5.
    """
    label = list(range(len(claims)))
    first: dict[tuple[str, str], int] = {}
    for n, claim in enumerate(claims):  # most ties are a document or a speaker
        for key in (("document", claim.document), ("speaker", claim.speaker or f"nobody {n}")):
            _join(label, first.setdefault(key, n), n)
    one_each = list({_root(label, n): n for n in reversed(range(len(claims)))}.values())
    for i, j in combinations(one_each, 2):
        if _root(label, i) != _root(label, j) and _tied(claims, label, i, j, sources):
            _join(label, i, j)
    return [_root(label, n) for n in range(len(claims))]


def _tied(claims: Sequence[Claim], label: list[int], i: int, j: int, sources: Sources) -> bool:
    """Whether any two claims of two groups are of one source."""
    groups = (
        [c for n, c in enumerate(claims) if _root(label, n) == _root(label, k)] for k in (i, j)
    )
    return any(not sources.compare(a, b).independent for a, b in product(*groups))


def _root(label: list[int], n: int) -> int:
    while label[n] != n:
        n = label[n]
    return n


def _join(label: list[int], one: int, other: int) -> None:
    low, high = sorted((_root(label, one), _root(label, other)))
    label[high] = low
