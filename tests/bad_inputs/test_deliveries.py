"""Bad inputs, group 9 and what else is wrong with a delivery as a whole. Named by the input's id."""

from dataclasses import replace
from datetime import date
from typing import Any

import pandas as pd
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from duban.codes import Ground
from duban.errors import DeliveryRefused
from duban.examining import examine
from duban.item import ITEMS
from duban.plan import PLANNED
from duban.plan_sanity import plan_reasons
from duban.problems import Hold
from duban.reading import Ledger, understand
from duban.sanity import NOTHING_STANDS, Standing, reasons
from duban.sanity_limits import Sanity
from duban.track import apply
from tests.bad_inputs.test_cells import TERMS, UNITS, taken
from tests.duban.ledgers import CALENDAR, PLAIN, delivered, item, kinds, read, rows, sheet
from tests.duban.makers import some_items

JUNE, JULY = pd.Timestamp(2019, 6, 3), pd.Timestamp(2019, 7, 3)
LEVELLED = (*PLAIN, "密级")


def several(count: int, **cells: str) -> list[tuple[str, ...]]:
    """So many rows, each of its own measure."""
    return [item(整改措施=f"第{n}号整改措施的全文", **cells) for n in range(count)]


def judged(before: Ledger, after: Ledger, on: pd.Timestamp = JULY, **more: Any) -> list[str]:
    """Why the second ledger would be held, the first of June standing; by code."""
    return [one.code for one in holds(before, after, on, **more)]


def holds(before: Ledger, after: Ledger, on: pd.Timestamp = JULY, **more: Any) -> tuple[Hold, ...]:
    done = taken(before)
    known = before.readings.assign(code=done.codes)
    stands = replace(Standing(JUNE, known), **more)
    seen = examine(done.items, after.readings, "HP", UNITS, Ground())
    return reasons(seen, done.items, stands, on, Sanity(), after.problems)


def test_f06_yesterdays_file_under_todays_name_is_held_and_only_refusable() -> None:
    (one,) = holds(rows(*several(4)), rows(*several(4)), pd.Timestamp(2019, 5, 25))
    assert one.code == "old" and "截止日期2019-05-25早于已采用的2019-06-03" in one.sentence


def test_f07_two_files_for_one_day_are_both_held() -> None:
    assert judged(rows(*several(4)), rows(*several(4)), rivals=2) == ["ambiguous"]


def test_f16_rows_of_another_department_are_refused_once_the_source_has_items() -> None:
    ledger = rows(*several(4, 责任单位="监测站"))
    found = holds(rows(*several(4)), ledger, others=frozenset({"监测站"}))
    assert found[0].code == "wrong_owner" and found[0].final
    few = rows(*several(5), item(整改措施="另一措施", 责任单位="监测站"))
    assert "wrong_owner" not in judged(rows(*several(5)), few, others=frozenset({"监测站"}))


def test_s07_all_rows_done_at_once_are_held_in_a_small_ledger_too() -> None:
    done = {"完成情况": "已完成", "佐证材料": "通知.pdf"}
    assert judged(rows(*several(4)), rows(*several(4, **done))) == ["mass_closed"]
    assert "mass_closed" in judged(rows(*several(40)), rows(*several(12, **done), *several(40)[12:]))
    assert judged(rows(*several(40)), rows(*several(2, **done), *several(40)[2:])) == []


def test_b01_a_heading_and_no_rows_is_refused() -> None:
    with pytest.raises(DeliveryRefused, match="没有数据行"):
        rows()


@pytest.mark.parametrize("words", ["零报告", "本期无整改事项"])
def test_b02_a_nil_return_while_items_are_open_is_held(words: str) -> None:
    nil = rows(("", words))
    assert len(nil.readings) == 0
    (one,) = holds(rows(*several(12)), nil)
    assert one.code == "nil_conflict" and "零报告，但仍有12项在办" in one.sentence


