"""Tracking what reviewers do, what comes back, what a cycle closes, what has no name we know."""

from datetime import date
from typing import Any

import pandas as pd
import pytest

from duban.item import ITEMS
from duban.track import Tracked, track
from tests.duban.test_claims import TERMS, UNITS, a_ledger, after, kinds, take

pytestmark = pytest.mark.long

DONE = {"claim": "done", "status_text": "已完成", "evidence": "通知.pdf"}
OFF = {"claim": "done", "status_text": "已销号", "acceptance_claimed": "written_off"}
STANDING = {"kind": "standing", "due_on": None, "due_text": "长期坚持"}


def _reviewed(before: pd.DataFrame, row: dict[str, Any], on: str = "2019-07-01") -> Tracked:
    return track(before, a_ledger(row), source="科", prefix="HP", as_of_on=pd.Timestamp(on), terms=TERMS,
                 units=UNITS, reviewers=True)  # fmt: skip


def _one(done: Tracked) -> Any:
    assert len(done.items) == 1
    return done.items.iloc[0]


def test_a_source_that_speaks_for_the_reviewers_writes_off_and_a_departments_does_not() -> None:
    first = after(a_ledger({})).items
    one = _one(_reviewed(first, OFF))
    assert (one["acceptance"], str(one["settled_on"].date())) == ("written_off", "2019-07-01")
    assert pd.isna(_one(take(first, a_ledger(OFF), "2019-07-01"))["settled_on"])


def test_what_reviewers_have_written_off_before_we_first_read_of_it_is_settled_at_once() -> None:
    assert not pd.isna(_one(_reviewed(ITEMS.frame(), OFF))["settled_on"])
    assert pd.isna(_one(take(ITEMS.frame(), a_ledger(OFF), "2019-07-01"))["settled_on"])


def test_what_reviewers_accept_waits_for_its_writing_off_and_is_not_settled() -> None:
    one = _one(
        _reviewed(after(a_ledger({})).items, {**DONE, "acceptance_claimed": "accepted", "evidence": ""})
    )
    assert pd.isna(one["settled_on"]) and not pd.isna(one["suspended_on"])


def test_after_a_return_only_changed_evidence_suspends_again() -> None:
    claimed = after(a_ledger({}), a_ledger(DONE)).items
    returned = claimed.assign(acceptance="returned", evidence_used=claimed["evidence"], suspended_on=pd.NaT)
    returned = ITEMS.cast(returned)
    assert pd.isna(_one(take(returned, a_ledger(DONE), "2019-07-08"))["suspended_on"])
    anew = _one(take(returned, a_ledger({**DONE, "evidence": "新.pdf"}), "2019-07-08"))
    assert str(anew["suspended_on"].date()) == "2019-07-08"


def test_the_same_claim_again_keeps_the_day_it_was_first_made_and_is_no_news() -> None:
    done = after(a_ledger({}), a_ledger(DONE), a_ledger(DONE))
    assert kinds(done) == [] and str(_one(done)["suspended_on"].date()) == "2019-07-01"


def test_evidence_that_comes_after_the_claim_is_news_and_suspends_from_then() -> None:
    done = after(a_ledger({}), a_ledger({**DONE, "evidence": ""}), a_ledger(DONE))
    assert kinds(done) == ["claimed_with_evidence"]
    assert str(_one(done)["suspended_on"].date()) == "2019-07-02"


def test_what_is_kept_up_for_good_is_due_for_review_and_done_with_evidence_only_moves_the_review() -> None:
    first = after(a_ledger(STANDING))
    assert str(_one(first)["due_on"].date()) == "2019-08-20"
    done = after(a_ledger(STANDING), a_ledger({**STANDING, **DONE}))
    one = _one(done)
    assert (str(one["due_on"].date()), one["episode"]) == ("2019-11-20", 2)
    assert pd.isna(one["suspended_on"]) and pd.isna(one["settled_on"])
    bare = after(a_ledger(STANDING), a_ledger({**STANDING, **DONE, "evidence": ""}))
    assert str(_one(bare)["due_on"].date()) == "2019-08-20"


