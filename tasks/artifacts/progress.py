"""How far a long piece of work has come: an artifact in Prefect's UI, and a bar for whoever watches a terminal."""

import sys
from types import TracebackType
from typing import Any

from tasks.artifacts.publishing import in_run


class Progress:
    """How far a long piece of work has come: ``with Progress("…", 4) as p: … p.step()``.

    An artifact in Prefect's UI, and a bar for whoever watches a terminal.
    """

    def __init__(self, description: str, total: int) -> None:
        self.description, self.total, self.done = description, max(total, 1), 0
        self.artifact: Any = None
        self.bar: Any = None

    def __enter__(self) -> "Progress":
        if in_run():
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
