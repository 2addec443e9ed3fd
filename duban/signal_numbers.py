"""Numbers that do not agree: a claim of done against its own percent, its words, or a source's figure."""

import re
from typing import Any

import pandas as pd

from duban.frames import SHARE, TEXT, YES, Schema
from duban.look import Look
from duban.pace import contradicted
from duban.target import amounts

# The numbers in a text of progress, each with its unit; done: said of what was done (已整治8处).
STATED = Schema("stated", {"progress": TEXT, "value": SHARE, "unit": TEXT, "done": YES})
DONE = re.compile("(?:已|完成|累计|共[整清退追收完])[^,;。]*$")


def belied_numbers(look: Look) -> pd.DataFrame:
    """Claims of done that a number belies, and progress that says more than the source counted."""
    figures = contradicted(look.items, look.pace, look.today)
    return pd.concat([f[["item", "detail"]] for f in (_percent(look), figures, *_stated(look))])


def _percent(look: Look) -> pd.DataFrame:
    rows = look.newest[look.newest["claim"].eq("done") & (look.newest["percent"] < 100).fillna(False)]
    return rows.assign(detail="申报完成，完成比例为" + rows["percent"].map("{:g}%".format).astype(TEXT))


def _stated(look: Look) -> tuple[pd.DataFrame, pd.DataFrame]:
    """What progress says in the target's unit, against the target and against the newest figure."""
    rows = look.newest.merge(look.targets.rename(columns={"code": "item"}), on="item")
    rows = rows.merge(_best(_in_words(rows["progress"])), on=["progress", "unit"])
    most = rows["direction"].eq("at_most")
    said = rows["least"].where(most, rows["most"])
    short = (said > rows["value"]).where(most, said < rows["value"]) & rows["claim"].eq("done")
    words = "进展写“" + said.map("{:g}".format).astype(TEXT) + rows["unit"] + "”，"
    below = rows.assign(detail=words + "措施为“" + rows["words"] + "”，已申报完成")[short.astype(bool)]
    counted = (
        look.pace[look.pace["on"] <= look.today].sort_values("on", kind="stable").groupby("code").tail(1)
    )
    both = rows.assign(said=said, stated=words).merge(
        counted[["code", "on", "value", "source"]], left_on="item", right_on="code", suffixes=("", "_counted"))  # fmt: skip
    more = both["direction"].isin(["count", "at_least"]) & (both["said"] > both["value_counted"])
    more &= both["on"] >= both["as_of_on"]
    beyond = both.assign(detail=both["stated"] + both["source"] + both["on"].dt.strftime("（%Y-%m-%d）") + "数为"
                         + both["value_counted"].map("{:g}".format).astype(TEXT) + both["unit"])[more.astype(bool)]  # fmt: skip
    return below, beyond


def _in_words(progress: "pd.Series[Any]") -> pd.DataFrame:
    """STATED of each distinct text."""
    return STATED.frame({"progress": text, "value": a.value, "unit": a.unit, "done": bool(DONE.search(a.before))}
                        for text in progress.drop_duplicates() for a in amounts(text))  # fmt: skip


def _best(stated: pd.DataFrame) -> pd.DataFrame:
    """Per text and unit the most and the least said, of what was done where anything was."""
    any_done = stated.groupby(["progress", "unit"])["done"].transform("any")
    kept = stated[stated["done"] | ~any_done.astype(bool)]
    found = kept.groupby(["progress", "unit"])["value"].agg(most="max", least="min")
    return found.reset_index()
