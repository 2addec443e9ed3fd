"""Claims are not facts: what a ledger may do to an item, and what it may not."""

from dataclasses import replace
from datetime import date
from typing import Any

import pandas as pd
import pytest

from duban.acts import give_back
from duban.due import Terms
from duban.evidence import is_new
from duban.item import ITEMS
from duban.reading import READINGS
from duban.replaying import standing
from duban.track import Tracked, track

pytestmark = pytest.mark.long

TERMS = Terms(pd.Timestamp(2019, 5, 20), pd.Timestamp(2019, 7, 20), 15, 3)
UNITS = pd.DataFrame({"name": ["科"], "unit": ["科"], "areas": ["业务"]}, dtype="str")
PLAIN = {"row": 4, "finding": "问题", "measure": "措施", "unit": "科", "unit_text": "科", "person": "孙五",
         "due_text": "2019年6月底前", "kind": "dated", "due_on": date(2019, 6, 30), "certain": True,
         "status_text": "正在整改", "claim": "in_progress", "raw": "{}"}  # fmt: skip


def a_ledger(*rows: dict[str, Any]) -> pd.DataFrame:
    return READINGS.frame([{**PLAIN, **row} for row in rows])


def take(before: pd.DataFrame, ledger: pd.DataFrame, on: str) -> Tracked:
    return track(
        before, ledger, source="科", prefix="HP", as_of_on=pd.Timestamp(on), terms=TERMS, units=UNITS
    )


def after(*ledgers: pd.DataFrame) -> Tracked:
    done = take(ITEMS.frame(), ledgers[0], "2019-06-03")
    for n, ledger in enumerate(ledgers[1:]):
        done = take(done.items, ledger, f"2019-07-{n + 1:02}")
    return done


def kinds(done: Tracked) -> list[str]:
    return list(done.changes["kind"])


def test_done_with_evidence_suspends_and_done_without_does_not() -> None:
    done = {"claim": "done", "status_text": "已完成"}
    without = after(a_ledger({}), a_ledger(done))
    assert kinds(without) == ["claimed"] and without.items["suspended_on"].isna().all()
    proved = after(a_ledger({}), a_ledger({**done, "evidence": "通知.pdf"}))
    assert kinds(proved) == ["claimed_with_evidence"]
    assert str(proved.items["suspended_on"].iloc[0].date()) == "2019-07-01"


def test_evidence_that_came_back_once_suspends_nothing_again_whatever_was_handed_in_between() -> None:
    claim = {"claim": "done", "status_text": "已完成"}
    done = take(ITEMS.frame(), a_ledger({}), "2019-06-03")
    seen = []
    for n, name in enumerate(("甲.pdf", "乙.pdf", "甲 .pdf", "丙.pdf")):
        done = take(done.items, a_ledger({**claim, "evidence": name}), f"2019-07-0{n + 1}")
        seen.append((kinds(done)[-1], bool(done.items["suspended_on"].notna().all())))
        if seen[-1][1]:
            sets = give_back(standing(done.items)).sets
            done = replace(done, items=ITEMS.cast(done.items.assign(**sets)))
    assert seen == [("claimed_with_evidence", True), ("claimed_with_evidence", True), ("claimed_again", False),
                    ("claimed_with_evidence", True)]  # fmt: skip


def test_no_rows_no_evidence() -> None:
    assert is_new(pd.Series([], dtype="str"), pd.Series([], dtype="str")).empty


def test_falling_back_from_done_resumes_the_clock_as_if_it_had_never_stopped() -> None:
    done = after(a_ledger({}), a_ledger({"claim": "done", "status_text": "已完成", "evidence": "通知.pdf"}),
                 a_ledger({"evidence": "通知.pdf"}))  # fmt: skip
    assert kinds(done) == ["fell_back"]
    assert done.items["suspended_on"].isna().all() and done.items["episode"].iloc[0] == 1


