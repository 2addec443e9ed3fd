"""What the office decides (行为): who, when and why, and what follows for the item, at once."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, Engine, Row, insert, select, update

from duban import tables as t
from duban.due import Terms
from duban.errors import Refused
from duban.track import CYCLES
from tasks.told import settle

NEEDS = {"accept": "验收", "write_off": "销号"}


def accept(engine: Engine, site: str, code: str, by: str, why: str, on: date, now: datetime) -> None:
    """The office accepts a claim of done: the unit's clock stops until it is written off.

    Raises Refused where there is no such item, or nothing was claimed that could be accepted.
    """
    with engine.begin() as conn:
        found = _item(conn, site, code, "accept")
        if found.claim != "done":
            raise Refused(f"{code} 台账填报为“{found.status_text}”，尚未申报完成，不能验收")
        _record(conn, site, code, "accept", by, why, on, now)
        if found.kind in CYCLES:
            # Done closes one cycle only, and the reading has closed it: the next one's clock runs.
            return
        _set(conn, site, code, acceptance="accepted", suspended_on=found.suspended_on or on)
        settle(conn, site, code)


def write_off(engine: Engine, site: str, code: str, by: str, why: str, on: date, now: datetime,
              terms: Terms) -> None:  # fmt: skip
    """The office writes an item off (销号): closed, and everyone who was told hears of it.

    An item that is then standing (并长期坚持) goes on under review, in a new episode.
    """
    with engine.begin() as conn:
        found = _item(conn, site, code, "write_off")
        if found.acceptance != "accepted" and found.kind not in CYCLES:
            raise Refused(f"{code} 尚未验收，应先验收（duban accept）再销号")
        _record(conn, site, code, "write_off", by, why, on, now)
        settle(conn, site, code)
        if found.then_standing:
            review = (terms.review_after(on)).date()
            _set(conn, site, code, acceptance="", kind="standing", due_on=review, claim="in_progress",
                 suspended_on=None, episode=found.episode + 1, opened_on=on,
                 evidence_used=found.evidence, then_standing=False, certain=True)  # fmt: skip
        else:
            _set(conn, site, code, acceptance="written_off", settled_on=on)


def _item(conn: Connection, site: str, code: str, kind: str) -> Row[Any]:
    mine = (t.item.c.site == site) & (t.item.c.code == code)
    found = conn.execute(select(t.item).where(mine)).one_or_none()
    if found is None:
        raise Refused(f"没有编号为“{code}”的事项，编号可用 duban items 查看")
    if found.settled_on is not None:
        raise Refused(f"{code} 已于{found.settled_on}销号，不能再次{NEEDS[kind]}")
    return found


def _record(
    conn: Connection, site: str, code: str, kind: str, by: str, why: str, on: date, now: datetime
) -> None:
    conn.execute(insert(t.act).values(site=site, item=code, kind=kind, on=on, at=now, by=by, why=why))


def _set(conn: Connection, site: str, code: str, **values: Any) -> None:
    conn.execute(update(t.item).where(t.item.c.site == site, t.item.c.code == code).values(**values))
