"""Texts and files that stand in more than one place: the same for several items, the same as last time."""

import re
from typing import Any

import pandas as pd

from duban.cell_text import fold
from duban.dates import dates_in
from duban.look import Look
from duban.signal_words import cut, named

MARKS = r"[\s,.;:!?、，。；：！？“”\"'‘’《》()（）\[\]【】·—\-_]+"
SEVERAL = re.compile(r"[、，,;；\n]+")
CLAIM_RANK = {"not_done": 0, "unclear": 0, "in_progress": 1, "partial": 2, "done": 3}


def same_progress(look: Look) -> pd.DataFrame:
    """The same words of progress for several items; a bare status in that column is none."""
    rows = look.newest[look.newest["progress"].ne(look.newest["status_text"])]
    same = plain(rows["progress"])
    rows = rows[same.str.len() >= look.thresholds.text_chars]
    rows = rows[_several(rows["item"], same, look)]
    group = same.reindex(rows.index)
    return rows.assign(detail=named(rows["item"], group) + "均写“" + cut(rows["progress"], 20) + "”")


def same_evidence(look: Look) -> pd.DataFrame:
    """The same file, by its content or by its name, as evidence of several items."""
    by_name = _names(look)
    by_name = by_name[by_name["key"].str.len() >= look.thresholds.name_chars]
    files = look.files[look.files["item"].isin(look.open["code"])]
    by_content = files[files["digest"].ne("")].assign(key=files["digest"])
    found = []
    for rows, what in ((by_name, "佐证名称均为"), (by_content, "佐证文件内容相同：")):
        rows = rows.drop_duplicates(["item", "key"]).reset_index(drop=True)
        rows = rows[_several(rows["item"], rows["key"], look)]
        found.append(
            rows.assign(detail=named(rows["item"], rows["key"]) + what + "“" + cut(rows["name"], 30) + "”")
        )
    return pd.concat([f[["item", "detail"]] for f in found])


def predating(look: Look) -> pd.DataFrame:
    """Evidence that bears a date before the feedback, when nothing had been found yet."""
    named_ = _names(look)
    day = {name: _dated(name, look.today) for name in named_["name"].drop_duplicates()}
    by_name = named_.assign(dated_on=pd.to_datetime(named_["name"].map(day)))
    rows = pd.concat([by_name[["item", "name", "dated_on"]], look.files[["item", "name", "dated_on"]]])
    rows = rows[rows["dated_on"] < look.feedback_on]
    on = rows["dated_on"].dt.strftime("%Y-%m-%d")
    return rows.assign(
        detail="“" + cut(rows["name"]) + "”的日期不晚于" + on + f"，反馈日为{look.feedback_on:%Y-%m-%d}"
    )


def copied(look: Look) -> pd.DataFrame:
    """Progress word for word as in the reading before, while more is claimed, or weeks have gone."""
    rows = look.newest.merge(look.before, on="item", suffixes=("", "_before"))
    same = plain(rows["progress"])
    rank, was = rows["claim"].map(CLAIM_RANK), rows["claim_before"].map(CLAIM_RANK)
    further = (rank > was) | (rows["percent"] > rows["percent_before"]).fillna(False).astype(bool)
    stale = rows["claim"].isin(["in_progress", "partial"]) & (
        (rows["as_of_on"] - rows["as_of_on_before"]).dt.days >= look.thresholds.copied_days)  # fmt: skip
    rows = rows[same.eq(plain(rows["progress_before"])) & (same.str.len() >= look.thresholds.text_chars)
                & (further | stale)]  # fmt: skip
    between = (
        rows["as_of_on_before"].dt.strftime("%Y-%m-%d") + "、" + rows["as_of_on"].dt.strftime("%Y-%m-%d")
    )
    return rows.assign(detail=between + "两次均为“" + cut(rows["progress"], 20) + "”")


def plain(texts: "pd.Series[Any]") -> "pd.Series[Any]":
    """Texts without width, blanks and punctuation; numbers stay, 8处 and 12处 are not the same."""
    return texts.str.normalize("NFKC").str.replace(MARKS, "", regex=True).str.casefold()


def _several(items: "pd.Series[Any]", key: "pd.Series[Any]", look: Look) -> "pd.Series[Any]":
    known = key.reindex(items.index)
    return items.groupby(known).transform("nunique") >= look.thresholds.same_least


def _names(look: Look) -> pd.DataFrame:
    """Each file an item's evidence names (item, name), and what it is known by (key)."""
    rows = look.newest[look.newest["evidence"].ne("")]
    names = rows[["item"]].assign(name=rows["evidence"].str.split(SEVERAL)).explode("name", ignore_index=True)
    names["name"] = names["name"].fillna("").str.strip().astype("str")
    return names.assign(key=plain(names["name"]))[names["name"].ne("")]


def _dated(name: str, today: pd.Timestamp) -> Any:
    """The last day a file's name can mean by the month or day in it; a bare year is not its date."""
    found = [f.last_on for f in dates_in(fold(name), today.date())
             if f.year_given and not f.impossible and f.size in {"day", "month"}]  # fmt: skip
    return pd.Timestamp(max(found)) if found else pd.NaT
