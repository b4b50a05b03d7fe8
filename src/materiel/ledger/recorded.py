"""When we recorded a row, and which rows were there at a time."""

from datetime import UTC, datetime

from materiel.core.dates import edtf_bounds, is_edtf
from materiel.core.errors import LedgerError


def now() -> str:
    """The time at which a row is recorded, ISO 8601 UTC."""
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def until(as_of: str | None) -> str:
    """The last recorded time that `as_of` lets through.

    Raises:
        LedgerError: Neither an EDTF date nor a time.

    >>> until("2024-03"), until("2024-03-01T12:00:00Z"), until(None)
    ('2024-03-31T23:59:59Z', '2024-03-01T12:00:00Z', '9999')
    """
    if as_of is None:
        return "9999"
    if is_edtf(as_of):
        return f"{edtf_bounds(as_of)[1].isoformat()}T23:59:59Z"
    try:
        time = datetime.fromisoformat(as_of)
    except ValueError as error:
        raise LedgerError(
            f"{as_of!r} is neither a date nor a time",
            where="--as-of",
            way_out="Write 2024-03-31, 2024-03, 2024 or 2024-03-31T12:00:00Z.",
        ) from error
    in_utc = time if time.tzinfo else time.replace(tzinfo=UTC)
    return in_utc.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
