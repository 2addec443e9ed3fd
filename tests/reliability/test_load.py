"""G34: how many notices leave a second with every guarantee on, beside a bare loop to the same sink in the same run."""

import time
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
import requests
from sqlalchemy import Engine, insert

from duban import tables as t
from tasks.channels.addresses import Address, Book
from tasks.database import open_store
from tasks.outbox import deliver
from tasks.pacing import Pace, store_clock
from tasks.ways import ways
from tests.reliability.rig import FORKS, ROUNDS
from tests.sinks import web_sink
from tests.tasks.test_outbox import NOW, SITE, TODAY, an_attempt

MANY = 3000 if ROUNDS else 40


def _book(port: int, people: int) -> Book:
    found = {f"p{n}": (Address(f"p{n}", f"P{n}", "json", f"key{n}", "pointer", f"json://127.0.0.1:{port}/p{n}"),)
             for n in range(people)}  # fmt: skip
    return Book(found, Path("/nonexistent"))


def _fill(store: Engine, book: Book) -> None:
    rows: list[dict[str, Any]] = []
    with store.begin() as conn:
        for n, person in enumerate(book.addresses):
            number = f"DB-{n:06}"
            rows += ways(SITE, number, person, TODAY, book)
            conn.execute(insert(t.notice).values(
                site=SITE, id=number, person=person, post="", kind="daily", on=TODAY, title="督办通知", body="全文",
                summary="摘要", pointer=f"您有督办事项待办理。通知编号 {number}", made_at=NOW))  # fmt: skip
        conn.execute(insert(t.outbox), rows)


def _work(store_at: str, port: int, people: int) -> None:
    store = open_store(store_at)
    deliver(store, SITE, TODAY, lambda: NOW, an_attempt(_book(port, people)), pace=Pace(store_clock(store)))


@pytest.mark.parametrize("store_at", ["postgresql", "sqlite"] if ROUNDS else ["postgresql"], indirect=True)
def test_g34_two_workers_hand_over_each_notice_once_and_the_rate_is_measured_beside_a_bare_loop(
    store: Engine, store_at: str
) -> None:
    with web_sink() as bare:
        began = time.perf_counter()
        for n in range(MANY):
            requests.post(f"http://127.0.0.1:{bare.port}/p{n}", json={"message": f"DB-{n:06}"}, timeout=15)
        floor = MANY / (time.perf_counter() - began)
    with web_sink() as sink:
        _fill(store, _book(sink.port, MANY))
        workers = [FORKS.Process(target=_work, args=(store_at, sink.port, MANY)) for _ in range(2)]
        began = time.perf_counter()
        for one in workers:
            one.start()
        for one in workers:
            one.join(600)
        rate = MANY / (time.perf_counter() - began)
        assert [one.exitcode for one in workers] == [0, 0]
        told = Counter(post["path"].strip("/") for post in sink.posts)
    assert len(told) == MANY and set(told.values()) == {1}
    print(f"\n{store.dialect.name}: {MANY} notices, 2 workers, {rate:.0f} a second with every guarantee; "
          f"a bare loop of one sender to the same sink {floor:.0f} a second")  # fmt: skip
