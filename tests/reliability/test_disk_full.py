"""G23: a full disk: nothing false is kept or sent, it is said in one sentence, and with room again it goes on."""

import io
import os
import shutil
import sqlite3
import subprocess
import sys
import zipfile
from collections import Counter
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import date
from email import message_from_bytes, policy
from pathlib import Path

import openpyxl
import pytest
from sqlalchemy import select
from sqlalchemy.exc import SQLAlchemyError

from duban import tables as t
from tasks.auditing import findings
from tasks.context import open_site
from tasks.database import open_store, reads
from tests.reliability.own_postgres import own_postgres
from tests.reliability.rig import ROUNDS
from tests.reliability.test_pg_restart import _say
from tests.tasks.test_outbox import a_book
from tests.walk import days

pytestmark = pytest.mark.skipif(os.geteuid() != 0, reason="a small file system of its own needs root")
DAY = date(2019, 7, 1)
DUBAN = Path(sys.executable).with_name("duban")
# So much is left, in KiB: it fails at the store, at a workbook, at the letters.
LEFT = (0, 64, 200, 400, 700, 1000) if ROUNDS else (300,)


@contextmanager
def small_disk(folder: Path, megabytes: int) -> Iterator[Path]:
    """A file system of so many megabytes for the length of a block."""
    folder.mkdir(exist_ok=True)
    subprocess.run(
        ["mount", "-t", "tmpfs", "-o", f"size={megabytes}m,mode=0755", "tmpfs", folder], check=True
    )
    try:
        yield folder
    finally:
        subprocess.run(["umount", "-l", folder], check=True)


def _fill(folder: Path, leave_kib: int) -> Path:
    """Take all room but so much."""
    ballast = folder / "ballast"
    free = shutil.disk_usage(folder).free - leave_kib * 1024
    with ballast.open("wb") as out:
        out.write(b"\0" * max(free // 4096, 0) * 4096)
    return ballast


def _tick(site: Path, day: date) -> tuple[int, str]:
    done = subprocess.run([DUBAN, "tick", site, "--today", f"{day}"], capture_output=True, timeout=120)
    return done.returncode, done.stderr.decode()


def _whole(site: Path) -> None:
    """Every letter that counts as sent is on the disk and whole; so is each workbook; nothing half lies about."""
    at = open_site(str(site), DAY)
    with reads(at.engine) as conn:
        o = t.outbox.c
        sent = set(conn.scalars(select(o.notice_id).where(o.state == "sent", o.channel == "eml")))
    files = list((site / "state" / "outbox").rglob("*.eml"))
    for file in files:
        mail = message_from_bytes(file.read_bytes(), policy=policy.default)
        assert "编号" in mail.get_body(("plain",)).get_content()  # type: ignore[union-attr]
        for part in mail.iter_attachments():
            assert zipfile.ZipFile(io.BytesIO(part.get_content())).testzip() is None
    assert sent <= {file.name[:10] for file in files}
    for book in (site / "state").rglob("*.xlsx"):
        openpyxl.load_workbook(book).close()


def test_g23_with_the_disk_full_nothing_false_is_kept_and_with_room_again_everybody_is_told_once(
    site: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("DUBAN_STORE", raising=False)
    with small_disk(site / "state", 6):
        days.tick(site, date(2019, 6, 20))
        codes, spoken = [], []
        for left in LEFT:
            ballast = _fill(site / "state", left)
            code, said = _tick(site, DAY)
            codes.append(code)
            assert "Traceback" not in said and said.count("\n") <= 3, said
            spoken.append(
                "磁盘已满" in said or "打不开" in said or "未送达" in said or "disk is full" in said
            )
            ballast.unlink()
            _whole(site)
            with closing(sqlite3.connect(site / "state" / "store.db")) as raw:
                assert raw.execute("pragma integrity_check").fetchone() == ("ok",)
        assert 1 in codes and all(said for said, code in zip(spoken, codes, strict=True) if code)
        assert _tick(site, DAY)[0] == 0
        _whole(site)
        people = Counter(f.stem[11:] for f in (site / "state" / "outbox" / f"{DAY}").glob("*.eml"))
        assert len(people) > 5 and set(people.values()) == {1}
        assert findings(open_site(str(site), DAY)) == ()


@pytest.mark.nightly
def test_g23_postgresql_out_of_room_keeps_what_it_acknowledged_and_goes_on_when_there_is_room(
    tmp_path: Path,
) -> None:
    tmp_path.chmod(0o755)
    disk = Path("/tmp") / f"duban-full-{os.getpid()}"
    with small_disk(disk, 160), own_postgres(disk) as server:
        store = open_store(server.new_store())
        book, kept, faults = (
            a_book(1, "mailto://u:p@127.0.0.1:1?from=duban@hb.example.gov.cn&mode=insecure"),
            [],
            0,
        )
        ballast, number = _fill(disk, 4096), 0
        while faults < 10:
            name = f"DB-{number:06}"
            try:
                _say(store, name, book)
                kept.append(name)
                number += 1
            except SQLAlchemyError:
                faults += 1
        ballast.unlink()
        if not _answers(store):
            server.restart("immediate")
        for _ in range(50):
            name = f"DB-{number:06}"
            _say(store, name, book)
            kept.append(name)
            number += 1
        with reads(store) as conn:
            known = set(conn.scalars(select(t.notice.c.id)))
        print(
            f"\n{len(kept)} acknowledged on a full disk, {len(set(kept) - known)} lost, went on after {faults} faults"
        )
        assert set(kept) <= known
        store.dispose()


def _answers(store: object) -> bool:
    try:
        with reads(store) as conn:  # type: ignore[arg-type]
            return conn.scalar(select(t.notice.c.id).limit(1)) is not None
    except SQLAlchemyError:
        return False
