"""What is wrong at this moment (异常) and must be said to the duty desk: a function of what is, never of who rang."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Literal

from duban.bells.settings import BellSettings

Kind = Literal["no_run", "stuck", "job", "server", "worker", "source", "unsent"]


@dataclass(frozen=True)
class Alarm:
    """One thing that is wrong. ``cause`` names it for as long as it lasts; ``target``: the job or the source it is
    about; ``detail``: how it is wrong, as a key of the wording; ``at``: since when; ``count``: how many.
    """

    kind: Kind
    target: str = ""
    detail: str = ""
    at: datetime | None = None
    count: int = 0

    @property
    def cause(self) -> str:
        """What stays the same while it lasts: a run that never came and one that hangs are one cause."""
        return f"{'no_run' if self.kind == 'stuck' else self.kind}:{self.target}"


@dataclass(frozen=True)
class Server:
    """What Prefect says. ``state``: none (nobody uses one here), up or down; ``worker``: whether one is at work;
    ``broken``: the jobs whose newest run broke, each an alarm.
    """

    state: Literal["none", "up", "down"] = "none"
    worker: bool = True
    broken: tuple[Alarm, ...] = ()


@dataclass(frozen=True)
class Watched:
    """What is looked at. ``began_at``, ``ended``: of today's cycle; ``late``: sources with how they are late;
    ``unsent``: the moments since which notices wait, each one's own; ``opens``: when today's window opened.
    """

    now: datetime
    opens: time
    began_at: datetime | None
    ended: bool
    late: tuple[tuple[str, str], ...]
    unsent: tuple[datetime, ...]
    server: Server


def alarms(seen: Watched, settings: BellSettings) -> tuple[Alarm, ...]:
    """Everything that is wrong now, the gravest first."""
    return (*_cycle(seen, settings), *_server(seen.server), *_unsent(seen, settings),
            *(Alarm("source", name, cause) for name, cause in seen.late))  # fmt: skip


def _cycle(seen: Watched, settings: BellSettings) -> tuple[Alarm, ...]:
    """Today's cycle, where it should be over and is not."""
    by = datetime.combine(seen.now.date(), time.fromisoformat(settings.daily_by))
    if seen.ended:
        return ()
    if seen.began_at is not None and seen.now >= seen.began_at + timedelta(minutes=settings.stuck_minutes):
        return (Alarm("stuck", at=seen.began_at),)
    return (Alarm("no_run", at=by),) if seen.now >= by else ()


def _server(server: Server) -> tuple[Alarm, ...]:
    if server.state == "down":
        return (Alarm("server"),)
    idle = (Alarm("worker"),) if server.state == "up" and not server.worker else ()
    return (*idle, *server.broken)


def _unsent(seen: Watched, settings: BellSettings) -> tuple[Alarm, ...]:
    """What could have left since the window opened, and has not."""
    opened, patience = (
        datetime.combine(seen.now.date(), seen.opens),
        timedelta(minutes=settings.unsent_minutes),
    )
    waiting = [at for at in seen.unsent if max(at, opened) + patience <= seen.now]
    return (Alarm("unsent", at=min(waiting), count=len(waiting)),) if waiting else ()
