"""What every flow needs first: the site, its store, the business day and the moment."""

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

import pandas as pd
from sqlalchemy import Engine

from tasks.database import open_store, store_url
from tasks.seam import logger, planned_at
from tasks.site import Loaded, load
from tasks.tenures import with_hand_overs


@dataclass(frozen=True)
class Context:
    """A site opened for one business day. ``given`` is true where the day was asked for; ``through`` is what
    an act's detail says of the program that asked for it, empty where a person did it; ``request``: the request
    (请求行为) that an act done in it confirms.
    """

    loaded: Loaded
    engine: Engine
    today: date
    now: datetime
    given: bool
    through: Mapping[str, str] = field(default_factory=dict)
    request: int | None = None

    @property
    def site(self) -> str:
        """How the store knows the site."""
        return self.loaded.id

    @property
    def day(self) -> pd.Timestamp:
        """The business day as frames hold it."""
        return pd.Timestamp(self.today)

    @property
    def works_today(self) -> bool:
        """Whether anybody is told anything today."""
        return self.loaded.calendar.is_workday(self.today)

    @property
    def overdue(self) -> bool:
        """Whether this run was planned for a day that has passed: what is due is done by today's runs, which find
        it by themselves.
        """
        return not self.given and self.now.date() != self.today

    @property
    def named_day(self) -> date | None:
        """The day to name to a later step, where it would not come to the same one by itself:
        a run that was asked for, or one planned for a day that has passed.
        """
        return self.today if self.given or self.overdue else None

    @property
    def in_window(self) -> bool:
        """Whether notices may leave now; a run for a given day stands in that day's window."""
        settings = self.loaded.site.settings
        first, last = (time.fromisoformat(t) for t in (settings.window_from, settings.window_to))
        return self.works_today and (self.given or first <= self.now.time() <= last)


def open_site(site: str, today: date | None = None) -> Context:
    """Open a site for ``today``; left out, for the day the run was planned for in its zone. The moment is the one
    on the wall: a run that comes late stands outside the window if the window is over.

    Raises Refused where the site or its store cannot be used.
    """
    loaded = load(site)
    zone = ZoneInfo(loaded.site.timezone)
    now = datetime.now(zone).replace(tzinfo=None)
    day = today or (planned_at() or datetime.now(zone)).astimezone(zone).date()
    moment = datetime.combine(day, time.fromisoformat(loaded.site.settings.window_from)) if today else now
    engine = open_store(store_url(loaded.folder, os.environ.get("DUBAN_STORE")))
    return Context(with_hand_overs(loaded, engine), engine, day, moment, today is not None)


def stands_aside(at: Context) -> bool:
    """Whether this run gives its place to today's, since the day it was planned for is over; it says so."""
    if at.overdue:
        logger().warning("计划于%s的运行已过期，由今天的运行一并处理", at.today)
    return at.overdue
