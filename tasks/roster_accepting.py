"""A person says that a roster grew as small as it did (确认花名册)."""

from sqlalchemy import insert

from duban import tables as t
from tasks.context import Context
from tasks.roster_file import KEPT


def accept_roster(at: Context, by: str, why: str) -> None:
    """Use the roster in the file from now on; who said so, and why, is kept with the office's acts."""
    row = {"site": at.site, "item": "", "kind": "accept_roster", "on": at.today, "at": at.now, "by": by, "why": why,
           "detail": {}}  # fmt: skip
    with at.engine.begin() as conn:
        conn.execute(insert(t.act).values(row))
    (at.loaded.folder / KEPT).unlink(missing_ok=True)
