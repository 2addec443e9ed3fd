"""G03, G08: nothing is lost wherever the sender is killed, and what kills it stops nobody else."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import Engine, select

from duban import tables as t
from tasks.channels.addresses import Book
from tasks.database import insert_ignoring, reads
from tasks.outbox import deliver
from tasks.pacing import Pace, wall
from tasks.ways import reached_nobody, ways
from tests.reliability.rig import ROUNDS, die, killed_at, missed, seen, unmarked_copies
from tests.sinks import MailSink, mail_sink
from tests.tasks.test_outbox import NOW, SITE, TODAY, a_book, an_attempt, fill

QUIET = frozenset({"mail"})


@pytest.fixture
def sink() -> Iterator[MailSink]:
    """A mail server."""
    with mail_sink() as one:
        yield one


def _say(engine: Engine, book: Book, number: str) -> None:
    row = {"site": SITE, "id": number, "person": "p0", "post": "", "kind": number, "on": TODAY, "title": "督办通知",
           "body": "全文", "summary": "摘要", "pointer": "提示", "made_at": NOW}  # fmt: skip
    with engine.begin() as conn:
        insert_ignoring(t.notice, [row], conn)
        insert_ignoring(t.outbox, ways(SITE, number, "p0", TODAY, book), conn)


def _deliver(engine: Engine, url: str, quiet: frozenset[str] = frozenset(), people: int = 1,
             poison: str = "", later: int = 0) -> None:  # fmt: skip
    """Deliver on a day, so many after the first; the one who is ``poison`` takes its worker down."""
    book, now = a_book(people, url), NOW + timedelta(days=later)

    def poisoned(row: Any) -> None:
        if row.person == poison:
            die()

    deliver(engine, SITE, now.date(), lambda: now, an_attempt(book, poisoned), pace=Pace(wall, quiet=quiet))


@pytest.mark.parametrize("quiet", [frozenset(), QUIET], ids=["a marked copy", "no copy"])
def test_g03_killed_at_any_statement_nobody_is_lost_and_no_copy_is_unmarked(
    store: Engine, store_at: str, sink: MailSink, quiet: frozenset[str]
) -> None:
    book, wanted = a_book(1, sink.url), []
    for statement in range(1, 100):
        wanted.append(f"DB-{statement:04}")
        _say(store, book, wanted[-1])
        if not killed_at(statement, store_at, _deliver, sink.url, quiet):
            break
        if statement % 4 == 0 or ROUNDS:
            _deliver(store, sink.url, quiet)
    for _ in range(2):
        _deliver(store, sink.url, quiet)
    assert len(wanted) > 10
    unsure = {one.notice_id for one in reached_nobody(store, SITE, TODAY, book)} if quiet else set()
    unsure |= {one.notice_id for one in _waiting(store)} if quiet else set()
    assert missed(wanted, sink) <= unsure
    assert unmarked_copies(sink) == {}
    assert not quiet or all(len(marks) == 1 for marks in seen(sink).values())


def _waiting(engine: Engine) -> list[Any]:
    with reads(engine) as conn:
        return list(conn.execute(select(t.outbox.c.notice_id).where(t.outbox.c.state == "unknown")))


def test_g08_what_kills_its_worker_stops_nobody_else_and_is_given_up_the_third_time(
    store: Engine, store_at: str, sink: MailSink
) -> None:
    people = 6
    book = a_book(people, sink.url)
    fill(store, book)

    for later in (0, 0, 1, 1):
        killed_at(0, store_at, _deliver, sink.url, frozenset(), people, "p2", later)
    for later in (2, 3, 4):
        _deliver(store, sink.url, people=people, later=later)
    assert missed([f"DB-{n:04}" for n in range(people)], sink) == {"DB-0002"}
    assert unmarked_copies(sink) == {}
    assert [one.notice_id for one in reached_nobody(store, SITE, TODAY + timedelta(days=4), book)] == [
        "DB-0002"
    ]