def test_each_kind_without_a_date_gets_its_own_working_date() -> None:
    rows = [{"measure": m, "due_on": None, **r} for m, r in {
        "甲": {"kind": "immediate"}, "乙": {"kind": "standing"}, "丙": {"kind": "recurring", "cycle": "monthly"},
        "丁": {"kind": "recurring", "cycle": "quarterly"}, "戊": {"kind": "unclear", "certain": False},
        "己": {"kind": "recurring", "cycle": "yearly"}, "庚": {"kind": "recurring", "cycle": "half-yearly"}}.items()]  # fmt: skip
    items = after(a_ledger(*rows)).items
    assert dict(zip(items["measure"], items["due_on"].astype(str), strict=True)) == {
        "甲": "2019-06-04", "乙": "2019-08-20", "丙": "2019-06-30", "丁": "2019-06-30", "戊": "2019-07-20",
        "己": "2019-12-31", "庚": "2019-06-30"}  # fmt: skip
    assert (items["assessed_on"] == items["due_on"]).all()


def test_a_cycles_day_that_a_month_does_not_have_is_its_last() -> None:
    row = {"kind": "recurring", "cycle": "monthly", "cycle_day": 31, "due_on": None, "due_text": "每月31日"}
    assert str(_one(after(a_ledger(row)))["due_on"].date()) == "2019-06-30"


def test_a_missing_item_stays_missing_since_the_first_day_and_keeps_what_was_known() -> None:
    two = [{"measure": "甲"}, {"measure": "乙", "progress": "3份"}]
    done = after(a_ledger(*two), a_ledger(two[0]), a_ledger(two[0]))
    lost = done.items.set_index("code").loc["HP-01-2"]
    assert kinds(done) == []
    assert (str(lost["missing_on"].date()), str(lost["read_on"].date()), lost["progress"]) == (
        "2019-07-01", "2019-06-03", "3份")  # fmt: skip


def test_a_deadline_that_is_cleared_or_becomes_unreadable_stands_as_it_was() -> None:
    for text in ("", "尽快"):
        done = after(
            a_ledger({}), a_ledger({"due_text": text, "due_on": None, "kind": "unclear", "certain": False})
        )
        one = _one(done)
        assert kinds(done) == ["deadline_moved"]
        assert (str(one["due_on"].date()), one["kind"], bool(one["certain"])) == ("2019-06-30", "dated", True)


def test_a_certain_deadline_moved_earlier_is_asked_about_and_does_not_move_either() -> None:
    done = after(a_ledger({}), a_ledger({"due_text": "2019年6月15日", "due_on": date(2019, 6, 15)}))
    assert kinds(done) == ["deadline_moved"] and str(_one(done)["due_on"].date()) == "2019-06-30"


def test_the_same_deadline_in_other_blanks_has_not_moved() -> None:
    assert kinds(after(a_ledger({}), a_ledger({"due_text": "２０１９年 6月\n底前"}))) == []


def test_a_unit_we_do_not_know_is_kept_as_written_and_one_that_moved_is_said() -> None:
    other = {"unit": "外单位", "unit_text": "外单位（牵头）"}
    one = _one(after(a_ledger(other)))
    assert (one["unit"], one["unit_text"], "unit_unknown" in one["flags"]) == ("", "外单位（牵头）", True)
    assert _one(after(a_ledger({}), a_ledger(other)))["unit"] == "科"


def test_a_sources_own_codes_are_kept_and_a_changed_wording_is_the_same_item() -> None:
    done = after(
        a_ledger({"code": "ENT-04", "measure": "甲"}), a_ledger({"code": "ENT-04", "measure": "甲（修订）"})
    )
    assert list(done.items["code"]) == ["ENT-04"] and kinds(done) == []


def test_an_empty_ledger_closes_nothing() -> None:
    done = after(a_ledger({}), a_ledger())
    assert kinds(done) == ["vanished"] and pd.isna(_one(done)["settled_on"])
