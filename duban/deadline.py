"""Deadlines (整改时限) as people write them: a kind, a date, and whether that is certain.

The cell is never guessed into silence: what cannot be read is ``unclear`` and is asked; what can
be read two ways carries the earlier honest date and is asked too.
"""

import re
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Literal

from duban.cell_text import fold
from duban.cycles import Cycle, Recurrence, find_recurrence
from duban.dated import read_dates
from duban.dates import dates_in
from duban.found import Found
from duban.leftovers import malformed, unread
from duban.spans import FEEDBACK, governing, masked, spans_in
from duban.stamps import without_clock
from duban.workdays import FIRST, LAST, Calendar

Kind = Literal["dated", "immediate", "standing", "recurring", "span", "unclear"]

LONGEST = 500
IMMEDIATE = re.compile(
    r"[立即边随][行说查整知学督时接办交改][立即边随][改办纠行]|[知未]知即改|边[\u4e00-\u9fff]{1,2}边改|[知未][巡审查督诉检访]先改|现场(?=整改|纠正|解决|办理|改正)|立即|即日(?![起止])|马上|立刻|第一时间|当[日天](?=完成|办结|整改|解决|$)|当即|即刻|当场|即时|即改|立改|即办|立办"
)
STANDING = re.compile(
    r"长期(?!\(?\d|未|以来)|常态|持续(?!至|到|\d|[^,;。、]{0,6}至)|坚持不懈|长效|经常性|日常|[长常]抓|一以贯之|贯穿"
    r"|不断(?:完善|深化|加强|提升|巩固)|持之以恒|驰而不息|锲而不舍|持久|永久|常年|永远|终身|始终|全过程|不间断|久久为功"
)
PHASES = re.compile(r"(短期|近期|中期|远期|长期)[^。]*?(?!\1)(?:短期|近期|中期|远期|长期)|中长期")
# 资金到位后立即整改: at once, but only after something else.
AT_ONCE_AFTER = re.compile(
    r"(?:^|[,;。])(?P<event>[^,;。]{2,}?)(?:之|以)?后[,;]?(?:再|方可|应)?(?:立即|马上|即刻|随即|第一时间|当[日天])"
)
TO_DUE = re.compile(
    r"(?:到期|届满|期满|满期|到限|时限)(?:之?日)?(?:之|以)?前\d+|^(?:任务|整改)?(?:到期|届满)(?:之?日)?(?:之|以)?前"
)
PERIOD = re.compile(
    r"整改(?:期限?|时限|阶段)(?:之?内|以内|间|结束|届满|期满|满)*(?:(?:之|以)?前|之?内|间|完成|$)|集中整改(?:期限?|阶段|期间|$)|规定的?(?:时限|期限|时间)内"
)
EVENT = re.compile(
    r"[^,;。、()]{2,}(?:之日起|(?:之|以)?[前后](?![述期续来提置勤]))|(?:巡[视察]|督[察查导]|进驻|驻点|审计|检查)期间"
)
NOTHING = re.compile(
    r"^(?:[/\\\-—–_.*]*|无|空|暂无|没有|未填|(?:待|未|暂未)(?:定|明确|确定)|另行通知|n/?a|none|null|nil|tbd)$",
    re.IGNORECASE,
)
LOST_MONTH = re.compile(r"(?:19|20)\d\d年?\d{1,2}[日号]")
DONE = re.compile(
    r"^已.{0,6}(?:完成|整改|办结|落实|销号|到位)|^(?:完成|办结|销号)(?:整改)?$|^整改(?:完成|到位|完毕)$"
)
# 2024年6月3O日: a letter where a figure was meant.
LETTER_O = re.compile(r"(?<=\d)[oO]|[oO](?=\d)")
LETTER_L = re.compile(r"(?<=\d)[lI|](?=[\d年月日号])|(?<=[年月])[lI|](?=\d)")
LENGTHENED = re.compile(r"(?:延期|延长|顺延|推迟|展期|延后)[^\d,;。]*$")
# 原则上年底: last year is not meant, nor 上月 or 上半年.
HEDGE_ENDS = re.compile(r"(?:(?:原则|总体|大体)上|基本)(?=[年月季半])")
# 6月底前（2019年）, 春节前（2020年）: the year stands behind.
YEAR_BEHIND = re.compile(r"^(?P<rest>[^()]*?)\((?P<year>(?:19|20)\d\d)年?度?\)$")


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


@dataclass(frozen=True)
class Setting:
    """What a reading leans on: the document's day, the feedback's, the calendar, the period's end."""

    written: date
    feedback: date
    calendar: Calendar
    period_end_on: date | None


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
    if len(text) > LONGEST:
        return _unclear(text, "文字过长，不像整改时限，应写明年月日")
    said = HEDGE_ENDS.sub(r"\g<0>,", fold(without_clock(text)))
    plain = YEAR_BEHIND.sub(r"\g<year>年\g<rest>", LETTER_L.sub("1", LETTER_O.sub("0", said)))
    try:
        read = _read(text, plain, Setting(written, feedback, calendar, period_end_on))
    except (OverflowError, ValueError):
        return _unclear(text, "日期超出可计算的范围")
    if read.due_on and not FIRST < read.due_on < LAST:
        return _unclear(text, f"{read.due_on.year}年不像整改时限，请核对")
    if LETTER_O.search(said) or LETTER_L.search(said):
        read = replace(read, certain=False, note="；".join(filter(None, (read.note, "数字中夹有字母"))))
    if read.kind not in {"dated", "span", "immediate"}:
        return read
    return replace(read, then_standing=read.cycle is not None or bool(STANDING.search(plain)))


