"""Figures and targets (数据、量化目标): called in, kept, and what they say of the pace."""

from datetime import date
from typing import Any

import pandas as pd
from sqlalchemy import func, insert, select

from duban import tables as t
from duban.errors import DubanError, Refused
from duban.events import EVENTS
from duban.figure_rows import read_counts
from duban.frames import Schema
from duban.grid import Delivery
from duban.pace import COUNTS, PACE, pace, pace_events
from duban.problems import Problem
from duban.site import Counted
from duban.stale import stale_words, told_on
from duban.target import TARGETS, Target, read_targets
from tasks import store
from tasks.acts.recording import record
from tasks.calling import call_in_source
from tasks.context import Context
from tasks.database import read_frame, reads, upsert, write_rows
from tasks.journal.writing import note
from tasks.news import news_on


def call_figures(at: Context, source: Counted) -> str:
    """Take in all that one source of figures has; gives what was wrong in one sentence, or ""."""
    known = store.known_digests(at.engine, at.site, source.name)
    try:
        calls = call_in_source(source, at.loaded.folder, at.today, known, {})
    except DubanError as fault:
        return str(fault)
    wrong = [str(fault) for fault in calls.refused]
    items = store.items(at.engine, at.site)
    for delivery in calls.deliveries:
        try:
            _save(at, delivery, *read_counts(delivery, source.columns, items))
        except DubanError as fault:
            wrong.append(str(fault))
    return "；".join(wrong)


def _save(at: Context, delivery: Delivery, counts: pd.DataFrame, problems: tuple[Problem, ...]) -> None:
    """One delivery of figures, all or nothing; a newer one for the same day stands in its place."""
    row = {"site": at.site, "source": delivery.source, "origin": delivery.origin, "digest": delivery.digest,
           "as_of_on": delivery.day_on, "as_of_from": delivery.day_from, "called_on": at.today,
           "called_at": at.now, "rows": len(counts), "state": "applied",
           "problems": [vars(p) for p in problems]}  # fmt: skip
    same = select(t.delivery.c.id).where(*(t.delivery.c[k] == row[k] for k in ("site", "source", "digest")))
    with at.engine.begin() as conn:
        if conn.scalar(same) is not None:
            return
        new = insert(t.delivery).values(**row, news_on=news_on(conn, at.site, at.today))
        key = conn.execute(new).inserted_primary_key
        note(conn, at.site, at.today, "delivery", {"delivery": key or ()}, read=len(counts))
        if len(counts):
            facts = counts.rename(columns={"code": "item"}).assign(site=at.site, called_on=at.day)
            upsert(t.figure, write_rows(facts), conn, ["site", "item", "on", "source"])


def targets_of(at: Context, items: pd.DataFrame) -> pd.DataFrame:
    """TARGETS: what the office set, else what the measure promises."""
    a = t.target.c
    query = (select(a.item.label("code"), a.direction, a.value, a.unit, a.base_value, t.act.c.by.label("set_by"),
                    t.act.c.why.label("words")).join(t.act, t.act.c.id == a.act_id).where(a.site == at.site))  # fmt: skip
    known = {c: kind for c, kind in TARGETS.columns.items() if c not in {"certain", "note"}}
    with reads(at.engine) as conn:
        office = TARGETS.cast(read_frame(conn, query, Schema("set", known)).assign(certain=True, note=""))
    return read_targets(items, office)


def counts_of(at: Context) -> pd.DataFrame:
    """COUNTS of a site not later than today."""
    f = t.figure.c
    query = select(f.item.label("code"), f.on, f.value, f.unit, f.source).where(
        f.site == at.site, f.on <= at.today)  # fmt: skip
    with reads(at.engine) as conn:
        return read_frame(conn, query, COUNTS)


def look_numbers(at: Context, items: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    """TARGETS, and PACE in working days, for whoever looks for claims that a figure contradicts."""
    targets, counts = targets_of(at, items), counts_of(at)
    if counts.empty:
        return targets, PACE.frame()
    return targets, pace(counts, targets, items, at.loaded.calendar, feedback_on=at.loaded.terms.feedback_on)


def pace_events_of(at: Context, items: pd.DataFrame) -> pd.DataFrame:
    """EVENTS of kind progress from figures, for levels that open on progress behind plan."""
    if not at.loaded.site.figures:
        return EVENTS.frame()
    return pace_events(look_numbers(at, items)[1])


def set_target(at: Context, code: str, target: Target, by: str, why: str) -> None:
    """The office says what an item promises; it stands until the office says otherwise.

    Raises Refused where there is no such item.
    """
    if code not in set(store.items(at.engine, at.site)["code"]):
        raise Refused(f"没有编号为“{code}”的事项，编号可用 duban items 查看")
    said: dict[str, Any] = {n: getattr(target, n) for n in ("direction", "value", "unit", "base_value")}
    with at.engine.begin() as conn:
        act = record(conn, at, code, "target", by, why, said)
        upsert(t.target, [{"site": at.site, "item": code, "act_id": act, **said}], conn, ["site", "item"])


def doubtful_targets(at: Context, codes: frozenset[str]) -> list[str]:
    """What is asked about the targets of these items, one sentence each."""
    items = store.items(at.engine, at.site)
    found = targets_of(at, items[items["code"].isin(codes) & items["settled_on"].isna()])
    found = found[~found["certain"]]
    return [
        f"{r.code} 量化目标“{r.words}”需核定（{r.note}），可用 duban target 设定" for r in found.itertuples()
    ]


def stale_sources(at: Context, since: date | None) -> list[str]:
    """The sources of figures whose newest figure is too old, said when they went stale and again each period."""
    f, zh, calendar = t.figure.c, at.loaded.site.language == "zh", at.loaded.calendar
    query = select(f.source, func.max(f.on)).where(f.site == at.site, f.on <= at.today).group_by(f.source)
    if not at.loaded.site.figures:
        return []
    with reads(at.engine) as conn:
        newest: dict[str, date] = {row[0]: row[1] for row in conn.execute(query)}
    return [stale_words(s.name, newest.get(s.name), s.every, zh) for s in at.loaded.site.figures
            if told_on(newest.get(s.name), s.every, since, at.today, calendar)]  # fmt: skip


def changes_since(at: Context, after: pd.Timestamp) -> pd.DataFrame:
    """CHANGED: what was found after a day."""
    return store.frame(at.engine, t.change, at.site, store.CHANGED, t.change.c.on <= at.today, *(
        [t.change.c.on > after.date()] if after > pd.Timestamp.min else []))  # fmt: skip


def problems_since(at: Context, after: pd.Timestamp) -> list[str]:
    """What could not be used of the register's versions and of figures that came after a day."""
    site = at.loaded.site
    names = [s.name for s in (*((site.plan,) if site.plan else ()), *site.figures)]
    if not names:
        return []
    found = store.deliveries(at.engine, at.site, at.today, t.delivery.c.source.in_(names))
    new = found[(found["news_on"] > after) & (found["news_on"] <= at.day)]
    return [p.sentence for _, one in new.iterrows() for p in store.problems(one)]
