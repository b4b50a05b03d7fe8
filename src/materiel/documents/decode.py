"""From the bytes that arrived to text, without guessing."""

import codecs

from materiel.core.errors import InputError

MAX_BYTES = 10_000_000
_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
# Control characters that no text holds; tab, line ends, form feed and escape are let through.
_CONTROLS = bytes(set(range(32)) - {9, 10, 11, 12, 13, 27})
_MAX_CONTROL_SHARE = 0.01


def decode(content: bytes, where: str, encoding: str | None = None) -> tuple[str, str]:
    """Text and codec name of a report; line ends stay as they are.

    Raises:
        InputError: Empty, too large, binary, unknown codec, or bytes the codec does not allow.

    >>> decode("Müller".encode(), "a.txt")
    ('Müller', 'utf-8')
    """
    if not content:
        raise InputError(
            "empty file", where=where, way_out="Remove it, or put the report's text in it."
        )
    if len(content) > MAX_BYTES:
        raise InputError(
            f"{len(content):,} bytes; a report may have {MAX_BYTES:,}",
            where=where,
            way_out="Split it into one file a report.",
        )
    if encoding is not None:
        return _forced(content, where, encoding)
    for mark, codec in _MARKS:
        if content.startswith(mark):
            return _marked(content, mark, codec, where)
    _refuse_binary(content, where)
    try:
        return content.decode("utf-8"), "utf-8"
    except UnicodeDecodeError as error:
        raise _unknown_encoding(content, error, where) from None


def _marked(content: bytes, mark: bytes, codec: str, where: str) -> tuple[str, str]:
    try:
        text = content.decode(codec) if codec == "utf-8-sig" else content[len(mark) :].decode(codec)
    except UnicodeDecodeError as error:
        raise _unknown_encoding(content, error, where) from None
    if not text:
        raise InputError(
            "a byte-order mark and nothing else",
            where=where,
            way_out="Remove it, or put the report's text in it.",
        )
    if "\0" in text:
        raise _binary(where, "NUL characters")
    return text, codec


def _forced(content: bytes, where: str, encoding: str) -> tuple[str, str]:
    try:
        codec = codecs.lookup(encoding)
    except (LookupError, ValueError):
        codec = None
    if codec is None or not codec._is_text_encoding:
        raise InputError(
            f"unknown encoding {encoding!r}",
            where=where,
            way_out="Pass a codec that Python knows, such as utf-8, cp1251 or iso-8859-2.",
        )
    try:
        text = content.decode(codec.name)
    except UnicodeDecodeError as error:
        raise _unknown_encoding(content, error, where) from None
    if "\0" in text:
        raise _binary(where, "NUL characters")
    name = _without_mark(codec.name, content)
    bare = "utf-8" if name == "utf-8-sig" else name
    if not content.endswith(text.encode(bare, "ignore")):
        raise InputError(
            f"{codec.name} does not give these bytes back, so quotes could not be found in them",
            where=where,
            way_out="Convert it to UTF-8 first, for example with iconv.",
        )
    return text, name


def _without_mark(codec: str, content: bytes) -> str:
    """utf-16 with a byte-order mark, as the codec of the bytes behind the mark."""
    if codec != "utf-16":
        return codec
    return "utf-16-be" if content.startswith(codecs.BOM_UTF16_BE) else "utf-16-le"


def _refuse_binary(content: bytes, where: str) -> None:
    if b"\0" in content:
        raise _binary(where, f"a NUL byte at offset {content.index(0)}")
    controls = len(content) - len(content.translate(None, _CONTROLS))
    if controls > _MAX_CONTROL_SHARE * len(content):
        raise _binary(where, f"{controls} control characters in {len(content)} bytes")


def _binary(where: str, sign: str) -> InputError:
    return InputError(
        f"binary file: {sign}",
        where=where,
        way_out="Save the report as plain text (UTF-8), or leave the file out.",
    )


def _unknown_encoding(content: bytes, error: UnicodeDecodeError, where: str) -> InputError:
    byte = content[min(error.start, len(content) - 1)]
    return InputError(
        f"not {error.encoding}: byte 0x{byte:02x} at offset {error.start}",
        where=where,
        way_out="Convert it (iconv -f cp1251 -t utf-8), or name its codec with --encoding.",
    )
