"""Periods named by where they stand (本月、下季度、本周五), by half, feast or plan."""

import re
from datetime import date, timedelta

from dateutil.relativedelta import relativedelta

from duban.date_makers import nothing, period
from duban.feasts import feast_on
from duban.found import Around, Found

ZH_NUMBERS = dict(zip("一二三四五六七八九", range(1, 10), strict=True))


def this_month(match: re.Match[str], around: Around) -> Found:
    """本月、下月、下下月, with or without a day in it."""
    which = match["which"] or ""
    step = which.count("下") or {"次": 1, "上": -1}.get(which, 0)
    on = around.written.replace(day=1) + relativedelta(months=step)
    if not match["d"]:
        return period(match, "month", on, True)
    try:
        day = on.replace(day=int(match["d"]))
    except ValueError:
        return nothing(match, f"日期不存在：{on.year}年{on.month}月{match['d']}日")
    return Found(day, day, *match.span(), True, marked=True)


def this_quarter(match: re.Match[str], around: Around) -> Found:
    """本季度、下季度, or the bare 季末 of the document's quarter."""
    on = around.written
    first = date(on.year, on.month - (on.month - 1) % 3, 1)
    first += relativedelta(months={"下": 3, "上": -3}.get(match["which"] or "", 0))
    return period(match, "quarter", first, True)


def half_year(match: re.Match[str], around: Around) -> Found:
    """上半年、下半年; a bare 半年末 is the end of the document's half."""
    year, given = around.year(match)
    if half := match.groupdict().get("half"):
        return period(match, "half", date(year, 1 if half == "上" else 7, 1), given)
    first = date(year, 1 if around.written.month <= 6 else 7, 1)
    return period(match, "half", first, given, "未写上半年还是下半年，按成文当时的半年理解")


def season(match: re.Match[str], around: Around) -> Found:
    """夏季: three months to the end of August; winter to the end of the year, the earlier honest end."""
    year, given = around.year(match)
    at = "春夏秋冬".index(match["season"])
    end = date(year, (5, 8, 11, 12)[at], (31, 31, 30, 31)[at])
    first = date(year, (3, 6, 9, 12)[at], 1)
    return Found(first, end, *match.span(), given, "季节没有确切的止日", size="quarter")


def week(match: re.Match[str], around: Around) -> Found:
    """本周五、下周: without a day, its Friday."""
    monday = around.written - timedelta(days=around.written.weekday())
    monday += timedelta(weeks=match["which"].count("下"))
    named = "一二三四五六日天末".find(match["day"]) if match["day"] else -1
    day = monday + timedelta(days={-1: 4, 7: 6, 8: 6}.get(named, named))
    doubt = "" if match["day"] and match["day"] != "末" else "周内按周五理解"
    doubt = doubt if match["which"] else "未写哪一周，按成文当周理解"
    return Found(day, day, *match.span(), True, doubt, size="week", marked=True)


def week_of(match: re.Match[str], around: Around) -> Found | None:
    """6月第一周, 2024年第26周: where weeks begin is nobody's rule, so the earlier honest end."""
    year, given = around.year(match)
    number, month = int(match["w"]), match.groupdict().get("m")
    try:
        first = date(year, int(month), 1) if month else date.fromisocalendar(year, number, 1)
    except ValueError:
        return None
    last = first + timedelta(days=7 * number - 1 if month else 4)
    return Found(first, last, *match.span(), given, "“第几周”没有确切日期", size="week", marked=True)


def feast(match: re.Match[str], around: Around) -> Found:
    """A feast without its year is the next one."""
    name, (year, _) = match["feast"] or match["numbers"], around.year(match)
    on = feast_on(name, year)
    if on and on < around.written and not match["y"] and not match["rel"]:
        on = feast_on(name, year + 1)
    if on is None:
        return nothing(match, f"{name}的日期尚不可知")
    return Found(on, on, *match.span(), True, "按节日推定", size="feast", marked=True)


def plan(match: re.Match[str], around: Around) -> Found:
    """“十四五” and its like, by their number: the fourteenth ends in 2025."""
    number = ZH_NUMBERS.get(match["n"]) or int(match["n"])
    year = 2005 + 5 * number
    return Found(date(year - 4, 1, 1), date(year, 12, 31), *match.span(), True, size="plan")
