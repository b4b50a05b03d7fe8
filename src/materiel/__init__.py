"""materiel: a sourced record and simulation of the race of logistics.

The names below are the product's Python door. They are loaded when first used, so that
`materiel --version` starts without numpy.
"""

from typing import Any

__version__ = "0.1.0"
__all__ = ["__version__", "load_scenario", "read_documents", "run", "simulate"]

_DOOR = {
    "load_scenario": ("materiel.scenario", "load_scenario"),
    "read_documents": ("materiel.documents", "read_documents"),
    "run": ("materiel.workflow", "run"),
    "simulate": ("materiel.simulate", "simulate"),
}


def __getattr__(name: str) -> Any:
    if name not in _DOOR:
        raise AttributeError(f"module 'materiel' has no attribute {name!r}")
    import importlib

    module, attribute = _DOOR[name]
    value = getattr(importlib.import_module(module), attribute)
    # Importing materiel.simulate binds the package under its own name; the function replaces it.
    globals()[name] = value
    return value
