"""From a delivery's text to readings (读数): what each row says, beside the cell as it was."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Literal

import pandas as pd

from duban.cells import YES_NO, Ground, read_cells
from duban.disclosure.raising import NOT_CLOSED, Closed, raised
from duban.errors import DeliveryRefused
from duban.foreign import refuse_another_year
from duban.frames import DAY, SHARE, TEXT, WHOLE, YES, Schema
from duban.grid import Delivery, Grid
from duban.headings import MOST_ROWS_ABOVE, Layout, lacking, likeliest, recognise
from duban.nil import without_nil
from duban.problems import Problem, found_in, problems_of, quarantined, swapped_column
from duban.rows import body_of, raw_of
from duban.secrecy import holds_clues, named_for_clues, refuse_secret, refuse_secret_names
from duban.vocabulary import FIELD_ZH, says
from duban.workdays import Calendar

__all__ = ["READINGS", "Ledger", "Problem", "understand"]

# One row a reading. unit, leader and person are the leading names; assist all other units;
# *_text and raw are the cells as they were; row is the number a person sees. A quarantined row does
# not change the item it is about, though it is there; a restricted one is shown only to those named.
READINGS = Schema("readings", {
    "row": WHOLE, "sheet": TEXT, "code": TEXT, "finding": TEXT, "detail": TEXT, "measure": TEXT,
    "unit": TEXT, "assist": TEXT, "unit_text": TEXT, "leader_text": TEXT, "leader": TEXT,
    "person_text": TEXT, "person": TEXT, "due_text": TEXT, "kind": TEXT, "due_on": DAY,
    "certain": YES, "then_standing": YES, "cycle": TEXT, "cycle_day": WHOLE, "due_note": TEXT,
    "status_text": TEXT, "claim": TEXT, "acceptance_claimed": TEXT, "pace": TEXT,
    "percent": SHARE, "progress": TEXT, "evidence": TEXT, "remark": TEXT, "raw": TEXT,
    "quarantined": YES, "restricted": YES, "public": YES,
})  # fmt: skip
# A ledger may be dated a little ahead (for the meeting it is made for); more is a slip of the pen.
MOST_DAYS_AHEAD = 31
PROGRESS = ("完成情况", "完成日期", "完成比例")
FLOATED = r"\d(?:\.\d+)?[Ee]\+\d+"


@dataclass(frozen=True)
class Ledger:
    """One delivery understood: the day it speaks of, its READINGS, and what is in doubt.

    ``recognised`` are the columns as they were understood: (sheet, what it holds, its heading).
    """

    source: str
    origin: str
    digest: str
    as_of_on: date
    as_of_from: Literal["stated", "folder", "arrived"]
    readings: pd.DataFrame
    problems: tuple[Problem, ...]
    ignored: tuple[str, ...]
    doubts: tuple[str, ...]
    recognised: tuple[tuple[str, str, str], ...] = ()


@dataclass(frozen=True)
class _Sheet:
    grid: Grid
    layout: Layout
    where: str


def understand(delivery: Delivery, *, columns: Mapping[str, str], words: Mapping[str, str],
               feedback_on: date, calendar: Calendar, period_end_on: date | None,
               register: bool = False, closed: Closed = NOT_CLOSED) -> Ledger:  # fmt: skip
    """Read a delivery as a ledger, or as the register (整改方案), which says nothing of progress; ``closed``
    is what the site marks as restricted.

    Raises DeliveryRefused where no sheet has a ledger's heading, a needed column is missing, there
    is no row (零报告 is a ledger of none; an empty register is for a person), the year is another, two tables share a sheet, or something is marked secret;
    Refused where ``columns`` names what is no field.
    """
    refuse_secret_names(delivery)
    sheets, doubts, clues = _sheets(delivery, columns, register)
    table, left_out, rows = _rows(sheets)
    table, nil = without_nil(table, [s.grid.cells[s.layout.first_body_row :] for s in sheets])
    if table.empty and not (nil or register):
        what = "没有一行可以采用" if len(left_out) else "没有数据行"
        raise DeliveryRefused(f"{delivery.origin}：{what}，应逐项填写；确无事项的，请写明“零报告”")
    as_of, stated, unsure = _as_of(delivery, sheets, feedback_on)
    refuse_another_year(delivery, _titles(sheets), feedback_on, as_of)
    yes_no = _yes_no(sheets)
    read = read_cells(table, Ground(as_of, feedback_on, calendar, period_end_on, {**yes_no, **words},
                                    own_codes="code" in columns, yes_no=bool(yes_no)))  # fmt: skip
    read = raised(read, closed)
    _refuse_unfit(read, delivery.origin)
    found = found_in(read)
    found = found[~found["field"].isin(PROGRESS)] if register else found
    del table  # As large as what was read of it.
    raw = [t for s, those in zip(sheets, rows, strict=True) for t in raw_of(s.grid, s.layout, those)]
    read = _held_back(read.assign(quarantined=quarantined(read, found), raw=[] if read.empty else raw))
    return Ledger(
        delivery.source, delivery.origin, delivery.digest, as_of,
        "stated" if stated else delivery.day_from, READINGS.cast(read),
        (*_stated_otherwise(delivery), *unsure, *_swapped(delivery, read), *_headings(delivery, sheets), *clues, *problems_of(delivery.source, read, found, left_out,
                                       {s.grid.name: s.layout.columns for s in sheets})),
        tuple(t for s in sheets for t in s.layout.ignored),
        (*doubts, *(d for s in sheets for d in s.layout.doubts), *_notes(delivery)),
        tuple((s.grid.name, FIELD_ZH[f], s.layout.headings[c]) for s in sheets for f, c in s.layout.columns.items()),
    )  # fmt: skip


def _rows(sheets: list[_Sheet]) -> tuple[pd.DataFrame, pd.DataFrame, list[Any]]:
    """All rows that are items, those left out, and the numbers of each sheet's rows."""
    bodies = [body_of(s.grid, s.layout, s.where) for s in sheets]
    return (pd.concat([b.table for b in bodies], ignore_index=True),
            pd.concat([b.left_out for b in bodies], ignore_index=True), [b.table["row"] for b in bodies])  # fmt: skip


