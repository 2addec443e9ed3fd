"""Next month's ledger: read back it says what is known, and only what changes can be typed."""

from datetime import date, datetime
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from duban.prefilled import STATUSES
from duban.status import read_status
from tests.duban.test_cell_properties import DUE, SAID
from tests.tasks.copies.books import DAY, HEADINGS, ROW, Came, book, came, opened, returned
from tests.tasks.copies.test_annotated import row

NEXT = date(2019, 7, 1)


def read_back(one: Came, on: date = NEXT) -> Came:
    """The prefilled ledger handed in again, as it is, a month later."""
    return came(returned(one, prefilled=True), before=one.tracked.items, on=on)


def facts(one: Came) -> set[tuple[str, ...]]:
    """What is asked of each row: item, field, kind."""
    items = dict(zip(one.rows["row"], one.rows["item"], strict=True))
    return {(items.get(p.row, ""), p.field, p.kind) for p in one.ledger.problems}


def test_only_what_changes_is_open_and_coloured_and_the_rest_is_locked() -> None:
    sheet = opened(returned(came(book(row(), row(C="措施二"))), prefilled=True))
    assert sheet.protection.sheet and sheet.protection.password is None
    free = {c.coordinate for r in sheet.iter_rows() for c in r if not c.protection.locked}
    assert free == {f"{column}{r}" for column in "GHIJ" for r in (3, 4)}
    assert {sheet[at].fill.fgColor.rgb for at in free} == {"00E2EFDA"}
    assert sheet["K3"].value == "HP-01-1" and sheet["K3"].protection.locked


def test_the_choices_offered_for_the_status_are_all_understood() -> None:
    sheet = opened(returned(came(book(row())), prefilled=True))
    (choice,) = sheet.data_validations.dataValidation
    assert (
        choice.formula1 == f'"{",".join(STATUSES)}"' and "H3" in choice.sqref and not choice.showErrorMessage
    )
    assert [read_status(word).claim for word in STATUSES][:4] == [
        "not_done",
        "in_progress",
        "partial",
        "done",
    ]
    assert "unclear" not in {read_status(word).claim for word in STATUSES}


def test_a_deadline_moved_without_approval_goes_back_as_it_stands() -> None:
    june = came(book(row()))
    july = came(book(row(A="2", F="2019年12月31日")), before=june.tracked.items)
    assert list(july.tracked.changes["kind"]) == ["deadline_moved"]
    sheet = opened(returned(july, prefilled=True))
    assert sheet["F3"].value == "2019年6月30日" and sheet["F3"].protection.locked
    assert read_back(july).tracked.changes.empty


def test_an_item_left_out_is_listed_below_with_what_was_known_and_the_footer_moves_down() -> None:
    june = came(book(row(), row(C="措施二", F=datetime(2019, 6, 20), G="已起草二")))
    july = came(
        book(row(), footer=("填表人：孙五", "", "", "填报日期：2019年7月1日")),
        before=june.tracked.items,
        on=NEXT,
    )
    sheet = opened(returned(july, prefilled=True))
    assert [c.value for c in sheet[4]] == [None, "问题一", "措施二", "环评科", "孙五", datetime(2019, 6, 20), "已起草二",
                                           "正在整改", None, None, "HP-01-2"]  # fmt: skip
    assert (
        sheet["K4"].comment.text
        == "HP-01-2自2019年7月1日起未列入台账，请照实填报；确已不应列入的，请书面说明"
    )
    assert (sheet["A6"].value, sheet["D6"].value) == ("填表人：孙五", "填报日期：____年__月__日")
    assert (
        not sheet["G4"].protection.locked
        and not sheet["D6"].protection.locked
        and sheet["C4"].protection.locked
    )
    assert list(read_back(july).tracked.changes["kind"]) == ["reappeared"]


def test_merged_cells_and_heights_below_the_ledger_move_down_whole() -> None:
    june = came(book(row(), row(C="措施二")))

    def change(sheet: Any) -> None:
        sheet.merge_cells("A5:D5")
        sheet.row_dimensions[5].height = 33.0

    july = came(book(row(), footer=("填表人：孙五",), change=change), before=june.tracked.items, on=NEXT)
    sheet = opened(returned(july, prefilled=True))
    assert "A6:D6" in {str(r) for r in sheet.merged_cells.ranges} and sheet.row_dimensions[6].height == 33.0
    assert sheet["A6"].value == "填表人：孙五"


def test_a_formula_gives_way_to_its_result_but_a_deadlines_stays_a_question() -> None:
    # As a spreadsheet program leaves it: the formula with its last result.
    content = with_result(book(row(H="=X1"), row(C="措施二")), "H3", "正在整改")
    one = came(content)
    assert one.ledger.readings["status_text"][0] == "正在整改" and (2, 7) in one.grids[0].formulas
    sheet = opened(returned(one, prefilled=True))
    assert (sheet["H3"].value, sheet["H3"].data_type) == ("正在整改", "s")
    due = came(with_result(book(row(F="=X1")), "F3", "2019-09-30"))
    assert [p.kind for p in due.ledger.problems] == ["due_formula"]
    assert [p.kind for p in read_back(due).ledger.problems] == ["due_formula"]


