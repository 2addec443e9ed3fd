"""What was looked at and not taken in: told once, however often it still lies there (见过而未采用的文件)."""

import hashlib
from collections.abc import Iterable
from datetime import datetime, timedelta

from sqlalchemy import delete, func, select, update

from duban import tables as t
from duban.errors import DubanError, Unfinished
from tasks.context import Context
from tasks.database import insert_ignoring, reads
from tasks.news import moment_of

# A file may be in the middle of being copied for so long; then whoever copies it must look.
PATIENCE = timedelta(minutes=30)


def to_tell(at: Context, source: str, faults: Iterable[DubanError]) -> list[str]:
    """The sentences to be told of what a source's files were refused for.

    The same bytes are complained of once: until a notice was made that could say so, not after.
    A file that is still being written is waited for, and told once it has moved for 30 minutes.
    """
    found = list(faults)
    _forget_finished(at, source, {_key(f) for f in found if isinstance(f, Unfinished)})
    return [str(fault) for fault in found if not _key(fault) or _is_news(at, source, fault)]


def _key(fault: DubanError) -> str:
    if isinstance(fault, Unfinished):
        return hashlib.sha256(fault.origin.encode()).hexdigest()
    return fault.digest


def _is_news(at: Context, source: str, fault: DubanError) -> bool:
    """Note one look at a file; whether what is wrong with it is (still) to be told."""
    moving, key = isinstance(fault, Unfinished), _key(fault)
    mine = (t.look.c.site == at.site, t.look.c.source == source, t.look.c.key == key)
    with at.engine.begin() as conn:
        now = moment_of(conn, at.site, at.today, at.now)
        row = {"site": at.site, "source": source, "key": key, "moving": moving, "first_at": now}
        insert_ignoring(t.look, [{**row, "told_from": None if moving else now}], conn)
        seen = conn.execute(select(t.look).where(*mine)).one()
        if seen.told_from is None and at.now - seen.first_at >= PATIENCE:
            conn.execute(update(t.look).where(*mine).values(told_from=at.now))
            return True
    told = _last_told_at(at)
    return seen.told_from is not None and (told is None or seen.told_from > told)


def _last_told_at(at: Context) -> datetime | None:
    """When notices were last made on an earlier day: today's run may be gone through again."""
    query = select(func.max(t.notice.c.made_at)).where(t.notice.c.site == at.site, t.notice.c.on < at.today)
    with reads(at.engine) as conn:
        found: datetime | None = conn.scalar(query)
        return found


def _forget_finished(at: Context, source: str, still: set[str]) -> None:
    """What was being written and is no more begins anew if it moves again."""
    mine = (t.look.c.site == at.site, t.look.c.source == source, t.look.c.moving)
    with at.engine.begin() as conn:
        conn.execute(delete(t.look).where(*mine, t.look.c.key.not_in(still)))
