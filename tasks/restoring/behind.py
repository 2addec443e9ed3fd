"""Whether a store is behind its record (恢复模式), and what was handed over since the backup."""

from sqlalchemy import select

from duban import tables as t
from duban.restored import After, Handed, after_backup, since_reconciled
from tasks.context import Context
from tasks.database import reads
from tasks.restoring.record import newest, record_paths, whole

AT_ONCE = 500


def is_behind(at: Context) -> bool:
    """Whether the newest line of a record is of something the store does not know: it was restored."""
    return any(line is not None and not _known(at, line) for line in map(newest, record_paths(at)))


def _known(at: Context, line: Handed) -> bool:
    j = t.journal.c
    if line.reconciled:
        query = select(j.hash).where(j.site == at.site, j.number == line.reconciled)
        with reads(at.engine) as conn:
            return conn.scalar(query) == line.hash
    return (line.notice, line.number) in _attempts(at, [line.notice])


def _attempts(at: Context, notices: list[str]) -> frozenset[tuple[str, int]]:
    o, a = t.outbox.c, t.attempt.c
    found: set[tuple[str, int]] = set()
    with reads(at.engine) as conn:
        for first in range(0, len(notices), AT_ONCE):
            query = (select(o.notice_id, a.number).join(t.attempt, a.outbox_id == o.id)
                     .where(o.site == at.site, o.notice_id.in_(notices[first : first + AT_ONCE])))  # fmt: skip
            found |= {(row.notice_id, row.number) for row in conn.execute(query)}
    return frozenset(found)


def handed_since(at: Context) -> tuple[After, ...]:
    """What was handed over after the backup, in the order it left; by each record there is."""
    lines = [line for path in record_paths(at) for line in since_reconciled(whole(path))]
    lines = list(dict.fromkeys(line for line in lines if line.notice))
    known = _attempts(at, list(dict.fromkeys(line.notice for line in lines)))
    return after_backup(lines, known)


def held_words(at: Context) -> str:
    """Why nothing leaves, in one sentence without a count, which would hold restricted items too; "" where the
    store is not behind.
    """
    if not is_behind(at):
        return ""
    if at.loaded.site.language == "zh":
        return "恢复模式：备份之后送出的通知不在库中，暂停送达，须先核对（duban restored）"
    return "restored: notices left after the backup that the store lacks; nothing is sent until somebody reconciles them (duban restored)"
