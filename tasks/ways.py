"""The way out of each notice (送达途径): at which address it begins, and which one comes next."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Connection, Engine, and_, case, func, or_, select, update

from duban import tables as t
from duban.disclosure.classes import Told
from duban.letter import Letter
from duban.letters import Worded
from duban.ways_on import Way, lost, next_way
from tasks.channels.addresses import Address, Book, open_book
from tasks.context import Context
from tasks.database import insert_ignoring, reads
from tasks.outbox import WAITING, tried_today

IN_TROUBLE = ("refused", "unknown", "dead")


def book_of(at: Context) -> Book:
    """Who of the site is reached where."""
    book = open_book(at.loaded.folder, at.loaded.site, at.loaded.names)
    return replace(book, desk=frozenset(one.person for one in desk(at)))


def desk(at: Context) -> tuple[Any, ...]:
    """The tenures that hear of what has nobody else: the stewards of today."""
    roster = at.loaded.roster
    return tuple(filter(None, (roster.holder(post.id, at.today) for post in roster.with_role("steward"))))


def ways_out(at: Context, said: Sequence[tuple[Letter, str, Worded]],
             counted: Collection[str] | None = None) -> Iterable[dict[str, Any]]:  # fmt: skip
    """One outbox row per notice and address; in trial mode everything goes to the steward only.

    What is there for something restricted alone (no ``counted`` person's) goes by no third party: that it came
    would say so.
    """
    book = book_of(at)
    steward = at.loaded.roster.holder(at.loaded.roster.with_role("steward")[0].id, at.today)
    trial = at.loaded.site.mode == "trial"
    for letter, number, worded in said:
        person = steward.person if trial and steward else letter.person
        alone = counted is not None and letter.person not in counted
        yield from ways(at.site, number, person, at.today, book, "alone" if alone else worded.secrecy)


def ways(site: str, notice_id: str, person: str, on: date, book: Book,
         secrecy: Told = "internal") -> list[dict[str, Any]]:  # fmt: skip
    """Give the outbox rows with which one notice begins."""
    return [_row(site, notice_id, person, on, address, False) for address in book.first(person, secrecy)]


def _row(site: str, notice_id: str, person: str, on: date, address: Address, again: bool) -> dict[str, Any]:
    return {"site": site, "notice_id": notice_id, "person": person, "due_on": on, "again": again,
            "state": "pending", "attempts": 0, "token": None, "leased_until": None,
            "channel": address.channel, "address_key": address.key, "account": address.account}  # fmt: skip


def readdress(engine: Engine, site: str, today: date, book: Book) -> int:
    """Void what waits for an address that is no more, and make a way to those there are.

    Gives how many were voided. What may have arrived before stays marked as a copy.
    """
    o = t.outbox
    mine = (select(o, _told()).join(t.notice, _of_notice())
            .where(o.c.site == site, o.c.due_on <= today, o.c.state.in_(WAITING)))  # fmt: skip
    with reads(engine) as conn:
        stale = [r for r in conn.execute(mine) if book.find(r.person, r.address_key) is None]
    for row in stale:
        with engine.begin() as conn:
            gone = conn.execute(update(o).where(o.c.id == row.id, o.c.state == row.state)
                                .values(state="void"))  # fmt: skip
            if gone.rowcount == 1:
                for address in book.first(row.person, row.secrecy):
                    _take(conn, _row(site, row.notice_id, row.person, row.due_on, address, row.again))
    return len(stale)


def _take(conn: Connection, row: dict[str, Any]) -> None:
    """Make a way, or open again the one that was void."""
    o = t.outbox
    insert_ignoring(o, [row], conn)
    conn.execute(update(o).where(
        o.c.site == row["site"], o.c.notice_id == row["notice_id"], o.c.address_key == row["address_key"],
        o.c.state == "void").values(state="pending", again=row["again"] or o.c.again))  # fmt: skip


@dataclass(frozen=True)
class Unreached:
    """A notice of which no way arrived: to whom, due on which day, and the ways that were tried."""

    notice_id: str
    person: str
    due_on: date
    again: bool
    ways: tuple[Way, ...]
    secrecy: Told = "internal"


def unreached(engine: Engine, site: str, today: date, book: Book) -> list[Unreached]:
    """The notices in trouble of which nothing arrived."""
    o = t.outbox
    troubled = select(o.c.notice_id).where(o.c.site == site, o.c.due_on <= today, o.c.state.in_(IN_TROUBLE))
    sent = select(o.c.notice_id).where(o.c.site == site, o.c.state == "sent",
                                       o.c.notice_id.in_(troubled))  # fmt: skip
    query = (select(o, _told(), tried_today(today, "refused").label("refused"),
                    tried_today(today, "unknown").label("unclear"))
             .join(t.notice, _of_notice())
             .where(o.c.site == site, o.c.state != "void", o.c.notice_id.in_(troubled),
                    o.c.notice_id.not_in(sent)).order_by(o.c.notice_id, o.c.id))  # fmt: skip
    found: dict[str, list[Any]] = {}
    with reads(engine) as conn:
        for row in conn.execute(query):
            found.setdefault(row.notice_id, []).append(row)
    return [Unreached(number, rows[0].person, rows[0].due_on, any(row.again for row in rows),
                      tuple(_way(row, today, book) for row in rows), rows[0].secrecy)
            for number, rows in found.items()]  # fmt: skip


def _told() -> ColumnElement[str]:
    """The level of a notice; "alone" where it is there for something restricted and for nothing else."""
    n = t.notice.c
    return case((n.counted, n.secrecy), else_="alone").label("secrecy")


def _of_notice() -> ColumnElement[bool]:
    return and_(t.notice.c.site == t.outbox.c.site, t.notice.c.id == t.outbox.c.notice_id)


def _way(row: Any, today: date, book: Book) -> Way:
    return Way(row.address_key, row.state, row.refused, row.unclear, row.due_on < today,
               "hold" if row.channel in book.quiet else "again")  # fmt: skip


def go_on(engine: Engine, site: str, today: date, book: Book) -> int:
    """Open the next way for each notice whose ways so far had their chance; gives how many."""
    made = 0
    for one in unreached(engine, site, today, book):
        order = {address.key: address for address in book.order(one.person, one.secrecy)}
        key = next_way(one.ways, list(order))
        if key is not None:
            made += 1
            with engine.begin() as conn:
                _take(conn, _row(site, one.notice_id, one.person, one.due_on, order[key], one.again))
    return made


def reached_nobody(engine: Engine, site: str, today: date, book: Book) -> list[Unreached]:
    """The notices whose every way was tried in vain: somebody else has to tell the person."""
    return [one for one in unreached(engine, site, today, book)
            if lost(one.ways, [address.key for address in book.order(one.person, one.secrecy)])]  # fmt: skip


def leave(engine: Engine, site: str, today: date, gone: Iterable[str]) -> int:
    """Void what waits for those who hold no post any more: a former holder hears no more."""
    o = t.outbox
    mine = (o.c.site == site, o.c.due_on <= today, o.c.state.in_(WAITING), o.c.person.in_(list(gone)))
    with engine.begin() as conn:
        return conn.execute(update(o).where(*mine).values(state="void")).rowcount


def unsent(engine: Engine, site: str, today: date, resting: Iterable[str] = ()) -> tuple[int, int]:
    """Give how many notices due by a day were sent, by whichever way, and how many there are; what waits
    for the hour its person chose is not due yet.
    """
    o = t.outbox
    query = (select(func.count(o.c.notice_id.distinct()),
                    func.count(o.c.notice_id.distinct()).filter(o.c.state == "sent"))
             .where(o.c.site == site, o.c.due_on <= today, o.c.state != "void",
                    or_(o.c.person.not_in(list(resting)), o.c.state != "pending", o.c.due_on < today)))  # fmt: skip
    with reads(engine) as conn:
        every, sent = conn.execute(query).one()
    return int(sent), int(every)
