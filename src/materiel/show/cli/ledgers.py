"""Opening the ledger that a command names."""

from pathlib import Path

from materiel.core.errors import InputError, LedgerError
from materiel.core.units import CURRENCIES
from materiel.ledger import Ledger, Place, place_of

FILE = "ledger.sqlite"


def place_named(word: str) -> Place:
    """The place of a ledger: a file, the folder of `materiel run --out`, or a PostgreSQL database.

    Raises:
        LedgerError: There is no file, or the address is none.
    """
    place = _with_file(word)
    if isinstance(place, Path) and not place.is_file():
        raise LedgerError(
            "no ledger here",
            where=str(place),
            way_out="Give a ledger file or the folder of: materiel run PATH --out DIR",
        )
    return place


def open_ledger(word: str, *, create: bool = False) -> Ledger:
    """The ledger that a word names.

    Raises:
        LedgerError: There is none.
    """
    if create:
        return Ledger(_with_file(word))
    return Ledger(place_named(word), create=False)


def require_currency(code: str | None) -> None:
    """Refuse what is no currency; that there is no rate is an answer, and not told here.

    Raises:
        InputError: It is none.
    """
    if code is not None and code.upper() not in CURRENCIES:
        raise InputError(
            f"{code!r} is no currency",
            where="--in",
            way_out="Give its code of three letters (ISO 4217), such as EUR, USD or UAH.",
        )


def _with_file(word: str) -> Place:
    place = place_of(word)
    return place / FILE if isinstance(place, Path) and place.is_dir() else place
