"""The board (看板) and the brief (日报): codes, units, posts, levels, days and counts, no texts."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import pandas as pd

from duban.figures import Figures
from duban.item import days_late
from duban.ladder import Ladder
from duban.letters import parts
from duban.roster import Roster
from duban.track import KIND_ZH

# A page is read at a glance: of a thousand items it names so many and counts the others.
MOST = 30
IN_CELL = 2
WEEKDAYS = "一二三四五六日"
CLAIM_ZH = {"not_done": "未启动", "in_progress": "在办", "partial": "部分完成", "done": "申报完成",
            "unclear": "待核"}  # fmt: skip


@dataclass(frozen=True)
class Day:
    """The facts of one day's brief; ``rows`` are open escalations, ``news`` today's changes, ``late`` the
    sources whose ledger is late.
    """

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
    standing: "Standing"
    tomorrow: pd.DataFrame
    late: tuple[str, ...] = ()


@dataclass(frozen=True)
class Standing:
    """What waits for whom, in counts: answers owed on both lines, how many of them are past their limit,
    chases told today, claims with the reviewers and the working days of the oldest, deliveries held.
    """

    business: int
    conduct: int
    overdue: int
    chased: int
    reviewing: int
    review_workdays: int
    held: int


def open_to_all(items: pd.DataFrame) -> pd.DataFrame:
    """The items that Prefect may hold anything of: none that is restricted (受限)."""
    return items[~items["restricted"]].reset_index(drop=True)


def titles(roster: Roster) -> dict[str, str]:
    """Each post by id as a page names it: its title, and where several bear it what it is in charge of."""
    count = Counter(post.title for post in roster.posts)
    own = {post.id: "、".join(post.areas) or post.unit or post.id for post in roster.posts}
    return {p.id: p.title if count[p.title] == 1 else f"{p.title}（{own[p.id]}）" for p in roster.posts}


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
    """The brief as markdown: numbers, what changed, what was reached, what waits, which ledgers came."""
    weekday = WEEKDAYS[day.today.weekday()]
    head = f"**{day.organisation} {day.today} 周{weekday}**　在办{day.figures.total}项：{'，'.join(parts(day.figures))}"
    sent, due = day.sent_and_due
    lines = [head, *_news(day), *_reached(day), *_tomorrow(day), f"{_waiting(day)}　应发{due} 已发{sent}",
             f"台账：应报{day.called[0]}份，已报{day.called[1]}份　暂缓采用{day.standing.held}份"]  # fmt: skip
    lines += [f"**台账迟报**：{'、'.join(day.late)}，已逐级催报"] if day.late else []
    lines += [f"**未调取**：{len(day.failed)}个来源，详见督办台"] if day.failed else []
    lines += ["工作日历：本年度节假日安排尚未公布，工作日为推定"] if day.provisional else []
    return "\n\n".join(lines) + "\n"


def _waiting(day: Day) -> str:
    s = day.standing
    overdue = f"（逾期未回应{s.overdue}）" if s.overdue else ""
    oldest = f"（最长{s.review_workdays}个工作日）" if s.reviewing else ""
    return (f"申报待验收{s.reviewing}{oldest}　待回应：业务{s.business}、履责{s.conduct}{overdue}　今日催办{s.chased}　"
            f"待人核{day.figures.doubtful + day.figures.missing}")  # fmt: skip


def _tomorrow(day: Day) -> list[str]:
    """What comes to a level by the next working day if nothing moves, as many as a page takes."""
    if day.tomorrow.empty:
        return ["明日将到级：无"]
    top = day.tomorrow.sort_values("level").groupby("item", sort=True)["label"].last()
    more = f"等{len(top)}项" if len(top) > MOST else ""
    return ["明日将到级：" + "、".join(f"{code} {label}" for code, label in top.head(MOST).items()) + more]


def _reached(day: Day) -> list[str]:
    out = [f"| {item} | {group['label'].iloc[0]} | {posts_of(day, group[~group['copy']])} "
           f"| {posts_of(day, group[group['copy']], most=1)} |" for item, group in reached_today(day).groupby("item", sort=False)]  # fmt: skip
    more = [f"\n另有{len(out) - MOST}项，见督办看板"] if len(out) > MOST else []
    if not out:
        return ["新到级：无"]
    return [
        "\n".join(
            [
                f"新到级{len(out)}项：",
                "",
                "| 事项 | 级别 | 告知 | 抄送 |",
                "| --- | --- | --- | --- |",
                *out[:MOST],
                *more,
            ]
        )
    ]


def reached_today(day: Day) -> pd.DataFrame:
    """The escalations of the business line that opened on the day, the highest level first."""
    new = day.rows[(day.rows["on"] == pd.Timestamp(day.today)) & day.rows["line"].eq("business")]
    return new.sort_values(["level", "item"], ascending=[False, True], kind="stable")


def posts_of(day: Day, rows: pd.DataFrame, between: str = "、", most: int = IN_CELL) -> str:
    """The titles of the posts that escalations reach; of more than a cell takes, how many there are."""
    titles = list(dict.fromkeys(day.posts.get(p, p) for p in rows["post"]))
    more = f" …({len(titles)})" if len(titles) > most else ""
    return between.join(titles[:most]) + more or "—"


def _news(day: Day) -> list[str]:
    groups = day.news[~day.news["kind"].isin(["new", "progress"])].groupby("kind", sort=False)["item"]
    out = [f"{KIND_ZH[str(kind)]}：{'、'.join(codes[:MOST])}{f'等{len(codes)}项' if len(codes) > MOST else ''}"
           for kind, codes in groups]  # fmt: skip
    new = int(day.news["kind"].eq("new").sum())
    said = [*([f"新增{new}项"] if new else []), *out]
    return ["\n".join(["较上次变化：", "", *(f"- {one}" for one in said)])] if said else ["较上次变化：无"]
