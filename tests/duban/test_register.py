"""The register (整改方案): it says which items there are, who leads them and their first dates."""

from datetime import date

import pandas as pd
import pytest

from duban.errors import DeliveryRefused
from tests.duban.plans import LEDGER_HEADING, OTHER, PLAN_HEADING, World, planned_row, reported, understood


def test_an_item_that_no_ledger_reports_exists_is_missing_and_its_clock_runs_from_the_first_date() -> None:
    world = World().plan(planned_row(), planned_row("措施二", "立行立改"))
    one, two = world.item("HP-01-1"), world.item("HP-01-2")
    assert one["missing_on"].date() == date(2019, 5, 25) and one["source"] == "科台账"
    assert (world.due("HP-01-1"), str(one["assessed_on"].date())) == ("2019-06-30", "2019-06-30")
    assert (world.due("HP-01-2"), two["claim"], two["certain"]) == ("2019-06-04", "not_done", True)
    assert world.asked() == {("HP-01-1", "unreported", "", "措施一"), ("HP-01-2", "unreported", "", "措施二")}


def test_a_unit_whose_head_reports_no_ledger_has_its_items_from_the_register_all_the_same() -> None:
    world = World().plan(planned_row(unit="站"), planned_row("措施二", unit="外单位"))
    assert list(world.items["source"]) == ["", ""]
    assert list(world.items["code"]) == ["ZG-01-1", "ZG-01-2"]
    assert list(world.items["unit"]) == ["站", ""] and "unit_unknown" in world.item("ZG-01-2")["flags"]


def test_a_unit_reports_where_it_reported_before() -> None:
    world = World().ledger(reported("旧措施", unit="站"), source=OTHER).plan(planned_row("新措施", unit="站"))
    assert world.item("ZH-01-2")["source"] == "站台账"


def test_a_ledgers_row_is_the_planned_item_by_code_else_by_finding_and_measure_exactly() -> None:
    world = World().plan(planned_row(code="A-1"), planned_row("措施二")).ledger(
        reported("措施一（另写）", code="A-1"), reported(" 措 施 二 "))  # fmt: skip
    assert sorted(world.items["code"]) == ["A-1", "HP-01-1"]
    assert world.items["missing_on"].isna().all()
    assert set(world.changes["kind"]) == {"new"}


def test_a_ledger_with_codes_of_its_own_keeps_them_for_the_item_of_the_register() -> None:
    world = World().plan(planned_row()).ledger(reported(code="内-7"))
    assert list(world.items["code"]) == ["HP-01-1"]
    world.ledger(reported("换了写法", code="内-7", status="已完成"), on=date(2019, 7, 1))
    assert list(world.items["code"]) == ["HP-01-1"] and world.item("HP-01-1")["claim"] == "done"


def test_a_row_in_other_words_is_told_to_the_steward_as_unplanned_and_tracked_and_the_planned_one_stays_missing() -> (
    None
):
    world = World().plan(planned_row()).ledger(reported("差不多的措施"))
    assert ("HP-01-2", "unplanned", "", "差不多的措施") in world.asked()
    assert world.due("HP-01-2") == "2019-06-30"
    assert world.item("HP-01-1")["missing_on"] == world.item("HP-01-1")["first_read_on"]


def test_a_ledger_that_disagrees_on_the_date_is_asked_not_believed_while_the_rest_of_its_row_applies() -> (
    None
):
    world = (
        World().plan(planned_row()).ledger(reported(due="2019年8月31日", status="已完成", evidence="照片"))
    )
    one = world.item("HP-01-1")
    assert (world.due("HP-01-1"), str(one["assessed_on"].date())) == ("2019-06-30", "2019-06-30")
    assert (one["claim"], one["evidence"]) == ("done", "照片") and "due_moved" in one["flags"]
    assert ("HP-01-1", "register_differs", "时限2019年6月30日", "时限2019年8月31日") in world.asked()