def test_a_date_moved_without_approval_does_not_move_while_the_rest_applies() -> None:
    done = after(
        a_ledger({}), a_ledger({"due_text": "2019年8月15日", "due_on": date(2019, 8, 15), "progress": "18份"})
    )
    assert kinds(done) == ["deadline_moved", "progress"]
    one = done.items.iloc[0]
    assert (str(one["due_on"].date()), one["progress"], one["flags"].strip()) == (
        "2019-06-30",
        "18份",
        "due_moved",
    )


def test_a_row_that_vanished_is_missing_and_the_others_keep_their_codes() -> None:
    three = [{"measure": m} for m in "甲乙丙"]
    done = after(a_ledger(*three), a_ledger(three[0], three[2]))
    assert list(done.items["code"]) == ["HP-01-1", "HP-01-2", "HP-01-3"]
    assert list(done.items["missing_on"].notna()) == [False, True, False]
    assert list(done.codes) == ["HP-01-1", "HP-01-3"]
    assert kinds(after(a_ledger(*three), a_ledger(three[0], three[2]), a_ledger(*three))) == ["reappeared"]


def test_a_code_once_given_is_never_given_again() -> None:
    done = after(
        a_ledger({"measure": "甲"}, {"measure": "乙"}), a_ledger({"measure": "甲"}, {"measure": "丁"})
    )
    assert dict(zip(done.items["measure"], done.items["code"], strict=True)) == {
        "甲": "HP-01-1", "乙": "HP-01-2", "丁": "HP-01-3"}  # fmt: skip


def test_what_a_department_calls_written_off_is_a_claim() -> None:
    off = {
        "claim": "done",
        "acceptance_claimed": "written_off",
        "status_text": "已销号",
        "evidence": "表.pdf",
    }
    done = after(a_ledger({}), a_ledger(off))
    assert kinds(done) == ["written_off_by_department"]
    assert done.items["settled_on"].isna().all() and list(done.items["acceptance"]) == [""]


def test_done_closes_one_cycle_only_and_only_with_new_evidence() -> None:
    monthly = {"kind": "recurring", "cycle": "monthly", "cycle_day": 5, "due_on": None, "due_text": "每月5日前",
               "claim": "done", "status_text": "按时完成", "evidence": "5月记录.pdf"}  # fmt: skip
    first = after(a_ledger(monthly))
    assert str(first.items["due_on"].iloc[0].date()) == "2019-07-05"
    same = after(a_ledger(monthly), a_ledger(monthly))
    assert str(same.items["due_on"].iloc[0].date()) == "2019-07-05"
    new = after(a_ledger(monthly), a_ledger({**monthly, "evidence": "6月记录.pdf"}))
    assert str(new.items["due_on"].iloc[0].date()) == "2019-08-05" and new.items["episode"].iloc[0] == 2


def test_an_unread_date_is_a_provisional_one_never_none() -> None:
    unread = {"kind": "unclear", "due_on": None, "certain": False, "due_text": "尽快"}
    one = after(a_ledger(unread)).items.iloc[0]
    assert str(one["due_on"].date()) == "2019-07-20" and "due_uncertain" in one["flags"]


def test_a_doubtful_date_made_certain_is_taken_when_earlier_and_never_when_later() -> None:
    doubtful = {"certain": False, "due_text": "8月前", "due_on": date(2019, 7, 31)}
    earlier = {"due_text": "2019年7月15日", "due_on": date(2019, 7, 15)}
    later = {"due_text": "2019年8月31日", "due_on": date(2019, 8, 31)}
    assert str(after(a_ledger(doubtful), a_ledger(earlier)).items["due_on"].iloc[0].date()) == "2019-07-15"
    moved = after(a_ledger(doubtful), a_ledger(later))
    assert str(moved.items["due_on"].iloc[0].date()) == "2019-07-31" and "deadline_moved" in kinds(moved)


def test_the_same_row_twice_is_applied_once_and_named() -> None:
    done = after(a_ledger({}, {"claim": "done"}))
    assert len(done.items) == 1 and done.items["claim"].iloc[0] == "in_progress" and len(done.repeated) == 1
