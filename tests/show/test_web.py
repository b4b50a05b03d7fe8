"""The served pages: same content, strict headers, this machine only."""

import hashlib
import io
import json

import answers
import pyarrow.parquet as pq
import pytest
from fastapi.testclient import TestClient

from materiel.core.errors import InputError
from materiel.show.web import create_app, serve
from materiel.show.web.guard import CSP

ANSWER = answers.answer()
FIRST = ANSWER.claims[0]


@pytest.fixture(scope="module")
def client():
    return TestClient(create_app(lambda: ANSWER), base_url="http://127.0.0.1:8765")


PAGES = [
    "/",
    f"/claims/{FIRST.id}",
    f"/documents/{FIRST.document}",
    "/claims.json",
    "/claims.csv",
    "/claims.jsonl",
    "/claims.parquet",
    "/claims.xlsx",
    "/run.json",
    "/charts/coverage.svg",
    "/charts/coverage.png",
    "/charts/stated.vl.json",
    "/static/materiel.css",
    "/healthz",
]


@pytest.mark.parametrize("path", PAGES)
def test_every_answer_has_the_headers(client, path):
    answer = client.get(path)
    assert answer.status_code == 200
    assert answer.headers["content-security-policy"] == CSP
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["referrer-policy"] == "no-referrer"


@pytest.mark.parametrize("path", PAGES[:3])
def test_no_page_needs_inline_style_or_script(client, path):
    html = client.get(path).text
    assert "<style" not in html and " style=" not in html and "<script" not in html.lower()


def test_a_claim_page_has_quote_context_fields_disagreements_and_citation(client):
    html = client.get(f"/claims/{FIRST.id}").text
    assert f'<mark id="quote-{FIRST.id}"' in html and FIRST.quote in html
    assert "the Ministry of Works said on Tuesday" in html
    assert "350 pieces per month" in html and "@misc{claim-" in html


def test_the_original_arrives_byte_for_byte_and_harmless(client):
    document = ANSWER.documents[0]
    answer = client.get(f"/documents/{document.id}/original")
    assert answer.content == document.content
    assert answer.headers["content-type"].startswith("text/plain")
    assert answer.headers["content-disposition"].startswith("attachment")
    assert answer.headers["content-security-policy"] == "sandbox; default-src 'none'"


def test_files_hold_all_rows(client):
    rows = client.get("/claims.json")
    assert len(rows.json()) == len(ANSWER.claims) == int(rows.headers["x-rows"])
    lines = client.get("/claims.jsonl").text.splitlines()
    assert [json.loads(line) for line in lines] == rows.json()
    table = client.get("/claims.parquet")
    assert table.headers["x-sha256"] == hashlib.sha256(table.content).hexdigest()
    read = pq.read_table(io.BytesIO(table.content)).to_pylist()
    assert [row["quote"] for row in read] == [row["quote"] for row in rows.json()]
    assert client.get("/run.json").json()["outcome"]["seed"] == 7


@pytest.mark.parametrize(
    "path",
    ["/nothing", "/claims/none", "/documents/none", "/documents/none/original", "/claims.exe",
     "/charts/none.svg", "/charts/coverage.exe", "/docs", "/redoc", "/openapi.json",
     "/claims/%3Cscript%3E", "/static/../report.html.j2"],
)  # fmt: skip
def test_what_is_missing_is_said_in_plain_words(client, path):
    answer = client.get(path)
    assert answer.status_code == 404
    assert "<h1>Not found</h1>" in answer.text and "<script" not in answer.text


@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1.evil.example:8765", "", "localhost@x"])
def test_another_host_is_refused(client, host):
    answer = client.get("/", headers={"host": host})
    assert answer.status_code == 400
    assert answer.headers["content-security-policy"] == CSP


@pytest.mark.parametrize("host", ["localhost", "LOCALHOST:80", "[::1]:8765", "127.0.0.1"])
def test_this_machine_is_served(client, host):
    assert client.get("/healthz", headers={"host": host}).status_code == 200


def test_nothing_can_be_written(client):
    assert client.post("/").status_code == 405


def test_a_run_that_cannot_be_read_says_why():
    def broken():
        raise InputError("this folder holds no run", where="/secret", way_out="Make one.")

    answer = TestClient(create_app(broken), base_url="http://localhost").get("/")
    assert answer.status_code == 503
    assert "this folder holds no run" in answer.text and "/secret" not in answer.text


def test_only_this_machine_is_listened_to():
    with pytest.raises(InputError, match="no log-in"):
        serve(lambda: ANSWER, host="0.0.0.0")


def test_a_missing_run_is_told_before_serving():
    def broken():
        raise InputError("this folder holds no run", way_out="Make one.")

    with pytest.raises(InputError, match="holds no run"):
        serve(broken)


def test_the_first_page_is_light(client):
    answer = client.get("/")
    assert answer.headers["content-encoding"] == "gzip"
    assert answer.num_bytes_downloaded < 100_000
