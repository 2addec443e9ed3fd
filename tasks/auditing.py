"""The auditor at work (核查): the books read afresh, the findings told to the duty desk, once each."""

import hashlib
from datetime import date
from typing import Any

import pandas as pd
from sqlalchemy import Select, Subquery, Table, and_, case, exists, func, insert, literal, or_, select

from duban import tables as t
from duban.audit import audit
from duban.audited import BOOKS, Books, Ground, sentence
from duban.wording import templates
from tasks.channels.addresses import Book
from tasks.context import Context
from tasks.database import insert_ignoring, read_frame, reads
from tasks.facts import policy_of
from tasks.journal.checking import journal_findings
from tasks.journal.writing import note
from tasks.pacing import wall
from tasks.seam import task
from tasks.site import wording
from tasks.told import new_number
from tasks.ways import book_of, desk, ways
from tasks.ways import unsent as counted

KIND = AUDIT = "audit"
# Acts that end what was told of an item while it stays open.
LET_GO = ("own", "extend", "correct", "reopen")
# What a ledger says and no clock heeds.
MOVES_NOTHING = ("progress", "claimed", "deadline_moved", "written_off_by_department")


def findings(at: Context) -> tuple[str, ...]:
    """What the auditor finds in the books of a site, one sentence each; nothing where nothing ever ran."""
    every = _days_run(at)
    days = [day for day in every if at.loaded.calendar.is_workday(day)]
    if not days:
        return ()
    names = at.loaded.names
    found = audit(_books(at), _ground(at, days))
    language = at.loaded.site.language
    return (*_no_run(at, every[0]), *(sentence(one, names, language) for one in found.itertuples()))


def unsent(at: Context) -> tuple[str, ...]:
    """What is due and did not leave, while letters leave; one sentence or none."""
    sent, due = counted(at.engine, at.site, at.today) if at.in_window else (0, 0)
    zh = at.loaded.site.language == "zh"
    said = (
        f"应发{due}份，已发{sent}份，{due - sent}份未送达"
        if zh
        else f"{due} due, {sent} sent, {due - sent} unsent"
    )
    return (said,) if sent < due else ()


def _days_run(at: Context) -> list[date]:
    """The days gone through to their end, newest first; those on which nobody works among them."""
    r = t.run.c
    query = select(r.today).where(r.site == at.site, r.ended_at.is_not(None), r.today <= at.today)
    with reads(at.engine) as conn:
        return list(conn.scalars(query.order_by(r.today.desc()).limit(20)))


def missed_days(at: Context) -> int:
    """How many whole working days before today went by since the last cycle gone through; 0 where none ever was."""
    last = next(iter(_days_run(at)), None)
    if last is None:
        return 0
    return max(at.loaded.calendar.workdays_between(last, at.today) - int(at.works_today), 0)


def _no_run(at: Context, last: date) -> tuple[str, ...]:
    """Whether a whole working day before today went by without a run."""
    missed = missed_days(at)
    zh = at.loaded.site.language == "zh"
    said = (
        f"自{last}以来有{missed}个工作日没有运行完毕"
        if zh
        else f"no run was finished on {missed} working days since {last}"
    )
    return (said,) if missed > 0 else ()


def _ground(at: Context, days: list[date]) -> Ground:
    reviewers = frozenset(s.name for s in at.loaded.site.sources if s.speaks_for == "reviewers")
    before = pd.Timestamp(days[1]) if len(days) > 1 else None
    return Ground(at.loaded.ladder, at.loaded.roster, at.loaded.calendar, pd.Timestamp(days[0]), before,
                  policy_of(at)[0], reviewers, at.loaded.site.settings.wait_for_reading_workdays)  # fmt: skip


def _books(at: Context) -> Books:
    site, e, n = at.site, t.escalation, t.notice
    rows = select(*(e.c[c] for c in BOOKS["rows"].columns)).where(e.c.site == site, e.c.state != "skipped")
    notices = select(n.c.id, n.c.person, n.c.on).where(n.c.site == site, n.c.on <= at.today,
                                                       n.c.kind.not_like("test%"))  # fmt: skip
    office = {"written_off": select(t.act.c.item).where(t.act.c.site == site, t.act.c.kind == "write_off"),
              "reviewed": select(t.review.c.item).where(t.review.c.site == site, t.review.c.to_on.is_(None)),
              "answered": select(t.answer.c.item).where(t.answer.c.site == site),
              "let_go": select(t.act.c.item).where(t.act.c.site == site, t.act.c.kind.in_(LET_GO))}  # fmt: skip
    with reads(at.engine) as conn:
        frames = [read_frame(conn, query, BOOKS[name]) for name, query in (
            ("items", _items(site)), ("rows", rows), ("notices", notices), ("ways", _ways(at)))]  # fmt: skip
        sets = {name: frozenset(conn.scalars(query)) for name, query in office.items()}
    return Books(frames[0], frames[1], frames[2], frames[3], sets["written_off"], sets["reviewed"], sets["answered"],
                 sets["let_go"])  # fmt: skip


