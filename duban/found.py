"""A date found in a cell, and what it leans on where something was left out."""

import re
from dataclasses import dataclass
from datetime import date
from typing import Literal

Size = Literal["day", "feast", "ten", "week", "month", "quarter", "half", "year", "plan"]
Role = Literal["by", "from", "aside"]

RELATIVE = {"今年": 0, "本年": 0, "当年": 0, "明年": 1, "次年": 1, "翌年": 1, "来年": 1, "后年": 2,
            "去年": -1, "上年": -1}  # fmt: skip


@dataclass(frozen=True)
class Found:
    """One date in a cell: the days it can mean, [first, last], and what was said around it.

    ``year_given`` tells whether the year stood there; ``doubt`` why it is not certain, or "".
    ``role``: done by then, only begun then (从…起), or said of something else (落实2023年预算).
    ``marked``: an end is named (底、末、内、前), or it is a single day. ``named_on``: a day of the period
    named, where the days it means lie before it.
    """

    first_on: date
    last_on: date
    start: int
    end: int
    year_given: bool
    doubt: str = ""
    impossible: bool = False
    size: Size = "day"
    role: Role = "by"
    marked: bool = False
    named_on: date | None = None

    @property
    def year(self) -> int:
        """The year that was named: 2024年一季度前 ends in 2023 and names 2024."""
        return (self.named_on or self.last_on).year


@dataclass(frozen=True)
class Around:
    """What a date may lean on: the document's day, and the date before it in the cell."""

    written: date
    before: Found | None

    def year(self, match: re.Match[str]) -> tuple[int, bool]:
        """The year that is meant, and whether it was written."""
        g = match.groupdict()
        if g.get("y"):
            return int(g["y"]), True
        if g.get("yy"):
            return 2000 + int(g["yy"]), True
        if g.get("rel"):
            base = self.before.last_on if self.before and g["rel"] in "次年翌年" else self.written
            return base.year + RELATIVE[g["rel"]], True
        if self.before:
            return self.before.year, self.before.year_given
        return self.written.year, False
