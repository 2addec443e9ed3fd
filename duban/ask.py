"""The conduct line's asks (履责事项): once per leader, unit and month, with items as grounds."""

from typing import Any

import pandas as pd

from duban.frames import DAY, TEXT, Schema

NEW_ASKS = Schema("new asks", {"id": TEXT, "tenure": TEXT, "post": TEXT, "person": TEXT,
                               "unit": TEXT, "month": TEXT, "opened_on": DAY, "answer_by": DAY,
                               "state": TEXT})  # fmt: skip


def join_asks(found: pd.DataFrame, asks: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Give the escalations with the ask each conduct row of a leader is a ground of, and new asks.

    While an ask of that leader about that unit is open, new grounds join it and no second opens;
    otherwise one opens, its month that of the first ground's level day. Its limit is the first's.
    """
    mine = found["line"].eq("conduct") & found["role"].eq("leader_in_charge") & found["release"].ne("waiting")
    open_ = asks[asks["state"].eq("open")].drop_duplicates(["tenure", "unit"])
    joined = found.merge(open_[["tenure", "unit", "id"]], how="left", on=["tenure", "unit"])
    joined = joined.set_index(found.index)
    lacking = joined[mine & joined["id"].isna()]
    new = _opened(lacking)
    ids = new.set_index(["tenure", "unit"])["id"]
    own = _lookup(joined, ids)
    ask = joined["id"].fillna(own).where(mine, "").fillna("")
    return found.assign(ask=ask.astype("str")), new


def _lookup(rows: pd.DataFrame, ids: "pd.Series[Any]") -> "pd.Series[Any]":
    keys = pd.MultiIndex.from_frame(rows[["tenure", "unit"]])
    return pd.Series(ids.reindex(keys).to_numpy(), index=rows.index, dtype="object")


def _opened(rows: pd.DataFrame) -> pd.DataFrame:
    first = rows.sort_values(["told_on", "on"], kind="stable").drop_duplicates(["tenure", "unit"])
    month = first["on"].dt.strftime("%Y-%m")
    key = first["tenure"] + "|" + first["unit"] + "|" + month
    return NEW_ASKS.cast(first.assign(id=key, month=month, opened_on=first["told_on"], state="open"))
