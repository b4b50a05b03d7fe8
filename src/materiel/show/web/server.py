"""Serve pages to this machine only."""

from collections.abc import Callable

import uvicorn

from materiel.answer import Answer
from materiel.core.errors import InputError
from materiel.show.web.app import create_app

LOOPBACK = ("127.0.0.1", "localhost", "::1")


def serve(answer_loader: Callable[[], Answer], host: str = "127.0.0.1", port: int = 8765) -> None:
    """Serve the answer until interrupted.

    Raises:
        InputError: A host that other machines can reach. There is no log-in yet.
        MaterielError: The answer cannot be read.
    """
    if host not in LOOPBACK:
        raise InputError(
            f"host {host!r} can be reached from other machines, and the pages have no log-in",
            way_out=f"Serve on one of {', '.join(LOOPBACK)}, or hand on the report.html of a run.",
        )
    app = create_app(answer_loader)
    app.state.pages.report()  # drawn before the first visitor waits; a missing run is told here
    uvicorn.run(
        app,
        host=host,
        port=port,
        log_level="warning",
        access_log=False,
        server_header=False,
    )
