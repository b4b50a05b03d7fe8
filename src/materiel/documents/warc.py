"""One WARC record → what a server sent, for the reader of pages, feeds or texts."""

import io
from dataclasses import dataclass

from materiel.documents.framing import Record
from materiel.documents.limits import MAX_RAW, MAX_RECORD_HEAD, Refusal, require_size, unpack

READ_TYPES = ("response", "resource", "conversion")
_MEDIA = ("html", "xml", "text/plain", "rss", "atom", "application/octet-stream")


@dataclass(frozen=True, slots=True)
class Payload:
    """The body of a record without its codings."""

    content: bytes
    media: str
    charset: str | None


class PassedOver(Exception):  # noqa: N818 - no fault
    """A record that is fine and holds no report, such as an image; says what it holds."""


def read_payload(content: bytes) -> Payload:
    """The body that one record holds.

    Raises:
        PassedOver: Another status than 200, or a medium that is not text.
        Refusal: Damaged, or larger than the limits without its codings.

    >>> head = b"WARC/1.0\\r\\nWARC-Type: resource\\r\\nContent-Type: text/plain\\r\\nContent-Length: 2"
    >>> read_payload(head + b"\\r\\n\\r\\nhi").content
    b'hi'
    """
    from fastwarc.warc import ArchiveIterator

    try:
        found = ArchiveIterator(
            io.BytesIO(content),
            parse_http=True,
            auto_decode="transfer",
            max_header_len=MAX_RECORD_HEAD,
            fsspec_args=False,
        )
        record = next(iter(found), None)
        if record is None:
            raise Refusal("damaged", "no WARC record in these bytes")
        headers = record.http_headers if record.is_http else None
        stated = headers.get("Content-Type") if headers else record.headers.get("Content-Type")
        coding = (headers.get("Content-Encoding") if headers else None) or ""
        status = headers.status_code if headers else 200
        media, charset = media_of(stated or "")
        if status != 200:
            raise PassedOver(f"status {status}")
        if media and not any(part in media for part in _MEDIA):
            raise PassedOver(media[:60])
        body = record.reader.read(MAX_RAW + 1)
    except (OSError, ValueError, UnicodeError) as error:
        raise Refusal("damaged", f"the record cannot be read: {error}") from None
    require_size(len(body), MAX_RAW, "a record")
    return Payload(unpack(body, coding), media, charset)


def media_of(stated: str) -> tuple[str, str | None]:
    """Media type and charset of a Content-Type header.

    >>> media_of('Text/HTML; Charset="windows-1251"')
    ('text/html', 'windows-1251')
    """
    media, *parameters = stated.split(";")
    charset = None
    for parameter in parameters:
        name, _, value = parameter.partition("=")
        if name.strip().lower() == "charset":
            charset = value.strip().strip("\"'")[:40] or None
    return media.strip().lower(), charset


def is_read(record: Record) -> bool:
    """Whether a record may hold a report.

    >>> is_read(Record(b"", "request", "", 1))
    False
    """
    return record.type in READ_TYPES
