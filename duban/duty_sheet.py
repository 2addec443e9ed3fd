"""The monthly duty sheet (一岗双责履责月表): one leader, one month, two columns, business and Party conduct.

Made from what the store holds; the leader confirms it or adds to it. Delays from before the tenure
began are shown as inherited and never counted. Of a talk it keeps date, form, person and archive number.
"""

from calendar import monthrange
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import Any

import jinja2
import pandas as pd

from duban.counted_days import OUTAGES, REVIEWS, VACANCIES, counted_days_late
from duban.frames import DAY, TEXT, Schema, day, records
from duban.recusal import seen_asks, seen_by
from duban.roster import Roster, Tenure

# When an ask was answered; a talk that was held, and nothing of what was said in it.
ANSWERED = Schema("answered", {"ask": TEXT, "on": DAY})
TALKS = Schema("talks", {"tenure": TEXT, "on": DAY, "form": TEXT, "person": TEXT, "archive": TEXT})
ANSWERS = ("on_time", "late", "unanswered", "pending")


@dataclass(frozen=True)
class Facts:
    """What a month's sheets are a function of: ITEMS, the store's escalations and asks, ANSWERED, TALKS, and
    the spans that are nobody's fault below (see ``duban.counted_days``).
    """

    items: pd.DataFrame
    rows: pd.DataFrame
    asks: pd.DataFrame
    answered: pd.DataFrame = field(default_factory=ANSWERED.frame)
    talks: pd.DataFrame = field(default_factory=TALKS.frame)
    reviews: pd.DataFrame = field(default_factory=REVIEWS.frame)
    vacancies: pd.DataFrame = field(default_factory=VACANCIES.frame)
    outages: pd.DataFrame = field(default_factory=OUTAGES.frame)


@dataclass(frozen=True)
class Business:
    """The business column of one area. ``late``: of ``total`` open items, at the month's end, of which
    ``inherited`` were late before the tenure; ``late_days`` only those that count. ``reached``: levels newly
    reached (label, how many). ``answers``: how many owed this month were on_time, late, unanswered, pending.
    """

    total: int
    late: int
    inherited: int
    late_days: int
    reached: tuple[tuple[str, int], ...]
    answers: Mapping[str, int]


@dataclass(frozen=True)
class Asked:
    """One conduct ask: about whom, opened when, owed by when, answered when."""

    unit: str
    month: str
    opened_on: date | None
    answer_by: date | None
    answered_on: date | None


@dataclass(frozen=True)
class AreaDuty:
    """One area: what the post owes on each line; None where another post carries that line."""

    area: str
    business: Business | None
    conduct: tuple[Asked, ...] | None


@dataclass(frozen=True)
class DutySheet:
    """One tenure's sheet of one month, [from_on, to_on] of it held. ``added``: what the leader wrote."""

    month: str
    name: str
    title: str
    from_on: date
    to_on: date
    areas: tuple[AreaDuty, ...]
    talks: tuple[Mapping[str, Any], ...]
    confirmed_on: date | None = None
    added: str = ""


def duty_sheet(roster: Roster, tenure: Tenure, month: date, facts: Facts, today: date) -> DutySheet | None:
    """The sheet of a tenure for the month that ``month`` lies in, as known today; None if not held in it."""
    first = month.replace(day=1)
    last = (first + timedelta(days=32)).replace(day=1) - timedelta(days=1)
    start, end = max(first, tenure.from_on), min(last, tenure.to_on, today)
    if start > end:
        return None
    post, facts = roster.post(tenure.post), _shown(facts, roster, tenure.person)
    mine = _Mine(roster, tenure, pd.Timestamp(start), pd.Timestamp(end), pd.Timestamp(today), facts)
    talks = facts.talks[
        facts.talks["tenure"].eq(tenure.key) & facts.talks["on"].between(mine.start, mine.end)
    ]
    return DutySheet(f"{first:%Y-%m}", roster.person(tenure.person).name, post.title, start, end,
                     tuple(_area(mine, a.name) for a in roster.areas if _carries(roster, post.id, a.name)),
                     tuple({**t, "on": day(t["on"])} for t in records(talks)))  # fmt: skip


def _shown(facts: Facts, roster: Roster, person: str) -> Facts:
    """The facts without what concerns the leader (回避)."""
    if not any(one.person == person for one in roster.recusals):
        return facts
    items = seen_by(facts.items, roster, person)
    rows = facts.rows[facts.rows["item"].isin(items["code"])]
    return replace(facts, items=items, rows=rows, asks=seen_asks(facts.asks, rows, roster, person))


def sheets_owed(roster: Roster, first: date, today: date) -> tuple[tuple[Tenure, date], ...]:
    """Each tenure that carries an area with each month it was held in: months from that of ``first`` on
    that are over by ``today``. A tenure under which nobody held the post on any day of a month owes none.
    """
    months = [m.date() for m in pd.date_range(first.replace(day=1), today, freq="MS")][:-1]
    leads = [t for t in roster.tenures if any(_carries(roster, t.post, a.name) for a in roster.areas)]
    return tuple((t, m) for m in months for t in leads if _held(roster, t, m))


def _held(roster: Roster, tenure: Tenure, month: date) -> bool:
    days = (month + timedelta(days=n) for n in range(monthrange(month.year, month.month)[1]))
    return any(roster.holder(tenure.post, day) == tenure for day in days)


def confirmed(sheet: DutySheet, on: date, added: str = "") -> DutySheet:
    """The sheet as the leader confirmed it, with what was added; the numbers stay as computed."""
    return replace(sheet, confirmed_on=on, added=added.strip())


def sheet_text(sheet: DutySheet, env: jinja2.Environment) -> str:
    """The sheet in words, as markdown."""
    return signed_text(sheet_body(sheet, env), env, sheet.confirmed_on, sheet.added)


