"""A site kept open for its pages: the store once, the folder read again when a file of it changed."""

import threading
from datetime import date, datetime, time
from pathlib import Path
from zoneinfo import ZoneInfo

from sqlalchemy import Engine

from duban.errors import Refused
from duban.roster import Tenure
from tasks.context import Context
from tasks.database import open_store, store_url
from tasks.site import Loaded, load
from tasks.tenures import handed, with_tenures_on

Stamp = tuple[tuple[str, int, int], ...]


class Standing:
    """A site, and the day its pages show: today in its zone, unless one was asked for.

    A folder that somebody has just broken leaves the last good one standing; ``fault`` says why.
    """

    def __init__(self, folder: Path, today: date | None = None) -> None:
        """Open the site. Raises Refused where it or its store cannot be used."""
        self._given, self._lock, self.fault = today, threading.Lock(), ""
        self._loaded: Loaded = load(folder)
        self.engine: Engine = open_store(store_url(self._loaded.folder))
        self._handed: tuple[Loaded, tuple[Tenure, ...], Loaded] = (self._loaded, (), self._loaded)
        self._stamp = self._now()

    def at(self) -> Context:
        """The site as it is at this moment."""
        loaded = self._handed_over(self._fresh())
        now = datetime.now(ZoneInfo(loaded.site.timezone)).replace(tzinfo=None)
        if self._given is None:
            return Context(loaded, self.engine, now.date(), now, False)
        opens = time.fromisoformat(loaded.site.settings.window_from)
        return Context(loaded, self.engine, self._given, datetime.combine(self._given, opens), True)

    @property
    def wall(self) -> datetime:
        """The moment by which sessions and locks count, whatever day the pages show."""
        return datetime.now(ZoneInfo("UTC")).replace(tzinfo=None)

    def _handed_over(self, loaded: Loaded) -> Loaded:
        """The site with its hand-overs, the very same one as long as neither changes."""
        on_record = handed(self.engine, loaded.id)
        file, known, whole = self._handed
        if file is not loaded or known != on_record:
            whole = with_tenures_on(loaded, on_record)
            self._handed = (loaded, on_record, whole)
        return whole

    def _fresh(self) -> Loaded:
        with self._lock:
            stamp = self._now()
            if stamp != self._stamp:
                self._stamp = stamp
                try:
                    self._loaded, self.fault = load(self._loaded.folder), ""
                except Refused as fault:
                    self.fault = str(fault)
            return self._loaded

    def _now(self) -> Stamp:
        folder = self._loaded.folder
        files = [*folder.glob("*.yaml"), *folder.glob("roster.xlsx"), *folder.glob("wording/*")]
        # A file that is being replaced is not there for a moment.
        return tuple(
            sorted((f.name, s.st_mtime_ns, s.st_size) for f in files if f.exists() for s in [f.stat()])
        )
