"""The health of each ledger (台账情况): expected, came, its age, its rows, what of it was not taken in."""

from typing import Any

import pandas as pd

from duban.frames import DAY, TEXT, WHOLE, YES, Schema, records
from duban.watch.page import Page, Place, page, plain, table

# One source. came: this period's came; state: of its newest delivery; standing_on: how far what counts of it
# speaks; rows, refused (暂不采用), doubts (读不准): of its newest delivery, restricted rows left out; failed: it
# could not be called in; late_since: the last day on which a late one was in time; columns: those it lost.
HEALTH = Schema("health", {
    "source": TEXT, "every": TEXT, "came": YES, "failed": YES, "state": TEXT, "standing_on": DAY,
    "came_on": DAY, "rows": WHOLE, "refused": WHOLE, "doubts": WHOLE, "held": YES, "late_since": DAY,
    "columns": TEXT})  # fmt: skip
EVERY = {"day": "每日", "week": "每周", "month": "每月", "quarter": "每季"}
HEADINGS = ("来源", "周期", "状态", "现采用截至", "收到", "行数", "暂不采用", "读不准", "缺少的列")


def ledgers_page(place: Place, health: pd.DataFrame) -> Page:
    """The page of HEALTH, what needs somebody first."""
    count = {name: int(health[name].sum()) for name in ("came", "failed", "held")}
    said = place.say("应报{n}份，已报{came}份；未能调取{failed}份，暂缓采用{held}份，迟报{late}份。", n=len(health),
                     late=int(health["late_since"].notna().sum()), **count)  # fmt: skip
    rank = health["failed"] * 4 + health["held"] * 2 + health["late_since"].notna() * 1
    rows = [
        _row(place, one)
        for one in records(health.loc[rank.sort_values(ascending=False, kind="stable").index])
    ]
    links = place.say("原因、批注件和上报入口在{desk}。", desk=place.to(place.say("督办台·台账"), "/ledgers"))
    return page(
        "ledgers", place, place.say("台账情况"), said, table([place.say(h) for h in HEADINGS], rows), links
    )


def _row(place: Place, one: dict[str, Any]) -> list[object]:
    stands, late = one["standing_on"], one["late_since"]
    age = place.say("（{n}天）", n=(pd.Timestamp(place.today) - stands).days) if not pd.isna(stands) else ""
    state = place.say(state_of(one)) + ("" if pd.isna(late) else place.say("，应于{day}前报", day=_day(late)))
    return [plain(one["source"]), place.say(EVERY[str(one["every"])]), state, _day(stands) + age, _day(one["came_on"]),
            _number(one["rows"]), _number(one["refused"]), _number(one["doubts"]), plain(one["columns"]) or "—"]  # fmt: skip


def state_of(one: dict[str, Any]) -> str:
    """How a source stands, in two or three words, the worst first."""
    if one["failed"]:
        return "**未能调取**"
    if one["held"]:
        return "**暂缓采用**"
    if one["came"]:
        return "本期已报"
    return "**从未采用**" if pd.isna(one["standing_on"]) else "本期未报"


def _day(on: Any) -> str:
    return "—" if pd.isna(on) else f"{on:%Y-%m-%d}"


def _number(value: Any) -> object:
    return "—" if pd.isna(value) else value
