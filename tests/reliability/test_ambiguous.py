"""G04, G06, G12: an unclear end is neither sent nor failed; who sleeps too long, or comes second, tells nobody."""

import os
import signal
import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, select, update

from duban import tables as t
from tasks import connecting, outbox
from tasks.channels.letter import Verdict
from tasks.database import open_store, reads
from tasks.outbox import deliver
from tasks.pacing import Pace, wall
from tests.reliability.rig import FORKS, ROUNDS, freeze, missed, seen, unmarked_copies
from tests.sinks import MailSink, mail_sink
from tests.tasks.test_outbox import NOW, SITE, TODAY, a_book, an_attempt, attempts, fill

WANTED = ["DB-0000"]


@pytest.fixture
def sink() -> Iterator[MailSink]:
    """A mail server."""
    with mail_sink() as one:
        yield one


@pytest.mark.parametrize("ends", [
    ("drop after the dot", ""), ("drop after the dot", "not now", ""),
    ("drop after the dot", "drop after the dot"), ("not now", "drop after the dot", "")])  # fmt: skip
def test_g06_an_unclear_end_is_sticky_and_each_copy_is_marked_and_bears_the_first_number(
    store: Engine, sink: MailSink, ends: tuple[str, ...]
) -> None:
    book = a_book(1, sink.url)
    fill(store, book)
    for sink.mode in ends:
        deliver(store, SITE, TODAY, lambda: NOW, an_attempt(book), pace=Pace(wall))
    verdicts = {"drop after the dot": "unknown", "not now": "refused", "": "sent"}
    assert [verdict for _, verdict in attempts(store)] == [verdicts[end] for end in ends]
    assert missed(WANTED, sink) == set() and unmarked_copies(sink) == {}
    assert len({str(mail["Message-ID"]) for mail in sink.mails}) == 1


def _sleepy(store_at: str, url: str, folder: str) -> None:
    """Claim, be stopped before anything leaves, and go on five minutes later."""
    book, claimed = a_book(1, url), Path(folder, "claimed")
    trying = outbox._try

    def sleep_first(*given: Any) -> Verdict:
        claimed.touch()
        freeze()
        return trying(*given)

    outbox._try = sleep_first
    deliver(open_store(store_at), SITE, TODAY, lambda: NOW, an_attempt(book),
            pace=Pace(lambda: wall() + timedelta(minutes=5 if claimed.exists() else 0)))  # fmt: skip


def _frozen(work: Callable[..., None], mark: Path, *given: object) -> BaseProcess:
    """A process that does the work until it has left its mark and is stopped."""
    child = FORKS.Process(target=work, args=given)
    child.start()
    began, stat = time.monotonic(), Path(f"/proc/{child.pid}/stat")
    while not mark.exists() or stat.read_text().rpartition(")")[2].split()[0] != "T":
        assert time.monotonic() - began < 60, "never began"
        time.sleep(0.02)
    return child


def test_g04_a_worker_frozen_after_its_claim_sends_nothing_when_it_wakes(
    store: Engine, store_at: str, sink: MailSink, tmp_path: Path
) -> None:
    book = a_book(1, sink.url)
    fill(store, book)
    frozen = _frozen(_sleepy, tmp_path / "claimed", store_at, sink.url, str(tmp_path))
    # Alive, though it sleeps: its lease has to run out first.
    deliver(store, SITE, TODAY, lambda: NOW, an_attempt(book), pace=Pace(wall))
    assert sink.mails == []
    later = Pace(lambda: wall() + timedelta(minutes=3))
    deliver(store, SITE, TODAY, lambda: NOW, an_attempt(book), pace=later)
    assert frozen.pid is not None
    os.kill(frozen.pid, signal.SIGCONT)
    frozen.join(60)
    assert frozen.exitcode == 0
    assert seen(sink) == {"DB-0000": [True]}
    with reads(store) as conn:
        assert list(conn.scalars(select(t.outbox.c.state))) == ["sent"]