@pytest.mark.parametrize("body", [[("", "零报告")], []])
def test_b02_a_register_of_nothing_is_held_for_a_person(body: list[tuple[str, ...]]) -> None:
    found = understand(delivered(sheet(PLAIN, *body)), columns={}, words={}, feedback_on=date(2019, 5, 20),
                       calendar=CALENDAR, period_end_on=date(2019, 7, 20), register=True)  # fmt: skip
    (one,) = plan_reasons(PLANNED.frame(), ITEMS.frame(), found.readings["code"], Sanity())
    assert one.code == "nil_conflict" and not one.final


def test_b03_a_shrunken_register_is_held_and_a_row_or_two_are_asked_only() -> None:
    items = some_items(*({} for _ in range(12)))
    planned = PLANNED.cast(items.assign(register="整改方案", on=items["opened_on"]))
    (one,) = plan_reasons(planned, items, items["code"].head(7), Sanity())
    assert one.code == "shrunk" and "原列在办12项，这一版少了5项（减少42%）" in one.sentence
    assert plan_reasons(planned, items, items["code"].head(10), Sanity()) == ()
    settled = items.assign(settled_on=items["due_on"])
    assert plan_reasons(planned, settled, items["code"].head(1), Sanity()) == ()


def test_b03_a_shrunken_delivery_is_held_and_a_row_or_two_are_missing_only() -> None:
    (one,) = holds(rows(*several(12)), rows(*several(7)))
    assert one.code == "shrunk" and "减少42%" in one.sentence
    assert judged(rows(*several(12)), rows(*several(10))) == []


def test_b04_a_delivery_grown_tenfold_is_held() -> None:
    assert judged(rows(*several(12)), rows(*several(120))) == ["grown"]
    assert judged(rows(*several(12)), rows(*several(60))) == []


def test_b06_half_the_rows_wrong_hold_the_delivery() -> None:
    bad = [item(整改措施=f"第{n}号整改措施的全文", 整改时限="2019年2月30日") for n in range(4)]
    (one,) = holds(rows(*several(8)), rows(*bad, *several(8)[4:]))
    assert one.code == "bad_rows" and "4/8行有误" in one.sentence


@pytest.mark.parametrize(("to", "by"), [("2019年7月10日", "10天"), ("2019年7月30日", "30天")])
def test_b07_all_deadlines_moved_alike_are_held(to: str, by: str) -> None:
    (one,) = holds(rows(*several(5)), rows(*several(5, 整改时限=to)))
    assert one.code == "shifted" and f"5项期限整体顺延{by}" in one.sentence


def test_b07_a_deadline_that_moved_alone_holds_nothing() -> None:
    ledger = rows(*several(4), item(整改措施="第4号整改措施的全文", 整改时限="2019年7月10日"))
    assert judged(rows(*several(5)), ledger) == []


def test_b10_a_ledger_without_its_day_is_held_where_the_one_before_said_it() -> None:
    ledger = read(delivered(sheet(PLAIN, *several(3)), day_from="arrived"))
    assert kinds(ledger) == ["date_missing"] and str(ledger.as_of_on) == "2019-06-03"
    assert judged(rows(*several(3)), ledger) == []
    (one,) = holds(rows(*several(3)), ledger, owes_its_day=True)
    assert one.code == "date_missing" and "按收到之日2019-06-03计" in one.sentence


def test_b11_a_delivery_after_the_period_was_closed_is_taken_in() -> None:
    assert judged(rows(*several(4)), rows(*several(4, 整改进展="已报审")), pd.Timestamp(2019, 9, 30)) == []


@pytest.mark.parametrize("title", ["2025台账", "2025年度整改台账"])
def test_b13_a_ledger_of_another_year_is_refused(title: str) -> None:
    with pytest.raises(DeliveryRefused, match="年度不符"):
        read(delivered(sheet([title], PLAIN, *several(3))))
    assert len(read(delivered(sheet(["2018年巡察反馈问题整改台账"], PLAIN, *several(3)))).readings) == 3


