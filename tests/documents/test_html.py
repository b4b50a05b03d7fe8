"""Pages: which words are the story, where each of them stands in the bytes, and what the head tells."""

import html

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from materiel.documents.charset import decode_page
from materiel.documents.html import read_page
from materiel.documents.kinds import kind_of
from materiel.documents.limits import Refusal
from materiel.documents.markup import scan
from materiel.documents.page import text_of
from materiel.documents.pagehead import page_head

LONG = "The plant in the north will make four thousand shells a month from May, the minister said."


def page(body: str, head: str = "") -> bytes:
    return f"<!DOCTYPE html><html><head>{head}</head><body>{body}</body></html>".encode()


def roles(document):
    return [(b.role, document.text[b.start : b.end]) for b in document.blocks]


def words_at(document, words):
    start = document.text.index(words)
    first, last = document.byte_span(start, start + len(words))
    return document.content[first:last].decode(document.encoding)


def test_the_story_is_kept_and_what_stands_around_it_is_not():
    document = read_page(
        page(
            "<nav><a href=/>Home</a><a href=/w>War</a></nav><article><h1>Shells</h1>"
            f"<figure><img><figcaption>A shell in Lviv</figcaption></figure><p>{LONG}</p><h2>Where</h2>"
            f"<p>{LONG.replace('north', 'south')}</p><p>{LONG.replace('north', 'east')}</p>"
            "<div class=share>Share on X</div></article><footer>Terms of use</footer>",
            "<title>Shells | The Bulletin</title><script>var shells = 'no';</script>",
        ),
        "a.html",
    )
    told = roles(document)
    assert told[0] == ("headline", "Shells") and ("headline", "Where") in told
    assert sum(role == "body" for role, _ in told) == 3
    assert ("caption", "A shell in Lviv") in told or "A shell in Lviv" not in document.text
    story = " ".join(text for role, text in told if role in ("body", "headline"))
    for furniture in ("Home", "Share on", "Terms", "var shells"):
        assert furniture not in story


def test_rows_of_a_table_stay_together():
    rows = "<tr><td>Mesko<td>887,2 mln</tr><tr><td>Dezamet<td>1 358 mln</tr>"
    document = read_page(
        page(f"<article><p>{LONG}</p><p>{LONG}</p><table>{rows}</table></article>"), "a"
    )
    assert "Mesko\t887,2 mln\nDezamet\t1 358 mln" in document.text


def test_words_are_found_in_the_bytes_through_entities_tags_and_folded_space():
    document = read_page(
        page(f"<p>{LONG}</p><p>It&#8217;s <b>10&nbsp;000</b>\n\t shells &amp; powder.</p>"),
        "a.html",
    )
    assert words_at(document, "shells & powder") == "shells &amp; powder"
    assert (
        words_at(document, "It’s 10\u00a0000 shells") == "It&#8217;s <b>10&nbsp;000</b>\n\t shells"
    )
    assert words_at(document, "four thousand") == "four thousand"


@given(
    st.lists(
        st.text(
            st.characters(exclude_categories=("Cs", "Cc"), exclude_characters="\ufffd"), min_size=1
        ),
        min_size=1,
        max_size=6,
    ),
    st.sampled_from(["utf-8", "utf-16", "cp1251", "iso-8859-2", "gb18030"]),
    st.sampled_from(["plain", "named", "numbers"]),
    st.data(),
)
@settings(max_examples=150, deadline=None)
def test_any_quote_of_a_page_is_spelled_by_its_bytes(texts, codec, way, data):
    """Whatever the words, the codec and the escapes, the span holds the quote and nothing beside it."""
    escape = {
        "plain": lambda s: s.replace("&", "&amp;").replace("<", "&lt;"),
        "named": html.escape,
        "numbers": lambda s: "".join(f"&#{ord(c)};" for c in s),
    }[way]
    body = "".join(f"<p>{LONG}<i>{escape(text)}</i></p>" for text in texts)
    content = page(body, "" if codec == "utf-16" else f"<meta charset={codec}>")
    content = content.decode().encode(codec, "xmlcharrefreplace")
    document = read_page(content, "a.html")
    start = data.draw(st.integers(0, len(document.text) - 1))
    end = data.draw(st.integers(start + 1, len(document.text)))
    quote = document.text[start:end]
    if not quote.strip():
        return

    first, last = document.byte_span(start, end)
    said = content[first:last].decode(document.encoding)
    plain = "".join(text_of(p, line)[0] for p in [scan(said)] for line in p.lines)
    assert "".join(plain.split()) == "".join(quote.split())


