"""One picture: a sentence that says what it shows, and a table of the very numbers that are drawn."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

import pandas as pd

from duban.frames import records

NAMES = ("burn_down", "areas", "leaders", "ageing")


@dataclass(frozen=True)
class Series:
    """One line or one part of each bar: the column of ``rows`` it is drawn of, and what it is called.

    ``weight`` says how heavy it is drawn, from 0 (nothing reached) to 1 (the worst); None is beside the scale.
    """

    column: str
    label: str
    weight: float | None = 0.0


@dataclass(frozen=True)
class Picture:
    """``rows`` holds a column ``name`` (a day for lines) and one of each series; ``heading`` names that column.

    ``table``: which rows stand in the table beside it, all of them where it is empty; ``today`` is the day
    up to which lines are drawn of what happened.
    """

    name: str
    title: str
    sentence: str
    kind: Literal["lines", "bars"]
    heading: str
    rows: pd.DataFrame
    series: tuple[Series, ...]
    today: date
    table: tuple[int, ...] = ()

    @property
    def empty(self) -> bool:
        """Whether there is nothing to draw."""
        return self.rows.empty

    def told(self) -> list[tuple[str, Sequence[str]]]:
        """The table beside it: each row's name, and each series' number as text, "" where there is none yet."""
        rows = self.rows.iloc[list(self.table)] if self.table else self.rows
        return [(_name(one["name"]), [_number(one[s.column]) for s in self.series]) for one in records(rows)]


def _name(value: Any) -> str:
    return f"{value:%Y-%m-%d}" if isinstance(value, date) else str(value)


def _number(value: Any) -> str:
    return "" if pd.isna(value) else str(int(value))
