"""Which database a place has."""

from materiel.ledger.places import Place, Server
from materiel.ledger.store import Store


def open_store(place: Place, *, create: bool = False, read_only: bool = False) -> Store:
    """Open the database at a place.

    Raises:
        LedgerError: There is none, it is not a ledger, or not one of this format.
    """
    if isinstance(place, Server):
        from materiel.ledger.postgres import PostgresStore

        return PostgresStore(place, read_only=read_only)
    from materiel.ledger.sqlite import SqliteStore

    return SqliteStore(place, create=create, read_only=read_only)
