"""The one door to the network: what is refused, and that nothing is connected to before."""

import gzip
import http.server
import socket
import ssl
import sys
import threading
import time

import pytest

from materiel.core.errors import InputError
from materiel.documents import read_documents
from materiel.documents.addresses import refusal_of
from materiel.documents.fetch import fetch, resolve

PAGE = b"<html lang=en><title>Shells</title><h1>Shells</h1><p>A plant opened in Lviv.</p>"

# Written in every way an address can be; each must be refused before a connection.
TARGETS = """
http://127.0.0.1/ http://127.1/ http://127.0.1/ http://2130706433/ http://0x7f000001/ http://0x7f.1/
http://0177.0.0.1/ http://017700000001/ http://0/ http://0.0.0.0/ http://127.255.255.254/
http://localhost/ http://localhost.localdomain/ http://LOCALHOST/ http://127.0.0.1.:80/
http://[::1]/ http://[::]/ http://[0:0:0:0:0:0:0:1]/ http://[::ffff:127.0.0.1]/ http://[::ffff:7f00:1]/
http://[::127.0.0.1]/ http://[::ffff:10.0.0.1]/ http://[::ffff:169.254.169.254]/
http://[64:ff9b::7f00:1]/ http://[64:ff9b::a9fe:a9fe]/ http://[64:ff9b:1::1]/ http://[2002:7f00:1::]/
http://[2002:a9fe:a9fe::1]/ http://[2001:0:7f00:1::]/ http://[fe80::1]/ http://[fec0::1]/
http://[fc00::1]/ http://[fd00:ec2::254]/ http://[ff02::1]/ http://[100::1]/ http://[2001:db8::1]/
http://10.0.0.1/ http://10.255.255.255/ http://172.16.0.1/ http://172.31.255.255/ http://192.168.0.1/
http://192.168.1.254/ http://169.254.169.254/latest/meta-data/ http://169.254.170.2/ http://2852039166/
http://0xa9fea9fe/ http://100.64.0.1/ http://100.100.100.200/ http://168.63.129.16/ http://192.0.0.192/
http://192.0.2.1/ http://198.18.0.1/ http://198.51.100.1/ http://203.0.113.1/ http://224.0.0.1/
http://239.255.255.255/ http://240.0.0.1/ http://255.255.255.255/ http://192.88.99.1/
http://metadata.example/ http://mixed.example/ http://none.example/
http://①②⑦.⓪.⓪.①/ http://127。0。0。1/
file:///etc/passwd gopher://127.0.0.1/ ftp://news.example/ dict://127.0.0.1:11211/ jar:http://a.example!/
http://news.example:22/ http://news.example:8080/ https://news.example:25/ http://news.example:99999/
http://user@news.example/ http://news.example:80@127.0.0.1/ http:///path http://exa\\mple.example/
http://news.example\t/ http://[::1%25eth0]/ http://[fe80::1%25lo]/ http://.../ https://127.0.0.1/
""".split("\n")
TARGETS = [target for line in TARGETS for target in line.split(" ") if target]

NAMES = {
    "localhost": ["127.0.0.1", "::1"],
    "localhost.localdomain": ["127.0.0.1"],
    "metadata.example": ["169.254.169.254"],
    "mixed.example": ["93.184.215.14", "10.0.0.7"],
    "none.example": [],
    "news.example": ["127.0.0.1"],
    "other.example": ["127.0.0.1"],
}


def names(host, port):
    """A resolver that knows a few names, and reads addresses as the system would."""
    if host in NAMES:
        return NAMES[host]
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_NUMERICHOST)
    return [entry[4][0] for entry in found]


CONNECTED: list[object] = []


@pytest.fixture(scope="module", autouse=True)
def listening():
    """Tells of every connection, whoever makes it."""
    active = [True]

    def hear(event, arguments):
        if active[0] and event in ("socket.connect", "socket.sendto"):
            CONNECTED.append(arguments[1])

    sys.addaudithook(hear)
    yield
    active[0] = False


class Server(http.server.BaseHTTPRequestHandler):
    """Answers by path."""

    def do_GET(self):
        status, headers, body = self.answer()
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()
        try:
            for part in body:
                self.wfile.write(part)
                self.wfile.flush()
        except OSError:
            pass

    def answer(self):
        port = self.server.server_port
        path, _, to = self.path.partition("?to=")
        if path == "/page":
            return 200, {"Content-Type": "text/html; charset=utf-8"}, [PAGE]
        if path == "/zip":
            return 200, {"Content-Encoding": "gzip"}, [gzip.compress(PAGE)]
        if path == "/bomb":
            return 200, {"Content-Encoding": "gzip"}, [gzip.compress(b" " * 60_000_000)]
        if path == "/large":
            return 200, {}, (b"x" * 1_000_000 for _ in range(12))
        if path == "/drip":
            return 200, {}, (time.sleep(0.1) or b"x" for _ in range(100))
        if path == "/short":
            return 200, {"Content-Length": "5000"}, [b"x"]
        if path == "/loop":
            return 302, {"Location": "/loop"}, []
        if path == "/to":
            return 302, {"Location": to}, []
        if path == "/hop":
            return 301, {"Location": f"http://other.example:{port}/page"}, []
        return 404, {}, []

    def log_message(self, *_):
        pass


