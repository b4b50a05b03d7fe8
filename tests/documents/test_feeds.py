"""RSS and Atom: each entry a document, with its own bytes, day and address."""

import importlib.util
from pathlib import Path

import pytest

from materiel.documents import Document, read_documents
from materiel.documents.feeds import read_feed, split_feed
from materiel.documents.limits import Refusal

_spec = importlib.util.spec_from_file_location("seeds", Path(__file__).with_name("seeds.py"))
seeds = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(seeds)

STORY = "The plant in the north will make four thousand shells a month."


def rss(*items: str, channel: str = "<title>Bulletin</title>") -> bytes:
    entries = "".join(f"<item>{item}</item>" for item in items)
    space = "xmlns:dc='http://purl.org/dc/elements/1.1/'"
    return f"<rss version='2.0' {space}><channel>{channel}{entries}</channel></rss>".encode()


def one(content: bytes) -> Document:
    (found,) = read_feed(content, "feed.xml")
    assert isinstance(found, Document), found[1]
    return found


def said(document, words):
    start = document.text.index(words)
    first, last = document.byte_span(start, start + len(words))
    return document.content[first:last].decode()


@pytest.mark.parametrize("feed", [seeds.RSS, seeds.ATOM])
def test_each_entry_is_a_document_of_its_own_bytes(feed):
    for document in read_feed(feed.encode(), "feed.xml"):
        assert document.content in feed.encode()
        assert document.content.startswith((b"<item>", b"<entry>"))
        assert [b.role for b in document.blocks][:1] == ["headline"]
    assert document.name in ("feed.xml#id:4", "feed.xml#urn:4")


@pytest.mark.parametrize(
    ("element", "bytes_said"),
    [
        ("<![CDATA[<p>It&#8217;s AT&amp;T]]>", "It&#8217;s AT&amp;T"),
        ("&lt;p&gt;It&amp;#8217;s AT&amp;amp;T", "It&amp;#8217;s AT&amp;amp;T"),
        ("&lt;p&gt;It&#8217;s <![CDATA[AT&amp;T]]>", "It&#8217;s <![CDATA[AT&amp;T"),
    ],
)
def test_words_are_found_through_both_layers_of_escapes(element, bytes_said):
    document = one(rss(f"<title>A</title><description>{element}</description>"))
    assert document.text == "A\n\nIt’s AT&T"
    assert said(document, "It’s AT&T") == bytes_said


@pytest.mark.parametrize(
    ("dates", "day", "reason"),
    [
        ("<pubDate>Tue, 06 Feb 2024 23:30:00 -0500</pubDate>", "2024-02-06", "feed `pubDate`"),
        ("<dc:date>2024-02-06T23:30:00-05:00</dc:date>", "2024-02-06", "feed `dc:date`"),
        ("<pubDate>soon</pubDate>", None, None),
        ("", None, None),
    ],
)
def test_the_day_is_the_publishers(dates, day, reason):
    document = one(rss(f"<title>A</title>{dates}<description>{STORY}</description>"))
    assert (document.published, document.published_reason) == (day, reason)


def test_a_day_of_change_is_an_inference():
    document = next(iter(read_feed(seeds.ATOM.encode(), "feed.xml")))
    assert document.published == "2024-03-01"
    assert document.published_reason == "inferred from feed `updated`"
    assert (document.publisher, document.language) == ("Вісник", "uk")


def test_the_longest_text_is_the_text_and_a_title_alone_will_do():
    item = f"<title>A</title><description>Short</description><content>{STORY}</content>"
    assert one(rss(item)).text == f"A\n\n{STORY}"
    assert one(rss("<title>Only this</title>")).text == "Only this"


def test_an_entry_without_words_is_refused_and_the_rest_goes_on(tmp_path):
    path = tmp_path / "feed.xml"
    path.write_bytes(rss("<title>A</title>", "", "<guid>3</guid><title>B</title>"))
    documents, findings = read_documents([path])
    assert [d.name for d in documents] == ["feed.xml#1", "feed.xml#3"]
    assert [(f.severity, f.record) for f in findings] == [("error", "feed.xml#2")]


def test_entries_keep_their_numbers_over_many_jobs(tmp_path):
    path = tmp_path / "feed.xml"
    path.write_bytes(rss(*(f"<title>No. {n}</title>" for n in range(1, 131))))
    documents, _ = read_documents([path])
    assert [d.name for d in documents] == [f"feed.xml#{n}" for n in range(1, 131)]
    assert [d.title for d in documents] == [f"No. {n}" for n in range(1, 131)]


def test_borders_inside_cdata_and_remarks_are_none():
    feed = split_feed(
        rss("<title><![CDATA[</item><item>]]></title><!-- </item> -->", "<title>B</title>")
    )
    assert len(feed.entries) == 2


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (b"<!DOCTYPE rss [<!ENTITY a 'b'>]><rss></rss>", "forbidden"),
        (b"<rss>" + b" " * 5_000_001, "too large"),
        (b"<rss>" + b"<item></item>" * 5_001, "too large"),
        (b"<invoice/>", "damaged"),
    ],
)
def test_what_is_no_feed_is_refused(content, kind):
    with pytest.raises(Refusal) as refused:
        split_feed(content)
    assert refused.value.kind == kind
