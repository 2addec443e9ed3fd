"""Lowering a level (降低知悉范围) takes two persons and a reason: one proposes, another confirms.

An import only raises; while the ledger, the source or a keyword still marks the item it is not lowered, for the
next delivery would raise it again.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from duban.acts import Outcome
from duban.errors import Refused

ASKED, DONE = "lower_ask", "lower"


@dataclass(frozen=True)
class Proposal:
    """What stands proposed: by whom (id and name), and the act it was put on record as."""

    person: str
    by: str
    act: int


def standing(acts: Iterable[Mapping[str, Any]]) -> Proposal | None:
    """The proposal that waits, from an item's acts (id, kind, by, detail) oldest first; None where none does."""
    found: Proposal | None = None
    for one in acts:
        if one["kind"] == ASKED:
            found = Proposal(one["detail"]["person"], one["by"], int(one["id"]))
        elif one["kind"] == DONE:
            found = None
    return found


def propose(code: str, restricted: bool, marked: bool, waiting: Proposal | None, person: str) -> Outcome:
    """Somebody proposes to lower an item to 内部. Raises Refused where that makes no sense."""
    _lowerable(code, restricted, marked)
    if waiting is not None:
        raise Refused(f"{code} 已由{waiting.by}提出降为内部，应由另一人确认")
    return Outcome(detail={"person": person})


def confirm(code: str, restricted: bool, marked: bool, waiting: Proposal | None, person: str) -> Outcome:
    """A second person confirms. Raises Refused where nothing waits, or it is the same person."""
    _lowerable(code, restricted, marked)
    if waiting is None:
        raise Refused(f"{code} 没有人提出降为内部，应先由一人提出，再由另一人确认")
    if waiting.person == person:
        raise Refused(f"{code} 由{waiting.by}提出降为内部，不能由本人确认，应由另一人确认")
    return Outcome(
        sets={"restricted": False}, detail={"person": person, "proposed_by": waiting.by, "act": waiting.act}
    )


def _lowerable(code: str, restricted: bool, marked: bool) -> None:
    if not restricted:
        raise Refused(f"{code} 不是受限事项，无需降低")
    if marked:
        raise Refused(f"{code} 最近一次报送仍标为受限（来源、密级或关键词），应先由报送单位更正，再降低")
