"""A leader's own papers on the desk: duty sheets to confirm (履责月表), talks decided and not yet held."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from duban import tables as t
from duban.viewing import Visitor
from tasks.context import Context
from tasks.database import reads

SHOWN = 3


@dataclass(frozen=True)
class Sheet:
    """One month's duty sheet of a tenure: its text as it was made, and the leader's word to it."""

    tenure: str
    month: str
    text: str
    confirmed_on: date | None
    added: str

    @property
    def title(self) -> str:
        """What it calls itself."""
        return self._lines[0].lstrip("# ") if self._lines else self.month

    @property
    def above(self) -> tuple[str, ...]:
        """What stands above its table."""
        plain = [n for n, line in enumerate(self._lines) if line.startswith("|")]
        return self._lines[1 : plain[0]] if plain else self._lines[1:]

    @property
    def rows(self) -> tuple[tuple[str, ...], ...]:
        """The rows of its table, the headings first."""
        table = [line for line in self._lines if line.startswith("|")]
        return tuple(tuple(cell.strip() for cell in line.strip("|").split(" | ")) for line in table)

    @property
    def below(self) -> tuple[str, ...]:
        """What stands below its table."""
        table = [n for n, line in enumerate(self._lines) if line.startswith("|")]
        return self._lines[table[-1] + 1 :] if table else ()

    @property
    def _lines(self) -> tuple[str, ...]:
        every = (line.strip() for line in self.text.splitlines())
        return tuple(line for line in every if line and not line.startswith("| ---"))


@dataclass(frozen=True)
class Talk:
    """A talk this person decided on, whose day and archive number are still to be registered."""

    id: int
    form: str
    name: str
    decided_on: date


def names_restricted(at: Context, text: str) -> bool:
    """Whether a text names an item that is restricted now: then no link shows it."""
    query = select(t.item.c.code).where(t.item.c.site == at.site, t.item.c.restricted)
    with reads(at.engine) as conn:
        return names_one_of(conn.scalars(query), text)


def names_one_of(codes: Iterable[str], text: str) -> bool:
    """Whether a text names one of these items."""
    return any(code in text and re.search(re.escape(code) + r"(?!\d)", text) for code in codes)


def sheets_of(at: Context, one: Visitor) -> tuple[Sheet, ...]:
    """The newest sheets of the visitor's tenures, newest first; by a link none that names a restricted item."""
    s = t.duty_sheet.c
    query = (select(s.tenure, s.month, s.text, s.confirmed_on, s.added)
             .where(s.site == at.site, s.tenure.in_(one.keys), s.made_on <= at.today)
             .order_by(s.month.desc(), s.tenure).limit(SHOWN))  # fmt: skip
    with reads(at.engine) as conn:
        found = [Sheet(*row) for row in conn.execute(query)]
    return tuple(sheet for sheet in found if one.signed_in or not names_restricted(at, sheet.text))


def talks_of(at: Context, one: Visitor) -> tuple[Talk, ...]:
    """The talks this person decided on and nobody has registered as held."""
    k, named = t.talk.c, at.loaded.names
    query = select(k.id, k.form, k.person, k.decided_on).where(
        k.site == at.site, k.decided_by == one.person, k.on.is_(None)).order_by(k.id)  # fmt: skip
    with reads(at.engine) as conn:
        return tuple(
            Talk(r.id, r.form, named.get(r.person, r.person), r.decided_on) for r in conn.execute(query)
        )
