"""G29: the same state gives the same bytes, and its numbers add up."""

import json
import shutil
import subprocess
import sys
from datetime import date
from pathlib import Path

import pandas as pd
import pytest
from sqlalchemy import func, select

from duban import tables as t
from duban.figures import figures, near_days
from tasks import store
from tasks.context import open_site
from tasks.database import reads
from tasks.reports import brief_of, day_board
from tests.walk import days

FIRST, DAY = date(2019, 6, 20), date(2019, 7, 1)
DUBAN = Path(sys.executable).with_name("duban")


def _listed(site: Path, what: str) -> bytes:
    return subprocess.run([DUBAN, what, site, "--format", "json"], capture_output=True, check=True).stdout


@pytest.mark.nightly
def test_g29_the_same_days_twice_give_the_same_bytes_and_the_parts_add_up(site: Path, tmp_path: Path) -> None:
    other = tmp_path / "again" / "example"
    shutil.copytree(site, other)
    for one in (site, other):
        days.tick(one, DAY)
    mine, its = (open_site(str(one), DAY) for one in (site, other))
    assert brief_of(mine) == brief_of(its) and len(brief_of(mine)) > 100
    assert day_board(mine)[0].to_csv() == day_board(its)[0].to_csv()
    assert _listed(site, "items") == _listed(other, "items")
    files = sorted(p.relative_to(site) for p in (site / "state" / "returned").rglob("*") if p.is_file())
    assert len(files) >= 4
    assert [f for f in files if (site / f).read_bytes() != (other / f).read_bytes()] == []
    _adds_up(site)


def _adds_up(site: Path) -> None:
    at = open_site(str(site), DAY)
    items = store.items(at.engine, at.site)
    near = near_days(at.loaded.ladder)
    whole = figures(items, at.day, near)
    parts = [figures(group, at.day, near) for _, group in items.groupby("source")]
    for name in ("total", "late", "near", "waiting", "on_course"):
        assert getattr(whole, name) == sum(getattr(one, name) for one in parts)
    assert whole.total == whole.late + whole.near + whole.waiting + whole.on_course
    listed = pd.DataFrame(json.loads(_listed(site, "items")))
    assert len(listed) == len(items) and int((listed["days_late"] > 0).sum()) == whole.late
    with reads(at.engine) as conn:
        r, d = t.reading.c, t.delivery.c
        taken = conn.execute(select(d.id, d.rows, func.count(r.id)).join(t.reading, r.delivery_id == d.id)
                             .where(d.state == "applied").group_by(d.id, d.rows)).all()  # fmt: skip
        nameless = conn.scalar(
            select(func.count()).select_from(t.reading).where(r.item == "", ~r.quarantined)
        )
    assert taken and all(rows == kept for _, rows, kept in taken) and nameless == 0


@pytest.mark.nightly
def test_g29_a_day_run_again_changes_no_page(site: Path) -> None:
    days.tick(site, FIRST, DAY)
    at = open_site(str(site), DAY)
    first = (brief_of(at), day_board(at)[0].to_csv(), _listed(site, "escalations"))
    days.tick(site, DAY)
    assert (brief_of(at), day_board(at)[0].to_csv(), _listed(site, "escalations")) == first
