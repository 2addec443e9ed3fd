"""Whom a level asks for (告知对象): on each line, told or copied; and who is caught up with below it."""

from typing import Any

import pandas as pd

from duban.frames import TEXT, WHOLE, YES, Schema
from duban.ladder import Ladder, Level
from duban.roster import RANK

WISHES = Schema("wishes", {"level": WHOLE, "role": TEXT, "line": TEXT, "copy": YES})
PLACE = ["item", "episode", "line", "tenure"]


def wishes_of(ladder: Ladder) -> pd.DataFrame:
    """Give WISHES: whom each level tells or copies on each line; the chain below is always copied."""
    rows = [row for level in ladder.levels for row in _wishes(level)]
    return WISHES.frame(rows).drop_duplicates(["level", "role", "line"])


def _wishes(level: Level) -> list[dict[str, object]]:
    reach = max((RANK.get(r, 0) for r in level.tell), default=0)
    below = [r for r, rank in RANK.items() if rank < reach]
    ranked: list[tuple[str, bool]] = [(r, False) for r in level.tell]
    ranked += [(r, True) for r in (*level.copy_to, *below) if r not in level.tell]
    rows: list[dict[str, object]] = [
        {"level": level.level, "role": r, "line": "business", "copy": c} for r, c in ranked]  # fmt: skip
    if level.conduct:
        led = [("secretary" if r == "principal" else r, c) for r, c in ranked if RANK.get(r, 0) >= 3]
        rows += [{"level": level.level, "role": r, "line": "conduct", "copy": c} for r, c in led]
    return rows


def reached_beside(spans: pd.DataFrame, rounds: pd.DataFrame, items: pd.DataFrame,
                   today: pd.Timestamp) -> pd.DataFrame:  # fmt: skip
    """The other levels each standing item has reached by today: item, episode, level, opens, on.

    A level that a judgement or caught-up progress has ended since counts as reached all the same.
    """
    top = rounds[["code", "level"]].rename(columns={"level": "opens"})
    seen = spans[spans["on"] <= today].merge(top, on="code").merge(items[["code", "episode"]], on="code")
    seen = seen[seen["level"] != seen["opens"]].rename(columns={"code": "item"})
    once = seen.sort_values("on", kind="stable").drop_duplicates(["item", "level"])
    return once[["item", "episode", "level", "opens", "on"]]


def never_opened(beside: pd.DataFrame, said: pd.DataFrame) -> pd.DataFrame:
    """Those of ``beside`` for which nothing was ever opened: kept as skipped (跳级)."""
    opened = said[["item", "episode", "level"]].drop_duplicates().assign(opened=True)
    joined = beside.merge(opened, how="left", on=["item", "episode", "level"])
    return joined[joined["opened"].isna()].drop(columns="opened")


def inherited(beside: pd.DataFrame, ladder: Ladder) -> pd.DataFrame:
    """The WISHES of the other levels reached, to be told along with the one that stands (by code)."""
    own = wishes_of(ladder).rename(columns={"level": "from_level"})
    pairs = beside.rename(columns={"level": "from_level", "opens": "level", "item": "code"})
    return pairs[["code", "from_level", "level"]].merge(own, on="from_level")


def not_told_yet(found: pd.DataFrame, told: pd.DataFrame) -> "pd.Series[Any]":
    """Whether nobody holding that tenure was told of the item at ``from_level`` or above before."""
    highest = told.groupby(PLACE)["level"].max().rename("told_level")
    before = found[PLACE].join(highest, on=PLACE)["told_level"]
    return before.isna() | (before < found["from_level"])
