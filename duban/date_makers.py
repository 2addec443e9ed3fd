"""What a form makes of what it matched: a day, a day that does not exist, a period."""

import re
from datetime import date, timedelta

from dateutil.relativedelta import relativedelta

from duban.found import Found, Size

MONTHS: dict[Size, int] = {"month": 1, "quarter": 3, "half": 6, "year": 12}
NOT_A_DAY = date.min


def exact(match: re.Match[str], year: int, given: bool, doubt: str = "") -> Found:
    """The day of the groups m and d in ``year``."""
    month, day = int(match["m"]), int(match["d"])
    try:
        on = date(year, month, day)
    except ValueError:
        return nothing(match, f"日期不存在：{year}年{month}月{day}日")
    return Found(on, on, *match.span(), given, doubt, marked=True)


def nothing(match: re.Match[str], why: str) -> Found:
    """What looks like a date and is none; ``why`` is for a clerk."""
    return Found(NOT_A_DAY, NOT_A_DAY, *match.span(), False, why, impossible=True)


def period(match: re.Match[str], size: Size, first: date, given: bool, doubt: str = "") -> Found:
    """A whole month, quarter, half or year from its ``first`` day."""
    last = first + relativedelta(months=MONTHS[size]) - timedelta(days=1)
    return Found(first, last, *match.span(), given, doubt, size=size)
