"""Canonical JSON and SHA-256: the same content has the same name everywhere."""

import hashlib
import json
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