def test_an_earlier_date_in_a_ledger_is_asked_too_and_moves_nothing() -> None:
    world = World().plan(planned_row()).ledger(reported(due="2019年6月10日"))
    assert world.due("HP-01-1") == "2019-06-30"
    assert ("HP-01-1", "register_differs", "时限2019年6月30日", "时限2019年6月10日") in world.asked()


def test_a_ledger_that_disagrees_on_the_leader_is_asked_not_believed() -> None:
    world = World().plan(planned_row()).ledger(reported(leader="王三"))
    assert world.item("HP-01-1")["leader"] == "李二"
    assert ("HP-01-1", "register_differs", "责任领导李二", "责任领导王三") in world.asked()


def test_the_same_date_in_other_words_is_no_disagreement() -> None:
    world = World().plan(planned_row()).ledger(reported(due="2019.6.30"))
    assert set(world.changes["kind"]) == {"new"} and world.item("HP-01-1")["flags"] == ""


def test_a_ledgers_blank_or_unreadable_date_leaves_the_registers() -> None:
    for due in ("", "尽快"):
        world = World().plan(planned_row()).ledger(reported(due=due))
        assert world.due("HP-01-1") == "2019-06-30" and world.item("HP-01-1")["certain"]


def test_a_doubtful_date_in_the_register_is_not_settled_by_a_ledger() -> None:
    world = World().plan(planned_row(due="尽快"))
    assert not world.item("HP-01-1")["certain"] and world.due("HP-01-1") == "2019-07-20"
    world.ledger(reported(due="2019年6月15日"))
    assert not world.item("HP-01-1")["certain"] and world.due("HP-01-1") == "2019-07-20"
    assert ("HP-01-1", "register_differs", "时限尽快", "时限2019年6月15日") in world.asked()
    world.plan(planned_row(due="2019年6月28日"), on=date(2019, 6, 10))
    assert world.item("HP-01-1")["certain"] and world.due("HP-01-1") == "2019-06-28"


def test_a_register_that_shrinks_never_removes_an_item() -> None:
    world = (
        World().plan(planned_row(), planned_row("措施二")).plan(planned_row("措施二"), on=date(2019, 6, 1))
    )
    assert list(world.planned["code"]) == ["HP-01-1", "HP-01-2"] == list(world.items["code"])
    assert world.asked() == {("HP-01-1", "register_dropped", "", "")}


def test_a_later_version_that_moves_a_date_later_without_an_approved_extension_is_asked() -> None:
    world = World().plan(planned_row()).plan(planned_row(due="2019年9月30日"), on=date(2019, 6, 1))
    assert world.due("HP-01-1") == "2019-06-30"
    assert str(world.planned["due_on"][0].date()) == "2019-06-30"
    assert world.asked() == {("HP-01-1", "register_moved", "2019年6月30日", "2019年9月30日")}


def test_a_later_version_may_follow_an_approved_extension_and_the_first_date_is_kept() -> None:
    world = World().plan(planned_row())
    world.items = world.items.assign(due_on=world.items["due_on"] + (date(2019, 9, 30) - date(2019, 6, 30)),
                                     extended=1)  # fmt: skip
    world.plan(planned_row(due="2019年9月30日"), on=date(2019, 6, 20))
    assert world.asked() == set()
    assert world.due("HP-01-1") == "2019-09-30"
    assert str(world.item("HP-01-1")["assessed_on"].date()) == "2019-06-30"
    world.ledger(reported(due="2019年9月30日"))
    assert "register_differs" not in set(world.changes["kind"])


def test_a_later_version_may_bring_a_date_forward_in_a_new_episode() -> None:
    world = (
        World()
        .plan(planned_row())
        .ledger(reported())
        .plan(planned_row(due="2019年6月20日"), on=date(2019, 6, 5))
    )
    one = world.item("HP-01-1")
    assert (world.due("HP-01-1"), one["episode"], one["claim"]) == ("2019-06-20", 2, "in_progress")


