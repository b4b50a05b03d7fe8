"""Canonical JSON and SHA-256: the same content has the same name everywhere."""

import hashlib
import json
import math
from typing import Any


def sha256(content: bytes) -> str:
    """Hexadecimal SHA-256.

    >>> sha256(b"")[:8]
    'e3b0c442'
    """
    return hashlib.sha256(content).hexdigest()


def canonical_json(value: Any) -> bytes:
    """The one JSON text of a value: keys sorted, no spaces, UTF-8; non-finite numbers are refused.

    Raises:
        ValueError: NaN or an infinity anywhere inside.

    >>> canonical_json({"b": 1.5, "a": "ü"})
    b'{"a":"\\xc3\\xbc","b":1.5}'
    """
    text = json.dumps(
        value,
        sort_keys=True,
        separators=(",", ":"),
        ensure_ascii=False,
        allow_nan=False,
    )
    return text.encode("utf-8")


def require_finite(name: str, value: float) -> float:
    """`value`, or ValueError that names it when it is NaN or infinite.

    >>> require_finite("rate", 3.0)
    3.0
    """
    if not math.isfinite(value):
        raise ValueError(f"{name} is {value}; a finite number is needed")
    return value
