"""Compiled code is kept where only the user can write, and is never run when it is damaged."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from scenario_builder import small_scenario

from materiel.core.errors import InputError
from materiel.simulate import engine, kernel_cache, kernel_file, simulate

SRC = Path(__file__).parents[2] / "src"


@pytest.fixture
def nothing_loaded(monkeypatch):
    """As in a process that has not looked for a kernel yet."""
    for name in ("_loaded", "_build", "_broken"):
        monkeypatch.setattr(kernel_cache, name, None)


@pytest.fixture
def written(tmp_path):
    """The file of the kernel, as it was compiled."""
    kernel_cache.kernel()
    path = tmp_path / "kernel"
    path.write_bytes((kernel_cache.home() / kernel_cache.key()).read_bytes())
    return path


def zeroed(content):
    return bytes(len(content))


def cut(content):
    return content[: len(content) // 2]


def flipped(content):
    changed = bytearray(content)
    changed[len(content) // 2] ^= 1
    return bytes(changed)


def without_its_hash(content):
    return content.partition(b"\n")[2]


@pytest.mark.parametrize("damage", [zeroed, cut, flipped, without_its_hash])
def test_a_damaged_file_is_thrown_away_and_never_run(written, damage):
    """With one bit turned, or a part lost, it is as if there were none."""
    assert kernel_file.read_kernel(written) is not None
    written.write_bytes(damage(written.read_bytes()))

    assert kernel_file.read_kernel(written) is None
    assert not written.exists()


def test_it_is_loaded_without_numba(written):
    """numba takes longer to import than most simulations take."""
    code = f"""
import sys, pathlib
from materiel.simulate import kernel_file
found = kernel_file.read_kernel(pathlib.Path({str(written)!r}))
print(found is not None, "numba" in sys.modules)
"""
    done = subprocess.run(
        [sys.executable, "-c", code],
        env=os.environ | {"PYTHONPATH": str(SRC)},
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.split() == ["True", "False"]


def test_a_folder_that_others_can_write_is_emptied(tmp_path):
    path = kernel_cache.open_folder(tmp_path / "kernel")
    (path / "code").write_bytes(b"code")
    assert kernel_cache.open_folder(path) == path
    assert (path / "code").exists()

    path.chmod(0o777)
    assert kernel_cache.open_folder(path) == path
    assert list(path.iterdir()) == []
    assert path.stat().st_mode & 0o777 == 0o700


def test_a_link_or_a_file_in_its_place_is_replaced(tmp_path):
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir(mode=0o700)
    link, file = tmp_path / "link", tmp_path / "file"
    link.symlink_to(elsewhere)
    file.write_bytes(b"x")

    for path in (link, file):
        assert kernel_cache.open_folder(path) == path
        assert path.is_dir() and not path.is_symlink()


def test_without_a_place_for_it_nothing_is_kept(tmp_path):
    blocked = tmp_path / "blocked"
    blocked.write_bytes(b"")
    assert kernel_cache.open_folder(blocked / "key") is None


class Compiling:
    """A build that is done when it is asked for the third time."""

    def __init__(self, monkeypatch):
        self.asked, self.stopped, self.fails = 0, False, False
        self.ready = kernel_cache.kernel()
        for name in ("_loaded", "_build", "_broken"):
            monkeypatch.setattr(kernel_cache, name, None)
        monkeypatch.setattr(kernel_cache, "_kept", lambda: None)
        monkeypatch.setattr(kernel_cache, "Build", lambda: self)
        monkeypatch.setattr(engine, "SMALL", 0)
        monkeypatch.setattr(engine, "LARGE", 0)

    def done(self):
        self.asked += 1
        return self.asked > 2

    def result(self):
        if self.fails:
            raise kernel_cache._failed("no room for it")
        return self.ready

    def stop(self):
        self.stopped = True


def long_run(**options):
    """Enough runs for several chunks of NumPy."""
    scenario = small_scenario(demands=[{"rate": "uniform(5, 9)"}])
    return simulate(scenario, runs=4 * engine.NUMPY_CHUNK + 77, **options)


def test_numpy_begins_and_the_kernel_goes_on_with_the_same_bits(monkeypatch):
    """Which of the two ran which runs cannot be seen in the numbers."""
    expected = long_run(engine="numpy")
    Compiling(monkeypatch)

    outcome = long_run()

    assert outcome.engine == f"numpy to run {3 * engine.NUMPY_CHUNK}, then kernel"
    assert outcome.numbers() == expected.numbers()
    assert long_run().engine == "kernel"


def test_a_kernel_that_cannot_be_had_leaves_numpy_and_says_why(monkeypatch):
    build = Compiling(monkeypatch)
    build.fails = True

    outcome = long_run()

    assert outcome.engine == "numpy: the compiled kernel cannot be had: no room for it"
    assert outcome.numbers() == long_run(engine="numpy").numbers()
    with pytest.raises(InputError, match="cannot be had: no room for it"):
        long_run(engine="kernel")


def test_ctrl_c_ends_the_compilation_too(monkeypatch):
    build = Compiling(monkeypatch)

    def interrupt(stage, done, total):
        if done:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        long_run(progress=interrupt)
    assert build.stopped
    assert kernel_cache._build is None


def test_a_compilation_that_is_stopped_leaves_nothing(tmp_path, monkeypatch, nothing_loaded):
    """The process that compiles is gone, and no part of a file is left."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    kernel_cache.begin_build()
    process = kernel_cache._build._process
    time.sleep(0.2)
    kernel_cache.stop_build()

    assert process.returncode == -signal.SIGKILL
    assert list(kernel_cache.home().iterdir()) == []
