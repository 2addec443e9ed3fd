"""What is due goes out; the words are those kept with the notice, never made anew."""

from datetime import datetime
from typing import Any

from sqlalchemy import select

from duban import tables as t
from tasks import outbox
from tasks.channels.addresses import addresses, channels_of
from tasks.channels.send import Message, Verdict, send
from tasks.context import Context
from tasks.database import reads
from tasks.seam import task


@task(name="送达")
def deliver_due(at: Context) -> outbox.Delivered:
    """Try every message due by today once."""
    started = datetime.now()

    def clock() -> datetime:
        # A run for a given day stands in that day's window; leases still need time to pass.
        return at.now + (datetime.now() - started)

    return outbox.deliver(at.engine, at.site, at.today, clock,
                          lambda row, message_id, again: _try(at, row, message_id, again, clock()))  # fmt: skip


def _try(at: Context, row: Any, message_id: str, again: bool, now: datetime) -> Verdict:
    known = {one.key: one for one in addresses(channels_of(at.loaded.folder), row.person)}
    address = known.get(row.address_key) or next(iter(known.values()))
    message = _message(at, row, message_id, again, now)
    return send(address, message, at.loaded.folder / "state" / "outbox")


def _message(at: Context, row: Any, message_id: str, again: bool, now: datetime) -> Message:
    with reads(at.engine) as conn:
        kept = conn.execute(select(t.notice).where(t.notice.c.site == at.site,
                                                   t.notice.c.id == row.notice_id)).one()  # fmt: skip
    name = at.loaded.roster.person(row.person).name
    intended = at.loaded.roster.person(kept.person).name
    trial = f"【试运行，拟发{intended}】" if at.loaded.site.mode == "trial" else ""
    return Message(kept.id, name, trial + kept.title, kept.body, kept.summary, kept.pointer, now,
                   message_id, again, at.loaded.site.settings.mail == "letter")  # fmt: skip


def sent_and_due(at: Context) -> tuple[int, int]:
    """How many of the messages due by today were sent, and how many there are."""
    return outbox.unsent(at.engine, at.site, at.today)


