"""Chasing: after the limit, every three working days, the next post up copied, until it is answered."""

from datetime import date, timedelta
from typing import Any

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from duban.chase import CHASES, OWED, Pace, chases_due
from duban.owed import (
    Owing,
    answers_owed,
    disputes_owed,
    explanations_owed,
    look_backs_owed,
    office_owed,
    spoken,
)
from duban.sampling import SAMPLES
from duban.workdays import Calendar
from tasks.store import ASKS, ROWS
from tests.duban.makers import a_roster, some_items

LIMIT = date(2019, 6, 11)
FIRST = date(2019, 6, 12)
PACE = Pace(Calendar())
DAYS = [FIRST + timedelta(days=n) for n in range(40)]


def _owed(**changes: Any) -> pd.DataFrame:
    plain = {"kind": "business", "target": "HP-01-1|1|2|1|deputy", "item": "HP-01-1", "unit": "科",
             "tenure": "deputy:li:2018-01-01", "post": "deputy", "person": "li", "limit_on": LIMIT,
             "above_tenure": "top:zhang:2017-01-01", "above_post": "top", "above_person": "zhang",
             "copy_from": 1}  # fmt: skip
    return OWED.frame([{**plain, **changes}])


def _walk(owed: pd.DataFrame, days: list[date]) -> pd.DataFrame:
    """What is told when the program runs on those days only."""
    told = CHASES.frame()
    for day in days:
        if PACE.calendar.is_workday(day):
            told = pd.concat([told, chases_due(owed, told, PACE, pd.Timestamp(day))], ignore_index=True)
    return told


def _said(told: pd.DataFrame) -> list[tuple[str, int, str]]:
    return [(f"{r.told_on:%m-%d}", int(r.number), r.person) for r in told.itertuples()]


def test_the_first_chase_comes_the_working_day_after_the_limit_and_then_every_three() -> None:
    told = _walk(_owed(), DAYS[:8])
    assert _said(told) == [
        ("06-12", 1, "li"),
        ("06-12", 1, "zhang"),
        ("06-17", 2, "li"),
        ("06-17", 2, "zhang"),
    ]
    assert list(told["copy"]) == [False, True, False, True]


def test_nothing_is_chased_on_the_day_of_the_limit_itself() -> None:
    assert chases_due(_owed(), CHASES.frame(), PACE, pd.Timestamp(LIMIT)).empty


def test_an_outage_leaves_one_chase_whose_number_says_which() -> None:
    told = _walk(_owed(), [FIRST, date(2019, 7, 1)])
    assert [(int(r.number), r.person) for r in told.itertuples()] == [
        (1, "li"), (1, "zhang"), (5, "li"), (5, "zhang")]  # fmt: skip


def test_what_was_told_to_the_post_is_not_told_to_its_new_holder_again() -> None:
    told = _walk(_owed(), [FIRST])
    new = _owed(tenure="deputy:wang:2019-06-13", person="wang")
    assert chases_due(new, told, PACE, pd.Timestamp("2019-06-13")).empty


def test_the_reviewers_clock_copies_the_principal_from_the_second_time() -> None:
    told = _walk(_owed(kind="review", person="han", post="office", copy_from=2), DAYS[:6])
    assert _said(told) == [("06-12", 1, "han"), ("06-17", 2, "han"), ("06-17", 2, "zhang")]


@settings(deadline=None, max_examples=40)
@given(st.sets(st.sampled_from(DAYS), min_size=1, max_size=12), st.sets(st.sampled_from(DAYS), max_size=12))
def test_no_gap_in_runs_skips_the_copy_or_tells_twice_on_a_day(days: set[date], more: set[date]) -> None:
    told = _walk(_owed(), sorted(days))
    assert not told.duplicated(["target", "number", "post"]).any()
    for _, one in told.groupby("told_on"):
        assert set(one["person"]) == {"li", "zhang"} and one["number"].nunique() == 1
    # The newest chase of a day does not depend on which days were run before it.
    last = max(d for d in days | {FIRST} if PACE.calendar.is_workday(d))
    other = _walk(_owed(), sorted({d for d in more if d < last} | {last}))
    assert _newest(_walk(_owed(), sorted(days | {last}))) == _newest(other)


