"""Triggers that facts tell: judgements, progress, cards, a slip's limit; each against a plain count."""

from datetime import date, timedelta
from typing import Any

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from duban.clock import all_rounds, newest_rounds, steps
from duban.errors import Refused
from duban.events import EVENTS, progress_events, together
from duban.ladder import Ladder, When
from duban.typed import parse
from duban.workdays import Calendar
from tests.duban.makers import FEEDBACK, a_ladder, some_items
from tests.duban.plain_days import Plain

START, CALENDAR, CODE = date(2019, 6, 3), Calendar(), "HP-01-1"
Row = dict[str, Any]


def level(number: int, when: Row, **more: Any) -> Row:
    return {"level": number, "label": f"{number}", "when": when, "tell": ["handler"], **more}


def judged(*days: tuple[str, int]) -> pd.DataFrame:
    return EVENTS.frame({"code": CODE, "kind": "judged", "level": n, "on": on} for on, n in days)


def progress(*days: tuple[str, float]) -> pd.DataFrame:
    return EVENTS.frame({"code": CODE, "kind": "progress", "ratio": r, "on": on} for on, r in days)


def told(levels: list[Row], events: pd.DataFrame | None, *days: str, count: str = "days",
         calendar: Calendar = CALENDAR, **item: Any) -> list[tuple[int, int]]:  # fmt: skip
    """(level, round) on each day; (0, 0) for none."""
    ladder, plain = a_ladder(*levels, count=count), {"opened_on": START, "due_on": date(2019, 12, 31)}
    spans = steps(some_items({**plain, **item}), ladder, calendar, pd.Timestamp(FEEDBACK), events=events)
    found = [newest_rounds(spans, ladder, calendar, pd.Timestamp(day)) for day in days]
    return [(int(f["level"].iloc[0]), int(f["round"].iloc[0])) if len(f) else (0, 0) for f in found]


BY_JUDGEMENT = [level(1, {"judged": True}), level(2, {"judged": True, "days_late": 1}, again_every=7)]


def test_a_judgement_opens_its_level_on_its_day_and_stands_until_the_next() -> None:
    events = judged(("2019-06-10", 2), ("2019-06-20", 1), ("2019-06-25", 0))
    days = ("2019-06-09", "2019-06-10", "2019-06-17", "2019-06-20", "2019-06-24", "2019-06-25")
    assert told(BY_JUDGEMENT, events, *days) == [(0, 0), (2, 1), (2, 2), (1, 1), (1, 1), (0, 0)]


def test_a_level_judged_directly_takes_the_ones_below_along_as_overtaken() -> None:
    spans = steps(some_items({"due_on": date(2019, 12, 31)}), a_ladder(*BY_JUDGEMENT), CALENDAR,
                  pd.Timestamp(FEEDBACK), events=judged(("2019-06-10", 2)))  # fmt: skip
    low = spans[spans["level"].eq(1)].iloc[0]
    assert str(low["on"].date()) == "2019-06-10" and low["since"] == low["until"]


def test_praise_does_not_stop_what_the_calendar_says() -> None:
    assert told(BY_JUDGEMENT, judged(("2019-06-20", 0)), "2019-06-20", due_on=date(2019, 6, 10)) == [(2, 2)]


def test_a_second_judgement_at_the_same_level_is_told_again_as_its_next_round() -> None:
    events = judged(("2019-06-10", 1), ("2019-07-10", 1), ("2019-07-20", 0), ("2019-08-10", 1))
    assert told(BY_JUDGEMENT, events, "2019-06-10", "2019-07-09", "2019-07-10", "2019-08-10") == [
        (1, 1), (1, 1), (1, 2), (1, 3)]  # fmt: skip


def test_a_judgement_of_an_earlier_episode_counts_no_more() -> None:
    assert told(BY_JUDGEMENT, judged(("2019-06-10", 1)), "2019-07-01", opened_on=date(2019, 6, 11)) == [
        (0, 0)
    ]


