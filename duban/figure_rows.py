"""Figures (数据) as a named source delivers them: which item, how many, of what unit, as of which day."""

from collections.abc import Mapping
from datetime import date
from typing import Any

import pandas as pd

from duban.cell_text import fold
from duban.dates import dates_in
from duban.errors import DeliveryRefused
from duban.frames import DAY, SHARE, TEXT, texts
from duban.grid import Delivery, Grid
from duban.item import identity
from duban.pace import COUNTS
from duban.problems import Problem

HEADINGS = {"code": ("事项编号", "编号", "编码"), "item": ("整改措施", "措施", "事项"),
            "value": ("数值", "数量", "完成数", "指标值"), "on": ("统计日期", "日期", "截至日期"),
            "unit": ("计量单位", "单位")}  # fmt: skip
VALUE = r"([-+]?\d+(?:,\d{3})*(?:\.\d+)?)([^\d]*)"
MOST_ROWS_ABOVE = 20


def read_counts(delivery: Delivery, columns: Mapping[str, str],
                items: pd.DataFrame) -> tuple[pd.DataFrame, tuple[Problem, ...]]:  # fmt: skip
    """Give COUNTS of ``items`` (ITEMS), and what could not be used; ``columns`` maps code or item,
    value, on and unit to the source's headings.

    Raises DeliveryRefused where no sheet has a column of items and one of values.
    """
    tables = [found for grid in delivery.grids if (found := _table(grid, columns)) is not None]
    if not tables:
        named = "、".join(columns.values()) or "事项编号（或整改措施）、数值"
        raise DeliveryRefused(f"{delivery.origin}：没有找到数据表头，应有 {named} 等列")
    rows = pd.concat(tables, ignore_index=True)
    rows = rows[rows["key"].ne("") | rows["value"].ne("")]
    said = rows["value"].map(fold).str.extract(rf"^{VALUE}$")
    value = pd.to_numeric(said[0].str.replace(",", ""), errors="coerce").astype(SHARE)
    on = _days(rows["on"], delivery.day_on)
    code = _codes(rows["key"], items)
    faults = (pd.Series("", index=rows.index).mask(on > pd.Timestamp(delivery.day_on), "是以后的日期，没有采用")
              .mask(on.isna(), "日期读不准，应如 2019-06-30").mask(value.isna(), "数值应为一个数")
              .mask(code.eq(""), "没有这一事项，应填事项编号"))  # fmt: skip
    unit = rows["unit"].where(rows["unit"].ne(""), texts(said[1]))
    good = faults.eq("")
    counts = COUNTS.cast(pd.DataFrame({"code": code, "on": on, "value": value, "unit": unit,
                                       "source": delivery.source})[good])  # fmt: skip
    bad = rows[~good].assign(fault=faults[~good])
    return counts.drop_duplicates(["code", "on"], keep="last").reset_index(drop=True), tuple(
        Problem(delivery.source, f"第{r.row}行", "数据", f"{r.key} {r.value} {r.on}".strip(), str(r.fault), "figure")
        for r in bad.itertuples())  # fmt: skip


def _table(grid: Grid, columns: Mapping[str, str]) -> pd.DataFrame | None:
    """The rows below a grid's heading: key, value, on, unit as text, and the row a person sees."""
    wanted = {f: (fold(h),) for f, h in columns.items()} or HEADINGS
    for number, row in enumerate(grid.cells[:MOST_ROWS_ABOVE]):
        heads = [fold(t) for t in row]
        at = {f: heads.index(name) for f, names in wanted.items() for name in names if name in heads}
        key = at.get("code", at.get("item"))
        if key is None or "value" not in at:
            continue
        body = pd.DataFrame(list(grid.cells[number + 1 :]), columns=range(len(row)), dtype=TEXT)
        out = {f: body[at[f]].str.strip() if f in at else "" for f in ("value", "on", "unit")}
        numbers = body.index + number + 1 + grid.first_row
        return pd.DataFrame({"key": body[key].str.strip(), **out, "row": numbers})
    return None


def _days(cells: "pd.Series[Any]", written: date) -> "pd.Series[Any]":
    """Each cell's one day, the delivery's where there is none; nothing where it cannot be read."""
    read = {text: _day(text, written) for text in cells.drop_duplicates()}
    return pd.to_datetime(cells.map(read)).astype(DAY)


def _day(text: str, written: date) -> date | None:
    if not text:
        return written
    found = [one for one in dates_in(fold(text), written) if not one.impossible]
    return found[0].last_on if len(found) == 1 else None


def _codes(keys: "pd.Series[Any]", items: pd.DataFrame) -> "pd.Series[Any]":
    """By the item's code, else by the words of a measure that only one item has."""
    known = pd.Series(items["code"].to_numpy(), index=_words(items["measure"]), dtype=TEXT)
    found = texts(_words(keys).map(known[~known.index.duplicated(keep=False)]))
    return found.mask(keys.isin(items["code"]), keys).astype(TEXT)


def _words(measures: "pd.Series[Any]") -> "pd.Series[Any]":
    return identity(pd.DataFrame({"finding": "", "measure": measures}, index=measures.index))
