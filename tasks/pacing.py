"""How a round of deliveries is paced, and what came of it."""

import time as clocks
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import Engine, text

from tasks.channels.letter import Verdict
from tasks.database import reads

Clock = Callable[[], datetime]
# How long a run waits in all for providers that take only so much a minute; the rest is the next run's.
PATIENCE_SECONDS = 240.0


def wall() -> datetime:
    """Give the moment by which leases count: UTC, whatever day a run stands in."""
    return datetime.now(UTC).replace(tzinfo=None)


def store_clock(engine: Engine) -> Clock:
    """Give the clock by which leases and limits count for all who share a store: PostgreSQL's, else this
    machine's. Read once, then counted on by what nobody sets, so that a clock that jumps moves no lease.
    """
    began, start = _uptime(), wall()
    if engine.dialect.name == "postgresql":
        with reads(engine) as conn:
            start = conn.execute(text("select clock_timestamp() at time zone 'UTC'")).scalar_one()
    return lambda: start + timedelta(seconds=_uptime() - began)


def _uptime() -> float:
    """Seconds since the machine began, those it slept included where the system tells."""
    return clocks.clock_gettime(getattr(clocks, "CLOCK_BOOTTIME", clocks.CLOCK_MONOTONIC))


@dataclass(frozen=True)
class Pace:
    """How one round of deliveries goes on: ``physical`` is the clock by which leases and limits count.

    ``alone``: of one notice only one way at a time, and none after one arrived; ``quiet``: channels on
    which an unclear end is not followed by a copy; ``fresh``: only what was never tried; ``resting``: who wants
    to be told later today.
    """

    physical: Clock
    sleep: Callable[[float], None] = clocks.sleep
    patience_seconds: float = PATIENCE_SECONDS
    alone: bool = True
    quiet: frozenset[str] = frozenset()
    fresh: bool = False
    resting: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Delivered:
    """What came of one round; ``failures`` are sentences about what is still unsent.

    ``later``: how many had to wait for a provider and were left to the next run.
    """

    sent: int = 0
    refused: int = 0
    unknown: int = 0
    failures: tuple[str, ...] = ()
    later: int = 0

    def __add__(self, other: "Delivered") -> "Delivered":
        """Both rounds together."""
        return Delivered(self.sent + other.sent, self.refused + other.refused, self.unknown + other.unknown,
                         self.failures + other.failures, self.later + other.later)  # fmt: skip


@dataclass(frozen=True)
class Later:
    """What was not tried: its account has to wait first."""

    row: tuple[int, int]
    seconds: float


def summed(tried: Iterable[tuple[Any, Verdict]]) -> Delivered:
    """Count how attempts ended, and say what is still unsent."""
    known = list(tried)
    states = [verdict.state for _, verdict in known]
    failed = tuple(f"通知 {row.notice_id}（{row.person}，{row.channel}）未能确认送达：{v.detail}"
                   for row, v in known if v.state != "sent")  # fmt: skip
    return Delivered(states.count("sent"), states.count("refused"), states.count("unknown"), failed)
