"""G21: PostgreSQL restarted under load loses no acknowledged decision, and the key settles what nobody knows."""

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, func, select
from sqlalchemy.exc import SQLAlchemyError

from duban import tables as t
from duban.errors import DubanError
from tasks.database import insert_ignoring, open_store, reads
from tasks.outbox import deliver
from tasks.pacing import Pace, wall
from tasks.ways import ways
from tests.reliability.own_postgres import Server, own_postgres
from tests.reliability.rig import FORKS, ROUNDS, missed, seen, unmarked_copies
from tests.sinks import MailSink, mail_sink
from tests.tasks.test_outbox import NOW, SITE, TODAY, a_book, an_attempt

MODES = ("fast", "immediate", "fast", "immediate") if ROUNDS else ("immediate",)


@pytest.fixture
def server() -> Iterator[Server]:
    """A server that may be restarted."""
    with own_postgres() as one:
        yield one


@pytest.fixture
def sink() -> Iterator[MailSink]:
    """A mail server."""
    with mail_sink() as one:
        yield one


def _decide(store_at: str, url: str, worker: int, folder: str) -> None:
    """Decide one notice after the other, each in one transaction, and note outside what was acknowledged.

    What broke off at the commit is decided again under the same key.
    """
    engine, book, number = open_store(store_at), a_book(1, url), 0
    while not Path(folder, "enough").exists():
        name = f"DB-{worker}{number:05}"
        try:
            what = "acknowledged" if _say(engine, name, book) else "settled"
        except SQLAlchemyError:
            _note(folder, f"broken-{worker}", name)
            time.sleep(0.05)
            continue
        _note(folder, f"{what}-{worker}", name)
        number += 1
        time.sleep(0 if ROUNDS else 0.03)


def _note(folder: str, file: str, name: str) -> None:
    with Path(folder, file).open("a") as kept:
        kept.write(name + "\n")


def _say(engine: Engine, name: str, book: Any) -> bool:
    """Decide a notice; False where its key was there already: the commit that broke off had gone through."""
    row = {"site": SITE, "id": name, "person": "p0", "post": "", "kind": name, "on": TODAY, "title": "督办通知",
           "body": "全文", "summary": "摘要", "pointer": "提示", "made_at": NOW}  # fmt: skip
    with engine.begin() as conn:
        known = conn.scalar(select(t.notice.c.id).where(t.notice.c.id == name))
        insert_ignoring(t.notice, [row], conn)
        insert_ignoring(t.outbox, ways(SITE, name, "p0", TODAY, book), conn)
    return known is None


def _send(store_at: str, url: str, folder: str) -> None:
    """Send what is due, again and again; a run that the store breaks off is followed by the next."""
    book = a_book(1, url)
    while not Path(folder, "enough").exists():
        try:
            deliver(open_store(store_at), SITE, TODAY, lambda: NOW, an_attempt(book), pace=Pace(wall))
        except (SQLAlchemyError, DubanError):
            time.sleep(0.05)


def _until(is_so: Callable[[], bool]) -> None:
    began = time.monotonic()
    while not is_so():
        assert time.monotonic() - began < 120
        time.sleep(0.02)


def _listed(folder: Path, what: str) -> list[str]:
    return [line for path in folder.glob(f"{what}-*") for line in path.read_text().split()]


def test_g21_restarted_under_load_no_acknowledged_decision_is_lost_and_the_key_settles_the_unclear(
    server: Server, sink: MailSink, tmp_path: Path
) -> None:
    store_at, where = server.new_store(), str(tmp_path)
    open_store(store_at).dispose()
    deciding = [FORKS.Process(target=_decide, args=(store_at, sink.url, n, where)) for n in range(2)]
    sending = FORKS.Process(target=_send, args=(store_at, sink.url, where))
    for worker in (*deciding, sending):
        worker.start()
    for turn, mode in enumerate(MODES, 1):
        _until(lambda turn=turn: len(_listed(tmp_path, "acknowledged")) > (500 if ROUNDS else 15) * turn)
        server.restart(mode)
    before = len(_listed(tmp_path, "acknowledged"))
    _until(lambda: len(_listed(tmp_path, "acknowledged")) > before + 5)
    (tmp_path / "enough").touch()
    for worker in (*deciding, sending):
        worker.join(120)
        assert worker.exitcode == 0
    store, book = open_store(store_at), a_book(1, sink.url)
    acknowledged = [*_listed(tmp_path, "acknowledged"), *_listed(tmp_path, "settled")]
    with reads(store) as conn:
        known = set(conn.scalars(select(t.notice.c.id)))
        twice = conn.scalar(select(func.count()).select_from(t.notice)) != len(known)
    assert set(acknowledged) <= known and not twice and len(set(acknowledged)) == len(acknowledged) > 10
    _rest(store, book, sink, sorted(known))
    print(f"\n{len(MODES)} restarts: {len(acknowledged)} acknowledged, 0 lost, {len(_listed(tmp_path, 'broken'))} tries "
          f"broken off, {len(_listed(tmp_path, 'settled'))} unclear commits settled by their key, {sum(len(m) - 1 for m in seen(sink).values())} marked copies")  # fmt: skip
    store.dispose()


def _rest(store: Engine, book: Any, sink: MailSink, known: list[str]) -> None:
    """What was left is sent once the leases of what broke off have run out."""
    for minutes in (0, 3):
        later = timedelta(minutes=minutes)
        deliver(
            store, SITE, TODAY, lambda: NOW, an_attempt(book), pace=Pace(lambda later=later: wall() + later)
        )
    assert missed(known, sink) == set() and unmarked_copies(sink) == {}


@pytest.mark.nightly
def test_g21_a_run_that_the_database_breaks_off_ends_in_one_sentence(site: Path, server: Server) -> None:
    store_at = server.new_store()
    command = [
        Path(sys.executable).with_name("duban"),
        "tick",
        site,
        "--today",
        "2019-06-20",
        "--store",
        store_at,
    ]
    running = subprocess.Popen(command, stderr=subprocess.PIPE, env={**os.environ, "LANG": "C.UTF-8"})
    engine = open_store(store_at)

    def began() -> bool:
        with reads(engine) as conn:
            return bool(conn.scalar(select(func.count()).select_from(t.run)))

    _until(began)
    server.restart("immediate")
    said = running.communicate(timeout=60)[1].decode()
    assert running.returncode == 1 and said.count("\n") == 1 and "数据库中途不可用" in said, said
    again = subprocess.run(command, capture_output=True, timeout=60)
    assert again.returncode == 0, again.stderr
    people = [f.stem.rsplit("-", 1)[1] for f in (site / "state" / "outbox" / "2019-06-20").glob("*.eml")]
    assert len(people) == len(set(people)) > 5
    engine.dispose()
