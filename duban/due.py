"""The working date (整改时限) of each kind of item, by column expressions.

A date that could not be read never becomes "no deadline": the end of the concentrated period
stands in as a provisional date, flagged, until a person has set the real one.
"""

from dataclasses import dataclass
from typing import Any

import pandas as pd

from duban.frames import DAY

CYCLE_MONTHS = {"monthly": 1, "quarterly": 3, "half-yearly": 6, "yearly": 12}


@dataclass(frozen=True)
class Terms:
    """What the dates of one site count from: the feedback, the period's end, the office's spans."""

    feedback_on: pd.Timestamp
    period_end_on: pd.Timestamp
    immediate_days: int
    review_months: int

    def review_after(self, on: Any) -> pd.Timestamp:
        """When something kept up for good (长期坚持) is due for review next."""
        return pd.Timestamp(on) + pd.DateOffset(months=self.review_months)


def first_dates(readings: pd.DataFrame, terms: Terms, as_of_on: pd.Timestamp) -> "pd.Series[Any]":
    """The first working date of new items (kind, due_on, cycle, cycle_day), never empty."""
    due, kind = readings["due_on"], readings["kind"]
    immediate = terms.feedback_on + pd.Timedelta(days=terms.immediate_days)
    review = terms.review_after(terms.feedback_on)
    start = pd.Series(max(terms.feedback_on, as_of_on), index=readings.index).astype(DAY)
    out = due.where(~kind.eq("immediate") | due.notna(), immediate)
    out = out.where(~kind.eq("standing") | due.notna(), review)
    out = out.where(~kind.eq("recurring"), cycle_end(start, readings))
    return out.fillna(terms.period_end_on).astype(DAY)


def cycle_end(on: "pd.Series[Any]", cycles: pd.DataFrame) -> "pd.Series[Any]":
    """The end of the cycle that holds each day: its named day, else its last day."""
    parts = [_ends(on[cycles["cycle"] == name], cycles["cycle_day"], months)
             for name, months in CYCLE_MONTHS.items()]  # fmt: skip
    out = pd.concat([p for p in parts if len(p)]) if any(len(p) for p in parts) else on.iloc[:0]
    return out.reindex(on.index).astype(DAY)


def _ends(on: "pd.Series[Any]", cycle_day: "pd.Series[Any]", months: int) -> "pd.Series[Any]":
    first = _month_start(on, months)
    day = cycle_day.reindex(on.index)
    end = first + pd.DateOffset(months=months) - pd.Timedelta(days=1)
    named = [_day_in(first, day, months, extra) for extra in (0, 1)]
    # 每月5日前: the day falls in the cycle's last month; once past, in the next cycle's.
    after = named[0].where(named[0] >= on, named[1])
    return end.where(day.isna(), after).astype(DAY)


def _month_start(on: "pd.Series[Any]", months: int) -> "pd.Series[Any]":
    back = (on.dt.month - 1) % months
    number = on.dt.year * 12 + on.dt.month - 1 - back
    text = (number // 12).astype(str) + "-" + (number % 12 + 1).astype(str).str.zfill(2) + "-01"
    found: pd.Series[Any] = pd.to_datetime(text, format="%Y-%m-%d").astype(DAY)
    return found


def _day_in(first: "pd.Series[Any]", day: "pd.Series[Any]", months: int,
            extra: int) -> "pd.Series[Any]":  # fmt: skip
    month = first + pd.DateOffset(months=months - 1 + extra * months)
    last = month.dt.days_in_month
    number = day.fillna(last).astype(int).clip(upper=last)
    return month + pd.to_timedelta(number - 1, unit="D")


def next_dates(items: pd.DataFrame, terms: Terms) -> "pd.Series[Any]":
    """The date after the present one, for recurring and standing items whose cycle is closed."""
    after = items["due_on"] + pd.Timedelta(days=1)
    review = items["due_on"] + pd.DateOffset(months=terms.review_months)
    return cycle_end(after, items).fillna(review).astype(DAY)
