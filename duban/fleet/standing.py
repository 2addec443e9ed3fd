"""How all sites of a fleet stand on a day: a row a site, counts of unrestricted items, and what is lacking."""

from datetime import date

import pandas as pd

from duban.frames import TEXT, WHOLE, Schema, records
from duban.watch.page import Page, Place, page, plain, table

COUNTS = ("total", "late", "late_today", "near", "waiting", "on_course")
# One site on a day. state: one of STATES; lacking: what its run says is due and undone, in counts.
STANDING = Schema("standing", {"site": TEXT, "organisation": TEXT, "state": TEXT, "lacking": TEXT,
                               **dict.fromkeys(COUNTS, WHOLE)})  # fmt: skip
# In the order in which ops should look.
STATES = {"lost": "未完成", "broken": "出错", "short": "有欠缺", "done": "完成"}
MOST = 200
HEADINGS = (
    "站点",
    "单位",
    "当日督办",
    "在办",
    "逾期",
    "今日新增逾期",
    "临期",
    "待验收",
    "按序时推进",
    "欠缺",
)


def in_order(standing: pd.DataFrame) -> pd.DataFrame:
    """STANDING with what needs a person first: runs not through, then most late."""
    rank = standing["state"].map({name: n for n, name in enumerate(STATES)}).astype("int64")
    return standing.assign(_rank=rank).sort_values(["_rank", "late", "site"], ascending=[True, False, True],
                                                   kind="stable").drop(columns="_rank").reset_index(drop=True)  # fmt: skip


def lacking(standing: pd.DataFrame) -> str:
    """What is wrong over all sites in one sentence of counts; "" where every site's day is done."""
    count = standing["state"].value_counts()
    parts = [f"{STATES[name]}{count[name]}个" for name in STATES if name != "done" and name in count]
    return f"{len(standing)}个站点：{'、'.join(parts)}" if parts else ""


def fleet_page(name: str, today: date, standing: pd.DataFrame) -> Page:
    """The page of all sites: totals, then a row a site, the worst first."""
    place = Place(name, today, "zh", "")
    rows = in_order(standing)
    sums = rows[list(COUNTS)].sum()
    said = (f"站点{len(rows)}个，当日督办完成{int(rows['state'].eq('done').sum())}个；在办{sums['total']}项："
            f"逾期{sums['late']}项（今日新增{sums['late_today']}项），临期{sums['near']}项，"
            f"待验收{sums['waiting']}项，按序时推进{sums['on_course']}项。")  # fmt: skip
    more = f"以下为{MOST}个，共{len(rows)}个。" if len(rows) > MOST else ""
    return page(
        "fleet",
        place,
        "全域督办",
        said,
        more,
        table(HEADINGS, (_line(one) for one in records(rows.head(MOST)))),
    )


def _line(one: dict[str, object]) -> list[object]:
    counts = ["—" if pd.isna(one[name]) else one[name] for name in COUNTS]  # type: ignore[call-overload]
    return [plain(one["site"]), plain(one["organisation"]), STATES[str(one["state"])], *counts,
            plain(one["lacking"]) or "—"]  # fmt: skip
