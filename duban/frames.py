"""Frames with a declared schema: columns, types and meaning said once, checked at each border."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import pandas as pd

DAY: Any = "datetime64[s]"
TEXT: Any = "str"
WHOLE: Any = "Int64"
SHARE: Any = "Float64"
YES: Any = "bool"
ANY: Any = "object"


@dataclass(frozen=True)
class Schema:
    """The columns of one kind of frame, in order, with the type of each."""

    name: str
    columns: Mapping[str, str]

    def frame(self, rows: Iterable[Mapping[str, Any]] = ()) -> pd.DataFrame:
        """Make a frame of this kind from mappings; a missing key is an empty value."""
        data = pd.DataFrame(list(rows), columns=list(self.columns))
        return self.cast(data)

    def cast(self, data: pd.DataFrame) -> pd.DataFrame:
        """Return the declared columns in their declared types; a column too few is a TypeError."""
        lacking = [c for c in self.columns if c not in data.columns]
        if lacking:
            raise TypeError(f"{self.name}: columns {lacking} are lacking")
        out = {c: _column(data[c], kind) for c, kind in self.columns.items()}
        return pd.DataFrame(out, index=data.index)

    def check(self, data: pd.DataFrame) -> pd.DataFrame:
        """Return ``data`` as it is when it keeps this schema, else raise TypeError."""
        wrong = [c for c, kind in self.columns.items() if c not in data.columns or str(data[c].dtype) != kind]
        if wrong:
            raise TypeError(f"{self.name}: columns {wrong} are lacking or of another type")
        return data


def _column(values: "pd.Series[Any]", kind: str) -> "pd.Series[Any]":
    if kind == TEXT:
        return values.astype("object").where(values.notna(), "").astype("str")
    if kind == YES:
        return values.astype("object").where(values.notna(), False).astype(bool)
    if kind == DAY:
        return pd.to_datetime(values).astype(DAY)
    return values.astype(kind)  # type: ignore[call-overload, no-any-return]


def texts(values: "pd.Series[Any]") -> "pd.Series[Any]":
    """Values as text, nothing as ""."""
    return _column(values, TEXT)


def looked_up(keys: "pd.Series[Any]", facts: "pd.Series[Any]") -> "pd.Series[Any]":
    """For each key what ``facts`` says of it by its index, in the facts' own type; empty where nothing.

    ``Series.map`` refuses days where there are none.
    """
    return facts.reindex(keys.to_numpy()).set_axis(keys.index)


def records(data: pd.DataFrame) -> list[dict[str, Any]]:
    """The rows of a frame as mappings by column name."""
    return [{str(k): v for k, v in row.items()} for row in data.to_dict("records")]


def day(value: Any) -> date | None:
    """A frame's day as a date, or None where there is none."""
    return None if pd.isna(value) else pd.Timestamp(value).date()
