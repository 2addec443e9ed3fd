"""Which of a cell's dates is the promised one, and what is in doubt about it."""

import re
from dataclasses import dataclass, replace
from datetime import date, timedelta

from dateutil.relativedelta import relativedelta

from duban.dates import each_range
from duban.found import Found
from duban.spans import masked, spans_in
from duban.workdays import Calendar

FAR_YEARS = 20
OR = re.compile(r"^\W*(?:或者?|/)\W*$")
CONSECUTIVE = re.compile(r"^[、和及与]$")
LIST = re.compile(r"^[、,;和及与\s]*$")
FOLLOW_UP = re.compile(r"前?(?:进行|开展|组织)?(?:复查|回头看|巩固|再评估|抽查|督查)")
HOPED = re.compile(r"力争|争取|原则上|一般|预计")
# 6月底前（个别9月底前）: a later bound for a part of it only.
EXCEPTED = re.compile(
    r"(?:个别|特殊|少数|复杂|重大|疑难|难点|其他|其余|遗留|困难)(?:的|问题|情况|事项|单位|可以?|放宽|延长?|至|到|于|在|,|:)*$"
)
BEGUN_ONLY = re.compile(
    r"^(?:(?:之|以)?前)?(?:正式|全面|全部)?(?:启动|开工|动工|进场|破土|着手)(?!并|[^。;]*(?:完成|完工|办结|到位))"
)
SURE = re.compile(r"确保|保证|务必")
OUTER_BOUND = re.compile(r"最迟|最晚|最长|不超过|不晚于|不迟于|无法|不能|确有困难|特殊情况")
CHANGED = re.compile(
    r"原定|原为|原时限|原计划|\(原|延期|延长|顺延|推迟|延[至到后]|推后|展期|变更|调整?[至到为]|(?<!整)改[至到为成]|→|⇒|[-=]>"
)
ABOUT = re.compile(r"^(?:左右|前后|上下)")
ABOUT_AHEAD = re.compile(r"(?:[大]?约|大概|估计|暂定|暂按|初步定|初定|暂估|暂)(?:[于在为]|:)?$")
DEPENDS = re.compile(
    r"\?|(?<![重注巡])视(?!察|频|为|作|觉|野|同)|暂定|待定|另定|另行|为准|而定|未定|或[^,;。]{0,6}(?:规定|要求|另)|(?:根据|依据|按)[^,;。()]{1,8}(?:调整|确定|而定)|(?:相应|适当|适时|视情|据实|动态)调整|(?<![接招等对])待[^,;。()]{1,10}后|\([^()]{2,12}后\)"
)
WAS_DONE = re.compile(r"^(?:已|完成于|完成时间)|已(?:经|于|在)$")
COUNTING_BACK = re.compile(r"^\d+个?(?:工作日|日|天|周|月|个月)")
STATED = re.compile(r"[共计](\d+)个?(工作日|日|天)")
WEEKDAY = re.compile(r"^\(?(?:星期|周)([一二三四五六日天])\)?")


@dataclass(frozen=True)
class Promised:
    """The last day that is promised; ``doubts`` is empty where that is certain."""

    due_on: date
    doubts: tuple[str, ...]
    note: str


def read_dates(plain: str, dates: list[Found], written: date, feedback: date,
               calendar: Calendar) -> Promised:  # fmt: skip
    """The promised one of the dates done "by" (at least one): of a range its end, of several steps
    the last, of either-or the earlier. A stated count that contradicts its dates makes it uncertain.
    """
    ends = [_range_end(a, b) if b else a for a, b in each_range(plain, dates)]
    by = [e for e in ends if e.role == "by"] or ends
    one, said, note = _governing(plain, [b for b in by if not _was_done(plain, b)] or by)
    doubts = [one.doubt, said, *_around(plain, one), _year_doubt(one, written),
              _miscounted(plain, ends, dates, calendar), _mismatch(plain, one, dates, feedback, calendar)]  # fmt: skip
    return Promised(one.last_on, tuple(dict.fromkeys(d for d in doubts if d)), note)


def _governing(plain: str, by: list[Found]) -> tuple[Found, str, str]:
    """The date that counts, a doubt about the choice, and a note on the others."""
    if len(by) == 1:
        return by[0], "", "" if by[0].marked else _bare(by[0])
    gaps = [plain[a.end : b.start] for a, b in zip(by, by[1:], strict=False)]
    first, last = min(by, key=lambda d: d.last_on), max(by, key=lambda d: d.last_on)
    if first.last_on == last.last_on:
        return last, "", ""
    if CHANGED.search(plain):
        return first, f"另有{_others(by, first)}，改动须经批准，暂按较早的", ""
    if any(OR.match(g) for g in gaps):
        return first, "写了两个可选的时间，暂按较早的", ""
    if any(
        OUTER_BOUND.search(g) or EXCEPTED.search(g) or (HOPED.search(plain) and SURE.search(g)) for g in gaps
    ):
        return by[0], "写了两个限期，按先到的", ""
    if by[-1] is last and FOLLOW_UP.match(plain[last.end :]):
        return by[-2], f"另有{_others(by, by[-2])}，像复查、巩固的时间，不是整改时限", ""
    if by[-1] is last and any(d.doubt and d.marked for d in by[:-1]):
        return first, f"另有{_others(by, first)}，前面的时间不明，暂按最早的", ""
    if by[-1] is last and not any(LIST.match(g) for g in gaps):
        return last, "", f"一格有多个时间（另有{_others(by, last)}），按最后一个"
    if _consecutive(by, gaps) and all(plain[d.end - 1].isdigit() or d.size == "ten" for d in by[:-1]):
        return last, "", f"一格有多个时间（另有{_others(by, last)}），按最后一个"
    return first, f"一格有多个时间（另有{_others(by, first)}），没有分别写明事项，暂按最早的", ""


