"""When people hear over the year's end and the Spring Festival."""

from datetime import date

import pandas as pd

from duban.escalation import SAID, due_now
from tests.duban.makers import a_ladder, a_roster, rules, some_items, who


def _found(items: pd.DataFrame, day: date) -> pd.DataFrame:
    found, _ = due_now(items, who(a_roster(), items), SAID.frame(), rules(LADDER), pd.Timestamp(day))
    return found[found["line"].eq("business")]


LADDER = a_ladder({"level": 1, "label": "黄", "when": {"days_left": 3}, "tell": ["unit_head"]},
                  {"level": 2, "label": "红", "when": {"days_late": 1}, "tell": ["unit_head", "principal"],
                   "answer_within": 5, "again_every": 7})  # fmt: skip


def _told(found: pd.DataFrame) -> set[tuple[str, str]]:
    return {(str(r.on.date()), str(r.told_on.date())) for r in found[found["level"].eq(2)].itertuples()}


def test_what_is_reached_on_new_years_day_is_told_on_the_second() -> None:
    items = some_items({"due_on": date(2019, 12, 31), "read_on": date(2020, 1, 20)})
    assert _told(_found(items, date(2020, 1, 1))) == {("2020-01-01", "2020-01-02")}


def test_over_the_spring_festival_days_late_go_on_and_people_hear_and_answer_on_working_days() -> None:
    items = some_items({"due_on": date(2020, 1, 20), "read_on": date(2020, 2, 20)})
    first = _found(items, date(2020, 1, 21))
    assert _told(first) == {("2020-01-21", "2020-01-21")}
    head = first[first["role"].eq("unit_head") & first["level"].eq(2)]
    # Five working days: 22 and 23 January, then, after the holiday that was made longer, 3 to 5 February.
    assert [str(on.date()) for on in head["answer_by"]] == ["2020-02-05"]
    # The second round falls into the holiday: reached on its day, told on the first day anybody works.
    assert _told(_found(items, date(2020, 1, 28))) == {("2020-01-28", "2020-02-03")}
