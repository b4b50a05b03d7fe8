"""Compiled code between two calls: kept where only the user can write, and never run when damaged.

The file is named after everything that the code depends on: the sources, Python, numba, the
processor. It begins with the hash of the rest. Where there is none, a process of its own compiles
it, so that NumPy can begin meanwhile; and it finishes by itself when nobody waits for it any more.
"""

import atexit
import hashlib
import os
import platform
import shutil
import stat
import subprocess
import sys
import tempfile
import threading
from importlib.metadata import version
from pathlib import Path

from materiel.core.errors import InputError
from materiel.simulate.kernel_file import Kernel, read_kernel

SOURCES = (
    "kernel.py",
    "kernel_build.py",
    "kernel_counts.py",
    "kernel_exact.py",
    "kernel_file.py",
    "kernel_lanes.py",
    "kernel_rows.py",
    "recording.py",
    "exact.py",
    "fans.py",
    "lanes.py",
    "draw.py",
)
_lock = threading.RLock()
_loaded: Kernel | None = None
_build: "Build | None" = None
_broken: InputError | None = None  # why there is none; it is not tried again


class Build:
    """A process that compiles the kernel into a file."""

    def __init__(self) -> None:
        folder = open_folder(home())
        self.lasts = folder is not None
        if folder is None:  # nowhere to keep it: for this process alone
            folder = Path(tempfile.mkdtemp(prefix="materiel-"))
            atexit.register(shutil.rmtree, folder, ignore_errors=True)
            atexit.register(self.stop)
        self.path = folder / key()
        command = [sys.executable, "-m", "materiel.simulate.kernel_build", str(self.path)]
        source = str(Path(__file__).parents[2])
        paths = [source, *filter(None, [os.environ.get("PYTHONPATH")])]
        self._process = subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            env=os.environ | {"PYTHONPATH": os.pathsep.join(paths)},
            start_new_session=True,  # Ctrl-C is for the process that asked for it, which stops it
        )

    def done(self) -> bool:
        """Whether the process has ended."""
        return self._process.poll() is not None

    def result(self) -> Kernel:
        """The kernel, as soon as it is there.

        Raises:
            InputError: It could not be compiled or loaded; says why.
        """
        assert self._process.stderr is not None
        with self._process.stderr as stderr:
            told = stderr.read().decode(errors="replace").strip().splitlines()
        if self._process.wait() != 0:
            raise _failed(told[-1] if told else f"exit code {self._process.returncode}")
        try:
            made = read_kernel(self.path)
        except (OSError, ImportError, RuntimeError) as error:
            raise _failed(f"{type(error).__name__}: {error}") from error
        if made is None:
            raise _failed("what was compiled is damaged")
        return made

    def stop(self) -> None:
        """End the process; what it had not written whole is not there."""
        self._process.kill()
        self._process.wait()


def kernel() -> Kernel:
    """The compiled kernel: loaded, or compiled first.

    Raises:
        InputError: It cannot be had here; says why.
    """
    with _lock:
        found = kernel_if_ready()
        if found is None:
            begin_build()
            assert _build is not None
            found = _finish(_build)
        return found


def kernel_if_ready() -> Kernel | None:
    """The kernel if it is loaded, kept from an earlier call, or just compiled; does not wait.

    Raises:
        InputError: It cannot be had here; says why.
    """
    global _loaded
    with _lock:
        if _loaded is None and _build is None:
            _loaded = _kept()
        if _loaded is None and _build is not None and _build.done():
            _loaded = _finish(_build)
        return _loaded


def begin_build() -> None:
    """Compile the kernel in the background, unless that is under way."""
    global _build
    with _lock:
        if _build is None:
            try:
                _build = Build()
            except (OSError, ImportError) as error:
                raise _failed(str(error)) from error


def stop_build() -> None:
    """End a compilation under way."""
    global _build
    with _lock:
        if _build is not None:
            _build.stop()
            _build = None


def loaded() -> Kernel | None:
    """The kernel, if it is in this process already."""
    return _loaded


def _finish(build: Build) -> Kernel:
    global _loaded, _build
    try:
        _loaded = build.result()
    except BaseException:
        build.stop()
        raise
    finally:
        _build = None
    return _loaded


def _kept() -> Kernel | None:
    """The kernel of an earlier call."""
    if _broken is not None:
        raise _broken
    try:
        folder = open_folder(home())
        return None if folder is None else read_kernel(folder / key())
    except (OSError, ImportError, RuntimeError) as error:
        raise _failed(f"{type(error).__name__}: {error}") from error


def _failed(why: str) -> InputError:
    global _broken
    _broken = InputError(
        f"the compiled kernel cannot be had: {why}",
        where="engine",
        way_out="Take engine='auto' or engine='numpy'.",
    )
    return _broken


def home() -> Path:
    """Where the kernel of the user lies."""
    root = os.environ.get("XDG_CACHE_HOME") or str(Path.home() / ".cache")
    return Path(root) / "materiel" / "kernel"


def key() -> str:
    """A name that changes with all that compiled code depends on."""
    import llvmlite.binding as llvm

    digest = hashlib.sha256()
    for name in SOURCES:
        digest.update((Path(__file__).parent / name).read_bytes())
    told = [*map(version, ("numba", "llvmlite", "numpy")), sys.version, platform.platform()]
    told += [llvm.get_host_cpu_name(), llvm.get_host_cpu_features().flatten()]
    digest.update("\n".join(told).encode())
    return digest.hexdigest()[:24]


def open_folder(path: Path) -> Path | None:
    """A folder that only the user can write; what else lies in its place is thrown away.

    Returns:
        The folder, or None where none can be had: then code is compiled in every process.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        if path.is_symlink() or (path.exists() and not is_own(path)):
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


def discard(path: Path) -> None:
    """Remove what cannot be trusted."""
    if path.is_symlink() or path.is_file():
        path.unlink()
    else:
        shutil.rmtree(path)
