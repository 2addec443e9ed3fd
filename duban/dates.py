"""Dates inside a cell, with what is said around them: how long they run, and how sure that is.

Works on folded text (:func:`duban.cell_text.fold`). :mod:`duban.date_forms` reads the date itself;
here what follows it is read (底、中旬、前、起 …).
"""

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta

from duban.date_forms import BEFORE, TO, read_at
from duban.found import Around, Found


def dates_in(text: str, written: date) -> list[Found]:
    """Every date in a folded text, in order; a year left out comes from the one before, else
    from the document (``written``).
    """
    out: list[Found] = []
    at = 0
    while at < len(text):
        found = read_at(
            text,
            at,
            Around(written, next((f for f in out[::-1] if not f.impossible and f.role != "aside"), None)),
        )
        if found:
            out.append(_with_tail(found, text, written))
        at = out[-1].end if found else at + 1
    return [_checked(one, text, out) for one in out]


TAIL = re.compile(
    r"(?:年?度?(?:(?:[上中][、和及至到]?)?(?P<ten>[上中下]))旬|年?度?(?P<edge>[底末终]|年[底末终中初]|[初中](?!旬|下旬|期|心|央|共|国))|年?度?(?P<typo>[低地第](?=前|之前|$)))?"
    r"(?P<within>之?内|以内|期间|全年|年内|范围内)?"
)
FROM = re.compile(r"或?(?:之|以)?后(?!续)|(?:之日)?起(?!草|诉|底|步)|开始|以来|[-—–~至到](?:今|长期)|迄今")
ASIDE = re.compile(
    r"(?:完成|编制|制定|印发|出台|修订|开展|落实|启动|根据|按照|依据|针对|清理|梳理|纳入|关于|对照|对|按)$"
)
OPEN = re.compile(r"^(?:[,;。、()（）:]|$|前|之前|以前|止|截止|内|左右|前后)")
# 6月份党组会, 2024年主题教育期间: the period only says when something else is.
OTHER_MATTER = re.compile(
    r"^(?!.*(?:完成|制[定订]|印发|出台|修[订改]|报|建立|开展|形成|编制|整改))[^,;。、()\d]{0,12}?(?:会议?|期间|教育|活动|考核|检查|换届|评估|预算|方案|计划|文件|要点)"
    r"(?=$|[,;。、()前后时中上内]|研究|审议|召开|通过|安排)"
)
UNREAD_PERIOD = re.compile(r"^[^,;。、()]{0,3}?(?:季度?|[上中下]旬|半年|月|周|星期|批)(?!报|度)")
EVENT_NEXT = re.compile(
    r"^(?:第\d+[次届轮批个])?[^\d,;。、()]{1,10}?(?<![提超])(?:之|以)?[前后](?![期述续来置提往沿])"
    r"|^00?(?:[时点](?:00?分|整)?|:00)(?:之|以)?前"
)
# 6月1日汛期前; but 4月30日上班前 and 一季度结束前 name no other event.
OWN_END = re.compile(
    r"^(?:份|当[日天])?(?:结束|上班|下班|上午|中午|下午|收工|闭市|期满|届满|到期)?(?:之|以)?前"
)
NOT_BEFORE = re.compile(r"(?:不得?[早先]于|最早(?:也|要|应|须|在|于|得)*|[早先]则|至早)(?:在|于)?$")


def _with_tail(found: Found, text: str, written: date) -> Found:
    """底、末、内 keep the end; 旬 cuts it; a bare 前 behind a month or year is ambiguous."""
    if found.impossible:
        return found
    if found.first_on != found.last_on:
        found = _edge(found, text)
    if FROM.match(text, found.end) or NOT_BEFORE.search(text[: found.start]):
        return replace(found, role="from")
    found = _before(found, text, written)
    return _aside(found, text)


def _edge(found: Found, text: str) -> Found:
    tail = TAIL.match(text, found.end)
    if tail is None or tail.end() == found.end:
        return found
    marked = bool(tail["edge"] or tail["within"] or tail["ten"] or tail["typo"])
    out = replace(found, end=tail.end(), marked=marked)
    if tail["ten"]:
        return _ten_days(out, tail["ten"])
    if found.size == "month" and not found.year_given and tail["within"] == "内" and not tail["edge"]:
        return replace(out, doubt="“几月内”可指该月之内或几个月之内，按该月理解")
    if tail["typo"]:
        return replace(out, doubt=f"“{tail['typo']}”疑为“底”")
    return _vague(out, (tail["edge"] or "")[-1:])


