"""A real PostgreSQL server for tests, in a folder of its own.

It is reached by a socket there or, where a `host` is given, at that address by other machines, too.
"""

import os
import pwd
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import psycopg

PROGRAMS = Path("/usr/lib/postgresql")  # where Debian has those that no user calls
_FAST = "-c fsync=off -c full_page_writes=off -c max_connections=200"  # survives its own crash


def find_program(name: str) -> str | None:
    """The path of a program of PostgreSQL's, the newest there is; None where none is installed."""
    found = sorted(PROGRAMS.glob(f"*/bin/{name}"), key=lambda path: float(path.parts[-3]))
    return str(found[-1]) if found else shutil.which(name)


class PostgresProcess:
    """`postgres` in a folder; may be killed and started again, at the same address.

    `settings` are its options, as `-c NAME=VALUE ...`.
    """

    def __init__(self, folder: Path, settings: str = _FAST, host: str = "") -> None:
        self.folder, self._settings, self._host, self._made = folder, settings, host, 0
        self._user = "nobody" if os.getuid() == 0 else None  # root may not run it
        if self._user:
            os.chown(folder, pwd.getpwnam(self._user).pw_uid, -1)
        self._run("initdb", "-U", "test", "--auth=trust", "--no-sync", "-E", "UTF8", "--locale=C")
        if host:
            with (folder / "data" / "pg_hba.conf").open("a") as allowed:
                allowed.write("host all all samenet trust\n")

    def start(self) -> None:
        """Starts it, and waits until it answers."""
        where = f"-c listen_addresses={self._host} -c unix_socket_directories={self.folder}"
        how = f"{self._settings} {where}"
        log = str(self.folder / "log")
        self._run("pg_ctl", "-w", "-l", log, "-o", how, "start")

    def stop(self, mode: str = "immediate") -> None:
        """Ends it, as a crash would unless `mode` is another of pg_ctl's."""
        self._run("pg_ctl", "-w", "-m", mode, "stop")

    @property
    def process(self) -> int:
        """The id of the server's first process, whose children are the others."""
        return int((self.folder / "data/postmaster.pid").read_text().split()[0])

    def database(self) -> str:
        """The address of a new, empty database."""
        self._made += 1
        name = f"news{self._made}"
        with psycopg.connect(self._address("postgres"), autocommit=True) as db:
            db.execute(f"CREATE DATABASE {name}".encode())
        return self._address(name)

    def _address(self, name: str) -> str:
        return f"postgresql://test@/{name}?host={self._host or self.folder}"

    def _run(self, program: str, *given: str) -> None:
        path = find_program(program)
        assert path, program
        subprocess.run(
            [path, "-D", str(self.folder / "data"), *given], user=self._user, check=True,
            cwd=self.folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip


@contextmanager
def running(
    settings: str = _FAST, where: Path | None = None, host: str = ""
) -> Iterator[PostgresProcess]:
    """A server while the block runs, in a folder with a short path, as a socket needs."""
    with TemporaryDirectory(prefix="pg-", dir=where) as folder:
        server = PostgresProcess(Path(folder), settings, host)
        server.start()
        try:
            yield server
        finally:
            server.stop()