def _unclear(text: str, note: str) -> Deadline:
    return Deadline(text, "unclear", certain=False, note=note)


def _read(text: str, plain: str, at: Setting) -> Deadline:
    if NOTHING.match(plain):
        return _unclear(text, "没有写明时限")
    if TO_DUE.search(plain):
        return _unclear(text, "从到期日倒算，没有写明到期日")
    again = find_recurrence(plain)
    if again is None:
        return _once(text, plain, at)
    return _recurring(text, plain, again, at)


def _recurring(text: str, plain: str, again: Recurrence, at: Setting) -> Deadline:
    """A cycle; with a date or a span of its own beside it, that first and the cycle from then on."""
    rest = (plain[: again.start] + ";" + plain[again.end :]).strip(";,。、()")
    once = _once(text, rest, at) if rest else None
    if once and once.kind in {"dated", "immediate"} and _stands_alone(rest, at):
        return replace(once, cycle=again.cycle, cycle_day=again.day)
    if once and once.kind == "span" and once.certain:
        return replace(once, cycle=again.cycle, cycle_day=again.day)
    return Deadline(text, "recurring", None, again.certain, False, again.cycle, again.day, again.note)


def _stands_alone(rest: str, at: Setting) -> bool:
    """Whether what stands beside a cycle is a promise of its own, not the cycle's year."""
    dates = [d for d in dates_in(rest, at.written) if d.role == "by"]
    return any(d.marked for d in dates) or (not dates and bool(IMMEDIATE.search(rest)))


def _once(text: str, plain: str, at: Setting) -> Deadline:
    dates = dates_in(plain, at.written)
    impossible = next((d.doubt for d in dates if d.impossible), "") or malformed(plain)
    if impossible:
        return _unclear(text, impossible)
    if not dates and LOST_MONTH.search(plain):
        return _unclear(text, "只有年和日，没有写明月份")
    done_by = [d for d in dates if d.role == "by"]
    if done_by or (dates and all(d.role == "aside" and d.size != "year" for d in dates)):
        return _dated(text, plain, dates, at)
    return _span(text, plain, dates, at) or _worded(text, plain, any(d.role == "from" for d in dates), at)


def _dated(text: str, plain: str, dates: list[Found], at: Setting) -> Deadline:
    read = read_dates(plain, dates, at.written, at.feedback, at.calendar)
    doubts = [*read.doubts, *filter(None, [unread(plain, dates)])]
    return Deadline(text, "dated", read.due_on, not doubts, note="；".join(doubts) or read.note)


def _span(text: str, plain: str, dates: list[Found], at: Setting) -> Deadline | None:
    spans = spans_in(masked(plain, dates))
    if not spans:
        return None
    begun = [d for d in dates if d.role == "from" and d.size == "day"]
    one = governing(plain, spans, at.feedback, at.calendar)
    if LENGTHENED.search(plain[: one.amount.start()]):
        return Deadline(text, "span", certain=False, note="写有延期，须经批准，并写明日期")
    if one.begins:
        return Deadline(text, "span", certain=False, note="只写了从何时之后或至少多久，没有写明到何时")
    if begun:
        return Deadline(text, "span", one.end_on(begun[0].last_on, at.calendar))
    if one.start == "event" or dates:
        return Deadline(text, "span", certain=False, note="从另一事件起算，须知该事件的日期")
    start = at.written if one.start == "written" else at.feedback
    note = "起算日按成文日暂计" if one.start == "written" else "写的是大约时间" if one.about else ""
    return Deadline(text, "span", one.end_on(start, at.calendar), not note, note=note)


def _worded(text: str, plain: str, begun: bool, at: Setting) -> Deadline:
    """A cell without a date or a span of its own."""
    after = AT_ONCE_AFTER.search(plain)
    if after and not FEEDBACK.search(after["event"]):
        return Deadline(text, "span", certain=False, note="以另一事件为准，须知该事件的日期")
    if PERIOD.search(plain):
        return Deadline(text, "span", at.period_end_on, False, note="按集中整改期满暂计，请写明日期")
    if IMMEDIATE.search(plain):
        return Deadline(text, "immediate")
    if PHASES.search(plain):
        return _unclear(text, "分阶段表述，没有写明时限")
    if STANDING.search(plain):
        return Deadline(text, "standing")
    if begun:
        return _unclear(text, "只写了从何时起，没有写明到何时")
    if EVENT.search(plain):
        return Deadline(text, "span", certain=False, note="以另一事件为准，须知该事件的日期")
    if DONE.search(plain):
        return _unclear(text, "写的是完成情况，不是时限")
    return _unclear(text, "读不出日期，应写明年月日")
