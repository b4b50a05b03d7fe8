"""The world is wrong: findings are collected and shown together."""

from dataclasses import dataclass
from typing import Literal

Severity = Literal["error", "warning", "note"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One thing in an input that a person should know.

    >>> print(Finding(source="lines.csv:3", message="unit 'piece/year'; expected 'piece/month'"))
    error: lines.csv:3: unit 'piece/year'; expected 'piece/month'
    """

    source: str  # file:line, document name or claim id
    message: str
    severity: Severity = "error"
    record: str | None = None  # id of the row or claim meant

    def __str__(self) -> str:
        return f"{self.severity}: {self.source}: {self.message}"
