"""Checkpoints kept outside the store (检查点): after each cycle, beside the site and in the second place."""

import os
from typing import Any

from sqlalchemy import select

from duban import tables as t
from duban.journal.chain import Mark
from duban.journal.checkpoints import Checkpoint, latest, parsed
from duban.wording import templates
from tasks.context import Context
from tasks.database import insert_ignoring, reads
from tasks.journal.files import CHECKPOINTS, append_line, lines, places
from tasks.journal.writing import head, note
from tasks.pacing import wall
from tasks.seam import logger, task
from tasks.site import wording
from tasks.told import new_number
from tasks.ways import book_of, ways


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


@task(name="检查点送达")
def tell_checkpoint(at: Context) -> int:
    """Make the day's notice of the checkpoint for the post that gets it; 0 where it was made, or nobody is there."""
    post = at.loaded.site.outside.checkpoint_post
    holder = at.loaded.roster.holder(post, at.today) if post and at.works_today else None
    if holder is None:
        return 0
    number = new_number()
    with at.engine.begin() as conn:
        row = {"site": at.site, "id": number, "person": holder.person, "post": post, "kind": "checkpoint",
               "on": at.today, "made_at": at.now, **_words(at, head(conn, at.site), number)}  # fmt: skip
        insert_ignoring(t.notice, [row], conn)
        mine = select(t.notice.c.id).where(t.notice.c.site == at.site, t.notice.c.id == number)
        if conn.scalar(mine) is None:
            return 0
        insert_ignoring(t.outbox, ways(at.site, number, holder.person, at.today, book_of(at)), conn)
        note(conn, at.site, at.today, "telling", {"notice": [number]}, notices=1)
    return 1


def _words(at: Context, mark: Mark, number: str) -> dict[str, str]:
    env = templates(wording(at.loaded))
    facts = {"mark": mark, "today": at.today, "number": number}
    said: Any = env.get_template("checkpoint.jinja").make_module(facts)
    lines = {"title": said.heading(), "summary": said.brief(),
             "pointer": env.get_template("pointer.jinja").render(facts)}  # fmt: skip
    return {
        "body": said.text().strip() + "\n",
        **{name: " ".join(line.split()) for name, line in lines.items()},
    }


def mark_restored(at: Context, point: Checkpoint) -> None:
    """Say in each place that the store was restored, and which entry says so."""
    for folder in places(at.loaded.folder, at.loaded.site, at.site):
        append_line(folder / CHECKPOINTS, _line(at, point))


def _line(at: Context, point: Checkpoint) -> dict[str, object]:
    said = {"site": at.site, "number": point.number, "hash": point.hash, "on": f"{at.today}",
            "at": f"{wall():%Y-%m-%dT%H:%M:%SZ}"}  # fmt: skip
    return said | ({"restored": True, "lost": list(point.lost)} if point.restored else {})
