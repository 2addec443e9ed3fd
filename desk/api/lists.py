"""The lists of the programs' door: the commands' own rows, of the items the token's person may see."""

from collections.abc import Mapping
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

import pandas as pd
from sqlalchemy import select

from desk.listing import in_contract, notices_now
from desk.recorded import kept
from duban import tables as t
from duban.figures import class_of, figures, near_days
from duban.handover import closed_with_tenure
from duban.viewing import Visitor
from tasks import store
from tasks.context import Context
from tasks.database import reads
from tasks.pages.papers import names_one_of
from tasks.pages.seen import items_of
from tasks.previewed import preview_rows

ACTS = ["id", "item", "kind", "on", "at", "by", "why"]


def items(at: Context, who: Visitor, *where: object) -> pd.DataFrame:
    """The items among those of ``where``, as ``duban items`` gives them."""
    return in_contract(at, items_of(at, who, *where))


def escalations(at: Context, who: Visitor) -> pd.DataFrame:
    """The escalations of those items, as ``duban escalations`` gives them."""
    measures = items_of(at, who).set_index("code")["measure"]
    found = store.rows(at.engine, at.site)
    found["state"] = closed_with_tenure(found, at.loaded.roster, at.day)
    found = found[found["item"].isin(measures.index)]
    return found.assign(measure=found["item"].map(measures), answered_at=_moments(at, found["answered_at"]))


def _moments(at: Context, values: "pd.Series[Any]") -> "pd.Series[Any]":
    """Moments of the site with their zone, as programs elsewhere need them."""
    zone = ZoneInfo(at.loaded.site.timezone)
    said = [None if pd.isna(one) else pd.Timestamp(one).tz_localize(zone).isoformat() for one in values]
    return pd.Series(said, index=values.index, dtype=object)


def notices(at: Context, who: Visitor) -> pd.DataFrame:
    """The person's own notices, to the office and the discipline group everybody's; none of which a word
    is not theirs to read.
    """
    found, seen = notices_now(at), set(items_of(at, who)["code"])
    mine = found if who.sees_all else found[found["person"].eq(who.person)]
    hidden = _codes(at) - seen
    if not hidden or mine.empty:
        return mine
    told = store.rows(at.engine, at.site, t.escalation.c.item.in_(sorted(hidden)))
    closed = mine["summary"].eq(_pointers(at, mine)) | mine["id"].isin(told["notice_id"])
    texts = mine["title"] + "\n" + mine["body"]
    named = [not over and names_one_of(hidden, text) for over, text in zip(closed, texts, strict=True)]
    return mine[~closed & ~pd.Series(named, index=mine.index, dtype=bool)]


def _codes(at: Context) -> set[str]:
    with reads(at.engine) as conn:
        return set(conn.scalars(select(t.item.c.code).where(t.item.c.site == at.site)))


def _pointers(at: Context, mine: pd.DataFrame) -> "pd.Series[Any]":
    n = t.notice.c
    with reads(at.engine) as conn:
        found = {r.id: r.pointer for r in conn.execute(select(n.id, n.pointer).where(n.site == at.site))}
    return mine["id"].map(found)


def preview(at: Context, who: Visitor, first: date, last: date) -> pd.DataFrame:
    """Who will be told what if nothing moves, as ``duban preview`` gives it."""
    found = preview_rows(at.loaded, first, last)
    return found[found["item"].isin(items_of(at, who)["code"])]


def acts(at: Context, who: Visitor) -> pd.DataFrame:
    """The acts on those items; to the office those that are about none as well."""
    found = kept(at, t.act, ACTS)
    about = found["item"].isin(items_of(at, who)["code"])
    item = found["item"].where(found["item"].ne(""), None)
    rows = found.assign(item=item, at=_moments(at, found["at"]))
    return rows[about | (found["item"].eq("") & who.in_office)]


def numbers(at: Context, who: Visitor) -> Mapping[str, Any]:
    """The figures of those items, by the one formula."""
    found, near = items_of(at, who), near_days(at.loaded.ladder)
    off = int(class_of(found, at.day, near).eq("written_off").sum())
    return {**vars(figures(found, at.day, near)), "written_off": off, "as_of": at.today}
