"""Held deliveries (暂缓采用的报送): which wait for the office, since when, and for what kind of reason."""

import pandas as pd

from duban.frames import ANY, DAY, TEXT, WHOLE, Schema, records
from duban.watch.page import Page, Place, page, plain, table

# One delivery held. rows: restricted ones left out; why: the codes of the reasons; workdays: how long it waits.
HELD = Schema("held", {"id": WHOLE, "source": TEXT, "as_of_on": DAY, "called_on": DAY, "rows": WHOLE, "why": ANY,
                       "workdays": WHOLE})  # fmt: skip
# Only the kind of a reason: its sentence may quote a ledger, and is on the desk.
WHY_ZH = {
    "column_type": "疑似串列", "total_differs": "合计对不上", "date_early": "截止日期过早", "date_missing": "没有截止日期",
    "old": "疑似旧文件", "ambiguous": "同一期有几份", "nil_conflict": "零报告与在办不符", "wrong_owner": "疑似放错目录",
    "columns_lost": "少了栏目", "status_lost": "都没有完成情况", "bad_rows": "有误的行过多", "codes_shifted": "编号错位",
    "shrunk": "事项减少过多", "grown": "行数增加过多", "mass_closed": "集中申报完成", "shifted": "期限整体移动",
    "fell_back": "整体退回未完成", "undated": "期限整体无日期", "frozen": "照抄上期",
}  # fmt: skip
OTHER = "其他原因"


def held_page(place: Place, held: pd.DataFrame) -> Page:
    """The page of HELD, the longest waiting first."""
    if held.empty:
        return page("held", place, place.say("暂缓采用的报送"), place.say("没有暂缓采用的报送。"))
    rows = [[one["id"], plain(one["source"]), f"{one['as_of_on']:%Y-%m-%d}", f"{one['called_on']:%Y-%m-%d}", one["rows"],
             place.joined(dict.fromkeys(place.say(WHY_ZH.get(code, OTHER)) for code in one["why"])), one["workdays"]]
            for one in records(held.sort_values("workdays", ascending=False, kind="stable"))]  # fmt: skip
    desk = place.to(place.say("督办台·报送"), "/deliveries")
    said = place.say("{n}份报送暂缓采用，原有事项照常计时；采用或退回在{desk}。", n=len(held), desk=desk)
    headings = ("编号", "来源", "截至", "收到", "行数", "缘由", "已等工作日")
    return page(
        "held", place, place.say("暂缓采用的报送"), said, table([place.say(h) for h in headings], rows)
    )
