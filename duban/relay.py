"""What reached nobody (未能送达): who tells the person instead, first the next post up, then the desk."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from duban.roster import Roster, Tenure
from duban.upward import next_up


@dataclass(frozen=True)
class Undelivered:
    """A notice whose every way was tried in vain: its number and day, to whom it was, and how it ended.

    ``told_on`` marks one that goes to the desk alone: it told on another itself, or nobody else may know
    that there is one. ``call``: the how manyth time somebody is to telephone, 0 where that is not what is asked.
    """

    number: str
    on: date
    person: str
    name: str
    post: str
    told_on: bool
    endings: tuple[str, ...]
    call: int = 0


@dataclass(frozen=True)
class Relay:
    """One who is asked to tell others: ``desk`` where it is the duty desk, which sees how attempts ended."""

    to: Tenure
    desk: bool
    lost: tuple[Undelivered, ...]


def relays(lost: Sequence[Undelivered], roster: Roster, desk: Sequence[Tenure], on: date,
           trial: bool) -> list[Relay]:  # fmt: skip
    """Who is asked to tell whom: the next post up about each person, the duty desk about all."""
    above: dict[str, tuple[Tenure, list[Undelivered]]] = {}
    stewards = {one.person for one in desk}
    for one in lost:
        held = None if trial or one.told_on or not one.post else _above(roster, one, on)
        if held is not None and held.person not in stewards:
            above.setdefault(held.key, (held, []))[1].append(one)
    up = [Relay(held, False, tuple(mine)) for held, mine in above.values()]
    return [*up, *(Relay(one, True, tuple(lost)) for one in desk if lost)]


def _above(roster: Roster, one: Undelivered, on: date) -> Tenure | None:
    unit = roster.post(one.post).unit or ""
    return next_up(roster, one.post, unit, "business", on)
