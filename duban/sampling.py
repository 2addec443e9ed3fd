"""Look-back (回头看): which written-off items are looked at again, when, and what a relapse reopens.

The sample is drawn, never at random: the same site, items and months give the same sample to whoever
draws again. Neither the share nor the 3 to 6 months after the write-off is published as a rule: both are settings.
"""

import hashlib
import math
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from duban.frames import DAY, TEXT, WHOLE, Schema

# One row an item looked at again. month: that of its write-off; why: signals, share or unit; outcome:
# "" until somebody has looked, kept 保持 or relapsed 反弹; looked_on: when.
SAMPLES = Schema("samples", {"item": TEXT, "unit": TEXT, "settled_on": DAY, "month": TEXT, "due_from_on": DAY,
                             "due_to_on": DAY, "why": TEXT, "outcome": TEXT, "looked_on": DAY})  # fmt: skip
# A relapsed item, the level it starts at again, and why that one.
REOPENED = Schema("reopened", {"item": TEXT, "level": WHOLE, "why": TEXT})
WHY_ZH = {"signals": "销号前有待核疑点", "share": "按比例抽取", "unit": "本单位半年内至少一项"}


@dataclass(frozen=True)
class SamplingRules:
    """How many are looked at again, and when.

    ``share`` of those written off in a month, rounded up; at least one of a unit's in a half-year, from
    the first month it has any; all that had signals. ``from_months`` to ``to_months`` after the write-off.
    """

    share: float = 0.2
    from_months: int = 3
    to_months: int = 6


def draw(items: pd.DataFrame, taken: pd.DataFrame, signalled: Collection[str], site: str, today: pd.Timestamp,
         rules: SamplingRules = SamplingRules()) -> pd.DataFrame:  # fmt: skip  # noqa: B008
    """Give the SAMPLES to add today: of each month whose look-backs have begun and are not over.

    ``taken`` are the SAMPLES drawn before: nothing is drawn twice, and no item again while the span of an
    earlier look-back of it overlaps. Drawing daily or after an outage gives the same.
    """
    whole = _written_off(items, site, rules)
    begun = whole["due_from_on"].dt.to_period("M") <= today.to_period("M")
    pool = whole[begun & (whole["due_to_on"] >= today) & ~_overlaps(whole, taken)]
    by_unit = _first_of_units(whole[begun], taken)
    reason = pd.Series("", index=pool.index, dtype=TEXT)
    reason = reason.mask(pool.index.isin(by_unit), "unit").mask(_by_share(pool, taken, rules), "share")
    reason = reason.mask(pool["item"].isin(set(signalled)), "signals")
    found = pool.assign(why=reason, outcome="", looked_on=pd.NaT)[reason.ne("")]
    return SAMPLES.cast(found.sort_values(["due_from_on", "item"], ignore_index=True))


def overdue(samples: pd.DataFrame, today: pd.Timestamp) -> pd.DataFrame:
    """The SAMPLES whose span is over and that nobody has looked at."""
    return samples[samples["outcome"].eq("") & (samples["due_to_on"] < today)]


def start_level(levels: Sequence[int], reached: int) -> int:
    """The level a relapsed item starts at: the next above the highest it had reached, at most the top."""
    return min((n for n in levels if n > reached), default=max(levels))


def reopened(samples: pd.DataFrame, reached: "pd.Series[Any]", levels: Sequence[int]) -> pd.DataFrame:
    """Give REOPENED for the relapsed of SAMPLES; ``reached``: highest level before, by item, 0 for none."""
    rows = samples[samples["outcome"].eq("relapsed")]
    before = rows["item"].map(reached).fillna(0).astype(int)
    level = before.map({n: start_level(levels, int(n)) for n in before.unique()})
    on = rows["looked_on"].dt.strftime("%Y-%m-%d").fillna("日期未记")
    was = ("曾到第" + before.astype(str) + "级").where(before > 0, "此前未到级")
    why = on + "回头看发现反弹，" + was + "，重新督办自第" + level.astype(str) + "级起"
    return REOPENED.cast(
        pd.DataFrame({"item": rows["item"], "level": level, "why": why}).reset_index(drop=True)
    )


def stable(site: str, item: str, month: str) -> int:
    """A number that is the same for the same three words on every machine and in every year."""
    return int.from_bytes(hashlib.sha256(f"{site}\x1f{item}\x1f{month}".encode()).digest()[:7], "big")


def _written_off(items: pd.DataFrame, site: str, rules: SamplingRules) -> pd.DataFrame:
    """Every item written off, with its span and its place in the draw."""
    rows = items[items["settled_on"].notna()]
    out = pd.DataFrame({"item": rows["code"], "unit": rows["unit"], "settled_on": rows["settled_on"],
                        "month": rows["settled_on"].dt.strftime("%Y-%m")}).reset_index(drop=True)  # fmt: skip
    for column, months in (("due_from_on", rules.from_months), ("due_to_on", rules.to_months)):
        out[column] = (out["settled_on"] + pd.DateOffset(months=months)).astype(DAY)
    half = out["settled_on"].dt.year.astype(TEXT) + "-" + ((out["settled_on"].dt.month + 5) // 6).astype(TEXT)
    place = [stable(site, item, month) for item, month in zip(out["item"], out["month"], strict=True)]
    return out.assign(half=half, place=pd.Series(place, index=out.index, dtype="int64"))


def _overlaps(whole: pd.DataFrame, taken: pd.DataFrame) -> "pd.Series[Any]":
    """Items already drawn for a span that is not over when this one begins."""
    last = taken.groupby("item")["due_to_on"].max()
    until = pd.to_datetime(whole["item"].map(last.to_dict())).astype(DAY)
    found: pd.Series[Any] = until >= whole["due_from_on"]
    return found


def _by_share(pool: pd.DataFrame, taken: pd.DataFrame, rules: SamplingRules) -> "pd.Series[Any]":
    """The first of each month's draw, as many as its share still lacks."""
    had = pool["month"].map(taken.groupby("month").size().to_dict()).fillna(0).astype(int)
    size = pool.groupby("month")["item"].transform("size") + had
    lacking = (rules.share * size).round(9).map(math.ceil) - had
    return pool.groupby("month")["place"].rank(method="first") <= lacking


def _first_of_units(whole: pd.DataFrame, taken: pd.DataFrame) -> Collection[int]:
    """Per unit and half-year the first in the draw of the first month it has any written off."""
    had = set(zip(taken["item"], taken["settled_on"], strict=True))
    drawn = [pair in had for pair in zip(whole["item"], whole["settled_on"], strict=True)]
    order = whole.assign(drawn=drawn).sort_values(["month", "place"], kind="stable")
    groups = order.groupby(["unit", "half"])
    first_month = groups["month"].transform("first")
    mine = order[order["month"].eq(first_month)]
    served = mine.groupby(["unit", "half"])["drawn"].transform("any")
    return set(mine[~served].groupby(["unit", "half"]).head(1).index)
