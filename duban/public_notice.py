"""The numbers of a public notice (整改情况通报): findings and items, what is done, the rate, the amounts."""

from typing import Any

import pandas as pd

from duban.figures import class_of
from duban.frames import records
from duban.publication import PUBLIC, rate, refuse_disagreement

Row = dict[str, Any]


def by_finding(items: pd.DataFrame, today: pd.Timestamp, near: int) -> "pd.Series[Any]":
    """Whether each finding is done: all its items written off. One without a text is its item's own."""
    done = class_of(items, today, near).eq("written_off")
    found: pd.Series[Any] = done.groupby(finding_key(items)).all()
    return found


def finding_key(items: pd.DataFrame) -> "pd.Series[Any]":
    """What the items of one finding share: its text, width and blanks folded; without a text the item's code."""
    words = items["finding"].str.normalize("NFKC").str.replace(r"\s+", "", regex=True)
    return words.where(words.ne(""), items["code"])


def public_numbers(items: pd.DataFrame, today: pd.Timestamp, near: int, amounts: pd.DataFrame | None = None,
                   places: int = 2) -> pd.DataFrame:  # fmt: skip
    """Give PUBLIC: findings and items, done and under way, with the rate; each part with its whole.

    Claims waiting for the reviewers are under way, not done. ``amounts`` (name, value, unit) are
    figures of named sources to be published beside them: money returned, rules made.
    """
    findings = by_finding(items, today, near)
    stand = class_of(items, today, near)
    open_ = items[stand.ne("written_off")]
    rows = [*_parted("反馈问题", "个", int(findings.sum()), len(findings), places),
            *_parted("整改事项", "项", int(stand.eq("written_off").sum()), len(items), places),
            _row("申报待验收", int(stand.eq("waiting").sum()), "项", "整改事项 正在整改"),
            _row("逾期", int(stand.eq("late").sum()), "项", "整改事项 正在整改"),
            _row("未到期", int(stand.isin(["near", "on_course"]).sum()), "项", "整改事项 正在整改"),
            _row("长期坚持", int(open_["kind"].isin(["standing", "recurring"]).sum()), "项", "其中")]  # fmt: skip
    waiting, late, ahead = (int(r["value"]) for r in rows[-4:-1])
    refuse_disagreement("正在整改的整改事项", len(open_), {"待验收": waiting, "逾期": late, "未到期": ahead})
    rows += (
        [_row(r["name"], r["value"], r["unit"], "") for r in records(amounts)] if amounts is not None else []
    )
    return PUBLIC.frame(rows)


def _parted(what: str, unit: str, done: int, whole: int, places: int) -> list[Row]:
    found = rate(done, whole, places)
    shown = "—" if found is None else f"{found}%"
    return [_row(what, whole, unit, ""), _row(f"{what} 已完成整改", done, unit, what),
            _row(f"{what} 正在整改", whole - done, unit, what),
            {**_row(f"{what} 整改完成率", None if found is None else float(found), "%", ""),
             "words": f"整改完成率{shown}（{done}/{whole}）"}]  # fmt: skip


def _row(name: str, value: Any, unit: str, of: str) -> Row:
    shown = "" if value is None else f"{value:g}"
    return {"name": name, "value": value, "unit": unit, "of": of, "words": f"{name.split()[-1]}{shown}{unit}"}
