"""What reached nobody is put into other hands: the next post up tells the person, the duty desk sees all."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pandas as pd
from sqlalchemy import Connection, Select, and_, exists, func, insert, select

from duban import tables as t
from duban.relay import Relay, Undelivered, relays
from duban.wording import templates
from tasks.channels.addresses import Book
from tasks.context import Context
from tasks.database import insert_ignoring, reads
from tasks.journal.writing import note
from tasks.site import wording
from tasks.told import new_number
from tasks.ways import desk, reached_nobody, ways

KIND, CHASE, CALL = "relay", "unsent", "telephone"
CALLED = "只在督办台和本机发件箱，不经第三方渠道，请电话请其登录督办台"
AS_LONG = timedelta(days=62)


def relay(at: Context, book: Book) -> int:
    """Ask others to tell on what reached nobody; each is asked once about each notice. Gives how many."""
    known = _known(at)
    lost = [_undelivered(at, one.notice_id, one.person)
            for one in reached_nobody(at.engine, at.site, at.today, book)
            if one.notice_id not in known]  # fmt: skip
    lost += _by_telephone(at, book)
    found = relays(lost, at.loaded.roster, desk(at), at.today, at.loaded.site.mode == "trial")
    return sum(_save(at, book, one) for one in found)


def _by_telephone(at: Context, book: Book) -> Iterable[Undelivered]:
    """Notices of something restricted alone, to persons whom only third parties reach: the desk telephones, and again
    every few working days, until the person has signed, answered or looked.
    """
    every = at.loaded.site.settings.chase_every_workdays
    with reads(at.engine) as conn:
        waiting = [row for row in conn.execute(_unread(at)) if book.only_here(row.person)]
    for row in waiting:
        passed = at.loaded.calendar.count_days(pd.Series([pd.Timestamp(row.last_on)]), pd.Series([at.day]))
        if row.last_on is None or int(passed.iloc[0]) >= every:
            yield replace(
                _undelivered(at, row.id, row.person), call=int(row.number or 0) + 1, endings=(CALLED,)
            )


def _unread(at: Context) -> Select[Any]:
    n, a, v, c = t.notice.c, t.answer.c, t.visit.c, t.chase.c
    signed = exists().where(a.site == n.site, a.notice_id == n.id)
    looked = exists().where(v.site == n.site, v.person == n.person, v.up_to_on >= n.on)
    called = and_(c.site == n.site, c.kind == CALL, c.target == n.id)
    return (select(n.id, n.person, func.max(c.number).label("number"), func.max(c.on).label("last_on"))
            .outerjoin(t.chase, called)
            .where(n.site == at.site, n.on <= at.today, n.on > at.today - AS_LONG, n.kind == "daily", ~n.counted,
                   ~signed, ~looked)
            .group_by(n.id, n.person).order_by(n.id))  # fmt: skip


def _known(at: Context) -> frozenset[str]:
    c = t.chase.c
    with reads(at.engine) as conn:
        return frozenset(conn.scalars(select(c.target).where(c.site == at.site, c.kind == CHASE)))


def _undelivered(at: Context, number: str, person: str) -> Undelivered:
    n, o, a = t.notice, t.outbox, t.attempt
    ended = (select(o.c.channel, a.c.detail).join(a, a.c.outbox_id == o.c.id)
             .where(o.c.site == at.site, o.c.notice_id == number).order_by(a.c.id))  # fmt: skip
    with reads(at.engine) as conn:
        kept = conn.execute(select(n).where(n.c.site == at.site, n.c.id == number)).one()
        said = dict.fromkeys(f"{row.channel}：{row.detail}" for row in conn.execute(ended))
    return Undelivered(number, kept.on, person, at.loaded.names.get(person, person), kept.post,
                       kept.kind.startswith(KIND) or not kept.counted, tuple(said))  # fmt: skip


def _save(at: Context, book: Book, one: Relay) -> int:
    """The notice that asks, what it asks about, and its way out, in one transaction."""
    number = new_number()
    row = {"site": at.site, "id": number, "person": one.to.person, "post": one.to.post, "on": at.today,
           "made_at": at.now, **_words(at, one, number)}  # fmt: skip
    with at.engine.begin() as conn:
        kind, counted = _kind(conn, at, one.to.person), _counted(conn, at, one)
        insert_ignoring(t.notice, [{**row, "kind": kind, "counted": counted}], conn)
        mine = select(t.notice.c.id).where(t.notice.c.site == at.site, t.notice.c.id == number)
        if conn.scalar(mine) is None:
            return 0
        insert_ignoring(t.chase, [_chase(at.site, at.today, one, lost, number) for lost in one.lost], conn)
        conn.execute(insert(t.outbox), ways(at.site, number, one.to.person, at.today, book,
                                             "internal" if counted else "alone"))  # fmt: skip
        note(conn, at.site, at.today, "telling", {"notice": [number]}, notices=1)
    return 1


def _kind(conn: Connection, at: Context, person: str) -> str:
    """One notice a person, kind and day is all there may be: the second of a day is another kind."""
    n = t.notice.c
    before = select(func.count()).where(n.site == at.site, n.person == person, n.on == at.today,
                                        n.kind.startswith(KIND))  # fmt: skip
    return f"{KIND} {(conn.scalar(before) or 0) + 1}"


def _counted(conn: Connection, at: Context, one: Relay) -> bool:
    """Whether any notice it asks about counts."""
    n = t.notice.c
    lost = (n.site == at.site, n.id.in_([each.number for each in one.lost]), n.counted)
    return conn.scalar(select(n.id).where(*lost).limit(1)) is not None


def _words(at: Context, one: Relay, number: str) -> dict[str, str]:
    site, env = at.loaded.site, templates(wording(at.loaded))
    facts = {"r": one, "today": at.today, "number": number, "office": site.from_office,
             "telephone": site.settings.telephone}  # fmt: skip
    said: Any = env.get_template("relay.jinja").make_module(facts)
    return {"title": " ".join(said.heading().split()), "body": said.text().strip() + "\n",
            "summary": " ".join(said.brief().split()),
            "pointer": " ".join(env.get_template("pointer.jinja").render(facts).split())}  # fmt: skip


def _chase(site: str, today: date, one: Relay, lost: Undelivered, number: str) -> dict[str, Any]:
    return {"site": site, "kind": CALL if lost.call else CHASE, "target": lost.number, "number": lost.call or 1, "on": today, "told_on": today,
            "item": "", "unit": "", "tenure": one.to.key, "post": one.to.post, "person": one.to.person,
            "copy": not one.desk, "why": "；".join(lost.endings), "notice_id": number}  # fmt: skip
