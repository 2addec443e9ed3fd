"""The forms a date is written in, each with the days it can mean: the first that matches reads it."""

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date

from duban.date_makers import exact, nothing, period
from duban.date_periods import feast, half_year, plan, season, this_month, this_quarter, week, week_of
from duban.feasts import FEAST
from duban.found import RELATIVE, Around, Found

FULL = r"(?<!\d)(?P<y>(?:19|20)\d\d)"
REL = rf"(?P<rel>(?<![以之今此])后年|{'|'.join(r for r in RELATIVE if r != '后年')})度?"
YEAR = rf"(?:{FULL}年{{0,2}}度?|{REL}|(?<!\d)(?P<yy>[12]\d)年)"
M, D = r"(?P<m>1[0-2]|0?[1-9])", r"(?P<d>3[01]|[12]\d|0?[1-9])"
TO = r"[-—–~至到]"
QUARTER = r"(?:第?(?P<q>[1-4])季度?|[Qq](?P<qq>[1-4])(?!\d))"
BEFORE = re.compile(r"(?:之|以)?前(?![期后述提往来沿列瞻置半]|[1-4]季)夕?")
NEAR_YEARS = 5
DAY_ORDER = "“日/月/年”的顺序不明"


def read_at(text: str, at: int, around: Around) -> Found | None:
    """The date that begins at ``at``, if one does."""
    for form, read in FORMS:
        match = form.match(text, at)
        found = read(match, around) if match else None
        if found:
            return found
    return None


def _day(match: re.Match[str], around: Around) -> Found:
    doubt = "日期分隔符不规范" if {match.groupdict().get(k) for k in "st"} & set("、。,—–·") else ""
    return exact(match, *around.year(match), doubt)


def _short_day(match: re.Match[str], around: Around) -> Found:
    return exact(match, 2000 + int(match["short"]), True, "年份只有两位")


def _month_day_year(match: re.Match[str], around: Around) -> Found:
    a, b, year = int(match["a"]), int(match["b"]), int(match["y"])
    if a != b and max(a, b) <= 12:
        return nothing(match, DAY_ORDER)
    try:
        on = date(year, min(a, b), max(a, b)) if max(a, b) > 12 else date(year, a, b)
    except ValueError:
        return nothing(match, DAY_ORDER)
    return Found(on, on, *match.span(), True, "年份写在最后", marked=True)


def _month_and_day(match: re.Match[str], around: Around) -> Found:
    year, given = around.year(match)
    return exact(match, year, given)


def _two_numbers(match: re.Match[str], around: Around) -> Found:
    return replace(_month_and_day(match, around), doubt="只有两个数，按月、日理解")


def _bare_end(match: re.Match[str], around: Around) -> Found | None:
    """2024.3-12, 3月1日-30: the end of a range with nothing but its number."""
    before, number = around.before, int(match["n"])
    if before is None or before.end != match.start() - 1:
        return None
    try:
        on = before.last_on.replace(
            **{"day": number} if before.size == "day" else {"month": number, "day": 1}
        )
    except ValueError:
        return nothing(match, f"日期不存在：{number}")
    if before.size == "month":
        return period(match, "month", on, before.year_given, "结束月份没有写“月”字")
    return Found(on, on, *match.span(), before.year_given, "结束日没有写“日”字", marked=True)


def _lost_year_mark(match: re.Match[str], around: Around) -> Found:
    doubt = "疑缺“年”字"
    if match["d"]:
        return exact(match, int(match["y"]), True, doubt)
    return period(match, "month", date(int(match["y"]), int(match["m"]), 1), True, doubt)


def _lost_month_mark(match: re.Match[str], around: Around) -> Found:
    year, given = around.year(match)
    return period(match, "month", date(year, int(match["m"]), 1), given, "疑缺“月”字")


def _month(match: re.Match[str], around: Around) -> Found:
    year, given = around.year(match)
    doubt = "“日”前没有数字" if match.groupdict().get("blank") else ""
    return period(match, "month", date(year, int(match["m"]), 1), given, doubt)


def _no_such_month(match: re.Match[str], around: Around) -> Found:
    return nothing(match, f"月份不存在：{match['n']}月")


