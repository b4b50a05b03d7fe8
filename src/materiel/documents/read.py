"""Files, folders, standard input and addresses → documents, and what a person should know about them."""

import os
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

from materiel.core.errors import InputError
from materiel.core.findings import Finding
from materiel.core.progress import Progress, silent
from materiel.documents.inputs import (
    STANDARD_INPUT,
    Input,
    Outcome,
    input_error,
    read_inputs,
    unreadable,
)
from materiel.documents.kinds import FEED_SUFFIXES, PAGE_SUFFIXES, is_url, whole_url
from materiel.documents.parse import Passed, Refused
from materiel.documents.records import Document

SUFFIXES = (".txt", ".md", *PAGE_SUFFIXES, *FEED_SUFFIXES, ".warc")


def read_documents(
    paths: Sequence[Path | str],
    *,
    encoding: str | None = None,
    skip_unreadable: bool = False,
    fetch: bool = False,
    progress: Progress = silent,
) -> tuple[list[Document], list[Finding]]:
    """Every report under `paths`, in the order given and sorted inside folders.

    Args:
        paths: Files, read whatever their suffix; folders, read recursively for what ends like a
            report; `-` for standard input; and, with `fetch`, addresses (http, https).
        encoding: Codec of every file; without it what a file declares, or UTF-8.
        skip_unreadable: Report a file of a folder that cannot be read, and go on.
        fetch: Whether the network may be asked.
        progress: Told after every file.

    Returns:
        Documents, each content once, and findings: what was passed over, doubled, skipped, and
        what was refused inside a feed or an archive.

    Raises:
        InputError: A path that is missing or unreadable, a folder without reports, a file that is
            empty, binary, too large, takes too long or is in an unknown encoding.
    """
    reading = _Reading(skip_unreadable)
    inputs: list[Input] = []
    for path in paths:
        inputs.extend(_inputs(path, reading.findings, skip_unreadable, fetch))
    done = 0
    for wanted, outcome in read_inputs(inputs, encoding=encoding):
        reading.take(wanted, outcome)
        if outcome is None:
            done += 1
            progress("reading", done, len(inputs))
    return list(reading.documents.values()), reading.findings


class _Reading:
    """What was read so far."""

    def __init__(self, skip_unreadable: bool) -> None:
        self.documents: dict[str, Document] = {}
        self.findings: list[Finding] = []
        self._skip = skip_unreadable
        self._n_documents = 0  # of the input that is being read
        self._refused: list[Refused] = []
        self._passed: Counter[str] = Counter()

    def take(self, wanted: Input, outcome: Outcome) -> None:
        """One document or fault of an input, or its end."""
        if isinstance(outcome, Document):
            self._n_documents += 1
            self._keep(outcome, wanted)
        elif isinstance(outcome, Refused):
            self._refused.append(outcome)
        elif isinstance(outcome, Passed):
            self._passed[outcome.what] += 1
        elif isinstance(outcome, InputError):
            self._fail(wanted, outcome)
        else:
            self._close(wanted)

    def _fail(self, wanted: Input, error: InputError) -> None:
        if not (self._skip and wanted.in_folder):
            raise error
        self.findings.append(Finding(source=wanted.where, message=error.what))
        self._n_documents += 1  # told of, so its end has nothing to add

    def _close(self, wanted: Input) -> None:
        """Tell what was refused and passed over in an input."""
        refused, passed = self._refused, self._passed
        n_documents, self._n_documents = self._n_documents, 0
        self._refused, self._passed = [], Counter()
        if not n_documents:
            first = refused[0] if refused else None
            more = f" (and {len(refused) - 1} more refused)" if len(refused) > 1 else ""
            said = f"{first.message}{more}" if first else _nothing(passed)
            self._fail(wanted, input_error(wanted, first.kind if first else "no text", said))
            self._n_documents = 0
            return
        for one in refused:
            self.findings.append(Finding(source=wanted.where, message=one.message, record=one.name))
        if passed:
            told = ", ".join(f"{count} of {what}" for what, count in passed.most_common())
            message = f"{passed.total()} records passed over: {told}"
            self.findings.append(Finding(source=wanted.where, message=message, severity="note"))

    def _keep(self, document: Document, wanted: Input) -> None:
        first = self.documents.setdefault(document.id, document)
        if first is not document:
            message = f"the same bytes as {first.name}; read once"
            self.findings.append(Finding(source=wanted.where, message=message, severity="note"))


