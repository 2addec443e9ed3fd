"""Everything today's letters are a function of, loaded once."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

import pandas as pd
from sqlalchemy import func, select

from duban import tables as t
from duban.disclosure.rights import readers
from duban.doubts import told_today
from duban.frames import TEXT, WHOLE, Schema
from duban.recusal import passed_over, without_recusals
from duban.sampling import SAMPLES
from duban.scene import LedgerNews, Scene
from duban.shared_rows import ASSISTING
from duban.sharing import copied
from duban.wording import policy_words
from tasks import store
from tasks.chases import kept
from tasks.context import Context
from tasks.database import reads
from tasks.disputes import to_decide
from tasks.facts import on_the_ladder, policy_of
from tasks.failing import failing
from tasks.held import asked_of_office, held_news, refused_news
from tasks.news import is_news
from tasks.pages.accounts import granted_restricted
from tasks.returned import copies_of
from tasks.sheets import untold
from tasks.steward import asked
from tasks.ways import book_of

CORRECTED = Schema("corrected", {"id": WHOLE, "item": TEXT, "person": TEXT, "text": TEXT})


def scene_of(at: Context, owed: pd.DataFrame, late: pd.DataFrame) -> Scene:
    """Load the scene of one site on one day; ``owed`` is OWED today, ``late`` LATE."""
    site, since = at.loaded.site, _last_notices_on(at)
    standing = store.applied(at.engine, at.site, at.today)
    rows = store.rows(at.engine, at.site, t.escalation.c.state.in_(["open", "answered", "settled"]))
    scene = Scene(
        site=site, roster=at.loaded.roster, ladder=at.loaded.ladder,
        policy=policy_words(at.loaded.ladder.name, policy_of(at)[1], site.language), today=at.day,
        items=store.items(at.engine, at.site), rows=rows, changes=changes(at), since=since,
        asks=store.asks(at.engine, at.site),
        acts=store.frame(at.engine, t.act, at.site, store.ACTS), ledgers=_ledgers(at, since, standing),
        called=called(at, standing), failed=(*failing(at, since), *book_of(at).problems,
                *filter(None, (at.loaded.held_roster,))),
        last_told=_last_told(at), owed=owed, sheets=untold(at), late=late,
        asked=(*asked(at, since), *asked_of_office(at, since)), disputes=to_decide(at, since),
        chases=kept(at.engine, at.site, t.chase.c.notice_id.is_(None)), last_made=_last_made(at),
        samples=store.frame(at.engine, t.sample, at.site, SAMPLES),
        corrections=store.frame(at.engine, t.correction, at.site, CORRECTED, t.correction.c.notice_id.is_(None)),
    )  # fmt: skip
    scene = replace(scene, passed=_passed(at, scene)) if scene.roster.recusals else scene
    return with_readers(at, scene) if scene.items["restricted"].any() else scene


def with_readers(at: Context, scene: Scene) -> Scene:
    """The scene with who may read its restricted items."""
    items, who = on_the_ladder(at.loaded, scene.items[scene.items["restricted"]])
    holders = {s.name: at.loaded.roster.holder(s.reporter, at.today) for s in at.loaded.site.sources}
    granted = granted_restricted(at)
    found = readers(items, who, scene.rows[scene.holds(scene.rows["tenure"])], granted,
                    {name: one.person for name, one in holders.items() if one}, at.day)  # fmt: skip
    return replace(scene, readers=found, granted=granted)


def _passed(at: Context, scene: Scene) -> pd.DataFrame:
    """PASSED_OVER: whom today's notices would have reached if nobody were concerned (回避)."""
    fresh = told_today(scene)
    plain = replace(at.loaded, roster=without_recusals(scene.roster))
    items, who = on_the_ladder(plain, scene.items[scene.items["code"].isin(fresh["item"])])
    first = items[items["code"].isin(fresh.loc[fresh["round"].eq(1), "item"])]
    beside = copied(first, who, plain.units, at.day).assign(role=ASSISTING)
    return passed_over(fresh, items, who, scene.roster, at.day, beside)


def changes(at: Context) -> pd.DataFrame:
    """The changes of the last 100 days that are news by today, oldest first."""
    return store.frame(at.engine, t.change, at.site, store.CHANGED,
                       t.change.c.on.between(at.today - timedelta(days=99), at.today))  # fmt: skip


def _last_notices_on(at: Context) -> date | None:
    query = select(func.max(t.notice.c.on)).where(
        t.notice.c.site == at.site, t.notice.c.kind == "daily", t.notice.c.on < at.today
    )
    with reads(at.engine) as conn:
        found: date | None = conn.scalar(query)
        return found


def _last_told(at: Context) -> dict[str, date]:
    query = (select(t.notice.c.person, func.max(t.notice.c.on).label("last_on"))
             .where(t.notice.c.site == at.site, t.notice.c.kind == "daily", t.notice.c.on < at.today)
             .group_by(t.notice.c.person))  # fmt: skip
    with reads(at.engine) as conn:
        return {row.person: row.last_on for row in conn.execute(query)}


def _last_made(at: Context) -> dict[str, datetime]:
    query = (select(t.notice.c.person, func.max(t.notice.c.made_at).label("last_at"))
             .where(t.notice.c.site == at.site, t.notice.c.kind == "daily", t.notice.c.on < at.today)
             .group_by(t.notice.c.person))  # fmt: skip
    with reads(at.engine) as conn:
        return {row.person: row.last_at for row in conn.execute(query)}


def _ledgers(at: Context, since: date | None, standing: Mapping[str, Any]) -> tuple[LedgerNews, ...]:
    """The deliveries taken in since the last notices, one per source, newest."""
    out = []
    for source in at.loaded.site.sources:
        one = standing.get(source.name)
        if one is not None and is_news(one["news_on"], since, at.today):
            out.append(LedgerNews(source.name, source.reporter, one["as_of_on"].date(), int(one["rows"]),
                                  store.problems(one), copies_of(at, source, one)))  # fmt: skip
    return (*out, *held_news(at, since), *refused_news(at, since))


PERIODS = {"day": "D", "week": "W", "month": "M", "quarter": "Q"}


def called(at: Context, standing: Mapping[str, Any] | None = None) -> tuple[int, int]:
    """How many ledgers are owed for the present period, and how many of them came."""
    known = store.applied(at.engine, at.site, at.today) if standing is None else standing
    sources = at.loaded.site.sources
    came = sum(
        s.name in known
        and known[s.name][["as_of_on", "confirmed_on"]].max() >= at.day.to_period(PERIODS[s.every]).start_time
        for s in sources
    )
    return len(sources), came
