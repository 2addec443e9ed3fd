"""What befell that other systems are told (事件): a level reached, an answer, a write-off, a reopening.

Worked out from what was told, answered and decided, so that it comes out the same however often it is asked: an
event's key stands for what befell, never for when it was found. Of a restricted item there is none.
"""

import hashlib
from typing import Any

import pandas as pd

from duban.frames import DAY, TEXT, WHOLE, Schema

# posts: those concerned, parted by a space; line is business or conduct, "" where an event is of neither.
EVENTS = Schema("events", {"id": TEXT, "kind": TEXT, "item": TEXT, "on": DAY, "unit": TEXT, "level": WHOLE, "label": TEXT,
                           "line": TEXT, "posts": TEXT})  # fmt: skip
# What was told of items, as store.ROWS has it; answers as they were given; acts that reopened; items as they are.
ANSWERED = Schema(
    "answered", {"id": WHOLE, "item": TEXT, "ask": TEXT, "line": TEXT, "post": TEXT, "kind": TEXT, "on": DAY}
)
REOPENED = Schema("reopened", {"id": WHOLE, "item": TEXT, "kind": TEXT, "on": DAY})


def events(site: str, items: pd.DataFrame, rows: pd.DataFrame, answers: pd.DataFrame, acts: pd.DataFrame,
           since: pd.Timestamp) -> pd.DataFrame:  # fmt: skip
    """Give EVENTS since a day: ``items`` are ITEMS, ``rows`` store.ROWS, ``answers`` ANSWERED, ``acts`` REOPENED."""
    parts = (_levels(rows), _answers(rows, answers), _written_off(items), _reopened(acts))
    found = pd.concat(
        [EVENTS.cast(one.assign(id=one["key"])) for one in parts if len(one)] or [EVENTS.frame()]
    )
    found = found[found["on"] >= since]
    closed = items.loc[items["restricted"], "code"]
    units = items.set_index("code")["unit"]
    unit = found["item"].map(units).fillna("").astype(TEXT) if len(units) else found["unit"]
    found = found[~found["item"].isin(closed)].assign(unit=unit)
    return found.assign(id=[_number(site, key) for key in found["id"]]).reset_index(drop=True)


def _number(site: str, key: str) -> str:
    return "evt_" + hashlib.sha256(f"{site}\x1f{key}".encode()).hexdigest()[:32]


def _levels(rows: pd.DataFrame) -> pd.DataFrame:
    """Each level of each item as it was first told, whoever was: one event."""
    told = rows[rows["notice_id"].notna() & rows["level"].gt(0)]
    owed = told[~told["copy"]].sort_values("post")
    by = ["item", "episode", "level"]
    found = told.groupby(by, as_index=False, sort=False).agg(on=("told_on", "min"), label=("label", "first"))
    posts = owed.groupby(by)["post"].agg(lambda names: " ".join(dict.fromkeys(names))) if len(owed) else None
    said = found.assign(posts="") if posts is None else found.join(posts.rename("posts"), on=by)
    key = "level " + said["item"] + " " + said["episode"].astype(str) + " " + said["level"].astype(str)
    return _as(said.assign(key=key, posts=said["posts"].fillna("")), "level_reached")


def _answers(rows: pd.DataFrame, answers: pd.DataFrame) -> pd.DataFrame:
    """Each response to an item, or to a conduct ask: then one for each of its grounds."""
    given = answers[answers["kind"].eq("response")]
    grounds = rows.loc[rows["ask"].ne(""), ["ask", "item"]].drop_duplicates()
    asked = given[given["ask"].ne("")].drop(columns="item").merge(grounds, on="ask", how="inner")
    found = pd.concat([given[given["item"].ne("")], asked])
    key = "answer " + found["id"].astype(str) + " " + found["item"]
    return _as(found.assign(key=key, posts=found["post"]), "answered")


def _written_off(items: pd.DataFrame) -> pd.DataFrame:
    off = items[items["settled_on"].notna()]
    key = "off " + off["code"] + " " + off["settled_on"].dt.strftime("%Y-%m-%d")
    return _as(off.assign(key=key, item=off["code"], on=off["settled_on"]), "written_off")


def _reopened(acts: pd.DataFrame) -> pd.DataFrame:
    again = acts[acts["kind"].eq("reopen")]
    return _as(again.assign(key="reopen " + again["id"].astype(str)), "reopened")


BLANK: dict[str, Any] = {"unit": "", "level": 0, "label": "", "line": "", "posts": ""}


def _as(found: pd.DataFrame, kind: str) -> pd.DataFrame:
    lacking = {name: value for name, value in BLANK.items() if name not in found.columns}
    names = [name for name in EVENTS.columns if name not in ("id", "kind")]
    return found.assign(**lacking, kind=kind)[["key", "kind", *names]]
