"""A test notice (试发): every way to one person tried once, marked as a test, each with its honest verdict.

It goes by the outbox as any notice does, on a day that never comes: no cycle takes it up, tries it again or
tells anybody else where it failed.
"""

from datetime import date
from typing import Any

from sqlalchemy import func, insert, select

from duban import tables as t
from duban.disclosure.classes import Klass
from duban.errors import Refused
from duban.wording import templates
from tasks.acts.recording import record
from tasks.channels.letter import Verdict
from tasks.context import Context
from tasks.database import reads
from tasks.outbox import deliver_one
from tasks.pacing import Later, Pace, wall
from tasks.sending import attempt_of
from tasks.site import wording
from tasks.told import new_number
from tasks.ways import book_of

KIND, NEVER_DUE = "test", date(9999, 12, 31)


def try_person(at: Context, person: str, by: str, why: str) -> list[tuple[str, Klass, Verdict]]:
    """Tell one person, by every way there is, that this is a test: channel, class and verdict of each.

    Raises Refused where nobody bears that name.
    """
    book = book_of(at)
    known = {one.id: one.id for one in at.loaded.roster.people} | {
        one.name: one.id for one in at.loaded.roster.people}  # fmt: skip
    if person not in known:
        raise Refused(f"“{person}”不在花名册中，应为人员的姓名或 id")
    who = known[person]
    rows = _kept(at, who, by, why)
    pace = Pace(wall, alone=False)
    done = list[tuple[str, Klass, Verdict]]()
    for row, address in zip(rows, book.of(who), strict=True):
        tried = deliver_one(
            at.engine, (row.id, 0), lambda: at.now, attempt_of(at, book, lambda: at.now), pace
        )
        done.append((row.channel, address.klass, _verdict(tried)))
    return done


def _verdict(tried: tuple[Any, Verdict] | Later | None) -> Verdict:
    if isinstance(tried, Later):
        return Verdict("refused", f"未发：该账号受频率限制，约{tried.seconds:.0f}秒后再试")
    return tried[1] if tried else Verdict("refused", "未发：另有进程正在送达")


def _kept(at: Context, person: str, by: str, why: str) -> list[Any]:
    """The notice, the act and one outbox row a way, in one transaction."""
    number, n, o = new_number(), t.notice, t.outbox
    with at.engine.begin() as conn:
        act = record(conn, at, "", "channel_test", by, why, {"person": person, "notice": number})
        before = select(func.count()).where(n.c.site == at.site, n.c.person == person, n.c.kind.startswith(KIND),
                                            n.c.on == at.today)  # fmt: skip
        kind = f"{KIND} {(conn.scalar(before) or 0) + 1}"
        conn.execute(insert(n).values(site=at.site, id=number, person=person, post="", kind=kind, on=at.today,
                                      made_at=at.now, attached=[], secrecy="public", **_words(at, number, act)))  # fmt: skip
        conn.execute(insert(o), [_way(at, number, person, one) for one in book_of(at).of(person)])
    with reads(at.engine) as conn:
        return list(
            conn.execute(select(o).where(o.c.site == at.site, o.c.notice_id == number).order_by(o.c.id))
        )


def _way(at: Context, number: str, person: str, one: Any) -> dict[str, Any]:
    return {"site": at.site, "notice_id": number, "person": person, "due_on": NEVER_DUE, "again": False,
            "state": "held", "attempts": 0, "token": None, "leased_until": None, "channel": one.channel,
            "address_key": one.key, "account": one.account}  # fmt: skip


def _words(at: Context, number: str, act: int) -> dict[str, str]:
    env = templates(wording(at.loaded))
    said: Any = env.get_template("test.jinja").make_module(
        {"number": number, "office": at.loaded.site.from_office, "today": at.today, "act": act})  # fmt: skip
    return {"title": " ".join(said.heading().split()), "body": said.text().strip() + "\n",
            "summary": " ".join(said.brief().split()), "pointer": " ".join(said.pointed().split())}  # fmt: skip
