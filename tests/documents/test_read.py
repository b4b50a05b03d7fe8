"""Reading files and folders: what is kept, what is refused, and in which words."""

import codecs
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from materiel.core.errors import InputError
from materiel.documents import read_document, read_documents
from materiel.documents.decode import decode

BULLETIN = (
    "Northland doubles shell order\n"
    "Date: 2024-02-06\n"
    "Source: Harbour Bulletin\n"
    "Address: https://bulletin.example/shells\n"
    "\n"
    "The ministry ordered 4,000 shells that will be made in the north of the country.\n"
)


def write(folder: Path, name: str, content: str | bytes) -> Path:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def test_a_bulletin_tells_its_head(tmp_path):
    document = read_document(write(tmp_path, "b.txt", BULLETIN))

    assert document.title == "Northland doubles shell order"
    assert (document.publisher, document.url) == (
        "Harbour Bulletin",
        "https://bulletin.example/shells",
    )
    assert (document.published, document.published_reason) == ("2024-02-06", "header `Date:`")
    assert document.language == "en"


def test_a_folder_is_read_in_order_and_says_what_it_passed_over(tmp_path):
    write(tmp_path, "b.md", BULLETIN)
    write(tmp_path, "a/z.txt", BULLETIN + "More.\n")
    write(tmp_path, "notes.csv", "a,b\n")
    write(tmp_path, ".hidden.txt", BULLETIN + "Hidden.\n")

    documents, findings = read_documents([tmp_path])

    assert [d.name for d in documents] == ["a/z.txt", "b.md"]
    assert [(f.severity, Path(f.source).name) for f in findings] == [("note", "notes.csv")]


def test_a_named_file_is_read_whatever_its_suffix(tmp_path):
    documents, findings = read_documents([write(tmp_path, "report.log", BULLETIN)])
    assert [d.name for d in documents] == ["report.log"]
    assert not findings


def test_the_same_bytes_are_read_once(tmp_path):
    write(tmp_path, "a.txt", BULLETIN)
    write(tmp_path, "b.txt", BULLETIN)

    documents, findings = read_documents([tmp_path])

    assert [d.name for d in documents] == ["a.txt"]
    assert "the same bytes as a.txt" in findings[0].message


def test_progress_is_told_after_every_file(tmp_path):
    write(tmp_path, "a.txt", BULLETIN)
    write(tmp_path, "b.txt", BULLETIN + "More.\n")
    told = []
    read_documents([tmp_path], progress=lambda what, done, of: told.append((what, done, of)))
    assert told == [("reading", 1, 2), ("reading", 2, 2)]


@pytest.mark.parametrize(
    ("encoding", "content"),
    [
        ("utf-8", BULLETIN.encode()),
        ("utf-8-sig", codecs.BOM_UTF8 + BULLETIN.encode()),
        ("utf-16-le", codecs.BOM_UTF16_LE + BULLETIN.encode("utf-16-le")),
        ("utf-16-be", codecs.BOM_UTF16_BE + BULLETIN.encode("utf-16-be")),
    ],
)
def test_byte_order_marks_name_the_codec(tmp_path, encoding, content):
    document = read_document(write(tmp_path, "a.txt", content))

    assert (document.encoding, document.text) == (encoding, BULLETIN)
    first, last = document.byte_span(0, 9)
    assert content[first:last].decode(encoding.removesuffix("-sig")) == "Northland"


def test_line_ends_stay_as_they_came(tmp_path):
    text = BULLETIN.replace("\n", "\r\n")
    document = read_document(write(tmp_path, "a.txt", text))
    assert document.text == text
    assert document.published == "2024-02-06"
    assert document.title == "Northland doubles shell order"


def test_a_codec_can_be_forced(tmp_path):
    path = write(tmp_path, "a.txt", "Завод робить снаряди для армії".encode("cp1251"))
    assert read_document(path, encoding="cp1251").text.startswith("Завод")


@pytest.mark.parametrize(
    ("content", "message", "way_out"),
    [
        (b"", "empty file", "put the report's text in it"),
        (b"%PDF\x00\x01 text", "binary file: a NUL byte at offset 4", "plain text"),
        (b"\x01\x02\x03\x04 a few words", "4 control characters", "plain text"),
        (b"Rheinmetall \xfcber", "not utf-8: byte 0xfc at offset 12", "iconv"),
        (b"x" * 10_000_001, "10,000,001 bytes; a report may have 10,000,000", "Split it"),
    ],
)
def test_what_cannot_be_read_says_why_and_what_to_do(tmp_path, content, message, way_out):
    path = write(tmp_path, "bad.txt", content)
    with pytest.raises(InputError) as caught:
        read_documents([path])
    assert message in caught.value.what
    assert caught.value.where == str(path)
    assert way_out in (caught.value.way_out or "")
    assert len(str(caught.value).splitlines()) <= 3


def test_unreadable_files_of_a_folder_can_be_skipped(tmp_path):
    write(tmp_path, "bad.txt", b"\xff\xfa\xfb")
    write(tmp_path, "good.txt", BULLETIN)

    documents, findings = read_documents([tmp_path], skip_unreadable=True)

    assert [d.name for d in documents] == ["good.txt"]
    assert [(f.severity, Path(f.source).name) for f in findings] == [("error", "bad.txt")]


def test_a_named_file_is_never_skipped(tmp_path):
    with pytest.raises(InputError, match="empty file"):
        read_documents([write(tmp_path, "bad.txt", b"")], skip_unreadable=True)


def test_missing_paths_and_empty_folders_are_refused(tmp_path):
    with pytest.raises(InputError, match="no such file or folder"):
        read_documents([tmp_path / "nowhere"])
    with pytest.raises(InputError, match="no reports in this folder"):
        read_documents([tmp_path])


def test_unknown_codecs_are_refused(tmp_path):
    path = write(tmp_path, "a.txt", BULLETIN)
    with pytest.raises(InputError, match="unknown encoding 'klingon'"):
        read_document(path, encoding="klingon")
    with pytest.raises(InputError, match="unknown encoding 'zlib'"):
        read_document(path, encoding="zlib")


def test_a_file_without_permission_is_refused(tmp_path):
    path = write(tmp_path, "a.txt", BULLETIN)
    path.chmod(0)
    try:
        path.read_bytes()
    except PermissionError:
        with pytest.raises(InputError, match="cannot be read: Permission denied"):
            read_documents([path])
    finally:
        path.chmod(0o600)


@given(st.text(min_size=1, max_size=400))
def test_any_text_comes_back_whole_and_its_blocks_are_in_order(text):
    """Nothing is cut, and blocks neither overlap nor leave the text."""
    content = text.encode()
    try:
        decoded, _ = decode(content, "any")
    except InputError:
        return  # NULs, control characters, or nothing behind a byte-order mark
    from materiel.documents.clean import clean

    blocks = clean(decoded)
    assert decoded.encode() == content.removeprefix(codecs.BOM_UTF8) or decoded.encode() == content
    edge = 0
    for block in blocks:
        assert edge <= block.start < block.end <= len(decoded)
        edge = block.end
