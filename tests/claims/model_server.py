"""A fake server of language models that misbehaves on order, and a report for it to read."""

import json
import threading
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

KEY = "sk-test-7Qx93aVeryLongSecret"
TEXT = """Shells and howitzers

Nammo plans to raise its output of 155mm artillery shells to 80,000 a year by 2027.

Norway ordered more than 200 howitzers from BAE Systems, the defence minister said on Monday.
The lead time rose from 12 to 28 months.

Norway ordered more than 200 howitzers from BAE Systems, the defence minister said on Monday.
Read also: Sweden ordered 48 howitzers from Saab
"""
HONEST = [
    {
        "quote": "raise its output of 155mm artillery shells to 80,000 a year by 2027",
        "kind": "production",
        "status": "target",
        "value_words": "80,000 a year",
        "date_words": "by 2027",
        "subject_words": ["Nammo"],
        "object_words": [],
        "item_words": "155mm artillery shells",
        "speaker_words": None,
    },
    {
        "quote": "Norway ordered more than 200 howitzers from BAE Systems",
        "kind": "order",
        "status": "contracted",
        "value_words": "200 howitzers",  # without its bound: the document's words decide
        "date_words": None,
        "subject_words": ["Norway"],
        "object_words": ["BAE Systems"],
        "item_words": "howitzers",
        "speaker_words": "defence minister",
    },
]
Reply = Callable[[BaseHTTPRequestHandler], None]


def send(handler: BaseHTTPRequestHandler, status: int, body: bytes, **headers: str) -> None:
    handler.send_response(status)
    for name, value in headers.items():
        handler.send_header(name.replace("_", "-"), value)
    handler.send_header("Content-Length", str(len(body)))
    handler.end_headers()
    handler.wfile.write(body)


def says(content: object) -> Reply:
    """An answer of the protocol with this text, or these items."""
    text = content if isinstance(content, str) else json.dumps({"claims": content})
    body = json.dumps({"choices": [{"message": {"role": "assistant", "content": text}}]})
    return lambda handler: send(handler, 200, body.encode("ascii"))


def fails(status: int, **headers: str) -> Reply:
    return lambda handler: send(handler, status, b"no", **headers)


class Server(ThreadingHTTPServer):
    """Answers with its replies in turn, the last one for ever, and remembers what it was asked."""

    daemon_threads = True
    block_on_close = False

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.replies: list[Reply] = [says([])]
        self.asked: list[dict[str, Any]] = []
        self.headers: list[dict[str, str]] = []
        self.over = threading.Event()
        self.url = f"http://127.0.0.1:{self.server_port}/v1"

    def handle_error(self, request: object, client_address: object) -> None:
        """A client that hangs up is no news."""


class Handler(BaseHTTPRequestHandler):
    server: Server

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.asked.append({"path": self.path} | json.loads(body))
        self.server.headers.append(dict(self.headers))
        k = min(len(self.server.asked), len(self.server.replies)) - 1
        self.server.replies[k](self)

    def log_message(self, *_: object) -> None:
        """Keep the test's output clean."""
