"""The ladder's unit (计日方式): calendar days or working days, over columns of days."""

from dataclasses import dataclass
from typing import Any, Literal

import pandas as pd

from duban.workdays import Calendar

Days = Any
# A day that stands for never.
FAR = pd.Timestamp(2200, 1, 1)


@dataclass(frozen=True)
class Counting:
    """What one of the ladder's days is; ``unit`` is days or workdays."""

    unit: Literal["days", "workdays"]
    calendar: Calendar

    def after(self, days: Days, n: int) -> Days:
        """N days after (before, where negative) each day."""
        if self.unit == "workdays":
            return self.calendar.shift_days(days, n)
        return days + pd.to_timedelta(n, unit="D")

    def each_after(self, days: Days, ahead: Days) -> Days:
        """Each day moved forward by its own number."""
        number = ahead.astype(int)
        if self.unit == "days":
            return days + pd.to_timedelta(number, unit="D")
        moved = [self.calendar.shift_days(part, int(str(n))) for n, part in days.groupby(number)]
        return pd.concat(moved).reindex(days.index) if moved else days

    def passed(self, start: Days, end: Days) -> Days:
        """How many lie in (start, end]."""
        if self.unit == "workdays":
            return self.calendar.count_days(start, end)
        return (end - start).dt.days

    def limit(self, given: Days, n: int) -> Days:
        """The last of n days from the day something was given; see ``Calendar.limit_on``."""
        if self.unit == "workdays":
            return self.calendar.limit_days(given, n)
        return given + pd.to_timedelta(n, unit="D")
