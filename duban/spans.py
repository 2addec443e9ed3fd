"""Spans (3个月内, 收到反馈后30个工作日内): how much, and from which event it counts.

The day it counts from is not counted. A span that names no event, or the feedback or its receipt,
counts from the feedback; one that names another event waits for that event's day.
"""

import re
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from dateutil.relativedelta import relativedelta

from duban.found import Found
from duban.workdays import Calendar

Start = Literal["feedback", "written", "event"]

UNIT = r"工作日|工作天|自然日|日历日|月(?![报度考])|年(?![度级龄轻代限检审报会终末底初]|(?:专项)?(?:行动|规划|计划|攻坚|方案|任期))|季度?|周(?![年岁边围期])|星期|礼拜|小时|日(?![常报程])|天(?![然气])"
AMOUNT = re.compile(
    rf"(?<![\d.第])(?:\d{{1,3}}(?:个?(?:{UNIT}))?[-—–~至到])?(?P<n>\d{{1,3}}(?!\d)(?:\.5)?|半)个?(?P<mid>半)?个?有?效?(?P<unit>{UNIT})(?P<half>半)?"
    r"(?P<after>(?:之|以)?后|以上)?"
)
LEAST = re.compile(r"(?:不少于|不低于|至少|不得少于)$")
ABOUT = re.compile(r"[约近]\||大概\||\|(?:之?内|以内)?(?:左右|上下)")
TWO_BOUNDS = re.compile(r"一般|原则上|最长|最迟|最多|不超过|不得超过")
EVENT = re.compile(
    r"(?:自|从|在|于|(?:^|[,;。、:(]))(?P<event>[^,;。、:()]*?)(?:之日|当日|之时|日)?"
    r"(?:(?:之|以)?后(?![续期勤果])|(?<![一引发])起(?![草诉]))"
)
# 收到交办单3日内: an event without 后 between it and the amount.
EVENT_BARE = re.compile(
    r"(?P<event>(?:收到|接到|接获|签收|领取)[^,;。、()]*?|[^,;。、()]*?(?:交办|下达|下发|印发|批复|批准|到位|立案|受理|移交|公示|竣工|验收)|[^,;。、()]*?(?:工期|施工期|建设期|建设周期|合同期|服务期)(?:限|为|约|共)*)$"
)
EVENT_AFTERWARDS = re.compile(r"^[^;。]*?(?:自|从)(?P<event>[^,;。、()]*?)(?:之日|当日|日)?起(?:算|计算|计)")
EVENT_BEFORE = re.compile(r"[^\d,;。、()]+前$")
FEEDBACK = re.compile(
    r"反馈(?:的)?(?:意见|问题|会议?|情况|报告|通报|通知|书|函|材料|清单|结果)*(?:送达|下达|下发|印发|召开|结束|收到|收悉|之)*$"
    r"|^(?:收到|接到|收悉)(?:巡察|巡视|督察|整改)*(?:意见|通报)(?:书|函)?$"
)
NOW = re.compile(r"^(?:即|今|本|现在)?$")
DAYS = {"日": 1, "天": 1, "自然日": 1, "日历日": 1, "周": 7, "星期": 7, "礼拜": 7}
MONTHS = {"月": 1, "季": 3, "季度": 3, "年": 12}


@dataclass(frozen=True)
class Span:
    """One span in a text, from ``at``: from what it counts, and its amount as written.

    ``begins``: 3个月后 says when something begins, not when it is done.
    """

    start: Start
    amount: re.Match[str]
    begins: bool
    about: bool

    def end_on(self, start: date, calendar: Calendar) -> date:
        """Its last day, counted from ``start``; ValueError beyond the calendar."""
        return _add(start, self.amount, calendar)


def masked(plain: str, dates: list[Found]) -> str:
    """The text with its dates made unreadable, so that their 年 and 日 are no amounts."""
    for one in dates:
        plain = plain[: one.start] + "〓" * (one.end - one.start) + plain[one.end :]
    return plain


def spans_in(plain: str) -> list[Span]:
    """Every span of a folded text (its dates masked by :func:`masked`), in order."""
    return [_span(plain, m) for m in AMOUNT.finditer(plain)]


def governing(plain: str, spans: list[Span], feedback: date, calendar: Calendar) -> Span:
    """The one that is promised: of two bounds (一般半年内，不超过一年) the first, of steps the last."""
    first = spans[0]
    if TWO_BOUNDS.search(plain) or first.start == "event":
        return first
    ready = [s for s in spans if s.start == first.start and not s.begins]
    return max(ready, key=lambda s: s.end_on(feedback, calendar), default=first)


def _span(plain: str, amount: re.Match[str]) -> Span:
    before, after = plain[: amount.start()], plain[amount.end() :]
    begins = bool(amount["after"] or LEAST.search(before))
    about = bool(ABOUT.search(f"{before}|{after}"))
    event = max(EVENT.finditer(before), key=re.Match.end, default=None) or EVENT_AFTERWARDS.match(after)
    event = event or EVENT_BARE.search(before)
    if event is None:
        other = EVENT_BEFORE.search(before)
        return Span("event" if other else "feedback", amount, begins, about)
    name = event["event"]
    if NOW.match(name):
        return Span("written" if name else "feedback", amount, begins, about)
    return Span("feedback" if FEEDBACK.search(name) else "event", amount, begins, about)


def _add(start: date, amount: re.Match[str], calendar: Calendar) -> date:
    unit, n = amount["unit"], amount["n"]
    halves = 1 if n == "半" else round(2 * float(n)) + bool(amount["mid"] or amount["half"])
    if halves > 5000:
        raise ValueError(amount[0])
    whole, half = divmod(halves, 2)
    if unit in {"工作日", "工作天"}:
        return calendar.limit_on(start, whole + half)
    if unit == "小时":
        return start + timedelta(days=-(-whole // 24))
    if unit in DAYS:
        return start + timedelta(days=DAYS[unit] * halves // 2)
    months = MONTHS[unit] * whole
    return start + (relativedelta(months=months, days=15 * half) if unit == "月"
                    else relativedelta(months=months + MONTHS[unit] * half // 2))  # fmt: skip
