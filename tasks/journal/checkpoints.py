"""Checkpoints kept outside the store (检查点): after each cycle, beside the site and in the second place."""

import os

from duban.journal.checkpoints import Checkpoint, latest, parsed
from tasks.context import Context
from tasks.database import reads
from tasks.journal.files import CHECKPOINTS, append_line, lines, places
from tasks.journal.writing import head
from tasks.pacing import wall
from tasks.seam import logger, task


@task(name="留痕检查点")
def keep_checkpoint(at: Context) -> tuple[str, ...]:
    """Mark how far the chain reaches, in each place; what could not be written, one sentence each.

    A chain that contradicts the newest checkpoint is not marked: that is for a person to explain.
    """
    with reads(at.engine) as conn:
        mark = head(conn, at.site)
    wrong = []
    for folder in places(at.loaded.folder, at.loaded.site, at.site):
        path = folder / CHECKPOINTS
        try:
            if latest(parsed(lines(path))[0]).number < mark.number:
                append_line(path, _line(at, Checkpoint(mark.number, mark.hash)))
        except OSError as fault:
            logger().warning("检查点未能写入（%s）", type(fault).__name__)
            wrong.append(f"检查点写不进 {path}（{os.strerror(fault.errno or 0)}）")
    return tuple(wrong)


def mark_restored(at: Context, point: Checkpoint) -> None:
    """Say in each place that the store was restored, and which entry says so."""
    for folder in places(at.loaded.folder, at.loaded.site, at.site):
        append_line(folder / CHECKPOINTS, _line(at, point))


def _line(at: Context, point: Checkpoint) -> dict[str, object]:
    said = {"site": at.site, "number": point.number, "hash": point.hash, "on": f"{at.today}",
            "at": f"{wall():%Y-%m-%dT%H:%M:%SZ}"}  # fmt: skip
    return said | ({"restored": True, "lost": list(point.lost)} if point.restored else {})
