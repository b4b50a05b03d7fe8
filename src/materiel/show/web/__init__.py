"""The answer as pages on this machine. See README.md of show."""

from materiel.show.web.app import create_app
from materiel.show.web.server import serve

__all__ = ["create_app", "serve"]
