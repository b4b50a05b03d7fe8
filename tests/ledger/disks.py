"""Small file systems, and how to fill them."""

import os
import subprocess
import sys


def fill(folder, leave):
    """Take all room but `leave` bytes."""
    filler = folder / "filler"
    room = os.statvfs(folder).f_bavail * os.statvfs(folder).f_frsize
    filler.write_bytes(bytes(max(0, room - leave)))
    return filler


def remount(folder, size):
    """Give a file system another size."""
    command = ["mount", "-o", f"remount,size={size}", str(folder)]
    subprocess.run(command, check=True, stdout=sys.stderr)
