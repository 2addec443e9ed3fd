"""Disputed ownership (权属争议): opened by an act, decided by one; meanwhile the named lead and its clock go on."""

import difflib
from datetime import date
from typing import Any

from sqlalchemy import Connection, select, update

from duban import tables as t
from duban.acts import Outcome, Standing
from duban.errors import Refused
from duban.recusal import BETWEEN, barred_from
from duban.roster import Roster, Unit
from duban.scene import ToDecide
from duban.sharing import answering_posts, dispute, lowest_common_superior
from tasks import store
from tasks.acts.recording import on_item
from tasks.chases import disputes
from tasks.context import Context
from tasks.database import reads
from tasks.news import news_on

LEAD_ROLES = ("handler", "unit_head", "leader_in_charge")


def open_dispute(at: Context, code: str, by: str, why: str, units: tuple[str, ...]) -> Outcome:
    """Two units or more say an item is another's: who decides by when follows; nothing rests.

    Raises Refused where a unit is not on the roster, fewer than two are named, the item is closed, or it is
    disputed already.
    """
    roster = at.loaded.roster
    names = tuple(dict.fromkeys(unit_named(roster, one).name for one in units))
    if len(names) < 2:
        raise Refused(f"{code} 的争议应写明两个或以上不同的单位（--units A,B），现为“{'、'.join(names)}”")

    barred = _barred(at, code)

    def decide(conn: Connection, item: Standing) -> Outcome:
        _running(item)
        if _disputed(conn, at, code):
            raise Refused(f"{code} 已在争议中，待定责（duban own）后才能再次提出")
        one = dispute(roster, names, at.today, at.loaded.calendar, at.loaded.site.settings.dispute_workdays,
                      _areas(item), barred)  # fmt: skip
        return Outcome(detail={"units": list(names), "decider": one.decider.post,
                               "decide_by": one.decide_by.isoformat(),
                               "news_on": news_on(conn, at.site, at.today).isoformat()})  # fmt: skip

    return on_item(at, "dispute", code, by, why, decide)


def own(at: Context, code: str, by: str, why: str, unit: str) -> Outcome:
    """Whose a disputed item is: unit and areas are set, its date stays, and what was late before is not the new lead's.

    Raises Refused where the item is not disputed, or the unit is not on the roster.
    """
    lead = unit_named(at.loaded.roster, unit)

    def decide(conn: Connection, item: Standing) -> Outcome:
        _running(item)
        if not _disputed(conn, at, code):
            raise Refused(f"{code} 没有待定的归属争议，应先登记争议（duban dispute）")
        _let_go(conn, at, code, lead)
        sets = {
            "unit": lead.name,
            "areas": "、".join(lead.areas),
            "flags": item.flags.replace("unit_unknown ", ""),
        }
        news = ("owned", item.unit, lead.name) if lead.name != item.unit else None
        return Outcome(sets, {"unit": lead.name, "from": item.unit}, news=news)

    return on_item(at, "own", code, by, why, decide)


def unit_named(roster: Roster, name: str) -> Unit:
    """The roster's unit of that name or alias; Refused with the nearest where there is none."""
    known = {n: u for u in roster.units for n in (u.name, *u.aliases)}
    if name.strip() in known:
        return known[name.strip()]
    near = next(iter(difflib.get_close_matches(name, known, 1, 0.4)), "")
    raise Refused(
        f"单位“{name}”不在花名册中，" + (f"相近的有“{near}”" if near else f"现有：{'、'.join(known)}")
    )


def to_decide(at: Context, since: date | None) -> tuple[ToDecide, ...]:
    """The disputes whose deciders have not heard of them, with who holds the deciding post today."""
    open_ = [str(code) for code in disputes(at.engine, at.site)["item"]]
    with reads(at.engine) as conn:
        known = {code: _disputed(conn, at, code) or {} for code in open_}
    new = {code: d for code, d in known.items() if d and (since is None or d["news_on"] > since.isoformat())}
    held = {code: _decides(at, code, d["decider"]) for code, d in new.items() if d["decider"]}
    return tuple(ToDecide(code, person, tuple(new[code]["units"]), date.fromisoformat(new[code]["decide_by"]))
                 for code, person in held.items() if person)  # fmt: skip


def _decides(at: Context, code: str, post: str) -> str:
    """Who holds the deciding post today; where that is a person concerned (回避), who stands above."""
    barred, held = _barred(at, code), at.loaded.roster.holder(post, at.today)
    if held is not None and held.person in barred:
        return lowest_common_superior(at.loaded.roster, (), at.today, barred=barred).person
    return held.person if held else ""


def _barred(at: Context, code: str) -> frozenset[str]:
    """Whom an item must not reach."""
    if not at.loaded.roster.recusals:
        return frozenset()
    items = store.items(at.engine, at.site)
    found = barred_from(items[items["code"].eq(code)], at.loaded.roster)
    return frozenset(one for names in found for one in names.split(BETWEEN) if one)


def _running(item: Standing) -> None:
    if item.settled_on is not None:
        raise Refused(f"{item.code} 已于{item.settled_on}销号，不再有归属争议")


def _disputed(conn: Connection, at: Context, code: str) -> dict[str, Any] | None:
    """What the open dispute of an item said, if there is one."""
    a = t.act.c
    query = select(a.kind, a.detail).where(a.site == at.site, a.item == code, a.kind.in_(["dispute", "own"]))
    last = conn.execute(query.order_by(a.id.desc()).limit(1)).one_or_none()
    return dict(last.detail) if last is not None and last.kind == "dispute" else None


def _areas(item: Standing) -> list[str]:
    return [a for a in item.areas.split("、") if a]


def _let_go(conn: Connection, at: Context, code: str, lead: Unit) -> None:
    """What was told to posts that no longer answer for the item is over; nobody need hear that it is."""
    e = t.escalation.c
    mine = (e.site == at.site, e.item == code, e.state.in_(["open", "answered"]), e.notice_id.is_not(None),
            e.role.in_(LEAD_ROLES), e.post.not_in(answering_posts(at.loaded.roster, lead)))  # fmt: skip
    conn.execute(update(t.escalation).where(*mine).values(state="settled", settled_notice_id="-"))
