"""The record outside the store of what was handed over (库外送达记录), a line before each first byte."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, select

from duban import tables as t
from duban.escalation import KEY
from duban.restored import Handed, parsed, telling_key
from tasks.context import Context
from tasks.journal.files import append_line, lines, places
from tasks.seam import logger

FILE = "handed-over.log"
TAIL_BYTES = 65_536


def record_paths(at: Context) -> list[Path]:
    """Where a site's record lies: beside it, and in the second place."""
    return [folder / FILE for folder in places(at.loaded.folder, at.loaded.site, at.site)]


def leaving(at: Context, conn: Connection, row: Any, kept: Any) -> None:
    """Note that an attempt of a notice (``kept``) is about to leave by an outbox row."""
    told = list(told_keys(conn, at.site, kept.id)) if row.attempts == 1 else []
    _put(at, {**_attempt(row), "person": kept.person, "post": kept.post, "kind": kept.kind, "on": f"{kept.on}",
              "told": told}, safely=True)  # fmt: skip


def ended(at: Context, row: Any, state: str) -> None:
    """Note how an attempt ended; were it lost, the attempt would count as unclear."""
    _put(at, {**_attempt(row), "end": state}, safely=False)


def _attempt(row: Any) -> dict[str, object]:
    return {"notice": row.notice_id, "way": row.id, "number": row.attempts}


def reconciled(at: Context, number: int, hashed: str) -> None:
    """Note that a person settled all before; raises OSError where that cannot be kept."""
    for path in record_paths(at):
        append_line(path, {"reconciled": number, "hash": hashed})


def _put(at: Context, said: Mapping[str, object], *, safely: bool) -> None:
    for path in record_paths(at):
        try:
            append_line(path, said, safely=safely)
        except OSError as fault:
            # What is due must leave; without this line a restore could tell it again, so it is said.
            logger().error("库外送达记录写不进（%s）", type(fault).__name__)


def told_keys(conn: Connection, site: str, number: str) -> Iterator[str]:
    """What a notice tells of, as it is known outside the store."""
    e, c = t.escalation.c, t.chase.c
    for kind, column in (("row", e.notice_id), ("settled", e.settled_notice_id)):
        query = select(*(e[name] for name in KEY)).where(e.site == site, column == number)
        yield from (telling_key(kind, *row) for row in conn.execute(query))
    chases = select(c.kind, c.target, c.number, c.tenure).where(c.site == site, c.notice_id == number)
    yield from (telling_key("chase", *row) for row in conn.execute(chases))
    s = t.duty_sheet.c
    sheets = select(s.tenure, s.month).where(s.site == site, s.notice_id == number)
    yield from (telling_key("sheet", *row) for row in conn.execute(sheets))


def whole(path: Path) -> list[Handed]:
    """All lines of a record."""
    return parsed(lines(path))


def newest(path: Path) -> Handed | None:
    """The last line of a record that can be read; only its end is looked at."""
    try:
        with path.open("rb") as file:
            size = file.seek(0, 2)
            file.seek(max(0, size - TAIL_BYTES))
            tail = file.read().decode("utf-8", errors="replace").splitlines()
    except FileNotFoundError:
        return None
    found = parsed(tail)
    return found[-1] if found else None