def sheet_body(sheet: DutySheet, env: jinja2.Environment) -> str:
    """What was computed, in words: all of the sheet but what the leader says to it."""
    return env.get_template("duty_sheet.jinja").render(s=sheet).strip() + "\n"


def signed_text(body: str, env: jinja2.Environment, confirmed_on: date | None, added: str) -> str:
    """A sheet's body with what the leader added and when it was confirmed, or the places for both."""
    facts = {"confirmed_on": confirmed_on, "added": added}
    return body + "\n" + env.get_template("duty_signed.jinja").render(facts).strip() + "\n"


@dataclass(frozen=True)
class _Mine:
    """One tenure's part of a month."""

    roster: Roster
    tenure: Tenure
    start: pd.Timestamp
    end: pd.Timestamp
    today: pd.Timestamp
    facts: Facts

    def area_of(self, areas: str) -> str:
        """The first of an item's areas that this post carries, so that each item is counted once."""
        return next((a for a in areas.split("、") if a and _carries(self.roster, self.tenure.post, a)), "")


def _carries(roster: Roster, post: str, area: str) -> bool:
    known = area in {a.name for a in roster.areas}
    return known and post in (roster.leader_of(area).id, roster.conduct_post_of(area).id)


def _area(mine: _Mine, area: str) -> AreaDuty:
    leads = mine.roster.leader_of(area).id == mine.tenure.post
    carries = mine.roster.conduct_post_of(area).id == mine.tenure.post
    return AreaDuty(area, _business(mine, area) if leads else None, _conduct(mine, area) if carries else None)


def _business(mine: _Mine, area: str) -> Business:
    items = mine.facts.items
    own = {text: mine.area_of(text) for text in items["areas"].drop_duplicates()}
    items = items[items["areas"].map(own).eq(area) & (items["first_read_on"] <= mine.end)]
    open_ = items[items["settled_on"].isna() | (items["settled_on"] > mine.end)]
    clock = open_["suspended_on"].isna() | (open_["suspended_on"] > mine.end)
    late = open_[clock & (open_["due_on"] < mine.end)]
    begun = pd.Timestamp(mine.tenure.from_on)
    counted = counted_days_late(late, mine.facts.reviews, mine.facts.vacancies, mine.facts.outages, mine.end,
                                pd.Series(begun, index=late.index).astype(DAY))  # fmt: skip
    rows = _rows(mine, set(items["code"]))
    rows = rows[rows["tenure"].eq(mine.tenure.key)]
    return Business(len(open_), len(late), int((late["due_on"] < begun - pd.Timedelta(days=1)).sum()),
                    int(counted.sum()), _reached(rows, mine), _answers(rows, mine))  # fmt: skip


def _rows(mine: _Mine, codes: set[str]) -> pd.DataFrame:
    """Whoever's business rows of those items that stand or stood; first_on: when their level was reached."""
    rows = mine.facts.rows
    rows = rows[
        rows["line"].eq("business") & rows["item"].isin(codes) & ~rows["state"].isin(["skipped", "void"])
    ]
    return rows.assign(first_on=rows.groupby(["item", "episode", "level"])["on"].transform("min"))


def _reached(rows: pd.DataFrame, mine: _Mine) -> tuple[tuple[str, int], ...]:
    new = rows[rows["first_on"].between(mine.start, mine.end)]
    new = new.drop_duplicates(["item", "episode", "level"]).sort_values("level", kind="stable")
    counts = new.groupby("label", sort=False).size()
    return tuple((str(label), int(n)) for label, n in counts.items())


def _answers(rows: pd.DataFrame, mine: _Mine) -> dict[str, int]:
    """How the answers owed this month came; a limit that a later level superseded is owed no more."""
    owed = rows[rows["answer_by"].notna()].sort_values(["told_on", "level", "round"], kind="stable")
    came = pd.to_datetime(owed["answered_at"]).astype(DAY).dt.normalize()
    came = came.where(came <= mine.today)
    later = owed.groupby(["item", "episode"])["told_on"].shift(-1)
    # What was settled before its limit, or overtaken by a later level, is owed no more.
    void = came.isna() & ((later <= owed["answer_by"]) | owed["state"].ne("open"))
    kind = pd.Series("pending", index=owed.index).mask(owed["answer_by"] < mine.today, "unanswered")
    kind = kind.mask(came.notna(), "late").mask(came <= owed["answer_by"], "on_time")
    kind = kind[~void & owed["told_on"].between(mine.start, mine.end)]
    return {name: int(kind.eq(name).sum()) for name in ANSWERS}


def _conduct(mine: _Mine, area: str) -> tuple[Asked, ...]:
    """Asks opened or answered this month, and those still waiting from before."""
    unit_areas = {u.name: "、".join(u.areas) for u in mine.roster.units}
    asks = mine.facts.asks.merge(mine.facts.answered.drop_duplicates("ask").rename(
        columns={"ask": "id", "on": "answered_on"}), how="left", on="id")  # fmt: skip
    own = {unit: mine.area_of(unit_areas.get(unit, "")) == area for unit in asks["unit"].drop_duplicates()}
    held = asks["tenure"].eq(mine.tenure.key) & asks["unit"].map(own).fillna(False).astype(bool)
    known = (asks["opened_on"] <= mine.end) & (
        asks["answered_on"].isna() | (asks["answered_on"] >= mine.start)
    )
    found = asks[held & known].sort_values(["opened_on", "unit"], kind="stable")
    return tuple(Asked(a["unit"], a["month"], day(a["opened_on"]), day(a["answer_by"]), day(a["answered_on"]))
                 for a in records(found))  # fmt: skip
