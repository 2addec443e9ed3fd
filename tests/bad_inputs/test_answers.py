"""Bad inputs, group 15: acknowledgements. Each test's name begins with the input's id."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import update

from duban import tables as t
from duban.errors import Refused
from tasks import acts
from tasks.acts import Reply
from tasks.context import Context, open_site
from tests.tasks.said import business, told
from tests.tasks.test_answers import JULY, JUNE, NEW, OLD, kept, states

REPLY = Reply("business", "李二", text="7月5日前补报佐证")


@pytest.fixture
def at(stored_site: Path) -> Iterator[Context]:
    """One item told to li2 at level 2 in June and at level 3 in July."""
    opened = open_site(str(stored_site), date(2019, 7, 2))
    told(opened, OLD, JUNE, business("HP-01-1", 2))
    told(opened, NEW, JULY, business("HP-01-1", 3))
    yield opened
    opened.engine.dispose()


def test_a02_an_answer_given_twice_changes_nothing_and_says_so_kindly(at: Context) -> None:
    acts.answer(at, NEW, REPLY)
    before = states(at), len(kept(at))
    assert acts.answer(at, NEW, REPLY).said == f"通知{NEW}的业务责任此前已回应，无需再回应"
    assert (states(at), len(kept(at))) == before


def test_a02_an_answer_after_the_item_was_closed_changes_nothing_and_says_so_kindly(at: Context) -> None:
    with at.engine.begin() as conn:
        conn.execute(update(t.escalation).values(state="settled"))
    assert acts.answer(at, NEW, REPLY).said == f"通知{NEW}的业务责任所列事项已办结，无需再回应"
    assert kept(at) == [] and set(states(at).values()) == {"settled"}


def test_a03_another_persons_notice_is_not_answered(at: Context) -> None:
    with pytest.raises(Refused, match="不能代为回应"):
        acts.answer(at, NEW, replace(REPLY, by="wang3"))
    assert set(states(at).values()) == {"open"}


def test_a05_an_answer_to_an_earlier_level_is_kept_for_it_and_the_later_level_stands(at: Context) -> None:
    acts.answer(at, OLD, REPLY)
    assert states(at) == {("HP-01-1", 2): "answered", ("HP-01-1", 3): "open"}
    assert [(a.notice_id, a.item) for a in kept(at)] == [(OLD, "HP-01-1")]


def test_a08_the_moment_is_the_stores_and_never_later_than_the_day(at: Context) -> None:
    with pytest.raises(Refused, match="晚于今天"):
        acts.answer(at, NEW, replace(REPLY, on=date(2019, 12, 31)))
    acts.answer(at, NEW, REPLY)
    assert {a.at for a in kept(at)} == {at.now}