def _ten_days(found: Found, which: str) -> Found:
    if found.size != "month":
        return replace(found, doubt="旬前没有月份")
    first = {"上": 1, "中": 11, "下": 21}[which]
    last = {"上": found.first_on.replace(day=10), "中": found.first_on.replace(day=20)}
    return replace(found, size="ten", first_on=found.first_on.replace(day=first),
                   last_on=last.get(which, found.last_on))  # fmt: skip


def _vague(found: Found, edge: str) -> Found:
    """初 is read as the first tenth, 中 as the first half: earlier, never later."""
    if edge not in {"初", "中"}:
        return found
    if found.size == "year":
        last = date(found.first_on.year, 6 if edge == "中" else 1, 30 if edge == "中" else 31)
    else:
        last = found.first_on + timedelta(days=14 if edge == "中" else 9)
    return replace(found, last_on=last, doubt=f"“{edge}”没有确切日期")


def _before(found: Found, text: str, written: date) -> Found:
    bound = BEFORE.match(text, found.end)
    if bound is None:
        return found
    out = replace(found, end=bound.end(), marked=True)
    if found.size in {"day", "week"} or (found.marked and found.size not in {"feast", "ten"}):
        return out
    day = found.first_on - timedelta(days=1)
    if found.size == "feast":
        return replace(out, first_on=day, last_on=day)
    loose = found.size in {"ten", "quarter", "half"} and not found.year_given
    if loose and day < written <= found.last_on:
        return replace(out, doubt="“前”是指之前还是之内不明，按其末日理解")
    return replace(
        out,
        first_on=day,
        last_on=day,
        named_on=found.first_on,
        doubt="“前”是指之前还是之内不明，暂按较早的一天",
    )


def _aside(found: Found, text: str) -> Found:
    rest, ahead = text[found.end :], text[: found.start]
    if OWN_END.match(rest):
        return found
    if found.size == "day" and (event := EVENT_NEXT.match(rest)):
        day = found.last_on - timedelta(days=event[0].endswith("前") and found.last_on.toordinal() > 1)
        return replace(found, last_on=day, doubt="日期后写的是另一事件，应只写日期")
    if found.marked:
        return found
    if found.size in {"year", "half", "quarter", "month"} and EVENT_NEXT.match(rest):
        return replace(found, role="aside", doubt="年份、月份后写的是另一事件")
    if OTHER_MATTER.match(rest):
        return replace(found, doubt="写的像另一事项的时间，不一定是时限")
    if ASIDE.search(ahead):
        return replace(found, role="aside", doubt="写的可能不是整改时限")
    if found.size == "year" and ahead.endswith(("到", "至")):
        return replace(found, doubt="“到某年”按该年末暂计")
    return found


def _checked(found: Found, text: str, every: list[Found]) -> Found:
    """Digits that touch a date and were not read make it doubtful."""
    if found.impossible or found.doubt:
        return found
    starts, ends = {f.start for f in every}, {f.end for f in every}
    after = text[found.end : found.end + 1].isdigit() and found.end not in starts
    before = re.search(r"\d[年.]?$", text[: found.start]) and found.start not in ends
    numbered = re.search(r"(?:^|[,;。、()])\d{1,2}\.$", text[: found.start])
    if after or (before and not numbered):
        return replace(found, doubt="日期前后有多余的数字")
    unread = UNREAD_PERIOD.match(text[found.end :]) and not starts & set(range(found.end, found.end + 4))
    if not found.marked and found.role == "by" and unread:
        return replace(found, doubt="年份后的季、月没有读懂")
    if re.fullmatch(rf"{TO}+", text[found.end :]):
        return replace(found, doubt="写的像起止时间，没有止期")
    return found


def each_range(text: str, found: list[Found]) -> Iterator[tuple[Found, Found | None]]:
    """Pair a date with the end of the range it begins: (start, end), or (date, None)."""
    skip = -1
    for i, one in enumerate(found):
        nxt = found[i + 1] if i + 1 < len(found) else None
        if i == skip:
            continue
        if nxt is not None and re.fullmatch(rf"[年月日]?(?:开始|起)?{TO}+", text[one.end : nxt.start]):
            skip = i + 1
            yield one, nxt
        else:
            yield one, None
