"""One person's page (督办台首页): what I answer for, both duties side by side, what is owed, what changed."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import pandas as pd
from sqlalchemy import func, select

from duban import tables as t
from duban.entries import Entry, at_levels, entries, worst_first
from duban.figures import Figures, figures, near_days
from duban.frames import ANY, DAY, TEXT, Schema, day, looked_up, records
from duban.item import days_late
from duban.owed import Owing, Within, answers_owed
from duban.viewing import Visitor, tenures_of
from tasks import store
from tasks.context import Context
from tasks.database import read_frame, reads, upsert
from tasks.facts import with_reporters
from tasks.pages.papers import names_restricted
from tasks.pages.seen import BRIEF, in_full, items_of, levels_of

MOST = 60
REPLIES = Schema("replies", {"line": TEXT, "item": TEXT, "ask": TEXT, "kind": TEXT, "on": DAY, "at": ANY, "text": TEXT,
                             "date_on": DAY, "via": TEXT, "notice_id": TEXT})  # fmt: skip


@dataclass(frozen=True)
class Reply:
    """What was said to a line: when, in what words, promised for when, and on paper or not."""

    on: date
    text: str
    date_on: date | None
    via: str


@dataclass(frozen=True)
class Duty:
    """One item of the business line: how it stands, by when an answer is owed, what was said to it."""

    entry: Entry
    owed: bool
    answer_by: date | None
    overdue: bool
    reply: Reply | None


@dataclass(frozen=True)
class Asked:
    """One conduct ask (履责事项) with the grounds this visitor may see; ``claimed``: all claim to be done."""

    id: str
    unit: str
    month: int
    grounds: tuple[str, ...]
    answer_by: date | None
    owed: bool
    overdue: bool
    reply: Reply | None


@dataclass(frozen=True)
class Notice:
    """The newest notice of a person: what the day's lines are signed on. ``closed``: it speaks of
    restricted items, or of a post held no longer, so no link shows its words.
    """

    id: str
    on: date
    title: str
    body: str
    closed: bool


@dataclass(frozen=True)
class Mine:
    """All of one person's page: ``business`` is what an answer is owed or was given to, ``others`` the
    rest of what the person answers for (``more`` are not listed), ``heard`` what was only told of.
    """

    figures: Figures
    business: tuple[Duty, ...]
    others: tuple[Duty, ...]
    heard: tuple[Duty, ...]
    more: int
    conduct: tuple[Asked, ...]
    counts: tuple[int, int]
    changes: pd.DataFrame
    late: tuple[str, ...]
    since_on: date | None
    notice: Notice | None
    seen: dict[str, date]

    @property
    def owed(self) -> tuple[int, int]:
        """How many answers are owed on each line."""
        return self.counts


def mine(at: Context, one: Visitor, most: int = MOST) -> Mine:
    """Read a person's page; nothing on it is of an item that this visitor may not see."""
    items = items_of(at, one, schema=BRIEF)
    rows = store.rows(at.engine, at.site, t.escalation.c.tenure.in_(one.keys),
                      t.escalation.c.state.in_(["open", "answered"]))  # fmt: skip
    rows, asks = rows[rows["item"].isin(items["code"])], _asks(at, one)
    owed = _owed(at, items, rows, asks)
    notice, replies = newest_notice(at, one), _replies(at, one)
    near = near_days(at.loaded.ladder)
    open_ = worst_first(items[items["settled_on"].isna()], at.day, near)
    limits = dict(zip(owed["target_item"], owed["limit_on"].map(day), strict=True))
    first = open_["code"].isin([*limits, *(code for line, code in replies if line == "business")])
    parts = (open_[first], open_[~first & open_["mine"]], open_[~first & ~open_["mine"]])
    business, others, heard = (tuple(_duties(at, part.head(most), limits, replies)) for part in parts)
    return Mine(
        figures(items[items["mine"]], at.day, near), business, others, heard, sum(max(len(part) - most, 0) for part in parts[:2]),
        tuple(_asked(at, asks, rows, limits, replies)), _counts(owed), *_changes(at, one, items, notice), notice,
        _seen(replies, notice))  # fmt: skip


def _counts(owed: pd.DataFrame) -> tuple[int, int]:
    return int(owed["kind"].eq("business").sum()), int(owed["kind"].eq("conduct").sum())


def _asks(at: Context, one: Visitor) -> pd.DataFrame:
    return store.frame(at.engine, t.ask, at.site, store.ASKS, t.ask.c.tenure.in_(one.keys),
                       t.ask.c.state.in_(["open", "answered"]))  # fmt: skip


def _owed(at: Context, items: pd.DataFrame, rows: pd.DataFrame, asks: pd.DataFrame) -> pd.DataFrame:
    settings = at.loaded.site.settings
    owing = Owing(with_reporters(at.loaded, items), rows, asks, at.loaded.roster, at.loaded.calendar, at.day,
                  Within(settings.accept_within_workdays, settings.explain_within_workdays))  # fmt: skip
    owed = answers_owed(owing)
    return owed.assign(target_item=owed["item"].where(owed["kind"].eq("business"), owed["target"]))


