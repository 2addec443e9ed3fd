"""Through which door somebody comes to the desk: a notice's link, or a session after signing in."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from duban import tables as t
from duban.links import is_ours, read
from duban.viewing import Visitor, still_held, visitor
from tasks.context import Context
from tasks.database import reads
from tasks.pages.keys import keys_of


@dataclass(frozen=True)
class Told:
    """A notice as a door needs it."""

    id: str
    person: str
    on: date


def by_link(at: Context, text: str) -> Visitor | None:
    """Who may come in by a link; None for whatever reason, which is never said."""
    link, keys = read(text), keys_of(at.loaded.folder)
    if link is None:
        return None
    told = _notice(at, link.notice)
    ours = is_ours(keys, at.site, link, told.person if told else "")
    if told is None or not ours or at.today > link.until_on or at.loaded.site.mode == "trial":
        return None
    if all(told.person != p.id for p in at.loaded.roster.people):
        return None
    held = still_held(at.loaded.roster, told.person, told.on, at.today)
    return visitor(at.loaded.roster, told.person, held, until_on=link.until_on) if held else None


def _notice(at: Context, number: str) -> Told | None:
    n = t.notice.c
    with reads(at.engine) as conn:
        found = conn.execute(select(n.id, n.person, n.on).where(n.site == at.site, n.id == number)).first()
    return Told(*found) if found else None
