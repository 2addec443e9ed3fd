"""When a feast (节日) falls, as far as the published calendar says."""

from datetime import date

import chinese_calendar.constants as published

FEASTS = {"国庆": "National Day", "十一": "National Day", "五一": "Labour Day", "劳动": "Labour Day",
          "元旦": "New Year's Day", "春节": "Spring Festival", "清明": "Tomb-sweeping Day",
          "端午": "Dragon Boat Festival", "中秋": "Mid-autumn Festival"}  # fmt: skip


def feast_on(feast: str, year: int) -> date | None:
    """The first day off of a feast; None in a year whose calendar is not published."""
    name = FEASTS[feast[:2]]
    fixed = {"National Day": (10, 1), "Labour Day": (5, 1), "New Year's Day": (1, 1)}.get(name)
    days = [d for d, what in published.holidays.items() if d.year == year and what == name]
    return date(year, *fixed) if fixed else min(days, default=None)
