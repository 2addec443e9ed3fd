"""What a journal entry vouches for: the digest of each row it records, worked out the same way ever after."""

import hashlib
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from sqlalchemy import Connection, Select, Table, func, select

from duban import tables as t
from duban.journal.chain import canonical, digest

Digests = dict[str, str]
AT_ONCE = 500
# The columns that never change once the row is there. A column added later is not among them: what was
# vouched for before must still come out the same.
ACT = ("id", "item", "kind", "on", "at", "by", "why", "detail")
ANSWER = ("id", "notice_id", "line", "item", "ask", "tenure", "post", "person", "kind", "on", "at", "text", "date_on",
          "via", "by")  # fmt: skip
NOTICE = ("id", "person", "post", "kind", "on", "title", "body", "summary", "pointer", "made_at", "attached")
DELIVERY = ("id", "source", "origin", "digest", "as_of_on", "as_of_from", "called_on", "called_at", "rows",
            "handed_by")  # fmt: skip
ATTEMPT = ("id", "outbox_id", "number", "started_at", "ended_at", "verdict", "message_id", "left_at")
READING = ("row", "sheet", "raw")
CHANGE = ("id", "item", "kind", "on", "as_of_on", "before", "after")
TOLD = ("id", "item", "episode", "line", "level", "round", "tenure", "on", "told_on", "label", "slip", "role", "post",
        "person", "copy", "why", "answer_by", "policy_id")  # fmt: skip


def _each(table: Table, names: tuple[str, ...]) -> Callable[[Connection, str, list[str]], Digests]:
    """Digests of single rows, by their own key."""
    whole = table.c.id.type.python_type

    def found(conn: Connection, site: str, keys: list[str]) -> Digests:
        columns = [table.c[name] for name in names]
        mine = () if table is t.attempt else (table.c.site == site,)
        out: Digests = {}
        for first in range(0, len(keys), AT_ONCE):
            some = [whole(key) for key in keys[first : first + AT_ONCE]]
            query = select(*columns).where(*mine, table.c.id.in_(some))
            out |= {str(row.id): digest(list(row)) for row in conn.execute(query)}
        return out

    return found


def _readings(conn: Connection, site: str, keys: list[str]) -> Digests:
    """Of each delivery (its number) what every row of it said, cell by cell."""
    r = t.reading.c
    queries = {key: select(*(r[n] for n in READING)).where(r.site == site, r.delivery_id == int(key)).order_by(r.id)
               for key in keys}  # fmt: skip
    return _groups(conn, queries)


def _changes(conn: Connection, site: str, keys: list[str]) -> Digests:
    """Of each tracking (delivery:newest change) what changed by that delivery up to there."""
    c = t.change.c
    queries = {}
    for key in keys:
        delivery, newest = (int(part) for part in key.split(":"))
        queries[key] = select(*(c[n] for n in CHANGE)).where(
            c.site == site, c.delivery_id == delivery, c.id <= newest).order_by(c.id)  # fmt: skip
    return _groups(conn, queries)


def _told(conn: Connection, site: str, keys: list[str]) -> Digests:
    """Of each notice (its number) the escalations it told of."""
    e = t.escalation.c
    queries = {key: select(*(e[n] for n in TOLD)).where(e.site == site, e.notice_id == key).order_by(e.id)
               for key in keys}  # fmt: skip
    return _groups(conn, queries)


def _groups(conn: Connection, queries: Mapping[str, Select[Any]]) -> Digests:
    out = {}
    for key, query in queries.items():
        sha = hashlib.sha256()
        for rows in conn.execute(query).partitions(5_000):
            sha.update(canonical([list(row) for row in rows])[1:-1] + b",")
        out[key] = sha.hexdigest()
    return out


# Table or group -> how its digests are found.
KINDS: dict[str, Callable[[Connection, str, list[str]], Digests]] = {
    "act": _each(t.act, ACT), "answer": _each(t.answer, ANSWER), "notice": _each(t.notice, NOTICE),
    "delivery": _each(t.delivery, DELIVERY), "attempt": _each(t.attempt, ATTEMPT), "reading": _readings,
    "change": _changes, "told": _told,
}  # fmt: skip
# Every row of these must stand in the journal: one that does not was put there by other hands.
COMPLETE: dict[str, Table] = {"act": t.act, "answer": t.answer, "notice": t.notice, "delivery": t.delivery}


def digests(conn: Connection, site: str, kind: str, keys: Iterable[str]) -> Digests:
    """The digest of each row or group that is there, by key."""
    return KINDS[kind](conn, site, list(dict.fromkeys(str(key) for key in keys)))


def changed_by(conn: Connection, delivery_id: int) -> list[str]:
    """What a journal entry vouches for where a delivery changed something: delivery:newest change."""
    newest = conn.scalar(select(func.max(t.change.c.id)).where(t.change.c.delivery_id == delivery_id))
    return [f"{delivery_id}:{newest}"] if newest is not None else []


def all_keys(conn: Connection, site: str) -> dict[str, list[str]]:
    """The keys of all rows of a site that must stand in the journal."""
    return {
        kind: [str(key) for key in conn.scalars(select(table.c.id).where(table.c.site == site))]
        for kind, table in COMPLETE.items()
    }
