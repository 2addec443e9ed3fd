"""Rows to the terminal: a table for people, a JSON array for programs."""

import json
import sys
from collections.abc import Mapping
from datetime import date, datetime, time
from typing import Any

import click
import numpy as np
import pandas as pd

from duban.grounds import ROLE_ZH

# What a person reads in place of the codes that programs rely on.
CHINESE: dict[str, dict[str, str]] = {
    "claim": {"not_done": "未启动", "in_progress": "正在整改", "partial": "部分完成", "done": "申报完成", "unclear": "待核"},
    "acceptance": {"accepted": "已验收", "returned": "已退回", "written_off": "已销号", "submitted": "已送验"},
    "line": {"business": "业务责任", "conduct": "党风廉政责任"},
    "role": ROLE_ZH,
    "state": {"new": "待比对", "applied": "已采用", "superseded": "已被取代", "same": "同一事项", "different": "另一事项",
              "open": "待回应", "answered": "已回应", "settled": "已办结", "skipped": "跳级", "void": "作废",
              "pending": "待发", "held": "暂缓", "sending": "发送中", "sent": "已送达", "refused": "被拒", "unknown": "未明"},
    "kind": {"dated": "定期", "immediate": "立行立改", "standing": "长期坚持", "recurring": "周期", "span": "期限",
             "unclear": "待核", "seen": "签收", "response": "回应", "accept": "验收", "return": "退回", "write_off": "销号",
             "extend": "延期", "reopen": "重新打开", "judge": "评定", "silence": "暂停提示", "release": "审签",
             "correct": "更正", "hand_over": "交接", "limit": "时限办结",
             "lower_ask": "提出降为内部", "lower": "降为内部", "channel_test": "试发"},
    "via": {"paper": "纸面代录", "desk": "督办台", "command": "本人", "program": "程序"},
    "channel": {"eml": "本机发件箱", "mail": "邮件"},
}  # fmt: skip


def rows(
    data: pd.DataFrame,
    form: str,
    headings: Mapping[str, str],
    people: Mapping[str, str] | None = None,
    *,
    zh: bool = True,
) -> None:
    """Print ``data``: every column as JSON, or those of ``headings`` as a table, in Chinese words where
    ``zh``, else with the codes that programs rely on. ``people`` gives each person's name by id.
    """
    if form == "json":
        click.echo(json.dumps(plain(data), ensure_ascii=False, indent=1))
        return
    words = {**(CHINESE if zh else {}), "person": dict(people or {})}
    said = {c: _said(data[c], words.get(c, {})) for c in headings}
    table(pd.DataFrame(said).rename(columns=dict(headings)))


def _said(values: "pd.Series[Any]", words: Mapping[str, str]) -> "pd.Series[Any]":
    return values.map(lambda value: words.get(value, value) if isinstance(value, str) else value)


def plain(data: pd.DataFrame) -> list[dict[str, Any]]:
    """A frame as what JSON can say: days as ISO text, nothing as null."""
    return [{str(k): _plain(v) for k, v in row.items()} for row in data.to_dict("records")]


def _plain(value: Any) -> Any:
    if isinstance(value, (list, tuple, dict)):
        return value
    if pd.isna(value):
        return None
    if isinstance(value, (pd.Timestamp, datetime)):
        return value.isoformat() if value.time() != time() else value.date().isoformat()
    if isinstance(value, date):
        return value.isoformat()
    return value.item() if isinstance(value, np.generic) else value


def table(data: pd.DataFrame) -> None:
    """Print a frame as a table, Chinese widths respected."""
    from rich.console import Console
    from rich.table import Table

    shown = Table(show_edge=False, header_style="bold", pad_edge=False)
    for name in data.columns:
        shown.add_column(str(name), overflow="fold")
    for row in data.to_dict("records"):
        shown.add_row(*(_cell(row[name]) for name in data.columns))
    Console(width=None if _wide() else 160, highlight=False).print(shown)


def _wide() -> bool:
    return sys.stdout.isatty()


def _cell(value: Any) -> str:
    found = _plain(value)
    if found is None:
        return ""
    if isinstance(found, bool):
        return "是" if found else "否"
    return "、".join(map(str, found)) if isinstance(found, list) else str(found)
