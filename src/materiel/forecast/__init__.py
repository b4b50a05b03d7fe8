"""What will really be made, and when: distributions learned from goals that came due. See README.md."""

from materiel.forecast.hindcast import Hindcast, hindcast
from materiel.forecast.read import parse_statements, read_reference, read_statements

__all__ = ["Hindcast", "hindcast", "parse_statements", "read_reference", "read_statements"]
