"""The served pages: same content, strict headers, this machine only."""

import hashlib
import io
import json
import re
from dataclasses import replace
from urllib.parse import parse_qsl

import answers
import pyarrow.parquet as pq
import pytest
from fastapi.testclient import TestClient

from materiel.core.errors import InputError
from materiel.ledger.effective import Judged
from materiel.ledger.records import Decision
from materiel.show.report import ONE_PAGE, PAIRS, render_report
from materiel.show.web import create_app, serve
from materiel.show.web.app import PAIRS_OF_FILE
from materiel.show.web.guard import CSP
from materiel.show.web.listing import COLUMNS, list_claims, read_asked

ANSWER = answers.answer()
FIRST = ANSWER.claims[0]
NOON = "2031-06-01T12:00:00.000000Z"


@pytest.fixture(scope="module")
def client():
    return TestClient(create_app(lambda: ANSWER), base_url="http://127.0.0.1:8765")


PAGES = [
    "/",
    "/claims",
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


@pytest.mark.parametrize("path", PAGES[:4])
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


def listed(client, query=""):
    """Ids of a page of claims, in their order."""
    answer = client.get(f"/claims{query}")
    assert answer.status_code == 200, answer.text
    return re.findall(r'<tr role="row" id="claim-([0-9a-f]+)"', answer.text)


def test_the_list_holds_every_claim_and_filters_it(client):
    assert sorted(listed(client)) == sorted(claim.id for claim in ANSWER.claims)
    for name in ("kind", "status"):
        value = getattr(FIRST, name)
        wanted = [claim.id for claim in ANSWER.claims if getattr(claim, name) == value]
        assert sorted(listed(client, f"?{name}={value}")) == sorted(wanted)
    assert listed(client, "?q=WORKS+council")[0] in {
        claim.id for claim in ANSWER.claims if "orks council" in claim.quote + (claim.speaker or "")
    }
    assert "No claim matches" in client.get("/claims?q=zebra").text


@pytest.mark.parametrize("column", [column.name for column in COLUMNS])
def test_every_column_sorts_both_ways_and_says_so(client, column):
    up, down = listed(client, f"?sort={column}"), listed(client, f"?sort=-{column}")
    assert sorted(up) == sorted(down) == sorted(claim.id for claim in ANSWER.claims)
    assert client.get(f"/claims?sort=-{column}").text.count('aria-sort="descending"') == 1
    assert client.get(f"/claims?sort={column}").text.count('aria-sort="ascending"') == 1


def test_values_are_in_order_and_claims_without_one_come_last(client):
    claims = {claim.id: claim for claim in ANSWER.claims}
    for query, sign in (("?sort=value", 1), ("?sort=-value", -1)):
        rows = [claims[id] for id in listed(client, query)]
        numbers = [row.has_number for row in rows]
        assert numbers == sorted(numbers, reverse=True)
        middles = [
            sign * sum(known) / len(known)
            for row in rows
            if (known := [bound for bound in (row.low, row.high) if bound is not None])
        ]
        assert middles == sorted(middles)


def test_changing_one_thing_keeps_the_others_and_begins_at_the_first_page():
    asked = read_asked({"q": "a b&c", "kind": "stock", "sort": "-value", "page": "3", "size": "50"})
    assert asked.address(status="actual") == (
        "/claims?q=a+b%26c&kind=stock&status=actual&sort=-value&size=50"
    )
    assert read_asked(dict(parse_qsl(asked.address(page=3).partition("?")[2]))) == asked
    assert asked.file("csv") == "/claims.csv?q=a+b%26c&kind=stock&sort=-value"


def test_pages_hold_each_row_once():
    answer = replace(ANSWER, claims=tuple(ANSWER.claims) * 30)
    seen = []
    for page in (1, 2, 3, 4, 5):
        listing = list_claims(answer, read_asked({"page": str(page), "size": "100"}))
        seen += [row.number for row in listing.rows]
    assert seen == list(range(1, min(500, len(answer.claims)) + 1))


@pytest.mark.parametrize("suffix", ["csv", "json", "jsonl", "parquet", "xlsx"])
def test_a_file_holds_exactly_the_rows_that_match(client, suffix):
    query = f"?kind={FIRST.kind}&sort=-value&size=50&page=1"
    answer = client.get(f"/claims.{suffix}{query}")
    assert int(answer.headers["x-rows"]) == len(listed(client, query))
    assert answer.headers["x-sha256"] == hashlib.sha256(answer.content).hexdigest()
    if suffix == "json":
        assert [row["id"] for row in answer.json()] == listed(client, query)
    assert (
        f"/claims.{suffix}?kind={FIRST.kind}&amp;sort=-value" in client.get("/claims" + query).text
    )


@pytest.mark.parametrize(
    "query",
    ["?kind=nope", "?status=x", "?sort=quote", "?page=0", "?page=x", "?page=1e3", "?size=7",
     "?colour=red", "?q=" + "x" * 300, "?page=%EF%BC%91", "?page=99999999999999999999"],
)  # fmt: skip
def test_what_cannot_be_listed_is_said(client, query):
    for place in ("/claims", "/claims.csv"):
        answer = client.get(place + query)
        assert answer.status_code == 400
        assert "<h1>This cannot be done</h1>" in answer.text


def test_a_page_behind_the_last_leads_back(client):
    assert "To the last page" in client.get("/claims?page=7").text


def test_a_claim_that_was_set_aside_or_amended_keeps_its_address():
    gone, kept = ANSWER.claims[0], ANSWER.claims[1:]
    no = Decision(
        action="reject", about=(gone.id,), author="A. Reader", made=NOON, reason="misread"
    )
    yes = Decision(action="amend", about=(gone.id,), author="B", made=NOON, changes={"low": 1.0})
    rejected = Judged(claim=gone, stated=gone, standing="rejected", decisions=(no,))
    stated = replace(kept[0], high=None, low=12345.0)
    amended = Judged(claim=kept[0], stated=stated, standing="amended", decisions=(yes,))
    answer = replace(
        ANSWER,
        claims=kept,
        comparisons=(),
        set_aside=(rejected,),
        standings={kept[0].id: amended},
    )
    client = TestClient(create_app(lambda: answer), base_url="http://localhost")
    html = client.get(f"/claims/{gone.id}").text
    assert "This claim counts nowhere" in html and "misread" in html and "A. Reader" in html
    moved = client.get(f"/claims/{amended.id}", follow_redirects=False)
    assert amended.id != kept[0].id
    assert moved.headers["location"] == f"/claims/{kept[0].id}"
    assert listed(client, "?standing=amended") == [kept[0].id]


def many(n):
    """The answer with its claims told n times over, under ids of their own."""
    claims = [
        replace(claim, speaker=f"{claim.speaker} {number}")
        for number in range(n)
        for claim in ANSWER.claims
    ]
    pairs = [
        replace(ANSWER.disagreements[0], left=claims[k].id, right=claims[k + 1].id)
        for k in range(len(claims) - 1)
    ]
    return replace(ANSWER, claims=tuple(claims), comparisons=tuple(pairs), outcome=None)


def test_a_large_record_is_not_put_into_one_page():
    """The first page stays light, and every link of it arrives."""
    answer = many(80)
    assert len(answer.claims) > ONE_PAGE
    client = TestClient(create_app(lambda: answer), base_url="http://localhost")
    page = client.get("/")
    assert page.num_bytes_downloaded < 350_000
    assert f"{len(answer.comparisons) - PAIRS:,} more, not shown here" in page.text
    ids = set(re.findall(r' id="([^"]+)"', page.text))
    for href in set(re.findall(r'href="([^"]+)"', page.text)):
        place, _, anchor = href.partition("#")
        if place.startswith("http") or place.startswith("data:"):
            continue
        assert not anchor or place or anchor in ids, href
    quotes = re.findall(r'href="(/documents/[0-9a-f]+)#(quote-[0-9a-f]+)"', page.text)
    for place, anchor in sorted(set(quotes))[:20]:
        assert f'id="{anchor}"' in client.get(place).text
    shown = set(re.findall(r'href="(/claims/[0-9a-f]{16})"', page.text))
    assert shown and all(client.get(place).status_code == 200 for place in sorted(shown)[:20])


def test_a_file_of_a_large_record_says_how_many_pairs_it_leaves_out():
    page = render_report(many(30))
    assert "more, not shown here: <code>materiel contradictions LEDGER --relation" in page
    assert page.count('<article class="disagreement">') == PAIRS


def test_the_run_as_json_says_how_many_pairs_there_are():
    answer = many(120)
    told = (
        TestClient(create_app(lambda: answer), base_url="http://localhost").get("/run.json").json()
    )
    assert told["n_disagreements"] == len(answer.disagreements) > PAIRS_OF_FILE
    assert len(told["disagreements"]) == PAIRS_OF_FILE
