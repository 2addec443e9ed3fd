"""Which way a notice goes on by (补发): the person's own order, never into silence."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

Doubt = Literal["again", "hold"]
# So often on one day before the next way is taken: what was refused, what ended unclear.
REFUSALS, UNCLEAR = 3, 2
SPENT = "dead"


@dataclass(frozen=True)
class Way:
    """One way of a notice: its address by key, its state, and how its attempts of today ended.

    ``earlier``: it was due on an earlier day already. ``doubt``: what an unclear end means here: a marked
    copy may follow (``again``), or none at all (``hold``).
    """

    key: str
    state: str
    refused: int
    unclear: int
    earlier: bool
    doubt: Doubt = "again"

    @property
    def spent(self) -> bool:
        """Whether this way has had its chance: refused for good, or often enough, or a day long."""
        refused = self.state == "refused" and self.refused >= (1 if self.earlier else REFUSALS)
        unclear = self.state == "unknown" and self.unclear >= (1 if self.earlier else UNCLEAR)
        return self.state == SPENT or refused or unclear or self.held

    @property
    def held(self) -> bool:
        """Whether the end is unclear where no copy may follow: then a person has to ask."""
        return self.state == "unknown" and self.doubt == "hold"


def next_way(ways: Sequence[Way], order: Sequence[str]) -> str | None:
    """The key of the address that comes next, by the person's own order.

    None while one of the ``ways`` may still do it, where no copy may follow, or where there is no other.
    """
    if any(way.held or not way.spent for way in ways):
        return None
    tried = {way.key for way in ways}
    return next((key for key in order if key not in tried), None)


def lost(ways: Sequence[Way], order: Sequence[str]) -> bool:
    """Whether every way was tried in vain, so that somebody else has to tell the person."""
    if any(way.held for way in ways):
        return True
    return all(way.spent for way in ways) and {way.key for way in ways} >= set(order)
