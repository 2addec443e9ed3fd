"""Extensions: the table of who approves what, and what is refused outright."""

import csv
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from duban.errors import Refused
from duban.extension import EXTENSION, QINGDAO, Approval, ExtensionRules, approval_needed
from duban.typed import parse
from duban.workdays import Calendar

CALENDAR, TABLE = Calendar(), Path(__file__).resolve().parents[1] / "data" / "extensions.csv"
RANK = ["leader_in_charge", "principal", "inspection_office"]


def decided(first: str, now: str, new: str, asked: str, times: int = 0,
            rules: ExtensionRules = EXTENSION) -> Approval:  # fmt: skip
    days = [date.fromisoformat(d) for d in (first, now, new, asked)]
    return approval_needed(rules, CALENDAR, assessed_on=days[0], due_on=days[1], new_due_on=days[2],
                           asked_on=days[3], times=times)  # fmt: skip


def _table() -> list[dict[str, str]]:
    with TABLE.open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


@pytest.mark.parametrize("row", _table(), ids=lambda r: f"{r['first']} to {r['new']}: {r['why']}")
def test_who_approves_depends_on_how_far_it_reaches_beyond_the_first_date(row: dict[str, str]) -> None:
    role, refusal = decided(row["first"], row["now"], row["new"], row["asked"], int(row["times"]))
    if row["role"]:
        assert (role, refusal) == (row["role"], None)
    else:
        assert role is None and row["why"] in str(refusal)


def test_it_may_still_be_asked_for_on_the_day_itself_where_no_notice_is_set() -> None:
    assert decided("2019-06-30", "2019-06-30", "2019-07-31", "2019-06-30").role == "leader_in_charge"


def test_qingdao_wants_it_twenty_working_days_before_and_decides_in_ten() -> None:
    # Before Friday 2019-06-28, with the Dragon Boat holiday on 06-07, lie 20 from 05-30 on.
    asked = [decided("2019-06-28", "2019-06-28", "2019-07-15", d, rules=QINGDAO)
             for d in ("2019-05-30", "2019-05-31")]  # fmt: skip
    assert [one.role for one in asked] == ["leader_in_charge", None]
    assert "不足20个工作日" in str(asked[1].refusal)
    assert QINGDAO.decide_by(date(2019, 5, 30), CALENDAR) == date(2019, 6, 14)


def test_a_site_sets_its_own_matrix_and_may_close_it_at_the_top() -> None:
    own = parse(ExtensionRules, {"tiers": [{"months": 2, "role": "principal"}], "most_times": 1}, "site.yaml")
    assert decided("2019-06-30", "2019-06-30", "2019-08-31", "2019-06-03", rules=own).role == "principal"
    too_far = decided("2019-06-30", "2019-06-30", "2019-09-01", "2019-06-03", rules=own)
    assert too_far.role is None and "至多2个月" in str(too_far.refusal)
    assert "至多1次" in str(decided("2019-06-30", "2019-06-30", "2019-08-31", "2019-06-03", 1, own).refusal)


@pytest.mark.parametrize("tiers", [[{"months": 3, "role": "principal"}, {"months": 1, "role": "principal"}],
                                   [{"role": "principal"}, {"months": 1, "role": "principal"}]])  # fmt: skip
def test_a_matrix_that_does_not_rise_is_refused_in_one_sentence(tiers: list[dict]) -> None:
    with pytest.raises(Refused, match="应逐档增大"):
        parse(ExtensionRules, {"tiers": tiers}, "site.yaml")


def test_what_is_assumed_of_the_matrix_is_said() -> None:
    assert any("分管领导" in one for one in EXTENSION.assumed)


DAYS = st.dates(date(2015, 1, 1), date(2024, 1, 1))


@given(DAYS, st.integers(1, 400), st.integers(0, 200))
def test_reaching_further_never_needs_a_lower_approval(first: date, reach: int, more: int) -> None:
    asked = first - timedelta(days=60)
    near, far = (approval_needed(EXTENSION, CALENDAR, assessed_on=first, due_on=first, asked_on=asked, times=0,
                                 new_due_on=first + timedelta(days=n)) for n in (reach, reach + more))  # fmt: skip
    assert RANK.index(str(near.role)) <= RANK.index(str(far.role))


@given(DAYS, st.integers(1, 80), st.integers(1, 80))
def test_two_short_extensions_need_the_approval_of_one_long(first: date, one: int, two: int) -> None:
    new, asked = first + timedelta(days=one + two), first - timedelta(days=60)
    at_once = approval_needed(EXTENSION, CALENDAR, assessed_on=first, due_on=first, new_due_on=new,
                              asked_on=asked, times=0)  # fmt: skip
    second = approval_needed(EXTENSION, CALENDAR, assessed_on=first, due_on=first + timedelta(days=one),
                             new_due_on=new, asked_on=asked, times=1)  # fmt: skip
    assert at_once == second
