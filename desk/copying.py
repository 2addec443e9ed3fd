"""``duban copies``: what goes back to the departments, and where it lies."""

from collections.abc import Iterable
from datetime import date
from typing import Any

import click
import pandas as pd

from desk import options, show
from desk.listing import last_day
from duban.errors import Refused
from tasks.context import Context, open_site
from tasks.returned import copies_on_disk, newest

COLUMNS = ["source", "reporter", "on", "what", "path"]
WHAT = {"批注": "批注件", "预填表": "预填表"}


@click.command()
@options.site
@click.argument("source", required=False)
@options.today
@options.form
def copies(site: str, source: str | None, today: date | None, form: str) -> None:
    """退回各部门的批注件和下期预填表：哪个来源、哪天、文件在哪里。"""
    at = open_site(site, today or last_day(site))
    known = [s.name for s in at.loaded.site.sources]
    if source and source not in known:
        raise Refused(f"site.yaml 中没有来源“{source}”，现有：{'、'.join(known)}")
    found = pd.DataFrame(list(_rows(at, source)), columns=COLUMNS)
    show.rows(
        found,
        form,
        {"source": "来源", "reporter": "报送岗位", "on": "报送日", "what": "内容", "path": "文件"},
    )


def _rows(at: Context, wanted: str | None) -> Iterable[dict[str, Any]]:
    """The files of each source's newest delivery."""
    for source in at.loaded.site.sources:
        delivery = newest(at, source.name)
        if delivery is None or wanted not in (None, source.name):
            continue
        for path in copies_on_disk(at, source, delivery):
            yield {"source": source.name, "reporter": source.reporter, "on": delivery["called_on"].date(),
                   "what": WHAT[path.stem.rpartition("_")[2]], "path": str(path)}  # fmt: skip
