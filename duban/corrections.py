"""Corrections (更正): who was told something wrong, in which notice, and the line that says so."""

from datetime import date

import pandas as pd

from duban.frames import DAY, TEXT, Schema
from duban.wording import day_words, long_day

# What was told of one item, oldest first; label: the level as people call it.
TOLD = Schema("told", {"item": TEXT, "person": TEXT, "label": TEXT, "notice_id": TEXT, "told_on": DAY})
# One line a person: the newest notice that is void for the item, when it was told, and what to say.
CORRECTIONS = Schema("corrections", {"item": TEXT, "person": TEXT, "wrong_notice_id": TEXT, "told_on": DAY,
                                     "text": TEXT})  # fmt: skip


def corrections(told: pd.DataFrame, due_on: date, language: str = "zh") -> pd.DataFrame:
    """Give CORRECTIONS for everyone in TOLD: the working date they were told was wrong, it is ``due_on``."""
    rows = [_line(group, due_on, language) for _, group in told.groupby("person", sort=False)]
    return CORRECTIONS.frame(rows)


def _line(told: pd.DataFrame, due_on: date, language: str) -> dict[str, object]:
    """One person's line; it names every notice that spoke of the item."""
    once, last = told.drop_duplicates("notice_id"), told.iloc[-1]
    zh = language == "zh"
    days = ("、" if zh else ", ").join(dict.fromkeys(day_words(d.date(), language) for d in once["told_on"]))
    numbers = ("、" if zh else ", ").join(once["notice_id"])
    item, label, due = last["item"], last["label"], long_day(due_on, language)
    said = (f"{days}关于{item}的{label}提示系时限录入有误，原通知（{numbers}）中该项作废，时限应为{due}" if zh else
            f"The notice of {days} on {item} ({label}) rested on a wrong date: in {numbers} it is void; "
            f"the date is {due}")  # fmt: skip
    return {"item": item, "person": last["person"], "wrong_notice_id": last["notice_id"],
            "told_on": last["told_on"], "text": said}  # fmt: skip
