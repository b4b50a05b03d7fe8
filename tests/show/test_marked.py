"""Quotes are marked where they stand, whatever the text and however they overlap."""

import html as entities
import re

import answers
from hypothesis import given, settings
from hypothesis import strategies as st
from markupsafe import Markup

from materiel.claims.records import Claim
from materiel.show.marked import escape_text, mark_document, quote_in_context, visible

LETTERS = st.text(
    st.sampled_from("ab <>&\"'\n\r\t\u202e\u200fü😀́界") | st.characters(exclude_categories=["Cs"]),
    min_size=1,
    max_size=60,
)


def bare(markup):
    return entities.unescape(re.sub(r"<[^>]*>", "", str(markup)))


def marked(passages, claim_id):
    """What a browser would find in the mark: everything up to its own end tag."""
    html = "".join(str(p.body) + "".join(str(r) for r in p.repeats) for p in passages)
    start = re.search(f'<mark id="quote-{claim_id}"[^>]*>', html).end()
    depth = 1
    for tag in re.finditer(r"<(/?)mark\b[^>]*>", html[start:]):
        depth += -1 if tag[1] else 1
        if depth == 0:
            return bare(html[start : start + tag.start()])
    raise AssertionError("mark is not closed")


@settings(max_examples=200, deadline=None)
@given(data=st.data(), text=LETTERS)
def test_every_mark_says_exactly_its_quote(data, text):
    document = answers.document("d.txt", text)
    spans = data.draw(
        st.lists(st.tuples(st.integers(0, len(text) - 1), st.integers(1, len(text))), max_size=6)
    )
    claims = [
        Claim(document=document.id, doc="d.txt", start=a, end=b, quote=text[a:b], kind="stock", low=i)
        for i, (a, b) in enumerate(spans)
        if a < b and text[a:b].strip()
    ]  # fmt: skip
    passages = mark_document(document, claims, lambda claim: Markup("<a>9</a>"))
    for claim in claims:
        assert marked(passages, claim.id).replace("␀", "\0") == claim.quote.replace("\0", "\0")
        context = str(quote_in_context(document, claim))
        assert claim.id in context


@given(text=st.text(max_size=80))
def test_escaped_text_reads_as_the_text(text):
    escaped = str(escape_text(text))
    kept = re.sub("[\ud800-\udfff]", "\ufffd", text).replace("\0", "␀")
    assert bare(escaped) == kept


def test_characters_that_turn_text_around_are_shown():
    assert 'data-code="U+202E"' in escape_text("a\u202eb")
    assert visible("a\u202eb\n c") == "a[U+202E]b c"


def test_a_blank_line_inside_a_quote_parts_nothing():
    document = answers.document("d.txt", "One\n\ntwo.\n\nThree.")
    claim = answers.claim(document, "One\n\ntwo", "stock")
    passages = mark_document(document, [claim], lambda c: Markup(""))
    assert len(passages) == 2 and marked(passages, claim.id) == "One\n\ntwo"


def test_furniture_is_told_from_the_story():
    docs = answers.documents()
    passages = mark_document(docs[0], [], lambda c: Markup(""))
    assert [p.role for p in passages] == ["body", "body", "body", "furniture"]


def test_half_a_character_does_not_stop_a_page():
    assert escape_text("x\ud800y") == "x\ufffdy" == visible("x\ud800y")
