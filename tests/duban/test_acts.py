"""The office's acts as rules: what no sequence of them can do, and what each may and may not."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from duban import acts
from duban.acts import Outcome, Standing
from duban.approver import check_approver, person_named
from duban.due import Terms
from duban.errors import Refused
from duban.escalation import due_now
from duban.frames import records
from duban.item import ITEMS, running
from duban.ladder import Ladder
from duban.reviews import REVIEW_ROWS, excused, moved_reviews
from tests.duban.makers import a_ladder, a_roster, rules, some_items, who
from tests.duban.test_claims import a_ledger, take
from tests.duban.test_who_is_told import NONE_SAID

TERMS = Terms(pd.Timestamp(2019, 5, 20), pd.Timestamp(2019, 7, 20), 15, 3)
TODAY, JUNE = date(2019, 7, 1), date(2019, 6, 30)
JUDGED = Ladder.model_validate({"levels": [
    {"level": 1, "label": "黄牌", "when": {"days_late": 1}, "tell": ["unit_head"]},
    {"level": 2, "label": "红牌", "when": {"judged": True}, "tell": ["principal"]}]})  # fmt: skip


def standing(**changes: Any) -> Standing:
    """A dated item due in June, claimed done with evidence, with the reviewers since 06-28."""
    plain: dict[str, Any] = {
        "code": "HP-01-1", "kind": "dated", "claim": "done", "status_text": "已完成", "acceptance": "",
        "evidence": "通知.pdf", "evidence_used": "", "due_on": JUNE, "assessed_on": JUNE, "certain": True,
        "then_standing": False, "episode": 1, "opened_on": date(2019, 5, 20), "suspended_on": date(2019, 6, 28),
        "settled_on": None, "extended": 0, "from_level": 0, "silent_until_on": None, "flags": "", "unit": "科",
        "areas": "业务"}  # fmt: skip
    return Standing(**{**plain, **changes})


def after(item: Standing, outcome: Outcome) -> Standing:
    return replace(item, **outcome.sets)


DAYS = st.dates(date(2019, 6, 1), date(2020, 3, 1))
ACTS: dict[str, Callable[[Standing, date, date], Outcome]] = {
    "accept": lambda i, on, _: acts.accept(i, on),
    "return": lambda i, on, _: acts.give_back(i),
    "write_off": lambda i, on, _: acts.write_off(i, on, TERMS),
    "extend": lambda i, on, to: (acts.may_extend(i, on, on), acts.extend(i, on, to, on, "li", "principal"))[
        1
    ],
    "reopen": lambda i, on, to: acts.reopen(i, on, True, to, 2, a_ladder()),
    "reopen as it was": lambda i, on, _: acts.reopen(i, on, False, None, 2, a_ladder()),
    "judge": lambda i, on, _: acts.judge(i, 2, JUDGED),
    "silence": lambda i, on, to: acts.silence(i, on, to, acts.Pauses(30, 60)),
    "correct": lambda i, on, to: acts.correct(i, on, to, False),
}
MOVES_THE_DATE = {"extend", "reopen", "correct", "write_off"}


@settings(max_examples=1500, deadline=None)
@given(st.lists(st.tuples(st.sampled_from(sorted(ACTS)), DAYS, DAYS), max_size=8),
       st.sampled_from(["dated", "immediate", "standing", "recurring", "span"]), st.booleans())  # fmt: skip
def test_no_sequence_of_acts_moves_the_first_date_or_leaves_an_open_item_without_one(
    sequence: list[tuple[str, date, date]], kind: str, suspended: bool
) -> None:
    item = standing(kind=kind, suspended_on=JUNE if suspended and kind == "dated" else None)
    for name, on, to in sequence:
        before = item
        try:
            item = after(item, ACTS[name](item, on, to))
        except Refused:
            continue
        assert item.assessed_on == JUNE and isinstance(item.due_on, date)
        assert item.episode >= before.episode
        # Only what is accepted, or comes round again, is closed; only a reopening opens it.
        assert before.settled_on is None or name.startswith("reopen")
        assert item.settled_on is None or before.acceptance == "accepted" or kind in {"standing", "recurring"}
        assert item.due_on == before.due_on or name in MOVES_THE_DATE
        assert (item.due_on == before.due_on) or item.episode == before.episode + 1


def test_only_a_correction_that_says_so_moves_a_first_date_somebody_had_set() -> None:
    right = date(2019, 7, 15)
    assert after(standing(), acts.correct(standing(), TODAY, right, False)).assessed_on == JUNE
    assert after(standing(), acts.correct(standing(), TODAY, right, True)).assessed_on == right
    doubtful = standing(certain=False, kind="unclear", flags="due_uncertain ")
    settled = after(doubtful, acts.correct(doubtful, TODAY, right, False))
    assert (settled.assessed_on, settled.certain, settled.kind, settled.flags) == (right, True, "dated", "")


def test_a_doubtful_date_confirmed_as_it_stood_starts_no_new_clock_and_wrongs_nobody() -> None:
    doubtful = standing(certain=False)
    done = acts.correct(doubtful, TODAY, JUNE, False)
    assert after(doubtful, done).episode == 1 and done.ends == ""


def test_what_is_written_off_and_then_standing_has_a_first_date_of_its_own() -> None:
    item = standing(acceptance="accepted", then_standing=True, extended=2, from_level=3)
    now = after(item, acts.write_off(item, TODAY, TERMS))
    assert (now.kind, now.due_on, now.assessed_on, now.episode) == (
        "standing",
        date(2019, 10, 1),
        date(2019, 10, 1),
        2,
    )
    assert (now.extended, now.from_level, now.suspended_on, now.settled_on) == (0, 0, None, None)


def test_a_return_leaves_date_episode_and_opening_alone_and_uses_the_evidence_up() -> None:
    now = after(standing(), acts.give_back(standing()))
    assert now == replace(standing(), acceptance="returned", suspended_on=None, evidence_used="通知.pdf")


def test_what_was_accepted_by_mistake_may_still_be_returned_before_it_is_written_off() -> None:
    accepted = after(standing(), acts.accept(standing(), TODAY))
    assert after(accepted, acts.give_back(accepted)).acceptance == "returned"
    assert acts.accept(standing(), TODAY).ends == ""


@pytest.mark.parametrize(
    ("relapse", "reached", "level"), [(True, 0, 1), (True, 2, 3), (True, 3, 3), (False, 2, 0)]
)
def test_a_relapse_starts_one_level_above_the_highest_and_a_mere_reopening_at_the_bottom(
    relapse: bool, reached: int, level: int
) -> None:
    off = standing(acceptance="written_off", settled_on=JUNE)
    done = acts.reopen(off, TODAY, relapse, None, reached, a_ladder())
    assert done.detail == {"settled_on": "2019-06-30", "from_level": level, "relapse": relapse}
    assert after(off, done).evidence_used == off.evidence


REFUSED: list[tuple[Callable[[], Outcome | None], str]] = [
    (lambda: acts.accept(standing(claim="in_progress"), TODAY), "尚未申报完成"),
    (lambda: acts.accept(standing(acceptance="accepted"), TODAY), "已经验收"),
    (lambda: acts.give_back(standing(suspended_on=None)), "不在验收中"),
    (lambda: acts.give_back(standing(kind="recurring", suspended_on=None)), "不经送验"),
    (lambda: acts.give_back(standing(settled_on=JUNE)), "已于2019-06-30销号，不能再退回"),
    (lambda: acts.write_off(standing(), TODAY, TERMS), "应先验收"),
    (lambda: acts.reopen(standing(), TODAY, False, None, 0, a_ladder()), "尚未销号"),
    (lambda: acts.reopen(standing(settled_on=JUNE), TODAY, False, JUNE, 0, a_ladder()), "应不早于今天"),
    (lambda: acts.judge(standing(), 1, JUDGED), "第1级不由人评定，可评定为0（良好）、2"),
    (lambda: acts.judge(standing(), 0, a_ladder()), "没有由人评定的级"),
    (lambda: acts.silence(standing(), TODAY, date(2019, 8, 1), acts.Pauses(30, 60)), "至多到2019-07-31"),
    (lambda: acts.silence(standing(), TODAY, JUNE, acts.Pauses(30, 60)), "已过"),
    (lambda: acts.correct(standing(), TODAY, JUNE, False), "无需更正"),
    (lambda: acts.may_extend(standing(certain=False), TODAY, TODAY), "时限待核"),
    (lambda: acts.may_extend(standing(), TODAY, date(2019, 7, 2)), "晚于今天"),
    (lambda: acts.may_extend(standing(acceptance="accepted"), TODAY, TODAY), "无需延期"),
]  # fmt: skip


@pytest.mark.parametrize(("act", "sentence"), REFUSED)
def test_what_makes_no_sense_is_refused_in_a_sentence(
    act: Callable[[], Outcome | None], sentence: str
) -> None:
    with pytest.raises(Refused, match=sentence):
        act()


def _approve(person: str, role: str, **more: str) -> str:
    about = {"unit": "科", "areas": "业务", **more}
    return check_approver(a_roster(), person_named(a_roster(), person), role, day=TODAY, **about)


def test_who_approves_holds_the_role_that_day_or_a_higher_one() -> None:
    assert _approve("李二", "leader_in_charge") == "leader_in_charge"
    assert _approve("zhang", "leader_in_charge") in {"principal", "secretary"}
    with pytest.raises(Refused, match="应由主要负责人或以上批准，李二2019-07-01的岗位是：副局长（分管业务）"):
        _approve("李二", "principal")
    with pytest.raises(Refused, match="应由巡察办或以上批准"):
        _approve("张一", "inspection_office")


def test_a_leader_approves_for_the_areas_in_charge_only() -> None:
    with pytest.raises(Refused, match="应由分管领导或以上批准"):
        _approve("李二", "leader_in_charge", areas="别的", unit="别处")


CLAIM = {"claim": "done", "status_text": "已完成"}
GAPS = st.lists(st.tuples(st.integers(0, 25), st.integers(1, 20)), max_size=4)


@settings(max_examples=12, deadline=None)
@given(GAPS, st.integers(0, 40))
def test_suspended_and_resumed_the_level_is_that_of_an_item_never_suspended(
    gaps: list[tuple[int, int]], later: int
) -> None:
    never = take(ITEMS.frame(), a_ledger({}), "2019-05-21").items
    item, day = never, date(2019, 5, 21)
    for n, (waited, reviewed) in enumerate(gaps):
        day += timedelta(days=waited)
        item = take(item, a_ledger({**CLAIM, "evidence": f"第{n}版.pdf"}), day.isoformat()).items
        assert running(item).empty
        day += timedelta(days=reviewed)
        row = records(item)[0]
        one = standing(evidence=row["evidence"], suspended_on=row["suspended_on"].date())
        item = ITEMS.cast(item.assign(**acts.give_back(one).sets))
    day += timedelta(days=later)
    read = {"read_on": pd.Timestamp(day)}
    assert _levels(item.assign(**read), day) == _levels(never.assign(**read), day)


def _levels(items: pd.DataFrame, day: date) -> set[tuple[Any, ...]]:
    known = items.assign(reporter="head")
    found, _ = due_now(running(known), who(a_roster(), known), NONE_SAID, rules(), pd.Timestamp(day))
    return {(r.level, r.round, str(r.on), r.line, r.person) for r in found.itertuples()}


def test_a_review_is_opened_by_a_claim_and_closed_by_its_return_or_write_off() -> None:
    claim, back = pd.Timestamp(2019, 6, 28), pd.Timestamp(2019, 7, 5)
    free = some_items({"claim": "done", "evidence": "通知.pdf"})
    held = ITEMS.cast(free.assign(suspended_on=claim))
    opened = records(moved_reviews(free, held, claim))
    assert [(r["from_on"], pd.isna(r["to_on"]), r["outcome"]) for r in opened] == [(claim, True, "")]
    ends = {"returned": held.assign(suspended_on=pd.NaT, acceptance="returned"),
            "fell_back": held.assign(suspended_on=pd.NaT, claim="in_progress"),
            "accepted": held.assign(acceptance="accepted"),
            "written_off": held.assign(acceptance="written_off", settled_on=back)}  # fmt: skip
    for outcome, now in ends.items():
        closed = records(moved_reviews(held, ITEMS.cast(now), back))
        assert [(r["from_on"], r["to_on"], r["outcome"]) for r in closed] == [(claim, back, outcome)]
    assert moved_reviews(held, held, back).empty and moved_reviews(free, free, back).empty


def test_a_review_that_ended_with_the_write_off_is_not_ended_again_by_the_reopening() -> None:
    off = some_items({"suspended_on": "2019-06-28", "settled_on": "2019-07-05", "acceptance": "written_off"})
    again = ITEMS.cast(off.assign(suspended_on=pd.NaT, settled_on=pd.NaT, acceptance=""))
    assert moved_reviews(off, again, pd.Timestamp(2019, 11, 4)).empty


def test_scoring_leaves_out_the_days_under_review_and_those_it_was_written_off() -> None:
    row = {"item": "HP-01-1", "from_on": date(2019, 6, 28), "to_on": date(2019, 7, 5), "outcome": "returned"}
    again = pd.DataFrame({"item": ["HP-01-1"], "settled_on": pd.to_datetime(["2019-08-01"]),
                          "on": pd.to_datetime(["2019-11-04"])})  # fmt: skip
    found = excused(REVIEW_ROWS.frame([{**row, "episode": 1}]), again)
    assert [(str(r.from_on.date()), str(r.to_on.date())) for r in found.itertuples()] == [
        ("2019-06-29", "2019-07-05"), ("2019-08-02", "2019-11-04")]  # fmt: skip


def test_pauses_add_up_and_in_all_are_no_longer_than_the_site_allows_within_a_year() -> None:
    earlier = ((date(2019, 3, 1), date(2019, 3, 30)), (date(2019, 4, 1), date(2019, 4, 20)))
    pauses = acts.Pauses(30, 60, earlier)
    with pytest.raises(Refused, match="一年内暂停提示合计将达61天，不得超过60天"):
        acts.silence(standing(), TODAY, date(2019, 7, 11), pauses)
    assert acts.silence(standing(), TODAY, date(2019, 7, 10), pauses).sets == {
        "silent_until_on": date(2019, 7, 10)
    }
    # The same days paused twice are paused once; what is a year ago counts no more.
    assert acts.Pauses(30, 60, earlier * 2).paused(TODAY, date(2019, 7, 10)) == 60
    assert acts.Pauses(30, 60, earlier).paused(date(2020, 7, 1), date(2020, 7, 10)) == 10
