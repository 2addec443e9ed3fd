"""One person's page (督办台首页): what I answer for, both duties side by side, what is owed, what changed."""

from dataclasses import dataclass
from datetime import date
from typing import Any

import pandas as pd
from sqlalchemy import and_, not_, or_, select

from duban import tables as t
from duban.chase import OWED
from duban.entries import Entry, at_levels, entries, worst_first
from duban.figures import Figures, near_days
from duban.frames import ANY, DAY, TEXT, Schema, day, records
from duban.owed import Owing, Within, answers_owed
from duban.upward import exempt
from duban.viewing import Visitor, tenures_of
from tasks import store
from tasks.context import Context
from tasks.database import read_frame, reads
from tasks.facts import with_reporters
from tasks.pages.changed import changes_of
from tasks.pages.finding import OPEN
from tasks.pages.papers import names_restricted
from tasks.pages.seen import BRIEF, Seen, levels_of

MOST = 30
I = t.item.c  # noqa: E741
# What of an escalation says whether an answer is owed to it.
TOLD = Schema("told", {name: store.ROWS.columns[name] for name in (
    "id", "item", "episode", "line", "level", "round", "tenure", "told_on", "post", "person", "why", "answer_by",
    "ask", "state", "unit", "notice_id")})  # fmt: skip
# What of an item says whether its clock runs, and whom it must not reach.
CLOCKS = Schema("clocks", {name: BRIEF.columns[name] for name in (
    "code", "source", "unit", "episode", "suspended_on", "settled_on", "silent_until_on")})  # fmt: skip
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
    seen, asks = Seen.by(at, one), _asks(at, one)
    rows = _told(seen, asks)
    owed = _owed(seen, rows, asks)
    notice, replies = newest_notice(at, one), _replies(at, one)
    limits = dict(zip(owed["target_item"], owed["limit_on"].map(day), strict=True))
    first = OPEN & I.code.in_({*limits, *(code for line, code in replies if line == "business")})
    rest, answers_for = OPEN & not_(first), seen.may.mine
    found = [seen.listed(where, most=most) for where in (first, rest & answers_for, rest & not_(answers_for))]
    duties = _duties(seen, [code for part in found for code in part.codes], limits, replies)
    business, others, heard = (tuple(duties[code] for code in part.codes) for part in found)
    more = sum(part.total - len(part.codes) for part in found[:2])
    return Mine(
        seen.figures(answers_for), business, others, heard, more,
        tuple(_asked(at, asks, rows, limits, replies)), _counts(owed), *changes_of(seen, notice.on if notice else None), notice,
        _seen(replies, notice))  # fmt: skip


def _counts(owed: pd.DataFrame) -> tuple[int, int]:
    return int(owed["kind"].eq("business").sum()), int(owed["kind"].eq("conduct").sum())


def _told(seen: Seen, asks: pd.DataFrame) -> pd.DataFrame:
    """The escalations (TOLD) that answers are owed to, of items that may be seen: whoever owes none is told of
    thousands.
    """
    e, owing = t.escalation.c, {post.id for post in seen.one.posts} - exempt(seen.at.loaded.roster)
    if asks.empty and not owing:
        return TOLD.frame()
    on_a_line = or_(and_(e.line == "business", e.post.in_(owing)), e.ask.in_(list(asks["id"])))
    return store.frame(seen.at.engine, t.escalation, seen.at.site, TOLD, e.tenure.in_(seen.one.keys),
                       e.state.in_(["open", "answered"]), on_a_line, e.item.in_(seen.codes()))  # fmt: skip


def _asks(at: Context, one: Visitor) -> pd.DataFrame:
    return store.frame(at.engine, t.ask, at.site, store.ASKS, t.ask.c.tenure.in_(one.keys),
                       t.ask.c.state.in_(["open", "answered"]))  # fmt: skip


def _owed(seen: Seen, rows: pd.DataFrame, asks: pd.DataFrame) -> pd.DataFrame:
    at = seen.at
    if rows.empty:
        return OWED.frame().assign(target_item="")
    settings = at.loaded.site.settings
    items = seen.items(I.code.in_(sorted(set(rows["item"]))), schema=CLOCKS)
    owing = Owing(with_reporters(at.loaded, items), rows, asks, at.loaded.roster, at.loaded.calendar, at.day,
                  Within(settings.accept_within_workdays, settings.explain_within_workdays))  # fmt: skip
    owed = answers_owed(owing)
    return owed.assign(target_item=owed["item"].where(owed["kind"].eq("business"), owed["target"]))


def _duties(seen: Seen, codes: list[str], limits: dict[str, date | None],
            replies: dict[tuple[str, str], Reply]) -> dict[str, Duty]:  # fmt: skip
    at = seen.at
    labels = {one.level: one.label for one in at.loaded.ladder.levels}
    shown = worst_first(seen.in_order(codes), at.day, near_days(at.loaded.ladder))
    out = {}
    for one in entries(
        at_levels(shown, levels_of(at, shown["code"])), labels, at.today, at.loaded.site.language
    ):
        limit = limits.get(one.code)
        out[one.code] = Duty(one, one.code in limits, limit, bool(limit and limit < at.today),
                             replies.get(("business", one.code)))  # fmt: skip
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
