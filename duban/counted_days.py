"""Days late that count (计入考核的逾期天数): what reviewers, a vacancy or an outage cost is nobody's fault
below them.
"""

from typing import Any

import pandas as pd

from duban.frames import DAY, TEXT, Schema

# Days, both included, that never count against a unit; to_on empty: still. A review's are those after
# the claim up to the return or the write-off.
REVIEWS = Schema("reviews", {"item": TEXT, "from_on": DAY, "to_on": DAY})
VACANCIES = Schema("vacancies", {"unit": TEXT, "from_on": DAY, "to_on": DAY})
OUTAGES = Schema("outages", {"from_on": DAY, "to_on": DAY})
SPAN = ["from_on", "to_on"]
ONE = pd.Timedelta(days=1)


def counted_days_late(items: pd.DataFrame, reviews: pd.DataFrame, vacancies: pd.DataFrame, outages: pd.DataFrame,
                      today: pd.Timestamp, since: "pd.Series[Any] | None" = None) -> "pd.Series[Any]":  # fmt: skip
    """Calendar days past ``assessed_on``, up to the write-off or today, that count against the unit.

    Left out are REVIEWS and the one the item is in now, VACANCIES of its unit, OUTAGES, and, for
    a holder's own count, what was before ``since`` (the first day of the tenure, by items' index).
    """
    window = _window(items, today, since)
    excused = pd.concat([_of_items(items, reviews), _of_items(items, _now(items)),
                         window[["item"]].merge(vacancies.merge(items[["code", "unit"]], on="unit").rename(
                             columns={"code": "item"}), on="item")[["item", *SPAN]],
                         window[["item"]].merge(outages[SPAN], how="cross")])  # fmt: skip
    whole = ((window["last"] - window["first"]).dt.days + 1).clip(lower=0)
    left_out = items["code"].map(_union_days(_clipped(excused, window, today))).fillna(0)
    counted: pd.Series[Any] = (whole - left_out.to_numpy()).clip(lower=0).fillna(0).astype(int)
    return counted


def _window(items: pd.DataFrame, today: pd.Timestamp, since: "pd.Series[Any] | None") -> pd.DataFrame:
    """The days each item was late on: [first, last]."""
    first = items["assessed_on"] + ONE
    if since is not None:
        first = first.where(since.isna() | (first >= since), since)
    last = items["settled_on"].where(items["settled_on"] < today, today)
    return pd.DataFrame({"item": items["code"], "first": first.astype(DAY), "last": last.astype(DAY)})


def _now(items: pd.DataFrame) -> pd.DataFrame:
    """The review an item is in: the days after its claim."""
    waiting = items[items["suspended_on"].notna()]
    return pd.DataFrame({"item": waiting["code"], "from_on": waiting["suspended_on"] + ONE,
                         "to_on": waiting["settled_on"]})  # fmt: skip


def _of_items(items: pd.DataFrame, spans: pd.DataFrame) -> pd.DataFrame:
    return spans.loc[spans["item"].isin(items["code"]), ["item", *SPAN]]


def _clipped(spans: pd.DataFrame, window: pd.DataFrame, today: pd.Timestamp) -> pd.DataFrame:
    """Each span cut to the days its item was late on; what lies outside is dropped."""
    rows = spans.merge(window, on="item")
    from_on = rows["from_on"].where(rows["from_on"] > rows["first"], rows["first"]).astype(DAY)
    to_on = rows["to_on"].fillna(today)
    to_on = to_on.where(to_on < rows["last"], rows["last"]).astype(DAY)
    return rows.assign(from_on=from_on, to_on=to_on)[from_on <= to_on]


def _union_days(spans: pd.DataFrame) -> "pd.Series[Any]":
    """Per item the days its spans cover, each day once however many spans it lies in."""
    rows = spans.sort_values(["item", "from_on"], kind="stable", ignore_index=True)
    # Days since the epoch: a running maximum is not defined over days with gaps.
    begin, end = ((rows[c].astype(DAY).astype("int64") // 86_400) for c in SPAN)
    covered = end.groupby(rows["item"]).cummax().groupby(rows["item"]).shift()
    begin = begin.where(covered.isna() | (begin > covered), covered + 1)
    found: pd.Series[Any] = (end - begin + 1).clip(lower=0).groupby(rows["item"]).sum()
    return found
