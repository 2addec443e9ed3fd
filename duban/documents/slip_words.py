"""A slip's facts put into words, in the site's language."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import pandas as pd

from duban.documents.slip import Slip, colour_of
from duban.frames import day
from duban.ladder import Level
from duban.wording import days_words, long_day

CLAIM = {"zh": {"not_done": "未启动", "in_progress": "正在整改", "partial": "部分完成", "done": "申报完成", "unclear": "待核"},
         "en": {"not_done": "not begun", "in_progress": "under way", "partial": "partly done", "done": "claimed done",
                "unclear": "unclear"}}  # fmt: skip
NONE = "—"


@dataclass(frozen=True)
class Grounds:
    """What a slip stands on beside its item: the office, titles of posts, names of people, the level, its limit,
    the day, the policy in words.
    """

    office: str
    titles: Mapping[str, str]
    names: Mapping[str, str]
    level: Level
    limit_on: date | None
    today: date
    policy: str
    language: str


def slip_words(rows: pd.DataFrame, item: Mapping[str, Any], on: Grounds) -> Slip:
    """The slip of one item and level: ``rows`` are all who were told of it, number is given when it is kept."""
    first, zh = rows.sort_values(["copy", "id"]).iloc[0], on.language == "zh"
    due_on = day(item["due_on"])
    round_ = int(first["round"])
    level = f"第{first['level']}级 {first['label']}" if zh else f"Level {first['level']}, {first['label']}"
    again = (f"（第{round_}轮）" if zh else f" (round {round_})") if round_ > 1 else ""
    return Slip(
        office=on.office, number="", kind=str(first["slip"]), colour=colour_of(str(first["label"])),
        issued=long_day(on.today, on.language), to=_people(rows[~rows["copy"]], on), copied=_people(rows[rows["copy"]], on),
        code=item["code"], finding=item["finding"], measure=item["measure"], unit=item["unit"] or item["unit_text"],
        person=item["person"] or NONE, due=long_day(due_on, on.language) if due_on else NONE,
        days=days_words(due_on, on.today, on.language) if due_on else NONE, level=level + again, why=_why(first, on),
        policy=on.policy, claimed=_claimed(item, on.language),
        limit=long_day(on.limit_on, on.language) if on.limit_on else NONE, conduct=on.level.conduct,
    )  # fmt: skip


def _people(rows: pd.DataFrame, on: Grounds) -> str:
    """The posts and who holds them, each once, in the order they were told."""
    order = rows.sort_values("id")
    title, name = (
        order["post"].map(on.titles).fillna(""),
        order["person"].map(on.names).fillna(order["person"]),
    )
    named = [f"{post} {person}".strip() for post, person in zip(title, name, strict=True)]
    return ("；" if on.language == "zh" else "; ").join(dict.fromkeys(named)) or NONE


def _why(first: Any, on: Grounds) -> str:
    """What opened the level; why it came to each post is in the notices."""
    if on.language == "zh":
        return str(first["why"]).partition("，本级")[0]
    counted = ", ".join(f"{name.replace('_', ' ')}: {n}" for name, n in on.level.when.triggers.items())
    return f"level {first['level']}" + (f" ({counted})" if counted else "")


def _claimed(item: Mapping[str, Any], language: str) -> str:
    said = CLAIM[language].get(str(item["claim"]), NONE)
    return ("：" if language == "zh" else ": ").join(filter(None, (said, str(item["progress"]))))
