"""What a person decides of deliveries: one held is taken in or refused, a likely match is or is not the item."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection, Row, func, select, update

from duban import tables as t
from duban.errors import Refused
from tasks.acts.recording import record
from tasks.context import Context

STATES = {
    "new": "待比对",
    "applied": "已采用",
    "refused": "已退回",
    "superseded": "已被后来的报送取代",
    "held": "暂缓采用",
}


def accept_delivery(at: Context, number: int, by: str, why: str) -> str:
    """A held delivery counts after all: it is taken in by the next tracking; gives its source.

    No item is closed by it, no date moved later: what it says stays a claim. Raises Refused where it is
    not held, or something that speaks of a later day was applied since.
    """
    with at.engine.begin() as conn:
        one = _held(conn, at, number)
        newest = conn.scalar(select(func.max(t.delivery.c.as_of_on)).where(
            t.delivery.c.site == at.site, t.delivery.c.source == one.source, t.delivery.c.state == "applied"))  # fmt: skip
        if newest is not None and one.as_of_on < newest:
            raise Refused(f"{number}号报送截至{one.as_of_on}，此后已采用{newest}的报送，只能退回（refuse）")
        _decide(conn, at, number, "accept_delivery", by, why, {"state": "new"})
        return str(one.source)


def refuse_delivery(at: Context, number: int, by: str, why: str) -> str:
    """A held delivery does not count: nothing of it is ever applied; gives its source."""
    with at.engine.begin() as conn:
        one = _held(conn, at, number)
        _decide(conn, at, number, "refuse_delivery", by, why, {"state": "refused"})
        return str(one.source)


def match(at: Context, number: int, same: bool, by: str, why: str) -> str:
    """Say whether a row is the item it is like; gives that item's code. Taken in by the next tracking.

    Raises Refused where there is no such proposal, or it was decided before.
    """
    with at.engine.begin() as conn:
        mine = (t.proposal.c.site == at.site, t.proposal.c.id == number)
        one = conn.execute(
            select(t.proposal.c.item, t.proposal.c.state).where(*mine).with_for_update()
        ).one_or_none()
        if one is None or one.state != "open":
            raise Refused(f"没有待认定的{number}号疑似事项，编号可用 duban matches 查看")
        record(conn, at, one.item, "match", by, why, {"proposal": number, "same": same})
        conn.execute(update(t.proposal).where(*mine).values(state="same" if same else "different"))
        return str(one.item)


def _held(conn: Connection, at: Context, number: int) -> Row[Any]:
    mine = (t.delivery.c.site == at.site, t.delivery.c.id == number)
    one = conn.execute(select(t.delivery).where(*mine).with_for_update()).one_or_none()
    if one is None:
        raise Refused(f"没有{number}号报送，编号可用 duban deliveries 查看")
    if one.state != "held":
        raise Refused(
            f"{number}号报送（{one.source}，{one.as_of_on}）{STATES[one.state]}，不在暂缓采用之列，不能再作决定"
        )
    return one


def _decide(conn: Connection, at: Context, number: int, kind: str, by: str, why: str,
            values: Mapping[str, Any]) -> None:  # fmt: skip
    record(conn, at, "", kind, by, why, {"delivery": number})
    conn.execute(
        update(t.delivery).where(t.delivery.c.id == number, t.delivery.c.state == "held").values(**values)
    )
