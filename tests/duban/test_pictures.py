"""Pictures: what is drawn is what is counted; parts add up to the figures of the day."""

from datetime import date, timedelta
from typing import Any

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from duban.entries import at_levels, worst_first
from duban.figures import figures
from duban.pictures.burning import DECIDED, burn_down, burning, closed_spans, marks
from duban.pictures.composing import Scene, age_picture, area_picture, burn_picture, leader_picture
from duban.pictures.picture import NAMES
from duban.pictures.standing import by_age, by_area, open_of
from duban.pictures.words import EN, ZH
from tests.duban.makers import FEEDBACK, a_roster, some_items, who

TODAY = date(2019, 7, 1)
DAY = pd.Timestamp(TODAY)
NEAR = 20
LABELS = {1: "绿色", 2: "黄色", 3: "红色"}
NOBODY = DECIDED.frame()
ROWS = st.lists(st.tuples(st.integers(-200, 60), st.sampled_from(["", "suspended_on", "settled_on"]),
                          st.sampled_from(["dated", "immediate", "standing", "recurring"]), st.integers(0, 3),
                          st.sampled_from(["业务", "监测", "业务、监测", ""])), min_size=1, max_size=9)  # fmt: skip


def items_of(rows: list[tuple[int, str, str, int, str]]) -> tuple[pd.DataFrame, pd.DataFrame]:
    """ITEMS, and OPEN of them at the levels given."""
    items = some_items(*({"due_on": TODAY + timedelta(days=left), "kind": kind, "areas": areas,
                          **({state: TODAY - timedelta(days=3)} if state else {})}
                         for left, state, kind, _, areas in rows))  # fmt: skip
    levels = pd.Series([level for *_, level, _ in rows], index=items["code"])
    return items, open_of(at_levels(worst_first(items.assign(own=""), DAY, NEAR), levels), DAY)


def scene(language: str = "zh") -> Scene:
    return Scene(TODAY, FEEDBACK, LABELS, language)


@settings(max_examples=25, deadline=None)
@given(ROWS)
def test_the_burn_down_of_today_is_what_the_figures_count_as_open(rows: list[Any]) -> None:
    items, _ = items_of(rows)
    ends = burning(items)
    burn = burn_down(ends, closed_spans(ends, NOBODY), pd.Timestamp(FEEDBACK), DAY)
    now = burn[burn["name"].eq(DAY)]
    assert int(now["left"].iloc[0]) == figures(ends, DAY, NEAR).total
    assert burn["planned"].is_monotonic_decreasing
    assert int(burn["planned"].iloc[-1]) == 0
    assert burn.loc[burn["name"].gt(DAY), "left"].isna().all()
    assert burn["name"].diff().dropna().eq(pd.Timedelta(days=1)).all()


@settings(max_examples=25, deadline=None)
@given(ROWS)
def test_the_parts_of_every_bar_add_up_to_the_open_items(rows: list[Any]) -> None:
    items, open_ = items_of(rows)
    counted = figures(items, DAY, NEAR)
    assert int(by_area(open_)["items"].sum()) == counted.total == len(open_)
    ages = by_age(open_)
    assert int(ages.iloc[:4].sum()) == counted.late
    assert int(ages.sum()) == counted.total - counted.waiting
    drawn = area_picture(scene(), open_)
    assert int(drawn.rows[[s.column for s in drawn.series]].sum().sum()) == counted.total


def test_an_item_reopened_was_closed_in_between() -> None:
    items = some_items({"settled_on": None}, {"settled_on": date(2019, 6, 25)})
    decided = DECIDED.frame([{"item": "HP-01-1", "kind": "write_off", "on": date(2019, 6, 10)},
                             {"item": "HP-01-1", "kind": "reopen", "on": date(2019, 6, 20)},
                             {"item": "HP-01-2", "kind": "write_off", "on": date(2019, 6, 25)}])  # fmt: skip
    burn = burn_down(items, closed_spans(items, decided), pd.Timestamp(FEEDBACK), DAY)
    left = burn.set_index("name")["left"]
    days = {9: 2, 10: 1, 19: 1, 20: 2, 24: 2, 25: 1, 30: 1}
    assert {d: int(left[pd.Timestamp(2019, 6, d)]) for d in days} == days


def test_a_table_names_month_ends_that_moved_today_and_both_ends() -> None:
    items = some_items({"due_on": date(2019, 9, 15)}, {"due_on": date(2019, 12, 31)})
    burn = burn_down(items, closed_spans(items, NOBODY), pd.Timestamp(FEEDBACK), DAY)
    drawn = burn_picture(scene(), items, burn)
    named = dict(drawn.told())
    assert list(named) == ["2019-05-20", "2019-07-01", "2019-07-31", "2019-09-30", "2019-12-31"]
    assert named["2019-07-01"] == ["2", "2"] and named["2019-12-31"] == ["0", ""]
    assert len(marks(burn, DAY)) == len(named)


def test_each_leader_has_a_bar_for_each_line_and_a_conduct_post_of_its_own_has_one() -> None:
    roster = a_roster(areas=[{"name": "业务", "conduct_post": "top", "reason": "分管领导非中共党员"}])
    items = some_items({"due_on": date(2019, 6, 1)}, {}, {"settled_on": date(2019, 6, 2)})
    open_ = open_of(at_levels(worst_first(items.assign(own=""), DAY, NEAR), pd.Series({"HP-01-1": 3})), DAY)
    names = {p.id: p.name for p in roster.people}
    now = who(roster, items)
    now = now[now["from_on"].le(DAY) & now["to_on"].ge(DAY)]
    drawn = leader_picture(scene(), open_, now.assign(name=now["person"].map(names)))
    bars = {one["name"]: (one["3"], one["0"]) for one in drawn.rows.to_dict("records")}
    assert bars == {f"{names['li']} 业务责任": (1, 1), f"{names['zhang']} 党风廉政责任": (1, 1)}


@pytest.mark.parametrize("language", ["zh", "en"])
def test_nothing_open_is_said_and_not_drawn_as_a_bar_of_nothing(language: str) -> None:
    items, open_ = items_of([(3, "settled_on", "dated", 0, "业务")])
    for drawn in (area_picture(scene(language), open_), age_picture(scene(language), open_)):
        assert drawn.empty and drawn.sentence and not drawn.told()


def test_every_word_is_there_in_both_languages_with_the_same_places() -> None:
    assert set(ZH) == set(EN) and set(NAMES) <= set(ZH)
    facts = dict.fromkeys(("day", "n", "a", "b", "total", "left", "planned", "apart", "reached", "late", "waiting",
                           "top", "name", "line", "label"), "7")  # fmt: skip
    for key in ZH:
        assert ("7" in ZH[key].format(**facts)) == ("7" in EN[key].format(**facts)), key