@pytest.mark.parametrize(
    ("head", "day", "reason"),
    [
        (
            '<script type="application/ld+json">{"@graph": [{"@type": "NewsArticle",'
            ' "datePublished": "2024-02-06T23:30:00-05:00"}]}</script>',
            "2024-02-06",
            "JSON-LD `datePublished`",
        ),
        (
            "<meta property=article:published_time content=2024-02-06T08:00Z>",
            "2024-02-06",
            "meta `article:published_time`",
        ),
        ("<meta name=date content='6 February 2024'>", "2024-02-06", "meta `date`"),
        ("<meta name=pubdate content=20240206>", "2024-02-06", "meta `pubdate`"),
        ("<meta name=DC.date.issued content=2024-02>", "2024-02", "meta `dc.date.issued`"),
        (
            "<link rel=canonical href='https://a.example/2024/2/6/shells'>",
            "2024-02-06",
            "inferred from its address `/2024/2/6`",
        ),
        ("<meta name=date content='2024-02-31'>", None, None),
        ("<meta name=date content='1970-01-01'>", None, None),
        ('<script type="application/ld+json">{"@type": ' + "[" * 9999 + "</script>", None, None),
        ("<meta property=article:modified_time content=2024-02-06>", None, None),
    ],
)
def test_the_day_of_publication_and_where_it_stands(head, day, reason):
    document = read_page(page(f"<h1>Shells</h1><p>{LONG}</p>", head), "a.html")
    assert (document.published, document.published_reason) == (day, reason)


def test_the_day_in_a_time_element_of_the_story():
    body = f"<aside><time datetime=2020-01-01>old</time></aside><article><time datetime='2024-02-06'>6 Feb</time><p>{LONG}"
    document = read_page(page(body), "a.html")
    assert (document.published, document.published_reason) == ("2024-02-06", "time `2024-02-06`")


def test_the_day_in_the_words_goes_before_one_that_is_inferred():
    body = f"<h1>Shells</h1><p>6 February 2024</p><p>{LONG}</p><p>{LONG}</p>"
    document = read_page(page(body), "a.html", url="https://a.example/2024/02/07/a")
    assert document.published == "2024-02-06" and "date line" in document.published_reason


def test_title_publisher_address_and_language():
    head = (
        "<title>Shells for all - The Bulletin</title><meta property=og:site_name content='The Bulletin'>"
        "<link rel=canonical href=https://b.example/1><meta property=og:locale content=de_AT>"
    )
    told = page_head(scan(head + "<h1>Shells for all</h1>"))
    assert (told.title, told.publisher) == ("Shells for all", "The Bulletin")
    assert (told.url, told.language) == ("https://b.example/1", "de")
    bare = page_head(scan("<p>x"), "https://www.news.example/a")
    assert (bare.publisher, bare.language, bare.title) == ("news.example", None, None)


@pytest.mark.parametrize(
    ("content", "declared", "codec"),
    [
        ("<meta charset=windows-1251>Львів".encode("cp1251"), None, "cp1251"),
        ("Львів".encode("cp1251"), "windows-1251", "cp1251"),
        ("<meta charset=iso-8859-1>“é”".encode("cp1252"), None, "cp1252"),
        (b"<meta charset=nonsense>a", None, "utf-8"),
        (
            b"<meta http-equiv=Content-Type content='text/html; charset=gb2312'>\xc4\xe3",
            None,
            "gb18030",
        ),
        ("Львів".encode("utf-16"), None, "utf-16-le"),
        (b"<meta charset=utf-16>a", None, "utf-8"),
        (b"<meta charset=utf-7>a+-", None, "utf-8"),
    ],
)
def test_the_codec_is_what_is_declared(content, declared, codec):
    assert decode_page(content, declared)[1] == codec


def test_a_codec_that_cannot_be_known_is_no_guess():
    with pytest.raises(Refusal, match="--encoding"):
        decode_page("Завод у Львові виготовить снаряди".encode("cp1251"))
    with pytest.raises(Refusal, match="unknown encoding"):
        decode_page(b"a", forced="klingon")


@pytest.mark.parametrize(
    ("start", "suffix", "kind"),
    [
        (b"<!doctype HTML>", "", "html"),
        (b"\xef\xbb\xbf  <!-- x --><html>", ".txt", "html"),
        (b"<p>Shells</p>", ".html", "html"),
        (b"<p>Shells</p>", ".md", "text"),
        (b"Shells < powder", ".html", "text"),
        (b"<?xml version='1.0'?><!-- a --><feed xmlns='a'>", ".html", "feed"),
        (b"<?xml version='1.0'?><!DOCTYPE html PUBLIC 'x'><html>", ".xml", "html"),
        (b"<rdf:RDF xmlns='a'>", "", "feed"),
        (b"<?xml version='1.0'?><invoice>", ".xml", "xml"),
        (b"WARC/1.1\r\n", ".txt", "warc"),
        (b"\x1f\x8b\x08\0", ".html", "gzip"),
        ("<html>".encode("utf-16"), "", "html"),
        (b"", "", "text"),
    ],
)
def test_the_kind_is_told_by_the_bytes(start, suffix, kind):
    assert kind_of(start, suffix) == kind


def test_a_page_without_a_story_is_refused():
    with pytest.raises(Refusal, match="without a story") as refused:
        read_page(page("<script>1</script>", "<title>Shells</title>"), "a.html")
    assert refused.value.kind == "no text"
