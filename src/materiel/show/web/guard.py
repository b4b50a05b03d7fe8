"""What every response gets and every request must have."""

from collections.abc import Collection

from starlette.datastructures import MutableHeaders
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

CSP = (
    "default-src 'none'; style-src 'self'; img-src 'self' data:; script-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
HEADERS = {
    "Content-Security-Policy": CSP,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "no-cache",
}


class Guard:
    """Refuses requests for another host (DNS rebinding), and adds headers to every answer."""

    def __init__(self, app: ASGIApp, hosts: Collection[str]) -> None:
        self.app = app
        self.hosts = hosts

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return

        async def send_guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in HEADERS.items():
                    headers.setdefault(name, value)
            await send(message)

        app = self.app if self._is_ours(scope) else _refusal(self.hosts)
        await app(scope, receive, send_guarded)

    def _is_ours(self, scope: Scope) -> bool:
        named = [value for name, value in scope["headers"] if name == b"host"]
        return len(named) == 1 and host_name(named[0].decode("latin-1")) in self.hosts


def host_name(header: str) -> str:
    """The host of a Host header, without its port.

    >>> host_name("127.0.0.1:8765"), host_name("[::1]:8765"), host_name("localhost")
    ('127.0.0.1', '[::1]', 'localhost')
    """
    name, colon, port = header.rpartition(":")
    return (name if colon and port.isdigit() else header).lower()


def _refusal(hosts: Collection[str]) -> ASGIApp:
    return PlainTextResponse(
        f"This server answers only to {', '.join(sorted(hosts))}.\n", status_code=400
    )
