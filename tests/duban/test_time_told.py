"""When people hear: after a pause, after a release, over the year's end and the Spring Festival."""

from datetime import date

import pandas as pd

from duban.escalation import RELEASES, SAID, due_now
from tests.duban.makers import a_ladder, a_roster, rules, some_items, who

RED = date(2019, 7, 1)


def _found(items: pd.DataFrame, day: date, **more: pd.DataFrame) -> pd.DataFrame:
    found, _ = due_now(items, who(a_roster(), items), SAID.frame(), rules(LADDER), pd.Timestamp(day), **more)
    return found[found["line"].eq("business")]


LADDER = a_ladder({"level": 1, "label": "黄", "when": {"days_left": 3}, "tell": ["unit_head"]},
                  {"level": 2, "label": "红", "when": {"days_late": 1}, "tell": ["unit_head", "principal"],
                   "answer_within": 5, "again_every": 7})  # fmt: skip
SIGNED = a_ladder({"level": 1, "label": "黄", "when": {"days_left": 3}, "tell": ["unit_head"]},
                  {"level": 2, "label": "红", "when": {"days_late": 1}, "tell": ["principal"], "release": "office"})  # fmt: skip


def _told(found: pd.DataFrame) -> set[tuple[str, str]]:
    return {(str(r.on.date()), str(r.told_on.date())) for r in found[found["level"].eq(2)].itertuples()}


def test_a_pause_delays_the_telling_until_its_end_and_the_level_opens_on_its_day_all_the_same() -> None:
    items = some_items({"silent_until_on": date(2019, 7, 5)})
    assert _told(_found(items, RED)) == {("2019-07-01", "2019-07-08")}
    assert _told(_found(items, date(2019, 7, 8))) == {("2019-07-08", "2019-07-08")}


def test_a_level_that_needs_a_release_is_told_to_nobody_until_the_office_lets_it_out() -> None:
    items = some_items({})

    def at(day: date, releases: pd.DataFrame) -> pd.DataFrame:
        found, _ = due_now(
            items, who(a_roster(), items), SAID.frame(), rules(SIGNED), pd.Timestamp(day), releases=releases
        )
        return found[found["level"].eq(2) & found["line"].eq("business")]

    waiting = at(RED, RELEASES.frame())
    assert set(waiting["release"]) == {"waiting"} and len(waiting)
    signed = RELEASES.frame([{"item": "HP-01-1", "episode": 1, "level": 2, "on": date(2019, 7, 3)}])
    let_out = at(date(2019, 7, 3), signed)
    assert set(let_out["release"]) == {"released"} and _told(let_out) == {("2019-07-01", "2019-07-03")}


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
