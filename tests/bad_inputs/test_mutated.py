"""Real ledgers damaged in every way a file can be: refused in a sentence, held, or taken in without harm."""

import csv
import io
import json
import random
from collections.abc import Callable, Sequence
from datetime import date
from functools import cache
from pathlib import Path

import docx
import pandas as pd
import pytest
import xlwt
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from duban.codes import Ground
from duban.errors import DubanError
from duban.examining import examine
from duban.grid import Delivery, Grid
from duban.item import ITEMS
from duban.reading import understand
from duban.sanity import Standing, reasons
from duban.sanity_limits import Sanity
from duban.track import Tracked, apply, track
from tasks.site import Loaded, load
from tasks.sources.any_file import read_any
from tasks.sources.json_page import at, parsed, rows_of, table
from tests.conftest import ROOT
from tests.tasks.sources.makers import SAMPLES, SHEET, a_source, repacked

JUNE, JULY = date(2019, 6, 3), date(2019, 7, 1)
SOURCE = a_source("files", path="inbox/*")
BOOKS = {"环评科整改台账.xlsx": "HP", "大气水信访整改台账.xlsx": "DQ", "人事党建整改台账.csv": "DJ"}
Reader = Callable[[bytes], tuple[Grid, ...]]


@cache
def example() -> Loaded:
    return load(ROOT / "deployments" / "example")


def came(name: str, day: date, grids: tuple[Grid, ...]) -> Delivery:
    return Delivery("环评科", name, "digest", day, "folder", grids)


@cache
def read(name: str, day: date) -> tuple[Grid, ...]:
    return read_any((SAMPLES / str(day) / name).read_bytes(), name, SOURCE)


def understood(delivery: Delivery) -> pd.DataFrame:
    terms = example().terms
    return understand(delivery, columns={}, words={}, feedback_on=terms.feedback_on.date(),
                      calendar=example().calendar, period_end_on=terms.period_end_on.date())  # fmt: skip


@cache
def june(name: str) -> tuple[Tracked, pd.DataFrame]:
    """What stands after June: the items, and what was said of them; one of them restricted."""
    readings = understood(came(name, JUNE, read(name, JUNE))).readings
    done = track(ITEMS.frame(), readings, source="环评科", prefix=BOOKS[name], as_of_on=pd.Timestamp(JUNE),
                 terms=example().terms, units=example().units)  # fmt: skip
    items = done.items.assign(restricted=done.items.index == 0)
    return Tracked(items, done.changes, done.codes, done.seen), readings.assign(code=done.codes)


def harmless(name: str, grids: tuple[Grid, ...]) -> str:
    """Take a damaged July in as the flows do; gives what came of it, after every promise was looked at."""
    try:
        ledger = understood(came(name, JULY, grids))
    except DubanError as fault:
        assert str(fault).strip() and "\n" not in str(fault)
        return "refused"
    before, known = june(name)
    seen = examine(before.items, ledger.readings, BOOKS[name], example().units, Ground())
    stands = Standing(pd.Timestamp(JUNE), known, owes_its_day=True)
    if reasons(seen, before.items, stands, pd.Timestamp(ledger.as_of_on), Sanity(), ledger.problems):
        return "held"
    done = apply(
        before.items, seen, source="环评科", as_of_on=pd.Timestamp(ledger.as_of_on), terms=example().terms
    )
    promised(before.items, done.items, seen.rows)
    return "applied"


def promised(before: pd.DataFrame, after: pd.DataFrame, rows: pd.DataFrame) -> None:
    """Nothing is closed, lowered, lost or moved later; only a claim with evidence stops a clock."""
    was = before.set_index("code")
    now = after.set_index("code").loc[was.index]
    assert after["code"].is_unique and after["settled_on"].isna().all() and after["due_on"].notna().all()
    # A cycle ends by a claim with evidence; no other date moves later.
    proved = rows[rows["claim"].eq("done") & rows["evidence"].ne("") & ~rows["quarantined"]]
    fixed = ~(was["kind"].isin(["recurring", "standing"]) & was.index.isin(proved["code"]))
    for column in ("due_on", "assessed_on"):
        assert (now.loc[fixed, column] <= was.loc[fixed, column]).all()
    assert (now["restricted"] | ~was["restricted"]).all() and (now["from_level"] >= was["from_level"]).all()
    assert (now["unit"].eq(was["unit"]) | was["unit"].eq("")).all()
    stopped = now["suspended_on"].notna() & was["suspended_on"].isna()
    assert set(stopped.index[stopped]) <= set(proved["code"])


