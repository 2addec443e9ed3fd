"""Deadlines (整改时限) as people write them: a kind, a date, and whether that is certain.

The cell is never guessed into silence: what cannot be read is ``unclear`` and is asked; what can
be read two ways carries the earlier honest date and is asked too.
"""

import re
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Literal

from dateutil.relativedelta import relativedelta

from duban.cell_text import fold
from duban.dates import Found, dates_in, each_range
from duban.workdays import Calendar

Kind = Literal["dated", "immediate", "standing", "recurring", "span", "unclear"]
Cycle = Literal["monthly", "quarterly", "half-yearly", "yearly"]

IMMEDIATE = re.compile(
    r"立行立改|立说立行|立查立改|立整立改|边查边改|边督边改|[即知]知即改|即行即改|即查即改|立即|马上|当即|即时整改"
)
STANDING = re.compile(
    r"长期(?!\(?\d)|常态|持续(?:坚持|推进|整改|落实|用力|抓)|坚持不懈|长效|经常性|日常工作|不断(?:完善|深化|加强)|常抓不懈|一以贯之|贯穿|永久|全年持续|^持续$"
)
PHASES = re.compile(r"(?:短期|近期).*(?:中期|长期)|中期.*长期")
CYCLES: dict[str, Cycle] = {"月": "monthly", "季": "quarterly", "半年": "half-yearly", "年": "yearly"}
RECURRING = re.compile(
    r"(?:每满?1?个?(?P<unit>月|季|半年|年)(?!来)|(?:按|逐|分)(?P<by>月|季|半年|年)(?!初|底))|(?P<report>[月季]报|半年报|年报)(?!告)|(?P<once>半?[年月季])度?(?:1|一)次"
)
CYCLE_DAY = re.compile(r"每(?:个)?月(?:的)?(\d{1,2})[日号]")
TO_DUE = re.compile(
    r"(?:到期|届满|期满|满期|期限届满|到限)(?:日|之日)?(?:前|以前|之前)\d+|(?:到期|届满|期满)前"
)
AMOUNT = re.compile(
    r"(?:(?P<low>\d+)[-—~至到])?(?P<n>\d+|半)个?(?P<mid>半)?(?P<unit>工作日|月|年|季度?|周|星期|日|天)(?P<half>半)?(?P<after>后)?"
)
EVENT = re.compile(r"(?P<event>[^,，;；。、()]*?(?:后|之日起|日起|起|之后|以后))(?:的|,|，)?(?:在|于|约)?$")
EVENT_BEFORE = re.compile(r"[^\d,，;；。]+前$")
FEEDBACK = re.compile(r"反馈|^(?:接|收)到?(?:意见|通报)")
LEAD_IN = re.compile(r"^(?:起|自|从)$|^(?:自|从)?(?:即|今)日起$")
PERIOD = re.compile(
    r"整改期(?:限)?(?:内|间|之内|以内)|集中整改(?:期(?:限)?)?(?:内|间|阶段|期)$|^整改期(?:限)?$|规定(?:时限|期限|时间)内"
)
STATED = re.compile(r"共计?(\d+)个?(工作日|日|天)")
NOTHING = re.compile(r"^(?:/|-+|—+|无|待定|暂无|未定|另行通知|n/?a|none|null)?$", re.IGNORECASE)


@dataclass(frozen=True)
class Deadline:
    """How one cell was read. ``cycle_day`` is the day of the month a recurring item is due on,
    where the cell names one; ``note`` says in a clerk's words what was supposed or is in doubt.
    """

    text: str
    kind: Kind
    due_on: date | None = None
    certain: bool = True
    then_standing: bool = False
    cycle: Cycle | None = None
    cycle_day: int | None = None
    note: str = ""


def as_json(read: Deadline) -> dict[str, Any]:
    """The reading as other programs rely on it."""
    due = read.due_on.isoformat() if read.due_on else None
    return {"text": read.text, "kind": read.kind, "due_on": due, "certain": read.certain,
            "then_standing": read.then_standing, "cycle": read.cycle, "note": read.note}  # fmt: skip


def read_deadline(text: str, *, written: date, feedback: date, calendar: Calendar,
                  period_end_on: date | None = None) -> Deadline:  # fmt: skip
    """Read a deadline cell. ``written`` is the day of the document it stands in, ``feedback`` the
    day limits count from, ``period_end_on`` the end of the concentrated period where known.
    """
    plain = fold(text)
    try:
        read = _read(text, plain, written, feedback, calendar, period_end_on)
    except (OverflowError, ValueError):
        return _unclear(text, "日期超出可计算的范围")
    stands = read.kind in {"dated", "span", "immediate"} and bool(STANDING.search(plain))
    return replace(read, then_standing=stands)


def _unclear(text: str, note: str) -> Deadline:
    return Deadline(text, "unclear", certain=False, note=note)