def with_result(content: bytes, at: str, result: str) -> bytes:
    """The workbook with a formula in one cell, and what it came to last."""
    import io
    import re
    import zipfile

    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            data = old.read(name).decode() if name.endswith("sheet1.xml") else ""
            if data:
                cell = rf'(<c r="{at}"[^>]*?) t="\w+">.*?</c>'
                data, times = re.subn(cell, rf'\1 t="str"><f>CONCATENATE("x")</f><v>{result}</v></c>', data)
                assert times == 1
            new.writestr(name, data.encode() if data else old.read(name))
    return out.getvalue()


def test_a_question_about_a_cell_leaves_it_open_to_be_put_right_with_what_is_asked() -> None:
    sheet = opened(returned(came(book(row(F="2019年2月30日"))), prefilled=True))
    assert not sheet["F3"].protection.locked and sheet["F3"].fill.fgColor.rgb == "00FFF2CC"
    assert "2019年2月30日" in sheet["F3"].comment.text


def test_what_is_written_off_stays_and_is_closed() -> None:
    june = came(book(row(), row(C="措施二")))
    items = june.tracked.items
    items.loc[0, "settled_on"] = items.loc[0, "read_on"]
    july = came(book(row(), row(C="措施二")), before=items, on=NEXT)
    sheet = opened(returned(july, prefilled=True))
    free = {c.coordinate for r in sheet.iter_rows() for c in r if not c.protection.locked}
    assert free == {"G4", "H4", "I4", "J4"} and sheet["K3"].comment.text.startswith("已于2019年6月3日销号")


@pytest.mark.parametrize(("said", "full"), [
    ("6月底前", "2019年6月30日"), ("9月底", "2019年9月30日"), ("年底前", "2019年12月31日"), ("明年3月", "2020年3月31日"),
    ("6月底前完成并长期坚持", "2019年6月30日前完成，并长期坚持"), ("2019年6月底前", "2019年6月底前"), ("3个月内", "3个月内"),
    ("立行立改", "立行立改"), ("每季度末", "每季度末"), ("国庆前", "国庆前"), ("尽快", "尽快")])  # fmt: skip
def test_a_certain_date_goes_back_in_full_so_that_it_says_the_same_next_month(said: str, full: str) -> None:
    june = came(book(row(F=said)))
    assert opened(returned(june, prefilled=True))["F3"].value == full
    for on in (NEXT, date(2020, 1, 15)):
        july = read_back(june, on)
        kept = ["due_on", "assessed_on", "certain", "kind", "then_standing", "cycle"]
        assert july.tracked.items[kept].equals(june.tracked.items[kept]) and july.tracked.changes.empty
        assert facts(july) <= facts(june)


CELLS = st.text(st.characters(codec="utf-8", exclude_categories=["Cs", "Cc", "Co", "Cn"]), max_size=12)
ROWS = st.lists(st.tuples(
    st.just("1"), st.sampled_from(["问题一", "问题二", "", "=问题"]), st.sampled_from([f"措施{n}" for n in "一二三四五六"]) | CELLS,
    st.sampled_from(["环评科", "办公室", "环评科、办公室", "某某科"]), st.sampled_from(["孙五", "孙五\n钱六", ""]),
    st.sampled_from(DUE) | st.datetimes(datetime(2019, 1, 1), datetime(2020, 12, 31)).map(
        lambda d: d.replace(hour=0, minute=0, second=0, microsecond=0)),
    CELLS, st.sampled_from(SAID), st.sampled_from(["", "无", "决定.pdf"]), CELLS), min_size=1, max_size=6, unique_by=lambda one: one[2])  # fmt: skip


@pytest.mark.long
@settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=list(HealthCheck),
    phases=[Phase.explicit, Phase.generate],
)
@given(ROWS, st.booleans(), st.booleans(), st.integers(0, 6), st.sampled_from([DAY, NEXT, date(2020, 1, 15)]))
def test_handed_in_again_as_it_is_it_says_the_same_and_raises_no_new_question(
    rows: list[tuple[Any, ...]], own_codes: bool, footer: bool, dropped: int, on: date
) -> None:
    from duban.errors import DeliveryRefused

    headings = (*HEADINGS[:-1], "事项编号") if own_codes else HEADINGS
    ends = ("填表人：孙五", "", "填报日期：2019年6月3日") if footer else ()
    plain = [(*one[:9], f"甲-{n}" if own_codes else one[9]) for n, one in enumerate(rows)]
    try:
        first = came(book(*ROWS_FIRST, *plain, headings=headings, footer=ends))
        one = came(
            book(*ROWS_FIRST, *plain[dropped:], headings=headings, footer=ends), before=first.tracked.items
        )
    except DeliveryRefused:
        return
    again = read_back(one, on)
    known, said = one.tracked.items, again.rows
    running = set(known.loc[known["settled_on"].isna(), "code"])
    assert set(said["item"]) - {""} == running
    assert set(again.tracked.items["code"]) == set(known["code"])
    # A unit that the ledger names otherwise than the roster's stays as the ledger has it.
    told_before = set(one.tracked.changes["kind"]) & {"unit_moved"}
    assert set(again.tracked.changes["kind"]) <= {"reappeared"} | told_before
    listed = set(known.loc[known["missing_on"].notna(), "code"])
    assert {f for f in facts(again) if f[0] not in listed} <= facts(one) | facts(first)


ROWS_FIRST = (ROW[:9] + ("",), (*ROW[:2], "措施零", *ROW[3:9], ""))
