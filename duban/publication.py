"""What is published of the rectification (公开、通报): every number from ``duban.figures``, the sum checked.

A rate is the first class over the whole, 0 to 2 decimals, rounded half up. "Done or basically done" is
never its numerator without saying so. Breakdowns stand in the order of their names: no unit is ranked.
"""

import re
from collections.abc import Mapping, Sequence
from decimal import ROUND_HALF_UP, Decimal
from typing import Any, Literal

import pandas as pd

from duban.errors import Refused
from duban.figures import CLASSES, class_of
from duban.frames import SHARE, TEXT, WHOLE, Schema
from duban.roster import Roster

By = Literal["unit", "area", "leader", "kind", "level"]
CLASS_ZH = {
    "written_off": "已销号",
    "waiting": "申报待验收",
    "late": "逾期",
    "near": "临近到期",
    "on_course": "按序时推进",
}
KIND_ZH = {"dated": "定期", "immediate": "立行立改", "standing": "长期坚持", "recurring": "周期", "span": "期限",
           "unclear": "待核"}  # fmt: skip
UNKNOWN = "待核"
# One row a group, in the order of names; the classes add up to total.
BREAKDOWN = Schema("breakdown", {"key": TEXT, "total": WHOLE, **dict.fromkeys(CLASSES, WHOLE)})
# A public notice's numbers: ``of`` names the whole that a number is a part of, "" for a whole.
PUBLIC = Schema("public", {"name": TEXT, "value": SHARE, "unit": TEXT, "of": TEXT, "words": TEXT})


def rate(part: int, whole: int, places: int = 2) -> Decimal | None:
    """Part of whole in percent, rounded half up to 0, 1 or 2 places; None of nothing.

    Raises Refused where the part is more than the whole.
    """
    if not 0 <= places <= 2:
        raise ValueError(f"places is {places}, 0 to 2 were expected")
    if part > whole or part < 0:
        raise Refused(f"发布数据：部分为{part}，整体为{whole}，部分应在0和整体之间")
    exact = Decimal(100 * part) / Decimal(whole) if whole else None
    return exact.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP) if exact is not None else None


def completion(count: Mapping[str, int], classes: Sequence[str] = CLASSES[:1], places: int = 2) -> str:
    """The rate in words, from a count of CLASSES; classes beside the first are named in it."""
    whole, part = sum(count[c] for c in CLASSES), sum(count[c] for c in classes)
    found = rate(part, whole, places)
    shown = "—" if found is None else f"{found}%"
    if tuple(classes) == CLASSES[:1]:
        return f"整改完成率{shown}（已销号{part}/共{whole}）"
    named = "、".join(f"{CLASS_ZH[c]}{count[c]}" for c in classes)
    return f"{'或'.join(CLASS_ZH[c] for c in classes)}占{shown}（{named}/共{whole}），不是整改完成率"


def disagreement(what: str, whole: int, parts: Mapping[str, int]) -> str:
    """Why parts and whole do not agree, in one sentence; "" where they do."""
    total = sum(parts.values())
    if total == whole:
        return ""
    said = "＋".join(f"{name}{n}" for name, n in parts.items())
    return f"发布数据：{what}共{whole}，各部分之和为{total}（{said}），应相等"


def refuse_disagreement(what: str, whole: int, parts: Mapping[str, int]) -> None:
    """Raise Refused where parts and whole do not agree: such a number is not shown to anybody."""
    fault = disagreement(what, whole, parts)
    if fault:
        raise Refused(fault)


def misstated(part: int, whole: int, stated: str) -> str:
    """Why a rate stated in a report is not part of whole, in one sentence; "" where it is."""
    said = re.fullmatch(r"\s*(\d+(?:\.(\d+))?)\s*[%％]?\s*", stated)
    found = rate(part, whole, min(2, len(said[2] or "")) if said else 2)
    if said and found is not None and Decimal(said[1]) == found:
        return ""
    return f"发布数据：写的比例为“{stated}”，按{part}/{whole}应为{'—' if found is None else f'{found}%'}"


def count_classes(items: pd.DataFrame, today: pd.Timestamp, near: int) -> dict[str, int]:
    """How many items are in each of CLASSES."""
    found = class_of(items, today, near)
    return {name: int(found.eq(name).sum()) for name in CLASSES}


def breakdown(items: pd.DataFrame, keys: "pd.Series[Any]", today: pd.Timestamp, near: int) -> pd.DataFrame:
    """Give BREAKDOWN of all ``items`` by ``keys`` (see :func:`keys_by`).

    Raises Refused where the groups do not add up to the whole, which would be a fault of the keys.
    """
    named = keys.astype(TEXT).where(keys.notna() & keys.ne(""), UNKNOWN)
    found = pd.crosstab(named, class_of(items, today, near)).reindex(columns=list(CLASSES), fill_value=0)
    out = found.assign(total=found.sum(axis=1)).rename_axis("key").reset_index()
    refuse_disagreement("整改事项", len(items), dict(zip(out["key"], out["total"], strict=True)))
    return BREAKDOWN.cast(out)


def keys_by(
    by: By, items: pd.DataFrame, roster: Roster, level: "pd.Series[Any] | None" = None
) -> "pd.Series[Any]":
    """The one group each item is counted in: its unit, area, leader's post, kind, or level.

    An item of several areas, or of areas under several leaders, has a group of its own, named after
    all of them, so that it is counted once. ``level``: highest level reached, by item code.
    """
    if by == "level":
        reached = items["code"].map(level if level is not None else pd.Series(dtype=WHOLE))
        return reached.fillna(0).astype(int).map(lambda n: f"{n}级" if n else "未到级")
    if by == "leader":
        leaders = {text: _leaders(roster, text) for text in items["areas"].drop_duplicates()}
        return items["areas"].map(leaders).astype(TEXT)
    return items["kind"].map(KIND_ZH).astype(TEXT) if by == "kind" else items["areas" if by == "area" else by]


def _leaders(roster: Roster, areas: str) -> str:
    known = {a.name for a in roster.areas}
    posts = [roster.leader_of(a) for a in areas.split("、") if a in known]
    return "、".join(dict.fromkeys(f"{p.title}（{p.id}）" for p in posts))
