"""Cells with many names (责任单位、责任人): split outside brackets, roles kept, nothing guessed."""

import re
import unicodedata
from dataclasses import replace

from duban.name_parts import (
    CIRCLED,
    LABEL,
    LABEL_WITHIN,
    NUMBERED,
    NUMBERED_FIRST,
    NUMBERED_WITHIN,
    PERSON,
    UNIT_END,
    Named,
    Role,
    by_blanks,
    named_in,
    role_in,
    roles_apart,
    set_aside,
    tail_role,
    titles_joined,
)

__all__ = [
    "PERSON",
    "UNIT_END",
    "Named",
    "Role",
    "lead_of",
    "normalise",
    "others",
    "split_names",
    "tidy",
    "unit_and_person",
]

INVISIBLE = re.compile(
    r"[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f]"
)
BREAKS = re.compile(r" *(?:\r\n|[\n\r\x0b\x0c\x85\u2028\u2029]) *")
CLAUSES = re.compile(r"[\n;；,，。]+|以及|会同")
SEPARATORS = re.compile(
    r"[、/|\\]+|(?:(?<=[科处室局站队办部委组所院司府会校心])|(?<=部门)|(?<=单位))(?:和|及|与)(?=[\u4e00-\u9fff]{2,})"
)
LONGEST = 2000
# 环评 over 科: a word the width of the column broke.
BROKEN_WORD = re.compile("(?<=[\u4e00-\u9fff])\n(?=[\u4e00-\u9fff](?:$|[\n、，,;；]))")
# 张三和李四: two persons, where nothing in it ends like a unit (文化和旅游局).
PAIR = re.compile(r"([\u4e00-\u9fff]{2,3})(?:和|与|及|暨)([\u4e00-\u9fff]{2,3})")


def normalise(text: str) -> str:
    """Half width, no invisible characters, blanks folded, ends trimmed; line breaks stay."""
    plain = INVISIBLE.sub("", unicodedata.normalize("NFKC", BREAKS.sub("\n", text)))
    return BREAKS.sub("\n", re.sub(r"[^\S\n]+", " ", plain)).strip()


# What NFKC would change though it reads better as it is: Chinese punctuation, ①, ㎡. Shown texts keep it.
WIDE = "，：；！？（）～…㎡㎥℃" + "".join(map(chr, range(0x2460, 0x2474)))
KEPT = {ord(c): chr(0xE100 + i) for i, c in enumerate(WIDE)}
GIVEN_BACK = {0xE100 + i: c for i, c in enumerate(WIDE)}


def tidy(text: str) -> str:
    """As :func:`normalise`, but Chinese punctuation keeps its width: for texts that are shown."""
    return normalise(text.translate(KEPT)).translate(GIVEN_BACK)


def split_names(text: str) -> tuple[Named, ...]:
    """The names of a cell in order: split on line breaks and separators outside brackets.

    A blank splits only what is whole on both sides (张三 李四); 张 三 is one name. A role at the end
    of a clause is that of all its names (执法支队、监测站配合). What follows LONGEST letters is no name.
    """
    kept: list[str] = []
    plain = normalise(CIRCLED.sub("\n", text[:LONGEST]))
    if NUMBERED_FIRST.match(plain):
        plain = NUMBERED_WITHIN.sub("\n", plain)
    plain = set_aside(NUMBERED.sub("\n", BROKEN_WORD.sub("", plain)), kept)
    out: list[Named] = []
    role: Role = ""
    for clause in CLAUSES.split(LABEL_WITHIN.sub("\n", roles_apart(plain, kept))):
        at_end = tail_role(clause, kept)
        for part in (p.strip() for p in SEPARATORS.split(clause)):
            label = LABEL.match(part)
            role = role_in(label[0]) if label else role
            for name in by_blanks(part[label.end() if label else 0 :]):
                for one in _paired(name):
                    out += named_in(one, kept, at_end or role)
    return titles_joined(out)


def _paired(name: str) -> tuple[str, ...]:
    pair = PAIR.fullmatch(name)
    return (pair[1], pair[2]) if pair and not UNIT_END.search(name) else (name,)


def lead_of(named: tuple[Named, ...]) -> Named | None:
    """The one marked as leading, else the first that is not marked otherwise, else the first."""
    marked = [n for n in named if n.role == "lead"]
    plain = [n for n in named if n.role == ""]
    return next(iter(marked or plain or named), None)


def others(named: tuple[Named, ...]) -> tuple[Named, ...]:
    """Everybody but the lead, as assisting unless marked otherwise."""
    lead = lead_of(named)
    return tuple(replace(n, role=n.role or "assist") for n in named if n is not lead)


def unit_and_person(text: str) -> tuple[str, str]:
    """A cell under 责任单位/责任人 as its two parts; the second is "" where only one can be told.

    The first line, or what stands before a slash, is the unit; in one line names that end like a
    unit (科、局、支队) are units and the others persons.
    """
    plain = normalise(text)
    first, mark, rest = min((plain.partition(m) for m in "\n/"), key=lambda p: len(p[0]))
    if mark and first.strip():
        return first, rest
    named = split_names(plain)
    units = [n.name for n in named if UNIT_END.search(n.name)]
    people = [n.name for n in named if not UNIT_END.search(n.name)]
    people = people or [n.note for n in named if PERSON.fullmatch(n.note) and not UNIT_END.search(n.note)]
    return ("、".join(units), "、".join(people)) if units and people else (plain, "")
