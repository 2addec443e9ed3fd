"""Fields of a document's template (字段): declared once on its facts, known by a Chinese and an English name."""

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, get_args, get_origin, get_type_hints

Fields = Mapping[str, "Field"]


@dataclass(frozen=True)
class Field:
    """One field: its Chinese name, what it means, and the fields of its rows where it is a list of them."""

    name: str
    zh: str
    means: str
    rows: Fields | None = None


@dataclass(frozen=True)
class Picture:
    """A picture as a field: PNG, and how wide it stands on the page."""

    png: bytes
    width_mm: int = 156


def said(zh: str, means: str, **more: Any) -> Any:
    """Declare a field of a document's facts by its Chinese name and what it means."""
    return dataclasses.field(metadata={"zh": zh, "means": means}, **more)


def fields_of(facts: type) -> Fields:
    """The fields of a document by either name; a list's own fields stand below it."""
    hints = get_type_hints(facts)
    found: dict[str, Field] = {}
    for one in dataclasses.fields(facts):
        inner = next((a for a in get_args(hints[one.name]) if dataclasses.is_dataclass(a)), None)
        listed = get_origin(hints[one.name]) is tuple and inner is not None
        rows = fields_of(inner) if listed and isinstance(inner, type) else None
        field = Field(one.name, one.metadata["zh"], one.metadata["means"], rows)
        found |= {field.name: field, field.zh: field}
    return found


def context_of(facts: Any) -> dict[str, Any]:
    """Facts as a template takes them: each value under both its names, lists of rows alike."""
    found: dict[str, Any] = {}
    for one in dataclasses.fields(facts):
        value = getattr(facts, one.name)
        if isinstance(value, tuple):
            value = [context_of(v) if dataclasses.is_dataclass(v) else v for v in value]
        found |= {one.name: value, one.metadata["zh"]: value}
    return found
