"""Working days (工作日): the mainland calendar with its make-up days (调休), and how sure it is.

Published years come from chinesecalendar; a year not yet published is Monday to Friday less the
statutory days and is provisional: what is counted in it is counted again once it is published
(``duban.recount``).
"""

import re
from dataclasses import dataclass, replace
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
BEYOND = f"超出工作日历范围（{FIRST}至{LAST}）"
Series = Any


@dataclass(frozen=True)
class Calendar:
    """A country's working days; ``overrides`` set single days by hand (day, works or not).

    ``published_to`` is the last year held for published, where that is not the newest there is.
    """

    country: str = "CN"
    count_first_day: bool = False
    overrides: tuple[tuple[date, bool], ...] = ()
    published_to: int = PUBLISHED.stop - 1

    @property
    def version(self) -> str:
        """Which calendar counted: the data's package and version, how far it was published, and
        how many days were set by hand.
        """
        package = "chinesecalendar" if self.country == "CN" else "holidays"
        known = f"（公布至{self.published_to}年）" if self.country == "CN" else ""
        by_hand = f"+{len(self.overrides)}" if self.overrides else ""
        return f"{package} {version(package)}{known}{by_hand}"

    def version_on(self, day: date) -> str:
        """:attr:`version`, marked where ``day`` lies in a year not yet published."""
        return f"{self.version}，{day.year}年推定" if self.is_provisional(day) else self.version

    def as_of(self, earlier: str) -> "Calendar":
        """Give this calendar published as far as it was when :attr:`version` read ``earlier``."""
        known = re.search(r"公布至(\d{4})年", earlier)
        return replace(self, published_to=int(known[1])) if known else self

    def is_workday(self, day: date) -> bool:
        """Whether people work on ``day``; ValueError beyond the calendar, as everywhere here."""
        index = _index(day)
        return bool(_table(self, _far(self, [index])).works[index])

    def is_provisional(self, day: date) -> bool:
        """Whether ``day`` lies in a year whose calendar is not published."""
        return self.country == "CN" and not PUBLISHED.start <= day.year <= self.published_to

    def workdays_between(self, start: date, end: date) -> int:
        """Working days in (start, end]; negative where ``end`` is before ``start``."""
        first, last = _index(start), _index(end)
        count = _table(self, _far(self, [first, last])).count
        return int(count[last] - count[first])

    def on_or_after(self, day: date) -> date:
        """The first working day from ``day`` on."""
        return self._step(day - timedelta(days=1), 0)

    def shift(self, day: date, n: int) -> date:
        """N > 0: the n-th working day after; n < 0: the first day with at most -n working days
        in (that day, day]; 0: the day itself.
        """
        return day if n == 0 else self._step(day, n - 1)

    def limit_on(self, start: date, n: int) -> date:
        """The last of n working days from ``start``; the count starts the day after, or with
        ``start`` itself where the first day counts and is a working day.
        """
        counts = self.count_first_day and self.is_workday(start)
        return self.shift(start, n - 1) if counts else self.shift(start, n)

    def shift_days(self, days: Series, n: int) -> Series:
        """:meth:`shift` over a column of days; an empty one stays empty."""
        return days if n == 0 else self._steps(days, n - 1)

    def limit_days(self, start: Series, n: int) -> Series:
        """:meth:`limit_on` over a column of days."""
        limit = self.shift_days(start, n)
        if not self.count_first_day or n < 1:
            return limit
        counts = self.roll_days(start) == start
        return limit.where(~counts, self.shift_days(start, n - 1))

    def roll_days(self, days: Series) -> Series:
        """:meth:`on_or_after` over a column of days."""
        return self._steps(days - pd.Timedelta(days=1), 0)

    def count_days(self, start: Series, end: Series) -> Series:
        """:meth:`workdays_between` over two columns; 0 where either is empty."""
        known = start.notna() & end.notna()
        first, last = _indices(start[known]), _indices(end[known])
        count = _table(self, _far(self, np.concatenate([first, last]))).count
        found = count[last] - count[first]
        return pd.Series(found, index=start.index[known]).reindex(start.index, fill_value=0)

    def _step(self, day: date, n: int) -> date:
        """The working day n places behind the first one after ``day``."""
        return FIRST + timedelta(days=int(_reached(self, np.array([_index(day)]), n)[0]))

    def _steps(self, days: Series, n: int) -> Series:
        known = days.dropna()
        found = _reached(self, _indices(known), n)
        out = pd.Series((np.datetime64(FIRST, "D") + found).astype("datetime64[s]"), index=known.index)
        return out.reindex(days.index).astype(DAY)


@dataclass(frozen=True)
class _Table:
    """By days since FIRST: whether each works, how many do up to it; and the working ones in order."""

    works: Any
    count: Any
    workdays: Any


def _reached(calendar: Calendar, start: Any, n: int) -> Any:
    """The working day n places behind the first one after each, all as days since FIRST."""
    for far in sorted({_far(calendar, start), True}):
        table = _table(calendar, far)
        places = table.count[start] + n
        if len(start) and not 0 <= places.min() <= places.max() < len(table.workdays):
            raise ValueError(BEYOND)
        found = table.workdays[places]
        if not _far(calendar, found):
            break
    return found


def _index(day: date) -> int:
    if not FIRST < day < LAST:
        raise ValueError(f"{day} {BEYOND}")
    return (day - FIRST).days


def _indices(days: Series) -> Any:
    found = (days - pd.Timestamp(FIRST)).dt.days.to_numpy()
    if len(found) and not 0 < found.min() <= found.max() < (LAST - FIRST).days:
        raise ValueError(BEYOND)
    return found


def _far(calendar: Calendar, indices: Any) -> bool:
    """Whether a day lies outside the published years, where statutory days have to be looked up."""
    near = (date(PUBLISHED.start, 1, 1) - FIRST).days, (date(calendar.published_to, 12, 31) - FIRST).days
    return calendar.country != "CN" or bool(
        len(indices) and (np.min(indices) < near[0] or np.max(indices) > near[1])
    )


@cache
def _table(calendar: Calendar, far: bool) -> _Table:
    days = np.arange(np.datetime64(FIRST, "D"), np.datetime64(LAST, "D") + 1)
    works = np.is_busday(days)
    for day in _statutory(calendar) if far else []:
        works[_index(day)] = False
    for day, does in (*_published(calendar), *calendar.overrides):
        works[_index(day)] = does
    return _Table(works, np.cumsum(works), np.flatnonzero(works))


def _published(calendar: Calendar) -> list[tuple[date, bool]]:
    """Holidays and make-up days of the published years: the day, and whether people work on it."""
    found = [(d, False) for d in published.holidays] + [(d, True) for d in published.workdays]
    return [one for one in found if calendar.country == "CN" and one[0].year <= calendar.published_to]


def _statutory(calendar: Calendar) -> list[date]:
    """Statutory days of the years that nobody has published yet; of another country, of all."""
    import holidays

    # Ten years ahead is as far as anybody plans; beyond it a provisional date is Monday to Friday.
    years = [y for y in range(PUBLISHED.start - 4, PUBLISHED.stop + 10)
             if calendar.country != "CN" or calendar.is_provisional(date(y, 1, 1))]  # fmt: skip
    if calendar.country != "CN":
        return [d for d in holidays.country_holidays(calendar.country, years=years) if FIRST < d < LAST]
    found = holidays.country_holidays("CN", years=years, observed=False, language="en_US")
    # A day off that is worked for on another day is no statutory one; half of a swap would mislead.
    return [d for d, name in found.items() if "substituted" not in name and FIRST < d < LAST]
