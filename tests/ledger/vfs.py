"""File systems for SQLite that keep a trace of what was written and synced, or that fail."""

import errno
from pathlib import Path

import apsw

NAME = "materiel-test"


class Shim(apsw.VFS):
    """Passes everything on, and asks `before` first: (what, file, offset, bytes)."""

    def __init__(self, before):
        self.before = before
        super().__init__(NAME, "", iVersion=3)

    def xOpen(self, name, flags):  # noqa: N802
        return ShimFile(name, flags, self.before)

    def xDelete(self, name, sync):  # noqa: N802
        self.before("delete", Path(name).name, 0, b"")
        return super().xDelete(name, sync)


class ShimFile(apsw.VFSFile):
    """One open file of a Shim."""

    def __init__(self, name, flags, before):
        self.name = Path(name.filename() if isinstance(name, apsw.URIFilename) else name or "").name
        self.before = before
        super().__init__("", name, flags)

    def xWrite(self, data, offset):  # noqa: N802
        self.before("write", self.name, offset, bytes(data))
        return super().xWrite(data, offset)

    def xTruncate(self, size):  # noqa: N802
        self.before("truncate", self.name, size, b"")
        return super().xTruncate(size)

    def xSync(self, flags):  # noqa: N802
        self.before("sync", self.name, 0, b"")
        return super().xSync(flags)


class Trace:
    """Everything that reached the disk, in order."""

    def __init__(self):
        self.steps = []

    def __call__(self, what, file, offset, data):
        self.steps.append((what, file, offset, data))


class Failing:
    """Fails at one step, or from it on, as a broken or a full disk does."""

    def __init__(self):
        self.count, self.fail_at, self.stays, self.full = 0, None, False, False

    def arm(self, at, *, stays=False, full=False):
        """The next step number `at` fails; with `stays`, every later one too."""
        self.count, self.fail_at, self.stays, self.full = 0, at, stays, full

    def disarm(self):
        """The disk works again; whether it had failed."""
        failed = self.fail_at is not None and self.count >= self.fail_at
        self.fail_at = None
        return failed

    def __call__(self, what, file, offset, data):
        if self.fail_at is None:
            return
        self.count += 1
        if self.count == self.fail_at or (self.stays and self.count > self.fail_at):
            if self.full and what == "write":
                raise apsw.FullError(f"test: {what} of {file}")
            error = apsw.IOError(f"test: {what} of {file} errno {errno.EIO}")
            error.extendedresult = {
                "write": apsw.SQLITE_IOERR_WRITE,
                "sync": apsw.SQLITE_IOERR_FSYNC,
                "truncate": apsw.SQLITE_IOERR_TRUNCATE,
                "delete": apsw.SQLITE_IOERR_DELETE,
            }[what]
            raise error


class Disk:
    """What would be on the disk after a power cut: what was synced, and any part of the rest."""

    SECTOR = 512

    def __init__(self):
        self.files = {}  # name → bytearray, durable
        self.waiting = {}  # name → steps that no sync has covered yet

    def take(self, step):
        """Follow one step of a trace."""
        what, file, _, _ = step
        if what == "sync":
            for waiting in self.waiting.pop(file, []):
                self._apply(self.files, waiting)
        elif what == "head":  # its folder is synced: what was deleted stays deleted
            for name in [n for n, steps in self.waiting.items() if steps[-1][0] == "delete"]:
                del self.waiting[name]
                self.files.pop(name, None)
        else:
            self.waiting.setdefault(file, []).append(step)

    def after_a_cut(self, rng):
        """Files as they may be found: of what waits, any sectors in any order may have been written."""
        found = {name: bytearray(content) for name, content in self.files.items()}
        for steps in self.waiting.values():
            for step in steps:
                for part in self._sectors(step):
                    if rng.random() < 0.5:
                        self._apply(found, part)
        return found

    def _sectors(self, step):
        what, file, offset, data = step
        if what != "write":
            return [step]
        return [
            ("write", file, offset + at, data[at : at + self.SECTOR])
            for at in range(0, len(data), self.SECTOR)
        ]

    @staticmethod
    def _apply(files, step):
        what, file, offset, data = step
        if what == "delete":
            files.pop(file, None)
            return
        content = files.setdefault(file, bytearray())
        if what == "truncate":
            del content[offset:]
            return
        if len(content) < offset:
            content.extend(bytes(offset - len(content)))
        content[offset : offset + len(data)] = data
