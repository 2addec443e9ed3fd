"""The board (看板) and the brief (日报): codes, units, posts, levels, days and counts, no texts."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import pandas as pd

from duban.figures import Figures
from duban.item import days_late
from duban.ladder import Ladder
from duban.letters import parts
from duban.track import KIND_ZH

WEEKDAYS = "一二三四五六日"
CLAIM_ZH = {"not_done": "未启动", "in_progress": "在办", "partial": "部分完成", "done": "申报完成",
            "unclear": "待核"}  # fmt: skip


@dataclass(frozen=True)
class Day:
    """The facts of one day's brief; ``rows`` are open escalations, ``news`` today's changes."""

    organisation: str
    today: date
    figures: Figures
    rows: pd.DataFrame
    posts: Mapping[str, str]
    units: Mapping[str, str]
    news: pd.DataFrame
    called: tuple[int, int]
    sent_and_due: tuple[int, int]
    failed: tuple[str, ...]
    provisional: bool


def levels(rows: pd.DataFrame) -> "pd.Series[int]":
    """The level each item stands on, from its open escalations."""
    return rows.groupby("item")["level"].max()


def board(items: pd.DataFrame, rows: pd.DataFrame, ladder: Ladder, today: pd.Timestamp) -> pd.DataFrame:
    """Open items, worst first: 编号、责任单位、时限、逾期天数、级别、申报、台账日期."""
    labels = {one.level: one.label for one in ladder.levels}
    open_ = items[items["settled_on"].isna()]
    level = open_["code"].map(levels(rows)).where(open_["suspended_on"].isna()).fillna(0).astype(int)
    state = open_["claim"].map(CLAIM_ZH).where(open_["suspended_on"].isna(), "待验收")
    out = pd.DataFrame({
        "编号": open_["code"], "责任单位": open_["unit"].where(open_["unit"] != "", "待核"),
        "时限": open_["due_on"].dt.strftime("%Y-%m-%d") + (~open_["certain"]).map({True: "（待核）", False: ""}),
        "逾期天数": days_late(open_, today), "级别": level.map(labels).fillna("—"),
        "申报": state.where(open_["missing_on"].isna(), "台账中不见"),
        "台账日期": open_["read_on"].dt.strftime("%Y-%m-%d"), "_level": level,
    })  # fmt: skip
    out = out.sort_values(["逾期天数", "_level", "时限"], ascending=[False, False, True])
    return out.drop(columns="_level").reset_index(drop=True)


def brief(day: Day) -> str:
    """The brief as markdown: numbers, what changed, who was told, which ledgers came."""
    weekday = WEEKDAYS[day.today.weekday()]
    head = f"**{day.organisation} {day.today} 周{weekday}**　在办{day.figures.total}项：{'，'.join(parts(day.figures))}"
    sent, due = day.sent_and_due
    lines = [head, f"待人核{day.figures.doubtful + day.figures.missing}　应发{due} 已发{sent}",
             *_reached(day), *_news(day),
             f"台账：应报{day.called[0]}份，已报{day.called[1]}份"]  # fmt: skip
    lines += [f"**未调取**：{len(day.failed)}个来源，详见督办台"] if day.failed else []
    lines += ["工作日历：本年度节假日安排尚未公布，工作日为推定"] if day.provisional else []
    return "\n\n".join(lines) + "\n"


def _reached(day: Day) -> list[str]:
    today = pd.Timestamp(day.today)
    new = day.rows[(day.rows["on"] == today) & day.rows["line"].eq("business")]
    out = [f"| {item} | {group['label'].iloc[0]} | {_posts(day, group[~group['copy']])} "
           f"| {_posts(day, group[group['copy']])} |" for item, group in new.groupby("item")]  # fmt: skip
    if not out:
        return ["新到级：无"]
    return ["\n".join(["新到级：", "", "| 事项 | 级别 | 告知 | 抄送 |", "| --- | --- | --- | --- |", *out])]


def _posts(day: Day, rows: pd.DataFrame) -> str:
    return "、".join(dict.fromkeys(day.posts.get(p, p) for p in rows["post"])) or "—"


def _news(day: Day) -> list[str]:
    groups = day.news[~day.news["kind"].isin(["new", "progress"])].groupby("kind", sort=False)["item"]
    out = [f"{KIND_ZH[str(kind)]}：{'、'.join(codes)}" for kind, codes in groups]
    new = int(day.news["kind"].eq("new").sum())
    return ["较上次变化：" + "；".join([*([f"新增{new}项"] if new else []), *out])] if out or new else []
