"""Who is reached how (渠道一览): each person's ways in order, their class, what each may carry, what came last."""

from typing import Any

from sqlalchemy import func, select

from duban import tables as t
from duban.disclosure.classes import CLASSES
from tasks.channels.address import Address, Book
from tasks.context import Context
from tasks.database import reads

COLUMNS = ("person", "name", "order", "channel", "class", "public", "internal", "restricted", "from", "shared",
           "last", "last_at", "last_detail")  # fmt: skip


def listed(at: Context, book: Book) -> list[dict[str, Any]]:
    """One row a person and way: never the address itself, which stays in channels.yaml."""
    last = _last(at)
    users = _users(at, book)
    return [_row(book, person, number, one, last, users[one.key])
            for person in at.loaded.names for number, one in enumerate(book.of(person), 1)]  # fmt: skip


def _row(book: Book, person: str, number: int, one: Address, last: dict[tuple[str, str], Any],
         users: int) -> dict[str, Any]:  # fmt: skip
    hour, came = book.hours.get(person), last.get((person, one.key))
    return {"person": person, "name": one.name, "order": number, "channel": one.channel,
            "class": CLASSES[one.klass].code, "public": one.may("public"), "internal": one.may("internal"),
            "restricted": one.may("restricted"), "from": f"{hour:%H:%M}" if hour else None,
            "shared": users > 1 and one.channel != "eml", "last": came.verdict if came else None,
            "last_at": came.started_at if came else None, "last_detail": came.detail if came else None}  # fmt: skip


def _users(at: Context, book: Book) -> dict[str, int]:
    keys = [one.key for person in at.loaded.names for one in book.of(person)]
    return {key: keys.count(key) for key in keys}


def _last(at: Context) -> dict[tuple[str, str], Any]:
    """The last attempt at each person's address."""
    o, a = t.outbox.c, t.attempt.c
    newest = (select(func.max(a.id).label("id")).join(t.outbox, o.id == a.outbox_id)
              .where(o.site == at.site).group_by(o.person, o.address_key).subquery())  # fmt: skip
    query = (select(o.person, o.address_key, a.verdict, a.detail, a.started_at)
             .join(t.attempt, a.outbox_id == o.id).join(newest, newest.c.id == a.id))  # fmt: skip
    with reads(at.engine) as conn:
        return {(row.person, row.address_key): row for row in conn.execute(query)}
