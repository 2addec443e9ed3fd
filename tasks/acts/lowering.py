"""Lowering a level on record: proposed by one person, confirmed by another."""

from typing import Any

from sqlalchemy import Connection, select

from duban import tables as t
from duban.acts import Outcome
from duban.approver import person_named
from duban.disclosure import lowering as rules
from duban.errors import Refused
from tasks.acts.recording import on_item
from tasks.context import Context
from tasks.database import reads


def propose_lowering(at: Context, code: str, by: str, why: str) -> Outcome:
    """One person proposes that a restricted item become 内部. Raises Refused where it may not be."""
    person = person_named(at.loaded.roster, by).id
    return on_item(at, rules.ASKED, code, by, why,
                   lambda conn, _: rules.propose(code, *_standing(conn, at, code), person))  # fmt: skip


def confirm_lowering(at: Context, code: str, by: str, why: str) -> Outcome:
    """Another person confirms, and it is 内部. Raises Refused where it may not be."""
    person = person_named(at.loaded.roster, by).id
    return on_item(at, rules.DONE, code, by, why,
                   lambda conn, _: rules.confirm(code, *_standing(conn, at, code), person))  # fmt: skip


def lowerings(at: Context) -> list[dict[str, Any]]:
    """What waits for a second person: item, on, by, why."""
    a = t.act.c
    query = (select(a.id, a.item, a.kind, a.on, a.by, a.why, a.detail)
             .where(a.site == at.site, a.kind.in_([rules.ASKED, rules.DONE])).order_by(a.id))  # fmt: skip
    with reads(at.engine) as conn:
        acts = [dict(row._mapping) for row in conn.execute(query)]
    waiting = {code: rules.standing([one for one in acts if one["item"] == code]) for code in
               dict.fromkeys(one["item"] for one in acts)}  # fmt: skip
    open_ = {one.act for one in waiting.values() if one is not None}
    return [one for one in acts if one["id"] in open_]


def _standing(conn: Connection, at: Context, code: str) -> tuple[bool, bool, rules.Proposal | None]:
    """Whether it is restricted, whether the newest reading still marks it, and what waits."""
    i, a, r, d = t.item.c, t.act.c, t.reading.c, t.delivery.c
    restricted = conn.scalar(select(i.restricted).where(i.site == at.site, i.code == code))
    if restricted is None:
        raise Refused(f"没有编号为“{code}”的事项，编号可用 duban items 查看")
    newest = (select(r.restricted).join(t.delivery, d.id == r.delivery_id)
              .where(r.site == at.site, r.item == code, d.state.in_(["applied", "superseded"]))
              .order_by(d.as_of_on.desc(), r.id.desc()).limit(1))  # fmt: skip
    acts = conn.execute(select(a.id, a.kind, a.by, a.detail).where(
        a.site == at.site, a.item == code, a.kind.in_([rules.ASKED, rules.DONE])).order_by(a.id))  # fmt: skip
    found = [dict(row._mapping) for row in acts]
    return bool(restricted), bool(conn.scalar(newest)), rules.standing(found)
