"""Who would be told today if there were no restricted item: only their notices are counted in Prefect."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from sqlalchemy import func, or_, select

from duban import tables as t
from duban.notice import letters
from duban.scene import Scene
from duban.unrestricted import Place, without_restricted
from tasks.context import Context
from tasks.database import reads


def told_anyway(at: Context, scene: Scene) -> frozenset[str] | None:
    """Who; None for everybody, where nothing is restricted."""
    if not scene.items["restricted"].any():
        return None
    plain = without_restricted(scene, _places(at, {one.source for one in scene.ledgers}))
    return frozenset(one.person for one in letters(replace(plain, **_last(at))))


def _places(at: Context, sources: set[str]) -> frozenset[Place]:
    """The rows of deliveries of these sources that say something of a restricted item."""
    r, d, i = t.reading.c, t.delivery.c, t.item.c
    query = (select(d.source, r.sheet, r.row).join(t.delivery, d.id == r.delivery_id)
             .outerjoin(t.item, (i.site == r.site) & (i.code == r.item))
             .where(r.site == at.site, d.source.in_(sorted(sources)), d.as_of_on <= at.today,
                    or_(r.restricted, i.restricted)))  # fmt: skip
    with reads(at.engine) as conn:
        return frozenset((str(row[0]), str(row[1]), int(row[2])) for row in conn.execute(query))


def _last(at: Context) -> Mapping[str, Any]:
    """When each was last told, by the notices that count."""
    n = t.notice.c
    query = (select(n.person, func.max(n.on).label("on"), func.max(n.made_at).label("made_at"))
             .where(n.site == at.site, n.kind == "daily", n.on < at.today, n.counted).group_by(n.person))  # fmt: skip
    with reads(at.engine) as conn:
        found = conn.execute(query).all()
    return {"since": max((row.on for row in found), default=None), "last_told": {r.person: r.on for r in found},
            "last_made": {r.person: r.made_at for r in found}}  # fmt: skip
