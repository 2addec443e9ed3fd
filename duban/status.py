"""Statuses (完成情况) as people write them: what the unit claims, what reviewers did, the pace.

Two axes that are never one: 已完成 is a claim, 销号 is an act of somebody else. Words that merge
two classes, or answer another question, are ``unclear``: asked, never guessed.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Literal

from duban.cell_text import INVISIBLE, fold
from duban.shares import share_of
from duban.status_doubts import CONDITION, HEDGE, NAMED_OBJECT, REMAINS, STEP_DONE, doubtful, partly
from duban.status_words import (
    ACCEPTED,
    AHEAD,
    BEHIND,
    BOX,
    DATED_ONLY,
    DENIED_OF_CHECK,
    DOING,
    DONE,
    EMPTY_BOXES,
    ENGLISH,
    FRACTION,
    HANDED_BACK,
    KEPT_UP,
    NOT_CHECKED,
    NOT_DONE,
    ON_SCHEDULE,
    OR,
    OTHER_QUESTION,
    OVERDUE,
    PARTIAL,
    PERCENT,
    PROMISED,
    RETURNED,
    SHARE,
    SOME,
    SUBMITTED,
    TYPED_BOX,
    UNFINISHED,
    WRITTEN_OFF,
)

Claim = Literal["not_done", "in_progress", "partial", "done", "unclear"]
Acceptance = Literal["submitted", "accepted", "returned", "written_off"]
Pace = Literal["on_schedule", "behind", "overdue"]
# A report is no status: it is asked what it comes to.
LONGEST = 3000
CLAIMS: dict[str, Claim] = {c: c for c in ("not_done", "in_progress", "partial", "done", "unclear")}


@dataclass(frozen=True)
class Status:
    """How one cell was read, on its two axes and a pace."""

    text: str
    claim: Claim
    acceptance: Acceptance | None = None
    pace: Pace | None = None


def as_json(read: Status) -> dict[str, Any]:
    """The reading as other programs rely on it."""
    return {"text": read.text, "claim": read.claim, "acceptance": read.acceptance,
            "pace": read.pace}  # fmt: skip


def read_status(text: str, words: Mapping[str, str] | None = None) -> Status:
    """Read a status cell; ``words`` are a source's own, each a claim's code or a Chinese status."""
    own = {fold(k).casefold(): v for k, v in (words or {}).items()}
    if len(text) > LONGEST:
        return Status(text, "unclear")
    plain = fold(_ticked(text))
    meant = own.get(plain.casefold())
    if meant is not None:
        claim = CLAIMS.get(meant)
        return Status(text, claim) if claim else replace(_read(fold(meant)), text=text)
    return replace(_read(plain), text=text)


def _ticked(text: str) -> str:
    """Of a form with boxes, what is ticked; a form nobody ticked says nothing."""
    text = INVISIBLE.sub(" ", text)
    if len(TYPED_BOX.findall(text)) > 1:
        ticks = any(m in "√✓✔" and m for m in TYPED_BOX.findall(text))
        text = TYPED_BOX.sub(lambda m: "☑" if m[1] and (m[1] in "√✓✔" or not ticks) else "□", text)
    parts = BOX.split(text)
    marks, words = parts[1::2], ([p.strip() for p in parts[2::2]], [p.strip() for p in parts[:-1:2]])
    if not any(m in EMPTY_BOXES for m in marks):
        return text
    labels = words[0] if not parts[0].strip() else words[1]
    return ";".join(w for m, w in zip(marks, labels, strict=True) if m not in EMPTY_BOXES)


def _read(plain: str) -> Status:
    bare = re.sub(r"[-_.]", "", plain).casefold()
    plain = next((zh for word, zh in ENGLISH.items() if re.fullmatch(word, bare)), plain)
    plain = HANDED_BACK.sub(lambda m: f"{m['all'] or ''}退还", plain)
    pace = _pace(plain)
    if OTHER_QUESTION.search(plain) and not (WRITTEN_OFF.search(plain) or RETURNED.search(plain)):
        return Status(plain, "unclear", None, pace)
    acceptance = _acceptance(plain)
    if acceptance == "returned" or (acceptance and not _open(plain)):
        return Status(plain, "not_done" if acceptance == "returned" else "done", acceptance)
    claim = _claim(plain)
    return Status(plain, claim, None, None if claim == "done" else pace)


def _open(plain: str) -> bool:
    """Whether a word of acceptance is hedged, denied, or said of what is still to come."""
    return any(p.search(plain) for p in (CONDITION, HEDGE, REMAINS, STEP_DONE, DENIED_OF_CHECK))


def _acceptance(plain: str) -> Acceptance | None:
    if RETURNED.search(plain):
        return "returned"
    if PARTIAL.search(plain):
        return None
    if SUBMITTED.search(plain):
        denied = NOT_DONE.search(plain) or (NOT_CHECKED.search(plain) and not DONE.search(plain))
        return "submitted" if not denied else None
    if WRITTEN_OFF.search(plain):
        return "written_off" if not AHEAD.search(plain) else None
    return "accepted" if ACCEPTED.search(plain) and not AHEAD.search(plain) else None


def _pace(plain: str) -> Pace | None:
    for pattern, pace in ((BEHIND, "behind"), (OVERDUE, "overdue"), (ON_SCHEDULE, "on_schedule")):
        if pattern.search(plain):
            return pace  # type: ignore[return-value]
    return None


def _claim(plain: str) -> Claim:
    if plain.endswith("?"):
        return "unclear"
    if percent := PERCENT.match(plain):
        return _by_share(float(percent[1]))
    some = SOME.search(plain)
    if some and some[1] != some[2]:
        return "partial"
    if OR.search(plain):
        sides = {_clause(one) for one in OR.split(plain)}
        return sides.pop() if len(sides) == 1 else "unclear"
    claim = "done" if some and not HEDGE.search(plain) else _limited(plain, _spoken(plain))
    if claim != "done":
        return claim
    return "partial" if REMAINS.search(plain) else "unclear" if HEDGE.search(plain) else "done"


def _spoken(plain: str) -> Claim:
    said = {words: _clause(words) for words in re.split(r"[,，;；。、]", plain)}
    done = "done" in said.values()
    claims: set[Claim] = {c for w, c in said.items() if c != "unclear" and not (done and KEPT_UP.search(w))}
    if claims == {"not_done", "in_progress"} and UNFINISHED.search(plain):
        return "in_progress"
    return _together(claims) if claims or not OVERDUE.search(plain) else "not_done"


def _limited(plain: str, claim: Claim) -> Claim:
    """Done is not all done where a share or a count beside it says less."""
    if claim not in {"done", "unclear"}:
        return claim
    share, shared, count = share_of(plain), SHARE.search(plain), FRACTION.search(plain)
    if share is not None:
        return _by_share(share)
    if shared and 0 < float(shared[1]) < 100:
        return "in_progress"
    return "partial" if claim == "done" and count and int(count[1]) < int(count[2]) else claim


def _by_share(share: float) -> Claim:
    return "done" if share == 100 else "not_done" if share == 0 else "in_progress"


def _together(claims: set[Claim]) -> Claim:
    """Several clauses: done and not done are partly done, otherwise the least that is claimed."""
    if {"done", "not_done"} <= claims:
        return "partial"
    if {"partial", "not_done"} <= claims:
        return "partial"
    order: tuple[Claim, ...] = ("not_done", "partial", "in_progress", "done")
    if claims == {"done", "in_progress"}:
        return "in_progress"
    return next((c for c in order if c in claims), "unclear")


def _clause(words: str) -> Claim:
    if BEHIND.search(words) and not DONE.search(words):
        return "in_progress"
    if NOT_DONE.search(words):
        return "not_done"
    if PARTIAL.search(words):
        return "partial"
    if DONE.search(words):
        if doubtful(words):
            return "unclear"
        if partly(words):
            return "partial"
        if NAMED_OBJECT.search(words):
            return "unclear"
        if DATED_ONLY.search(words):
            return "unclear" if not AHEAD.search(words) else "in_progress"
        return "in_progress" if AHEAD.search(words) or PROMISED.search(words) else "done"
    if words == "待办":
        return "not_done"
    return "in_progress" if DOING.search(words) else "unclear"