def test_of_two_judgements_on_one_day_the_last_one_written_counts() -> None:
    assert told(BY_JUDGEMENT, judged(("2019-06-10", 2), ("2019-06-10", 0)), "2019-06-10") == [(0, 0)]


def test_a_judgement_of_another_item_or_of_a_level_nobody_judges_opens_nothing() -> None:
    other = judged(("2019-06-10", 1)).assign(code="HP-09-9")
    assert told(BY_JUDGEMENT, other, "2019-06-10") == [(0, 0)]
    assert told([level(1, {"days_late": 1})], judged(("2019-06-10", 1)), "2019-06-10") == [(0, 0)]


PACE = [level(1, {"progress_below": 0.8}), level(2, {"progress_below": 0.6}, again_every=7)]


def test_behind_schedule_opens_on_the_readings_day_and_real_progress_ends_it() -> None:
    events = progress(("2019-06-10", 0.79), ("2019-06-20", 0.59), ("2019-07-01", 0.6), ("2019-07-10", 0.8))
    days = ("2019-06-09", "2019-06-10", "2019-06-20", "2019-06-27", "2019-07-01", "2019-07-10")
    assert told(PACE, events, *days) == [(0, 0), (1, 1), (2, 1), (2, 2), (1, 1), (0, 0)]


def test_falling_behind_again_counts_its_rounds_on_so_that_it_is_told_again() -> None:
    events = progress(("2019-06-10", 0.5), ("2019-06-20", 0.9), ("2019-07-01", 0.5))
    assert told(PACE, events, "2019-06-19", "2019-06-20", "2019-07-01", "2019-07-08") == [
        (2, 2), (0, 0), (2, 3), (2, 4)]  # fmt: skip


SLIPS = [level(1, {"days_late": 1}, answer_within=5), level(2, {"slip_limit_passed": True}, limit_days=10),
         level(3, {"slip_limit_passed": True})]  # fmt: skip


def test_the_next_level_opens_the_day_after_the_slip_below_ran_out() -> None:
    # Late from Tuesday 06-11; five working days end on 06-18; ten days from 06-19 end on 06-29.
    days = ("2019-06-18", "2019-06-19", "2019-06-29", "2019-06-30")
    assert told(SLIPS, None, *days, due_on=date(2019, 6, 10)) == [(1, 1), (2, 1), (2, 1), (3, 1)]


def test_a_slip_due_on_a_saturday_is_given_on_monday_and_runs_from_there() -> None:
    # Due on Friday 06-14: the level is reached on 06-15, its slip given on 06-17, out on 06-24.
    assert told(SLIPS, None, "2019-06-24", "2019-06-25", due_on=date(2019, 6, 14)) == [(1, 1), (2, 1)]


def test_whether_the_day_a_slip_is_given_counts_is_the_calendars_setting() -> None:
    first = Calendar(count_first_day=True)
    days = ("2019-06-17", "2019-06-18")
    assert told(SLIPS, None, *days, due_on=date(2019, 6, 10), calendar=first) == [(1, 1), (2, 1)]


def test_an_age_in_working_days_counts_the_first_day_where_the_calendar_says_so() -> None:
    old, there = [level(1, {"age_days": 15})], Calendar(count_first_day=True)
    # From the feedback on Monday 05-20 with the Dragon Boat holiday on 06-07.
    days = ("2019-06-10", "2019-06-11")
    assert told(old, None, *days, count="workdays") == [(0, 0), (1, 1)]
    assert told(old, None, *days, count="workdays", calendar=there) == [(1, 1), (1, 1)]


def test_days_left_and_late_do_not_move_with_that_setting() -> None:
    both = [level(1, {"days_left": 3}), level(2, {"days_late": 1})]
    days = tuple(f"2019-06-{d:02}" for d in range(3, 15))
    counted = [told(both, None, *days, count="workdays", calendar=Calendar(count_first_day=first),
                    due_on=date(2019, 6, 12)) for first in (False, True)]  # fmt: skip
    assert counted[0] == counted[1] and (2, 1) in counted[0]


