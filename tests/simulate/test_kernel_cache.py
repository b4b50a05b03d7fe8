"""Compiled code is kept where only the user can write, and is never run when it is damaged."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from materiel.simulate import kernel_cache

SRC = Path(__file__).parents[2] / "src"
SMALL = """
import numpy as np
from materiel.simulate import kernel_cache
from materiel.simulate.fans import Histograms
fans = Histograms(1)
fans.add(np.array([[[[1.0, 2.0, 4.0]]]]), 3)  # by NumPy
kernel_cache.kernel()  # compiles the smallest of its functions
told = fans.quantiles((0.0, 1.0)).ravel().tolist()
kernel_cache.seal()
stats = kernel_cache.kernel().values_at.stats
print(told, sum(stats.cache_hits.values()))
"""


def run_small(home):
    """A fresh process that compiles, or loads, one function; what it says."""
    env = os.environ | {"XDG_CACHE_HOME": str(home), "PYTHONPATH": str(SRC)}
    done = subprocess.run(
        [sys.executable, "-c", SMALL], env=env, capture_output=True, text=True, check=True
    )
    return done.stdout.strip()


def zeroed(file):
    file.write_bytes(bytes(file.stat().st_size))


def cut(file):
    file.write_bytes(file.read_bytes()[: file.stat().st_size // 2])


def flipped(file):
    content = bytearray(file.read_bytes())
    content[len(content) // 2] ^= 1
    file.write_bytes(content)


def test_a_damaged_cache_is_thrown_away_and_the_answer_is_the_same(tmp_path):
    """Compiled, then loaded; with one bit turned, compiled anew."""
    expected = "[1.0, 4.0]"
    assert run_small(tmp_path) == f"{expected} 0"
    assert run_small(tmp_path) == f"{expected} 1"
    (folder,) = (tmp_path / "materiel" / "kernel").iterdir()
    assert folder.stat().st_mode & 0o777 == 0o700
    flipped(next(folder.rglob("*.nbc")))
    assert run_small(tmp_path) == f"{expected} 0"


@pytest.fixture
def folder(tmp_path):
    """A cache with one file, hashed."""
    path = kernel_cache.open_folder(tmp_path / "key")
    (path / "code.nbc").write_bytes(b"code")
    hashes = kernel_cache.hashes(path)
    (path / kernel_cache.HASHES).write_text(str(hashes).replace("'", '"'))
    return path


def test_a_whole_cache_is_kept(folder):
    assert kernel_cache.open_folder(folder) == folder
    assert (folder / "code.nbc").exists()


@pytest.mark.parametrize(
    "change", ["cut", "zeroed", "flipped", "added", "lost", "hashes lost", "hashes broken", "mode"]
)
def test_what_was_touched_is_emptied(folder, change):
    """A file nobody hashed, a lost one, lost or broken hashes, a folder that others could write."""
    if change in ("cut", "zeroed", "flipped"):
        {"cut": cut, "zeroed": zeroed, "flipped": flipped}[change](folder / "code.nbc")
    elif change == "added":
        (folder / "other.nbc").write_bytes(b"x")
    elif change == "lost":
        (folder / "code.nbc").unlink()
    elif change == "hashes lost":
        (folder / kernel_cache.HASHES).unlink()
    elif change == "hashes broken":
        (folder / kernel_cache.HASHES).write_text("[1]")
    else:
        folder.chmod(0o777)

    assert kernel_cache.open_folder(folder) == folder
    assert list(folder.iterdir()) == []
    assert folder.stat().st_mode & 0o777 == 0o700


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
