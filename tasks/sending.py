"""What is due goes out; the words are those kept with the notice, never made anew."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import select

from duban import tables as t
from tasks import outbox, ways
from tasks.channels.addresses import Book
from tasks.channels.dropped import drops_copies
from tasks.channels.letter import Letter, Verdict
from tasks.context import Context
from tasks.database import reads
from tasks.pacing import Clock, Delivered, Pace, store_clock
from tasks.pages.links import link_words
from tasks.relaying import relay
from tasks.restoring.behind import is_behind
from tasks.restoring.record import ended, leaving
from tasks.seam import task

# The first way, and what follows one upon the other: another way, another person, the duty desk.
ROUNDS = 8
# A test notice goes where nobody has said yet that the right one reads it: never with a link.
TRIED = "test"


@task(name="送达")
def deliver_due(at: Context) -> Delivered:
    """Try every message due by today once, each at the addresses its person has now.

    What is refused for good goes on at once: by the person's next way, then through the next post up and
    the duty desk. A store behind what was handed over sends nothing.
    """
    if is_behind(at):
        return Delivered()
    book, physical = ways.book_of(at), store_clock(at.engine)
    started = physical()
    ways.readdress(at.engine, at.site, at.today, book)
    ways.leave(at.engine, at.site, at.today, _gone(at))

    def clock() -> datetime:
        # A run for a given day stands in that day's window, and time goes on from there.
        return at.now + (physical() - started)

    done = Delivered()
    for number in range(ROUNDS):
        pace = Pace(
            physical, alone=not book.together, quiet=book.quiet, fresh=number > 0, resting=_resting(at, book)
        )
        done += _deliver(at, book, clock, pace)
        if not ways.go_on(at.engine, at.site, at.today, book) + relay(at, book):
            break
    return done


def _deliver(at: Context, book: Book, clock: Clock, pace: Pace) -> Delivered:
    return outbox.deliver(at.engine, at.site, at.today, clock, attempt_of(at, book, clock), pace=pace)


def attempt_of(at: Context, book: Book, clock: Clock) -> outbox.Attempt:
    """What makes one attempt of one outbox row, at the address its person has now."""
    return lambda row, number, again: _try(at, book, row, number, again, clock())


def _resting(at: Context, book: Book) -> frozenset[str]:
    """Who wants to be told later today; a run for a given day waits for no hour."""
    return frozenset() if at.given else book.waiting(at.now.time())


def _gone(at: Context) -> list[str]:
    """Who held a post once and holds none today."""
    tenures = at.loaded.roster.tenures
    now = {one.person for one in tenures if one.holds_on(at.today)}
    return sorted({one.person for one in tenures if one.to_on < at.today} - now)


def _try(at: Context, book: Book, row: Any, message_id: str, again: bool, now: datetime) -> Verdict:
    address = book.find(row.person, row.address_key)
    if address is None:
        return Verdict("refused", "地址已不在 channels.yaml 中")
    # apprise costs most of half a second to import, which a day with nothing to send need not pay.
    from tasks.channels.send import send

    marked = again and not drops_copies(at.engine, row, store_clock(at.engine)())
    verdict = send(address, _letter(at, row, message_id, marked, now))
    ended(at, row, verdict.state)
    return verdict


def _letter(at: Context, row: Any, message_id: str, again: bool, now: datetime) -> Letter:
    with reads(at.engine) as conn:
        kept = conn.execute(select(t.notice).where(t.notice.c.site == at.site,
                                                   t.notice.c.id == row.notice_id)).one()  # fmt: skip
        leaving(at, conn, row, kept)
    intended = at.loaded.roster.person(kept.person).name
    trial = f"【试运行，拟发{intended}】" if at.loaded.site.mode == "trial" else ""
    sent_at = now.replace(tzinfo=ZoneInfo(at.loaded.site.timezone))
    body, summary = _linked(at, kept, row.person)
    # On trial a letter comes to the steward, who may not read what is restricted in it.
    body = kept.pointer if row.person != kept.person and kept.secrecy == "restricted" else body
    trial = "" if kept.kind.startswith(TRIED) else trial
    return Letter(kept.id, trial + kept.title, body, summary, kept.pointer, sent_at, again,
                  message_id, at.loaded.site.from_office, _attached(at, kept.attached), kept.secrecy)  # fmt: skip


def _linked(at: Context, kept: Any, to: str) -> tuple[str, str]:
    """Body and summary with the link of whoever was told, and of nobody else; a pointer holds none."""
    mine = to == kept.person and not kept.kind.startswith(TRIED)
    words = link_words(at, kept.id, kept.person, kept.on) if mine else ""
    if not words:
        return kept.body, kept.summary
    closed = kept.summary == kept.pointer
    return f"{kept.body}\n{words}\n", kept.summary if closed else f"{kept.summary}\n{words}"


def _attached(at: Context, paths: Iterable[str]) -> tuple[tuple[str, bytes], ...]:
    """The files that go with a notice; one that is no longer there holds no notice up."""
    files = (at.loaded.folder / path for path in paths)
    return tuple((file.name, file.read_bytes()) for file in files if file.is_file())


def sent_and_due(at: Context) -> tuple[int, int]:
    """How many of the messages due by today were sent, and how many there are."""
    return ways.unsent(at.engine, at.site, at.today, _resting(at, ways.book_of(at)))
