"""What is due leaves once, and what may have left twice says so; the sinks are the witness."""

import multiprocessing
import os
import signal
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, insert, select, update

from duban import tables as t
from tasks.channels import mail
from tasks.channels.addresses import Address, Book
from tasks.channels.letter import Letter, Verdict
from tasks.channels.send import send
from tasks.database import insert_ignoring, open_store, reads
from tasks.outbox import Attempt, deliver, due, expire
from tasks.pacing import Delivered, Pace
from tasks.ways import readdress, unsent, ways
from tasks.worker import is_gone, new_token
from tests.sinks import MailSink, mail_sink

SPAWN = multiprocessing.get_context("spawn")
TODAY = date(2019, 6, 3)
NOW = datetime(2019, 6, 3, 8, 30)
START = datetime(2026, 11, 23, 9, 0)
SITE = "example"
Hooked = Callable[[Any], None]


def a_book(people: int, url: str, **changed: str) -> Book:
    """Make a book of people p0, p1 … by mail; ``changed`` gives some another address."""
    server = mail.read_url(url)[0]
    to = {f"p{i}": f"p{i}@hb.example.gov.cn" for i in range(people)} | changed
    found = {p: (Address(p, p.upper(), "mail", f"key-{a}", "summary", a, server),)
             for p, a in to.items()}  # fmt: skip
    return Book(found, Path("/nonexistent"))


def fill(engine: Engine, book: Book, on: date = TODAY) -> None:
    """Put one notice for each person into the outbox, as the saving of notices does."""
    for number, person in enumerate(book.addresses):
        row = {"site": SITE, "id": f"DB-{number:04}", "person": person, "post": "", "kind": "daily",
               "on": on, "title": "督办通知", "body": "全文", "summary": f"摘要{number}",
               "pointer": "提示", "made_at": NOW}  # fmt: skip
        with engine.begin() as conn:
            insert_ignoring(t.notice, [row], conn)
            insert_ignoring(t.outbox, ways(SITE, row["id"], person, on, book), conn)  # type: ignore[arg-type]


def an_attempt(book: Book, before: Hooked | None = None) -> Attempt:
    """Make the attempt that sends by the book; ``before`` runs between intent and sending."""

    def attempt(row: Any, message_id: str, again: bool) -> Verdict:
        if before is not None:
            before(row)
        address = book.find(row.person, row.address_key)
        assert address is not None
        letter = Letter(row.notice_id, "督办通知", "全文", f"编号{row.notice_id}", "提示",
                        NOW.replace(tzinfo=UTC), again, message_id)  # fmt: skip
        return send(address, letter)

    return attempt


class Watch:
    """A clock that a test turns."""

    def __init__(self, at: datetime = START) -> None:
        """Start at a moment."""
        self.at = at

    def __call__(self) -> datetime:
        """Tell the time."""
        return self.at

    def pass_(self, **span: float) -> None:
        """Turn the clock on."""
        self.at += timedelta(**span)


def run(engine: Engine, attempt: Attempt, watch: Watch | None = None,
        today: date = TODAY) -> Delivered:  # fmt: skip
    """Deliver once, as a run of ``today`` does."""
    now = datetime.combine(today, NOW.time())
    return deliver(engine, SITE, today, lambda: now, attempt, watch or Watch())


def subjects(sink: MailSink) -> Counter[tuple[str, bool]]:
    """What the sink took, by notice, and whether it was marked as a copy."""
    return Counter((m["Message-ID"].split(".")[0].strip("<"), "重发" in m["Subject"])
                   for m in sink.mails)  # fmt: skip


def states(engine: Engine) -> Counter[str]:
    """How the rows stand."""
    with reads(engine) as conn:
        return Counter(conn.scalars(select(t.outbox.c.state)))


def attempts(engine: Engine) -> list[tuple[int, str]]:
    """Every attempt: its number and verdict, in order."""
    query = select(t.attempt.c.number, t.attempt.c.verdict).order_by(
        t.attempt.c.outbox_id, t.attempt.c.number)  # fmt: skip
    with reads(engine) as conn:
        return [(number, verdict) for number, verdict in conn.execute(query)]


@pytest.fixture
def sink() -> Iterator[MailSink]:
    """A mail server."""
    with mail_sink() as one:
        yield one


def test_what_is_due_leaves_once_however_often_it_is_run(store: Engine, sink: MailSink) -> None:
    book = a_book(5, sink.url)
    for _ in range(3):
        fill(store, book)
        last = run(store, an_attempt(book))
    assert subjects(sink) == {(f"DB-{i:04}", False): 1 for i in range(5)}
    assert last == Delivered()
    assert unsent(store, SITE, TODAY) == (5, 5)
    assert attempts(store) == [(1, "sent")] * 5


