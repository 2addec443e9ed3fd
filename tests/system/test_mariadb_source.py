"""Another database as a department's source: a real MariaDB, read with one SELECT and never written."""

import os
import shutil
import subprocess
import time
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text

from duban.errors import Refused
from duban.site import Source
from tasks.sources import call_in

pytestmark = pytest.mark.system
# Debian keeps servers where an ordinary path does not look.
DAEMON = shutil.which("mariadbd", path=f"{os.environ['PATH']}:/usr/sbin") or "mariadbd"


@pytest.fixture
def mariadb(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A server of its own on a socket, and the address of a database in it."""
    folder = tmp_path_factory.mktemp("mariadb")
    user = "root" if os.getuid() == 0 else "nobody"
    data = folder / "data"
    subprocess.run(
        ["mariadb-install-db", f"--datadir={data}", f"--user={user}", "--auth-root-authentication-method=normal"],
        check=True, capture_output=True,
    )  # fmt: skip
    socket = folder / "m.sock"
    server = subprocess.Popen([DAEMON, "--no-defaults", f"--datadir={data}", f"--socket={socket}",
                               "--skip-networking", f"--user={user}"], stderr=subprocess.DEVNULL)  # fmt: skip
    url = f"mysql+pymysql://root@localhost/{{}}?unix_socket={socket}&charset=utf8mb4"
    end = time.monotonic() + 60
    while not socket.exists() and time.monotonic() < end:
        time.sleep(0.2)
    engine = create_engine(url.format("mysql"), isolation_level="AUTOCOMMIT")
    with engine.connect() as conn:
        conn.execute(text("create database ledger character set utf8mb4"))
        conn.execute(
            text("create table ledger.t (code varchar(20), measure text, due date, percent decimal(5,1))")
        )
        conn.execute(
            text(
                "insert into ledger.t values ('A-1', '安置职工𠮷', '2019-12-31', 30.5), ('A-2', '清查', null, null)"
            )
        )
    yield url.format("ledger")
    engine.dispose()
    server.terminate()
    server.wait(30)


def _source(url: str, query: str) -> Source:
    return Source(name="办公室", prefix="BG", kind="sql", url=url, query=query, reporter="head")


def test_rows_come_as_text_exactly_as_they_are(mariadb: str, tmp_path: Path) -> None:
    calls = call_in(_source(mariadb, "select * from t order by code"), tmp_path, date(2019, 7, 1))
    assert calls.deliveries[0].grids[0].cells == (
        ("code", "measure", "due", "percent"),
        ("A-1", "安置职工𠮷", "2019-12-31", "30.5"),
        ("A-2", "清查", "", ""),
    )


def test_nothing_but_one_select_is_sent(mariadb: str, tmp_path: Path) -> None:
    with pytest.raises(Refused):
        call_in(_source(mariadb, "delete from t"), tmp_path, date(2019, 7, 1))