def _day_only(match: re.Match[str], around: Around) -> Found:
    """A day without its month: the month of the date before it."""
    if around.before is None:
        return nothing(match, "只写了几日前，没有写明月份")
    base = around.before.last_on
    try:
        day = base.replace(day=int(match["d"]))
    except ValueError:
        return nothing(match, f"日期不存在：{base.year}年{base.month}月{match['d']}日")
    return Found(day, day, *match.span(), around.before.year_given, marked=True)


def _further_month(match: re.Match[str], around: Around) -> Found | None:
    # 3、4、5月: the 4, where the 3 was read just before.
    return _month(match, around) if around.before and around.before.end == match.start() - 1 else None


def _quarter(match: re.Match[str], around: Around) -> Found:
    year, given = around.year(match)
    number = int(match["q"] or match.groupdict()["qq"])
    return period(match, "quarter", date(year, 3 * number - 2, 1), given)


def _year(match: re.Match[str], around: Around) -> Found:
    year, given = around.year(match)
    return period(match, "year", date(year, 1, 1), given)


def _short_year(match: re.Match[str], around: Around) -> Found | None:
    """19年 alone, or 19.6: a year of two digits where it is near the document's, else no date."""
    year, month = 2000 + int(match["yy"]), match.groupdict().get("m")
    if abs(year - around.written.year) > NEAR_YEARS:
        return None
    first = date(year, int(month or 1), 1)
    return period(match, "month" if month else "year", first, True, "年份只有两位")


