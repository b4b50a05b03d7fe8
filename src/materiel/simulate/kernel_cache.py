"""Compiled code between two calls: kept where only the user can write, and never run when damaged.

The folder is named after everything that the code depends on: the sources, Python, numba, the
processor. Beside the files lies the hash of each. When one differs, is missing or was never hashed,
the whole folder is thrown away, and the code is compiled anew.
"""

import hashlib
import json
import os
import platform
import shutil
import stat
import sys
from importlib.metadata import version
from pathlib import Path
from types import ModuleType

from materiel.core.files import replace_file

HASHES = "hashes.json"
SOURCES = (
    "kernel.py",
    "program.py",
    "exact.py",
    "fans.py",
    "lanes.py",
    "draw.py",
    "rows.py",
    "tape.py",
)
_sealed: tuple[tuple[str, int], ...] = ()  # files hashed last, and when they were written
folder: Path | None = None  # in use, or None: then nothing is kept


def kernel() -> ModuleType:
    """The module of compiled functions, its cache checked before numba may read it."""
    global folder
    name = "materiel.simulate.kernel"
    if name not in sys.modules:
        folder = open_folder(home() / key())
        import numba

        if folder is not None:
            vars(numba.config)["CACHE_DIR"] = str(folder)
    import materiel.simulate.kernel

    return materiel.simulate.kernel


def loaded() -> bool:
    """Whether compiled code is in this process already."""
    return "materiel.simulate.kernel" in sys.modules


def seal() -> None:
    """Hash what numba has written, as soon as there is something new."""
    global _sealed
    if folder is None or not folder.is_dir():
        return
    files = sorted(file for file in folder.rglob("*.nb?") if file.is_file())
    now = tuple((file.name, file.stat().st_mtime_ns) for file in files)
    if now != _sealed and (found := hashes(folder)) != told(folder):
        replace_file(folder / HASHES, json.dumps(found, sort_keys=True).encode())
        (folder / HASHES).chmod(0o600)
    _sealed = now


def home() -> Path:
    """Where the caches of the user lie."""
    root = os.environ.get("XDG_CACHE_HOME") or str(Path.home() / ".cache")
    return Path(root) / "materiel" / "kernel"


def key() -> str:
    """A name that changes with all that compiled code depends on."""
    digest = hashlib.sha256()
    for name in SOURCES:
        digest.update((Path(__file__).parent / name).read_bytes())
    for part in (version("numba"), version("llvmlite"), version("numpy"), sys.version):
        digest.update(part.encode())
    digest.update(" ".join(platform.uname()[3:]).encode())
    return digest.hexdigest()[:24]


def open_folder(path: Path) -> Path | None:
    """A folder that only the user can write and whose files are what they were; emptied if not.

    Returns:
        The folder, or None where none can be had: then code is compiled in every process.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        if path.is_symlink() or (path.exists() and not (is_own(path) and is_whole(path))):
            discard(path)
        path.mkdir(mode=0o700, exist_ok=True)
        return path if is_own(path) and os.access(path, os.W_OK) else None
    except OSError:
        return None


def is_own(path: Path) -> bool:
    """Whether a folder belongs to the user and nobody else can write or read it."""
    status = path.lstat()
    mine = not hasattr(os, "getuid") or status.st_uid == os.getuid()
    return stat.S_ISDIR(status.st_mode) and mine and not status.st_mode & 0o077


def is_whole(path: Path) -> bool:
    """Whether every file has the hash that was kept of it."""
    return hashes(path) == told(path)


def hashes(path: Path) -> dict[str, str]:
    """The SHA-256 of every file, by its place in the folder."""
    files = sorted(file for file in path.rglob("*") if file.is_file() and file.name != HASHES)
    return {str(file.relative_to(path)): _digest(file) for file in files}


def told(path: Path) -> dict[str, str]:
    """The hashes that were kept; nothing where they cannot be read."""
    try:
        found = json.loads((path / HASHES).read_bytes())
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}


def discard(path: Path) -> None:
    """Remove what cannot be trusted."""
    if path.is_symlink() or path.is_file():
        path.unlink()
    else:
        shutil.rmtree(path)


def _digest(file: Path) -> str:
    return hashlib.sha256(file.read_bytes()).hexdigest()