@pytest.fixture(scope="module")
def port():
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Server)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield server.server_port
    server.shutdown()
    server.server_close()


@pytest.mark.parametrize("target", TARGETS)
def test_a_denied_target_is_refused_and_never_connected_to(target):
    CONNECTED.clear()
    with pytest.raises(InputError, match="not fetched") as refused:
        fetch(target, resolver=names, total_seconds=5)
    assert CONNECTED == []
    assert len(str(refused.value).splitlines()) == 3


def test_there_are_sixty_targets_and_more():
    assert len(TARGETS) >= 60


@pytest.mark.parametrize("address", ["93.184.215.14", "8.8.8.8", "2606:2800:21f:cb07::1"])
def test_public_addresses_are_let_through(address):
    assert refusal_of(address) is None


@pytest.mark.parametrize("path", ["page", "zip", "hop"])
def test_a_page_is_fetched(path, port):
    CONNECTED.clear()
    found = fetch(
        f"http://news.example:{port}/{path}", resolver=names, loopback_ports=frozenset({port})
    )
    assert found.content == PAGE
    assert set(CONNECTED) == {("127.0.0.1", port)}


@pytest.mark.parametrize("target", [t for t in TARGETS if t.isascii() and "\t" not in t])
def test_a_redirect_is_checked_like_an_address(target, port):
    CONNECTED.clear()
    start = f"http://news.example:{port}/to?to={target}"
    with pytest.raises(InputError):
        fetch(start, resolver=names, loopback_ports=frozenset({port}), total_seconds=5)
    assert set(CONNECTED) <= {("127.0.0.1", port)}


def test_the_host_is_resolved_once_for_each_request(port):
    """A name server that gives another answer the second time changes nothing."""
    asked = []

    def changing(host, number):
        asked.append(host)
        return ["127.0.0.1"] if len(asked) == 1 else ["169.254.169.254"]

    CONNECTED.clear()
    url = f"http://news.example:{port}/page"
    assert fetch(url, resolver=changing, loopback_ports=frozenset({port})).content == PAGE
    assert asked == ["news.example"] and [("127.0.0.1", port)] == CONNECTED


@pytest.mark.parametrize(
    ("path", "said"),
    [
        ("bomb", "times"),
        ("large", "more than 10,000,000 bytes"),
        ("drip", "no answer within 1 s"),
        ("short", "early"),
        ("loop", "more than 5 redirects"),
        ("nothing", "404"),
    ],
)
def test_what_a_server_may_not_do(path, said, port):
    started = time.monotonic()
    with pytest.raises(InputError, match=said):
        fetch(
            f"http://news.example:{port}/{path}",
            resolver=names,
            loopback_ports=frozenset({port}),
            total_seconds=1 if path == "drip" else 20,
        )
    assert time.monotonic() - started < 5


def test_a_name_server_that_does_not_answer_is_not_waited_for():
    with pytest.raises(InputError, match=r"no answer within 0\.2 s"):
        fetch("http://news.example/", resolver=lambda *_: time.sleep(2) or [], total_seconds=0.2)


def test_a_certificate_is_asked_for(port):
    with pytest.raises(InputError, match="not fetched"):
        fetch(f"https://news.example:{port}/", resolver=names, loopback_ports=frozenset({port}))
    assert ssl.create_default_context().verify_mode is ssl.CERT_REQUIRED


def test_fetching_is_off_unless_asked_for():
    CONNECTED.clear()
    with pytest.raises(InputError, match="fetching is off"):
        read_documents(["https://news.example/a"])
    with pytest.raises(InputError, match="fetching is off"):
        read_documents(["https:/news.example/a"])
    assert CONNECTED == []


def test_a_fetched_page_is_a_document(port, monkeypatch):
    from materiel.documents import fetch as door

    def local(url):
        return fetch(url, resolver=names, loopback_ports=frozenset({port}))

    monkeypatch.setattr(door, "fetch", local)
    url = f"http://news.example:{port}/page"
    (document,), findings = read_documents([url], fetch=True)
    assert (document.name, document.url, document.title) == (url, url, "Shells")
    assert document.content == PAGE and not findings


def test_the_system_resolves_loopback():
    assert set(resolve("localhost", 80)) <= {"127.0.0.1", "::1"}