def _stated_otherwise(delivery: Delivery) -> tuple[Problem, ...]:
    """What the reader itself found wrong with the delivery as a whole."""
    return (Problem(delivery.source, "", "", "", delivery.hold, "total_differs"),) if delivery.hold else ()


def _swapped(delivery: Delivery, read: pd.DataFrame) -> tuple[Problem, ...]:
    """A column that holds what belongs elsewhere: a question about the whole delivery."""
    said = swapped_column(read)
    return (Problem(delivery.source, "表头", "", "", said, "column_type"),) if said else ()


def _headings(delivery: Delivery, sheets: list[_Sheet]) -> tuple[Problem, ...]:
    """What was not certain about a heading, once for all sheets: whoever hands the ledger in is asked."""
    said = dict.fromkeys(d for s in sheets for d in s.layout.doubts)
    return tuple(Problem(delivery.source, "表头", "", "", one, "heading_doubt") for one in said)


def _notes(delivery: Delivery) -> tuple[str, ...]:
    """What the reader of the file noted, each sentence once."""
    return tuple(dict.fromkeys(n for g in delivery.grids for n in g.notes))


def _held_back(read: pd.DataFrame) -> pd.DataFrame:
    """A row in quarantine claims nothing, also where it is the first that is said of an item."""
    done = read["quarantined"] & read["claim"].eq("done")
    return read.assign(claim=read["claim"].mask(done, "unclear"),
                       acceptance_claimed=read["acceptance_claimed"].mask(read["quarantined"], ""))  # fmt: skip


def _sheets(
    delivery: Delivery, columns: Mapping[str, str], register: bool
) -> tuple[list[_Sheet], list[str], list[Problem]]:
    """The sheets with a ledger's heading; one that lacks most of it beside a whole one is passed over,
    and said so. Sheets and columns of clues are told as problems.
    """
    found: list[_Sheet] = []
    clues: list[Problem] = []
    for grid in (g for g in delivery.grids if g.cells):
        where = delivery.origin if grid.header else f"{delivery.origin} “{grid.name}”表"
        layout = recognise(grid, columns, where, delivery.day_on)
        refuse_secret(grid, layout.first_body_row if layout else MOST_ROWS_ABOVE, where)
        if named_for_clues(delivery) or holds_clues(grid, layout.heading_row if layout else 1):
            clues.append(_clue(delivery, f"“{grid.name}”表", "工作表"))
        elif layout:
            found.append(_Sheet(grid, layout, where))
            clues += [_clue(delivery, "表头", layout.headings[c]) for c in layout.clues]
    whole = _whole(found, clues, delivery, columns, register)
    passed = [f"“{s.grid.name}”表不像台账，没有读取" for s in found if s not in whole]
    return whole, passed, clues


