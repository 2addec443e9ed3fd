"""What the promises are tried with: processes killed at a statement, and a checker whose witness is the sink."""

import multiprocessing
import os
import signal
import threading
from collections import Counter
from collections.abc import Callable
from datetime import datetime, tzinfo
from typing import Any

import pytest
from sqlalchemy import event

from tasks import context
from tasks.database import open_store
from tests.sinks import MailSink

# 0: the short sizes of every commit; any other number the full ones.
ROUNDS = int(os.environ.get("DUBAN_ROUNDS", "0"))
KILLED = -signal.SIGKILL
# Forks of a process without threads that has loaded everything: a kill costs little.
FORKS = multiprocessing.get_context("forkserver")
FORKS.set_forkserver_preload(["tests.tasks.test_outbox", "tasks.channels.send", "apprise.plugins.email.base",
                              "flows.daily", "tests.reliability.soak"])  # fmt: skip


def die() -> None:
    """End this process as a power cut does."""
    os.kill(os.getpid(), signal.SIGKILL)


def freeze() -> None:
    """Stop this process as SIGSTOP does, at once: sent to the process instead, it lets this thread go on a while."""
    signal.pthread_kill(threading.get_ident(), signal.SIGSTOP)


def killed_at(statement: int, store_at: str, work: Callable[..., object], *given: Any) -> bool:
    """Do the work in a process that is killed before its n-th statement or commit; whether it came to that.

    ``work`` gets the engine and what is ``given``; 0 kills at no statement.
    """
    child = FORKS.Process(target=_work, args=(statement, store_at, work, given))
    child.start()
    child.join(60)
    assert child.exitcode is not None, "hangs"
    return child.exitcode == KILLED


def _work(statement: int, store_at: str, work: Callable[..., object], given: tuple[Any, ...]) -> None:
    engine, count = open_store(store_at), [0]

    def step(*_: Any, **__: Any) -> None:
        count[0] += 1
        if count[0] == statement:
            die()

    event.listen(engine, "before_cursor_execute", step)
    event.listen(engine, "commit", step)
    work(engine, *given)


def seen(sink: MailSink) -> dict[str, list[bool]]:
    """By notice, each mail that arrived in order: whether it was marked as a copy."""
    found: dict[str, list[bool]] = {}
    for mail in sink.mails:
        number = str(mail["Message-ID"]).split(".")[0].strip("<")
        found.setdefault(number, []).append("重发" in str(mail["Subject"]))
    return found


def missed(wanted: list[str], sink: MailSink) -> set[str]:
    """Whom the sink never saw told."""
    return set(wanted) - set(seen(sink))


def unmarked_copies(sink: MailSink) -> dict[str, int]:
    """What arrived more than once without saying so."""
    found = Counter({n: marks.count(False) for n, marks in seen(sink).items()})
    return {number: count for number, count in found.items() if count > 1}


def clock_at(monkeypatch: pytest.MonkeyPatch, moment: datetime) -> None:
    """Set the clock by which a run finds its day to a moment (with its zone)."""

    class Set(datetime):
        @classmethod
        def now(cls, tz: tzinfo | None = None) -> "Set":
            there = moment.astimezone(tz)
            return cls.combine(there.date(), there.timetz())

    monkeypatch.setattr(context, "datetime", Set)
