"""Files and folders of reports → documents, and what a person should know about them."""

import os
from collections.abc import Iterator, Sequence
from pathlib import Path

from materiel.core.errors import InputError
from materiel.core.findings import Finding
from materiel.core.hashes import sha256
from materiel.core.progress import Progress, silent
from materiel.documents.clean import clean
from materiel.documents.decode import MAX_BYTES, decode
from materiel.documents.head import read_head
from materiel.documents.records import Document

SUFFIXES = (".txt", ".md")


def read_documents(
    paths: Sequence[Path],
    *,
    encoding: str | None = None,
    skip_unreadable: bool = False,
    progress: Progress = silent,
) -> tuple[list[Document], list[Finding]]:
    """Every report under `paths`, in the order given and sorted inside folders.

    Args:
        paths: Files, read whatever their suffix, and folders, read recursively for .txt and .md.
        encoding: Codec of every file; without it UTF-8 or what a byte-order mark says.
        skip_unreadable: Report a file of a folder that cannot be read, and go on.
        progress: Told after every file.

    Returns:
        Documents, each content once, and findings: what was passed over, doubled or skipped.

    Raises:
        InputError: A path that is missing or unreadable, a folder without reports, a file that is
            empty, binary, too large, or in an unknown encoding.
    """
    findings: list[Finding] = []
    files: list[tuple[Path, str, bool]] = []
    for path in paths:
        files.extend(_files(path, findings, skip_unreadable))
    documents: dict[str, Document] = {}
    for done, (path, name, in_folder) in enumerate(files, start=1):
        try:
            document = read_document(path, name=name, encoding=encoding)
        except InputError as error:
            if not (skip_unreadable and in_folder):
                raise
            findings.append(Finding(source=str(path), message=error.what))
        else:
            _keep(document, path, documents, findings)
        progress("reading", done, len(files))
    return list(documents.values()), findings


def read_document(path: Path, *, name: str | None = None, encoding: str | None = None) -> Document:
    """One report.

    Args:
        path: The file.
        name: What the document is called; the file's own name when not given.
        encoding: Codec; without it UTF-8 or what a byte-order mark says.

    Raises:
        InputError: The file is missing, unreadable, empty, binary, too large or not decodable.
    """
    content = _content(path)
    text, codec = decode(content, str(path), encoding)
    blocks = clean(text)
    head = read_head(text, blocks)
    return Document(
        id=sha256(content),
        name=name if name is not None else path.name,
        content=content,
        encoding=codec,
        text=text,
        blocks=blocks,
        title=head.title,
        publisher=head.publisher,
        url=head.url,
        language=head.language,
        published=head.published,
        published_reason=head.published_reason,
    )


def _content(path: Path) -> bytes:
    _require(path)
    if path.is_dir():
        raise InputError("a folder, not a report", where=str(path), way_out="Name a file in it.")
    try:
        size = path.stat().st_size
        if size > MAX_BYTES:
            return _refuse_size(path, size)
        if not path.is_file():
            raise InputError(
                "neither a file nor a folder", where=str(path), way_out="Name a regular file."
            )
        return path.read_bytes()
    except OSError as error:
        raise _unreadable(path, error) from None


def _refuse_size(path: Path, size: int) -> bytes:
    raise InputError(
        f"{size:,} bytes; a report may have {MAX_BYTES:,}",
        where=str(path),
        way_out="Split it into one file a report.",
    )


def _require(path: Path) -> None:
    try:
        path.stat()
    except FileNotFoundError:
        raise InputError(
            "no such file or folder", where=str(path), way_out="Check the spelling of the path."
        ) from None
    except (OSError, ValueError) as error:
        raise _unreadable(path, error) from None


def _unreadable(path: Path, error: OSError | ValueError) -> InputError:
    reason = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
    return InputError(
        f"cannot be read: {reason}",
        where=str(path),
        way_out="Check the permissions of the file and of the folders above it.",
    )


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
        if file.suffix.lower() in SUFFIXES:
            found.append((file, file.relative_to(path).as_posix(), True))
        else:
            findings.append(
                Finding(
                    source=str(file),
                    message=f"passed over; reports end in {' or '.join(SUFFIXES)}",
                    severity="note",
                )
            )
    if not found:
        raise InputError(
            "no reports in this folder",
            where=str(path),
            way_out=f"Put {' or '.join(SUFFIXES)} files in it, or name a file.",
        )
    yield from found


def _walk(folder: Path, findings: list[Finding], skip_unreadable: bool) -> Iterator[Path]:
    """Every file that is not hidden, sorted by path; links to folders are not followed."""
    try:
        entries = sorted(os.scandir(folder), key=lambda entry: entry.name)
    except OSError as error:
        refusal = _unreadable(folder, error)
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


def _keep(
    document: Document, path: Path, documents: dict[str, Document], findings: list[Finding]
) -> None:
    first = documents.setdefault(document.id, document)
    if first is not document:
        findings.append(
            Finding(
                source=str(path),
                message=f"the same bytes as {first.name}; read once",
                severity="note",
            )
        )