def test_a_level_that_ceased_takes_its_slip_with_it() -> None:
    levels = [level(1, {"progress_below": 0.8}, answer_within=5), level(2, {"slip_limit_passed": True})]
    ended = progress(("2019-06-10", 0.5), ("2019-06-14", 0.9))
    assert told(levels, ended, "2019-06-30") == [(0, 0)]
    assert told(levels, progress(("2019-06-10", 0.5)), "2019-06-17", "2019-06-18") == [(1, 1), (2, 1)]


def test_the_second_card_of_an_item_opens_the_level_above() -> None:
    levels = [level(1, {"judged": True}), level(2, {"cards": {"level": 1, "times": 2}})]
    events = judged(("2019-06-10", 1), ("2019-07-01", 0), ("2019-07-10", 1), ("2019-08-01", 0))
    days = ("2019-06-10", "2019-07-09", "2019-07-10", "2019-08-01")
    assert told(levels, events, *days) == [(1, 1), (0, 0), (2, 1), (0, 0)]


def test_a_round_by_the_clock_is_a_card_and_a_judgement_repeated_is_none() -> None:
    levels = [level(1, {"judged": True, "days_late": 1}, again_every=10),
              level(2, {"cards": {"level": 1, "times": 3}})]  # fmt: skip
    by_clock = told(levels, None, "2019-06-30", "2019-07-01", due_on=date(2019, 6, 10))
    assert by_clock == [(1, 2), (2, 1)]
    assert told(levels, judged(("2019-06-11", 1)), "2019-08-31") == [(1, 9)]


@pytest.mark.parametrize(("between", "level_then"), [(0, 1), (1, 1), (3, 3)])
def test_only_a_better_one_between_breaks_a_row_of_cards(between: int, level_then: int) -> None:
    levels = [level(1, {"judged": True}), level(2, {"judged": True}), level(3, {"judged": True}),
              level(4, {"cards": {"level": 2, "times": 2, "running": True}})]  # fmt: skip
    events = judged(("2019-06-10", 2), ("2019-06-20", between), ("2019-06-30", 2), ("2019-07-10", 2))
    row = told(levels, events, "2019-06-20", "2019-06-30", "2019-07-10")
    assert row[0][0] == (0 if between == 0 else level_then)
    assert [n for n, _ in row[1:]] == ([4, 4] if between > 2 else [2, 4])


def test_a_judgement_made_again_is_the_second_card_however_often_the_first_was_repeated() -> None:
    levels = [level(1, {"judged": True}, again_every=10), level(2, {"cards": {"level": 1, "times": 3}})]
    events = judged(("2019-06-10", 1), ("2019-07-15", 1), ("2019-08-20", 1))
    assert [n for n, _ in told(levels, events, "2019-07-15", "2019-08-19", "2019-08-20")] == [1, 1, 2]


def test_a_better_judgement_breaks_a_row_even_after_a_graver_one() -> None:
    levels = [level(2, {"judged": True}), level(3, {"judged": True}),
              level(4, {"cards": {"level": 2, "times": 2, "running": True}})]  # fmt: skip
    events = judged(
        ("2019-06-10", 2), ("2019-06-15", 3), ("2019-06-20", 0), ("2019-06-30", 2), ("2019-07-10", 2)
    )
    assert [n for n, _ in told(levels, events, "2019-06-30", "2019-07-10")] == [2, 4]


@pytest.mark.parametrize(("running", "then"), [(True, 1), (False, 2)])
def test_catching_up_between_breaks_a_row_of_cards_but_not_their_count(running: bool, then: int) -> None:
    levels = [level(1, {"progress_below": 0.8}),
              level(2, {"cards": {"level": 1, "times": 2, "running": running}})]  # fmt: skip
    events = progress(("2019-06-10", 0.5), ("2019-06-20", 0.9), ("2019-06-30", 0.5))
    assert [n for n, _ in told(levels, events, "2019-06-10", "2019-06-30")] == [1, then]


