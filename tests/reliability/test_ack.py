"""G09: an answer ends the chasing of its own line, once, whatever happens at the same moment."""

import threading
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import fields
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select, update

from duban import tables as t
from duban.letter import Letter
from duban.letters import Worded
from tasks import acts, store
from tasks.acts import Reply
from tasks.context import Context, open_site
from tasks.told import save_notices, settle
from tests.reliability.rig import ROUNDS
from tests.tasks.said import business, conduct, told

JUNE, JULY = date(2019, 6, 20), date(2019, 7, 1)
TIMES = 1000 if ROUNDS else 12


@pytest.fixture
def at(stored_site: Path) -> Iterator[Context]:
    """The example site the day after."""
    opened = open_site(str(stored_site), date(2019, 7, 2))
    yield opened
    opened.engine.dispose()


def at_once(*works: Callable[[], object]) -> None:
    """All of them let go at one moment; none may fail."""
    barrier, faults = threading.Barrier(len(works)), list[BaseException]()

    def one(work: Callable[[], object]) -> None:
        barrier.wait()
        try:
            work()
        except BaseException as fault:
            faults.append(fault)

    threads = [threading.Thread(target=one, args=(work,)) for work in works]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert faults == []


def test_g09_an_answer_racing_itself_and_the_next_level_is_kept_once_and_answers_its_own_line(
    at: Context,
) -> None:
    for n in range(TIMES):
        item, old, new = f"HP-{n:05}", f"DB-OLD{n:05}", f"DB-NEW{n:05}"
        ask = f"deputy-eia|环评科|{n}"
        told(at, old, date.fromordinal(JUNE.toordinal() - n), business(item, 2), conduct(item, 2, ask))
        reply = Reply("business", "李二", text=f"第{n}次：请环评科补报", items=(item,))
        at_once(*[lambda old=old, reply=reply: acts.answer(at, old, reply)] * 2,
                lambda item=item, new=new, n=n: told(at, new, date.fromordinal(JULY.toordinal() + n), business(item, 3)))  # fmt: skip
    rows = store.rows(at.engine, at.site)
    stands = Counter((one.line, int(one.level), one.state) for one in rows.itertuples())
    assert stands == {
        ("business", 2, "answered"): TIMES,
        ("conduct", 2, "open"): TIMES,
        ("business", 3, "open"): TIMES,
    }
    with at.engine.connect() as conn:
        kept = Counter(conn.scalars(select(t.answer.c.item)))
    assert len(kept) == TIMES and set(kept.values()) == {1}


def test_g09_what_is_written_off_while_it_is_told_is_settled_and_heard_of(at: Context) -> None:
    """Told in the very moment of the write-off: neither left open nor voided though it was said."""
    for n in range(TIMES):
        item, day = f"HP-{n:05}", date.fromordinal(JULY.toordinal() - n)
        one = _letter(_untold(at, item, day), f"DB-{n:05}")
        at_once(lambda one=one, day=day: save_notices(at.engine, at.site, [one], [], day, at.now),
                lambda item=item: _settled(at, item))  # fmt: skip
    rows = store.rows(at.engine, at.site)
    stands = {(one.state, isinstance(one.notice_id, str)) for one in rows.itertuples()}
    # Settled in time: void, and the letter speaks of it all the same; or told first, and settled.
    assert stands == {("settled", True)}


def _untold(at: Context, item: str, day: date) -> int:
    """An escalation that stands and was told nobody yet."""
    told(at, f"DB-T{item}", day, business(item, 3), person="zhang1", post="secretary")
    with at.engine.begin() as conn:
        e = t.escalation
        conn.execute(update(e).where(e.c.item == item).values(notice_id=None, person="li2"))
        return int(conn.scalars(select(e.c.id).where(e.c.item == item)).one())


def _letter(key: int, number: str) -> tuple[Letter, str, Worded]:
    blank: dict[str, Any] = {one.name: () for one in fields(Letter)}
    words = Worded("督办提示", "全文", "摘要", "提示")
    return Letter(**{**blank, "person": "li2", "post": "deputy-eia", "row_ids": (key,)}), number, words


def _settled(at: Context, item: str) -> None:
    with at.engine.begin() as conn:
        settle(conn, at.site, item)