def _clue(delivery: Delivery, place: str, field: str) -> Problem:
    return Problem(
        delivery.source, place, field, "", "是问题线索，不属于整改事项，没有读取，内容没有保存", "clue"
    )


def _whole(found: list[_Sheet], clues: list[Problem], delivery: Delivery,
           columns: Mapping[str, str], register: bool) -> list[_Sheet]:  # fmt: skip
    if not found:
        raise DeliveryRefused(clues[0].sentence if clues else _no_heading(delivery, columns))
    faults = [lacking(s.layout, s.where, register) for s in found]
    whole = [s for s, fault in zip(found, faults, strict=True) if not fault]
    for fault in faults:
        if fault and (not whole or len(fault) == 1):
            raise DeliveryRefused(fault[0])
    return whole


def _no_heading(delivery: Delivery, columns: Mapping[str, str]) -> str:
    named = "、".join(columns.values()) or "整改措施（或反馈问题）、整改时限、完成情况（或整改进展）"
    shown = "；".join(t for g in delivery.grids if (t := likeliest(g))) or "空"
    garbled = sum("\xc0" <= c <= "\xff" for c in shown) * 2 > len(shown)
    return (f"{delivery.origin}：没有找到台账表头，应有 {named} 等列，最像表头的一行是：{shown}"
            + ("，疑似乱码，请按 UTF-8 重新导出" if garbled else ""))  # fmt: skip


def _as_of(
    delivery: Delivery, sheets: list[_Sheet], feedback_on: date
) -> tuple[date, bool, tuple[Problem, ...]]:
    """The day the ledger speaks of, whether it says so itself, and what is odd about it."""
    days = [*dict.fromkeys(s.layout.stated_on for s in sheets if s.layout.stated_on)]
    if days and days[0] > delivery.day_on + timedelta(days=MOST_DAYS_AHEAD):
        late = f"晚于收到之日{delivery.day_on}，按收到之日计，请更正"
        return delivery.day_on, False, (_dated(delivery, f"{days[0]}", late, "date_unlikely"),)
    if days and days[0] < feedback_on:
        early = f"早于反馈之日{feedback_on}，疑似旧文件"
        return delivery.day_on, False, (_dated(delivery, f"{days[0]}", early, "date_early"),)
    if len(days) > 1:
        both = "、".join(f"{d}" for d in days)
        return days[0], True, (_dated(delivery, both, f"各表不一致，按{days[0]}计，请核", "date_unlikely"),)
    if not days and delivery.day_from == "arrived" and not sheets[0].grid.header:
        return (
            delivery.day_on,
            False,
            (_dated(delivery, "", f"没有填写，按收到之日{delivery.day_on}计", "date_missing"),),
        )
    return (days[0] if days else delivery.day_on), bool(days), ()


def _dated(delivery: Delivery, found: str, expected: str, kind: str) -> Problem:
    return Problem(delivery.source, "表头", "填报日期", found, expected, kind)


def _titles(sheets: list[_Sheet]) -> tuple[str, ...]:
    """Each sheet's name, and what stands above its heading."""
    return tuple(t for s in sheets if not s.grid.header
                 for t in (s.grid.name, *(c for row in s.grid.cells[: s.layout.heading_row] for c in row)))  # fmt: skip


def _yes_no(sheets: list[_Sheet]) -> Mapping[str, str]:
    """是 and 否 answer only where the heading asks 是否完成; 是否销号 answered 是 is a written-off claim."""
    asked = [s.layout.headings[s.layout.columns["status"]] for s in sheets if "status" in s.layout.columns]
    if not any(says(h, "status", 2) for h in asked):
        return {}
    written_off = any("销" in h for h in asked)
    return {k: ("已销号" if v == "done" else "unclear") for k, v in YES_NO.items()} if written_off else YES_NO


def _refuse_unfit(read: pd.DataFrame, origin: str) -> None:
    """Raise DeliveryRefused where codes have lost digits."""
    floated = read["code_text"].str.fullmatch(FLOATED)
    if floated.any():
        row = read.loc[floated].iloc[0]
        raise DeliveryRefused(f"{origin} 第{row['row']}行：编号“{row['code_text']}”是科学计数法，位数已丢失，"
                              "应把该列设为文本后重新填写")  # fmt: skip