def test_j26_an_account_that_sees_less_than_before_is_held() -> None:
    assert judged(rows(*several(20)), rows(*several(9))) == ["shrunk"]


def test_q15_a_status_lost_in_every_row_is_held() -> None:
    assert "status_lost" in judged(rows(*several(6)), rows(*several(6, 完成情况="")))


def test_h08_a_column_of_names_that_holds_dates_holds_the_delivery() -> None:
    (one,) = holds(rows(*several(4)), rows(*several(4, 责任人="2019-06-30")))
    assert one.code == "column_type" and "“责任人”列有100%像日期" in one.sentence


def test_n07_row_numbers_for_codes_that_shifted_are_held() -> None:
    coded = ("事项编号", *PLAIN)
    words = [
        "建立采购询价制度并严格执行",
        "清退超标办公用房",
        "追缴违规发放补贴",
        "修订会议费管理细则",
        "开展廉政教育谈话",
    ]
    before = [(f"ZG-{n}", *item(反馈问题=w, 整改措施=w)) for n, w in enumerate(words)]
    after = [(f"ZG-{n}", *item(反馈问题=w, 整改措施=w)) for n, w in enumerate([*words[1:], words[0]])]
    assert "codes_shifted" in judged(rows(*before, heading=coded), rows(*after, heading=coded))
    numbered = ("编号", *PLAIN)
    before, after = ([(f"{n}", *line) for n, line in enumerate(lines, 1)]
                     for lines in (several(4), [item(整改措施="插在最前的一行"), *several(4)]))  # fmt: skip
    done = taken(rows(*before, heading=numbered), rows(*after, heading=numbered))
    assert len(done.items) == 5 and done.items["missing_on"].isna().all()


def test_x03_a_level_lowered_by_a_ledger_leaves_the_item_restricted() -> None:
    before, after = (
        rows((*item(), "受限"), heading=LEVELLED),
        rows((*item(整改进展="新"), "内部"), heading=LEVELLED),
    )
    done = taken(before, after)
    assert done.items["restricted"].tolist() == [True] and done.items["progress"].tolist() == ["已起草"]
    assert done.seen is not None and done.seen.found["kind"].tolist() == ["level_lowered"]
    assert taken(before, rows(item())).items["restricted"].tolist() == [True]


def test_x08_a_restricted_text_repeated_in_an_ordinary_row_is_put_to_the_office_unrepeated() -> None:
    secret, plain = "核查某专项资金使用情况并整改", "建立车辆管理办法"
    before = rows((*item(整改措施=secret, 反馈问题="问题甲"), "受限"), heading=LEVELLED)
    after = rows(
        (*item(整改措施=secret, 反馈问题="问题甲"), "受限"),
        (*item(整改措施=plain, 反馈问题="问题乙", 整改进展=f"与“{secret}”一并推进"), "内部"),
        (*item(整改措施="完善会议制度", 反馈问题="问题丙"), "内部"),
        heading=LEVELLED,
    )
    found = taken(before, after).seen.found
    assert found["kind"].tolist() == ["level_leak"] and not found["quarantine"].any()
    assert not found.astype(str).apply(lambda column: column.str.contains(secret)).any().any()


def test_the_same_text_for_too_long_is_a_question_and_for_a_week_is_none() -> None:
    ledger = rows(*several(4))
    assert judged(ledger, ledger, unchanged_since=JUNE) == ["frozen"]
    assert judged(ledger, ledger, pd.Timestamp(2019, 6, 10), unchanged_since=JUNE) == []


def test_a_first_delivery_has_nothing_to_be_measured_by() -> None:
    seen = examine(ITEMS.frame(), rows(*several(12)).readings, "HP", UNITS, Ground())
    assert reasons(seen, ITEMS.frame(), NOTHING_STANDS, JUNE, Sanity()) == ()


