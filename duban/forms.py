"""What ops staff type into a form of Prefect (表单): the choices, their titles, and what is refused before anything runs.

A title is what the form shows; a choice is a Literal, so that Prefect's own page and its API refuse anything else.
"""

from datetime import date, time, timedelta
from typing import Annotated, Any, Literal

from pydantic import Field

from duban.errors import Refused
from duban.requests import ActName

# A date by its form: Prefect's server looks at patterns, not at formats.
DATE = r"^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])([T ].*)?$"


def _titled(title: str) -> Any:
    return Field(json_schema_extra={"title": title})


def _day(title: str) -> Any:
    return Field(json_schema_extra={"title": title, "pattern": DATE})


SiteFolder = Annotated[str, _titled("站点目录")]
BusinessDay = Annotated[date | None, _day("业务日期")]
StepName = Literal["完整周期", "调取台账", "跟踪", "退回批注件", "督导", "立即送达"]
Step = Annotated[StepName, _titled("做哪一步")]
ReportName = Literal[
    "全部",
    "督办看板",
    "督办日报",
    "明日告知",
    "暂缓采用的报送",
    "待人处理",
    "台账情况",
    "送达情况",
    "履责月表",
]
Report = Annotated[ReportName, _titled("哪一份")]
FromDay = Annotated[date, _day("起始日")]
ToDay = Annotated[date, _day("截止日")]
Act = Annotated[ActName, _titled("请求办理的行为")]
CODE = r"^([\w.·/()（）〔〕-]*\d[\w.·/()（）〔〕-]*)?$"
# A code, which has a figure in it, and no sentence: what is typed here is kept by Prefect.
ItemCode = Annotated[str, Field(max_length=40, pattern=CODE, json_schema_extra={"title": "事项编号"})]
PostId = Annotated[str, Field(max_length=80, pattern=r"^[\w.-]*$", json_schema_extra={"title": "岗位"})]
DeliveryNumber = Annotated[int | None, Field(ge=1, json_schema_extra={"title": "报送编号"})]
AskedDay = Annotated[date | None, _day("日期")]
LevelNumber = Annotated[int | None, Field(ge=0, le=99, json_schema_extra={"title": "级别"})]
# Longer than this nobody reads, and the server keeps it.
MOST_DAYS = 92


def refuse_day(day: date | None, last_run_on: date | None, today: date) -> None:
    """Raise Refused where a business day has not come yet, or a later one was run already."""
    if day is not None and day > today:
        raise Refused(f"业务日期{day}还没有到，应不晚于今天{today}")
    if day is not None and last_run_on is not None and day < last_run_on:
        raise Refused(
            f"业务日期{day}早于已运行到的{last_run_on}，不再为更早的日子重算，应不早于{last_run_on}"
        )


def refuse_closed(inside: bool, first: str, last: str) -> None:
    """Raise Refused where notices may not leave now."""
    if not inside:
        shown = "–".join(f"{time.fromisoformat(t):%H:%M}" for t in (first, last))
        raise Refused(f"现在不在发送时段（工作日{shown}），待发的提示都在，到时自动送出")


def refuse_span(first: date, last: date) -> None:
    """Raise Refused where a preview's days are the wrong way round, or too many."""
    if last < first:
        raise Refused(f"截止日{last}早于起始日{first}，应不早于起始日")
    if last - first > timedelta(days=MOST_DAYS):
        raise Refused(f"{first}至{last}超过{MOST_DAYS}天，应不超过{MOST_DAYS}天")
