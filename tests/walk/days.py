"""Walking a site through its days, and reading what its people were told."""

import os
import time
from collections.abc import Iterable
from datetime import date, timedelta
from pathlib import Path

import pandas as pd

from desk.listing import items_now, notices_now
from flows.daily import daily
from tasks import store
from tasks.context import open_site


def tick(site: Path, *days: date) -> None:
    """One cycle for each day, in order; what a test wrote has lain in the inbox for a while."""
    long_ago = time.time() - 3600
    for path in (p for p in (site / "inbox").rglob("*") if p.is_file() and p.stat().st_mtime > long_ago):
        os.utime(path, (long_ago, long_ago))
    for day in days:
        daily(str(site), day)


def working_days(site: Path, first: date, last: date) -> Iterable[date]:
    """The working days of a site from a day to a day, both included."""
    calendar = open_site(str(site), first).loaded.calendar
    every = (first + timedelta(days=n) for n in range((last - first).days + 1))
    return [day for day in every if calendar.is_workday(day)]


def notices(site: Path, on: date) -> dict[str, str]:
    """Person's id -> the letter of that day."""
    found = notices_now(open_site(str(site), on))
    return dict(found[found["on"] == on][["person", "body"]].itertuples(index=False, name=None))


def titles(site: Path, on: date) -> dict[str, str]:
    """Person's id -> the title of that day's notice."""
    found = notices_now(open_site(str(site), on))
    return dict(found[found["on"] == on][["person", "title"]].itertuples(index=False, name=None))


def items(site: Path, on: date) -> pd.DataFrame:
    """The items as the contract shows them, by code."""
    return items_now(open_site(str(site), on)).set_index("code")


def rows(site: Path) -> pd.DataFrame:
    """Every escalation of a site."""
    at = open_site(str(site))
    return store.rows(at.engine, at.site)


def told(site: Path) -> set[tuple[str, str, int, str]]:
    """Who was ever told of what: item, line, level, person."""
    said = rows(site)
    said = said[said["notice_id"].notna()]
    return {(r.item, r.line, int(r.level), r.person) for r in said.itertuples()}
