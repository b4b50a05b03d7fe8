"""Documents made to stop a reader: each ends in time, with text or a reason, and takes nothing along."""

import gzip
import time
import zlib
from functools import cache

import brotli
import pytest

from materiel.core.errors import InputError
from materiel.documents import read_documents
from materiel.documents.limits import SECONDS

STORY = b"<p>The plant in the north will make four thousand shells a month from May, she said.</p>"
PAGE = b"<html lang=en><title>Shells</title><h1>Shells</h1><article>" + STORY * 5 + b"</article>"


def record(body: bytes, headers: bytes = b"", uri: bytes = b"https://a.example/1") -> bytes:
    answer = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n" + headers + b"\r\n" + body
    return (
        b"WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: " + uri + b"\r\n"
        b"Content-Type: application/http; msgtype=response\r\n"
        b"Content-Length: %d\r\n\r\n%s\r\n\r\n" % (len(answer), answer)
    )


@cache
def bombs() -> dict[str, bytes]:
    """File name → what is in it."""
    names = b" ".join(b"a%d=1" % k for k in range(200_000))
    laughs = b"".join(b'<!ENTITY a%d "%s">' % (k, b"&a%d;" % (k - 1) * 10) for k in range(1, 10))
    entry = b"<channel><item><title>%s</title></item></channel></rss>"
    return {
        "attributes.html": b"<html><body><p " + names + b">" + STORY * 5,
        "nested.html": b"<div>" * 200_000 + STORY + b"</div>" * 200_000,
        "crossed.html": b"<b><i>" * 100_000 + STORY + b"</b></i>" * 100_000,
        "links.html": b"<html><body>"
        + b"<p><a href=/a>Link to a page</a></p>" * 50_000
        + STORY * 5,
        "colspan.html": b"<table><tr><td colspan=9000000000000000>" + STORY * 5 + b"</table>",
        "line.html": b"<html><body><p>" + b"word " * 1_000_000 + b"</p>",
        "zip.html.gz": gzip.compress(PAGE + b" " * 60_000_000, 6),
        "coding.warc": record(gzip.compress(b" " * 60_000_000), b"Content-Encoding: gzip\r\n"),
        "brotli.warc": record(
            brotli.compress(b" " * 60_000_000, quality=1), b"Content-Encoding: br\r\n"
        ),
        "damaged.warc.gz": gzip.compress(record(PAGE))[:-40] + zlib.compress(b"no") * 100,
        "entities.xml": b'<!DOCTYPE r [<!ENTITY a0 "ha">' + laughs + b"]><rss>" + entry % b"&a9;",
        "outside.xml": b'<?xml version="1.0"?><!DOCTYPE r [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
        b"<rss>" + entry % b"&x;",
        "nul.html": PAGE.replace(b"plant", b"pl\0ant") + b"<p>&#0;&#x0;",
        "bidi.html": PAGE.replace(b"plant", "pl\u202eant\u2066".encode()),
        "surrogates.html": PAGE + b"<p>\xed\xa0\x80 &#xD800; &#xDFFF; &#x110000;" + STORY,
        "quotes.html": b"<a b='" * 300_000 + b'<a b="' * 300_000 + STORY,
        "remarks.html": b"<html>" + b"<!--" * 500_000 + b"<![CDATA[" * 200_000 + STORY,
        "entries.xml": b"<rss><channel>" + b"<item>" * 400_000,
    }


TELL = {
    "zip.html.gz": "too large",
    "coding.warc": "100 times",
    "brotli.warc": "100 times",
    "damaged.warc.gz": "leads to no other record",
    "entities.xml": "DOCTYPE",
    "outside.xml": "DOCTYPE",
}


@pytest.mark.parametrize("name", bombs())
def test_a_bomb_ends_in_time_with_text_or_a_reason(name, tmp_path):
    (tmp_path / name).write_bytes(bombs()[name])
    (tmp_path / "z-good.html").write_bytes(PAGE)

    started = time.monotonic()
    documents, findings = read_documents([tmp_path], skip_unreadable=True)
    took = time.monotonic() - started

    assert took < 2 * SECONDS + 2  # two processes may have to start on a machine that is busy
    assert "z-good.html" in [d.name for d in documents]
    told = [f"{f.severity} {f.message}" for f in findings if name in f.source]
    assert told or name in [d.name for d in documents]
    if name in TELL:
        assert any(TELL[name] in line or "100 times" in line for line in told), told
    for document in documents:
        assert "root:" not in document.text
        for block in document.blocks:
            first, last = document.byte_span(block.start, block.end)
            assert 0 <= first < last <= len(document.content)


def test_a_bomb_that_is_named_is_an_error_of_three_lines(tmp_path):
    path = tmp_path / "entities.xml"
    path.write_bytes(bombs()["entities.xml"])
    with pytest.raises(InputError, match="DOCTYPE") as refused:
        read_documents([path])
    assert len(str(refused.value).splitlines()) == 3


def test_what_is_hidden_in_a_page_is_kept_apart(tmp_path):
    (tmp_path / "nul.html").write_bytes(bombs()["nul.html"])
    (document,), _ = read_documents([tmp_path / "nul.html"])
    assert "pl\ufffdant" in document.text and "\0" not in document.text
