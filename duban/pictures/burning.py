"""Burn-down (整改进度): how many items were still open on each day, and how many should have been by plan."""

import pandas as pd

from duban.frames import DAY, TEXT, WHOLE, Schema
from duban.track import CYCLES

# From when an item was closed (销号) to when it was reopened; the latter empty while it is closed.
CLOSED = Schema("closed", {"from_on": DAY, "to_on": DAY})
# What the office decided: kind is write_off or reopen.
DECIDED = Schema("decided", {"item": TEXT, "kind": TEXT, "on": DAY})
# planned: open items if each were written off by its working date; left: those that are, empty after today.
BURN = Schema("burn", {"name": DAY, "planned": WHOLE, "left": WHOLE})


def burning(items: pd.DataFrame) -> pd.DataFrame:
    """The items a burn-down is of: those that are to be written off once; what stands for good or returns
    each cycle never ends, so that no plan can say when.
    """
    return items[~items["kind"].isin(CYCLES)]


def closed_spans(items: pd.DataFrame, decided: pd.DataFrame) -> pd.DataFrame:
    """Give CLOSED: since when each of the items (settled_on) is, and from when to when those reopened were, by
    what was DECIDED of the very same items.
    """
    now = items.loc[items["settled_on"].notna(), ["settled_on"]]
    still = pd.DataFrame({"from_on": now["settled_on"], "to_on": pd.NaT})
    acts = decided.sort_values(["item", "on"], kind="stable")
    before = acts.groupby("item")[["kind", "on"]].shift()
    again = acts["kind"].eq("reopen") & before["kind"].eq("write_off")
    past = pd.DataFrame({"from_on": before["on"], "to_on": acts["on"]})[again]
    return pd.concat([CLOSED.cast(still), CLOSED.cast(past)], ignore_index=True)


def burn_down(ends: pd.DataFrame, closed: pd.DataFrame, first: pd.Timestamp,
              today: pd.Timestamp) -> pd.DataFrame:  # fmt: skip
    """Give BURN of items that end (``burning``: due_on) and their CLOSED spans, a row a day from ``first`` to the
    last working date or today, whichever is later.

    On ``today`` left is what ``duban.figures`` counts as open of them.
    """
    last = max([today, *ends["due_on"].dropna()])
    days = pd.date_range(min(first, today), last, freq="D").astype(DAY)
    due = _up_to(ends["due_on"], days)
    done = _up_to(closed["from_on"], days) - _up_to(closed["to_on"], days)
    out = pd.DataFrame({"name": days, "planned": len(ends) - due, "left": len(ends) - done})
    return BURN.cast(out.assign(left=out["left"].where(out["name"] <= today)))


def _up_to(days: "pd.Series[pd.Timestamp]", each: pd.DatetimeIndex) -> "pd.Index[int]":
    """How many of ``days`` are not later than each one."""
    there = days.dropna().sort_values()
    return pd.Index(there.searchsorted(each, side="right"))


def marks(burn: pd.DataFrame, today: pd.Timestamp) -> tuple[int, ...]:
    """The rows of BURN a table names: the first, the last, today, and each month's last day on which the
    plan or what is left is another than a month before.
    """
    days, ends = burn["name"], burn[burn["name"].dt.is_month_end]
    moved = ends.fillna(-1)[["planned", "left"]].diff().ne(0).any(axis=1)
    named = days.isin([today, days.min(), days.max(), *ends.loc[moved, "name"]])
    return tuple(int(n) for n in named.to_numpy().nonzero()[0])
