"""Hand-over (交接): open matters go with the post to its new holder; nothing restarts, nothing is lost."""

from collections.abc import Iterable
from typing import Any

import pandas as pd

from duban.frames import DAY, TEXT, Schema, records
from duban.item import days_late
from duban.letter import HandOver
from duban.roster import Roster, Tenure
from duban.scene import Scene
from duban.wording import days_words, joined, short
from duban.workdays import Calendar

MOVED = Schema("moved asks", {"id": TEXT, "tenure": TEXT, "person": TEXT, "answer_by": DAY})
LEVEL = ["item", "episode", "line", "level", "post"]
SAME = ["item", "episode", "line", "level", "round", "post"]


def moved_asks(asks: pd.DataFrame, roster: Roster, calendar: Calendar, today: pd.Timestamp) -> pd.DataFrame:
    """Give MOVED: the open asks whose holder has left, with who holds the post today.

    They keep their key, their month and their grounds; the new holder has as many working days from
    the first of the tenure as the predecessor was given. A vacant post's asks wait for its next holder.
    """
    held = {p.id: t for p in roster.posts if (t := roster.holder(p.id, today.date()))}
    open_ = asks[asks["state"].eq("open")]
    left = open_[~open_["tenure"].isin({t.key for t in held.values()}) & open_["post"].isin(held)]
    begun = left["post"].map({k: pd.Timestamp(t.from_on) for k, t in held.items()}).astype(DAY)
    given = calendar.count_days(left["opened_on"], left["answer_by"])
    limits = [calendar.shift_days(begun[given.eq(n) & left["answer_by"].notna()], int(n))
              for n in given.unique()]  # fmt: skip
    limit = pd.concat(limits).reindex(left.index) if limits else left["answer_by"]
    return MOVED.cast(left.assign(
        tenure=left["post"].map({k: t.key for k, t in held.items()}), answer_by=limit,
        person=left["post"].map({k: t.person for k, t in held.items()})))  # fmt: skip


def closed_with_tenure(rows: pd.DataFrame, roster: Roster, today: pd.Timestamp) -> "pd.Series[Any]":
    """The state of each escalation as it is shown: what was open when its tenure ended is settled with it.

    The successor's own stands in its place; an answer that comes late on paper is still taken in.
    """
    holding = {t.key for t in roster.tenures if t.holds_on(today.date())}
    ended = ~rows["tenure"].isin(holding) & ~rows["tenure"].str.endswith((":", "-"))
    shown: pd.Series[Any] = rows["state"].mask(rows["state"].eq("open") & ended, "settled")
    return shown


def without_answered(found: pd.DataFrame, rows: pd.DataFrame) -> pd.DataFrame:
    """The escalations, asking no successor again for what the predecessor has answered.

    ``found`` carries its ``ask``; ``rows`` are what was opened before.
    """
    before = rows.loc[rows["state"].eq("answered"), [*SAME, "tenure", "ask"]].rename(
        columns={"tenure": "before", "ask": "answered_ask"}).drop_duplicates(SAME)  # fmt: skip
    both = found.merge(before, how="left", on=SAME).set_index(found.index)
    same = both["before"].notna() & both["before"].ne(both["tenure"])
    ask = found["ask"].where(~same, both["answered_ask"].fillna("")).astype(TEXT)
    return found.assign(answer_by=found["answer_by"].where(~same), ask=ask)


def hand_overs(scene: Scene, person: str) -> Iterable[HandOver]:
    """The list of each post this person took over and has not been told of: once a tenure."""
    for tenure in scene.roster.tenures:
        if tenure.person == person and tenure.holds_on(scene.today.date()):
            mine = _inherited(scene, tenure)
            if len(mine):
                yield _list(scene, tenure, mine)


def inherited(scene: Scene, rows: pd.DataFrame) -> "pd.Series[Any]":
    """Which escalations stand at a level that a predecessor in the post was told of before."""
    begun = {t.key: pd.Timestamp(t.from_on) for t in scene.roster.tenures}
    told = scene.rows[scene.rows["notice_on"].notna()]
    both = rows[["id", "tenure", *LEVEL]].merge(told[["tenure", "notice_on", *LEVEL]], on=LEVEL,
                                                suffixes=("", "_before"))  # fmt: skip
    earlier = both["tenure_before"].ne(both["tenure"]) & (
        both["notice_on"] < both["tenure"].map(begun).astype(DAY))  # fmt: skip
    found: pd.Series[Any] = rows["id"].isin(both.loc[earlier, "id"])
    return found


def _inherited(scene: Scene, tenure: Tenure) -> pd.DataFrame:
    """The open escalations a predecessor was told of; none where this tenure was told anything before."""
    rows = scene.rows[scene.rows["post"].eq(tenure.post) & scene.rows["state"].isin(["open", "answered"])]
    own = rows[rows["tenure"].eq(tenure.key)]
    if (own["notice_on"] < scene.today).any():
        return own.head(0)
    return own[inherited(scene, own) & (own["told_on"] <= scene.today)]


def _list(scene: Scene, tenure: Tenure, rows: pd.DataFrame) -> HandOver:
    post = scene.roster.post(tenure.post)
    units = {u.name for u in scene.roster.units if set(post.areas) & set(u.areas) or u.name == post.unit}
    items = scene.items[scene.items["unit"].isin(units) & scene.items["settled_on"].isna()]
    late = days_late(items, scene.today)
    owed = rows[rows["line"].eq("business") & rows["state"].eq("open") & rows["answer_by"].notna()]
    asks = scene.asks[scene.asks["tenure"].eq(tenure.key) & scene.asks["state"].eq("open")]
    top = rows.sort_values("level").groupby("item")["label"].last()
    listed = tuple((one["code"], _words(scene, one, str(top.get(one["code"], "")))) for one in
                   records(items.assign(late=late).sort_values(["late", "code"], ascending=[False, True])))  # fmt: skip
    return HandOver(post.title, tenure.from_on, joined(post.areas, scene.site.language), len(items), int((late > 0).sum()),
                    owed["item"].nunique(), len(asks), listed)  # fmt: skip


def _words(scene: Scene, item: dict[str, Any], label: str) -> str:
    days = days_words(item["due_on"].date(), scene.today.date(), scene.site.language)
    zh = scene.site.language == "zh"
    state = ("待验收" if zh else "awaiting acceptance") if not pd.isna(item["suspended_on"]) else days
    inner = ("，" if zh else ", ").join(filter(None, [item["unit"], state, label]))
    return f"{item['code']} {short(item['measure'])}（{inner}）" if zh else (
        f"{item['code']} {short(item['measure'])} ({inner})")  # fmt: skip