def _items(site: str) -> Select[Any]:
    """The items with the last day on which anything changed that could move a clock."""
    i, changed, acted = t.item.c, _last(t.change, site), _last(t.act, site)
    moved, done = (func.coalesce(last.c.last_on, i.opened_on) for last in (changed, acted))
    newer = case((moved > done, moved), else_=done)
    latest = case((newer > i.opened_on, newer), else_=i.opened_on).label("moved_on")
    columns = [i[name] for name in BOOKS["items"].columns if name != "moved_on"]
    beside = t.item.outerjoin(changed, changed.c.item == i.code).outerjoin(acted, acted.c.item == i.code)
    return select(*columns, latest).select_from(beside).where(i.site == site)


def _last(table: Table, site: str) -> Subquery:
    """The last day of each item in a table of what happened to it, found in one pass."""
    c = table.c
    last_on = func.max(c.on).label("last_on")
    return (
        select(c.item, last_on)
        .where(c.site == site, c.kind.not_in(MOVES_NOTHING))
        .group_by(c.item)
        .subquery()
    )


def _ways(at: Context) -> Select[Any]:
    o, a, c = t.outbox.c, t.attempt.c, t.chase.c
    arrived = exists().where(a.outbox_id == o.id, a.verdict == "sent")
    relayed = exists().where(c.site == o.site, c.kind == "unsent", c.target == o.notice_id)
    # Twice the lease: a worker that still sends is not blamed.
    leased = or_(o.leased_until.is_(None), o.leased_until > wall())
    flags = [case((flag, literal(1)), else_=literal(0)).label(name)
             for name, flag in (("leased", leased), ("arrived", arrived), ("relayed", relayed))]  # fmt: skip
    return (select(o.notice_id, o.person, o.state, o.due_on, *flags)
            .where(and_(o.site == at.site, o.due_on <= at.today)))  # fmt: skip


@task(name="核查")
def audited(at: Context) -> tuple[int, int]:
    """Tell the duty desk what is found and was not told before.

    Gives how much is found, and how many notices were made of it.
    """
    told, found = _told(at), (*findings(at), *journal_findings(at, whole=False))
    # That the auditor ran is itself on record: its silence is an alarm.
    with at.engine.begin() as conn:
        note(conn, at.site, at.today, AUDIT, {}, found=len(found))
    new = [one for one in found if _key(one) not in told]
    if not new:
        return len(found), 0
    book = book_of(at)
    return len(found), sum(_save(at, book, person, post, tenure, new) for person, post, tenure in _desk(at))


def _desk(at: Context) -> list[tuple[str, str, str]]:
    return [(one.person, one.post, one.key) for one in desk(at)]


def _key(said: str) -> str:
    return hashlib.sha256(said.encode()).hexdigest()


def _told(at: Context) -> frozenset[str]:
    c = t.chase.c
    with reads(at.engine) as conn:
        return frozenset(conn.scalars(select(c.target).where(c.site == at.site, c.kind == KIND)))


def _words(at: Context, found: list[str], number: str) -> dict[str, str]:
    env = templates(wording(at.loaded))
    facts = {"found": found, "today": at.today, "number": number}
    said: Any = env.get_template("audit.jinja").make_module(facts)
    pointer = env.get_template("pointer.jinja").render(facts)
    one_line = {"title": said.heading(), "summary": said.brief(), "pointer": pointer}
    return {"body": said.text().strip() + "\n", **{k: " ".join(v.split()) for k, v in one_line.items()}}


def _save(at: Context, book: Book, person: str, post: str, tenure: str, found: list[str]) -> int:
    """One notice of the findings, what it says kept beside it so that nothing is told twice."""
    number = new_number()
    words = _words(at, found, number)
    row = {
        "site": at.site,
        "id": number,
        "person": person,
        "post": post,
        "on": at.today,
        "made_at": at.now,
        "counted": False,
    }  # what it found may be of a restricted item
    chases = [{"site": at.site, "kind": KIND, "target": _key(one), "number": 1, "on": at.today, "told_on": at.today,
               "item": "", "unit": "", "tenure": tenure, "post": post, "person": person, "copy": False, "why": one,
               "notice_id": number} for one in found]  # fmt: skip
    with at.engine.begin() as conn:
        before = select(func.count()).where(t.notice.c.site == at.site, t.notice.c.person == person,
                                            t.notice.c.on == at.today, t.notice.c.kind.startswith(KIND))  # fmt: skip
        kind = f"{KIND} {(conn.scalar(before) or 0) + 1}"
        insert_ignoring(t.notice, [{**row, **words, "kind": kind}], conn)
        if (
            conn.scalar(select(t.notice.c.id).where(t.notice.c.site == at.site, t.notice.c.id == number))
            is None
        ):
            return 0
        insert_ignoring(t.chase, chases, conn)
        conn.execute(insert(t.outbox), ways(at.site, number, person, at.today, book))
        note(conn, at.site, at.today, "telling", {"notice": [number]}, notices=1)
    return 1
