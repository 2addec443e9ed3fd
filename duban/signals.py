"""Signals of paper rectification (纸面整改、虚假整改的疑点): reasons for a person to look, never verdicts.

None of them changes an item, a claim or a clock. That these are worth a look is drawn from published
cases of false rectification; no rule says so, and how little is enough is a setting of the office.
"""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pandas as pd

from duban.events import CYCLES
from duban.frames import TEXT, Schema
from duban.look import Look
from duban.signal_numbers import belied_numbers
from duban.signal_texts import copied, predating, same_evidence, same_progress
from duban.signal_words import named, only_meetings

# One row an item, signal and ground. detail: the ground; sentence: what a person is asked.
SIGNALS = Schema("signals", {"item": TEXT, "signal": TEXT, "detail": TEXT, "sentence": TEXT})
SIGNAL_ZH = {
    "done_in_bulk": "到期前后集中申报完成", "same_progress": "与其他事项进展文字相同",
    "same_evidence": "与其他事项佐证材料相同", "fell_back": "由申报完成退回",
    "only_meetings": "只见开会、发文、学习，未见实际整改", "number_contradicts": "数字与记录或目标不符",
    "evidence_predates": "佐证材料早于反馈日", "copied": "进展与上次完全相同",
}  # fmt: skip
CLAIMED = ("claimed", "claimed_with_evidence", "written_off_by_department")


def signals(look: Look) -> pd.DataFrame:
    """Give SIGNALS of the open items, in the order of items and of SIGNAL_ZH."""
    found = [rule(look).assign(signal=name) for name, rule in RULES.items()]
    rows = pd.concat([f[["item", "signal", "detail"]] for f in found], ignore_index=True).drop_duplicates()
    rows = rows[rows["item"].isin(look.open["code"])]
    rows["order"] = rows["signal"].map({name: n for n, name in enumerate(SIGNAL_ZH)})
    rows = rows.sort_values(["item", "order"], kind="stable", ignore_index=True)
    said = "请核：" + rows["item"] + rows["signal"].map(SIGNAL_ZH).astype(TEXT) + "（" + rows["detail"] + "）"
    return SIGNALS.cast(rows.assign(sentence=said))


def parted(look: Look) -> pd.DataFrame:
    """SIGNALS of items open to the office, found as if there were no others, and those of restricted items:
    nothing of these stands in the words or the numbers of those.
    """
    closed = look.items.loc[look.items["restricted"], "code"]
    if closed.empty:
        return signals(look)
    rest: dict[str, Any] = {name: frame[~frame["item" if "item" in frame else "code"].isin(closed)]
                            for name in ("heard", "changes", "targets", "pace", "files")
                            for frame in [getattr(look, name)]}  # fmt: skip
    plain = signals(replace(look, items=look.items[~look.items["restricted"]], **rest))
    every = signals(look)
    return SIGNALS.cast(pd.concat([plain, every[every["item"].isin(closed)]], ignore_index=True))


def _done_in_bulk(look: Look) -> pd.DataFrame:
    """Many items of one delivery claimed done at once, around the day they are due."""
    t = look.thresholds
    claims = look.changes[look.changes["kind"].isin(CLAIMED)].drop_duplicates(["item", "as_of_on"])
    dates = look.open.loc[~look.open["kind"].isin(CYCLES), ["code", "due_on"]]
    rows = claims.merge(dates, left_on="item", right_on="code")
    rows = rows[(rows["as_of_on"] - rows["due_on"]).abs().dt.days <= t.bulk_within_days]
    several = rows.groupby(["source", "as_of_on"])["item"].transform("size") >= t.bulk_least
    rows = rows[several]
    group = rows["source"] + rows["as_of_on"].dt.strftime("（%Y-%m-%d报送）")
    return rows.assign(detail=group + named(rows["item"], group))


def _fell_back(look: Look) -> pd.DataFrame:
    rows = look.changes[look.changes["kind"].eq("fell_back")]
    on = rows["as_of_on"].dt.strftime("%Y-%m-%d")
    return rows.assign(detail=on + "由“" + rows["before"] + "”改报为“" + rows["after"] + "”")


RULES: dict[str, Callable[[Look], pd.DataFrame]] = {
    "done_in_bulk": _done_in_bulk, "same_progress": same_progress, "same_evidence": same_evidence,
    "fell_back": _fell_back, "only_meetings": only_meetings, "number_contradicts": belied_numbers,
    "evidence_predates": predating, "copied": copied,
}  # fmt: skip
