"""A site before a cycle, copied for each kill, and the checker of what a kill and one more run left."""

import json
import shutil
import zipfile
from collections import Counter
from dataclasses import dataclass
from datetime import date
from email import message_from_bytes
from pathlib import Path
from typing import Any

from sqlalchemy import select

from duban import tables as t
from tasks.auditing import findings
from tasks.context import open_site
from tasks.database import reads
from tasks.journal.checking import journal_findings
from tests.reliability.journals import copied_store
from tests.reliability.points import run, stored_at
from tests.walk import days


@dataclass(frozen=True)
class Stage:
    """A site and its store just before the cycle of ``day``."""

    site: Path
    store_at: str
    day: date

    def copy(self, to: Path) -> "Stage":
        """The same again, elsewhere."""
        folder = Path(shutil.copytree(self.site, to / self.site.name,
                                      ignore=shutil.ignore_patterns("store.db*")))  # fmt: skip
        with stored_at(self.store_at):
            store_at = copied_store(open_site(str(self.site), self.day), self.store_at, to / "store")
        return Stage(folder, store_at, self.day)

    def killed_at(self, point: str) -> bool:
        """Run the cycle until it is killed there."""
        return run(self.site, self.store_at, self.day, dies_at=point)


@dataclass(frozen=True)
class Told:
    """What a day came to: each item as it stands, who was told of what by which title, and the letters there are."""

    items: str
    escalations: frozenset[tuple[Any, ...]]
    titles: tuple[tuple[str, str], ...]
    letters: Counter[str]


def told(stage: Stage) -> Told:
    """What stands in a site's store and outbox after a day."""
    at = open_site(str(stage.site), stage.day)
    n, e = t.notice.c, t.escalation.c
    with reads(at.engine) as conn:
        titles = sorted((row.person, row.title) for row in
                        conn.execute(select(n.person, n.title).where(n.site == at.site)))  # fmt: skip
        rows = frozenset(tuple(row) for row in conn.execute(select(
            e.item, e.episode, e.line, e.level, e.round, e.tenure, e.state, e.notice_id.is_not(None)).where(
            e.site == at.site)))  # fmt: skip
    at.engine.dispose()
    letters = Counter(path.stem.rsplit("-", 1)[1] for path in _outbox(stage).glob("*.eml"))
    return Told(days.items(stage.site, stage.day).to_csv(), rows, tuple(titles), letters)


def _outbox(stage: Stage) -> Path:
    return stage.site / "state" / "outbox" / f"{stage.day}"


def wrong(stage: Stage) -> list[str]:
    """What the auditor and the journal's check find."""
    at = open_site(str(stage.site), stage.day)
    found = [*findings(at), *journal_findings(at)]
    at.engine.dispose()
    return found


def half_written(stage: Stage) -> list[str]:
    """Outputs that are neither old nor new: a workbook, a letter or a record that cannot be read."""
    files = [
        path for path in (stage.site / "state").rglob("*") if path.is_file() and not path.name.startswith(".")
    ]
    return [str(path) for path in files if not _whole(path)]


def _whole(path: Path) -> bool:
    if path.suffix == ".xlsx":
        return zipfile.is_zipfile(path) and zipfile.ZipFile(path).testzip() is None
    if path.suffix == ".eml":
        return bool(message_from_bytes(path.read_bytes())["Message-ID"])
    if path.suffix == ".json":
        return bool(json.loads(path.read_text("utf-8")))
    return True
