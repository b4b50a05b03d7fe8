"""WARC files: what is intact is read whatever is damaged beside it, and what is not is counted."""

import gzip
import importlib.util
import io
import random
from pathlib import Path

import pytest

from materiel.core.errors import InputError
from materiel.documents import read_documents
from materiel.documents.framing import Record, read_records
from materiel.documents.limits import Refusal
from materiel.documents.warc import PassedOver, media_of, read_payload

_spec = importlib.util.spec_from_file_location("seeds", Path(__file__).with_name("seeds.py"))
seeds = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(seeds)

RECORDS = [seeds.record(b"<p>Report no. %d. " % n + b"words " * n, n) for n in range(20)]


def packed(records, zipped):
    return [gzip.compress(record, mtime=0) if zipped else record for record in records]


def damaged(zipped: bool, rng: random.Random) -> tuple[bytes, set[int]]:
    """A file with one fault, and the numbers of the records that it hits."""
    parts = packed(RECORDS, zipped)
    borders = [sum(map(len, parts[:k])) for k in range(len(parts) + 1)]
    whole = bytearray(b"".join(parts))
    place = rng.randrange(len(whole))
    match rng.randrange(4):
        case 0:
            del whole[place:]
            first, last = place, len(b"".join(parts))
        case 1:
            whole[place : place + 20] = rng.randbytes(20)
            first, last = place, place + 20
        case 2:
            whole[place:place] = rng.randbytes(200)
            first, last = place, place + 1
        case _:
            number = rng.randrange(len(parts))
            digit = b"Content-Length: %d" % rng.randrange(1, 9)
            bad = RECORDS[number].replace(b"Content-Length: ", digit)
            parts[number] = gzip.compress(bad) if zipped else bad
            return b"".join(parts), {number}
    return bytes(whole), {k for k in range(20) if borders[k] < last and borders[k + 1] > first}


@pytest.mark.parametrize("zipped", [False, True])
def test_what_is_intact_is_read_beside_what_is_damaged(zipped):
    rng = random.Random(7)
    intact = lost = 0
    for _ in range(250):
        content, hit = damaged(zipped, rng)
        found = list(read_records(io.BytesIO(content)))
        read = {one.content + b"\r\n\r\n" for one in found if isinstance(one, Record)}
        whole = [record for k, record in enumerate(RECORDS) if k not in hit]
        intact += len(whole)
        lost += sum(record not in read for record in whole)
        assert all(one.count(b"WARC-Target-URI") <= 1 for one in read), "a record crosses a border"
    assert lost <= intact / 100, f"{lost} of {intact} intact records were lost"


def test_one_member_may_hold_all_records_and_a_slow_stream_gives_the_same():
    class Slow(io.BytesIO):
        def read(self, size=-1):
            return super().read(7)

    plain = b"".join(RECORDS)
    for content in (plain, gzip.compress(plain), b"".join(packed(RECORDS, True))):
        for stream in (io.BytesIO(content), Slow(content)):
            assert [one.content + b"\r\n\r\n" for one in read_records(stream)] == RECORDS


def test_a_record_past_the_limit_is_told_of_and_the_next_one_read():
    large = seeds.record(b"x" * 10_100_000)
    found = list(read_records(io.BytesIO(large + RECORDS[0])))
    assert isinstance(found[0], Refusal) and found[0].kind == "too large"
    assert isinstance(found[1], Record) and len(found) == 2


@pytest.mark.parametrize(
    ("headers", "body", "content"),
    [
        (b"", b"<p>a", b"<p>a"),
        (b"Content-Encoding: gzip\r\n", gzip.compress(b"<p>a", mtime=0), b"<p>a"),
        (b"Transfer-Encoding: chunked\r\n", b"3\r\n<p>\r\n1\r\na\r\n0\r\n\r\n", b"<p>a"),
    ],
    ids=["plain", "gzip", "chunked"],
)
def test_codings_are_taken_off(headers, body, content):
    payload = read_payload(seeds.record(body, headers=headers))
    assert (payload.content, payload.media, payload.charset) == (content, "text/html", "utf-8")


def test_what_is_no_report_is_passed_over():
    for change, said in ((b"404 Not Found", "status 404"), (b"200 OK", "image/png")):
        record = seeds.record(b"x").replace(b"200 OK", change)
        if said == "image/png":
            record = record.replace(b"text/html", b"image/png")
        with pytest.raises(PassedOver, match=said):
            read_payload(record)
    assert media_of("") == ("", None)


def test_records_are_documents_named_by_their_address(tmp_path):
    request = RECORDS[1].replace(b"Type: response", b"Type: request ")
    path = tmp_path / "a.warc.gz"
    path.write_bytes(b"".join(packed([request, seeds.record(seeds.numbered(1), 1)], True)))
    (document,), (finding,) = read_documents([path])
    assert document.name == document.url == "https://a.example/1"
    assert document.content == seeds.numbered(1)
    assert (document.published, document.published_reason) == (
        "2024-02-06",
        "JSON-LD `datePublished`",  # not the WARC-Date, which is when it was retrieved
    )
    assert finding.severity == "note" and "1 of type request" in finding.message


def test_a_refused_record_is_an_error_and_the_rest_goes_on(tmp_path):
    bad = seeds.record(b"\x1f\x8b", 2, b"Content-Encoding: gzip\r\n")
    path = tmp_path / "a.warc"
    path.write_bytes(seeds.record(seeds.numbered(1), 1) + bad + seeds.record(seeds.numbered(3), 3))
    documents, findings = read_documents([path])
    assert [d.name for d in documents] == ["https://a.example/1", "https://a.example/3"]
    assert [(f.severity, f.record) for f in findings] == [("error", "https://a.example/2")]


def test_an_archive_without_reports_is_an_error(tmp_path):
    path = tmp_path / "a.warc"
    path.write_bytes(RECORDS[1].replace(b"200 OK", b"404 No"))
    with pytest.raises(InputError, match="1 of status 404"):
        read_documents([path])
