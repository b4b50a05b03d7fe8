"""Every claim's quote stands in its document and bears its number."""

import re
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import materiel.claims.automaton
import materiel.claims.names.firms
import materiel.claims.names.mentions
import materiel.claims.names.people
import materiel.claims.text.sentences
import materiel.claims.tokens
import materiel.documents.clean
import materiel.documents.days
import materiel.documents.head
import materiel.documents.words
from materiel.claims import extract_claims
from materiel.claims.locate import make_claim
from materiel.core.errors import ClaimError

from .conftest import report

TEXT = "Denmark will send at least 40 tanks to Ukraine."


def test_a_claim_quotes_its_document():
    claim = make_claim(report(TEXT), 0, len(TEXT), kind="transfer", low=40.0, unit="piece")
    assert claim.quote == TEXT


@pytest.mark.parametrize(
    ("start", "end", "low", "high", "message"),
    [
        (0, 99, 40.0, None, r"span \[0:99\] in a text of 47 characters"),
        (5, 5, None, None, r"span \[5:5\]"),
        (0, 47, 41.0, None, "does not bear low 41, high -"),
        (0, 47, 40.0, 40.0, "does not bear low 40, high 40"),
        (0, 17, 40.0, None, "does not bear low 40, high -"),
    ],
)
def test_what_the_document_does_not_bear_out_is_no_claim(start, end, low, high, message):
    with pytest.raises(ClaimError, match=message):
        make_claim(report(TEXT), start, end, kind="transfer", low=low, high=high, unit="piece")


def test_never_bears_zero():
    text = "Portugal has never produced tank shells."
    claim = make_claim(report(text), 0, len(text) - 1, kind="production", low=0.0, high=0.0)
    assert claim.low == 0


PIECES = st.sampled_from(
    [
        "Ukraine fires 6,000 shells a day",
        "Норвегія дала 40 танків",
        "Germany will deliver 14 Leopard 2 tanks to Ukraine",
        "“We have 20 Patriot missiles,” said Rustem Umerov",
        "مصنع ينتج 500 قذيفة",
        "🚀 Denmark pledged €1.5bn in military aid 🎉",
        "the waiting time has increased from 12 to 28 months",
        "Rheinmetall signed an agreement with Kyiv on joint production of 155mm shells",
        "İstanbul’da 3 fabrika",
        "dozens or even hundreds of times",
        "Japan denied the export of weapons",
        ". ",
        "\r\n",
        "\n\n",
        ", and ",
        " \u202f",
        "— ",
        "« ",
        "1.2.3,4 ",
        "- Stingers: 25\n",
    ]
)


@settings(max_examples=150, deadline=None)
@given(st.lists(st.one_of(PIECES, st.text(max_size=12)), max_size=14).map("".join))
def test_every_quote_stands_in_the_text_and_in_the_bytes(text):
    """For any text: Cyrillic, right-to-left, emoji, mixed line ends."""
    document = report(text)
    claims = extract_claims(document)
    assert claims == extract_claims(document)
    assert len({claim.id for claim in claims}) == len(claims)
    assert [c.start for c in claims] == sorted(c.start for c in claims)
    for claim in claims:
        assert claim.quote == text[claim.start : claim.end]
        first, last = document.byte_span(claim.start, claim.end)
        assert document.content[first:last].decode() == claim.quote


MODULES = (
    materiel.claims.automaton,
    materiel.claims.names.firms,
    materiel.claims.names.mentions,
    materiel.claims.names.people,
    materiel.claims.text.sentences,
    materiel.claims.tokens,
    materiel.documents.clean,
    materiel.documents.days,
    materiel.documents.head,
    materiel.documents.words,
)
PATTERNS = {
    f"{module.__name__}.{name}": value
    for module in MODULES
    for name, value in vars(module).items()
    if isinstance(value, re.Pattern)
}
HOSTILE = (
    "a ",
    "A",
    "Aa ",
    "1",
    "1,",
    "-",
    " - ",
    ".",
    "(",
    "['",
    "Aa-",
    "de ",
    "x.",
    "/ ",
    "#",
    "\t",
    "date ",
)


@pytest.mark.parametrize("name", sorted(PATTERNS))
def test_patterns_cost_no_more_than_their_input(name):
    """Twice the text costs less than 2.6 times the time, on texts made to make matching go back."""
    pattern = PATTERNS[name]
    for piece in HOSTILE:
        short, long = (piece * (size // len(piece)) + "!" for size in (10_000, 20_000))
        assert _cost(pattern, long) < 2.6 * _cost(pattern, short) + 0.02, piece


def _cost(pattern: re.Pattern[str], text: str) -> float:
    """The least of three runs over a whole text. [s]"""
    best = float("inf")
    for _ in range(3):
        start = time.process_time()
        for _ in pattern.finditer(text):
            pass
        best = min(best, time.process_time() - start)
    return best


@pytest.mark.parametrize(
    "piece", ["40 shells, ", "Aa Bb ", "tank ", "in 2022 ", "“", "1,", "- x\n", "EU "]
)
def test_a_long_line_costs_in_proportion(piece):
    """A report of one endless line is read in time that grows as it does."""
    short, long = (_extraction(piece * (size // len(piece))) for size in (6_000, 12_000))
    assert long < 2.6 * short + 0.25


def _extraction(text: str) -> float:
    """CPU seconds of the quickest of three readings."""
    document = report(text)
    times = []
    for _ in range(3):
        start = time.process_time()
        extract_claims(document)
        times.append(time.process_time() - start)
    return min(times)
