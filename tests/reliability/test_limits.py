"""G07: limits of providers are never exceeded by any number of workers, and nobody starves."""

from collections import deque
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import Engine

from tasks.channels.addresses import Address, Book
from tasks.channels.letter import Verdict
from tasks.outbox import deliver
from tasks.pacing import Delivered, Pace
from tests.reliability.rig import ROUNDS
from tests.tasks.test_outbox import NOW, SITE, TODAY, Watch, fill

LEADERS = 500 if ROUNDS else 65
MOST, BAN_SECONDS = 20, 600


class Robot:
    """A provider that takes 20 a minute and bans for ten minutes whoever sends more."""

    def __init__(self, watch: Watch) -> None:
        """Nothing came yet."""
        self.watch, self.recent = watch, deque[datetime]()
        self.told: list[tuple[str, datetime]] = []
        self.bans = 0
        self.banned_until = datetime.min

    def __call__(self, row: Any, message_id: str, again: bool) -> Verdict:
        """Take a message, or refuse it inside an answer as providers do."""
        now = self.watch()
        while self.recent and self.recent[0] <= now - timedelta(seconds=60):
            self.recent.popleft()
        self.recent.append(now)
        if len(self.recent) > MOST:
            self.bans += 1
            self.banned_until = now + timedelta(seconds=BAN_SECONDS)
        if now < self.banned_until:
            return Verdict("refused", "130101 send too fast", wait_seconds=BAN_SECONDS)
        self.told.append((row.notice_id, now))
        return Verdict("sent")


def _book(people: int) -> Book:
    robot = Address("", "", "dingtalk", "", "pointer", "", account="one-robot")
    return Book({f"p{n}": (replace(robot, person=f"p{n}", key=f"k{n}"),) for n in range(people)}, Path())


def _run(engine: Engine, watch: Watch, robot: Robot, patience_seconds: float) -> Delivered:
    pace = Pace(watch, lambda seconds: watch.pass_(seconds=seconds), patience_seconds)
    return deliver(engine, SITE, TODAY, lambda: NOW, robot, pace=pace)


def test_g07_two_workers_and_a_restart_through_one_robot_bring_no_ban_and_no_long_wait(store: Engine) -> None:
    watch = Watch()
    robot = Robot(watch)
    fill(store, _book(LEADERS))
    started = watch()
    turns = 0
    # Two workers in turn, each leaving when its patience ends, as at a restart.
    while len(robot.told) < LEADERS and turns < 200:
        _run(store, watch, robot, patience_seconds=90 if turns % 2 else 0)
        turns += 1
        watch.pass_(seconds=5)
    assert robot.bans == 0
    assert len({number for number, _ in robot.told}) == len(robot.told) == LEADERS
    waited = (max(at for _, at in robot.told) - started).total_seconds()
    assert waited <= 60 * LEADERS / MOST * 1.2 + 10


def test_g07_a_provider_that_asks_for_a_pause_is_left_alone_and_others_go_on(store: Engine) -> None:
    watch, tried = Watch(), []
    book = _book(3)
    other = Address("p9", "p9", "dingtalk", "k9", "pointer", "", account="another-robot")
    fill(store, Book({**book.addresses, "p9": (other,)}, Path()))

    def busy(row: Any, message_id: str, again: bool) -> Verdict:
        tried.append((row.account, watch()))
        mine = row.account == "one-robot" and watch() < datetime(2026, 11, 23, 9, 10)
        return Verdict("refused", "130101", wait_seconds=600) if mine else Verdict("sent")

    done = deliver(store, SITE, TODAY, lambda: NOW, busy, pace=Pace(watch, patience_seconds=0))
    assert done.sent == 1
    # Those already on their way when the provider said so apart, nobody tried again.
    first = [account for account, _ in tried].count("one-robot")
    assert first <= 3
    watch.pass_(minutes=5)
    assert deliver(store, SITE, TODAY, lambda: NOW, busy, pace=Pace(watch, patience_seconds=0)).later == 3
    watch.pass_(minutes=6)
    assert deliver(store, SITE, TODAY, lambda: NOW, busy, pace=Pace(watch, patience_seconds=0)).sent == 3
