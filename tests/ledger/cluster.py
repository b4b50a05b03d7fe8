"""A PostgreSQL server of our own, in a folder that goes away."""

import contextlib
import os
import shutil
import subprocess
import tempfile
import time
from pathlib import Path

import psycopg
import pytest

OWNER, WRITER = "ledger_owner", "ledger_writer"


def binaries() -> Path | None:
    """Folder of initdb and pg_ctl, version 15 or newer; None when there is none."""
    named = os.environ.get("MATERIEL_POSTGRES_BIN")
    folders = [Path(named)] if named else sorted(Path("/usr/lib/postgresql").glob("*/bin"))
    found = shutil.which("initdb")
    folders += [Path(found).parent] if found else []
    return next((f for f in reversed(folders) if (f / "initdb").exists()), None)


def missing(reason: str) -> None:
    """Skip, or fail where the tests have to have a server."""
    if os.environ.get("MATERIEL_REQUIRE_POSTGRES") == "1":
        pytest.fail(f"MATERIEL_REQUIRE_POSTGRES=1, but {reason}")
    pytest.skip(f"{reason}; set MATERIEL_POSTGRES_BIN to the folder of initdb")


class Cluster:
    """A server on a Unix socket. The superuser of the server owns no ledger.

    Args:
        inside: Where its folder is made; the system's place for such things when not given.
        options: More of initdb.
    """

    def __init__(self, inside: Path | None = None, *options: str) -> None:
        found = binaries()
        if found is None:
            missing("there is no PostgreSQL")
        self.bin = found
        self.home = Path(tempfile.mkdtemp(prefix="materiel-pg-", dir=inside))
        self.home.chmod(0o755)
        self.data = self.home / "data"
        self.databases = 0
        self._user: list[str] = []
        if os.geteuid() == 0:  # PostgreSQL does not run as root
            shutil.chown(self.home, "postgres")
            self._user = ["runuser", "-u", "postgres", "--"]
        self._run(
            "initdb",
            "-D",
            self.data,
            "-A",
            "trust",
            "-U",
            "postgres",
            "--no-sync",
            "--locale=C",
            "--encoding=UTF8",
            *options,
        )
        self.start()
        self._watch()
        for role in (OWNER, WRITER):
            self.admin(f"CREATE ROLE {role} LOGIN")

    def _watch(self) -> None:
        """A process that stops the server when this one is gone, however it went."""
        reading, self._alive = os.pipe()
        self._watcher = os.fork()
        if self._watcher == 0:
            os.setsid()
            os.close(self._alive)
            os.read(reading, 1)  # ends when nobody holds the other end
            with contextlib.suppress(RuntimeError):
                self._remove()
            os._exit(0)
        os.close(reading)

    def _run(self, tool: str, *words: object) -> None:
        command = [*self._user, str(self.bin / tool), *map(str, words)]
        done = subprocess.run(
            command, cwd="/", text=True, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE
        )
        if done.returncode:
            raise RuntimeError(f"{tool}: {done.stderr}")

    def start(self) -> None:
        """Start the server and wait until it answers."""
        options = (
            f"-k {self.home} -c listen_addresses='' -c max_connections=30 -c shared_buffers=32MB"
        )
        self._run("pg_ctl", "-D", self.data, "-o", options, "-l", self.home / "log", "-w", "start")

    def stop(self) -> None:
        """Stop the server and remove its folder."""
        self._remove()
        os.close(self._alive)
        os.waitpid(self._watcher, 0)

    def _remove(self) -> None:
        if self.data.exists():
            self._run("pg_ctl", "-D", self.data, "-m", "immediate", "stop")
        shutil.rmtree(self.home, ignore_errors=True)

    def halt(self) -> None:
        """Stop the server as one does; what it holds is in its files."""
        self._run("pg_ctl", "-D", self.data, "-m", "fast", "-w", "stop")

    def kill(self) -> None:
        """SIGKILL the postmaster, as a crash would, and start again."""
        pid = int((self.data / "postmaster.pid").read_text().splitlines()[0])
        os.kill(pid, 9)
        for _ in range(200):  # its children notice that it is gone; until then it cannot start
            try:
                self.start()
                return
            except RuntimeError:
                time.sleep(0.05)
        raise RuntimeError("the server did not come back")

    def url(self, database: str, role: str = WRITER) -> str:
        """Address of a database for one role."""
        return f"postgresql://{role}@/{database}?host={self.home}"

    def admin(self, command: str, database: str = "postgres") -> None:
        """Run one statement as the superuser."""
        with psycopg.connect(self.url(database, "postgres"), autocommit=True) as connection:
            connection.execute(command)

    def new_database(self) -> str:
        """An empty database of the owner."""
        self.databases += 1
        name = f"ledger_{self.databases}"
        self.admin(f"CREATE DATABASE {name} OWNER {OWNER}")
        return name
