"""One document from the web, and only from the web: the one door to the network.

Off unless it is asked for. The host is resolved once; every address it has must be public; the
connection goes to the very address that was checked. Each redirect is treated like a new address.
"""

import http.client
import re
import socket
import ssl
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from urllib.parse import urljoin, urlsplit

from materiel.core.errors import InputError
from materiel.documents.addresses import refusal_of
from materiel.documents.limits import MAX_RAW, Refusal, unpack
from materiel.documents.warc import media_of

MAX_REDIRECTS = 5
CONNECT_SECONDS = 10.0
TOTAL_SECONDS = 30.0
_PORTS = {"http": 80, "https": 443}
_REDIRECTS = (301, 302, 303, 307, 308)
_ODD = re.compile(r"[\x00-\x20\x7f\\]")
_STEP = 65_536

Resolve = Callable[[str, int], list[str]]  # host, port → addresses


@dataclass(frozen=True, slots=True)
class Fetched:
    """What a server sent, without its content coding."""

    content: bytes
    url: str  # after redirects
    media: str
    charset: str | None


def resolve(host: str, port: int) -> list[str]:
    """All addresses of a host, as the system knows them."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(entry[4][0]) for entry in found))


def fetch(
    url: str,
    *,
    resolver: Resolve = resolve,
    loopback_ports: frozenset[int] = frozenset(),
    total_seconds: float = TOTAL_SECONDS,
) -> Fetched:
    """The document at an address.

    Args:
        url: http or https, without user and password, on port 80 or 443.
        resolver: How a host becomes addresses.
        loopback_ports: Ports of this machine that may be connected to; for tests.
        total_seconds: For everything, redirects included.

    Raises:
        InputError: The address is refused, or no document came from it.

    >>> fetch("http://127.0.0.1/")
    Traceback (most recent call last):
    materiel.core.errors.InputError: not fetched: 127.0.0.1 is a loopback address
      where: http://127.0.0.1/
      do: Fetch only pages of the public web, or save the page and name the file.
    """
    first, deadline = url, time.monotonic() + total_seconds
    try:
        for _ in range(MAX_REDIRECTS + 1):
            hop = _Hop(url, resolver, loopback_ports, deadline)
            answer = hop.get()
            if isinstance(answer, Fetched):
                return answer
            url = answer
        raise Refusal("forbidden", f"more than {MAX_REDIRECTS} redirects")
    except Refusal as refusal:
        raise _error(refusal, first, url) from None
    except (OSError, http.client.HTTPException, UnicodeError) as error:
        late = time.monotonic() >= deadline
        said = f"no answer within {total_seconds:g} s" if late else str(error) or repr(error)
        raise _error(Refusal("damaged", said[:200]), first, url) from None


def _error(refusal: Refusal, first: str, url: str) -> InputError:
    where = first if first == url else f"{first} → {url}"
    way_out = "Fetch only pages of the public web, or save the page and name the file."
    return InputError(f"not fetched: {refusal}", where=where[:300], way_out=way_out)


class _Hop:
    """One request, to an address that was checked."""

    def __init__(
        self, url: str, resolver: Resolve, loopback_ports: frozenset[int], deadline: float
    ) -> None:
        self.url, self.deadline = url, deadline
        self._resolver, self._loopback = resolver, loopback_ports
        self.scheme, self.host, self.port = _parts(url, loopback_ports)

    def get(self) -> Fetched | str:
        """The document, or the address that the server sends us to."""
        connection = http.client.HTTPConnection(self.host, self.port)
        with self._connect(self._checked()) as line:
            watch = threading.Timer(self._left(), _cut, (line,))
            watch.daemon = True
            watch.start()
            try:
                connection.sock = line
                return self._ask(connection)
            finally:
                watch.cancel()
                connection.close()

    def _left(self) -> float:
        left = self.deadline - time.monotonic()
        if left <= 0:
            raise TimeoutError("too late")
        return left

    def _checked(self) -> str:
        """The first address of the host, when all of them may be connected to."""
        addresses = _within(self._left(), lambda: self._resolver(self.host, self.port))
        if not addresses:
            raise Refusal("forbidden", f"{self.host} has no address")
        for address in addresses:
            reason = refusal_of(address)
            allowed = address in ("127.0.0.1", "::1") and self.port in self._loopback
            if reason is not None and not allowed:
                raise Refusal("forbidden", reason)
        return addresses[0]

    def _connect(self, address: str) -> socket.socket:
        line = socket.create_connection((address, self.port), min(CONNECT_SECONDS, self._left()))
        line.settimeout(self._left())
        if self.scheme == "http":
            return line
        try:
            return ssl.create_default_context().wrap_socket(line, server_hostname=self.host)
        except BaseException:
            line.close()
            raise

    def _ask(self, connection: http.client.HTTPConnection) -> Fetched | str:
        split = urlsplit(self.url)
        target = (split.path or "/") + (f"?{split.query}" if split.query else "")
        connection.putrequest("GET", _quoted(target), skip_accept_encoding=True)
        connection.putheader("User-Agent", "materiel")
        connection.putheader("Accept", "text/html, application/xhtml+xml, text/plain, */*;q=0.5")
        connection.putheader("Accept-Encoding", "gzip")
        connection.putheader("Connection", "close")
        connection.endheaders()
        answer = connection.getresponse()
        if answer.status in _REDIRECTS and answer.getheader("Location"):
            return urljoin(self.url, str(answer.getheader("Location")))
        if answer.status != 200:
            raise Refusal("damaged", f"the server answers {answer.status} {answer.reason[:40]}")
        media, charset = media_of(answer.getheader("Content-Type") or "")
        body = _body(answer)
        self._left()  # a connection that was cut off looks like the end of the answer
        content = unpack(body, answer.getheader("Content-Encoding") or "")
        return Fetched(content, self.url, media, charset)


def _parts(url: str, loopback_ports: frozenset[int]) -> tuple[str, str, int]:
    """Scheme, host and port, when they are of the kinds that are fetched."""
    if _ODD.search(url) or len(url) > 4000:
        raise Refusal("forbidden", "an address with blanks, control characters or backslashes")
    try:
        split = urlsplit(url)
        host, port = split.hostname, split.port
    except ValueError as error:
        raise Refusal("forbidden", f"no address of the web: {error}") from None
    if split.scheme not in _PORTS:
        raise Refusal(
            "forbidden", f"{split.scheme or 'no scheme'}: only http and https are fetched"
        )
    if split.username is not None or split.password is not None:
        raise Refusal("forbidden", "an address with a user name in it")
    port = _PORTS[split.scheme] if port is None else port
    if port not in _PORTS.values() and port not in loopback_ports:
        raise Refusal("forbidden", f"port {port}; only 80 and 443 are fetched from")
    if not host:
        raise Refusal("forbidden", "an address without a host")
    try:
        return split.scheme, host if ":" in host else host.encode("idna").decode("ascii"), port
    except UnicodeError:
        raise Refusal("forbidden", f"{host[:60]!r} is no host name") from None


def _quoted(target: str) -> str:
    return "".join(c if c.isascii() else "".join(f"%{b:02X}" for b in c.encode()) for c in target)


def _body(answer: http.client.HTTPResponse) -> bytes:
    whole = bytearray()
    while part := answer.read1(_STEP):
        whole += part
        if len(whole) > MAX_RAW:
            raise Refusal("too large", f"more than {MAX_RAW:,} bytes")
    if answer.length:
        raise Refusal("damaged", f"the answer ends {answer.length:,} bytes early")
    return bytes(whole)


def _cut(line: socket.socket) -> None:
    """End a connection that takes too long, wherever it is waited for."""
    with suppress(OSError):
        line.shutdown(socket.SHUT_RDWR)


def _within(seconds: float, ask: Callable[[], list[str]]) -> list[str]:
    """The answer of a function that cannot be told how long it may take."""
    answers: list[list[str]] = []
    faults: list[BaseException] = []

    def run() -> None:
        try:
            answers.append(ask())
        except (OSError, UnicodeError) as error:
            faults.append(error)

    thread = threading.Thread(target=run, daemon=True)
    thread.start()
    thread.join(seconds)
    if faults:
        raise Refusal("damaged", f"the host is not found: {faults[0]}")
    if not answers:
        raise TimeoutError("the name server does not answer")
    return answers[0]
