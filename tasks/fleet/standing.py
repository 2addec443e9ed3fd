"""How the sites of a fleet stand, from what each site's own run left in its store."""

from collections.abc import Iterator, Mapping
from datetime import date
from itertools import groupby
from pathlib import Path
from typing import Any

import pandas as pd
from sqlalchemy import select, update

from duban import tables as t
from duban.figures import figures, near_days
from duban.fleet.standing import COUNTS, STANDING, fleet_page
from tasks.artifacts.publishing import publish
from tasks.artifacts.watched import Watched
from tasks.context import Context
from tasks.database import open_store, reads, store_url
from tasks.fleet.sites import Fleet
from tasks.outbox import WAITING
from tasks.site import Loaded


def keep_figures(at: Context, lacking: str) -> None:
    """Leave the day's counts of unrestricted items, and what is lacking, with the run."""
    found = figures(Watched(at).items, at.day, near_days(at.loaded.ladder))
    counts = {name: getattr(found, name) for name in COUNTS}
    with at.engine.begin() as conn:
        conn.execute(update(t.run).where(t.run.c.site == at.site, t.run.c.today == at.today)
                     .values(figures=counts, lacking=lacking))  # fmt: skip


def undone(fleet: Fleet) -> dict[str, Path]:
    """The sites, by id, whose day is not gone through to its end with nothing lacking."""
    runs = _runs(fleet)
    return {one.id: one.folder for one in fleet.sites if not _whole(runs.get(one.id))}


def _whole(run: Mapping[str, Any] | None) -> bool:
    return bool(run and run["ended_at"] and run["figures"] is not None and not run["lacking"])


def standing_of(fleet: Fleet, ended: Mapping[str, str]) -> pd.DataFrame:
    """STANDING of every site: as its run ended just now, else as its store says."""
    runs = _runs(fleet)
    rows = [_row(one, runs.get(one.id), ended.get(one.id)) for one in fleet.sites]
    rows += [{"site": name, "state": "broken"} for name, _ in fleet.refused]
    return STANDING.frame(rows)


def _row(one: Loaded, run: Mapping[str, Any] | None, ended: str | None) -> dict[str, Any]:
    counts = (run or {}).get("figures") or {}
    state = "done" if _whole(run) else ended if ended in {"broken", "lost"} else "short" if counts else "lost"
    return {"site": one.id, "organisation": one.site.organisation, "state": state,
            "lacking": (run or {}).get("lacking") or "", **counts}  # fmt: skip


def _runs(fleet: Fleet) -> dict[str, Mapping[str, Any]]:
    """What each site's store holds of the day's run, by site: one question a store."""
    found: dict[str, Mapping[str, Any]] = {}
    for url, sites in _by_store(fleet):
        found |= _asked(url, sites, fleet.today)
    return found


def _by_store(fleet: Fleet) -> Iterator[tuple[str, list[str]]]:
    """Each store's address and the ids of the sites it holds."""
    at = sorted((store_url(one.folder), one.id) for one in fleet.sites)
    for url, pairs in groupby(at, key=lambda pair: pair[0]):
        yield url, [site for _, site in pairs]


def _asked(url: str, sites: list[str], today: date) -> dict[str, Mapping[str, Any]]:
    query = select(t.run).where(t.run.c.site.in_(sites), t.run.c.today == today)
    with reads(open_store(url)) as conn:
        return {row.site: dict(row._mapping) for row in conn.execute(query)}


def due_unsent(fleet: Fleet) -> list[Path]:
    """The folders of sites that hold a notice nobody was handed yet: one question a store."""
    found: set[str] = set()
    for url, sites in _by_store(fleet):
        query = select(t.outbox.c.site).where(t.outbox.c.site.in_(sites),
                                              t.outbox.c.state.in_((*WAITING, "sending"))).distinct()  # fmt: skip
        with reads(open_store(url)) as conn:
            found |= set(conn.scalars(query))
    return [one.folder for one in fleet.sites if one.id in found]


def publish_standing(fleet: Fleet, standing: pd.DataFrame) -> None:
    """The board of all sites where Prefect's UI shows it."""
    one = fleet_page(fleet.file.name, fleet.today, standing)
    publish(Path(fleet.path.stem), one, f"{fleet.file.name} {fleet.today} {one.title}")
