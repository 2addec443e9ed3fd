"""A page put where Prefect's UI shows it, under a key that stays the same from day to day."""

import hashlib
import re
from pathlib import Path

from duban.watch.page import Page
from tasks.seam import orchestrated


def artifact_key(folder: Path, kind: str) -> str:
    """A stable key: lower case letters, digits and dashes are all that Prefect takes."""
    plain = re.sub(r"[^a-z0-9]+", "-", folder.name.lower()).strip("-")
    tail = "" if folder.name.isascii() else "-" + hashlib.sha256(folder.name.encode()).hexdigest()[:6]
    return f"duban-{plain or 'site'}{tail}-{kind}"


def in_run() -> bool:
    """Whether this is a run that Prefect knows of."""
    if not orchestrated:
        return False
    from prefect.context import FlowRunContext

    return FlowRunContext.get() is not None


def publish(folder: Path, page: Page, description: str) -> None:
    """A page of markdown: links live there, a table artifact shows them as text."""
    if not in_run():
        return
    from prefect.artifacts import create_markdown_artifact

    create_markdown_artifact(
        key=artifact_key(folder, page.kind), markdown=page.markdown, description=description
    )
