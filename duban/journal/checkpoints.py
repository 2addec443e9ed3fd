"""Checkpoints (检查点): how far the chain reached, kept where whoever can change the store cannot.

A chain that was cut at its end, or an older copy of it, holds in itself; only a checkpoint tells.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from duban.journal.chain import Fault, Mark


@dataclass(frozen=True)
class Checkpoint:
    """One line. ``restored``: a person said that the store was restored from a backup, and the entry that says
    so is this one; the marks of before that are ``lost`` (by their numbers) were of what the backup lacks.
    """

    number: int
    hash: str
    restored: bool = False
    lost: tuple[int, ...] = ()


def parsed(lines: Iterable[str]) -> tuple[list[Checkpoint], list[Fault]]:
    """The checkpoints of a file; a line that is none is a fault, but for a last one that was cut off."""
    found: list[Checkpoint] = []
    wrong: list[Fault] = []
    for number, line in enumerate(lines, 1):
        try:
            said = json.loads(line)
            found.append(Checkpoint(int(said["number"]), str(said["hash"]), bool(said.get("restored", False)),
                                    tuple(int(n) for n in said.get("lost", ()))))  # fmt: skip
        except (ValueError, KeyError, TypeError):
            if line.endswith("\n"):
                wrong.append(Fault("unreadable", number))
    return found, wrong


def standing(points: Iterable[Checkpoint]) -> list[Checkpoint]:
    """Those that must hold: without the branches that a restore lost."""
    held: list[Checkpoint] = []
    for point in points:
        if point.restored:
            held = [one for one in held if one.number not in point.lost]
        held.append(point)
    return held


def unmet(points: Iterable[Checkpoint], hashes: Mapping[int, str], restored: Mapping[int, tuple[int, ...]],
          head: Mark) -> list[Fault]:  # fmt: skip
    """Which checkpoints a chain does not keep. ``hashes``: number -> hash of the entries there are;
    ``restored``: what each entry that says the store was restored counts as lost.
    """
    found = []
    for point in points:
        if point.number > head.number:
            found.append(Fault("cut", point.number, str(head.number)))
        elif hashes.get(point.number) != point.hash:
            found.append(Fault("replaced", point.number))
        elif point.restored and restored.get(point.number) != point.lost:
            found.append(Fault("not restored", point.number))
    return found


def latest(points: Iterable[Checkpoint]) -> Mark:
    """The newest checkpoint that must hold."""
    held = standing(points)
    return Mark(held[-1].number, held[-1].hash) if held else Mark()
