"""Recurring deadlines (每季度报送一次, 每月5日前, 季报): the cycle, and the day of the month in it."""

import re
from dataclasses import dataclass
from typing import Literal

from duban.cell_text import NUMERAL, number

Cycle = Literal["monthly", "quarterly", "half-yearly", "yearly"]

MONTHS = {"月": 1, "季": 3, "学期": 5, "年": 12, "学年": 11}
CYCLE_OF: dict[int, Cycle] = {1: "monthly", 3: "quarterly", 6: "half-yearly", 12: "yearly"}
UNIT = r"(?P<unit>半个?月|半年|月|季|学期|学年|年|工作日|周|星期|旬|日|天)"
EVERY = re.compile("|".join([
    rf"每(?:满|隔|逢|当)?(?P<n>\d+)?个?{UNIT}度?(?!来|轻|人)",
    r"(?:(?:按|逐)(?P<by>半年|月|季|年|旬|周|日|天)(?!初|底|末|[节限龄轻期程常密]))",
    r"(?<![\d个半本当下上次每])(?P<report>半年|[月季周旬年])度?(?:报(?![告批送名表请])|调度|例会)",
    r"(?:^|[,;、。]|(?<!\d)1个?)(?P<once>半个?月|半年|[月季周年])度?(?=[12一二两4四]次(?!性))",
    r"(?P<many>\d+)个?(?P<each>月|季|年|周|天)度?[一1][次届轮回]",
    r"(?P<alternate>隔月|双月)",
    # 一月一调度, 月月通报
    r"(?:^|[,;、。])1(?:个)?(?P<single>月|季|年|周|天)度?[一1](?![月季年日号\d]|个)",
    r"(?:^|[,;、。])(?P<same>[月季年周天日])(?P=same)(?!前)"
    r"|每双(?P<two>周)",
]))  # fmt: skip
TIMES = re.compile(rf"(\d{{1,2}}|{NUMERAL}{{1,2}})次(?!性)")
BOTH_HALVES = re.compile(r"上(?:半年)?[、和及]?下半年")
DAY = re.compile(r"(?<!\d)([12]\d|3[01]|0?[1-9])[日号](?!内|以内|之内)")
FIRST_MONTH = re.compile(r"首月|第1个?月|次月|下个?月|[季年]度?后|第2个?月|中间月")
MONTHS_NAMED = re.compile(r"(?<!\d)(1[0-2]|0?[1-9])(?=(?:[、和及,]\d{1,2})*月)")
YEAR_ENDS = ({12}, {6, 12}, {3, 6, 9, 12}, set(range(1, 13)))


@dataclass(frozen=True)
class Recurrence:
    """A cycle found at [start, end) of a text; ``day`` is a day of the cycle's last month."""

    cycle: Cycle
    day: int | None
    certain: bool
    note: str
    start: int
    end: int


def find_recurrence(plain: str) -> Recurrence | None:
    """The recurrence a folded text names, if any; it runs to the end of its clause."""
    found = EVERY.search(plain)
    if found is None:
        return None
    stop = re.compile(r"[,;。]|、(?![\d上下])").search(plain, found.end())
    end = stop.start() if stop else len(plain)
    said = plain[found.start() : end]
    cycle, note = _cycle(found, said)
    named = {int(m) for m in MONTHS_NAMED.findall(said)} if cycle == "yearly" else set()
    if len(named) > 1:
        cycle = CYCLE_OF.get(12 // len(named), "monthly")
    if named and named not in YEAR_ENDS:
        note = "每年的月份不在期末，督办按期末核查"
    elif FIRST_MONTH.search(said) and cycle != "monthly":
        return Recurrence(cycle, None, True, "督办按期末核查", found.start(), end)
    days = DAY.findall(said)
    number = int(days[-1]) if days and (_unit(found) != "年" or 12 in named) else None
    return Recurrence(cycle, number, not note, note, found.start(), end)


def _cycle(found: re.Match[str], said: str) -> tuple[Cycle, str]:
    """The cycle, and a note where it is none of the four: then the next shorter one watches it."""
    unit = _unit(found)
    count = 2 if found["alternate"] or "隔" in found[0] else int(found["n"] or found["many"] or 1)
    if unit not in MONTHS and unit != "半年":
        return "monthly", "不足一月的周期，督办按月核查"
    months = min((6 if unit == "半年" else MONTHS[unit]) * count, 1200)
    times = TIMES.search(said)
    if times and months == 12:
        many = int(times[1]) if times[1].isdigit() else number(times[1])
        months = 6 if many < 2 and BOTH_HALVES.search(said) else max(12 // max(many, 1), 1)
    shorter = max((m for m in CYCLE_OF if m <= months), default=1)
    return CYCLE_OF[shorter], "" if shorter == months else f"每{months}个月一次，督办按更短的周期核查"


def _unit(found: re.Match[str]) -> str:
    named = ("unit", "by", "report", "once", "single", "same", "two", "each")
    return next((found[n] for n in named if found[n]), "月")