def _newest(told: pd.DataFrame) -> set[tuple[int, str]]:
    top = told[told["number"].eq(told["number"].max())]
    return {(int(r.number), r.person) for r in top.itertuples()}


# Who owes what.


def _row(**changes: Any) -> dict[str, Any]:
    plain = {"id": 1, "item": "HP-01-1", "episode": 1, "line": "business", "level": 2, "round": 1,
             "tenure": "deputy:li:2018-01-01", "on": date(2019, 6, 4), "told_on": date(2019, 6, 4),
             "role": "leader_in_charge", "post": "deputy", "person": "li", "copy": False, "ask": "",
             "answer_by": LIMIT, "state": "open", "unit": "科", "notice_id": "DB-1", "release": "",
             "label": "黄色"}  # fmt: skip
    return {**plain, **changes}


def _ask(**changes: Any) -> dict[str, Any]:
    return {"id": "a", "tenure": "deputy:li:2018-01-01", "post": "deputy", "person": "li", "unit": "科",
            "month": "2019-06", "opened_on": date(2019, 6, 4), "answer_by": LIMIT, "state": "open",
            **changes}  # fmt: skip


def _owing(rows: list[dict[str, Any]], asks: list[dict[str, Any]] | None = None,
           on: str = "2019-06-20", **item: Any) -> Owing:  # fmt: skip
    return Owing(some_items(item), ROWS.frame(rows), ASKS.frame(asks or []), a_roster(), Calendar(),
                 pd.Timestamp(on))  # fmt: skip


def test_the_leader_owes_and_the_next_post_up_is_copied() -> None:
    found = answers_owed(_owing([_row()]))
    assert list(found["person"]) == ["li"] and list(found["above_person"]) == ["zhang"]


def test_a_unit_head_is_chased_with_the_leader_copied() -> None:
    head = _row(role="unit_head", post="head", person="sun", tenure="head:sun:2018-01-01")
    assert list(answers_owed(_owing([head]))["above_person"]) == ["li"]


def test_a_vacant_next_post_up_follows_the_chain() -> None:
    at = _owing([_row(role="unit_head", post="head", person="sun", tenure="head:sun:2018-01-01")])
    vacant = a_roster(tenures=[{"post": p, "person": w, "from": f} for p, w, f in (
        ("top", "zhang", "2017-01-01"), ("head", "sun", "2018-01-01"), ("office", "han", "2018-01-01"))])  # fmt: skip
    found = answers_owed(Owing(at.items, at.rows, at.asks, vacant, at.calendar, at.today))
    assert list(found["above_person"]) == ["zhang"]


def test_a_later_level_supersedes_the_limit_of_an_earlier_one() -> None:
    later = _row(id=2, level=3, told_on=date(2019, 6, 18), answer_by=date(2019, 6, 25))
    assert list(answers_owed(_owing([_row(), later]))["limit_on"].dt.date) == [date(2019, 6, 25)]


def test_a_further_round_of_the_same_level_does_not() -> None:
    again = _row(id=2, round=2, told_on=date(2019, 6, 11), answer_by=date(2019, 6, 18))
    assert list(answers_owed(_owing([_row(), again]))["limit_on"].dt.date) == [LIMIT]


def test_what_was_answered_is_owed_no_more_and_its_next_round_is() -> None:
    answered = _row(state="answered")
    assert answers_owed(_owing([answered])).empty
    again = _row(id=2, round=2, told_on=date(2019, 6, 11), answer_by=date(2019, 6, 18))
    assert list(answers_owed(_owing([answered, again]))["limit_on"].dt.date) == [date(2019, 6, 18)]


@pytest.mark.parametrize("stopped", [{"suspended_on": date(2019, 6, 12)}, {"settled_on": date(2019, 6, 12)},
                                     {"episode": 2}])  # fmt: skip
def test_nothing_is_owed_for_an_item_whose_clock_stands_or_began_anew(stopped: dict[str, Any]) -> None:
    assert answers_owed(_owing([_row(), _row(id=2, line="conduct", ask="a")], [_ask()], **stopped)).empty