def test_the_intent_is_in_the_store_before_the_first_byte_leaves(store: Engine, sink: MailSink) -> None:
    book = a_book(1, sink.url)
    fill(store, book)
    seen: list[Any] = []

    def look(row: Any) -> None:
        with reads(store) as conn:
            seen.extend(conn.execute(select(t.attempt.c.verdict, t.attempt.c.message_id)))
            seen.append(conn.scalar(select(t.outbox.c.state)))

    run(store, an_attempt(book, look))
    assert seen == [("sending", f"<DB-0000.{_ids(store)[0]}@duban>"), "sending"]


def _ids(engine: Engine) -> list[int]:
    with reads(engine) as conn:
        return list(conn.scalars(select(t.outbox.c.id)))


def test_what_is_not_due_yet_waits(store: Engine, sink: MailSink) -> None:
    book = a_book(1, sink.url)
    fill(store, book, on=TODAY + timedelta(days=1))
    assert run(store, an_attempt(book)) == Delivered()
    assert unsent(store, SITE, TODAY) == (0, 0)
    assert run(store, an_attempt(book), today=TODAY + timedelta(days=1)).sent == 1


def test_another_site_in_the_same_store_is_left_alone(store: Engine, sink: MailSink) -> None:
    book = a_book(1, sink.url)
    fill(store, book)
    done = deliver(store, "another", TODAY, lambda: NOW, an_attempt(book), Watch())
    assert done == Delivered() and sink.mails == []


def test_one_refused_address_leaves_the_others_sent_and_is_counted(store: Engine, sink: MailSink) -> None:
    book = a_book(4, sink.url, p1="nobody@hb.example.gov.cn")
    fill(store, book)
    done = run(store, an_attempt(book))
    assert (done.sent, done.refused, done.unknown) == (3, 1, 0)
    (said,) = done.failures
    assert said.startswith("通知 DB-0001（p1，mail）未能确认送达：对方拒收（550")
    assert "nobody@" not in said
    assert unsent(store, SITE, TODAY) == (3, 4)


def test_an_attempt_that_raises_leaves_the_others_sent(store: Engine, sink: MailSink) -> None:
    book = a_book(4, sink.url)
    fill(store, book)

    def stumble(row: Any) -> None:
        if row.person == "p2":
            raise KeyError("p2")

    done = run(store, an_attempt(book, stumble))
    assert (done.sent, done.unknown) == (3, 1)
    assert "程序出错（KeyError）" in done.failures[0]
    assert run(store, an_attempt(book)).sent == 1
    assert subjects(sink)["DB-0002", True] == 1


def test_a_refusal_is_tried_again_thrice_a_day_at_once_and_then_each_half_hour(
    store: Engine, sink: MailSink
) -> None:
    book, watch = a_book(1, sink.url, p0="later@hb.example.gov.cn"), Watch()
    fill(store, book)
    assert [run(store, an_attempt(book), watch).refused for _ in range(5)] == [1, 1, 1, 0, 0]
    watch.pass_(minutes=31)
    assert [run(store, an_attempt(book), watch).refused for _ in range(2)] == [1, 0]
    tomorrow = TODAY + timedelta(days=1)
    assert run(store, an_attempt(book), watch, tomorrow).refused == 1
    assert unsent(store, SITE, tomorrow) == (0, 1)


def test_a_refusal_for_good_is_asked_about_once_on_each_later_day(store: Engine, sink: MailSink) -> None:
    book, watch = a_book(1, sink.url, p0="nobody@hb.example.gov.cn"), Watch()
    fill(store, book)
    assert [run(store, an_attempt(book), watch).refused for _ in range(3)] == [1, 0, 0]
    assert states(store) == {"dead": 1}
    watch.pass_(minutes=31)
    assert run(store, an_attempt(book), watch) == Delivered()
    tomorrow = TODAY + timedelta(days=1)
    assert [run(store, an_attempt(book), watch, tomorrow).refused for _ in range(3)] == [1, 0, 0]


def test_what_was_refused_and_nothing_more_is_not_called_a_copy(store: Engine, sink: MailSink) -> None:
    book = a_book(1, sink.url)
    fill(store, book)
    sink.mode = "not now"
    run(store, an_attempt(book))
    sink.mode = ""
    run(store, an_attempt(book))
    assert subjects(sink) == {("DB-0000", False): 1}


