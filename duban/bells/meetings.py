"""On which days the dispatch meetings (调度会) are, and for which of them the pack is made today."""

from datetime import date, timedelta

from duban.bells.settings import MeetingSettings
from duban.workdays import Calendar


def meeting_on(meetings: MeetingSettings, first: date, calendar: Calendar) -> date | None:
    """The first meeting from ``first`` on; None where none is planned.

    A weekly one that falls on a day of rest is on the next working day; a date that was set stands as it is.
    """
    # Days of rest in a row are at most ten, so a weekly meeting before ``first`` may have been moved beyond it.
    days = (first + timedelta(days=n) for n in range(-14, 15))
    weekly = (calendar.on_or_after(day) for day in days if day.isoweekday() in meetings.weekdays)
    return min((day for day in (*weekly, *meetings.dates) if day >= first), default=None)


def pack_for(meetings: MeetingSettings, today: date, calendar: Calendar) -> date | None:
    """The meeting whose pack is made today; None where today is no day to make one.

    A pack that was to be made on a day on which nothing ran is made on the next day, up to the meeting itself.
    """
    next_on = meeting_on(meetings, today, calendar)
    if next_on is None or today < calendar.shift(next_on, -meetings.before_workdays):
        return None
    return next_on
