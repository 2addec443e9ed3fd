"""A post handed over (交接): from a day on it is somebody else's; nothing restarts, nothing is lost."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection, func, insert, select

from duban import tables as t
from duban.handing import hand_over as decide
from duban.handing import with_tenures
from duban.roster import ENDLESS, Tenure
from tasks.acts.recording import record
from tasks.context import Context


@dataclass(frozen=True)
class Handed:
    """A hand-over as recorded: the tenure, who takes the post, and how many notices the former
    holder has had since its first day.
    """

    tenure: Tenure
    name: str
    already_told: int


def hand_over(at: Context, post: str, to: str, from_on: date, by: str, why: str, *, acting: bool = False,
              until: date | None = None) -> Handed:  # fmt: skip
    """Record that a post is somebody's from a day on.

    Raises Refused where post or person is unknown, or two would hold the post on one day.
    """
    roster = at.loaded.roster
    tenure, person = decide(roster, post, to, from_on, acting, until)
    with_tenures(roster, [tenure])
    before = roster.holder(post, from_on)
    with at.engine.begin() as conn:
        act_id = record(conn, at, "", "hand_over", by, why,
                        {"post": post, "person": person.id, "from": from_on.isoformat()})  # fmt: skip
        conn.execute(insert(t.tenure).values(
            site=at.site, post=post, from_on=from_on, person=person.id, acting=acting, act_id=act_id,
            to_on=None if tenure.to_on == ENDLESS else tenure.to_on))  # fmt: skip
        told = _told_since(conn, at, post, before.person, from_on) if before else 0
    return Handed(tenure, person.name, told)


def _told_since(conn: Connection, at: Context, post: str, person: str, from_on: date) -> int:
    n = t.notice.c
    query = select(func.count()).where(n.site == at.site, n.post == post, n.person == person, n.on >= from_on)
    return conn.scalar(query) or 0