FORMS: list[tuple[re.Pattern[str], Callable[[re.Match[str], Around], Found | None]]] = [
    (re.compile(p), read)
    for p, read in [
        # 2024-6-30, 2024年6月30日, 2024年6.30; but 2024年3-12月 is a range of months.
        (rf"{FULL}(?P<s>[-./、。,—–·])(?P<m>\d{{1,2}})(?P=s)(?P<d>\d{{1,2}})(?!\d|[月个季])[日号]?", _day),
        (rf"{FULL}年(?P<m>\d{{1,2}})(?P<t>[月./、。,-])(?P<d>\d{{1,2}})(?!\d|[月个季旬]|[、和及]\d{{1,2}}月)[日号]?", _day),
        (r"(?<!\d)(?P<y>(?:19|20)\d\d)(?P<m>0[1-9]|1[0-2])(?P<d>\d\d)(?!\d)日?", _day),
        (r"(?<!\d)(?P<a>\d{1,2})(?P<s>[/.-])(?P<b>\d{1,2})(?P=s)(?P<y>(?:19|20)\d\d)(?![\d年])", _month_day_year),
        (rf"(?<![\d.])(?P<short>[12]\d)(?P<s>[/.-]){M}(?P=s){D}(?![\d月个])", _short_day),
        (rf"(?<!\d)(?P<y>(?:19|20)\d\d){M}月(?:{D}日)?", _lost_year_mark),
        (rf"(?:{YEAR})?(?<!\d){M}(?=底|末前?$)", _lost_month_mark),
        (rf"(?<!\d)(?P<y>(?:19|20)\d\d)年{M}(?=(?:之|以)?前)", _lost_month_mark),
        (rf"{FULL}(?P<s>[-./])(?P<m>\d{{1,2}})(?P=s)(?P<d>\d{{1,2}})T\d{{1,2}}:\d\d(?::\d\d)?", _day),
        (rf"{FULL}(?P<s>[-./])(?P<m>\d{{1,2}})(?P=s)(?P<d>\d\d)\d{{1,2}}:\d\d(?::\d\d)?", _day),
        # 2020年6、7月: the year is that of both months (without a year, 1、6月 may be a number in a list).
        (rf"{YEAR}{M}(?=(?:[、和及](?:1[0-2]|0?[1-9])){{1,11}}月(?!内|以内))", _month),
        (rf"(?<=[、和及]){M}(?=(?:[、和及](?:1[0-2]|0?[1-9]))+月(?!内|以内))", _further_month),
        (rf"(?:{YEAR})?前?第?(?P<q>[1-4])(?=(?:(?:[、和及与]|{TO})第?[1-4])+季)", _quarter),
        # 3-12月: only the end has its 月.
        (rf"(?:{YEAR})?(?<!\d){M}(?={TO}(?:1[0-2]|0?[1-9])月(?!内|以内))", _month),
        (rf"{FULL}[-./]{M}(?:月|(?![\d./]))(?!个|份?日)(?:份)?", _month),
        (r"(?<!\d)(?P<y>(?:19|20)\d\d)(?P<m>0[1-9]|1[0-2])(?!\d)", lambda m, a: replace(_month(m, a), doubt="疑缺“年”“月”字")),
        (rf"(?:{YEAR})?(?<!\d)(?P<m>1[0-2]|0?[1-9])月份?(?P<d>\d{{1,2}})(?!\d|个|月)[日号]?", _day),
        (rf"(?:{YEAR})?(?<!\d){M}月份?的?第(?P<w>[1-5])个?(?:周|星期)", week_of),
        (rf"{FULL}年度?第(?P<w>\d{{1,2}})周", week_of),
        (rf"(?:{YEAR})?(?<!\d){M}月份?(?P<blank>日(?![常报内子]))?", _month),
        (r"(?<!\d)(?P<n>\d{1,2})月", _no_such_month),
        (rf"(?:^|(?<=于)){M}[./-]{D}日?(?=(?:之|以)?前)", _month_and_day),
        (rf"(?:^|(?<=于)){M}[./]{D}[日号]?$", _month_and_day),
        (rf"(?:^|(?<=于)){M}-{D}$", _two_numbers),
        (rf"(?<={TO}){M}[./]{D}(?![\d.])[日号]?", _month_and_day),
        (rf"(?:{YEAR})?前?{QUARTER}", _quarter),
        (r"(?P<which>[本当下上])个?季度?", this_quarter),
        (r"(?<![\d个半每按逐各])(?P<which>)季度?(?=[底末])", this_quarter),
        (rf"(?:{YEAR})?(?P<half>[上下])半年", half_year),
        (rf"(?:{YEAR})?(?<![\d个每按逐各])半年(?:度?(?=[底末终])|度(?!报|考))", half_year),
        (rf"^(?P<yy>1[3-9]|[23]\d)[./]{M}$", _short_year),
        (rf"(?P<which>下{{1,2}}|[本当次上])个?月份?(?:{D}[日号])?", this_month),
        (r"(?<![\d个半每按逐各几数年])(?P<which>)月(?=[底末内终])(?P<d>)", this_month),
        (r"(?P<which>[本这]|下{1,2})个?(?:周|星期|礼拜)(?P<day>[一二三四五六日天末])?", week),
        (r"(?<![每逢])(?P<which>)(?:周|星期)(?P<day>[一二三四五])(?=(?:之|以)?前)", week),
        (rf"(?<={TO})(?P<d>\d{{1,2}})[日号](?!内)", _day_only),
        (rf"(?<={TO})(?P<n>\d{{1,2}})(?![\d月日号个.%年/季项天周小])", _bare_end),
        (r"(?<!\d)(?P<d>\d{1,2})[日号](?=(?:之|以)?前(?!\d)|止|截止)", _day_only),
        (rf"(?:{YEAR})?{FEAST}", feast),
        (rf"(?:{YEAR})?(?<![入立开越整])(?P<season>[春夏秋冬])季(?=$|[,;。、)前之以底末内完]|学期(?:$|[,;。]))", season),
        (r"十(?P<n>[1-9一二三四五六七八九])五(?=期间|期?[末内前]|时期|规划|收官|$)", plan),
        (rf"{FULL}(?=[底末]|年?{TO}(?:19|20)?\d\d(?!\d))年?", _year),
        (rf"(?:^|(?<={TO})){FULL}(?=$|[,;。、()])", _year),
        (rf"{FULL}年?全年", _year),
        (r"(?<![\d个近])(?P<yy>[12]\d)年度?(?=$|[,;。、)])", _short_year),
        (rf"(?:{FULL}年|{REL}|(?<!\d)(?P<yy>[12]\d)年(?=[底末]))(?!\d|月|日|\W*月)", _year),
        (r"(?P<y>)(?P<rel>)(?<![\d个半每按逐几数多近历学财周])年(?=[底末终内中])|全年|岁末|年度(?=[内末底])", _year),
    ]
]  # fmt: skip
