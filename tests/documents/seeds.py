"""Eight kinds of small, sound documents, and what can happen to their bytes."""

import gzip
import random

STORY = "The plant in the north will make {} shells a month from May 2024, the minister said on Monday. "
HTML = (
    "<!DOCTYPE html><html lang=en><head><meta charset=utf-8><title>Shells - The Bulletin</title>"
    "<meta property='article:published_time' content='2024-02-06T08:00:00Z'>"
    '<script type="application/ld+json">{"@type": "NewsArticle", "datePublished": "2024-02-06"}</script>'
    "</head><body><nav><ul><li><a href=/>Home</a></li></ul></nav><article><h1>Shells &amp; powder</h1>"
    + "".join(
        f"<p>{STORY.format(n)}It&#8217;s <b>twice</b>\n  as many&nbsp;as before.</p>"
        for n in range(1000, 9000, 1000)
    )
    + "<table><tr><td>Mesko<td>887,2</tr></table><figure><img src=a><figcaption>A shell</figcaption></figure>"
    "</article><footer>Terms | Privacy</footer></body></html>"
)
XHTML = '<?xml version="1.0" encoding="utf-8"?>' + HTML.replace("<br>", "<br/>")
RSS = (
    '<?xml version="1.0" encoding="utf-8"?><rss version="2.0"'
    ' xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel><title>Bulletin</title>'
    + "".join(
        f"<item><title>No. {n} &amp;amp; more</title><guid>id:{n}</guid><link>https://b.example/{n}</link>"
        f"<pubDate>Tue, 06 Feb 2024 08:0{n}:00 GMT</pubDate><description>&lt;p&gt;{STORY.format(n)}&lt;/p&gt;"
        f"</description><content:encoded><![CDATA[<p>{STORY.format(n)}</p>]]></content:encoded></item>"
        for n in range(5)
    )
    + "</channel></rss>"
)
ATOM = (
    '<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="uk"><title>Вісник</title>'
    + "".join(
        f"<entry><id>urn:{n}</id><title>Снаряди {n}</title><updated>2024-03-0{n + 1}T10:00:00Z</updated>"
        f'<content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml"><p>Завод зробить {n} тисяч.</p>'
        "</div></content></entry>"
        for n in range(5)
    )
    + "</feed>"
)
TEXT = (
    "# Título: Shells for the north\n\n>Data: 2024-01-31\n>URL: https://news.example/a\n\n"
    + "\n\n".join(STORY.format(n) for n in range(1000, 9000, 1000))
    + "\n\nRead also:\nStocks fall\n"
)


def record(body: bytes, number: int = 1, headers: bytes = b"") -> bytes:
    """A WARC record with an HTTP answer in it."""
    answer = (
        b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n" + headers + b"\r\n" + body
    )
    return (
        b"WARC/1.0\r\nWARC-Type: response\r\nWARC-Record-ID: <urn:uuid:%d>\r\n"
        b"WARC-Target-URI: https://a.example/%d\r\nWARC-Date: 2025-01-01T00:00:00Z\r\n"
        b"Content-Type: application/http; msgtype=response\r\nContent-Length: %d\r\n\r\n%s\r\n\r\n"
        % (number, number, len(answer), answer)
    )


def numbered(number: int) -> bytes:
    """A page unlike the others."""
    return HTML.replace("Shells &amp; powder", f"Shells no. {number}").encode()


SEEDS: dict[str, bytes] = {
    "a.txt": TEXT.encode(),
    "b.html": HTML.encode(),
    "c.xhtml": XHTML.encode(),
    "d.rss": RSS.encode(),
    "e.atom": ATOM.encode(),
    "f.warc": b"".join(record(numbered(n), n) for n in range(3)),
    "g.warc.gz": b"".join(gzip.compress(record(numbered(n), n), mtime=0) for n in range(3)),
    "h.html.gz": gzip.compress(HTML.encode(), mtime=0),
}
_TOKENS = (
    b"<", b">", b"</", b"<!--", b"-->", b"<![CDATA[", b"]]>", b"&", b"&#", b"&#xD800;", b"\"", b"'", b"\0",
    b"<script>", b"</p>", b"<div>" * 50, b"<table><tr><td>" * 20, b"<item>", b"</item>", b"<!DOCTYPE x [",
    b"\xff\xfe", b"\xed\xa0\x80", "\u202e".encode(), b"WARC/1.0\r\n", b"Content-Length: 99999999\r\n",
    b"\r\n\r\n", b"\x1f\x8b\x08", b"9" * 400, b"a" * 5000, b"<svg>", b"<pre>\n\n", b"{[" * 200,
)  # fmt: skip


def mutant(seed: bytes, rng: random.Random) -> bytes:
    """The seed with one to eight faults."""
    content = bytearray(seed)
    for _ in range(rng.choice((1, 1, 2, 3, 8))):
        place = rng.randrange(len(content) + 1)
        size = rng.choice((1, 2, 8, 64, 600))
        match rng.randrange(7):
            case 0:
                del content[place : place + size]
            case 1:
                content[place:place] = rng.choice(_TOKENS) * rng.choice((1, 1, 3))
            case 2 if place < len(content):
                content[place] ^= 1 << rng.randrange(8)
            case 3:
                content[place : place + size] = rng.randbytes(size)
            case 4:
                content[place:place] = content[max(0, place - size) : place] * rng.choice(
                    (1, 5, 40)
                )
            case 5:
                del content[place:]
            case _:
                content[place:place] = seed[: rng.randrange(len(seed))]
    return bytes(content) or b"?"
