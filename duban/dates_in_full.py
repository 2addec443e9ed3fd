"""Deadlines that hang on the day they are read (6月底前、年底), written so that they say the same next month."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pandas as pd

from duban.deadline import Deadline
from duban.frames import TEXT
from duban.wording import long_day

Read = Callable[[str, date], Deadline]


def with_dates_in_full(items: pd.DataFrame, on: date, read: Read) -> pd.DataFrame:
    """ITEMS whose ``due_text`` gives the whole date wherever a certain one would be read otherwise, or
    not surely, a month or a year after ``on``.

    ``read`` reads a cell as one written on a day. What is not certain stays as its department wrote it.
    """
    dated = items["certain"].astype(bool) & items["kind"].eq("dated") & items["due_on"].notna()
    hanging = [text for text in items.loc[dated, "due_text"].unique() if _hangs(text, on, read)]
    hangs = dated & items["due_text"].isin(hanging)
    full = pd.Series([_full(*one) for one in zip(items.loc[hangs, "due_on"], items.loc[hangs, "then_standing"],
                                                 strict=True)], index=items.index[hangs], dtype=TEXT)  # fmt: skip
    return items.assign(due_text=full.reindex(items.index).fillna(items["due_text"]))


def _hangs(text: str, on: date, read: Read) -> bool:
    said = [read(text, on + timedelta(days=days)) for days in (40, 400)]
    return not all(one.certain for one in said) or said[0].due_on != said[1].due_on


def _full(due_on: Any, then_standing: bool) -> str:
    return long_day(due_on) + ("前完成，并长期坚持" if then_standing else "")
