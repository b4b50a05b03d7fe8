"""A ledger written in one of the formats, whole or not at all."""

import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path

import materiel
from materiel.core.errors import InputError
from materiel.core.files import replace_file
from materiel.ledger import Ledger, head_as_of
from materiel.ledger.recorded import now
from materiel.show.exports.contract import CONTRACT, columns_of
from materiel.show.exports.package import citation, package_files
from materiel.show.exports.tables import LedgerTables, ledger_tables
from materiel.show.exports.text import to_text

# Format → what it is, for the help text; those of FOLDERS make a folder, the others one file.
FORMATS = {
    "csv": "a folder with a CSV file a table",
    "jsonl": "a folder with a JSON Lines file a table",
    "parquet": "a folder with a Parquet file a table",
    "datapackage": "a Data Package: CSV files and datapackage.json",
    "ledger": "every row and document, for: materiel import",
    "xlsx": "one workbook: README, then a sheet a table",
    "kiel": "one workbook of aid by giver: money, things, measures, sources",
    "ftm": "FollowTheMoney statements, CSV",
    "prov": "PROV-JSON: where every claim and decision comes from",
}
TITLE = "Ledger of claims on the supply of materiel"


def export_ledger(
    ledger: Ledger, to: str, out: Path, *, as_of: str | None = None, safe: bool = True
) -> list[Path]:
    """Write a ledger to `out`; gives the files that were written.

    Args:
        ledger: An open ledger.
        to: One of FORMATS.
        out: A folder that does not exist or is empty, or a file; see FORMATS.
        as_of: The record as it stood at the end of this day; not for "ledger", which is whole.
        safe: In CSV, mark texts that a spreadsheet would run as formulas.

    Raises:
        InputError: A format that is not there, or a folder that is not empty.
        LedgerError: `as_of` is no date.
    """
    if to not in FORMATS:
        raise InputError(f"{to!r} is no format", way_out=f"One of: {', '.join(FORMATS)}.")
    if to == "ledger":
        if as_of:
            raise InputError(
                "a ledger is exported whole, since its chain is one",
                where="--as-of",
                way_out="Leave --as-of out, or choose another format.",
            )
        from materiel.ledger.exchange import write_ledger

        return _into_folder(out, lambda folder: write_ledger(ledger, folder))
    if to == "prov":
        from materiel.show.exports.prov import prov_json

        return _into_file(out, prov_json(ledger.rows(as_of=as_of)))
    if to == "ftm":
        return _into_file(out, _ftm(ledger, as_of, safe))
    told = _kiel(ledger, as_of) if to == "kiel" else ledger_tables(ledger, as_of=as_of)
    if to in ("kiel", "xlsx"):
        from materiel.show.exports.workbook import to_xlsx

        return _into_file(out, to_xlsx(told.tables, about(told)))
    files = _files(told, to, safe)
    return _into_folder(out, lambda folder: _write_all(folder, files))


def about(told: LedgerTables) -> list[tuple[str, str]]:
    """What the README sheet of a workbook says."""
    return [
        ("Title", TITLE),
        ("What it is", "Each claim is what somebody said, with the words; never what is true."),
        ("Units", "Values stay in the unit and currency of the words: see the column unit."),
        ("Dates", "EDTF: 2023, 2023-11 or 2023-11-04. Times are UTC."),
        ("Version", f"materiel {materiel.__version__}, columns of contract {CONTRACT}"),
        ("Cut-off", f"as of {told.cut_off}"),
        (
            "Licence",
            "Quotes belong to their publishers; the table may be used freely with the citation.",
        ),
        ("Citation", citation(told)),
    ]


def _files(told: LedgerTables, to: str, safe: bool) -> dict[str, bytes]:
    if to == "datapackage":
        return package_files(told, title=TITLE, created=now(), safe=safe)
    if to == "parquet":
        from materiel.show.exports.parquet import to_parquet

        return {f"{name}.parquet": to_parquet(rows, name) for name, rows in told.tables.items()}
    return {
        f"{name}.{to}": to_text(
            rows, to, columns=[c.name for c in columns_of(name, rows)], safe=safe
        )
        for name, rows in told.tables.items()
    }


def _kiel(ledger: Ledger, as_of: str | None) -> LedgerTables:
    from materiel.show.exports.kiel import kiel_sheets

    sheets = kiel_sheets(ledger, as_of=as_of)
    return LedgerTables(head=head_as_of(ledger, as_of), as_of=as_of, tables=sheets)


def _ftm(ledger: Ledger, as_of: str | None, safe: bool) -> bytes:
    from materiel.show.exports.ftm import COLUMNS, ftm_statements

    documents, claims = tuple(ledger.documents(as_of=as_of)), tuple(ledger.claims(as_of=as_of))
    recorded: dict[str, str] = {}
    for row in ledger.rows(kind="reading", as_of=as_of):
        recorded.setdefault(_document_of(row.payload), row.recorded)
    rows = list(ftm_statements(documents, claims, recorded))
    return to_text(rows, "csv", columns=COLUMNS, safe=safe)


def _document_of(payload: bytes) -> str:
    import orjson

    return str(orjson.loads(payload)["document"])


def _write_all(folder: Path, files: dict[str, bytes]) -> None:
    for name, content in files.items():
        (folder / name).write_bytes(content)


def _into_file(out: Path, content: bytes) -> list[Path]:
    if out.is_dir():
        raise InputError(
            "this format is one file, and this is a folder",
            where=str(out),
            way_out="Give the name of a file with --out.",
        )
    out.parent.mkdir(parents=True, exist_ok=True)
    replace_file(out, content)
    return [out]


def _into_folder(out: Path, write: Callable[[Path], object]) -> list[Path]:
    """Let `write` fill a folder beside `out`, then rename it; a failure leaves nothing behind."""
    if out.exists() and (not out.is_dir() or any(out.iterdir())):
        raise InputError(
            "there is something here already",
            where=str(out),
            way_out="Choose a folder that does not exist or is empty.",
        )
    out.parent.mkdir(parents=True, exist_ok=True)
    partial = Path(tempfile.mkdtemp(dir=out.parent, prefix=f".{out.name}."))
    try:
        write(partial)
        partial.chmod(0o755)
        partial.replace(out)  # an empty folder is replaced, a full one was refused above
    except BaseException:
        shutil.rmtree(partial, ignore_errors=True)
        raise
    return sorted(path for path in out.rglob("*") if path.is_file())
