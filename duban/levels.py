"""What a column of 密级 or 知悉范围 says of who may see an item. State secrets never come this far."""

import re
from typing import Any

import pandas as pd

from duban.names import normalise

OPEN = re.compile(r"|公开|主动公开|依申请公开|内部|一般|普通|非密|非涉密|不涉密|无|否|/|-+|—+")
PUBLIC = re.compile(r"主动公开|公开")
CLOSED = re.compile(
    r"(?:受限|限制|敏感|工作秘密|内部敏感|商业秘密|商密|不予?公开|仅.{1,12}|限.{1,12})(?:级|事项|知悉)?"
)


def restricted_of(cells: "pd.Series[Any]") -> dict[str, Any]:
    """``restricted``: not to be shown beyond those named; ``public``: for anybody; ``level_unknown``: a word nobody knows,
    which is taken as restricted until somebody has said what it means.
    """
    distinct = {t: re.sub(r"\s+", "", normalise(t)) for t in cells.drop_duplicates()}
    is_open = cells.map({t: bool(OPEN.fullmatch(p)) for t, p in distinct.items()}).astype(bool)
    is_closed = cells.map({t: bool(CLOSED.fullmatch(p)) for t, p in distinct.items()}).astype(bool)
    public = cells.map({t: bool(PUBLIC.fullmatch(p)) for t, p in distinct.items()}).astype(bool)
    return {"restricted": ~is_open, "public": public, "level_unknown": ~is_open & ~is_closed}
