"""What a picture is drawn of, read from the store: items as they stand, levels, acts, who leads what."""

import pandas as pd
from sqlalchemy import select

from duban import tables as t
from duban.chain import who_answers, with_owners
from duban.entries import at_levels, worst_first
from duban.figures import figures, near_days
from duban.pictures.burning import DECIDED, burn_down, closed_spans
from duban.pictures.composing import Scene, age_picture, area_picture, burn_picture, leader_picture
from duban.pictures.picture import Picture
from duban.pictures.standing import open_of
from tasks import store
from tasks.context import Context
from tasks.database import read_frame, reads
from tasks.facts import with_reporters
from tasks.pages.seen import BRIEF, levels_of


def items_open_to_all(at: Context) -> pd.DataFrame:
    """The items whose numbers may stand on paper for a meeting: none that is restricted."""
    return store.frame(at.engine, t.item, at.site, BRIEF, ~t.item.c.restricted)


def picture_of(at: Context, name: str, items: pd.DataFrame) -> Picture:
    """The picture of that name (``duban.pictures.NAMES``) of these items (BRIEF); KeyError for another."""
    return {"burn_down": _burning, "areas": _areas, "leaders": _leaders, "ageing": _ageing}[name](at, items)


def _scene(at: Context, items: pd.DataFrame) -> Scene:
    labels = {one.level: one.label for one in at.loaded.ladder.levels}
    counted = figures(items, at.day, near_days(at.loaded.ladder))
    return Scene(at.today, at.loaded.site.inspection.feedback_on, counted, labels, at.loaded.site.language)


def _burning(at: Context, items: pd.DataFrame) -> Picture:
    first = pd.Timestamp(at.loaded.site.inspection.feedback_on)
    burn = burn_down(items, closed_spans(items, _decided(at)), first, at.day)
    return burn_picture(_scene(at, items), items, burn)


def _areas(at: Context, items: pd.DataFrame) -> Picture:
    return area_picture(_scene(at, items), _open(at, items))


def _leaders(at: Context, items: pd.DataFrame) -> Picture:
    roster = at.loaded.roster
    rows = _open(at, items)
    who = who_answers(roster, rows.assign(person="", reporter="").drop_duplicates(["unit", "own"]))
    now = who[(who["from_on"] <= at.day) & (who["to_on"] >= at.day)]
    titles = {p.id: p.title for p in roster.posts}
    name = now["person"].map(at.loaded.names).fillna("").str.cat(now["post"].map(titles), "（") + "）"
    return leader_picture(_scene(at, items), rows, now.assign(name=name))


def _ageing(at: Context, items: pd.DataFrame) -> Picture:
    return age_picture(_scene(at, items), _open(at, items))


def _open(at: Context, items: pd.DataFrame) -> pd.DataFrame:
    """OPEN of these items, on the levels they stand on."""
    open_ = items[items["settled_on"].isna()]
    owned = with_owners(with_reporters(at.loaded, open_), at.loaded.roster)
    rows = at_levels(worst_first(owned, at.day, near_days(at.loaded.ladder)), levels_of(at, owned["code"]))
    return open_of(rows, at.day)


def _decided(at: Context) -> pd.DataFrame:
    a = t.act.c
    query = (select(a.item, a.kind, a.on).where(a.site == at.site, a.kind.in_(["write_off", "reopen"]))
             .order_by(a.id))  # fmt: skip
    with reads(at.engine) as conn:
        return read_frame(conn, query, DECIDED)
