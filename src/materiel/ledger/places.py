"""Where a ledger lies: a file on this machine's disk, or a schema of a PostgreSQL server."""

import os
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import parse_qsl, quote, unquote, urlencode, urlsplit

from materiel.core.errors import LedgerError

SCHEMES = ("postgresql://", "postgres://")
_SECRET = {"password", "sslpassword", "passfile"}

# Kinds of file systems of other machines: their locks and shared memory do not hold (rule L1).
_REMOTE = {
    "9p", "afs", "beegfs", "ceph", "cifs", "coda", "davfs", "gfs2", "glusterfs", "gpfs", "lustre", "ncpfs",
    "nfs", "nfs4", "ocfs2", "smb3", "smbfs",
}  # fmt: skip
_REMOTE_FUSE = {"ceph", "davfs2", "gcsfuse", "glusterfs", "rclone", "s3fs", "sshfs"}
_MOUNTS = Path("/proc/self/mountinfo")


@dataclass(frozen=True, slots=True)
class Server:
    """A database of a PostgreSQL server. Printed without its password."""

    url: str = field(repr=False)

    def __str__(self) -> str:
        parts = urlsplit(self.url)
        user = f"{quote(parts.username)}@" if parts.username else ""
        where = parts.netloc.rpartition("@")[2]
        shown = [(k, v) for k, v in parse_qsl(parts.query) if k not in _SECRET]
        query = f"?{urlencode(shown, safe='/')}" if shown else ""
        return f"postgresql://{user}{where}{parts.path}{query}"

    def secrets(self) -> list[str]:
        """What must not be printed, as it stands in the address and as it is meant."""
        parts = urlsplit(self.url)
        raw = [parts.password or "", *(v for k, v in parse_qsl(parts.query) if k in _SECRET)]
        return [word for part in raw for word in (part, unquote(part)) if word]


Place = Path | Server


def place_of(text: str | Path | Server) -> Place:
    """The place that a word of the command line names.

    Raises:
        LedgerError: It begins like an address of PostgreSQL and is none.

    >>> place_of("ledger.sqlite")
    PosixPath('ledger.sqlite')
    >>> print(place_of("postgres://ann:secret@db.example:5432/supply?password=x&sslmode=require"))
    postgresql://ann@db.example:5432/supply?sslmode=require
    """
    if not isinstance(text, str) or not text.startswith(SCHEMES):
        return Path(text) if isinstance(text, str) else text
    try:
        parts = urlsplit(text)
        _ = parts.port, parts.hostname
    except ValueError as error:
        raise LedgerError(
            "this is no address of a PostgreSQL database",
            way_out="Write postgresql://USER@HOST:PORT/DATABASE; the password may stand in ~/.pgpass.",
        ) from error
    return Server(text)


def state_folder() -> Path:
    """Where this user's machine keeps what it saw of ledgers on servers."""
    home = os.environ.get("XDG_STATE_HOME") or str(Path.home() / ".local" / "state")
    return Path(home) / "materiel"


def require_local(file: Path) -> None:
    """Refuse a file on another machine's disk.

    Raises:
        LedgerError: The folder of `file` is mounted from a network.
    """
    folder = next((p for p in file.absolute().parents if p.is_dir()), None)
    if folder is None or not _MOUNTS.is_file():
        return
    device = folder.stat().st_dev
    kind = filesystem_of(_MOUNTS.read_text("utf-8", "replace"), os.major(device), os.minor(device))
    if kind in _REMOTE or (kind or "").removeprefix("fuse.") in _REMOTE_FUSE:
        raise LedgerError(
            f"a ledger cannot lie on a disk of another machine ({kind}): its locks do not hold there",
            where=str(file),
            way_out="Choose a folder of this machine, or a PostgreSQL ledger for a team.",
        )


def filesystem_of(mounts: str, major: int, minor: int) -> str | None:
    """Kind of the file system on a device, from the text of /proc/self/mountinfo.

    >>> filesystem_of("36 35 0:31 / /mnt/team rw - nfs4 host:/team rw", 0, 31)
    'nfs4'
    """
    kind = None
    for line in mounts.splitlines():
        words = line.split()
        if len(words) > 6 and words[2] == f"{major}:{minor}" and "-" in words:
            kind = words[words.index("-") + 1]
    return kind