def test_a_later_version_says_who_leads_now() -> None:
    world = (
        World().plan(planned_row()).ledger(reported()).plan(planned_row(leader="王三"), on=date(2019, 6, 5))
    )
    assert world.item("HP-01-1")["leader"] == "王三" == world.planned["leader"][0]


def test_items_tracked_before_there_was_a_register_are_met_and_what_it_lacks_is_told_once() -> None:
    world = World().ledger(
        reported(due="2019年8月31日"), reported("措施二", due="2019年6月15日"), reported("多出来的")
    )
    world.plan(planned_row(), planned_row("措施二"), on=date(2019, 6, 10))
    # The approved date counts where it is earlier; a later one than has run so far is asked.
    assert (world.due("HP-01-1"), world.due("HP-01-2")) == ("2019-06-30", "2019-06-15")
    assert world.asked() == {("HP-01-2", "register_differs", "时限2019年6月30日", "时限2019年6月15日"),
                             ("HP-01-3", "unplanned", "", "多出来的")}  # fmt: skip
    world.plan(planned_row(), planned_row("措施二"), on=date(2019, 6, 20))
    assert "unplanned" not in set(world.changes["kind"])


def test_two_ledgers_that_report_one_item_by_its_code_are_asked_and_the_first_goes_on() -> None:
    world = World().plan(planned_row(code="A-1")).ledger(reported(code="A-1"))
    world.ledger(reported(code="A-1", due="2020年12月31日", status="已销号"), source=OTHER)
    assert world.item("A-1")["source"] == "科台账" and world.due("A-1") == "2019-06-30"
    assert world.asked() == {("A-1", "reported_twice", "", "")}


def test_another_units_ledger_may_report_an_item_first_and_no_code_is_ever_given_twice() -> None:
    world = World().plan(planned_row()).ledger(reported(), source=OTHER)
    assert list(world.items["code"]) == ["HP-01-1"] and world.item("HP-01-1")["source"] == "站台账"
    world.ledger(reported("另一措施"))
    assert sorted(world.items["code"]) == ["HP-01-1", "HP-01-2"]


def test_recurring_items_of_the_register_close_a_cycle_by_their_ledger_like_any_other() -> None:
    world = (
        World()
        .plan(planned_row(due="每季度末"))
        .ledger(reported(due="每季度末", status="已完成", evidence="一季度表"))
    )
    assert world.due("HP-01-1") == "2019-09-30"
    world.plan(planned_row(due="每季度末"), on=date(2019, 6, 10))
    assert world.due("HP-01-1") == "2019-09-30" and world.asked() == set()


def test_a_register_needs_no_word_of_progress_where_a_ledger_does() -> None:
    assert understood([planned_row()], date(2019, 5, 25), register=True).problems == ()
    with pytest.raises(DeliveryRefused, match="缺少“完成情况”一列"):
        understood([planned_row()], date(2019, 5, 25), register=False, heading=PLAN_HEADING)


def test_what_a_register_says_of_progress_claims_nothing() -> None:
    world = World().plan(reported(status="已销号", evidence="照片"), heading=LEDGER_HEADING)
    one = world.item("HP-01-1")
    assert (one["claim"], one["evidence"], one["acceptance"]) == ("not_done", "", "")
    assert one["settled_on"] is pd.NaT and one["suspended_on"] is pd.NaT


def test_a_ledger_that_agreed_and_then_moves_its_date_has_moved_a_deadline_like_any_other() -> None:
    world = (
        World()
        .plan(planned_row())
        .ledger(reported())
        .ledger(reported(due="2019年9月30日"), on=date(2019, 7, 1))
    )
    assert world.due("HP-01-1") == "2019-06-30" and "due_moved" in world.item("HP-01-1")["flags"]
    assert world.asked() == {("HP-01-1", "deadline_moved", "2019年6月30日", "2019年9月30日")}
