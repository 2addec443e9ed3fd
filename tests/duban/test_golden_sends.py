"""Golden decisions: when a notice goes out and when not, and what one answer leaves unanswered.

The first restates, for our rounds, the order in which Alertmanager decides (first, new in the
group, resolved, repeat interval over, nothing); the second GoAlert's rule that one person's
acknowledgement silences nobody else and no later step.
"""

import csv
from datetime import date
from pathlib import Path

import pandas as pd
import pytest

from duban.ask import NEW_ASKS, join_asks
from duban.clock import newest_rounds, steps
from duban.escalation import KEY, due_now
from duban.item import running
from duban.workdays import Calendar
from tests.duban.makers import FEEDBACK, a_ladder, a_roster, rules, some_items, who
from tests.duban.test_who_is_told import NONE_SAID

DATA = Path(__file__).resolve().parents[1] / "data" / "golden_sends.csv"
WEEKLY = a_ladder(
    {"level": 1, "label": "红", "when": {"days_late": 1}, "tell": ["unit_head"], "again_every": 7}
)
Key = tuple[str, int, int]


def _golden() -> list[dict[str, str]]:
    with DATA.open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


def _due(on: str, written_off: str) -> set[Key]:
    """What is due on a day: item, level, round."""
    over = pd.Timestamp(written_off) <= pd.Timestamp(on)
    items = some_items({"code": "A", "due_on": date(2019, 6, 24), "settled_on": written_off if over else None},
                       {"code": "B", "due_on": date(2019, 6, 26)})  # fmt: skip
    spans = steps(running(items), WEEKLY, Calendar(), pd.Timestamp(FEEDBACK))
    now = newest_rounds(spans, WEEKLY, Calendar(), pd.Timestamp(on))
    return {(r.code, r.level, r.round) for r in now.itertuples()}


def test_a_notice_goes_out_for_what_is_new_or_due_again_and_for_nothing_else() -> None:
    said: set[Key] = set()
    for row in _golden():
        new = _due(row["on"], "2019-07-24") - said
        assert {f"{code}{n}" for code, _, n in new} == set(row["told"].split()), f"{row['on']} {row['what']}"
        said |= new


@pytest.mark.long
def test_an_outage_loses_nothing_but_rounds_that_newer_ones_overtook() -> None:
    every, told = set[Key](), set[Key]()
    for day in pd.date_range("2019-06-24", "2019-07-30"):
        every |= _due(str(day.date()), "2019-07-24")
    for row in _golden():
        told |= _due(row["on"], "2019-07-24")
    assert every - told == {("A", 1, 3), ("B", 1, 3)} and told < every


ROSTER = a_roster()


def _found(today: date, said: pd.DataFrame = NONE_SAID) -> pd.DataFrame:
    items = some_items({})
    return due_now(items, who(ROSTER, items), said, rules(), pd.Timestamp(today))[0]


def _owed(found: pd.DataFrame) -> set[tuple[str, str, int]]:
    owed = found[found["answer_by"].notna()]
    return {(r.line, r.person, r.level) for r in owed.itertuples()}


def test_each_line_and_each_person_owes_an_answer_of_its_own() -> None:
    found = _found(date(2019, 7, 1))
    assert _owed(found) == {("business", "sun", 3), ("business", "li", 3), ("conduct", "li", 3)}
    # An answer is registered on one of these; no two rows share what it is registered on.
    assert not found.duplicated(KEY).any()


def test_an_answer_on_one_line_leaves_the_other_and_the_next_level_owed() -> None:
    yellow = _found(date(2019, 6, 20))
    answered = yellow[yellow["line"].eq("business")].assign(state="answered", notice_id="DB", policy_id=0)
    assert _owed(yellow) - _owed(answered) == {("conduct", "li", 2)}
    red = _found(date(2019, 7, 1), answered)
    assert {("business", "li", 3), ("conduct", "li", 3)} <= _owed(red)


def test_an_answer_given_before_a_level_does_not_suppress_it() -> None:
    yellow = _found(date(2019, 6, 20)).assign(state="answered", notice_id="DB", policy_id=0)
    for today in (date(2019, 7, 1), date(2019, 7, 8)):
        assert set(_found(today, yellow)["person"]) == set(_found(today)["person"])


def test_a_conduct_ask_answered_makes_way_for_a_new_one_and_an_open_one_takes_grounds_in() -> None:
    red = _found(date(2019, 7, 1))
    _, first = join_asks(red, NEW_ASKS.frame())
    assert len(first) == 1
    assert join_asks(red, first)[1].empty
    assert len(join_asks(red, first.assign(state="answered", notice_id="DB", policy_id=0))[1]) == 1