def _duties(at: Context, shown: pd.DataFrame, limits: dict[str, date | None],
            replies: dict[tuple[str, str], Reply]) -> list[Duty]:  # fmt: skip
    labels = {one.level: one.label for one in at.loaded.ladder.levels}
    out = []
    for one in entries(
        at_levels(in_full(at, shown), levels_of(at, shown["code"])), labels, at.today, at.loaded.site.language
    ):
        limit = limits.get(one.code)
        out.append(Duty(one, one.code in limits, limit, bool(limit and limit < at.today),
                        replies.get(("business", one.code))))  # fmt: skip
    return out


def _asked(at: Context, asks: pd.DataFrame, rows: pd.DataFrame, limits: dict[str, date | None],
           replies: dict[tuple[str, str], Reply]) -> list[Asked]:  # fmt: skip
    grounds = rows[rows["line"].eq("conduct") & rows["notice_id"].notna()].groupby("ask")["item"]
    named = {str(ask): tuple(sorted(set(codes))) for ask, codes in grounds}
    out = []
    for one in records(
        asks[asks["id"].isin(list(named))].sort_values(["month", "unit"], ascending=[False, True])
    ):
        owed, limit = one["id"] in limits, limits.get(one["id"])
        out.append(Asked(one["id"], one["unit"], int(one["month"][5:]), named[one["id"]], limit, owed,
                         bool(limit and limit < at.today), replies.get(("conduct", one["id"]))))  # fmt: skip
    return sorted(out, key=lambda a: (not a.owed, not a.overdue))


def newest_notice(at: Context, one: Visitor) -> Notice | None:
    """The newest notice told to this person in these tenures; None where there is none."""
    n = t.notice.c
    since = min((held.from_on for held in one.tenures), default=at.today)
    query = (select(n.id, n.on, n.title, n.body, (n.summary == n.pointer).label("closed"))
             .where(n.site == at.site, n.person == one.person, n.on <= at.today, n.on >= since)
             .order_by(n.on.desc()).limit(1))  # fmt: skip
    with reads(at.engine) as conn:
        found = conn.execute(query).first()
    if found is None:
        return None
    then = {held.key for held in tenures_of(at.loaded.roster, one.person, found.on)}
    closed = bool(found.closed) or then != set(one.keys) or names_restricted(at, found.title + found.body)
    return Notice(found.id, found.on, found.title, found.body, closed)


def _replies(at: Context, one: Visitor) -> dict[tuple[str, str], Reply]:
    """What this person last said to each item or ask, and to each notice's line as a whole."""
    a = t.answer.c
    query = (select(*(a[name] for name in REPLIES.columns))
             .where(a.site == at.site, a.tenure.in_(one.keys)).order_by(a.id))  # fmt: skip
    with reads(at.engine) as conn:
        found = read_frame(conn, query, REPLIES)
    return {(r["line"], r["item"] or r["ask"] or r["notice_id"]): _reply(r) for r in records(found)}


def _reply(row: dict[str, Any]) -> Reply:
    return Reply(row["on"].date(), row["text"], day(row["date_on"]), row["via"])


def _seen(replies: dict[tuple[str, str], Reply], notice: Notice | None) -> dict[str, date]:
    """On which day each line of the newest notice was signed as seen."""
    if notice is None:
        return {}
    found = {line: replies.get((line, notice.id)) for line in ("business", "conduct")}
    return {line: one.on for line, one in found.items() if one}


def _changes(
    at: Context, one: Visitor, items: pd.DataFrame, notice: Notice | None
) -> tuple[pd.DataFrame, tuple[str, ...], date | None]:
    """What moved since this person last looked; before the first look, since the notice before the newest."""
    since = _looked(at, one) or (_told_before(at, one, notice.on) if notice else None)
    where = [t.change.c.on > since] if since else []
    found = store.frame(at.engine, t.change, at.site, store.CHANGED, t.change.c.on <= at.today,
                        t.change.c.kind.not_in(["new", "progress"]), *where)  # fmt: skip
    due = looked_up(found["item"], items.set_index("code")["due_on"])
    return found.assign(due_on=due)[found["item"].isin(items["code"])], _late_since(at, items, since), since


def _late_since(at: Context, items: pd.DataFrame, since: date | None) -> tuple[str, ...]:
    """What was not late then and is now, of what this person answers for."""
    late = items[items["mine"] & days_late(items, at.day).gt(0)]
    fresh = late[late["due_on"] >= pd.Timestamp(since)] if since else late
    return tuple(sorted(fresh["code"]))


def _looked(at: Context, one: Visitor) -> date | None:
    query = select(t.visit.c.up_to_on).where(t.visit.c.site == at.site, t.visit.c.person == one.person)
    with reads(at.engine) as conn:
        found: date | None = conn.scalar(query)
        return found


def _told_before(at: Context, one: Visitor, on: date) -> date | None:
    n = t.notice.c
    query = select(func.max(n.on)).where(n.site == at.site, n.person == one.person, n.on < on)
    with reads(at.engine) as conn:
        found: date | None = conn.scalar(query)
        return found


def save_look(at: Context, person: str, moment: datetime) -> None:
    """Note that a person has looked at all that is news up to the last day that was run."""
    up_to = store.last_run_on(at.engine, at.site) or at.today
    row = {"site": at.site, "person": person, "up_to_on": min(up_to, at.today), "at": moment}
    with at.engine.begin() as conn:
        upsert(t.visit, [row], conn, ["site", "person"])
