"""The ladder: which day each level is reached, rounds, and policies that make no sense."""

from datetime import date

import pandas as pd
import pytest
import yaml

from duban.clock import newest_rounds, steps
from duban.errors import Refused
from duban.ladder import Ladder
from duban.typed import parse
from duban.workdays import Calendar
from tasks.site import PRESETS
from tests.duban.makers import FEEDBACK, a_ladder, some_items

CALENDAR = Calendar()


def _level(ladder: Ladder, day: date, **item: object) -> tuple[int, int]:
    """Level and round of one item on a day; (0, 0) for none."""
    spans = steps(some_items(item), ladder, CALENDAR, pd.Timestamp(FEEDBACK))
    found = newest_rounds(spans, ladder, CALENDAR, pd.Timestamp(day))
    return (int(found["level"].iloc[0]), int(found["round"].iloc[0])) if len(found) else (0, 0)


def _preset(name: str) -> Ladder:
    return parse(Ladder, yaml.safe_load((PRESETS / f"{name}.yaml").read_text("utf-8")), name)


@pytest.mark.parametrize(
    ("day", "label"),
    [("2019-06-09", ""), ("2019-06-10", "绿色"), ("2019-06-19", "绿色"), ("2019-06-20", "黄色"),
     ("2019-06-30", "黄色"), ("2019-07-01", "红色")],
)  # fmt: skip
def test_jiangjin_for_an_item_due_on_the_last_of_june(day: str, label: str) -> None:
    ladder = _preset("jiangjin")
    labels = {0: "", **{one.level: one.label for one in ladder.levels}}
    assert labels[_level(ladder, date.fromisoformat(day))[0]] == label


@pytest.mark.parametrize(
    ("preset", "left_or_late", "level"),
    [("shouguang", -4, 0), ("shouguang", -3, 1), ("shouguang", 0, 1), ("shouguang", 1, 2),
     ("zhengxi", 0, 0), ("zhengxi", 1, 1), ("zhengxi", 7, 1), ("zhengxi", 8, 2), ("zhengxi", 14, 2),
     ("zhengxi", 15, 3)],
)  # fmt: skip
def test_the_other_presets(preset: str, left_or_late: int, level: int) -> None:
    due = date(2019, 6, 30)
    assert _level(_preset(preset), due + pd.Timedelta(days=left_or_late), due_on=due)[0] == level


def test_the_top_level_repeats_every_week_and_a_lower_one_does_not() -> None:
    ladder = a_ladder()
    assert _level(ladder, date(2019, 6, 29)) == (2, 1)
    assert [_level(ladder, date(2019, 7, d))[1] for d in (1, 7, 8, 15, 31)] == [1, 1, 2, 3, 5]


def test_a_top_level_without_a_repeat_is_never_silent() -> None:
    ladder = a_ladder({"level": 1, "label": "红", "when": {"days_late": 1}, "tell": ["unit_head"]})
    assert _level(ladder, date(2019, 7, 8)) == (1, 2)


def test_working_days_count_over_the_dragon_boat_festival() -> None:
    ladder = a_ladder({"level": 1, "label": "红", "when": {"days_late": 3}, "tell": ["unit_head"]},
                      count="workdays")  # fmt: skip
    assert _level(ladder, date(2019, 6, 9), due_on=date(2019, 6, 4))[0] == 0
    assert _level(ladder, date(2019, 6, 10), due_on=date(2019, 6, 4))[0] == 1


def test_any_of_several_triggers_opens_a_level() -> None:
    ladder = a_ladder(
        {"level": 1, "label": "蓝", "when": {"days_left": 3, "age_months": 1}, "tell": ["handler"]}
    )
    assert _level(ladder, date(2019, 6, 19), due_on=date(2020, 1, 1))[0] == 0
    assert _level(ladder, date(2019, 6, 20), due_on=date(2020, 1, 1))[0] == 1


def test_nobody_reaches_a_level_before_the_item_was_known() -> None:
    spans = steps(some_items({"opened_on": date(2019, 6, 25)}), a_ladder(), CALENDAR, pd.Timestamp(FEEDBACK))
    assert [str(d.date()) for d in spans["on"]] == ["2019-06-25", "2019-06-25", "2019-07-01"]


@pytest.mark.parametrize(
    ("levels", "words"),
    [
        ([{"level": 2, "label": "a", "when": {"days_late": 1}, "tell": ["unit_head"]},
          {"level": 1, "label": "b", "when": {"days_late": 2}, "tell": ["unit_head"]}], "级别应逐级升高"),
        ([{"level": 1, "label": "a", "when": {"days_late": 9}, "tell": ["unit_head"]},
          {"level": 2, "label": "b", "when": {"days_late": 2}, "tell": ["unit_head"]}], "不应早于第1级"),
        ([{"level": 1, "label": "a", "when": {}, "tell": ["unit_head"]}], "没有写触发条件"),
        ([{"level": 1, "label": "a", "when": {"days_late": 1}, "tell": ["boss"]}], "应为'handler'"),
        ([{"level": 1, "label": "a", "when": {"days_lat": 1}, "tell": ["unit_head"]}], "没有这一项"),
        ([{"level": 1, "label": "a", "when": {"judged": False}, "tell": ["unit_head"]}], "没有写触发条件"),
    ],
)  # fmt: skip
def test_a_ladder_that_makes_no_sense_is_refused_in_one_sentence(levels: list[dict], words: str) -> None:
    with pytest.raises(Refused, match=words) as refusal:
        parse(Ladder, {"levels": levels}, "ladder.yaml")
    assert str(refusal.value).startswith("ladder.yaml：") and "\n" not in str(refusal.value)
