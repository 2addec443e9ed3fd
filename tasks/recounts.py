"""The calendar in force (工作日历): its newer version counted again, its unpublished years said."""

from collections.abc import Iterable
from datetime import date

from sqlalchemy import select

from duban import tables as t
from duban.item import running
from duban.recount import moved, moved_words, unpublished
from tasks import store
from tasks.context import Context
from tasks.database import reads
from tasks.facts import events_of


def recounted(at: Context, since: date | None) -> Iterable[str]:
    """What moved for running items, where another calendar counted when notices were last made."""
    now = at.loaded.calendar
    old = now.as_of(_version_on(at, since))
    if old == now:
        return
    items = running(store.items(at.engine, at.site))
    found = moved(items, at.loaded.ladder, at.loaded.rules.feedback_on, old, now, events=events_of(at, items))
    labels, zh = {one.level: one.label for one in at.loaded.ladder.levels}, at.loaded.site.language == "zh"
    if found.empty:
        yield (
            "工作日历已更新，各事项到级日不变"
            if zh
            else "The working calendar is newer; no level's day moved"
        )
    yield from moved_words(found, labels, zh)


def provisional(at: Context, since: date | None) -> Iterable[str]:
    """The alarm that a year is counted without its published calendar: once a month while it is."""
    if since is not None and (since.year, since.month) == (at.today.year, at.today.month):
        return
    zh = at.loaded.site.language == "zh"
    for year in unpublished(running(store.items(at.engine, at.site)), at.loaded.calendar, at.day):
        yield (f"{year}年节假日安排尚未公布，该年日期按推定工作日计，公布并更新日历后重新核算" if zh else
               f"The calendar of {year} is not published: its days are provisional, to be counted again")  # fmt: skip


def _version_on(at: Context, since: date | None) -> str:
    """Which calendar counted in the last run that notices came of, "" where there was none."""
    query = select(t.run.c.calendar).where(t.run.c.site == at.site, t.run.c.today <= (since or date.min))
    with reads(at.engine) as conn:
        return conn.scalar(query.order_by(t.run.c.today.desc()).limit(1)) or ""
