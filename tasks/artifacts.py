"""What Prefect's UI shows of a day: board, brief, progress; nothing where there is no Prefect run."""

import hashlib
import re
import sys
from pathlib import Path
from types import TracebackType
from typing import Any

import pandas as pd

from duban.frames import records
from tasks.seam import orchestrated

MOST_ROWS = 1000


def artifact_key(folder: Path, kind: str) -> str:
    """A stable key: lower case letters, digits and dashes are all that Prefect takes."""
    plain = re.sub(r"[^a-z0-9]+", "-", folder.name.lower()).strip("-")
    tail = "" if folder.name.isascii() else "-" + hashlib.sha256(folder.name.encode()).hexdigest()[:6]
    return f"duban-{plain or 'site'}{tail}-{kind}"


def _in_run() -> bool:
    if not orchestrated:
        return False
    from prefect.context import FlowRunContext

    return FlowRunContext.get() is not None


def publish_board(key: str, rows: pd.DataFrame, description: str) -> None:
    """A table of at most 1,000 rows; what more there is, is said in the description."""
    if not _in_run():
        return
    from prefect.artifacts import create_table_artifact

    more = f"（共{len(rows)}行，列前{MOST_ROWS}行）" if len(rows) > MOST_ROWS else ""
    shown = records(rows.head(MOST_ROWS).astype(object).where(rows.notna(), ""))
    create_table_artifact(key=key, table=shown, description=description + more)


def publish_brief(key: str, markdown: str, description: str) -> None:
    """A page of markdown; links live here, a table artifact shows them as text."""
    if not _in_run():
        return
    from prefect.artifacts import create_markdown_artifact

    create_markdown_artifact(key=key, markdown=markdown, description=description)


class Progress:
    """How far a long piece of work has come: ``with Progress("…", 4) as p: … p.step()``.

    An artifact in Prefect's UI, and a bar for whoever watches a terminal.
    """

    def __init__(self, description: str, total: int) -> None:
        self.description, self.total, self.done = description, max(total, 1), 0
        self.artifact: Any = None
        self.bar: Any = None

    def __enter__(self) -> "Progress":
        if _in_run():
            from prefect.artifacts import create_progress_artifact

            self.artifact = create_progress_artifact(progress=0.0, description=self.description)
        if sys.stderr.isatty():
            from rich.console import Console
            from rich.progress import Progress as Bar

            self.bar = Bar(console=Console(stderr=True), transient=True)
            self.bar.start()
            self.bar.add_task(self.description, total=self.total)
        return self

    def step(self) -> None:
        """One more of ``total`` is done."""
        self.done += 1
        if self.artifact is not None:
            from prefect.artifacts import update_progress_artifact

            share = 100.0 * self.done / self.total
            update_progress_artifact(artifact_id=self.artifact, progress=share)
        if self.bar is not None:
            self.bar.advance(self.bar.task_ids[0])

    def __exit__(
        self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Take the bar away; the artifact of a run that broke off shows how far it came."""
        if self.bar is not None:
            self.bar.stop()
