"""What no reader may be made to do, and what the documents promise: each ends in a sentence."""

import re
import time
from pathlib import Path

import pytest

from duban.errors import DeliveryRefused, SourceFailed
from tasks.sources import call_in
from tasks.sources import child as apart
from tasks.sources.any_file import read_any
from tasks.sources.excel import read_workbook
from tasks.sources.sql import refuse_unfit
from tests.conftest import ROOT
from tests.tasks.sources.makers import SHEET, TODAY, a_source, a_workbook, put, repacked

LIMITS = ROOT / "tasks" / "sources"
ADDRESSES = re.findall(
    r"^\| ([^|]+) \| `([a-z]+\+?\w*://[^`]+)`", (ROOT / "docs/sources.md").read_text("utf-8"), re.M
)


def _child(tmp_path: Path, does: str) -> str:
    """What is said of a reading child that limits itself as ours do and then does something."""
    script = tmp_path / "child.py"
    script.write_text(
        f"import sys\nsys.path.insert(0, {str(LIMITS)!r})\nfrom limits import limit\nlimit()\n{does}\n"
    )
    with pytest.raises(DeliveryRefused, match="^来源“环评科” a.xlsx：") as fault:
        list(apart.parsed(script, [], b"", "来源“环评科” a.xlsx", lambda: "", 2))
    return str(fault.value)


def test_a_reader_that_asks_for_more_memory_than_it_may_have_is_ended_in_a_sentence(tmp_path: Path) -> None:
    assert "读取超出了内存上限" in _child(tmp_path, "held = bytearray(3 * 2**30)")


def test_a_reader_that_never_ends_is_ended_in_a_sentence(tmp_path: Path) -> None:
    began = time.monotonic()
    assert "2秒内没有读完" in _child(tmp_path, "import time\ntime.sleep(60)")
    assert time.monotonic() - began < 50


def test_each_reading_child_limits_itself() -> None:
    children = list(LIMITS.glob("*_child.py"))
    assert children and all(re.search(r"^ +limit\(\)$", p.read_text("utf-8"), re.M) for p in children)


def test_a_million_blank_rows_are_no_rows(tmp_path: Path) -> None:
    blank = "".join(f'<row r="{n}"/>' for n in range(3, 1_000_003)).encode()
    content = repacked(a_workbook(), lambda name, part: part.replace(b"</sheetData>", blank + b"</sheetData>")
                       if name == SHEET else part)  # fmt: skip
    try:
        (grid,) = read_workbook(content, "来源“环评科” a.xlsx", a_source("excel", path="a.xlsx"))
    except DeliveryRefused as fault:
        assert str(fault).startswith("来源“环评科” a.xlsx：")
    else:
        assert len(grid.cells) == 2


@pytest.mark.parametrize("kind", ["excel", "files"])
def test_a_ledger_of_wps_is_read_where_it_can_be_else_told_how_to_be_saved(kind: str, tmp_path: Path) -> None:
    put(tmp_path, "2019-06-03/台账.et", a_workbook())
    put(tmp_path, "2019-06-04/台账.et", b"\x01WPS spreadsheet of its own kind" * 40)
    calls = call_in(a_source(kind, path="inbox/*/*.et"), tmp_path, TODAY)
    assert [one.grids[0].cells[1] for one in calls.deliveries] == [("制定考核办法", "2019年6月底前")]
    assert [("另存为" in str(one), ".xlsx" in str(one)) for one in calls.refused] == [(True, True)]


def test_a_workbook_with_macros_is_refused_with_the_reason_and_what_to_do() -> None:
    content = repacked(a_workbook(), more={"xl/vbaProject.bin": b"\0"})
    with pytest.raises(DeliveryRefused, match="含宏.*另存为"):
        read_any(content, "来源“环评科” 台账.xlsm", a_source("files", path="*"))


@pytest.mark.parametrize(("database", "url"), ADDRESSES)
def test_every_address_in_the_documents_is_one_a_site_may_have(
    database: str, url: str, tmp_path: Path
) -> None:
    refuse_unfit(a_source("sql", url=url, query="select * from the_view"), tmp_path)
    assert {name for name, _ in ADDRESSES} >= {"SQLite", "PostgreSQL", "Oracle", "SQL Server", "达梦 DM8"}, (
        database
    )


@pytest.mark.parametrize(("database", "said"), [("Oracle", "没有安装 oracle"), ("SQL Server", "没有安装 mssql"),
                                                ("达梦 DM8", "安装它的 SQLAlchemy 方言")])  # fmt: skip
def test_a_database_whose_driver_is_not_there_says_what_to_install(
    database: str, said: str, tmp_path: Path
) -> None:
    source = a_source("sql", url=dict(ADDRESSES)[database], query="select * from the_view")
    with pytest.raises(SourceFailed, match=said) as fault:
        call_in(source, tmp_path, TODAY)
    assert "password" not in str(fault.value)
