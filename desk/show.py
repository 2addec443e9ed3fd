"""Rows to the terminal: a table for people, a JSON array for programs."""

import json
import sys
from collections.abc import Mapping
from datetime import date, datetime, time
from typing import Any

import click
import numpy as np
import pandas as pd


def rows(data: pd.DataFrame, form: str, headings: Mapping[str, str]) -> None:
    """Print ``data``: every column as JSON, or those of ``headings`` as a table."""
    if form == "json":
        click.echo(json.dumps(plain(data), ensure_ascii=False, indent=1))
        return
    table(data[list(headings)].rename(columns=dict(headings)))


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
