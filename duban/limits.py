"""Limits counted from the feedback (整改期限), as rule sets: places differ, so none is law here.

Each set says how long the concentrated period (集中整改期) is and what is owed by when, with the
source of it and what that source does not say. Months end on the last day there is: two months
from 12-31 is the last of February. The day of the feedback is not counted.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date

from dateutil.relativedelta import relativedelta

from duban.workdays import Calendar

BODY, HEAD = "被巡察党组织", "党组织主要负责人"
PERIOD = "集中整改期"


@dataclass(frozen=True)
class Duty:
    """Something owed (``name``) by somebody, so many months or working days after ``after``.

    ``after`` is another duty's name, the end of the concentrated period, or "" for the feedback.
    ``every_months``: owed again and again until all is done. ``soft``: as a rule, not at the
    latest. ``earliest``: not before that day, and by no day.
    """

    name: str
    owed_by: str
    months: int = 0
    workdays: int = 0
    after: str = ""
    every_months: int = 0
    soft: bool = False
    earliest: bool = False


@dataclass(frozen=True)
class Owed:
    """A duty with its day, counted from ``since``; ``provisional`` while that has not happened."""

    name: str
    owed_by: str
    on: date
    since: date
    soft: bool = False
    earliest: bool = False
    provisional: bool = False


@dataclass(frozen=True)
class Limits:
    """A rule set: the concentrated period in months, the duties, and how it is known.

    Without months the period ends with the last of the duties.
    """

    name: str
    period_months: int | None
    duties: tuple[Duty, ...] = ()
    source: str = ""
    grade: str = ""
    assumed: tuple[str, ...] = ()

    def period_end_on(self, feedback_on: date, calendar: Calendar | None = None) -> date:
        """The last day of the concentrated period; the day of feedback is not counted."""
        if self.period_months is not None:
            return feedback_on + relativedelta(months=self.period_months)
        return max(one.on for one in self._firsts(feedback_on, calendar or Calendar(), {}).values())

    def owed(self, feedback_on: date, calendar: Calendar, through: date,
             done_on: Mapping[str, date] | None = None) -> list[Owed]:  # fmt: skip
        """Everything owed by ``through``, in the order of its days.

        ``done_on`` are the days on which duties that others count from were really done.
        """
        done = dict(done_on or {})
        firsts = self._firsts(feedback_on, calendar, done)
        found = [again for duty in self.duties for again in _again(duty, firsts[duty.name], through)]
        return sorted((one for one in found if one.on <= through), key=lambda one: one.on)

    def _firsts(self, feedback_on: date, calendar: Calendar, done: Mapping[str, date]) -> dict[str, Owed]:
        """Each duty's first day; one that counts from another stands after it in the set."""
        found: dict[str, Owed] = {}
        for duty in self.duties:
            base, provisional = feedback_on, False
            if duty.after == PERIOD:
                base = self.period_end_on(feedback_on, calendar)
            elif duty.after:
                provisional = duty.after not in done
                base = done.get(duty.after, found[duty.after].on)
            found[duty.name] = _due(duty, base, calendar, provisional)
        return found


def _due(duty: Duty, base: date, calendar: Calendar, provisional: bool) -> Owed:
    on = base + relativedelta(months=duty.months)
    on = calendar.limit_on(on, duty.workdays) if duty.workdays else on
    return Owed(duty.name, duty.owed_by, on, base, duty.soft, duty.earliest, provisional)


def _again(duty: Duty, first: Owed, through: date) -> Iterator[Owed]:
    """The duty and its returns; counted from the start, so that the 31st comes back after February."""
    yield first
    months = duty.months + duty.every_months
    while duty.every_months and (on := first.since + relativedelta(months=months)) <= through:
        yield replace(first, on=on)
        months += duty.every_months


def _reports(months: int) -> tuple[Duty, ...]:
    return (Duty("整改情况报告", BODY, months), Duty("主要负责人组织落实情况报告", HEAD, months))


LIMITS = {
    "central_pre2024": Limits(
        "2024年修订前：收到反馈后2个月", 2,
        (*_reports(2), Duty("问题线索办理结果反馈", "承办部门", 3)),
        "http://m.law-lib.com/law/law_view.asp?id=579712&page=3", "B",
        ("整改情况应当公开，来源未写明公开的时限",)),
    "central_2024": Limits(
        "2024年修订后：集中整改6个月", 6, _reports(6),
        "http://ynjjjc.gov.cn/html/2024/xunshixuncha_0327/127533.html", "A",
        ("条例原文未查到，据纪检机关解读", "两份报告与集中整改同期")),
    "county_3m": Limits(
        "市县巡察：集中整改3个月", 3, _reports(3), "http://www.ahjjjc.gov.cn/p/79662.html", "A",
        ("主要负责人的报告与整改情况报告同期",)),
    "donghai": Limits(
        "一般半年，原则上不超过一年", 6,
        (Duty("整改完成", BODY, 6, soft=True), Duty("整改完成（至迟）", BODY, 12)),
        "http://www.xazht.com/gb2312/gzdt/mtgz/790.html", "C",
        ("自收到反馈之日起计", "集中整改期按一般的半年计")),
    "heihe": Limits(
        "3个月后按季度报告", 3,
        (Duty("整改情况报告", BODY, 3, every_months=3), Duty("违规发放款项清退", BODY, 3)),
        "https://heihe.dbw.cn/system/2020/05/27/058426120.shtml", "B",
        ("首次报告在满3个月之日，此后每3个月一次，直至全部完成",)),
    "eco_inspection": Limits(
        "环保督察：30个工作日内报任务清单，清单印发后6个月内报结果", None,
        (Duty("整改任务清单", BODY, workdays=30), Duty("整改结果报告", BODY, 6, after="整改任务清单")),
        "https://m.yybnet.net/leshan/news/202103/11271084.html", "B",
        ("清单未印发前，暂按其时限推算结果报告；集中整改期止于结果报告",)),
    "assessment_1m": Limits(
        "集中整改结束后1个月内开展成效评估", 3,
        (*_reports(3), Duty("整改成效评估", "评估组", 1, after=PERIOD)),
        "https://gyxww.net/view/86896.html", "B",
        ("集中整改期长短来源未写明，按3个月计", "报告时限同集中整改期")),
    "assessment_6m": Limits(
        "集中整改结束满6个月后量化评估", 3,
        (*_reports(3), Duty("整改量化评估", "评估组", 6, after=PERIOD, earliest=True)),
        "http://jc-fzw.org.cn/show-50733.html", "A",
        ("集中整改期长短来源未写明，按3个月计", "报告时限同集中整改期", "评估不早于该日，未规定最迟日期")),
}  # fmt: skip
