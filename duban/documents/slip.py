"""The slip (督办单): one item's level on paper, with its number, its own limit and places to sign."""

from dataclasses import dataclass
from datetime import date
from typing import Any

import pandas as pd

from duban.counting import Counting
from duban.documents.fields import said
from duban.frames import day
from duban.ladder import Level
from duban.workdays import Calendar

# Colours are labels: a level whose label names one is printed in it, any other in grey.
COLOURS = {"绿": "C6E0B4", "green": "C6E0B4", "蓝": "BDD7EE", "blue": "BDD7EE", "黄": "FFE699", "yellow": "FFE699",
           "橙": "F8CBAD", "orange": "F8CBAD", "红": "FF9B9B", "red": "FF9B9B"}  # fmt: skip
GREY = "E7E6E6"
# Restricted items' slips are numbered apart: nobody without the right finds a number missing.
OPEN, RESTRICTED = "open", "restricted"


@dataclass(frozen=True)
class Slip:
    """One slip as it was issued; every value is in words."""

    office: str = said("制发单位", "制发督办单的单位，site.yaml 的 office，默认为本单位整改办公室")
    number: str = said("编号", "机关代字、年份和序号，本站点当年连续，发出后不再用")
    kind: str = said("单名", "本级督办单的名称，规则中该级的 slip")
    colour: str = said("底色", "级别颜色（十六进制），用于 cellbg")
    issued: str = said("签发日", "签发的日期")
    to: str = said("主送", "本级告知的岗位和任职人")
    copied: str = said("抄送", "本级抄送的岗位和任职人，无则为“—”")
    code: str = said("事项编号", "整改事项的编号")
    finding: str = said("反馈问题", "反馈问题")
    measure: str = said("整改措施", "整改措施")
    unit: str = said("责任单位", "牵头的责任单位")
    person: str = said("责任人", "台账中的责任人，无则为“—”")
    due: str = said("整改时限", "现行整改时限")
    days: str = said("逾期", "逾期几天，或还有几天")
    level: str = said("级别", "第几级、级别名称、第几轮")
    why: str = said("督办依据", "触发条件")
    policy: str = said("规则", "逐级督办规则及其版本")
    claimed: str = said("申报情况", "台账申报的进度和进展")
    limit: str = said("办理时限", "督办单自身的限期，无则为“—”")
    conduct: bool = said("履责", "本级是否同时要求履行党风廉政建设责任")


def colour_of(label: str) -> str:
    """The colour a level's label names, as a document wants it."""
    return next((hue for word, hue in COLOURS.items() if word in label.lower()), GREY)


def slip_limit_on(
    level: Level, told_on: date, answer_by: "pd.Series[Any]", calendar: Calendar
) -> date | None:
    """The last day of a slip given on ``told_on``: its level's own limit, else the day an answer is owed by.

    ``answer_by``: that of the escalations it goes with, so that paper and notice say the same day.
    """
    if level.limit_days or level.limit_workdays:
        number, unit = level.slip_limit or (0, "days")
        given = pd.Series([pd.Timestamp(told_on)])
        return day(Counting(unit, calendar).limit(given, number).iloc[0])
    return day(answer_by.min())


def number_words(mark: str, series: str, year: int, number: int, language: str = "zh") -> str:
    """A slip's number: 督办〔2019〕1号; of a restricted item 督办〔2019〕限1号."""
    if language == "zh":
        return f"{mark}〔{year}〕{'限' if series == RESTRICTED else ''}{number}号"
    return f"{mark} {year} No. {'R' if series == RESTRICTED else ''}{number}"