def _nothing(passed: Counter[str]) -> str:
    told = ", ".join(f"{count} of {what}" for what, count in passed.most_common())
    return f"no report in it; {told}" if told else "no report in it"


def _inputs(
    path: Path | str, findings: list[Finding], skip_unreadable: bool, fetch: bool
) -> Iterator[Input]:
    if str(path) == "-":
        yield Input(STANDARD_INPUT, STANDARD_INPUT)
    elif is_url(str(path)):
        url = whole_url(str(path))
        if not fetch:
            raise InputError(
                "an address of the web, and fetching is off",
                where=url[:300],
                way_out="Allow it with --fetch, or save the page and name the file.",
            )
        yield Input(url, url, url=url)
    else:
        for file, name, in_folder in _files(Path(path), findings, skip_unreadable):
            yield Input(str(file), name, file, in_folder=in_folder)


def read_document(path: Path, *, name: str | None = None, encoding: str | None = None) -> Document:
    """One report.

    Args:
        path: The file.
        name: What the document is called; the file's own name when not given.
        encoding: Codec; without it UTF-8 or what a byte-order mark says.

    Raises:
        InputError: The file is missing, unreadable, empty, binary, too large or not decodable, or
            it holds several documents.
    """
    _require(path)
    if path.is_dir():
        raise InputError("a folder, not a report", where=str(path), way_out="Name a file in it.")
    reading = _Reading(skip_unreadable=False)
    wanted = Input(str(path), name if name is not None else path.name, path)
    for one, outcome in read_inputs([wanted], encoding=encoding):
        reading.take(one, outcome)
    if len(reading.documents) > 1:
        raise InputError(
            f"{len(reading.documents)} reports, not one",
            where=str(path),
            way_out="Read it with read_documents.",
        )
    return next(iter(reading.documents.values()))


def _require(path: Path) -> None:
    try:
        path.stat()
    except FileNotFoundError:
        raise InputError(
            "no such file or folder", where=str(path), way_out="Check the spelling of the path."
        ) from None
    except (OSError, ValueError) as error:
        raise unreadable(str(path), error) from None


def _files(
    path: Path, findings: list[Finding], skip_unreadable: bool
) -> Iterator[tuple[Path, str, bool]]:
    """The files to read under one path, each with its name and whether a folder led to it."""
    _require(path)
    if not path.is_dir():
        yield path, path.name, False
        return
    found = []
    for file in _walk(path, findings, skip_unreadable):
        if file.name.lower().removesuffix(".gz").endswith(SUFFIXES):
            found.append((file, file.relative_to(path).as_posix(), True))
        else:
            findings.append(
                Finding(
                    source=str(file),
                    message=f"passed over; reports end in {' '.join(SUFFIXES)} or one of these and .gz",
                    severity="note",
                )
            )
    if not found:
        raise InputError(
            "no reports in this folder",
            where=str(path),
            way_out=f"Put files in it that end in {' '.join(SUFFIXES)}, or name a file.",
        )
    yield from found


def _walk(folder: Path, findings: list[Finding], skip_unreadable: bool) -> Iterator[Path]:
    """Every file that is not hidden, sorted by path; links to folders are not followed."""
    try:
        entries = sorted(os.scandir(folder), key=lambda entry: entry.name)
    except OSError as error:
        refusal = unreadable(str(folder), error)
        if not skip_unreadable:
            raise refusal from None
        findings.append(Finding(source=str(folder), message=refusal.what))
        return
    for entry in entries:
        if entry.name.startswith("."):
            continue
        if entry.is_dir(follow_symlinks=False):
            yield from _walk(Path(entry.path), findings, skip_unreadable)
        elif entry.is_file() or entry.is_symlink():
            yield Path(entry.path)
