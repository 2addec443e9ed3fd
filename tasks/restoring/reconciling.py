"""A person reconciles a restored store (核对恢复): what was told after the backup counts as told, or is told anew."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, Table, and_, insert, select, update

from duban import tables as t
from duban.errors import Refused
from duban.escalation import KEY
from duban.journal.checkpoints import Checkpoint
from duban.restored import After, telling_key
from tasks.acts.recording import record
from tasks.channels.addresses import Book
from tasks.chases import owed_today, save_chases
from tasks.context import Context
from tasks.database import insert_ignoring, reads
from tasks.journal.checking import lost_marks
from tasks.journal.checkpoints import mark_restored
from tasks.journal.writing import note
from tasks.lateness import late_of
from tasks.restoring.behind import handed_since, is_behind
from tasks.restoring.record import reconciled
from tasks.sheets import make_sheets
from tasks.ways import book_of, ways

# How often chases are worked out anew, each time with those that were told before: one follows upon another.
ROUNDS = 60


def reconcile(at: Context, by: str, why: str, resend: Collection[str] = ()) -> tuple[After, ...]:
    """Keep what was told after the backup as told, but for the notices to ``resend``; gives what counts as told.

    Raises Refused where the store is not behind, or a notice to resend was not told after the backup.
    """
    if not is_behind(at):
        raise Refused("数据库与库外送达记录一致，不在恢复模式，无须核对")
    found = handed_since(at)
    strange = sorted(set(resend) - {one.notice for one in found})
    if strange:
        raise Refused(f"“{strange[0]}”不在备份之后送出的通知之列，编号可用 duban restored 查看")
    told = tuple(one for one in found if one.reached and one.notice not in resend)
    book, lost = book_of(at), lost_marks(at)
    with at.engine.begin() as conn:
        detail = {"told": [one.notice for one in told], "resend": sorted(resend)}
        record(conn, at, "", "restored", by, why, detail)
        for one in told:
            _keep(conn, at, one, book)
        o = t.outbox.c
        copies = update(t.outbox).where(o.site == at.site, o.notice_id.in_(list(resend)))
        conn.execute(copies.values(again=True))
        note(conn, at.site, at.today, "restored", {}, told=len(told), resent=len(resend),
             lost=lost)  # fmt: skip
    by_key = {key: one.notice for one in told for key in one.told}
    _mark_chases(at, by_key)
    _mark_sheets(at, by_key)
    _settle_outside(at, lost)
    return told


def _keep(conn: Connection, at: Context, one: After, book: Book) -> None:
    """The notice as far as it is known, its way as gone, and what it told of as told."""
    words = _words(at.loaded.site.language == "zh", one)
    row = {"site": at.site, "id": one.notice, "person": one.person, "post": one.post, "kind": one.kind, "on": one.on,
           "made_at": at.now, "pointer": words, "title": words, "summary": words, "body": f"{words}\n"}  # fmt: skip
    known = select(t.notice.c.id).where(t.notice.c.site == at.site, t.notice.c.id == one.notice)
    if conn.scalar(known) is None:
        insert_ignoring(t.notice, [row], conn)
        if conn.scalar(known) is None:
            return
        insert_ignoring(t.outbox, ways(at.site, one.notice, one.person, one.on, book), conn)
        note(conn, at.site, at.today, "telling", {"notice": [one.notice]}, notices=1)
    _went(conn, at, one)
    _mark(conn, at, one, t.escalation.c.notice_id, "row")
    _mark(conn, at, one, t.escalation.c.settled_notice_id, "settled")


def _words(zh: bool, one: After) -> str:
    if zh:
        return f"通知{one.notice}：{one.on}已送出，备份恢复后补记，原文见收件人或发件箱"
    return (
        f"notice {one.notice}: sent on {one.on}, noted again after a restore; its words are with its reader"
    )


def _went(conn: Connection, at: Context, one: After) -> None:
    """Every way of it counts as gone, with an attempt that says how that is known."""
    o, said = t.outbox.c, "备份之后已送出，据库外送达记录"
    mine = and_(o.site == at.site, o.notice_id == one.notice, o.state.not_in(["sent", "void"]))
    state = "sent" if one.end == "sent" else "void"
    for row in conn.execute(select(o.id, o.attempts).where(mine)).all():
        conn.execute(update(t.outbox).where(o.id == row.id).values(
            state=state, attempts=row.attempts + 1, token=None, leased_until=None, again=True))  # fmt: skip
        conn.execute(insert(t.attempt).values(
            outbox_id=row.id, number=row.attempts + 1, started_at=at.now, ended_at=at.now, message_id="",
            verdict="sent" if state == "sent" else "unknown", detail=said))  # fmt: skip


def _mark(conn: Connection, at: Context, one: After, column: Any, kind: str) -> None:
    table: Table = column.table
    told, c = frozenset(one.told), table.c
    open_ = select(c.id, *(c[name] for name in KEY)).where(c.site == at.site, column.is_(None))
    ids = [row.id for row in conn.execute(open_) if telling_key(kind, *row[1:]) in told]
    if ids:
        conn.execute(update(table).where(c.id.in_(ids), column.is_(None)).values({column.name: one.notice}))


def _mark_sheets(at: Context, by: Mapping[str, str]) -> None:
    """The duty sheets are made anew, and those that were told are told."""
    make_sheets(at)
    s = t.duty_sheet.c
    mine = and_(s.site == at.site, s.notice_id.is_(None))
    with at.engine.begin() as conn:
        for row in conn.execute(select(s.tenure, s.month).where(mine)).all():
            if number := by.get(telling_key("sheet", *row)):
                one = update(t.duty_sheet).where(mine, s.tenure == row.tenure, s.month == row.month)
                conn.execute(one.values(notice_id=number))


def _mark_chases(at: Context, by: Mapping[str, str]) -> None:
    """Chases are worked out from what is owed: those told after the backup are found again, one after another."""
    c = t.chase.c
    for _ in range(ROUNDS):
        late = late_of(at)
        save_chases(at, owed_today(at, late), late)
        query = select(c.id, c.kind, c.target, c.number, c.tenure).where(
            c.site == at.site, c.notice_id.is_(None)
        )
        with at.engine.begin() as conn:
            known = [(row.id, by[key]) for row in conn.execute(query).all()
                     if (key := telling_key("chase", *row[1:])) in by]  # fmt: skip
            for number, notice in known:
                conn.execute(update(t.chase).where(c.id == number).values(notice_id=notice))
        if not known:
            return


def _settle_outside(at: Context, lost: Sequence[int]) -> None:
    """Both files outside the store learn that a person settled the difference, and by which entry."""
    j = t.journal.c
    query = (
        select(j.number, j.hash)
        .where(j.site == at.site, j.kind == "restored")
        .order_by(j.number.desc())
        .limit(1)
    )
    with reads(at.engine) as conn:
        entry = conn.execute(query).one()
    mark_restored(at, Checkpoint(entry.number, entry.hash, restored=True, lost=tuple(lost)))
    reconciled(at, entry.number, entry.hash)
