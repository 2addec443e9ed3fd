"""Entries written (留痕): noted where something is done, appended by the same transaction as its last step.

What is noted waits with the connection until its transaction commits, and is gone where it does not. The
chain is locked only then: nothing is waited for while it is held, so that two writers never block each other.
"""

import zlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import Connection, Engine, event, insert, select, text

from duban import tables as t
from duban.journal.chain import Mark, linked
from tasks.journal.rows import all_keys, digests

NOTED = "duban.journal.noted"
# Any number will do, as long as nobody else takes advisory locks by it; the second names the site.
JOURNAL_LOCK = 736_320


@dataclass
class Noted:
    """What one transaction says of one kind of thing: the keys of its rows, its counts."""

    on: date
    rows: dict[str, list[str]] = field(default_factory=dict)
    facts: dict[str, Any] = field(default_factory=dict)


def note(conn: Connection, site: str, on: date, kind: str, rows: Mapping[str, Iterable[object]],
         **facts: object) -> None:  # fmt: skip
    """Have the present transaction leave an entry; of one kind and transaction there is one, counts added up."""
    noted: dict[tuple[str, str], Noted] = conn.info.setdefault(NOTED, {})
    mine = noted.setdefault((site, kind), Noted(on))
    for table, keys in rows.items():
        mine.rows.setdefault(table, []).extend(str(key) for key in keys)
    for name, value in facts.items():
        before = mine.facts.get(name)
        mine.facts[name] = before + value if isinstance(before, int) and isinstance(value, int) else value


def keep_journal(engine: Engine) -> None:
    """Let every transaction of an engine write what it noted as it commits."""
    event.listen(engine, "commit", _append)
    event.listen(engine, "rollback", _forget)


def _forget(conn: Connection) -> None:
    conn.info.pop(NOTED, None)


def _append(conn: Connection) -> None:
    for (site, kind), noted in conn.info.pop(NOTED, {}).items():
        append(conn, site, noted.on, kind, noted.rows, noted.facts)


def append(conn: Connection, site: str, on: date, kind: str, rows: Mapping[str, Iterable[str]],
           facts: Mapping[str, Any]) -> None:  # fmt: skip
    """Put the next entry of a site's chain; before the very first, one that vouches for all there was."""
    lock(conn, site)
    last = head(conn, site)
    if not last.number:
        before = {table: [key for key in keys if key not in rows.get(table, ())]
                  for table, keys in all_keys(conn, site).items()}  # fmt: skip
        last = _put(conn, last, site, on, "begin", before, {})
    _put(conn, last, site, on, kind, rows, facts)


def lock(conn: Connection, site: str) -> None:
    """Keep a site's chain to this transaction; an SQLite file is its writer's anyway."""
    if conn.dialect.name == "postgresql":
        key = zlib.crc32(site.encode()) - 2**31
        conn.execute(text("select pg_advisory_xact_lock(:lock, :site)"), {"lock": JOURNAL_LOCK, "site": key})


def head(conn: Connection, site: str) -> Mark:
    """How far a site's chain reaches."""
    j = t.journal.c
    query = select(j.number, j.hash).where(j.site == site).order_by(j.number.desc()).limit(1)
    found = conn.execute(query).one_or_none()
    return Mark(found.number, found.hash) if found else Mark()


def _put(conn: Connection, last: Mark, site: str, on: date, kind: str, rows: Mapping[str, Iterable[str]],
         facts: Mapping[str, Any]) -> Mark:  # fmt: skip
    vouched = {table: digests(conn, site, table, keys) for table, keys in rows.items()}
    entry = linked(
        last,
        site,
        on,
        datetime.now(UTC).replace(tzinfo=None),
        kind,
        dict(facts),
        {k: v for k, v in vouched.items() if v},
    )
    conn.execute(insert(t.journal).values(**vars(entry)))
    return entry.mark
