"""A person says that a roster grew as small as it did (确认花名册)."""

from tasks.acts.recording import record
from tasks.context import Context
from tasks.roster_file import KEPT


def accept_roster(at: Context, by: str, why: str) -> None:
    """Use the roster in the file from now on; who said so, and why, is kept with the office's acts."""
    with at.engine.begin() as conn:
        record(conn, at, "", "accept_roster", by, why, {})
    (at.loaded.folder / KEPT).unlink(missing_ok=True)