def _read(text: str, plain: str, written: date, feedback: date, calendar: Calendar,
          period_end_on: date | None) -> Deadline:  # fmt: skip
    if NOTHING.match(plain):
        return _unclear(text, "没有写明时限")
    if TO_DUE.search(plain):
        return _unclear(text, "从到期日倒算，没有写明到期日")
    if PHASES.search(plain):
        return _unclear(text, "分阶段表述，没有写明时限")
    if recurring := _recurring(text, plain):
        return recurring
    if dates := dates_in(plain, written):
        return _dated(text, plain, dates, written, calendar)
    if span := _span(text, plain, written, feedback, calendar):
        return span
    if PERIOD.search(plain):
        return Deadline(text, "span", period_end_on, False, note="按集中整改期满暂计，请写明日期")
    if IMMEDIATE.search(plain):
        return Deadline(text, "immediate")
    if STANDING.search(plain):
        return Deadline(text, "standing")
    return _unclear(text, "读不出日期，应写明年月日")


def _recurring(text: str, plain: str) -> Deadline | None:
    found = RECURRING.search(plain)
    if not found:
        return None
    unit = found["unit"] or found["by"] or (found["report"] or found["once"] or "").rstrip("报度")
    cycle = CYCLES["半年" if "半年" in (found[0]) else unit]
    day = CYCLE_DAY.search(plain)
    number = int(day[1]) if day and 1 <= int(day[1]) <= 31 else None
    return Deadline(text, "recurring", cycle=cycle, cycle_day=number)


def _dated(text: str, plain: str, dates: list[Found], written: date, calendar: Calendar) -> Deadline:
    impossible = next((d for d in dates if d.impossible), None)
    if impossible:
        return _unclear(text, impossible.doubt)
    ends = [_range_end(a, b) if b else a for a, b in each_range(plain, dates)]
    last = max(ends, key=lambda d: d.last_on)
    doubts = [last.doubt] if last.doubt else []
    if len(ends) > 1:
        others = "、".join(sorted({d.last_on.isoformat() for d in ends} - {last.last_on.isoformat()}))
        doubts += [f"一格有多个日期（另有{others}），按最后一个"] if others else []
    if not last.year_given and last.last_on < written:
        doubts.append("未写年份，按成文当年计已过期")
    doubts += _miscounted(plain, dates, calendar)
    return Deadline(text, "dated", last.last_on, not doubts, note="；".join(doubts))


def _range_end(first: Found, last: Found) -> Found:
    """The end of a range; a year left out that would put it before its beginning is the next."""
    if last.last_on >= first.first_on:
        return last
    day = relativedelta(days=1)
    later = last.last_on + day + relativedelta(years=1) - day
    return replace(last, last_on=later)


def _miscounted(plain: str, dates: list[Found], calendar: Calendar) -> list[str]:
    """A stated count that contradicts its dates is reported, whichever way the first day counts."""
    stated = STATED.search(plain)
    if not stated or len(dates) < 2:
        return []
    first, last = dates[0].first_on, dates[-1].last_on
    if stated[2] == "工作日":
        between = calendar.workdays_between(first, last)
        true = {between, between + calendar.is_workday(first)}
    else:
        true = {(last - first).days, (last - first).days + 1}
    return [] if int(stated[1]) in true else [f"写明共{stated[1]}个{stated[2]}，与起止日期不符"]


def _span(text: str, plain: str, written: date, feedback: date, calendar: Calendar) -> Deadline | None:
    found = AMOUNT.search(plain)
    if not found:
        return None
    if found["unit"] == "日" and re.match(r"(?:之|以)?前", plain[found.end() :]):
        return _unclear(text, "只写了几日前，没有写明月份")
    if found["after"]:
        return Deadline(text, "span", certain=False, note="只写了从何时之后，没有写明到何时")
    before = plain[: found.start()]
    event = EVENT.search(before)
    other = event and not FEEDBACK.search(event["event"]) and not LEAD_IN.match(event["event"])
    if other or EVENT_BEFORE.search(before):
        return Deadline(text, "span", certain=False, note="从另一事件起算，须知该事件的日期")
    start = written if event and LEAD_IN.match(event["event"]) and "日" in event["event"] else feedback
    due = _add(start, found, calendar)
    certain = start == feedback
    return Deadline(text, "span", due, certain, note="" if certain else "起算日按成文日暂计")


def _add(start: date, amount: re.Match[str], calendar: Calendar) -> date:
    """The last day of a span; the day it counts from is not counted."""
    unit, half = amount["unit"], amount["n"] == "半"
    if unit == "工作日":
        return calendar.limit_on(start, int(amount["n"]))
    months = {"月": 1, "年": 12, "季": 3, "季度": 3}.get(unit)
    if months is None:
        days = {"日": 1, "天": 1, "周": 7, "星期": 7}[unit]
        return start + relativedelta(days=days * (1 if half else int(amount["n"])))
    if unit == "月" and (half or amount["mid"]):
        whole = 0 if half else int(amount["n"])
        return start + relativedelta(months=whole, days=15)
    count = months // 2 if half else months * int(amount["n"]) + (months // 2 if amount["half"] else 0)
    return start + relativedelta(months=count)
