"""A store restored from a backup (恢复模式): what was handed over after it, by the record kept outside.

The store is behind as soon as the newest line of that record is of something it does not know. Then nothing
leaves until a person has said what counts as told.
"""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from duban.journal.chain import digest

# How many characters of a key's digest tell two tellings of one site apart.
SHORT = 16


@dataclass(frozen=True)
class Handed:
    """One line: an attempt of a notice, written before its first byte leaves, or (``end``) how it ended.

    ``told``: digests of what the notice tells of, so that it is known again without a word of it.
    ``reconciled``: instead of an attempt, the journal entry by which a person settled all before it.
    """

    notice: str = ""
    number: int = 0
    way: int = 0
    person: str = ""
    post: str = ""
    kind: str = ""
    on: str = ""
    told: tuple[str, ...] = ()
    end: str = ""
    reconciled: int = 0
    hash: str = ""

    @property
    def key(self) -> tuple[str, int, int]:
        """Which attempt it is."""
        return (self.notice, self.way, self.number)


@dataclass(frozen=True)
class After:
    """One notice handed over after the backup: to whom, when, and how it ended as far as is known."""

    notice: str
    person: str
    post: str
    kind: str
    on: date
    end: str
    told: tuple[str, ...]
    ways: tuple[tuple[int, int], ...]

    @property
    def reached(self) -> bool:
        """Whether it may have reached its reader: only a refusal is certain not to have."""
        return self.end != "refused"


def telling_key(kind: str, *parts: object) -> str:
    """What stands for one thing told (an escalation, a chase, a settlement) outside the store."""
    return digest([kind, *parts])[:SHORT]


def parsed(lines: Iterable[str]) -> list[Handed]:
    """The lines of the record; one that was cut off, or is none, says nothing."""
    found = []
    for line in lines:
        try:
            said = json.loads(line)
            found.append(Handed(**{**said, "told": tuple(said.get("told", ()))}))
        except (ValueError, TypeError):
            continue
    return found


def since_reconciled(lines: list[Handed]) -> list[Handed]:
    """What was handed over since a person last settled the record."""
    last = max((n for n, line in enumerate(lines) if line.reconciled), default=-1)
    return lines[last + 1 :]


def after_backup(lines: Iterable[Handed], known: frozenset[tuple[str, int]]) -> tuple[After, ...]:
    """What the store does not know, one row a notice in the order it left; ``known``: its attempts."""
    found: dict[str, list[Handed]] = {}
    for line in lines:
        if (line.notice, line.number) not in known:
            found.setdefault(line.notice, []).append(line)
    return tuple(_one(number, some) for number, some in found.items() if any(line.on for line in some))


def _one(notice: str, lines: list[Handed]) -> After:
    first = next(line for line in lines if line.on)
    ends = {line.key: line.end for line in lines}
    told = dict.fromkeys(key for line in lines for key in line.told)
    return After(notice, first.person, first.post, first.kind, date.fromisoformat(first.on), _end(list(ends.values())),
                 tuple(told), tuple(dict.fromkeys((line.way, line.number) for line in lines)))  # fmt: skip


def _end(ends: list[str]) -> str:
    if "sent" in ends:
        return "sent"
    return "refused" if all(end == "refused" for end in ends) else "unknown"
