"""Serve pages to this machine only."""

import socket
from collections.abc import Callable

import uvicorn

from materiel.answer import Answer
from materiel.core.errors import InputError
from materiel.show.web.app import create_app

LOOPBACK = ("127.0.0.1", "localhost", "::1")


def serve(
    answer_loader: Callable[[], Answer],
    host: str = "127.0.0.1",
    port: int = 8765,
    ready: Callable[[str], None] = print,
) -> None:
    """Serve the answer until interrupted.

    Args:
        answer_loader: Reads the answer anew.
        host: An address of this machine alone.
        port: 0 takes a free one.
        ready: Is given the address of the pages once they can be asked for.

    Raises:
        InputError: A host that other machines can reach (there is no log-in), or a port in use.
        MaterielError: The answer cannot be read.
    """
    if host not in LOOPBACK:
        raise InputError(
            f"host {host!r} can be reached from other machines, and the pages have no log-in",
            way_out=f"Serve on one of {', '.join(LOOPBACK)}, or hand on the report.html of a run.",
        )
    app = create_app(answer_loader)
    app.state.pages.report()  # drawn before the first visitor waits; a missing run is told here
    config = uvicorn.Config(app, log_level="warning", access_log=False, server_header=False)
    with _listen(host, port) as listening:
        name = f"[{host}]" if ":" in host else host
        ready(f"http://{name}:{listening.getsockname()[1]}/")
        uvicorn.Server(config).run(sockets=[listening])


def _listen(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listening = socket.socket(family, socket.SOCK_STREAM)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind((host, port))
        listening.listen(128)
    except OSError as error:
        listening.close()
        raise InputError(
            f"port {port} cannot be used: {error.strerror}",
            where=host,
            way_out="Choose another with --port; 0 takes a free one.",
        ) from error
    return listening
