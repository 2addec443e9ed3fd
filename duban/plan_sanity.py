"""A version of the register as a whole (整改方案整体核查): one that lost too much waits for a person.

Nothing is taken from the plan by any version; but what has shrunk or is empty is likely the wrong file,
and none of what it says counts before somebody has looked.
"""

import pandas as pd

from duban.problems import Hold
from duban.sanity_limits import Sanity

ASK = "暂缓采用，原整改方案和各事项照常有效，请核实后重新报送或由整改办确认"


def plan_reasons(
    planned: pd.DataFrame, items: pd.DataFrame, codes: "pd.Series[str]", limits: Sanity
) -> tuple[Hold, ...]:
    """Why a version is to be held; empty where it is not. ``codes``: the items its rows are of."""
    if codes.empty:
        return (Hold("nil_conflict", f"整改方案没有一项，{ASK}"),)
    open_ = items.loc[items["settled_on"].isna(), "code"]
    there = planned.loc[planned["code"].isin(open_), "code"]
    gone = int((~there.isin(codes)).sum())
    if gone < limits.shrunk_rows or gone * 100 <= len(there) * limits.shrunk_percent:
        return ()
    share = round(100 * gone / len(there))
    return (Hold("shrunk", f"整改方案原列在办{len(there)}项，这一版少了{gone}项（减少{share}%），{ASK}"),)
