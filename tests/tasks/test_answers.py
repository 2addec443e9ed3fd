"""Answers to notices: each line apart, the same one again no matter, nobody else's, no level moved."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select, update

from duban import tables as t
from duban.errors import Refused
from tasks import acts, store
from tasks.acts import Reply
from tasks.context import Context, open_site
from tests.tasks.said import business, conduct, told

OLD, NEW = "DB-OLD1-11", "DB-NEW1-11"
JUNE, JULY = date(2019, 6, 20), date(2019, 7, 1)
ANSWER = Reply("business", "李二", text="请环评科7月5日前补报佐证")


@pytest.fixture
def at(stored_site: Path) -> Iterator[Context]:
    """The example site on 2019-07-02: li2 was told yellow in June, and red of one item in July."""
    opened = open_site(str(stored_site), date(2019, 7, 2))
    told(opened, OLD, JUNE, business("HP-01-1", 2), business("ENT-04", 2, unit="环境监测站"),
         conduct("HP-01-1", 2), {**business("HP-09-9", 1), "answer_by": None})  # fmt: skip
    told(opened, NEW, JULY, business("HP-01-1", 3), business("HP-03-2", 3), conduct("HP-01-1", 3),
         conduct("ENT-04", 3, "deputy-eia|环境监测站|2019-06", unit="环境监测站"))  # fmt: skip
    yield opened
    opened.engine.dispose()


def states(at: Context, line: str = "business") -> dict[tuple[str, int], str]:
    """Item and level -> state of the escalations of a line."""
    found = store.rows(at.engine, at.site)
    return {(r.item, int(r.level)): r.state for r in found[found["line"] == line].itertuples()}


def kept(at: Context) -> list[Any]:
    """The answers on record."""
    with at.engine.connect() as conn:
        return list(conn.execute(select(t.answer).order_by(t.answer.c.id)))


def test_a_response_answers_its_line_and_leaves_the_other_open(at: Context) -> None:
    said = acts.answer(at, NEW, ANSWER).said
    assert said == f"通知{NEW}的业务责任已回应：HP-01-1、ENT-04、HP-03-2"
    assert set(states(at).values()) == {"answered", "open"}
    assert [k for k, s in states(at).items() if s == "open"] == [("HP-09-9", 1)]
    assert set(states(at, "conduct").values()) == {"open"}
    assert {a.state for a in store.asks(at.engine, at.site).itertuples()} == {"open"}


def test_a_conduct_answer_to_one_unit_leaves_the_other_units_ask_open(at: Context) -> None:
    reply = Reply("conduct", "李二", text="已听取环评科汇报", units=("环评科",))
    acts.answer(at, NEW, reply)
    asks = {a.unit: a.state for a in store.asks(at.engine, at.site).itertuples()}
    assert asks == {"环评科": "answered", "环境监测站": "open"}
    assert states(at, "conduct") == {
        ("HP-01-1", 2): "answered",
        ("HP-01-1", 3): "answered",
        ("ENT-04", 3): "open",
    }
    assert set(states(at).values()) == {"open"}


def test_naming_a_ground_answers_the_whole_ask_it_is_a_ground_of(at: Context) -> None:
    assert acts.answer(at, NEW, Reply("conduct", "李二", text="已排查", items=("HP-01-1",))).what == (
        "环评科",
    )


def test_only_the_named_items_are_answered(at: Context) -> None:
    acts.answer(at, NEW, replace(ANSWER, items=("HP-03-2",)))
    assert {k for k, s in states(at).items() if s == "answered"} == {("HP-03-2", 3)}


def test_seen_is_kept_and_stops_no_chase(at: Context) -> None:
    seen = replace(ANSWER, seen=True, text="")
    assert acts.answer(at, NEW, seen).said == f"通知{NEW}的业务责任已签收，仍待回应"
    assert set(states(at).values()) == {"open"} and [a.kind for a in kept(at)] == ["seen"]
    assert "无需重复" in acts.answer(at, NEW, seen).said and len(kept(at)) == 1


def test_the_day_on_the_paper_is_when_it_was_answered_and_the_office_is_who_recorded_it(at: Context) -> None:
    acts.answer(at, NEW, replace(ANSWER, by="韩十五", on=JULY, date_on=date(2019, 7, 20)))
    one = kept(at)[0]
    assert (one.via, one.by, one.person, one.on, one.date_on) == (
        "paper",
        "韩十五",
        "li2",
        JULY,
        date(2019, 7, 20),
    )
    answered = store.rows(at.engine, at.site).query("state == 'answered'")["answered_at"]
    assert {moment.date() for moment in answered} == {JULY}


def test_another_word_to_what_was_answered_is_kept_beside_the_first(at: Context) -> None:
    acts.answer(at, NEW, ANSWER)
    acts.answer(at, NEW, replace(ANSWER, text="另：请监测站复核", items=("HP-03-2",)))
    assert [a.text for a in kept(at) if a.item == "HP-03-2"] == [
        "请环评科7月5日前补报佐证",
        "另：请监测站复核",
    ]


def test_a_former_holder_answers_nothing_after_leaving_and_still_what_was_said_before(
    stored_site: Path,
) -> None:
    late = open_site(str(stored_site), date(2019, 7, 16))
    told(late, NEW, JULY, business("HP-01-1", 3))
    with pytest.raises(Refused, match="李二2019-07-16已不任副局长，应由现任王三回应"):
        acts.answer(late, NEW, ANSWER)
    acts.answer(late, NEW, replace(ANSWER, by="韩十五", on=date(2019, 7, 12)))
    assert states(late) == {("HP-01-1", 3): "answered"}
    late.engine.dispose()


@pytest.mark.parametrize(
    ("number", "reply", "sentence"),
    [
        ("DB-0000-00", ANSWER, "没有编号为“DB-0000-00”的通知"),
        (NEW, replace(ANSWER, by="王三"), f"通知{NEW}是发给李二的，王三不能代为回应"),
        (NEW, replace(ANSWER, text=" "), "回应应写明意见或完成时间"),
        (NEW, replace(ANSWER, items=("DJ-01-1",)), "业务责任中没有“DJ-01-1”，需要回应的有：HP-01-1"),
        (NEW, replace(ANSWER, on=date(2019, 7, 3)), "晚于今天2019-07-02"),
        (NEW, replace(ANSWER, on=date(2019, 6, 30)), "早于通知"),
    ],
)
def test_what_cannot_be_answered_is_refused_and_leaves_no_trace(
    at: Context, number: str, reply: Reply, sentence: str
) -> None:
    with pytest.raises(Refused, match=sentence):
        acts.answer(at, number, reply)
    assert kept(at) == [] and set(states(at).values()) == {"open"}


def test_a_notice_that_asks_nothing_on_a_line_cannot_be_answered_on_it(at: Context) -> None:
    told(
        at,
        "DB-COPY-11",
        JULY,
        {**business("HP-01-1", 3), "answer_by": None},
        person="zhang1",
        post="secretary",
    )
    with pytest.raises(Refused, match="没有需要回应的事项"):
        acts.answer(at, "DB-COPY-11", replace(ANSWER, by="张一"))


def test_what_an_extension_ended_needs_no_answer_any_more(at: Context) -> None:
    with at.engine.begin() as conn:
        conn.execute(update(t.escalation).where(t.escalation.c.item == "HP-03-2").values(state="settled"))
    assert acts.answer(at, NEW, ANSWER).what == ("HP-01-1", "ENT-04")
