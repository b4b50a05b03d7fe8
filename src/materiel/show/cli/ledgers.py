"""Opening the ledger that a command names."""

from pathlib import Path

from materiel.core.errors import LedgerError
from materiel.ledger import Ledger

FILE = "ledger.sqlite"


def open_ledger(place: str, *, create: bool = False) -> Ledger:
    """The ledger at a place: a file, or the folder of `materiel run --out`.

    Raises:
        LedgerError: There is none.
    """
    path = Path(place)
    path = path / FILE if path.is_dir() else path
    if not create and not path.is_file():
        raise LedgerError(
            "no ledger here",
            where=str(path),
            way_out="Give a ledger file or the folder of: materiel run PATH --out DIR",
        )
    return Ledger(path, create=create)