def test_judging_an_item_at_the_lower_level_again_does_not_take_an_expired_slip_back() -> None:
    levels = [level(1, {"judged": True}, answer_within=5), level(2, {"slip_limit_passed": True})]
    events = judged(("2019-06-10", 1), ("2019-06-20", 1), ("2019-07-20", 0))
    days = ("2019-06-17", "2019-06-18", "2019-06-20", "2019-07-20")
    assert [n for n, _ in told(levels, events, *days)] == [1, 2, 2, 0]


@pytest.mark.parametrize(
    ("levels", "words"),
    [
        ([level(1, {"slip_limit_passed": True})], "第1级以上一张督办单限期已过为条件，但下面没有级"),
        ([level(1, {"days_late": 1}), level(2, {"slip_limit_passed": True})], "但第1级没有写 limit_workdays"),
        ([level(1, {"days_late": 1}), level(2, {"cards": {"level": 2, "times": 2}})], "应数低于本级的一级"),
        ([level(1, {"days_late": 1}), level(3, {"cards": {"level": 2, "times": 2}})], "现为2"),
        ([level(1, {"days_late": 1}), level(2, {"cards": {"level": 1, "times": 2}})], "永远到不了"),
        ([level(1, {"progress_below": 0.6}), level(2, {"progress_below": 0.8})], "不应早于第1级"),
        ([level(1, {"progress_below": 80})], "应为0到1之间的小数"),
        ([level(1, {"progress_below": "80%"})], "应为0到1之间的小数"),
        ([level(1, {"days_late": 1}, limit_days=3, limit_workdays=3)], "只能写一个"),
        ([level(1, {"days_late": 1}, release="anybody")], "应为'office'之一"),
        ([level(1, {"cards": {"level": 1}})], "缺少这一项"),
    ],
)
def test_a_trigger_that_could_never_open_is_refused_in_one_sentence(levels: list[Row], words: str) -> None:
    with pytest.raises(Refused, match=words) as refusal:
        parse(Ladder, {"levels": levels}, "ladder.yaml")
    assert str(refusal.value).startswith("ladder.yaml：") and "\n" not in str(refusal.value)


def test_a_slips_limit_is_its_own_else_the_days_to_answer() -> None:
    made = a_ladder(level(1, {"days_late": 1}, limit_days=7, answer_within=3),
                    level(2, {"days_late": 2}, limit_workdays=4, answer_within=3),
                    level(3, {"days_late": 3}, answer_within=3), level(4, {"days_late": 4}))  # fmt: skip
    assert [one.slip_limit for one in made.levels] == [(7, "days"), (4, "workdays"), (3, "workdays"), None]
    assert made.levels[0].release is None


def test_a_condition_is_said_in_a_clerks_words_in_the_ladders_unit() -> None:
    when = When.model_validate({"days_late": 2, "progress_below": 0.8, "judged": True,
                                "cards": {"level": 1, "times": 3, "running": True}})  # fmt: skip
    assert when.words("workdays") == (
        "逾期2个工作日或进度低于序时进度的80%或第1级连续3次或经有权限的同志评定"
    )
    assert When.model_validate({"slip_limit_passed": True}).words() == "上一张督办单限期已过"
    assert When.model_validate({"days_left": 0, "age_days": 0}).words() == "到期当日或反馈当日"
    with pytest.raises(ValidationError, match="没有写触发条件"):
        When.model_validate({"judged": False})


def _read(*rows: tuple[str, float | None, str]) -> pd.DataFrame:
    made = pd.DataFrame(rows, columns=["code", "percent", "as_of_on"])
    return made.assign(as_of_on=pd.to_datetime(made["as_of_on"]))


def test_progress_is_the_percent_reached_over_the_share_of_the_schedule_in_working_days() -> None:
    # From Monday 06-03 to Monday 06-17 lie nine working days, 06-07 being a holiday; five by 06-11.
    items = some_items({"opened_on": START, "due_on": date(2019, 6, 17)})
    rows = _read((CODE, 50, "2019-06-11"), (CODE, 90, "2019-06-17"), (CODE, 90, "2019-07-30"))
    found = progress_events(rows, items, CALENDAR)
    assert list(found["ratio"]) == [pytest.approx(0.9), 0.9, 0.9] and list(found["kind"]) == ["progress"] * 3
    from_feedback = progress_events(rows[:1], items, CALENDAR, feedback_on=pd.Timestamp(FEEDBACK))
    assert list(from_feedback["ratio"]) == [pytest.approx(0.5 / (15 / 19), abs=1e-6)]