def test_an_answer_on_one_line_leaves_the_other_owed() -> None:
    rows = [_row(state="answered"), _row(id=2, line="conduct", ask="a", answer_by=LIMIT)]
    assert list(answers_owed(_owing(rows, [_ask()]))["kind"]) == ["conduct"]
    rows = [_row(), _row(id=2, line="conduct", ask="a", state="answered")]
    assert list(answers_owed(_owing(rows, [_ask(state="answered")]))["kind"]) == ["business"]


def test_principal_and_secretary_owe_no_answer() -> None:
    top = {"post": "top", "person": "zhang", "tenure": "top:zhang:2017-01-01"}
    rows = [_row(**top), _row(id=2, line="conduct", ask="a", **top)]
    assert answers_owed(_owing(rows, [_ask(**top)])).empty


def test_a_former_holder_owes_nothing_more() -> None:
    assert answers_owed(_owing([_row(tenure="deputy:wang:2010-01-01", person="wang")])).empty


def test_reviewers_have_ten_working_days_from_the_claim_with_evidence() -> None:
    found = office_owed(_owing([], suspended_on=date(2019, 6, 3)))
    assert list(found["limit_on"].dt.date) == [date(2019, 6, 18)]
    assert list(found["person"]) == ["han"] and list(found["above_person"]) == ["zhang"]


def test_a_paper_that_waits_for_release_is_the_stewards() -> None:
    waiting = [_row(id=n, release="waiting", notice_id=None, person=p) for n, p in enumerate(("li", "sun"))]
    found = office_owed(_owing(waiting))
    assert [(r.kind, r.person) for r in found.itertuples()] == [("release", "han")]


def test_an_undecided_dispute_is_chased_from_whoever_decides_and_the_principal_is_copied() -> None:
    disputes = pd.DataFrame({"item": ["HP-01-1"], "decider": ["deputy"], "decide_by": [LIMIT]})
    told = _walk(disputes_owed(_owing([]), disputes), DAYS[:4])
    assert _said(told) == [("06-12", 1, "li"), ("06-12", 1, "zhang")] and set(told["kind"]) == {"dispute"}


def test_a_look_back_nobody_did_is_chased_from_the_steward_once_its_span_is_over() -> None:
    drawn = {"item": "HP-01-1", "unit": "科", "settled_on": date(2018, 12, 11), "month": "2018-12",
             "due_from_on": date(2019, 3, 11), "due_to_on": LIMIT, "why": "share"}  # fmt: skip
    samples = SAMPLES.frame([{**drawn, "outcome": ""}, {**drawn, "item": "HP-01-2", "outcome": "kept"}])
    told = _walk(look_backs_owed(_owing([]), samples), [LIMIT, FIRST])
    assert [(r.item, r.person, int(r.number)) for r in told.itertuples()] == [("HP-01-1", "han", 1)]


def test_what_is_paused_is_chased_after_it_with_the_number_it_has_by_then() -> None:
    at = _owing([], on="2019-06-20", missing_on=date(2019, 6, 3), silent_until_on=date(2019, 6, 25))
    owed = explanations_owed(at)
    assert len(owed) == 1 and spoken(owed, at.items, at.today).empty
    assert answers_owed(_owing([_row()], on="2019-06-20", silent_until_on=date(2019, 6, 25))).empty
    after = pd.Timestamp("2019-06-26")
    told = chases_due(spoken(owed, at.items, after), CHASES.frame(), PACE, after)
    # The limit stood: what fell due meanwhile is one chase, which says the how manyth it is.
    assert set(told["number"]) == {1 + (PACE.calendar.workdays_between(owed["limit_on"].iloc[0].date(), after.date()) - 1)
                                   // PACE.every_workdays}  # fmt: skip


def test_a_vanished_row_and_an_unread_date_are_the_reporters() -> None:
    lost = explanations_owed(_owing([], missing_on=date(2019, 6, 3)))
    assert [(r.kind, r.person, r.above_person) for r in lost.itertuples()] == [("missing", "sun", "han")]
    unread = explanations_owed(_owing([], certain=False, first_read_on=date(2019, 6, 3)))
    assert [(r.kind, r.person, str(r.limit_on.date())) for r in unread.itertuples()] == [
        ("deadline", "sun", "2019-06-06")]  # fmt: skip
