"""What departments get back on their own ledgers, over two deliveries of the samples."""

import io
import json
import shutil
from datetime import date
from email import message_from_bytes, policy
from pathlib import Path
from typing import Any

import openpyxl
import pandas as pd
import pytest
from click.testing import CliRunner

from desk.copying import copies
from duban.grid import Delivery
from duban.reading import understand
from duban.track import track
from flows.returning import returning
from tasks import store
from tasks.context import open_site
from tasks.sources.excel import read_workbook
from tests.conftest import ROOT
from tests.walk.days import tick

JUNE, JULY = date(2019, 6, 3), date(2019, 7, 1)
STYLE = ("font", "border", "alignment", "number_format", "protection")


@pytest.fixture(scope="module")
def walked(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The example site after its two deliveries."""
    folder = tmp_path_factory.mktemp("walked") / "example"
    shutil.copytree(ROOT / "deployments" / "example", folder, ignore=shutil.ignore_patterns("state"))
    tick(folder, JUNE, JULY)
    return folder


def copy_of(site: Path, source: str, on: date = JULY) -> Any:
    """One annotated copy, open."""
    return openpyxl.load_workbook(site / "state" / "returned" / str(on) / f"{source}_批注.xlsx")


def comments(sheet: Any) -> dict[str, str]:
    """Cell -> what its comment says."""
    return {c.coordinate: c.comment.text for row in sheet.iter_rows() for c in row if c.comment}


def codes(sheet: Any, column: str, first: int, last: int) -> list[str]:
    """The codes in a column's rows."""
    return [sheet[f"{column}{row}"].value for row in range(first, last + 1)]


def style(cell: Any) -> list[str]:
    """How a cell looks, its fill apart."""
    return [repr(getattr(cell, part)) for part in STYLE]


def test_each_cell_in_doubt_is_marked_with_what_was_found_and_what_still_holds(walked: Path) -> None:
    sheet = copy_of(walked, "环评科")["整改台账"]
    said = comments(sheet)
    assert said["I5"] == "HP-01-2台账时限由“2019.7.15”改为“2019年8月15日”，未附延期批准，仍按7月15日计"
    assert said["L4"] == "HP-01-1申报完成，未附佐证"
    assert said["L10"] == "HP-03-2未附本期（二季度）佐证"
    assert said["K6"] == "HP-01-3由申报完成（“已完成整改”）改报为“正在整改”"
    assert set(said) == {"I5", "L4", "L10", "K6", "N3"}
    assert {c for row in sheet.iter_rows() for c in row if c.fill.fgColor.rgb == "00FFF2CC"} == {
        sheet[at] for at in ("I5", "L4", "L10", "K6")}  # fmt: skip


def test_good_rows_carry_their_codes_in_a_column_of_their_own_that_looks_like_the_rest(walked: Path) -> None:
    sheet = copy_of(walked, "环评科")["整改台账"]
    assert sheet["N3"].value == "事项编号"
    assert codes(sheet, "N", 4, 12) == ["HP-01-1", "HP-01-2", "HP-01-3", "HP-02-1", "HP-02-2", "HP-03-1",
                                        "HP-03-2", None, None]  # fmt: skip
    for row in range(3, 11):
        assert style(sheet[f"N{row}"]) == style(sheet[f"M{row}"])


def test_an_unreadable_date_says_what_was_found_and_what_is_expected(walked: Path) -> None:
    said = comments(copy_of(walked, "大气水信访")["整改台账"])
    assert said["I7"] == "整改时限“20199月底前”疑缺“年”字"
    assert said["I6"] == "整改时限“整改期内”按集中整改期满暂计，请写明日期"
    assert "DQ-01-2台账中不再出现，待核实" in said["N3"]


@pytest.mark.parametrize("source", ["环评科", "大气水信访"])
@pytest.mark.parametrize("on", [JUNE, JULY])
def test_all_else_of_a_workbook_is_as_the_department_made_it(walked: Path, source: str, on: date) -> None:
    old = openpyxl.load_workbook(walked / "inbox" / str(on) / f"{source}整改台账.xlsx")
    new = copy_of(walked, source, on)
    assert new.sheetnames == old.sheetnames
    for was, now in zip(old.worksheets, new.worksheets, strict=True):
        assert {str(r) for r in now.merged_cells.ranges} == {str(r) for r in was.merged_cells.ranges}
        widths = {k: d.width for k, d in was.column_dimensions.items()}
        assert widths.items() <= {k: d.width for k, d in now.column_dimensions.items()}.items()
        assert {k: d.height for k, d in was.row_dimensions.items()} == {
            k: d.height for k, d in now.row_dimensions.items()}  # fmt: skip
        assert (now.freeze_panes, now.auto_filter.ref, now.print_area) == (
            was.freeze_panes, was.auto_filter.ref, was.print_area)  # fmt: skip
        for cell in (c for row in was.iter_rows() for c in row):
            same = now[cell.coordinate]
            assert same.value == cell.value
            assert style(same) == style(cell), cell.coordinate
            assert same.comment or repr(same.fill) == repr(cell.fill)


def test_a_csv_and_a_database_get_a_clean_workbook_of_the_same_columns(walked: Path) -> None:
    sheet = copy_of(walked, "人事党建")["人事党建"]
    came = (walked / "inbox" / str(JULY) / "人事党建整改台账.csv").read_bytes().decode("gb18030")
    assert [c.value for c in sheet[1]] == [*came.splitlines()[0].split(","), "事项编号"]
    assert codes(sheet, "M", 2, 7) == ["DJ-01-1", "DJ-01-2", "DJ-02-1", "DJ-03-1", "DJ-03-2", "DJ-04-1"]
    assert comments(sheet)["J4"] == "DJ-02-1台账自报已销号，待验收"
    office = copy_of(walked, "办公室").worksheets[0]
    assert [c.value for c in office[1]][0] == "code" and "事项编号" not in [c.value for c in office[1]]
    assert comments(office)["K5"] == "ENT-04申报完成，未附佐证"


def test_a_second_run_leaves_the_very_same_file(walked: Path) -> None:
    paths = sorted((walked / "state" / "returned").rglob("*.xlsx"))
    before = {p: (p.read_bytes(), p.stat().st_mtime_ns) for p in paths}
    returning(str(walked), JULY)
    assert {p: (p.read_bytes(), p.stat().st_mtime_ns) for p in paths} == before
    for path in paths:
        assert path.stat().st_mode & 0o777 == 0o600
        if path.parent.name == str(JULY):
            path.unlink()
    returning(str(walked), JULY)
    assert {p: p.read_bytes() for p in paths} == {p: data for p, (data, _) in before.items()}


def letters(site: Path, on: date) -> dict[str, Any]:
    """Person -> the mail in the outbox of a day."""
    folder = site / "state" / "outbox" / str(on)
    return {p.stem.rpartition("-")[2]: message_from_bytes(p.read_bytes(), policy=policy.default)
            for p in folder.glob("*.eml")}  # fmt: skip


def test_the_reporter_gets_the_copy_with_the_letter_and_nobody_else_does(walked: Path) -> None:
    mails = letters(walked, JULY)
    workbook, form = mails["sun5"].iter_attachments()
    assert (workbook.get_filename(), form.get_filename()) == ("环评科_批注.xlsx", "环评科_预填表.xlsx")
    sheet = openpyxl.load_workbook(io.BytesIO(workbook.get_content()))["整改台账"]
    assert sheet["N4"].value == "HP-01-1" and "I5" in comments(sheet)
    assert (
        "批注已标在随附的原表上；“事项编号”一列请保留。下月预填表随附，只需填变化。"
        in mails["sun5"].get_body().get_content()
    )
    reporters = {"sun5", "wu7", "chu11", "jiang13"}
    assert {p for p, m in mails.items() if list(m.iter_attachments())} == reporters
    assert all("随附" not in m.get_body().get_content() for p, m in mails.items() if p not in reporters)


def test_the_command_lists_what_goes_back_and_where_it_lies(walked: Path) -> None:
    done = CliRunner().invoke(copies, [str(walked), "环评科", "--format", "json"])
    row, filled = json.loads(done.output)
    assert (row["source"], row["reporter"], row["on"], row["what"]) == (
        "环评科",
        "head-eia",
        "2019-07-01",
        "批注件",
    )
    assert Path(row["path"]).is_file() and filled["what"] == "预填表"
    unknown = CliRunner().invoke(copies, [str(walked), "环评"])
    assert "没有来源“环评”，现有：环评科、大气水信访、人事党建、办公室" in str(unknown.exception)


@pytest.mark.parametrize("source", ["环评科", "大气水信访", "人事党建", "办公室"])
def test_the_prefilled_ledger_of_each_sample_read_back_says_the_same(walked: Path, source: str) -> None:
    at = open_site(str(walked), JULY)
    own = next(s for s in at.loaded.site.sources if s.name == source)
    path = walked / "state" / "returned" / str(JULY) / f"{source}_预填表.xlsx"
    grids = read_workbook(path.read_bytes(), source, own)
    again = understand(Delivery(source, path.name, "x", date(2019, 8, 1), "folder", grids), columns=own.columns,
                       words=own.words, feedback_on=date(2019, 5, 20), calendar=at.loaded.calendar,
                       period_end_on=date(2019, 7, 20))  # fmt: skip
    items = store.items(at.engine, at.site)
    mine = items[items["source"].eq(source)]
    assert set(again.readings["code"]) == set(mine["code"]) and not again.doubts
    unsure = set(mine.loc[~mine["certain"], "due_text"])
    assert {p.kind for p in again.problems} <= {"due_uncertain"} and {
        p.found for p in again.problems
    } <= unsure
    done = track(mine, again.readings, source=source, prefix=own.prefix, as_of_on=pd.Timestamp(2019, 8, 1),
                 terms=at.loaded.terms, units=at.loaded.units)  # fmt: skip
    listed = ["DQ-01-2"] if source == "大气水信访" else []
    assert list(done.changes.loc[done.changes["kind"].eq("reappeared"), "item"]) == listed
    assert len(done.changes) == len(listed)


def test_a_restricted_row_and_a_column_of_clues_are_in_no_copy(site: Path) -> None:
    ledger = site / "inbox" / str(JUNE) / "人事党建整改台账.csv"
    ledger.write_text("反馈问题,整改措施,责任单位,整改时限,完成情况,密级,线索内容\n"
                      "问题一,公开措施,人事科,2019年9月30日,正在整改,,无\n"
                      "问题二,只限知悉的措施,人事科,2019年9月30日,正在整改,受限,某某违纪\n", "utf-8")  # fmt: skip
    tick(site, JUNE)
    for name in ("批注", "预填表"):
        path = site / "state" / "returned" / str(JUNE) / f"人事党建_{name}.xlsx"
        cells = [str(c.value) for row in openpyxl.load_workbook(path).worksheets[0].iter_rows() for c in row]
        assert "公开措施" in cells and not any("知悉" in c or "违纪" in c for c in cells)
