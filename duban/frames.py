"""Frames with a declared schema: columns, types and meaning said once, checked at each border."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
import pandas as pd
from pandas.arrays import IntegerArray

DAY: Any = "datetime64[s]"
TEXT: Any = "str"
WHOLE: Any = "Int64"
SHARE: Any = "Float64"
YES: Any = "bool"
ANY: Any = "object"
# The same as types: to look one up by its name costs more than to make a short column of it.
DTYPES: Mapping[str, Any] = {DAY: np.dtype(DAY), TEXT: pd.StringDtype(na_value=np.nan), WHOLE: pd.Int64Dtype(),
                             SHARE: pd.Float64Dtype(), YES: np.dtype(bool), ANY: np.dtype(object)}  # fmt: skip
PLAIN: Mapping[str, frozenset[type]] = {
    kind: frozenset({made, type(None)})
    for kind, made in {DAY: date, TEXT: str, WHOLE: int, YES: bool}.items()
}
NO_DAY, FIRST_DAY = np.datetime64("NaT").view("int64").item(), date(1970, 1, 1).toordinal()


@dataclass(frozen=True)
class Schema:
    """The columns of one kind of frame, in order, with the type of each."""

    name: str
    columns: Mapping[str, str]

    def frame(self, rows: Iterable[Mapping[str, Any]] = ()) -> pd.DataFrame:
        """Make a frame of this kind from mappings; a missing key is an empty value."""
        given = list(rows)
        return self.of({name: [row.get(name) for row in given] for name in self.columns})

    def of(self, columns: Mapping[str, Sequence[Any]]) -> pd.DataFrame:
        """Make a frame of this kind from each column's values in plain Python, as a database gives them."""
        return pd.DataFrame({name: _values(columns[name], kind) for name, kind in self.columns.items()})

    def cast(self, data: pd.DataFrame) -> pd.DataFrame:
        """Return the declared columns in their declared types; a column too few is a TypeError."""
        lacking = [c for c in self.columns if c not in data.columns]
        if lacking:
            raise TypeError(f"{self.name}: columns {lacking} are lacking")
        if all(_is(data[c], kind) for c, kind in self.columns.items()):
            return data[list(self.columns)]
        out = {c: _column(data[c], kind) for c, kind in self.columns.items()}
        return pd.DataFrame(out, index=data.index)

    def check(self, data: pd.DataFrame) -> pd.DataFrame:
        """Return ``data`` as it is when it keeps this schema, else raise TypeError."""
        wrong = [c for c, kind in self.columns.items() if c not in data.columns or str(data[c].dtype) != kind]
        if wrong:
            raise TypeError(f"{self.name}: columns {wrong} are lacking or of another type")
        return data


def _is(values: "pd.Series[Any]", kind: str) -> bool:
    """Whether a column is of its kind already; a text is never lacking."""
    return bool(values.dtype == DTYPES[kind]) and not (kind == TEXT and pd.isna(values.array).any())


def _values(given: Sequence[Any], kind: str) -> Any:
    """Values as an array of a kind; the usual plain ones without a detour over objects."""
    if kind not in PLAIN or not PLAIN[kind].issuperset(map(type, given)):
        return _column(pd.Series(given, dtype=object), kind)
    if kind == TEXT:
        return pd.array(["" if v is None else v for v in given], dtype=DTYPES[TEXT])
    if kind == WHOLE:
        return IntegerArray(
            np.array([v or 0 for v in given], np.int64), np.array([v is None for v in given], bool)
        )
    if kind == YES:
        return np.array([bool(v) for v in given], bool)
    days = np.array([NO_DAY if v is None else v.toordinal() - FIRST_DAY for v in given], np.int64)
    return days.view("datetime64[D]").astype(DTYPES[DAY])


def _column(values: "pd.Series[Any]", kind: str) -> "pd.Series[Any]":
    if _is(values, kind):
        return values
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
    names = [str(name) for name in data.columns]
    columns = [data.iloc[:, n].tolist() for n in range(len(names))]
    return [dict(zip(names, row, strict=True)) for row in zip(*columns, strict=True)]


def day(value: Any) -> date | None:
    """A frame's day as a date, or None where there is none."""
    return None if pd.isna(value) else pd.Timestamp(value).date()
