"""Working days (工作日): the mainland calendar with its make-up days (调休), and how sure it is.

Published years come from chinesecalendar; a year not yet published is Monday to Friday less the
statutory days and is provisional: what is counted in it is counted again once it is published.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from importlib.metadata import version
from typing import Any

import chinese_calendar.constants as published
import numpy as np
import pandas as pd

from duban.frames import DAY

FIRST, LAST = date(1990, 1, 1), date(2100, 12, 31)
PUBLISHED = range(min(published.holidays).year, max(published.holidays).year + 1)
Series = Any


@dataclass(frozen=True)
class Calendar:
    """A country's working days; ``overrides`` set single days by hand (day, works or not)."""

    country: str = "CN"
    count_first_day: bool = False
    overrides: tuple[tuple[date, bool], ...] = ()

    @property
    def version(self) -> str:
        """Which calendar counted: the data's package and version, and how many days by hand."""
        package = "chinesecalendar" if self.country == "CN" else "holidays"
        by_hand = f"+{len(self.overrides)}" if self.overrides else ""
        return f"{package} {version(package)}{by_hand}"

    def is_workday(self, day: date) -> bool:
        """Whether people work on ``day``."""
        return bool(_works(self)[_index(day)])

    def is_provisional(self, day: date) -> bool:
        """Whether ``day`` lies in a year whose calendar is not published."""
        return self.country == "CN" and day.year not in PUBLISHED

    def workdays_between(self, start: date, end: date) -> int:
        """Working days in (start, end]; negative where ``end`` is before ``start``."""
        count = _count(self)
        return int(count[_index(end)] - count[_index(start)])

    def on_or_after(self, day: date) -> date:
        """The first working day from ``day`` on."""
        return _day(_workdays(self)[_count(self)[_index(day) - 1]])

    def shift(self, day: date, n: int) -> date:
        """N > 0: the n-th working day after; n < 0: the first day with at most -n working days
        in (that day, day]; 0: the day itself.
        """
        return day if n == 0 else _day(_workdays(self)[_count(self)[_index(day)] + n - 1])

    def limit_on(self, start: date, n: int) -> date:
        """The last of n working days from ``start``; the count starts the day after, or with
        ``start`` itself where the first day counts and is a working day.
        """
        counts = self.count_first_day and self.is_workday(start)
        return self.shift(start, n - 1) if counts else self.shift(start, n)

    def shift_days(self, days: Series, n: int) -> Series:
        """:meth:`shift` over a column of days; an empty one stays empty."""
        return days if n == 0 else self._spread(days, _count(self), n - 1)

    def roll_days(self, days: Series) -> Series:
        """:meth:`on_or_after` over a column of days."""
        return self._spread(days, np.roll(_count(self), 1), 0)

    def count_days(self, start: Series, end: Series) -> Series:
        """:meth:`workdays_between` over two columns; 0 where either is empty."""
        count, known = _count(self), start.notna() & end.notna()
        found = count[_indices(end.where(known))] - count[_indices(start.where(known))]
        return pd.Series(found, index=start.index).where(known, 0)

    def _spread(self, days: Series, count: Any, n: int) -> Series:
        found = _workdays(self)[count[_indices(days)] + n]
        start = np.datetime64(FIRST, "D")
        out = pd.Series((start + found).astype("datetime64[s]"), index=days.index)
        return out.where(days.notna()).astype(DAY)


def _index(day: date) -> int:
    if not FIRST < day < LAST:
        raise ValueError(f"{day} 超出工作日历范围（{FIRST}至{LAST}）")
    return (day - FIRST).days


def _indices(days: Series) -> Any:
    start = pd.Timestamp(FIRST)
    return (days.fillna(start + pd.Timedelta(days=1)) - start).dt.days.to_numpy()


def _day(index: Any) -> date:
    return FIRST + timedelta(days=int(index))


@cache
def _works(calendar: Calendar) -> Any:
    """One truth value a day from FIRST to LAST."""
    days = np.arange(np.datetime64(FIRST, "D"), np.datetime64(LAST, "D") + 1)
    works = np.is_busday(days)
    for day in (*_statutory(calendar.country), *_published_off(calendar.country)):
        works[_index(day)] = False
    for day in published.workdays if calendar.country == "CN" else ():
        works[_index(day)] = True
    for day, does in calendar.overrides:
        works[_index(day)] = does
    return works


def _published_off(country: str) -> list[date]:
    return list(published.holidays) if country == "CN" else []


def _statutory(country: str) -> list[date]:
    """Statutory days of the years that nobody has published yet; of another country, of all."""
    import holidays

    # Ten years ahead is as far as anybody plans; beyond it a provisional date is Monday to Friday.
    years = [y for y in range(PUBLISHED.start - 4, PUBLISHED.stop + 10)
             if country != "CN" or y not in PUBLISHED]  # fmt: skip
    found = holidays.country_holidays(country, years=years, observed=country != "CN")
    return [d for d in found if FIRST < d < LAST]


@cache
def _count(calendar: Calendar) -> Any:
    """How many working days lie in [FIRST, day]."""
    return np.cumsum(_works(calendar))


@cache
def _workdays(calendar: Calendar) -> Any:
    """The working days, as days since FIRST, in order."""
    return np.flatnonzero(_works(calendar))