def _stopped_inside(store_at: str, url: str, folder: str) -> None:
    """Be stopped when the letter has left and before its answer is kept, and go on five minutes later."""
    book, left = a_book(1, url), Path(folder, "left")
    trying = outbox._try

    def then_sleep(*given: Any) -> Verdict:
        verdict = trying(*given)
        left.touch()
        freeze()
        return verdict

    outbox._try = then_sleep
    deliver(open_store(store_at), SITE, TODAY, lambda: NOW, an_attempt(book), pace=Pace(wall))


def test_g04_a_worker_frozen_while_it_sends_is_counted_unclear_and_the_copy_is_marked(
    store: Engine, store_at: str, sink: MailSink, tmp_path: Path
) -> None:
    book = a_book(1, sink.url)
    fill(store, book)
    frozen = _frozen(_stopped_inside, tmp_path / "left", store_at, sink.url, str(tmp_path))
    deliver(
        store, SITE, TODAY, lambda: NOW, an_attempt(book), pace=Pace(lambda: wall() + timedelta(minutes=3))
    )
    assert frozen.pid is not None
    os.kill(frozen.pid, signal.SIGCONT)
    frozen.join(60)
    assert frozen.exitcode == 0
    assert seen(sink) == {"DB-0000": [False, True]}
    assert [verdict for _, verdict in attempts(store)] == ["unknown", "sent"]


def _holding(store_at: str, folder: str) -> None:
    """Be stopped in the middle of a change, and go on with it when woken."""
    connecting.IDLE_SECONDS = 1
    with open_store(store_at).begin() as conn:
        conn.execute(update(t.outbox).values(state="void"))
        Path(folder, "changed").touch()
        freeze()


@pytest.mark.nightly
def test_g04_a_worker_frozen_in_the_middle_of_a_change_neither_loses_nor_doubles_a_notice(
    store: Engine, store_at: str, sink: MailSink, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """PostgreSQL ends the sleeper's change and others go on; an SQLite file is its until it ends or goes on."""
    monkeypatch.setattr(connecting, "WAIT_SECONDS", 1)
    book = a_book(1, sink.url)
    fill(store, book)
    frozen = _frozen(_holding, tmp_path / "changed", store_at, str(tmp_path))
    other = open_store(store_at)
    deliver(other, SITE, TODAY, lambda: NOW, an_attempt(book), pace=Pace(wall))
    on_sqlite = store.dialect.name == "sqlite"
    assert seen(sink) == ({} if on_sqlite else {"DB-0000": [False]})
    assert frozen.pid is not None
    os.kill(frozen.pid, signal.SIGKILL if on_sqlite else signal.SIGCONT)
    frozen.join(60)
    assert frozen.exitcode not in (0, None)
    deliver(other, SITE, TODAY, lambda: NOW, an_attempt(book), pace=Pace(wall))
    assert seen(sink) == {"DB-0000": [False]}
    other.dispose()


def _deliver_elsewhere(store_at: str, url: str, people: int) -> None:
    book = a_book(people, url)
    for _ in range(3):
        deliver(open_store(store_at), SITE, TODAY, lambda: NOW, an_attempt(book), pace=Pace(wall))


def test_g12_many_processes_at_once_one_of_them_killed_do_the_work_of_one(
    store: Engine, store_at: str, sink: MailSink
) -> None:
    people = 200 if ROUNDS else 24
    book = a_book(people, sink.url)
    fill(store, book)
    workers = [FORKS.Process(target=_deliver_elsewhere, args=(store_at, sink.url, people))
               for _ in range(8 if ROUNDS else 3)]  # fmt: skip
    for worker in workers:
        worker.start()
    for _ in range(400):
        if sink.mails:
            break
        time.sleep(0.02)
    workers[0].kill()
    for worker in workers:
        worker.join(120)
    for _ in range(2):
        deliver(store, SITE, TODAY, lambda: NOW, an_attempt(book), pace=Pace(wall))
    assert missed([f"DB-{n:04}" for n in range(people)], sink) == set()
    assert unmarked_copies(sink) == {}
    # Only what the killed one had in its hands may have come twice.
    assert sum(len(marks) - 1 for marks in seen(sink).values()) <= 4
