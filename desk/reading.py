"""How a cell would be understood; ``-`` reads one a line and gives one JSON object a line."""

import json
import sys
from collections.abc import Callable, Iterable
from datetime import date
from typing import Any

import click

from desk import options


@click.group()
def read() -> None:
    """一个单元格会被怎样理解。TEXT 为 - 时从标准输入逐行读取。"""


@read.command()
@click.argument("text")
@click.option("--written", type=options.Day(), help="文件成文日期，默认当天")
@click.option("--feedback", type=options.Day(), help="反馈日期，默认同成文日期")
def deadline(text: str, written: date | None, feedback: date | None) -> None:
    """整改时限一格的判读。"""
    from duban.deadline import as_json, read_deadline
    from duban.limits import LIMITS
    from duban.workdays import Calendar

    day, calendar = written or date.today(), Calendar()
    start = feedback or day
    end = LIMITS["central_pre2024"].period_end_on(start)
    _each(text, lambda cell: as_json(read_deadline(
        cell, written=day, feedback=start, calendar=calendar, period_end_on=end)))  # fmt: skip


@read.command()
@click.argument("text")
def status(text: str) -> None:
    """完成情况一格的判读。"""
    from duban.status import as_json, read_status

    _each(text, lambda cell: as_json(read_status(cell)))


def _each(text: str, understand: Callable[[str], dict[str, Any]]) -> None:
    cells: Iterable[str] = (one.rstrip("\r\n") for one in sys.stdin) if text == "-" else [text]
    for cell in cells:
        click.echo(json.dumps(understand(cell), ensure_ascii=False))
