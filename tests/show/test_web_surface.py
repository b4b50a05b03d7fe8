"""Whatever an address says, the pages answer in plain words, harmlessly, and change nothing."""

import contextlib
import os
import re
import socket
import threading
from pathlib import Path

import answers
import pytest
from fastapi.testclient import TestClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from test_report import OURS, PAYLOADS, Page, hostile_answer

from materiel.show.web import create_app
from materiel.show.web.guard import CSP

ANSWER = answers.answer()
APP = create_app(lambda: ANSWER)
PATHS = sorted({route.path for route in APP.routes})
CLIENT = TestClient(APP, base_url="http://127.0.0.1:8765", raise_server_exceptions=False)
FORM = {"form", "label", "input", "select", "option", "button", "pre"}

ODD = st.one_of(
    st.text(max_size=40),
    st.sampled_from([*PAYLOADS, ANSWER.claims[0].id, ANSWER.documents[0].id]),
    st.sampled_from(
        ["..", "../" * 9 + "etc/passwd", "%2e%2e%2f", "/etc/passwd", "C:\\x", "\x00", "a" * 3000,
         "nan", "1e999", "-1", "9" * 400, "' OR 1=1 --", "1; DROP TABLE claims", "*", "${7*7}",
         "coverage.svg", "csv", "parquet", "json", "stock", "-value", "2"]
    ),
)  # fmt: skip
NAMES = st.sampled_from(
    ["q", "kind", "status", "standing", "sort", "page", "size", "limit", "__class__", ""]
)


def ask(path, parts, query):
    """One GET, checked for what holds of every answer."""
    from urllib.parse import quote, urlencode

    filled = re.sub(r"\{[^}]+\}", lambda _: quote(parts.pop() if parts else "x", safe=""), path)
    told = urlencode([(name, value.encode("utf-8", "replace")) for name, value in query])
    answer = CLIENT.get(f"{filled}?{told}" if told else filled)
    assert answer.status_code in (200, 307, 400, 404), (filled, told, answer.status_code)
    # An original document is shown under a stricter rule of its own.
    assert answer.headers["content-security-policy"] in (CSP, "sandbox; default-src 'none'")
    assert answer.headers["x-content-type-options"] == "nosniff"
    if answer.headers.get("content-type", "").startswith("text/html"):
        page = Page(answer.text)
        assert {tag for tag, _ in page.elements} <= OURS | FORM
        assert not any(
            name.startswith("on") for _, attributes in page.elements for name in attributes
        )
    return answer


def surface(path, parts, query):
    ask(path, [part.encode("utf-8", "replace").decode() for part in parts], query)


ASKED = given(
    path=st.sampled_from(PATHS),
    parts=st.lists(ODD, min_size=2, max_size=2),
    query=st.lists(st.tuples(NAMES, ODD), max_size=4),
)
SLOW_IS_FINE = (HealthCheck.too_slow,)
test_any_address_is_answered = settings(
    max_examples=60, deadline=None, suppress_health_check=SLOW_IS_FINE
)(ASKED(surface))
test_many_more_addresses_are_answered = pytest.mark.torture(
    settings(max_examples=3000, deadline=None, suppress_health_check=SLOW_IS_FINE)(ASKED(surface))
)


def test_every_page_and_file_is_among_the_addresses():
    assert {"/", "/claims", "/claims/{claim_id}", "/claims.{suffix}", "/charts/{file}"} <= set(
        PATHS
    )


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "LOCK"])
def test_nothing_can_be_written_anywhere(method):
    """There is no route that changes anything, so there is nothing for a token to guard."""
    for path in PATHS:
        filled = re.sub(r"\{[^}]+\}", "x", path)
        answer = CLIENT.request(method, filled, headers={"Origin": "http://evil.example"})
        assert answer.status_code == 405, (method, path)
        assert "access-control-allow-origin" not in answer.headers


@pytest.mark.parametrize("payload", PAYLOADS)
def test_hostile_text_stays_text_on_every_page(payload):
    answer = hostile_answer(payload)
    client = TestClient(create_app(lambda: answer), base_url="http://localhost")
    claim, document = answer.claims[0].id, answer.documents[0].id
    pages = [f"/claims/{claim}", f"/documents/{document}", "/claims"]
    found = [client.get(path) for path in pages] + [client.get("/claims", params={"q": payload})]
    for answered in found:
        assert answered.status_code in (200, 400)
        page = Page(answered.text)
        assert page.faults == []
        for tag, attributes in page.elements:
            assert tag in OURS | FORM
            assert not any(name.startswith("on") for name in attributes)
            href = attributes.get("href") or ""
            assert not re.match(r"\s*(javascript|data):(?!,)", href, re.I)


@pytest.fixture(scope="module")
def port():
    import uvicorn

    server = uvicorn.Server(
        uvicorn.Config(create_app(lambda: ANSWER), port=0, log_level="critical")
    )
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        assert thread.is_alive()
        thread.join(0.02)
    yield server.servers[0].sockets[0].getsockname()[1]
    server.should_exit = server.force_exit = True
    thread.join(5)


def spoken(port, words):
    """What the server says to these bytes."""
    with socket.create_connection(("127.0.0.1", port), timeout=20) as connection:
        connection.sendall(words)
        return connection.recv(65536)


GOOD = b"GET /healthz HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n"


def test_clients_that_never_finish_do_not_keep_others_from_an_answer(port):
    slow = [socket.create_connection(("127.0.0.1", port), timeout=20) for _ in range(200)]
    try:
        for number, connection in enumerate(slow):
            connection.sendall(b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Slow: "[: 8 + number % 40])
        for _ in range(50):
            assert spoken(port, GOOD).startswith(b"HTTP/1.1 200")
    finally:
        for connection in slow:
            connection.close()
    assert spoken(port, GOOD).startswith(b"HTTP/1.1 200")


def resident():
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE")


@pytest.mark.parametrize(
    "framing",
    [b"Content-Length: 104857600", b"Transfer-Encoding: chunked", b"Content-Length: -1",
     b"Content-Length: 9" + b"9" * 30],
)  # fmt: skip
def test_a_body_of_any_size_is_refused_and_not_kept(port, framing):
    before = resident()
    part = b"x" * 1_000_000
    answer = b""
    with socket.create_connection(("127.0.0.1", port), timeout=20) as connection:
        connection.sendall(b"POST /claims HTTP/1.1\r\nHost: 127.0.0.1\r\n" + framing + b"\r\n\r\n")
        with contextlib.suppress(OSError):  # the server may hang up
            for _ in range(100):
                chunked = b"%x\r\n%b\r\n" % (len(part), part)
                connection.sendall(chunked if b"chunked" in framing else part)
        with contextlib.suppress(OSError):
            answer = connection.recv(65536)
    assert answer == b"" or answer.split(b" ", 2)[1] in (b"400", b"405", b"413")
    assert resident() - before < 50_000_000
    assert spoken(port, GOOD).startswith(b"HTTP/1.1 200")


def test_ten_thousand_parameters_are_refused(port):
    query = "&".join(f"p{number}=1" for number in range(10_000)).encode()
    told = spoken(port, b"GET /claims?" + query + b" HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n")
    assert told.startswith(b"HTTP/1.1 400")