HOSTILE = ["", "已完成", "已销号", "正在整改", "未启动", "2030年12月31日", "2019年2月30日", "2019年6月1日", "长期坚持", "立行立改", "尽快",
           "#REF!", "\ufffd\ufffd", "TRUE", "45000", "46096.5", "1E+400", "NaN", "=TODAY()+30", "无", "延期至2025年底", "HP-01-1",
           "HP-09-9", "零报告", "内部", "受限", "监测站", "环评科、执法支队；办公室", "孙五（牵头）、钱六", "2019-06-30 00:00:00", "每月底", "整改时限",
           "序号", "完成情况", "填报日期：2019年5月1日", "填报日期：2030年1月1日", "已完成，附通知.pdf", "附件1.pdf", "100%", "1000%", "-5",
           "甲" * 40_000, "\u202e名姓", "a\u200bb", "\r\nBcc: x", "<script>", "合计", "秘密★3年", "问题线索"]  # fmt: skip
STEPS = st.lists(st.tuples(st.sampled_from(["cell", "cut", "double", "swap", "drop", "exchange", "fill", "blank", "add"]),
                           st.integers(0, 40), st.integers(0, 40), st.sampled_from(HOSTILE)), min_size=1, max_size=8)  # fmt: skip


def damaged(
    cells: Sequence[Sequence[str]], steps: Sequence[tuple[str, int, int, str]]
) -> tuple[tuple[str, ...], ...]:
    """A table with cells replaced, rows cut, doubled and exchanged, columns dropped, exchanged and filled."""
    rows = [list(row) for row in cells]
    for what, one, other, text in steps:
        if not rows or not rows[0]:
            return ()
        row, column = one % len(rows), other % len(rows[0])
        if what == "cell":
            rows[row][column] = text
        elif what == "cut":
            del rows[row]
        elif what == "double":
            rows.insert(other % len(rows), list(rows[row]))
        elif what == "swap":
            rows[row], rows[other % len(rows)] = rows[other % len(rows)], rows[row]
        elif what == "add":
            rows.insert(row, [text, *[""] * (len(rows[0]) - 1)])
        for line in rows:
            if what == "drop":
                del line[column]
            elif what == "exchange":
                first = one % len(line)
                line[first], line[column] = line[column], line[first]
            elif what in {"fill", "blank"} and line is not rows[0]:
                line[column] = text if what == "fill" else ""
    return tuple(map(tuple, rows))


@settings(max_examples=15, suppress_health_check=list(HealthCheck), phases=[Phase.explicit, Phase.generate])
@given(st.sampled_from(sorted(BOOKS)), STEPS)
def test_a_ledger_with_cells_rows_and_columns_damaged_closes_lowers_and_moves_nothing(
    name: str, steps: list[tuple[str, int, int, str]]
) -> None:
    first, *others = read(name, JULY)
    grid = Grid(first.name, damaged(first.cells, steps), header=first.header)
    harmless(name, (grid, *others))


def as_xls(grid: Grid) -> bytes:
    book = xlwt.Workbook()
    sheet = book.add_sheet("整改台账")
    for number, row in enumerate(grid.cells):
        for column, text in enumerate(row):
            sheet.write(number, column, text)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def as_docx(grid: Grid, *above: str) -> bytes:
    document, heading = docx.Document(), next(i for i, row in enumerate(grid.cells) if "整改措施" in row)
    for line in above:
        document.add_paragraph(line)
    made = document.add_table(rows=0, cols=len(grid.cells[0]))
    for row in grid.cells[heading:]:
        for cell, text in zip(made.add_row().cells, row, strict=True):
            cell.text = text
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def as_json(grid: Grid) -> bytes:
    heading = next(row for row in grid.cells if "整改措施" in row)
    start = grid.cells.index(heading) + 1
    return json.dumps({"rows": [dict(zip(heading, row, strict=True)) for row in grid.cells[start:]], "total": 7},
                      ensure_ascii=False).encode()  # fmt: skip


