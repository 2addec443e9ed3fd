"""The chain (哈希链): each entry carries the digest of the one before, so that none can be changed unseen.

The digest is SHA-256 of the entry as canonical JSON (RFC 8785 for the strings, whole numbers, truth values,
lists and objects an entry holds), so that whoever has the rows can work it out again with other tools.
"""

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

# What stands before the first entry.
NOTHING = "0" * 64


@dataclass(frozen=True)
class Mark:
    """How far a chain reaches: the number and the hash of its last entry."""

    number: int = 0
    hash: str = NOTHING


@dataclass(frozen=True)
class Entry:
    """One entry. ``facts``: its counts; ``rows``: table -> key -> digest of the row it records."""

    site: str
    number: int
    on: date
    at: datetime
    kind: str
    facts: Mapping[str, Any]
    rows: Mapping[str, Mapping[str, str]]
    previous: str
    hash: str

    @property
    def mark(self) -> Mark:
        """How far the chain reaches with it."""
        return Mark(self.number, self.hash)


@dataclass(frozen=True)
class Fault:
    """What does not hold: its kind (see ``words``), the entry's number, and what it is about, if anything."""

    kind: str
    number: int
    what: str = ""


def canonical(value: object) -> bytes:
    """A value as JSON that is the same wherever it is written; days and moments in ISO 8601."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False,
                      default=_iso).encode()  # fmt: skip


def _iso(value: object) -> str:
    if isinstance(value, datetime):
        return value.isoformat(timespec="microseconds")
    if isinstance(value, date):
        return value.isoformat()
    raise TypeError(f"{type(value).__name__} has no canonical form")


def digest(value: object) -> str:
    """SHA-256 of a value's canonical JSON."""
    return hashlib.sha256(canonical(value)).hexdigest()


def hash_of(entry: Entry) -> str:
    """What the hash of an entry must be: the digest of everything else in it."""
    return digest({name: value for name, value in vars(entry).items() if name != "hash"})


def linked(last: Mark, site: str, on: date, at: datetime, kind: str, facts: Mapping[str, Any],
           rows: Mapping[str, Mapping[str, str]]) -> Entry:  # fmt: skip
    """The next entry of a chain."""
    bare = Entry(site, last.number + 1, on, at, kind, facts, rows, last.hash, "")
    return Entry(**{**vars(bare), "hash": hash_of(bare)})


def faults(entries: Iterable[Entry], after: Mark | None = None) -> Iterator[Fault]:
    """What does not hold in a chain, entry by entry in order of number; each place is said once."""
    last = after or Mark()
    for entry in entries:
        if entry.number != last.number + 1:
            yield Fault("gap", last.number + 1)
        elif entry.previous != last.hash:
            yield Fault("unlinked", entry.number)
        if entry.hash != hash_of(entry):
            yield Fault("altered", entry.number)
        last = entry.mark
