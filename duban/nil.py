"""A nil return (零报告): a ledger that says in words that it has nothing to report."""

import re
from collections.abc import Iterable, Sequence

import pandas as pd

from duban.names import normalise

NIL = re.compile(
    r"(?:本[期月季周]|本部门|我[科处部]室?|我单位)?(?:实行)?(?:零报告|(?:没有|暂无|无)(?:需要?)?(?:新增)?(?:整改|督办|报送)(?:事项|问题|内容|情况|任务))"
)


def without_nil(table: pd.DataFrame, bodies: Iterable[Sequence[Sequence[str]]]) -> tuple[pd.DataFrame, bool]:
    """The rows that are items, and whether the ledger says that there is nothing to report.

    Only a ledger with nothing else says so: 无整改事项 beside items is a row as any other.
    """
    said = [c for c in ("finding", "measure") if c in table]
    if any(not any(_is_nil(table[c].iloc[n]) for c in said) for n in range(min(len(table), 1))):
        return table, False
    words = table[said].apply(lambda c: c.map(_is_nil))
    if len(table) and not words.any(axis=1).all():
        return table, False
    nil = bool(len(table)) or any(_is_nil(c) for body in bodies for row in body for c in row)
    return table.iloc[:0], nil


def _is_nil(text: str) -> bool:
    return len(text) < 40 and bool(NIL.fullmatch(re.sub(r"[\s。.:：（）()]+", "", normalise(text))))
