"""What is due goes out; the words are those kept with the notice, never made anew."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import select

from duban import tables as t
from tasks import outbox
from tasks.channels.addresses import Book
from tasks.channels.letter import Letter, Verdict
from tasks.context import Context
from tasks.database import reads
from tasks.pages.links import link_words
from tasks.seam import task
from tasks.ways import book_of


@task(name="送达")
def deliver_due(at: Context) -> outbox.Delivered:
    """Try every message due by today once, each at the addresses its person has now."""
    book, started = book_of(at), outbox.wall()
    outbox.readdress(at.engine, at.site, at.today, book)

    def clock() -> datetime:
        # A run for a given day stands in that day's window, and time goes on from there.
        return at.now + (outbox.wall() - started)

    return outbox.deliver(at.engine, at.site, at.today, clock,
                          lambda row, number, again: _try(at, book, row, number, again, clock()))  # fmt: skip


def _try(at: Context, book: Book, row: Any, message_id: str, again: bool, now: datetime) -> Verdict:
    address = book.find(row.person, row.address_key)
    if address is None:
        return Verdict("refused", "地址已不在 channels.yaml 中")
    # apprise costs most of half a second to import, which a day with nothing to send need not pay.
    from tasks.channels.send import send

    return send(address, _letter(at, row, message_id, again, now))


def _letter(at: Context, row: Any, message_id: str, again: bool, now: datetime) -> Letter:
    with reads(at.engine) as conn:
        kept = conn.execute(select(t.notice).where(t.notice.c.site == at.site,
                                                   t.notice.c.id == row.notice_id)).one()  # fmt: skip
    intended = at.loaded.roster.person(kept.person).name
    trial = f"【试运行，拟发{intended}】" if at.loaded.site.mode == "trial" else ""
    sent_at = now.replace(tzinfo=ZoneInfo(at.loaded.site.timezone))
    body, summary = _linked(at, kept, row.person)
    return Letter(kept.id, trial + kept.title, body, summary, kept.pointer, sent_at, again,
                  message_id, at.loaded.site.from_office, _attached(at, kept.attached))  # fmt: skip


def _linked(at: Context, kept: Any, to: str) -> tuple[str, str]:
    """Body and summary with the link of whoever was told, and of nobody else; a pointer holds none."""
    words = link_words(at, kept.id, kept.person, kept.on) if to == kept.person else ""
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
    return outbox.unsent(at.engine, at.site, at.today)