def test_a_reading_without_a_percent_or_before_the_first_day_says_nothing_of_the_pace() -> None:
    items = some_items({"opened_on": START, "due_on": date(2019, 6, 17)})
    rows = _read((CODE, None, "2019-06-11"), (CODE, 10, "2019-06-03"), (CODE, 10, "2019-05-30"),
                 ("HP-09-9", 10, "2019-06-11"))  # fmt: skip
    assert progress_events(rows, items, CALENDAR).empty


def test_what_comes_round_again_is_paced_from_the_start_of_its_cycle() -> None:
    items = some_items({"opened_on": START, "due_on": date(2019, 6, 17), "kind": "recurring"})
    rows = _read((CODE, 50, "2019-06-11"))
    found = progress_events(rows, items, CALENDAR, feedback_on=pd.Timestamp(FEEDBACK))
    assert list(found["ratio"]) == [pytest.approx(0.9)]


def test_a_date_no_later_than_the_start_leaves_no_schedule() -> None:
    items = some_items({"opened_on": START, "due_on": START})
    found = progress_events(_read((CODE, 50, "2019-06-05")), items, CALENDAR)
    assert list(found["ratio"]) == [0.5]


def test_judgements_and_progress_are_put_together_by_day() -> None:
    both = together(judged(("2019-06-10", 1)), progress(("2019-06-05", 0.5)))
    assert list(both["kind"]) == ["progress", "judged"] and together(EVENTS.frame()).empty


FACTS = st.dictionaries(st.integers(0, 60), st.integers(0, 4), max_size=7)
RATIOS = st.dictionaries(st.integers(0, 60), st.sampled_from([0.3, 0.59, 0.6, 0.7, 0.8, 1.0]), max_size=7)
LIMIT = st.sampled_from([{"limit_days": 4}, {"limit_workdays": 3}, {"answer_within": 5}])


@st.composite
def a_when(draw: st.DrawFn, number: int) -> Row:
    counted = st.fixed_dictionaries({"level": st.integers(1, max(1, number - 1)), "times": st.integers(1, 3),
                                     "running": st.booleans()})  # fmt: skip
    ways: list[st.SearchStrategy[Row]] = [
        st.just({"judged": True}), st.just({"progress_below": 0.9 - number / 10}),
        st.integers(1, 3).map(lambda n: {"days_late" if number > 1 else "days_left": n + 3 * number}),
        st.integers(0, 5).map(lambda n: {"age_days": n + 10 * number})]  # fmt: skip
    if number > 1:
        ways += [counted.map(lambda c: {"cards": c}), st.just({"slip_limit_passed": True})]
    return {k: v for one in draw(st.lists(st.one_of(ways), min_size=1, max_size=2)) for k, v in one.items()}


@st.composite
def ladders(draw: st.DrawFn) -> Ladder:
    again = st.one_of(st.none(), st.integers(1, 9))
    made = [level(n, draw(a_when(n)), again_every=draw(again), **draw(LIMIT)) for n in (1, 2, 3)]
    for one in made:  # what is counted must be able to come more than once
        counted = made[one["when"].get("cards", {"level": 1})["level"] - 1]
        counted["again_every"] = counted["again_every"] or 6
    return a_ladder(*made, count=draw(st.sampled_from(["days", "workdays"])))


def _events(facts: dict[date, float], ratios: dict[date, float]) -> pd.DataFrame:
    return together(judged(*((str(d), int(n)) for d, n in facts.items())),
                    progress(*((str(d), r) for d, r in ratios.items())))  # fmt: skip


