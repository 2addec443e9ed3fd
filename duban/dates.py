"""Dates inside a cell: each expression with the last day it can mean, and how sure that is."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from dateutil.relativedelta import relativedelta

from duban.cell_text import DIGITS
from duban.feasts import feast_on

BUSINESS_ZONE = ZoneInfo("Asia/Shanghai")
YEAR = r"(?:(?P<y>(?<!\d)(?:19|20)\d\d)年|(?P<rel>今年|本年度?|当年|明年|次年|去年)|(?P<yy>(?<!\d)\d\d)年(?=底|末|\d{1,2}月))?"
TOKENS = re.compile("|".join([
    r"(?P<stamp>(?<!\d)\d{4}-\d{1,2}-\d{1,2}T?\d{1,2}:\d\d(?::\d\d(?:\.\d+)?)?(?P<zone>Z|[+-]\d\d:?\d\d)?)",
    r"(?P<iso>(?<!\d)(?P<iy>(?:19|20)\d\d)[-./年,](?P<im>\d{1,2})[-./月,](?P<id>\d{1,2})(?!\d)日?号?)",
    r"(?P<solid>(?<!\d)(?:19|20)\d{2}(?:0[1-9]|1[0-2])\d{2}(?!\d))",
    r"(?P<lost_year>(?<!\d)(?P<gy>(?:19|20)\d\d)(?P<gm>1[0-2]|[1-9])月(?P<gd>\d{1,2}日)?)",
    r"(?P<lost_month>(?P<hy>(?:19|20)\d\d)年(?P<hm>1[0-2]|[1-9])(?=底|末))",
    r"(?P<ym>(?<!\d)(?P<my>(?:19|20)\d\d)[-./](?P<mm>1[0-2]|0?[1-9])(?![\d./-]))",
    YEAR + r"(?P<body>(?P<m>(?<!\d)\d{1,2})月份?(?:(?P<d>\d{1,2})(?!\d|个)[日号]?(?!\d))?"
    r"|第?(?P<q>[1-4])季度?|(?P<half>[上下])半年|(?P<this>本|当|下|次)月(?:(?P<td>\d{1,2})[日号])?)",
    r"(?P<yq>(?<!\d)(?P<qy>(?:19|20)\d\d)年?[Qq](?P<qn>[1-4]))",
    r"(?P<dotted>^(?P<dm>1[0-2]|0?[1-9])[./](?P<dd>3[01]|[12]\d|0?[1-9])(?=日?(?:之|以)?前?$))",
    r"(?:(?P<y3>(?:19|20)\d\d)年?|(?P<rel3>今年|明年|次年|本年))?(?P<feast>国庆节?|十一(?!月|五)|五一(?:节|劳动节)?|劳动节|元旦|春节|清明节?|端午节?|中秋节?)",
    r"(?P<yonly>(?:(?P<y2>(?<!\d)(?:19|20)\d\d)年?|(?P<rel2>今年|本年度?|当年|明年|次年|去年)|(?P<yy2>(?<!\d)\d\d)年(?=底|末))"
    r"(?=年?[底末内终前]|年|[-—~至到](?:19|20)\d\d|$)|(?<![半\d个一])年(?=[底末终内中])|全年)",
    r"(?P<plan>十(?P<pn>[1-9一二三四五六七八九])五(?=期间|末|时期|规划|$))",
]))  # fmt: skip
RELATIVE = {"明年": 1, "次年": 1, "去年": -1}
FEAST_DOUBT = "按节日推定"
PARTS = {"上旬": 10, "中旬": 20}


@dataclass(frozen=True)
class Found:
    """One date in a cell: the days it can mean, [first, last], and what was said behind it.

    ``year_given`` tells whether the year stood there; ``doubt`` why it is not certain, or "".
    """

    first_on: date
    last_on: date
    start: int
    end: int
    year_given: bool
    doubt: str = ""
    impossible: bool = False


def dates_in(text: str, written: date) -> list[Found]:
    """Every date in a folded text, in order; a year left out comes from the one before, else
    from the document (``written``).
    """
    out: list[Found] = []
    for match in TOKENS.finditer(text):
        year = out[-1].last_on.year if out and not out[-1].impossible else None
        found = _read(match, written, year)
        if found is not None:
            out.append(_with_tail(found, text))
    return out


def _read(match: re.Match[str], written: date, inherited: int | None) -> Found | None:
    g, at = match.groupdict(), match.span()
    for name, reader in READERS.items():
        if g.get(name):
            return reader(g, at, written, inherited)
    return _body(g, at, written, inherited) if g.get("body") else None


def _exact(year: int, month: int, day: int, at: tuple[int, int], given: bool,
           doubt: str = "") -> Found:  # fmt: skip
    try:
        on = date(year, month, day)
    except ValueError:
        return Found(date.min, date.min, *at, given, f"日期不存在：{year}年{month}月{day}日", True)
    return Found(on, on, *at, given, doubt)


def _month(year: int, month: int, at: tuple[int, int], given: bool, doubt: str = "",
           months: int = 1) -> Found:  # fmt: skip
    if not 1 <= month <= 12:
        return Found(date.min, date.min, *at, given, f"月份不存在：{month}月", True)
    first = date(year, month, 1)
    return Found(first, first + relativedelta(months=months) - timedelta(days=1), *at, given, doubt)


def _iso(g: dict[str, str], at: tuple[int, int], _w: date, _i: int | None) -> Found:
    return _exact(int(g["iy"]), int(g["im"]), int(g["id"]), at, True)


def _stamp(g: dict[str, str], at: tuple[int, int], _w: date, _i: int | None) -> Found:
    day, _, clock = g["stamp"].replace("T", " ", 1).partition(" ")
    if not clock:
        day, clock = re.sub(r"(\d{4}-\d{1,2}-\d{2}|\d{4}-\d{1,2}-\d)(?=\d{1,2}:)", r"\1 ", day).split(" ")
    year, month, number = (int(n) for n in day.split("-"))
    found = _exact(year, month, number, at, True)
    if not g["zone"] or found.impossible:
        return found
    text = f"{found.last_on.isoformat()}T{clock.replace('Z', '+00:00').zfill(len(clock))}"
    try:
        local = datetime.fromisoformat(text).astimezone(BUSINESS_ZONE).date()
    except ValueError:
        return replace(found, doubt="时刻读不出")
    return replace(found, first_on=local, last_on=local)


def _solid(g: dict[str, str], at: tuple[int, int], _w: date, _i: int | None) -> Found:
    s = g["solid"]
    return _exact(int(s[:4]), int(s[4:6]), int(s[6:]), at, True)


def _lost_year(g: dict[str, str], at: tuple[int, int], _w: date, _i: int | None) -> Found:
    doubt = "疑缺“年”字"
    if g["gd"]:
        return _exact(int(g["gy"]), int(g["gm"]), int(g["gd"][:-1]), at, True, doubt)
    return _month(int(g["gy"]), int(g["gm"]), at, True, doubt)


def _lost_month(g: dict[str, str], at: tuple[int, int], _w: date, _i: int | None) -> Found:
    return _month(int(g["hy"]), int(g["hm"]), at, True, "疑缺“月”字")


def _year_month(g: dict[str, str], at: tuple[int, int], _w: date, _i: int | None) -> Found:
    return _month(int(g["my"]), int(g["mm"]), at, True)


def _year_quarter(g: dict[str, str], at: tuple[int, int], _w: date, _i: int | None) -> Found:
    return _month(int(g["qy"]), 3 * int(g["qn"]) - 2, at, True, months=3)


def _dotted(g: dict[str, str], at: tuple[int, int], written: date, inherited: int | None) -> Found:
    return _exact(inherited or written.year, int(g["dm"]), int(g["dd"]), at, False)


def _plan(g: dict[str, str], at: tuple[int, int], _w: date, _i: int | None) -> Found:
    number = DIGITS.get(g["pn"]) or int(g["pn"])
    year = 2005 + 5 * number
    return Found(date(year - 4, 1, 1), date(year, 12, 31), *at, True)


def _feast(g: dict[str, str], at: tuple[int, int], written: date, inherited: int | None) -> Found:
    year, given = _year(g["y3"], None, g["rel3"], written, inherited)
    on = feast_on(g["feast"], year)
    if on is not None and on < written and not given:
        on = feast_on(g["feast"], year + 1)
    if on is None:
        return Found(date.min, date.min, *at, False, f"{g['feast']}的日期尚不可知", True)
    return Found(on, on, *at, True, FEAST_DOUBT)


def _year_only(g: dict[str, str], at: tuple[int, int], written: date, inherited: int | None) -> Found:
    year, given = _year(g["y2"], g["yy2"], g["rel2"], written, inherited)
    return Found(date(year, 1, 1), date(year, 12, 31), *at, given)


def _year(y: str | None, yy: str | None, rel: str | None, written: date,
          inherited: int | None) -> tuple[int, bool]:  # fmt: skip
    if y:
        return int(y), True
    if yy:
        return 2000 + int(yy), True
    if rel:
        return written.year + RELATIVE.get(rel, 0), True
    return inherited or written.year, inherited is not None


def _body(g: dict[str, str], at: tuple[int, int], written: date, inherited: int | None) -> Found:
    year, given = _year(g["y"], g["yy"], g["rel"], written, inherited)
    doubt = "两位年份" if g["yy"] else ""
    if g["this"]:
        on = written + relativedelta(months=1 if g["this"] in "下次" else 0)
        if g["td"]:
            return _exact(on.year, on.month, int(g["td"]), at, True)
        return _month(on.year, on.month, at, True)
    if g["q"]:
        return _month(year, 3 * int(g["q"]) - 2, at, given, doubt, 3)
    if g["half"]:
        return _month(year, 1 if g["half"] == "上" else 7, at, given, doubt, 6)
    if g["d"]:
        return _exact(year, int(g["m"]), int(g["d"]), at, given, doubt)
    return _month(year, int(g["m"]), at, given, doubt)


READERS = {"stamp": _stamp, "iso": _iso, "solid": _solid, "lost_year": _lost_year,
           "lost_month": _lost_month, "ym": _year_month, "plan": _plan, "feast": _feast,
           "yonly": _year_only, "yq": _year_quarter, "dotted": _dotted}  # fmt: skip
TAIL = re.compile(r"(?P<ten>[上中下]旬)|(?P<edge>年?(?:底|末|终|中(?!旬))|内|以内|之内|期间|初|中(?!旬))")
BEFORE = re.compile(r"(?:之|以)?前")


def _with_tail(found: Found, text: str) -> Found:
    """底、末、内 keep the end; 上旬、中旬 cut it; a bare 前 behind a month or year is ambiguous."""
    rest, several = text[found.end :], found.first_on != found.last_on
    tail = TAIL.match(rest)
    if found.impossible:
        return found
    if tail and several:
        found = replace(found, end=found.end + tail.end())
        if tail["ten"]:
            last = found.first_on.replace(day=PARTS[tail["ten"]]) if tail["ten"] in PARTS else found.last_on
            return replace(found, last_on=last)
        return _early(found, tail["edge"])
    if BEFORE.match(rest) and (several or found.doubt == FEAST_DOUBT):
        day_before = found.first_on - timedelta(days=1)
        word = found.doubt or "“前”是指之前还是之内不明，暂按较早的一天"
        return replace(found, first_on=day_before, last_on=day_before, doubt=word,
                       end=found.end + 1)  # fmt: skip
    if several and text[: found.start].endswith("到") and rest[:1] in {"", "年"} and _whole_year(found):
        return replace(found, doubt="“到某年”按该年末暂计")
    return found


def _whole_year(found: Found) -> bool:
    return (found.last_on - found.first_on).days > 360


def _early(found: Found, edge: str) -> Found:
    days = {"初": 9, "中": 14}.get(edge[-1])
    if days is None:
        return found
    on = found.first_on + timedelta(days=days)
    if _whole_year(found):
        on = date(on.year, 6 if edge.endswith("中") else 1, 30)
    return replace(found, last_on=on, doubt="“初”“中”没有确切日期")


def each_range(text: str, found: list[Found]) -> Iterator[tuple[Found, Found | None]]:
    """Pair a date with the end of the range it begins: (start, end), or (date, None)."""
    skip = -1
    for i, one in enumerate(found):
        nxt = found[i + 1] if i + 1 < len(found) else None
        if i == skip:
            continue
        if nxt is not None and re.fullmatch(r"[年月日]?[-—–~至到]+", text[one.end : nxt.start]):
            skip = i + 1
            yield one, nxt
        else:
            yield one, None
