"""A delivery as a whole (报送整体核查): what is so odd that a person must say first whether it counts.

Held, nothing of it is applied: the last good state stands and every clock runs on. Pure rules over
one delivery as it was examined, the source's ITEMS, and the delivery that stands.
"""

import json
from collections.abc import Collection, Iterable
from dataclasses import dataclass

import pandas as pd

from duban.cell_text import fold
from duban.examining import Examined
from duban.problems import Hold, Problem
from duban.reading import READINGS
from duban.sanity_limits import Sanity
from duban.vocabulary import FIELD_ZH, match

# Problems of a reading that make the whole delivery doubtful.
# The columns by which a claim is judged, and who answers for it.
KEPT = ("status", "evidence", "unit")
MIXED = frozenset({"column_type", "total_differs", "date_early"})
WHOLE = MIXED | {"date_missing"}
# The most that is said to a clerk of what was meant to be done about any of these.
ASK = "暂缓采用，原有事项照常计时，请核实后重新报送或由整改办确认"


@dataclass(frozen=True)
class Standing:
    """The delivery of a source that stands: the day it speaks of, its READINGS (``code`` the item
    each is about), and since when its text is unchanged. ``others``: units that answer for other
    sources' items and none of this one's; ``rivals``: how many files came for the same day;
    ``owes_its_day``: whether a ledger must say the day it speaks of, since this one did or its source
    was told to.
    """

    as_of_on: pd.Timestamp | None
    readings: pd.DataFrame
    unchanged_since: pd.Timestamp | None = None
    others: frozenset[str] = frozenset()
    rivals: int = 1
    owes_its_day: bool = False


NOTHING_STANDS = Standing(None, READINGS.frame())


def reasons(seen: Examined, items: pd.DataFrame, before: Standing, as_of_on: pd.Timestamp, limits: Sanity,
            problems: Iterable[Problem] = ()) -> tuple[Hold, ...]:  # fmt: skip
    """Why this delivery is to be held; empty where it is not. ``problems`` are those of its reading."""
    open_ = items[items["settled_on"].isna()]
    rows = seen.rows[~seen.rows.index.isin(seen.repeated)]
    found = (*doubts(problems, WHOLE if before.owes_its_day else MIXED), _old(before, as_of_on), _ambiguous(before, as_of_on), _nil(rows, open_),
             _elsewhere(rows, items, before, limits), _columns_lost(rows, before), _status_lost(rows, before), _bad(rows, limits), _reused(seen, limits),
             _shrunk(seen, open_, limits), _grown(rows, before, limits), _mass_closed(rows, open_, limits),
             _fell_back(rows, open_, limits), _shifted(rows, before, limits), _undated(rows, before, limits), _frozen(rows, open_, before, as_of_on, limits))  # fmt: skip
    return tuple(one for one in found if one)


def doubts(problems: Iterable[Problem], kinds: Collection[str] = MIXED) -> tuple[Hold, ...]:
    """Which of a reading's problems hold the delivery as a whole."""
    return tuple(_hold(p.kind, f"{p.field}{p.expected}") for p in problems if p.kind in kinds)


def _hold(code: str, what: str) -> Hold:
    return Hold(code, f"{what}，{ASK}")


def _old(before: Standing, as_of_on: pd.Timestamp) -> Hold | None:
    if before.as_of_on is None or as_of_on >= before.as_of_on:
        return None
    return Hold(
        "old",
        f"截止日期{as_of_on.date()}早于已采用的{before.as_of_on.date()}，疑似旧文件，没有采用，请报送最新台账",
    )


def _ambiguous(before: Standing, as_of_on: pd.Timestamp) -> Hold | None:
    if before.rivals < 2:
        return None
    return _hold(
        "ambiguous", f"{as_of_on.date()}同一期收到{before.rivals}份内容不同的台账，请指明以哪一份为准"
    )


def _nil(rows: pd.DataFrame, open_: pd.DataFrame) -> Hold | None:
    if len(rows) or not len(open_):
        return None
    return _hold("nil_conflict", f"零报告，但仍有{len(open_)}项在办")


def _elsewhere(rows: pd.DataFrame, items: pd.DataFrame, before: Standing, limits: Sanity) -> Hold | None:
    strange = rows[rows["unit"].isin(before.others)]
    if not _share(len(strange), len(rows), limits.strangers_percent):
        return None
    units = "、".join(sorted(set(strange["unit"]))[:3])
    what = f"{len(strange)}/{len(rows)}行的责任单位（{units}）属于其他来源，疑似放错目录"
    # Once a source has items of its own, another's rows are no doubt but a slip: nobody is asked.
    return (
        Hold("wrong_owner", f"{what}，没有采用，请放入正确目录", True)
        if len(items)
        else _hold("wrong_owner", what)
    )


def _columns_lost(rows: pd.DataFrame, before: Standing) -> Hold | None:
    """A column of which much hangs, that was there last time: what stands elsewhere is not taken for it."""
    had, has = _fields(before.readings), _fields(rows)
    lost = "、".join(FIELD_ZH[field] for field in KEPT if field in had and field not in has)
    if not lost or not has:
        return None
    return _hold("columns_lost", f"上次有“{lost}”栏，这次没有")


def _fields(rows: pd.DataFrame) -> set[str]:
    """What the ledger has columns of its own for, by the first row of each sheet."""
    said = [match([fold(h) for h in json.loads(raw or "{}")]) for raw in rows.drop_duplicates("sheet")["raw"]]
    return {field for columns in said for field, at in columns.items() if [*columns.values()].count(at) == 1}


