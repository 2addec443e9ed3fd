"""The facts of the day's board and brief: codes, units, posts, levels and counts."""

from dataclasses import replace
from typing import Any

import pandas as pd
from sqlalchemy import case, func, select

from duban import tables as t
from duban.board import Day, Standing, board, brief, open_to_all, titles
from duban.board_english import brief_in_english
from duban.figures import figures, near_days
from duban.foresight import ahead
from duban.item import running
from duban.owed import answers_owed
from tasks import store
from tasks.artifacts.sent import sent_and_due as of_counted
from tasks.chases import kept, owing_of
from tasks.context import Context
from tasks.database import reads
from tasks.facts import events_of, on_the_ladder, releases_of, rules_of, with_reporters
from tasks.hooks.pushing import owed
from tasks.lateness import late_of
from tasks.restoring.behind import held_words
from tasks.scene import called, changes
from tasks.sending import sent_and_due
from tasks.ways import desk


def brief_of(at: Context) -> str:
    """The day's brief in the site's language."""
    return (brief if at.loaded.site.language == "zh" else brief_in_english)(day_of(at))


def day_board(at: Context) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The board of open items, worst first, and the items it was made from."""
    items = open_to_all(store.items(at.engine, at.site))
    return board(items, open_rows(at), at.loaded.ladder, at.day), items


def open_rows(at: Context) -> pd.DataFrame:
    """The escalations that stand."""
    return store.rows(at.engine, at.site, t.escalation.c.state.in_(["open", "answered"]))


def day_of(at: Context) -> Day:
    """The facts of the day's brief."""
    items, rows = open_to_all(store.items(at.engine, at.site)), open_rows(at)
    rows = rows[rows["item"].isin(items["code"])]
    posts = titles(at.loaded.roster)
    units = {p.id: p.unit or "" for p in at.loaded.roster.posts}
    news = changes(at)
    news = news[news["item"].isin(items["code"])]
    return Day(
        organisation=at.loaded.site.organisation, today=at.today,
        figures=figures(items, at.day, near_days(at.loaded.ladder)), rows=rows, posts=posts,
        units=units, news=news[news["on"] == at.day], called=called(at),
        sent_and_due=_today_sent(at), failed=store.failures(at.engine, at.site, at.today),
        provisional=at.loaded.calendar.is_provisional(at.today),
        standing=_standing(at, items, rows), tomorrow=_tomorrow(at, items), late=tuple(late_of(at)[0]["source"]),
    )  # fmt: skip


def _standing(at: Context, items: pd.DataFrame, rows: pd.DataFrame) -> Standing:
    """What waits for whom, of items that are not restricted."""
    owing = replace(owing_of(at), items=with_reporters(at.loaded, items), rows=rows)
    owed = answers_owed(owing)
    chased = kept(
        at.engine, at.site, t.chase.c.on <= at.today, t.chase.c.told_on == at.today, ~t.chase.c.copy
    )
    chased = chased[chased["item"].isin(items["code"]) | chased["target"].isin(owed["target"])
                    | chased["kind"].eq("ledger")]  # fmt: skip
    waiting = items[items["suspended_on"].notna() & items["settled_on"].isna()]
    since = at.loaded.calendar.count_days(waiting["suspended_on"], pd.Series(at.day, index=waiting.index))
    query = select(func.count()).select_from(t.delivery).where(t.delivery.c.site == at.site,
                                                               t.delivery.c.state == "held")  # fmt: skip
    with reads(at.engine) as conn:
        held = int(conn.scalar(query) or 0)
    return Standing(int(owed["kind"].eq("business").sum()), int(owed["kind"].eq("conduct").sum()),
                    int((owed["limit_on"] < at.day).sum()), len(chased), len(waiting),
                    int(since.max()) if len(since) else 0, held)  # fmt: skip


def _tomorrow(at: Context, items: pd.DataFrame) -> pd.DataFrame:
    """What is reached after today and told by the next working day if nothing moves."""
    first = at.day + pd.Timedelta(days=1)
    last = pd.Timestamp(at.loaded.calendar.on_or_after(first.date()))
    ready, who = on_the_ladder(at.loaded, running(items))
    found = ahead(ready, who, store.rows(at.engine, at.site), rules_of(at), first, last,
                  events=events_of(at, ready), releases=releases_of(at))  # fmt: skip
    return found[(found["on"] >= first) & found["round"].eq(1) & found["line"].eq("business")]


def _today_sent(at: Context) -> tuple[int, int]:
    """Of today's notices, but those that speak of nothing but restricted items."""
    told = told_on(at, t.notice.c.counted)
    return int(told["state"].eq("sent").sum()), len(told)


def failed_sources(at: Context) -> tuple[str, ...]:
    """What was wrong with each source that could not be called in, one sentence each."""
    return store.failures(at.engine, at.site, at.today)


def shortfall(at: Context, odd: int) -> str:
    """How much is due and unsent, could not be called in or is ``odd`` to the auditor, in counts that no restricted
    item adds to; "" where all is well.
    """
    sent, due = sent_and_due(at) if at.in_window else (0, 0)
    counted, of = of_counted(at) if at.in_window else (0, 0)
    failed = failed_sources(at)
    parts = [one for one in (held_words(at),) if one]
    parts += [f"{len(failed)}个来源未能调取"] if failed else []
    parts += ["核查发现不符"] if odd else []
    parts += [f"应发{of}份，已发{counted}份，{of - counted}份未送达"] if counted < of else []
    # That something is unsent is the truth; how much of it is restricted is nobody's who may read this.
    parts += ["有通知未送达"] if sent < due and counted == of else []
    parts += ["对外推送未全部送达"] if at.in_window and owed(at) else []
    parts += [] if desk(at) else ["督办专员岗位空缺，值班台无人可告知"]
    return "；".join(parts)


def told_on(at: Context, *where: Any) -> pd.DataFrame:
    """Who was told on a day: person, title, how it went."""
    way = t.outbox
    query = (select(t.notice.c.person, t.notice.c.id, t.notice.c.title,
                    case((func.count().filter(way.c.state == "sent") > 0, "sent"),
                         else_=func.min(way.c.state)).label("state"))
             .outerjoin(way, (way.c.site == t.notice.c.site) & (way.c.notice_id == t.notice.c.id))
             .where(t.notice.c.site == at.site, t.notice.c.on == at.today, *where)
             .group_by(t.notice.c.person, t.notice.c.id, t.notice.c.title)
             .order_by(t.notice.c.person))  # fmt: skip
    with reads(at.engine) as conn:
        return pd.DataFrame([dict(r._mapping) for r in conn.execute(query)],
                            columns=["person", "id", "title", "state"])  # fmt: skip
