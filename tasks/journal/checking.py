"""The journal checked (核对留痕): the chain, the checkpoints, and whether the rows are still what they were."""

from collections.abc import Iterable, Iterator
from typing import Any

from sqlalchemy import Connection, Select, select

from duban import tables as t
from duban.journal.chain import Entry, Fault, Mark, faults
from duban.journal.checkpoints import Checkpoint, latest, parsed, standing, unmet
from duban.journal.words import sentence
from tasks.context import Context
from tasks.database import reads
from tasks.journal.files import CHECKPOINTS, lines, places
from tasks.journal.rows import COMPLETE, all_keys, digests
from tasks.journal.writing import head

CHUNK = 2_000


def journal_findings(at: Context, given: Checkpoint | None = None, *, whole: bool = True) -> tuple[str, ...]:
    """What does not hold, one sentence each; ``given``: a checkpoint somebody holds in hand.

    ``whole``: from the first entry on, with every row; else only what came after the newest checkpoint.
    """
    points, wrong = _checkpoints(at, whole)
    start = Mark() if whole else latest(points)
    with reads(at.engine) as conn:
        found = [*wrong, *_unmet(conn, at.site, [*standing(points), *([given] if given else [])]),
                 *_entries(conn, at.site, start, whole)]  # fmt: skip
    language = at.loaded.site.language
    return tuple(dict.fromkeys(sentence(one, language) for one in found))


def _checkpoints(at: Context, whole: bool) -> tuple[list[Checkpoint], list[Fault]]:
    points: list[Checkpoint] = []
    wrong: list[Fault] = []
    for folder in places(at.loaded.folder, at.loaded.site, at.site):
        read, odd = parsed(lines(folder / CHECKPOINTS))
        wrong += odd
        points = max(points, read, key=lambda some: latest(some).number)
        if whole and not read and _ever_ran(at):
            wrong.append(Fault("no checkpoint", 0))
    return points, wrong


def _ever_ran(at: Context) -> bool:
    j = t.journal.c
    with reads(at.engine) as conn:
        query = select(j.number).where(j.site == at.site, j.kind == "cycle").limit(1)
        return conn.scalar(query) is not None


def _unmet(conn: Connection, site: str, points: list[Checkpoint]) -> list[Fault]:
    j = t.journal.c
    hashes: dict[int, str] = {}
    restored: dict[int, tuple[int, ...]] = {}
    for first in range(0, len(points), CHUNK):
        numbers = [point.number for point in points[first : first + CHUNK]]
        query = select(j.number, j.hash, j.kind, j.facts).where(j.site == site, j.number.in_(numbers))
        for row in conn.execute(query):
            hashes[row.number] = row.hash
            if row.kind == "restored":
                restored[row.number] = tuple(row.facts["lost"])
    return unmet(points, hashes, restored, head(conn, site))


def lost_marks(at: Context) -> list[int]:
    """The numbers of the checkpoints that the store, as it was restored, does not keep."""
    points, _ = _checkpoints(at, whole=False)
    with reads(at.engine) as conn:
        return sorted({one.number for one in _unmet(conn, at.site, standing(points))})


def _entries(conn: Connection, site: str, start: Mark, whole: bool) -> Iterator[Fault]:
    """Faults of the chain and of the rows it vouches for; each row as its last entry had it."""
    vouched: dict[str, dict[str, tuple[str, int]]] = {}

    def kept(entries: Iterable[Entry]) -> Iterator[Entry]:
        for entry in entries:
            if entry.kind == "going_live":
                # What trial days told counts as never told: those rows are told again.
                vouched.pop("told", None)
            for kind, keys in entry.rows.items():
                vouched.setdefault(kind, {}).update(
                    {key: (value, entry.number) for key, value in keys.items()}
                )
            yield entry

    yield from faults(kept(entries_of(conn, site, start)), start)
    for kind, keys in vouched.items():
        yield from _rows(conn, site, kind, keys)
    if whole:
        present = all_keys(conn, site)
        for kind in COMPLETE:
            strange = [key for key in present[kind] if key not in vouched.get(kind, {})]
            yield from (Fault("row unknown", 0, f"{kind} {key}") for key in strange)


def _rows(conn: Connection, site: str, kind: str, keys: dict[str, tuple[str, int]]) -> Iterator[Fault]:
    now = digests(conn, site, kind, keys)
    for key, (was, number) in keys.items():
        if key not in now:
            yield Fault("row gone", number, f"{kind} {key}")
        elif now[key] != was:
            yield Fault("row altered", number, f"{kind} {key}")


def entries_of(conn: Connection, site: str, after: Mark | None = None) -> Iterator[Entry]:
    """The entries of a site in order, read a chunk at a time."""
    j = t.journal.c
    names = list(Entry.__dataclass_fields__)
    number = after.number if after else 0
    while True:
        query: Select[Any] = select(*(j[name] for name in names)).where(j.site == site, j.number > number)
        rows = conn.execute(query.order_by(j.number).limit(CHUNK)).all()
        yield from (Entry(**row._mapping) for row in rows)
        if len(rows) < CHUNK:
            return
        number = rows[-1].number