def test_after_a_lost_answer_every_later_mail_is_marked_and_bears_the_same_number(
    store: Engine, sink: MailSink
) -> None:
    book = a_book(1, sink.url)
    fill(store, book)
    for sink.mode in ("drop after the dot", "not now", ""):
        run(store, an_attempt(book))
    assert attempts(store) == [(1, "unknown"), (2, "refused"), (3, "sent")]
    assert subjects(sink) == {("DB-0000", False): 1, ("DB-0000", True): 1}
    assert len({m["Message-ID"] for m in sink.mails}) == 1


def test_a_server_that_never_answers_is_not_sent_copies_without_end(store: Engine, sink: MailSink) -> None:
    book = a_book(1, sink.url)
    fill(store, book)
    sink.mode = "drop after the dot"
    assert [run(store, an_attempt(book)).unknown for _ in range(4)] == [1, 1, 0, 0]
    assert unsent(store, SITE, TODAY) == (0, 1)


def test_what_was_tried_least_comes_first(store: Engine, sink: MailSink) -> None:
    book = a_book(3, sink.url)
    fill(store, book)
    first = _ids(store)[0]
    with store.begin() as conn:
        conn.execute(update(t.outbox).where(t.outbox.c.id == first)
                     .values(attempts=2, state="refused"))  # fmt: skip
    assert [one for one, _ in due(store, SITE, TODAY, Pace(lambda: START))][-1] == first


def test_what_is_held_by_another_is_left_to_it_until_its_lease_is_over(store: Engine, sink: MailSink) -> None:
    book, watch = a_book(1, sink.url), Watch()
    fill(store, book)
    with store.begin() as conn:
        conn.execute(update(t.outbox).values(state="sending", attempts=1, token="elsewhere.1.1.x",
                                             leased_until=START + timedelta(seconds=120)))  # fmt: skip
        conn.execute(insert(t.attempt).values(
            outbox_id=select(t.outbox.c.id).scalar_subquery(), number=1, started_at=NOW,
            verdict="sending", detail="", message_id="<DB-0000.1@duban>"))  # fmt: skip
    watch.pass_(seconds=119)
    assert run(store, an_attempt(book), watch) == Delivered()
    watch.pass_(seconds=2)
    assert run(store, an_attempt(book), watch).sent == 1
    assert attempts(store) == [(1, "unknown"), (2, "sent")]
    assert subjects(sink) == {("DB-0000", True): 1}


def test_a_worker_that_slept_too_long_after_its_claim_sends_nothing(store: Engine, sink: MailSink) -> None:
    book = a_book(1, sink.url)
    fill(store, book)
    moments = iter([START, START, START, START, START + timedelta(seconds=90)])
    last = START + timedelta(seconds=90)
    done = deliver(store, SITE, TODAY, lambda: NOW, an_attempt(book), lambda: next(moments, last))
    assert sink.mails == [] and (done.refused, done.sent) == (1, 0)
    assert "停顿过久" in done.failures[0]


def test_a_worker_that_lost_its_row_while_sending_does_not_overwrite_what_came_of_it(
    store: Engine, sink: MailSink
) -> None:
    book, watch = a_book(1, sink.url), Watch()
    fill(store, book)

    def overtaken(row: Any, message_id: str, again: bool) -> Verdict:
        watch.pass_(seconds=121)
        assert run(store, an_attempt(book), watch).sent == 1
        return Verdict("refused", "太迟了")

    run(store, overtaken, watch)
    assert attempts(store) == [(1, "unknown"), (2, "sent")]
    assert states(store) == {"sent": 1}
    assert subjects(sink) == {("DB-0000", True): 1}


# --- addresses that changed ---------------------------------------------------------------


def test_what_waits_for_an_old_address_goes_to_the_new_one(store: Engine, sink: MailSink) -> None:
    old = a_book(2, sink.url, p0="nobody@hb.example.gov.cn")
    fill(store, old)
    run(store, an_attempt(old))
    new = a_book(2, sink.url)
    assert readdress(store, SITE, TODAY, new) == 1
    assert readdress(store, SITE, TODAY, new) == 0
    assert run(store, an_attempt(new)).sent == 1
    assert states(store) == {"sent": 2, "void": 1}
    assert unsent(store, SITE, TODAY) == (2, 2)
    assert subjects(sink) == {("DB-0000", False): 1, ("DB-0001", False): 1}


def test_doubt_goes_along_to_the_new_address(store: Engine, sink: MailSink) -> None:
    old = a_book(1, sink.url, p0="old@hb.example.gov.cn")
    fill(store, old)
    sink.mode = "drop after the dot"
    run(store, an_attempt(old))
    sink.mode = ""
    new = a_book(1, sink.url)
    readdress(store, SITE, TODAY, new)
    run(store, an_attempt(new))
    assert subjects(sink) == {("DB-0000", False): 1, ("DB-0000", True): 1}


