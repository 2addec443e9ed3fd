"""A source of figures gone stale (数据来源过期): the period it owes went by without one."""

from datetime import date
from typing import Literal

import pandas as pd

from duban.workdays import Calendar

Every = Literal["day", "week", "month", "quarter"]
# What is owed every day is said again every week only.
AGAIN = {"day": "W", "week": "W", "month": "M", "quarter": "Q"}
EVERY = {"zh": {"day": "日", "week": "周", "month": "月", "quarter": "季度"},
         "en": {"day": "day", "week": "week", "month": "month", "quarter": "quarter"}}  # fmt: skip
PATIENCE_WORKDAYS = 2


def stale_on(newest: date | None, every: Every, today: date, calendar: Calendar) -> bool:
    """Whether a whole period before today's passed after the newest figure; of daily ones two working days."""
    if newest is None:
        return True
    if every == "day":
        return calendar.workdays_between(newest, today) > PATIENCE_WORKDAYS
    before = pd.Timestamp(today).to_period(AGAIN[every]) - 1
    return pd.Timestamp(newest) < before.start_time


def told_on(newest: date | None, every: Every, since: date | None, today: date, calendar: Calendar) -> bool:
    """Whether it is said today: when it went stale since the last notices, and once in each period after."""
    if not stale_on(newest, every, today, calendar):
        return False
    if since is None or (newest is not None and not stale_on(newest, every, since, calendar)):
        return True
    period = AGAIN[every]
    return pd.Timestamp(since).to_period(period) != pd.Timestamp(today).to_period(period)


def stale_words(name: str, newest: date | None, every: Every, zh: bool = True) -> str:
    """What the steward reads of it."""
    each = EVERY["zh" if zh else "en"][every]
    if zh:
        last = f"最近数据为{newest}" if newest else "尚无数据"
        return f"数据来源“{name}”应每{each}更新，{last}，量化目标的进度不再可靠，请催报"
    last = f"its newest figure is of {newest}" if newest else "it has given none"
    return f'The figures of "{name}" are owed every {each}; {last}: what stands on them is no longer sure'