def _was_done(plain: str, one: Found) -> bool:
    """A day it was done on (已于5月完成) is beside the deadline, not one."""
    return bool(
        re.search(r"已(?:经|于|在)+$", plain[: one.start])
        or re.match(r"前?已(?:经)?(?:完成|办结)", plain[one.end :])
    )


def _others(by: list[Found], one: Found) -> str:
    return "、".join(sorted({d.last_on.isoformat() for d in by} - {one.last_on.isoformat()}))


def _consecutive(by: list[Found], gaps: list[str]) -> bool:
    """6、7月 is a span of two months, not two dates to choose from."""
    return all(CONSECUTIVE.match(g) for g in gaps) and all(
        a.last_on + timedelta(days=1) == b.first_on for a, b in zip(by, by[1:], strict=False)
    )


def _bare(found: Found) -> str:
    names = {"month": "月末", "quarter": "季末", "half": "半年末", "year": "年末"}
    return f"按{names[found.size]}理解" if found.size in names else ""


def _range_end(first: Found, last: Found) -> Found:
    """The end of a range; a year left out that would put it before its beginning is the next."""
    if first.impossible or last.impossible or last.last_on >= first.first_on:
        return replace(last, doubt=last.doubt or (first.doubt if first.impossible else ""))
    if first.year_given and last.year_given and last.last_on.year != first.first_on.year:
        return replace(last, doubt="止期早于起期")
    day = relativedelta(days=1)
    later = last.last_on + day + relativedelta(years=1) - day
    return replace(last, last_on=later, doubt="" if first.year_given else "跨年，止期未写年份")


def _around(plain: str, one: Found) -> list[str]:
    rest, ahead = plain[one.end :], plain[: one.start]
    doubts = []
    if CHANGED.search(plain):
        doubts.append("写有延期或调整，须经批准")
    if DEPENDS.search(plain):
        doubts.append("时间还不确定，须写明确定的日期")
    if ABOUT.match(rest) or ABOUT_AHEAD.search(ahead):
        doubts.append("写的是大约时间")
    if WAS_DONE.match(rest) or WAS_DONE.search(ahead):
        doubts.append("写的像完成时间，不是时限")
    if BEGUN_ONLY.match(rest):
        doubts.append("写的是启动时间，没有写明完成时间")
    if COUNTING_BACK.match(rest) and plain[one.end - 1] == "前":
        doubts.append("从该日倒算，须写明日期")
    weekday = WEEKDAY.match(rest)
    if (
        weekday
        and one.size == "day"
        and one.last_on.weekday() != min("一二三四五六日天".index(weekday[1]), 6)
    ):
        doubts.append("星期与日期不符")
    return doubts


def _year_doubt(one: Found, written: date) -> str:
    if not one.year_given and one.last_on < written:
        return "未写年份，按成文当年计已过期"
    if one.size != "day" and abs(one.last_on.year - written.year) > FAR_YEARS:
        return "年份离成文日期太远，请核对"
    return ""


def _miscounted(plain: str, ends: list[Found], dates: list[Found], calendar: Calendar) -> str:
    """A stated count that contradicts its dates is reported, whichever way the first day counts."""
    stated = STATED.search(plain)
    if not stated or len(dates) != 2 or len(ends) != 1:
        return ""
    first, last = dates[0].first_on, ends[0].last_on
    if stated[2] == "工作日":
        between = calendar.workdays_between(first, last)
        true = {between, between + calendar.is_workday(first)}
    else:
        true = {(last - first).days, (last - first).days + 1}
    return "" if int(stated[1]) in true else f"写明共{stated[1]}个{stated[2]}，与起止日期不符"


def _mismatch(plain: str, one: Found, dates: list[Found], feedback: date, calendar: Calendar) -> str:
    """A span and a date that gloss one another (反馈后3个月内（6月底前）) must be the same day."""
    for span in spans_in(masked(plain, dates)):
        low, high = sorted([(one.start, one.end), span.amount.span()])
        gloss = re.search(r"\(|即", plain[low[1] : high[0]])
        if gloss and span.start == "feedback" and not span.begins and len(dates) == 1:
            return "" if span.end_on(feedback, calendar) == one.last_on else "写明的期限与日期不一致"
    return ""
