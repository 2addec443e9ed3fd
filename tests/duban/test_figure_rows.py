"""Figures (数据) of a named source: read with care, matched to items, and what is odd told."""

from datetime import date
from typing import Any

import pandas as pd
import pytest

from duban.errors import DeliveryRefused
from duban.figure_rows import read_counts
from duban.grid import Delivery
from duban.problems import Problem
from tests.duban.ledgers import sheet
from tests.duban.makers import some_items

ITEMS = some_items(
    {"measure": "信访总量同比下降10%"}, {"measure": "完成整治12处"}, {"measure": "措施"}, {"measure": "措施"}
)
HEADING = ("事项编号", "数值", "单位", "统计日期")


def _read(*rows: tuple[str, ...], heading: tuple[str, ...] = HEADING,
          columns: dict[str, str] | None = None) -> tuple[list[tuple[Any, ...]], tuple[Problem, ...]]:  # fmt: skip
    delivery = Delivery(
        "信访统计", "a.csv", "d", date(2019, 7, 1), "folder", (sheet(heading, *rows, header=True),)
    )
    counts, problems = read_counts(delivery, columns or {}, ITEMS)
    return [
        (r.code, str(pd.Timestamp(str(r.on)).date()), r.value, r.unit) for r in counts.itertuples()
    ], problems


@pytest.mark.parametrize(("cells", "value", "unit"), [
    (("HP-01-1", "4.5%", "", "2019-06-30"), 4.5, "%"), (("HP-01-1", "1,204", "件", "2019年6月30日"), 1204, "件"),
    (("HP-01-1", "３", "处", "2019-06-30 00:00:00"), 3, "处"),
])  # fmt: skip
def test_a_figure_is_a_number_with_its_unit_as_of_a_day(
    cells: tuple[str, ...], value: float, unit: str
) -> None:
    assert _read(cells) == ([("HP-01-1", "2019-06-30", value, unit)], ())


def test_an_item_is_named_by_its_code_or_by_a_measure_that_only_one_item_has() -> None:
    counts, problems = _read(("完成整治 12 处", "5", "", ""), ("措施", "5", "", ""))
    assert counts == [("HP-01-2", "2019-07-01", 5, "")]
    assert [p.expected for p in problems] == ["没有这一事项，应填事项编号"]


@pytest.mark.parametrize(("cells", "said"), [
    (("HP-01-1", "约一半", "", ""), "数值应为一个数"), (("HP-01-1", "3", "", "某日"), "日期读不准"),
    (("HP-01-1", "3", "", "2019-12-31"), "是以后的日期"), (("XX-9", "3", "", ""), "没有这一事项"),
])  # fmt: skip
def test_what_cannot_be_used_is_told_and_the_other_rows_count(cells: tuple[str, ...], said: str) -> None:
    counts, problems = _read(cells, ("HP-01-2", "5", "", ""))
    assert counts == [("HP-01-2", "2019-07-01", 5, "")]
    assert len(problems) == 1 and said in problems[0].sentence and "信访统计 第2行" in problems[0].sentence


def test_the_site_may_name_the_columns_and_a_table_without_them_is_refused() -> None:
    columns = {"code": "代号", "value": "本期"}
    assert _read(("HP-01-2", "5"), heading=("代号", "本期"), columns=columns)[0][0][0] == "HP-01-2"
    with pytest.raises(DeliveryRefused, match="没有找到数据表头，应有 代号、本期 等列"):
        _read(("HP-01-2", "5"), heading=("编号", "本期"), columns=columns)
