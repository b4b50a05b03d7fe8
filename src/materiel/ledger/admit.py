"""What a row that comes from elsewhere has to be: one that this program could have written (rule L8).

A chain proves that rows are what somebody wrote, not that they are records; and what is appended
stays.
"""

import re
from collections.abc import Callable, Iterable, Iterator

from materiel.core.dates import is_edtf
from materiel.core.errors import LedgerError, MaterielError
from materiel.documents.records import Document
from materiel.ledger import payloads
from materiel.ledger.append import batch_key
from materiel.ledger.records import Row

_TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")


def admitted(rows: Iterable[Row], contents: Callable[[str], bytes]) -> Iterator[Row]:
    """The same rows, each looked at before it is handed on.

    Args:
        rows: In their order, from row 1 on.
        contents: Gives the bytes of a document by its SHA-256.

    Raises:
        LedgerError: A row holds no record, another than its place allows, or a number that is not
            finite; or the last batch is not whole.
    """
    due, batch = 0, ""  # claims that the last reading still has to come with, and its key
    row = None
    for row in rows:
        try:
            _require_record(row, contents)
            expected = due == 0 if row.kind != "claim" else due > 0 and row.batch == batch
            if not expected or not _TIME.fullmatch(row.recorded):
                raise ValueError("it stands in no whole batch, or was recorded at no time")
            if row.kind == "reading":
                due, batch = payloads.load(row.payload)["claims"], row.batch
            elif row.kind == "claim":
                due -= 1
        except (MaterielError, ValueError, TypeError, LookupError, ArithmeticError) as error:
            raise _refused(row, error) from error
        yield row
    if due and row:
        raise _refused(row, ValueError(f"{due} claims of its batch are missing"))


def _require_record(row: Row, contents: Callable[[str], bytes]) -> None:
    """The record is read and written again: what does not give the same bytes is not one of ours."""
    fields = payloads.load(row.payload)
    if row.kind == "claim":
        key = batch_key(fields["document"], fields["extractor"])
        (again,) = payloads.of_claims([payloads.to_claim(row.payload)], fields["extractor"])
    elif row.kind == "reading":
        key = batch_key(fields["document"], fields["extractor"])
        again = payloads.of_reading(fields["document"], fields["extractor"], int(fields["claims"]))
    elif row.kind == "document":
        key = row.batch  # of the reading that follows
        document = payloads.to_document(row.payload, contents(fields["id"]))
        _require_texts(document)
        again = payloads.of_document(document)
    else:
        decision = payloads.to_decision(row.payload)
        key, again = decision.id, payloads.of_decision(decision)
    if again != row.payload or key != row.batch:
        raise ValueError("its fields or its key are not those that materiel writes")


def _require_texts(document: Document) -> None:
    """What is kept of a document beside its bytes is text, and its date a date."""
    told = (document.title, document.publisher, document.url, document.language)
    if not all(isinstance(text, str | None) for text in (*told, document.published_reason)):
        raise ValueError("a document's title, publisher, address or language is no text")
    day = document.published
    if not (isinstance(document.name, str) and (day is None or is_edtf(day))):
        raise ValueError(f"a document's name is no text, or its day {day!r} no date")


def _refused(row: Row, error: Exception) -> LedgerError:
    told = error.what if isinstance(error, MaterielError) else str(error)
    return LedgerError(
        f"row {row.seq} is no record of a ledger: {told[:200]}",
        where=f"row {row.seq}, {row.kind}",
        way_out="Nothing was taken over. Export the ledger again, with: materiel export --to ledger",
    )
