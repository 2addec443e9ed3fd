"""What stands beside a delivery (报送): other sources' units, other files of the same day, what it repeats."""

from collections.abc import Iterable
from pathlib import PurePosixPath

import pandas as pd

from duban.roster import Roster
from duban.site import Source


def others_of(
    roster: Roster, sources: Iterable[Source], source: Source, items: pd.DataFrame
) -> frozenset[str]:
    """Units that answer for other sources' ITEMS, or send other ledgers, and have nothing to do with this one."""
    mine = items["source"].eq(source.name)
    sends = {p.id: p.unit or "" for p in roster.posts}
    others = {sends.get(s.reporter, "") for s in sources if s.name != source.name}
    own = {*items.loc[mine, "unit"], sends.get(source.reporter, ""), source.name}
    return frozenset({*items.loc[~mine, "unit"], *others} - own - {""})


def rivals_of(origins: Iterable[str], origin: str) -> int:
    """How many of the files of one day lie in one folder with this one, itself included."""
    folder = PurePosixPath(origin).parent
    return len({o for o in origins if PurePosixPath(o).parent == folder} | {origin})


def unchanged_since(
    stood: Iterable[tuple[pd.Timestamp, Iterable[str]]], said: Iterable[str]
) -> pd.Timestamp | None:
    """The first day from which every delivery on, given newest first with its rows as they were, says word
    for word what is ``said`` now.
    """
    since, now = None, sorted(said)
    for as_of_on, raw in stood:
        if sorted(raw) != now:
            break
        since = as_of_on
    return since
