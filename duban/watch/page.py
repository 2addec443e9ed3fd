"""One page as markdown, and what every page needs: its place, its words, links to the desk."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import quote

from duban.watch.english import ENGLISH

WEEKDAYS = "一二三四五六日"
SPECIAL = re.compile(r"([\\`*_\[\]<>|#~!&{}])")


@dataclass(frozen=True)
class Page:
    """A page: its kind (the tail of its key), the title ops staff find it by, its markdown."""

    kind: str
    title: str
    markdown: str


@dataclass(frozen=True)
class Place:
    """Whose page it is, of which day, in which language; ``desk`` is the desk's address."""

    organisation: str
    today: date
    language: str
    desk: str

    def say(self, words: str, **facts: Any) -> str:
        """Words in the site's language, their places filled."""
        text = words if self.language == "zh" else ENGLISH[words]
        return text.format(**facts) if facts else text

    def joined(self, names: Iterable[str]) -> str:
        """Names in a row."""
        return ("、" if self.language == "zh" else ", ").join(names)

    @property
    def heading(self) -> str:
        """Whose page it is, and of which day."""
        zh = self.language == "zh"
        day = f"{self.today} 周{WEEKDAYS[self.today.weekday()]}" if zh else f"{self.today:%A %d %B %Y}"
        return f"{plain(self.organisation)}{' ' if zh else ', '}{day}"

    def to(self, words: str, path: str) -> str:
        """A link to a page of the desk."""
        return f"[{plain(words)}]({self.desk}{path})"

    def item(self, code: str) -> str:
        """An item by its code, with a link to its whole file."""
        return self.to(code, f"/items/{quote(code, safe='')}")


def plain(text: object) -> str:
    """A text in which nothing is markdown or HTML any more, on one line: a unit or a code may be anything."""
    return SPECIAL.sub(r"\\\1", " ".join(str(text).split()))


def table(headings: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """A table; cells are markdown already (see :func:`plain`)."""
    lines = [headings, ["---"] * len(headings), *rows]
    return "\n".join(f"| {' | '.join(str(cell) for cell in line)} |" for line in lines)


def page(kind: str, place: Place, title: str, *parts: str) -> Page:
    """A page: its title, then its parts; what is empty is left out."""
    head = f"**{title}　{place.heading}**" if place.language == "zh" else f"**{title}: {place.heading}**"
    return Page(kind, title, "\n\n".join([head, *(part for part in parts if part)]) + "\n")
