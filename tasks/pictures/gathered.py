"""What a picture is drawn of, read from the store: items as they stand, levels, acts, who leads what."""

from typing import Any

import pandas as pd
from sqlalchemy import and_, func, select

from duban import tables as t
from duban.chain import with_owners
from duban.entries import level_of
from duban.figures import class_of, near_days
from duban.frames import DAY, TEXT, WHOLE, Schema
from duban.pictures.burning import DECIDED, burn_down, burning, closed_spans
from duban.pictures.composing import Scene, age_picture, area_picture, burn_picture, leader_picture
from duban.pictures.picture import Picture
from duban.pictures.standing import open_of
from duban.track import CYCLES
from tasks.context import Context
from tasks.database import read_frame, reads
from tasks.pages.finding import OPEN as STILL_OPEN
from tasks.pages.finding import levels_query
from tasks.pages.seen import each
from tasks.pages.sight import answering_now, told_apart

I = t.item.c  # noqa: E741
OPEN_TO_ALL = ~I.restricted
# Items alike in all that a picture counts by, and how many they are.
ENDS = Schema("ends", {"kind": TEXT, "due_on": DAY, "settled_on": DAY, "n": WHOLE})
STAND = Schema("stand", {"code": TEXT, "unit": TEXT, "areas": TEXT, "source": TEXT, "due_on": DAY,
                         "suspended_on": DAY, "level": WHOLE, "n": WHOLE})  # fmt: skip


def picture_of(at: Context, name: str, which: Any = OPEN_TO_ALL) -> Picture:
    """The picture of that name (``duban.pictures.NAMES``) of these items; where nothing is said, of all that are
    not restricted (受限). KeyError for another name.
    """
    return pictures_of(at, (name,), which)[0]


def pictures_of(at: Context, names: tuple[str, ...], which: Any) -> tuple[Picture, ...]:
    """The pictures of those names, of the same items, which are read once."""
    rows = _open(at, which) if set(names) != {"burn_down"} else pd.DataFrame()
    make = {"burn_down": lambda: _burning(at, which), "areas": lambda: area_picture(_scene(at), rows),
            "leaders": lambda: _leaders(at, rows), "ageing": lambda: age_picture(_scene(at), rows)}  # fmt: skip
    return tuple(make[name]() for name in names)


def _burning(at: Context, which: Any) -> Picture:
    query = (select(I.kind, I.due_on, I.settled_on, func.count().label("n"))
             .where(I.site == at.site, which).group_by(I.kind, I.due_on, I.settled_on))  # fmt: skip
    a = t.act.c
    decided = (select(a.item, a.kind, a.on).join(t.item, and_(I.site == a.site, I.code == a.item))
               .where(a.site == at.site, a.kind.in_(["write_off", "reopen"]), I.kind.not_in(CYCLES), which)
               .order_by(a.id))  # fmt: skip
    with reads(at.engine) as conn:
        items, acts = each(read_frame(conn, query, ENDS)), read_frame(conn, decided, DECIDED)
    ends = burning(items)
    first = pd.Timestamp(at.loaded.site.inspection.feedback_on)
    return burn_picture(_scene(at), items, burn_down(ends, closed_spans(ends, acts), first, at.day))


def _leaders(at: Context, rows: pd.DataFrame) -> Picture:
    roster = at.loaded.roster
    now = answering_now(at, rows)
    titles = {p.id: p.title for p in roster.posts}
    name = now["person"].map(at.loaded.names).fillna("").str.cat(now["post"].map(titles), "（") + "）"
    return leader_picture(_scene(at), rows, now.assign(name=name))


def _scene(at: Context) -> Scene:
    labels = {one.level: one.label for one in at.loaded.ladder.levels}
    return Scene(at.today, at.loaded.site.inspection.feedback_on, labels, at.loaded.site.language)


def _open(at: Context, which: Any) -> pd.DataFrame:
    """OPEN of these items, on the levels they stand on."""
    apart, found = told_apart(at), levels_query(at).subquery()
    alike = (apart.code, I.unit, I.areas, apart.source, I.due_on, I.suspended_on.is_(None), found.c.level)
    query = (select(apart.code.label("code"), I.unit, I.areas, apart.source.label("source"), I.due_on,
                    func.min(I.suspended_on).label("suspended_on"), found.c.level, func.count().label("n"))
             .join_from(t.item, found, found.c.item == I.code, isouter=True)
             .where(I.site == at.site, STILL_OPEN, which).group_by(*alike))  # fmt: skip
    with reads(at.engine) as conn:
        rows = with_owners(read_frame(conn, query, STAND), at.loaded.roster)
    klass = class_of(
        rows.assign(settled_on=pd.Series(pd.NaT, index=rows.index)), at.day, near_days(at.loaded.ladder)
    )
    return open_of(each(rows.assign(klass=klass, level=level_of(rows["level"], klass))), at.day)