def as_csv(grid: Grid) -> bytes:
    out = io.StringIO()
    csv.writer(out).writerows(grid.cells)
    return out.getvalue().encode("gb18030")


def from_json(content: bytes) -> tuple[Grid, ...]:
    body = parsed(content, None, "接口")
    at(body, "total", "接口")
    return (Grid("环评科", table(rows_of(body, "rows", "接口"), "接口"), header=True),)


def any_file(name: str) -> Reader:
    return lambda content: read_any(content, name, SOURCE)


FORMS: dict[str, tuple[Callable[[Grid], bytes], Reader, str]] = {
    "xlsx": (lambda grid: (SAMPLES / str(JULY) / "环评科整改台账.xlsx").read_bytes(), any_file("a.xlsx"), SHEET),
    "xls": (as_xls, any_file("a.xls"), ""), "docx": (lambda grid: as_docx(grid, "填报日期：2019年7月1日"), any_file("a.docx"), "word/document.xml"),
    "csv": (as_csv, any_file("a.csv"), ""), "json": (as_json, from_json, "")}  # fmt: skip


@cache
def whole(form: str) -> bytes:
    return FORMS[form][0](read("环评科整改台账.xlsx", JULY)[0])


def flipped(content: bytes, chance: random.Random) -> bytes:
    """Bytes with some flipped, some cut out, doubled or lost at the end."""
    out = bytearray(content)
    for _ in range(chance.choice([1, 1, 2, 5, 20])):
        at_ = chance.randrange(len(out))
        match chance.choice(["flip", "flip", "digit", "cut", "double"]):
            case "flip":
                out[at_] ^= 1 << chance.randrange(8)
            case "digit":
                out[at_] = chance.choice(b"0123456789<>\"'/&;,\x00\xff")
            case "cut":
                del out[at_ : at_ + chance.choice([1, 2, 50])]
            case "double":
                out[at_:at_] = out[at_ : at_ + 40]
    return bytes(out[: chance.randrange(1, len(out))] if chance.random() < 0.1 else out)


@pytest.mark.parametrize(("form", "count"), [("xlsx", 3), ("xls", 3), ("docx", 3), ("csv", 12), ("json", 12)])
def test_a_file_with_bytes_flipped_is_refused_held_or_harmless(form: str, count: int) -> None:
    assert harmless("环评科整改台账.xlsx", FORMS[form][1](whole(form))) in {"applied", "held"}

    @settings(
        max_examples=count, suppress_health_check=list(HealthCheck), phases=[Phase.explicit, Phase.generate]
    )
    @given(st.randoms(use_true_random=False), st.booleans())
    def flip(chance: random.Random, inside: bool) -> None:
        part, content = FORMS[form][2], whole(form)
        if inside and part:
            content = repacked(content, lambda name, data: flipped(data, chance) if name == part else data)
        else:
            content = flipped(content, chance)
        try:
            grids = FORMS[form][1](content)
        except DubanError as fault:
            assert str(fault).strip()
            return
        harmless("环评科整改台账.xlsx", grids)

    flip()


def test_what_is_damaged_is_not_always_refused_nor_always_taken_in() -> None:
    name = "环评科整改台账.xlsx"
    first, *others = read(name, JULY)
    steps = {"applied": [("cell", 4, 11, "附件1.pdf")], "held": [("fill", 0, 10, "已完成")],
             "refused": [("drop", 0, 8, "")]}  # fmt: skip
    for outcome, step in steps.items():
        assert harmless(name, (Grid(first.name, damaged(first.cells, step)), *others)) == outcome
    assert Path(SAMPLES).is_dir()
