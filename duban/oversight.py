"""The discipline group's monthly list (纪检监察组月度清单): for oversight only, no task and no answer in it."""

import pandas as pd

from duban.frames import DAY, TEXT, WHOLE, Schema
from duban.item import days_late

# One row a matter of the month: kind (see KIND_ZH), item, its unit, the day and the facts.
OVERSIGHT = Schema("oversight", {"kind": TEXT, "item": TEXT, "unit": TEXT, "on": DAY, "level": WHOLE,
                                 "days_late": WHOLE, "detail": TEXT})  # fmt: skip
KIND_ZH = {
    "late": "逾期事项", "top_level": "到最高级", "relapsed": "回头看反弹", "false_claim": "经核实申报不实",
    "extend": "延期批准", "silence": "暂停提示", "deadline_moved": "未经批准改动时限",
}  # fmt: skip
SERIOUS = ("top_level", "relapsed", "false_claim")
# A claim that a competent person looked into and found false; a signal alone never is one.
CONFIRMED = Schema("confirmed", {"item": TEXT, "on": DAY, "detail": TEXT})


def monthly_list(items: pd.DataFrame, rows: pd.DataFrame, acts: pd.DataFrame, changes: pd.DataFrame,
                 samples: pd.DataFrame, false_claims: pd.DataFrame, *, top: int, first: pd.Timestamp,
                 today: pd.Timestamp) -> pd.DataFrame:  # fmt: skip
    """Give OVERSIGHT of [first, today]: what is late now, and what befell in those days.

    ``rows`` are escalations, ``acts`` what the office decided (item, kind, on, by, why), ``changes`` what
    tracking found, ``samples`` look-backs (SAMPLES), ``false_claims`` CONFIRMED; ``top`` the ladder's last level.
    """
    late = days_late(items, today)
    behind = items[late > 0].rename(columns={"code": "item", "due_on": "on"})
    parts = [behind.assign(kind="late", detail="")]
    parts.append(_reached(rows, top, first, today))
    back = samples[samples["outcome"].eq("relapsed")].assign(on=samples["looked_on"])
    parts.append(_within(back, first, today).assign(kind="relapsed", detail="销号后反弹，重新督办"))
    parts.append(_within(false_claims, first, today).assign(kind="false_claim"))
    decided = _within(acts[acts["kind"].isin(["extend", "silence"])], first, today)
    parts.append(decided.assign(detail=decided["by"] + "：" + decided["why"]))
    moved = _within(changes[changes["kind"].eq("deadline_moved")], first, today)
    parts.append(
        moved.assign(detail="由“" + moved["before"].str.strip() + "”改为“" + moved["after"].str.strip() + "”")
    )
    found = pd.concat([p[["kind", "item", "on", "detail"]] for p in parts if len(p)] or [OVERSIGHT.frame()])
    return _with_facts(found, items, rows, late)


def _within(frame: pd.DataFrame, first: pd.Timestamp, today: pd.Timestamp) -> pd.DataFrame:
    return frame[frame["on"].between(first, today)]


def _reached(rows: pd.DataFrame, top: int, first: pd.Timestamp, today: pd.Timestamp) -> pd.DataFrame:
    new = rows[rows["level"].eq(top) & rows["round"].eq(1) & ~rows["state"].isin(["skipped", "void"])]
    once = _within(new, first, today).drop_duplicates(["item", "episode"])
    return once.assign(kind="top_level", detail="到" + once["label"])


def _with_facts(
    found: pd.DataFrame, items: pd.DataFrame, rows: pd.DataFrame, late: "pd.Series[int]"
) -> pd.DataFrame:
    stand = rows[rows["state"].isin(["open", "answered"])].groupby("item")["level"].max()
    by_code = items.assign(late=late).set_index("code")
    out = found.reset_index(drop=True)
    out = out.assign(unit=out["item"].map(by_code["unit"].to_dict()), days_late=out["item"].map(by_code["late"].to_dict()),
                     level=out["item"].map(stand.to_dict()).fillna(0),
                     order=out["kind"].map({k: n for n, k in enumerate(KIND_ZH)}))  # fmt: skip
    return OVERSIGHT.cast(out.sort_values(["order", "item", "on"], kind="stable", ignore_index=True))