@pytest.mark.long
@settings(max_examples=80, deadline=None)
@given(ladders(), FACTS, RATIOS, st.integers(-5, 40), st.integers(-30, 30), st.booleans(), st.integers(0, 50))
def test_levels_cards_and_rounds_are_what_counting_day_by_day_gives(
    ladder: Ladder, facts: dict[int, int], ratios: dict[int, float], due: int, feedback: int, first: bool,
    day: int,
) -> None:  # fmt: skip
    calendar, due_on = Calendar(count_first_day=first), START + timedelta(due)
    fb, last = START + timedelta(feedback), START + timedelta(75)
    seen = {START + timedelta(n): float(v) for n, v in facts.items()}
    pace = {START + timedelta(n): v for n, v in ratios.items()}
    want = Plain(ladder, calendar, fb, START, due_on, seen, pace).days(last)
    items = some_items({"due_on": due_on, "opened_on": START})
    spans = steps(items, ladder, calendar, pd.Timestamp(fb), events=_events(seen, pace))
    for a, b in ((START, last), (START + timedelta(day), START + timedelta(day + 9)),
                 (START + timedelta(day), START + timedelta(day))):  # fmt: skip
        rounds = all_rounds(spans, ladder, calendar, pd.Timestamp(a), pd.Timestamp(b))
        got = [(r.level, r.round, r.level_on.date()) for r in rounds.itertuples()]
        assert len(got) == len(set(got)) and set(got) == {w for d, w in want.items() if w and a <= d <= b}
    now = newest_rounds(spans, ladder, calendar, pd.Timestamp(START + timedelta(day)))
    assert {(r.level, r.round, r.level_on.date()) for r in now.itertuples()} == set(got)


@pytest.mark.long
@settings(max_examples=25, deadline=None)
@given(ladders(), FACTS, RATIOS, st.integers(0, 60))
def test_what_is_recorded_later_moves_no_day_before_it(
    ladder: Ladder, facts: dict[int, int], ratios: dict[int, float], day: int
) -> None:
    until = pd.Timestamp(START + timedelta(day))
    events = _events({START + timedelta(n): v for n, v in facts.items()},
                     {START + timedelta(n): v for n, v in ratios.items()})  # fmt: skip
    items = some_items({"due_on": date(2019, 7, 5), "opened_on": START})
    then, later = (
        newest_rounds(
            steps(items, ladder, CALENDAR, pd.Timestamp(FEEDBACK), events=known), ladder, CALENDAR, until
        )
        for known in (events[events["on"] <= until], events)
    )
    pd.testing.assert_frame_equal(then, later)


@pytest.mark.long
@settings(max_examples=30, deadline=None)
@given(ladders(), st.integers(-10, 60), st.integers(0, 30))
def test_a_later_date_never_opens_a_level_earlier(ladder: Ladder, due: int, more: int) -> None:
    items = some_items(*({"due_on": START + timedelta(n), "opened_on": START} for n in (due, due + more)))
    spans = steps(items, ladder, CALENDAR, pd.Timestamp(FEEDBACK))
    first = spans.groupby(["code", "level"])["on"].min().unstack("code")
    for sooner, later in first.fillna(pd.Timestamp(2200, 1, 1)).itertuples(index=False):
        assert sooner <= later


@pytest.mark.parametrize("events", [None, EVENTS.frame(), judged(("2019-06-10", 1))])
def test_where_no_item_or_no_fact_is_known_no_level_is_reached(events: pd.DataFrame | None) -> None:
    ladder = a_ladder(level(1, {"judged": True}), level(2, {"cards": {"level": 1, "times": 2, "running": True}}, limit_days=3),
                      level(3, {"progress_below": 0.5, "slip_limit_passed": True}), level(4, {"judged": True}))  # fmt: skip
    for items in (some_items({}).iloc[:0], some_items({"code": "HP-02-1"})):
        spans = steps(items, ladder, CALENDAR, pd.Timestamp(FEEDBACK), events=events)
        assert spans.empty and newest_rounds(spans, ladder, CALENDAR, pd.Timestamp(2019, 7, 1)).empty
        assert all_rounds(spans, ladder, CALENDAR, *pd.to_datetime(["2019-07-01", "2019-08-01"])).empty
