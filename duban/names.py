"""Cells with many names (责任单位、责任人): split outside brackets, roles kept, nothing guessed."""

import re
import unicodedata
from dataclasses import dataclass, replace
from typing import Literal

Role = Literal["lead", "assist", "supervise", "accept", ""]
INVISIBLE = re.compile(r"[\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\x00-\x08\x0b-\x1f]")
BRACKETS = re.compile(r"[(\[【]([^()\[\]【】]*)[)\]】]")
SEPARATORS = re.compile(r"[\n\r;；、,，/]+")
ROLES: dict[str, Role] = {"牵头": "lead", "主办": "lead", "主责": "lead", "负责": "lead",
                          "配合": "assist", "协助": "assist", "协办": "assist", "参与": "assist",
                          "督导": "supervise", "监督": "supervise", "验收": "accept"}  # fmt: skip
LABEL = re.compile(r"^(牵头|主办|主责|责任|配合|协助|协办|参与|督导|监督|验收|分管|整改)"
                   r"(?:责任)?(?:单位|部门|科室|领导|人)?[::]")  # fmt: skip
TITLES = re.compile(
    r"(同志|副?局长|副?主任|副?科长|副?处长|副?书记|副?站长|副?支队长|副?部长|组长|党组成员)+$"
)


@dataclass(frozen=True)
class Named:
    """One name in a cell, the role it was given there, and what else stood with it."""

    name: str
    role: Role = ""
    note: str = ""


def normalise(text: str) -> str:
    """Half width, no invisible characters, blanks folded, ends trimmed."""
    plain = INVISIBLE.sub("", unicodedata.normalize("NFKC", text))
    return re.sub(r"[ \t\u3000\xa0]+", " ", plain).strip()


def split_names(text: str) -> tuple[Named, ...]:
    """The names of a cell in order: split on line breaks and separators outside brackets."""
    kept: list[str] = []

    def keep(match: re.Match[str]) -> str:
        kept.append(match[1])
        return f"\ue000{len(kept) - 1}\ue001"

    parts = SEPARATORS.split(BRACKETS.sub(keep, normalise(text)))
    out, role = [], ""
    for part in parts:
        label = LABEL.match(part.strip())
        role = ROLES.get(label[1], "") if label else role
        one = _named(part.strip()[label.end() if label else 0 :], kept, role)  # type: ignore[arg-type]
        out += [one] if one.name else []
    return tuple(out)


def _named(part: str, kept: list[str], role: Role) -> Named:
    notes = [kept[int(n)] for n in re.findall("\ue000(\\d+)\ue001", part)]
    name = re.sub("\ue000\\d+\ue001", "", part).replace(" ", "").strip("。.: ")
    for note in notes:
        role = next((r for word, r in ROLES.items() if word in note), role)
    rest = [n for n in notes if not any(word in n for word in ROLES)]
    title = TITLES.search(name)
    if title and 2 <= len(name[: title.start()]) <= 4:
        name, rest = name[: title.start()], [title[0], *rest]
    return Named(name, role, "、".join(rest))


def lead_of(named: tuple[Named, ...]) -> Named | None:
    """The one marked as leading, else the first that is not marked otherwise, else the first."""
    marked = [n for n in named if n.role == "lead"]
    plain = [n for n in named if n.role == ""]
    return next(iter(marked or plain or named), None)


def others(named: tuple[Named, ...]) -> tuple[Named, ...]:
    """Everybody but the lead, as assisting unless marked otherwise."""
    lead = lead_of(named)
    return tuple(replace(n, role=n.role or "assist") for n in named if n is not lead)