WORDS = ["制定环评技术服务机构考核办法", "建立中介机构信用档案", "开展专项排查并通报结果"]
CELLS = st.fixed_dictionaries({
    "整改措施": st.sampled_from([*WORDS, "制定环评技术服务机构考核管理办法"]), "整改时限": st.sampled_from(
        ["2019年6月30日", "2019年9月30日", "", "2019年2月30日"]), "完成情况": st.sampled_from(["正在整改", "已完成", "已销号", ""]),
    "佐证材料": st.sampled_from(["", "通知.pdf"]), "责任单位": st.sampled_from(["环评科", "监测站", "查无此科"])})  # fmt: skip


@settings(max_examples=30, deadline=None)
@given(st.lists(CELLS, min_size=1, max_size=5), st.sampled_from(["受限", "内部"]))
@example([{"整改措施": "制定环评技术服务机构考核管理办法", "整改时限": "2019年6月30日", "完成情况": "正在整改", "佐证材料": "", "责任单位": "环评科"}], "受限")  # fmt: skip
def test_no_delivery_whatever_closes_lowers_loses_or_moves_later(lines: list[dict], level: str) -> None:
    before = taken(rows(*((*item(整改措施=w), "受限") for w in WORDS), heading=LEVELLED)).items
    after = rows(*((*item(**cells), level) for cells in lines), heading=LEVELLED)
    seen = examine(before, after.readings, "HP", UNITS, Ground())
    now = apply(before, seen, source="环评科", as_of_on=JULY, terms=TERMS).items.set_index("code")
    was = before.set_index("code")
    assert set(was.index) <= set(now.index) and now.loc[was.index, "restricted"].all()
    assert now["settled_on"].isna().all() and (now.loc[was.index, "due_on"] <= was["due_on"]).all()
    # Of rows about one item the first is it: another one in doubt beside it is told and no more.
    held = set(seen.applying.loc[seen.applying["quarantined"], "code"]) & set(was.index)
    kept = ["claim", "evidence", "unit", "due_on", "suspended_on", "read_on", "missing_on"]
    pd.testing.assert_frame_equal(now.loc[sorted(held), kept], was.loc[sorted(held), kept])
    stopped = now.loc[was.index, "suspended_on"].notna()
    proved = seen.rows[
        seen.rows["claim"].eq("done") & seen.rows["evidence"].ne("") & ~seen.rows["quarantined"]
    ]
    assert set(stopped.index[stopped]) <= set(proved["code"])


def test_a_row_that_is_only_like_an_item_is_none_until_a_person_has_said_so() -> None:
    before = rows(*(item(整改措施=w) for w in WORDS))
    new = rows(item(整改措施="制定环评技术服务机构考核管理办法"), *(item(整改措施=w) for w in WORDS[1:]))
    done = taken(before, new)
    assert done.seen is not None and done.seen.proposals["item"].tolist() == ["HP-01-1"]
    assert len(done.items) == 3 and done.items["missing_on"].notna().tolist() == [True, False, False]
    decided = done.seen.proposals.assign(on=JULY)[["identity", "item", "on"]]
    for state, count, missing in (("same", 3, 0), ("different", 4, 1), ("open", 3, 1)):
        ground = Ground(decided.assign(state=state))
        seen = examine(done.items, new.readings, "HP", UNITS, ground)
        later = apply(done.items, seen, source="环评科", as_of_on=pd.Timestamp(2019, 8, 3), terms=TERMS).items
        assert (len(later), int(later["missing_on"].notna().sum())) == (count, missing)
        assert later.loc[later["code"].eq("HP-01-4"), "first_read_on"].eq(JULY).all()


def test_a_code_we_gave_handed_back_matches_at_once_whatever_the_words() -> None:
    coded = ("事项编号", *PLAIN)
    done = taken(rows(*several(3)), rows(("HP-01-2", *item(整改措施="第1号整改措施换了说法")), heading=coded))
    assert done.codes.tolist() == ["HP-01-2"] and len(done.items) == 3
