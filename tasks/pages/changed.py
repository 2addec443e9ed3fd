"""What changed since a person last looked (较上次变化), and up to when somebody has looked (已阅)."""

from datetime import date, datetime

import pandas as pd
from sqlalchemy import func, select

from duban import tables as t
from duban.frames import DAY, TEXT, Schema, looked_up
from duban.viewing import Visitor
from tasks import store
from tasks.context import Context
from tasks.database import reads, upsert
from tasks.pages.finding import of_class
from tasks.pages.seen import FEW, Seen

I = t.item.c  # noqa: E741
DUE = Schema("due", {"code": TEXT, "due_on": DAY})


def changes_of(seen: Seen, noticed_on: date | None) -> tuple[pd.DataFrame, tuple[str, ...], date | None]:
    """What moved since this person last looked; before the first look, since the notice before the newest."""
    at, one, c = seen.at, seen.one, t.change.c
    since = _looked(at, one) or (_told_before(at, one, noticed_on) if noticed_on else None)
    where = [c.on > since] if since else []
    found = store.frame(at.engine, t.change, at.site, store.CHANGED, c.on <= at.today,
                        c.kind.not_in(["new", "progress"]), c.item.in_(seen.codes()), *where)  # fmt: skip
    named = found["item"].drop_duplicates().tail(FEW)
    due = seen.items(I.code.in_(list(named)), schema=DUE).set_index("code")["due_on"]
    return found.assign(due_on=looked_up(found["item"], due)), _late_since(seen, since), since


def _late_since(seen: Seen, since: date | None) -> tuple[str, ...]:
    """What was not late then and is now, of what this person answers for."""
    late = [seen.may.mine, of_class(seen.at, "late"), *([I.due_on >= since] if since else [])]
    with reads(seen.at.engine) as conn:
        return tuple(conn.scalars(seen.codes(*late).order_by(I.code)))


def _looked(at: Context, one: Visitor) -> date | None:
    query = select(t.visit.c.up_to_on).where(t.visit.c.site == at.site, t.visit.c.person == one.person)
    with reads(at.engine) as conn:
        found: date | None = conn.scalar(query)
        return found


def _told_before(at: Context, one: Visitor, on: date) -> date | None:
    n = t.notice.c
    query = select(func.max(n.on)).where(n.site == at.site, n.person == one.person, n.on < on)
    with reads(at.engine) as conn:
        found: date | None = conn.scalar(query)
        return found


def save_look(at: Context, person: str, moment: datetime) -> None:
    """Note that a person has looked at all that is news up to the last day that was run."""
    up_to = store.last_run_on(at.engine, at.site) or at.today
    row = {"site": at.site, "person": person, "up_to_on": min(up_to, at.today), "at": moment}
    with at.engine.begin() as conn:
        upsert(t.visit, [row], conn, ["site", "person"])
