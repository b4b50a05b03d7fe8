"""materiel: a sourced record and simulation of the race of logistics.

The names below are the product's Python door. They are loaded when first used, so that
`materiel --version` starts without numpy.
"""

from typing import Any

__version__ = "0.1.0"
__all__ = [
    "Ledger",
    "__version__",
    "forecast",
    "load_answer",
    "load_scenario",
    "plan",
    "read_documents",
    "run",
    "simulate",
]

_DOOR = {
    "Ledger": "materiel.ledger",
    "forecast": "materiel",
    "load_answer": "materiel.answer",
    "load_scenario": "materiel.scenario",
    "plan": "materiel",  # likewise
    "read_documents": "materiel.documents",
    "run": "materiel.workflow",
    "simulate": "materiel",  # the stage itself can be called
}


def __getattr__(name: str) -> Any:
    if name not in _DOOR:
        raise AttributeError(f"module 'materiel' has no attribute {name!r}")
    import importlib

    if _DOOR[name] == "materiel":
        return importlib.import_module(f"materiel.{name}")
    return getattr(importlib.import_module(_DOOR[name]), name)
