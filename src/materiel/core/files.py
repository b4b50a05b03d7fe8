"""Writing whole files or none."""

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


def replace_file(path: Path, content: bytes) -> None:
    """Write `content` to `path` so that a reader sees the old file or the new one, never a part.

    Raises:
        OSError: It cannot be written; the error names `path`.

    >>> import pathlib, tempfile
    >>> place = pathlib.Path(tempfile.mkdtemp()) / "head"
    >>> replace_file(place, b"42")
    >>> place.read_bytes()
    b'42'
    """
    with whole_file(path) as partial:
        partial.write_bytes(content)


@contextmanager
def whole_file(path: Path) -> Iterator[Path]:
    """A file beside `path` to write into; at the end it is synced and takes the place of `path`.

    When the block fails, `path` is as it was.

    Raises:
        OSError: It cannot be written; the error names `path`, not the file beside it.
    """
    try:
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
        os.close(handle)
        partial = Path(name)
        try:
            yield partial
            _sync(partial)
            partial.chmod(0o644)
            partial.replace(path)
        except BaseException:
            partial.unlink(missing_ok=True)
            raise
        _sync(path.parent)
    except OSError as error:
        raise OSError(error.errno, error.strerror or str(error), str(path)) from error


@contextmanager
def whole_folder(path: Path) -> Iterator[Path]:
    """A folder beside `path` to write into; at the end it becomes `path`, which must not be there.

    When the block fails, nothing is left.

    >>> place = Path(tempfile.mkdtemp()) / "tables"
    >>> with whole_folder(place) as partial:
    ...     _ = (partial / "a.csv").write_text("id")
    >>> [each.name for each in place.iterdir()]
    ['a.csv']
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=path.parent, prefix=f".{path.name}.") as name:
        partial = Path(name) / "whole"
        partial.mkdir()
        yield partial
        partial.rename(path)


def _sync(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
