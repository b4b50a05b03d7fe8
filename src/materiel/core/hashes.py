"""Canonical JSON and SHA-256: the same content has the same name everywhere."""

import hashlib
import json
from collections.abc import Mapping
from typing import Any

import orjson


def sha256(content: bytes | memoryview) -> str:
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


def canonical_record(
    fields: Mapping[str, Any], low: float | None = None, high: float | None = None
) -> bytes:
    """`canonical_json` of a flat record, about ten times as fast.

    The quick writer spells numbers with an exponent in another way and takes no NaN for an error, so
    a record with such a number goes the slow way.

    Args:
        fields: Text, truth values, None, whole numbers, lists of text, and `low` and `high`.
        low: A number in `fields` that may be a fraction.
        high: Another.

    >>> canonical_record({"b": 0.5, "a": ["ü"]}, 0.5) == canonical_json({"b": 0.5, "a": ["ü"]})
    True
    """
    if (low and not 1e-4 <= abs(low) < 1e16) or (high and not 1e-4 <= abs(high) < 1e16):
        return canonical_json(fields)
    try:
        return orjson.dumps(fields, option=orjson.OPT_SORT_KEYS)
    except TypeError:  # whole numbers over 64 bits, lone surrogates
        return canonical_json(fields)
