"""What reached nobody is put into other hands: the next post up tells the person, the duty desk sees all."""

from datetime import date
from typing import Any

from sqlalchemy import Connection, func, insert, select

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

KIND, CHASE = "relay", "unsent"


def relay(at: Context, book: Book) -> int:
    """Ask others to tell on what reached nobody; each is asked once about each notice. Gives how many."""
    known = _known(at)
    lost = [_undelivered(at, one.notice_id, one.person)
            for one in reached_nobody(at.engine, at.site, at.today, book)
            if one.notice_id not in known]  # fmt: skip
    lost += [
        _undelivered(at, number, person) for number, person in _by_telephone(at, book) if number not in known
    ]
    found = relays(lost, at.loaded.roster, desk(at), at.today, at.loaded.site.mode == "trial")
    return sum(_save(at, book, one) for one in found)


def _by_telephone(at: Context, book: Book) -> list[tuple[str, str]]:
    """Notices of today of something restricted alone, to persons whom only third parties reach."""
    n = t.notice.c
    query = select(n.id, n.person).where(n.site == at.site, n.on == at.today, n.kind == "daily", ~n.counted)
    with reads(at.engine) as conn:
        return [(row.id, row.person) for row in conn.execute(query) if book.only_here(row.person)]


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
    return {"site": site, "kind": CHASE, "target": lost.number, "number": 1, "on": today, "told_on": today,
            "item": "", "unit": "", "tenure": one.to.key, "post": one.to.post, "person": one.to.person,
            "copy": not one.desk, "why": "；".join(lost.endings), "notice_id": number}  # fmt: skip