# --- several processes, and dead ones -----------------------------------------------------


def _deliver_elsewhere(store_at: str, url: str, people: int, barrier: Any) -> None:
    book = a_book(people, url)
    engine = open_store(store_at)
    barrier.wait()
    deliver(engine, SITE, TODAY, lambda: NOW, an_attempt(book))


def test_processes_at_once_do_the_work_of_one(store: Engine, store_at: str, sink: MailSink) -> None:
    many, people = 3, 30
    book, barrier = a_book(people, sink.url), SPAWN.Barrier(many)
    fill(store, book)
    workers = [SPAWN.Process(target=_deliver_elsewhere, args=(store_at, sink.url, people, barrier))
               for _ in range(many)]  # fmt: skip
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join(60)
    assert [w.exitcode for w in workers] == [0] * many
    assert subjects(sink) == {(f"DB-{i:04}", False): 1 for i in range(people)}
    assert states(store) == {"sent": people}


def _die_sending(store_at: str, url: str, after: bool) -> None:
    book = a_book(1, url)

    def attempt(row: Any, message_id: str, again: bool) -> Verdict:
        if after:
            an_attempt(book)(row, message_id, again)
        os.kill(os.getpid(), signal.SIGKILL)
        raise AssertionError("still alive")

    deliver(open_store(store_at), SITE, TODAY, lambda: NOW, attempt)


@pytest.mark.parametrize("after", [False, True], ids=["before the mail", "after the mail"])
def test_a_worker_killed_at_its_sending_leaves_exactly_one_marked_mail_to_come(
    store: Engine, store_at: str, sink: MailSink, after: bool
) -> None:
    book = a_book(1, sink.url)
    fill(store, book)
    worker = SPAWN.Process(target=_die_sending, args=(store_at, sink.url, after))
    worker.start()
    worker.join(60)
    assert worker.exitcode == -signal.SIGKILL
    assert attempts(store) == [(1, "sending")]
    # The dead worker was of this machine: its lease need not run out.
    for _ in range(3):
        deliver(store, SITE, TODAY, lambda: NOW, an_attempt(book))
    assert subjects(sink) == {("DB-0000", True): 1} | ({("DB-0000", False): 1} if after else {})
    assert attempts(store) == [(1, "unknown"), (2, "sent")]


def _wait(pipe: Any) -> None:
    pipe.send(new_token())
    pipe.recv()


def test_a_token_tells_whether_its_maker_lives() -> None:
    ours, theirs = SPAWN.Pipe()
    worker = SPAWN.Process(target=_wait, args=(theirs,))
    worker.start()
    token = ours.recv()
    assert len(token) <= 32 and token != new_token() != new_token()
    assert not is_gone(token) and not is_gone(new_token())
    worker.kill()
    worker.join()
    assert is_gone(token)


def test_of_another_machine_nobody_is_said_to_be_gone() -> None:
    machine, _, rest = new_token().partition(".")
    other = "0" * len(machine)
    assert not is_gone(f"{other}.{rest}")
    for odd in ("", "x", ".1.2.3", f"{machine}.x.y.z"):
        assert not is_gone(odd)


def test_what_a_dead_worker_left_is_taken_back_once(store: Engine, sink: MailSink) -> None:
    book = a_book(1, sink.url)
    fill(store, book)
    with store.begin() as conn:
        conn.execute(update(t.outbox).values(state="sending", attempts=1, token=None,
                                             leased_until=START - timedelta(seconds=1)))  # fmt: skip
    assert expire(store, SITE, NOW, START) == 1
    assert expire(store, SITE, NOW, START) == 0


def test_a_whole_office_is_told_in_seconds(store: Engine, sink: MailSink) -> None:
    people = 60
    book = a_book(people, sink.url)
    fill(store, book)
    began = time.monotonic()
    assert run(store, an_attempt(book)).sent == people
    assert time.monotonic() - began < 20


def test_the_address_itself_never_enters_the_store(store: Engine, sink: MailSink) -> None:
    server = mail.read_url(sink.url)[0]
    way = Address("p0", "甲", "mail", "f" * 64, "summary", "nobody@hb.example.gov.cn", server)
    book = Book({"p0": (way, replace(way, key="e" * 64, target="p0@hb.example.gov.cn"))}, Path())
    fill(store, book)
    run(store, an_attempt(book))
    with reads(store) as conn:
        kept = str(conn.execute(select(t.outbox)).all()) + str(conn.execute(select(t.attempt)).all())
    assert "hb.example.gov.cn" not in kept