def _status_lost(rows: pd.DataFrame, before: Standing) -> Hold | None:
    """No row says how far it is: all blank, or in words nobody can read where they could be read before."""
    unclear = rows["claim"].eq("unclear")
    if len(rows) < 2 or not unclear.all():
        return None
    if rows["status_text"].str.strip().eq("").all():
        return _hold("status_lost", f"全部{len(rows)}行都没有填写完成情况")
    clear = before.readings["claim"].ne("unclear")
    return _hold("status_lost", f"全部{len(rows)}行都看不出完成情况") if clear.any() else None


def _bad(rows: pd.DataFrame, limits: Sanity) -> Hold | None:
    bad = int(rows["quarantined"].sum())
    if bad < limits.bad_rows or not _share(bad, len(rows), limits.bad_percent):
        return None
    return _hold("bad_rows", f"{bad}/{len(rows)}行有误")


def _reused(seen: Examined, limits: Sanity) -> Hold | None:
    reused = int(seen.found["kind"].eq("code_reused").sum())
    if reused < 2 or not _share(reused, len(seen.rows), limits.reused_percent):
        return None
    return _hold("codes_shifted", f"{reused}个编号对应的事项与以前完全不同，疑似以序号为编号或编号错行")


def _shrunk(seen: Examined, open_: pd.DataFrame, limits: Sanity) -> Hold | None:
    there = open_[open_["missing_on"].isna()]
    gone = there[~there["code"].isin(seen.rows["code"]) & ~there["code"].isin(seen.proposals["item"])]
    if (
        not len(seen.rows)
        or len(gone) < limits.shrunk_rows
        or not _share(len(gone), len(there), limits.shrunk_percent)
    ):
        return None
    return _hold(
        "shrunk", f"上次{len(there)}项在办，这次少了{len(gone)}项（减少{_percent(len(gone), len(there))}%）"
    )


def _grown(rows: pd.DataFrame, before: Standing, limits: Sanity) -> Hold | None:
    was, now = len(before.readings), len(rows)
    if not was or now <= was * limits.grown_times or now <= was + limits.grown_rows:
        return None
    return _hold("grown", f"由{was}行增至{now}行")


def _mass_closed(rows: pd.DataFrame, open_: pd.DataFrame, limits: Sanity) -> Hold | None:
    was = open_[open_["claim"].ne("done")]
    now = rows[rows["code"].isin(was["code"]) & rows["claim"].eq("done")]
    many = len(now) > max(limits.closed_rows, len(open_) * limits.closed_percent / 100)
    every = len(now) >= limits.all_closed_rows and bool(rows["claim"].eq("done").all())
    if not many and not every:
        return None
    return _hold("mass_closed", f"一次申报完成{len(now)}项（{_percent(len(now), len(open_))}%）")


def _shifted(rows: pd.DataFrame, before: Standing, limits: Sanity) -> Hold | None:
    """All dates moved alike: by as many days, or by as many months."""
    was = before.readings.drop_duplicates("code").set_index("code")["due_on"]
    old, new = was.reindex(rows["code"]).set_axis(rows.index), rows["due_on"]
    both = (old.notna() & new.notna()).astype(bool)
    old, new = old[both], new[both]
    days, months = (new - old).dt.days, (new.dt.year - old.dt.year) * 12 + new.dt.month - old.dt.month
    for unit, moved in (("天", days), ("个月", months)):
        by = moved[days.ne(0)].value_counts()
        if (
            len(by)
            and by.iloc[0] >= limits.shifted_rows
            and by.iloc[0] * 100 >= len(moved) * limits.shifted_percent
        ):
            return _hold(
                "shifted",
                f"{by.iloc[0]}项期限整体{'顺延' if by.index[0] > 0 else '提前'}{abs(by.index[0])}{unit}",
            )
    return None


def _fell_back(rows: pd.DataFrame, open_: pd.DataFrame, limits: Sanity) -> Hold | None:
    """All that was said to be done is said not to be, and the office returned none of it."""
    was = open_[open_["claim"].eq("done") & open_["acceptance"].ne("returned")]
    now = rows[rows["code"].isin(was["code"]) & rows["claim"].isin(["not_done", "in_progress", "partial"])]
    if len(now) < max(limits.all_closed_rows, len(was)):
        return None
    return _hold("fell_back", f"上次申报完成的{len(now)}项全部改报为未完成，疑似旧文件")


def _undated(rows: pd.DataFrame, before: Standing, limits: Sanity) -> Hold | None:
    """All dates gone: put in words that name none (长期坚持), or left blank."""
    was = before.readings.drop_duplicates("code").set_index("code")["due_on"].dropna()
    had = rows[rows["code"].isin(was.index)]
    lost = int(had["due_on"].isna().sum())
    if lost < limits.shifted_rows or lost * 100 < len(had) * limits.shifted_percent:
        return None
    return _hold("undated", f"{lost}项期限整体改为没有日期")


def _frozen(rows: pd.DataFrame, open_: pd.DataFrame, before: Standing, as_of_on: pd.Timestamp,
            limits: Sanity) -> Hold | None:  # fmt: skip
    since = before.unchanged_since
    if since is None or not len(rows) or as_of_on <= since or open_["suspended_on"].notna().all():
        return None
    same = sorted(rows["raw"]) == sorted(before.readings["raw"])
    if not same or (as_of_on - since).days < limits.frozen_days:
        return None
    return _hold("frozen", f"与{since.date()}以来的台账一字不差，疑似照抄上期")


def _share(part: int, whole: int, percent: int) -> bool:
    return part * 100 > whole * percent


def _percent(part: int, whole: int) -> int:
    return round(100 * part / whole) if whole else 0
