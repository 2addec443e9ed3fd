"""Items found by the store: of one class, in one state, on one level; the worst first, so many at a time.

The same as ``duban.figures.class_of`` and ``duban.entries.state_of`` say of each item, which a test keeps.
"""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from sqlalchemy import and_, func, not_, or_, select

from duban import tables as t
from duban.figures import near_days
from tasks.context import Context

Where = Any
I = t.item.c  # noqa: E741
OPEN = I.settled_on.is_(None)
RUNNING = and_(OPEN, I.suspended_on.is_(None))
_CLAIMED = and_(RUNNING, I.missing_on.is_(None), I.acceptance != "accepted")
# The states and doubts that a board is filtered by; each of open items only.
DOUBTS: Mapping[str, Where] = {
    "missing": and_(RUNNING, I.acceptance != "accepted", I.missing_on.is_not(None)),
    "uncertain": and_(OPEN, not_(I.certain)),
    "returned": and_(_CLAIMED, I.acceptance == "returned"),
    "unproved": and_(_CLAIMED, I.acceptance != "returned", I.claim == "done", I.evidence == ""),
    "restricted": and_(OPEN, I.restricted),
}  # fmt: skip
# As ``duban.entries.worst_first`` orders them.
WORST_FIRST = (I.settled_on.is_not(None), I.suspended_on.is_not(None), I.due_on.is_(None), I.due_on, I.code)


def of_class(at: Context, klass: str) -> Where:
    """The items of one of ``duban.figures.CLASSES`` today."""
    last_near = at.today + timedelta(days=near_days(at.loaded.ladder))
    return {
        "written_off": I.settled_on.is_not(None),
        "waiting": and_(OPEN, I.suspended_on.is_not(None)),
        "late": and_(RUNNING, I.due_on < at.today),
        "near": and_(RUNNING, I.due_on >= at.today, I.due_on <= last_near),
        "on_course": and_(RUNNING, or_(I.due_on.is_(None), I.due_on > last_near)),
    }[klass]


def levels_query(at: Context) -> Any:
    """Of each item that stands on a level the highest (item, level)."""
    e = t.escalation.c
    return (select(e.item, func.max(e.level).label("level"))
            .where(e.site == at.site, e.state.in_(["open", "answered"]), e.notice_id.is_not(None))
            .group_by(e.item))  # fmt: skip


def on_level(at: Context, level: int) -> Where:
    """The items that stand on a level today, 0 for none; what is with the reviewers or closed is on none."""
    found = levels_query(at).subquery()
    if level == 0:
        return or_(not_(RUNNING), I.code.not_in(select(found.c.item)))
    return and_(RUNNING, I.code.in_(select(found.c.item).where(found.c.level == level)))
