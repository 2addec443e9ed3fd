"""The board and the brief in English, for sites whose ``language`` is en."""

import pandas as pd

from duban.board import MOST, Day, posts_of, reached_today
from duban.letters import parts
from duban.wording import counted, few

COLUMNS = {"编号": "item", "责任单位": "unit", "时限": "due", "逾期天数": "days late", "级别": "level", "申报": "claim",
           "台账日期": "ledger of"}  # fmt: skip
WORDS = {"待核": "to be checked", "未启动": "not begun", "在办": "in progress", "部分完成": "partly done",
         "申报完成": "claimed done", "待验收": "awaiting acceptance", "台账中不见": "not in the ledger"}  # fmt: skip
CHANGED = {
    "claimed": "claimed done without evidence", "claimed_with_evidence": "claimed done with evidence",
    "written_off_by_department": "written off by the ledger's own word", "fell_back": "fell back from done",
    "deadline_moved": "date moved without approval", "vanished": "no longer in the ledger",
    "reappeared": "back in the ledger", "unit_moved": "unit changed", "cycle_closed": "period closed",
    "corrected": "date settled", "accepted": "accepted", "returned": "returned", "extended": "extended with approval",
    "reopened": "taken up again", "owned": "unit decided", "unreported": "planned but not reported",
    "register_differs": "differs from the plan", "unplanned": "not in the plan",
    "register_dropped": "dropped from the plan", "register_moved": "plan's date moved without approval",
    "reported_twice": "reported twice"}  # fmt: skip


def board_in_english(found: pd.DataFrame) -> pd.DataFrame:
    """The board with English headings and words; units, levels and codes are called as they are."""
    said = {name: found[name].replace(WORDS) for name in ("责任单位", "申报")}
    due = found["时限"].str.replace("（待核）", " (in doubt)", regex=False)
    return found.assign(**said, 时限=due).rename(columns=COLUMNS)


def brief_in_english(day: Day) -> str:
    """The brief as markdown: numbers, what changed, who was told, which ledgers came."""
    sent, due = day.sent_and_due
    lines = [
        f"**{day.organisation}, {day.today:%A %d %B %Y}**: {counted(day.figures.total, 'item')}, "
        f"{', '.join(parts(day.figures, 'en'))}",
        *_news(day), *_reached(day), *_tomorrow(day), f"{_waiting(day)}; notices due {due}, sent {sent}",
        f"Ledgers: {day.called[0]} due, {day.called[1]} received, {day.standing.held} held"]  # fmt: skip
    lines += [f"**Late ledgers**: {', '.join(day.late)}, being chased"] if day.late else []
    lines += [f"**Not called in**: {counted(len(day.failed), 'source')}, see the desk"] if day.failed else []
    lines += (
        ["Working calendar: this year's is not published, its days are provisional"]
        if day.provisional
        else []
    )
    return "\n\n".join(lines) + "\n"


def _waiting(day: Day) -> str:
    s = day.standing
    oldest = f" (the oldest {counted(s.review_workdays, 'working day')})" if s.reviewing else ""
    overdue = f" ({s.overdue} overdue)" if s.overdue else ""
    return (f"Awaiting acceptance {s.reviewing}{oldest}; answers awaited: business {s.business}, conduct {s.conduct}"
            f"{overdue}; reminders today {s.chased}; to be checked {day.figures.doubtful + day.figures.missing}")  # fmt: skip


def _tomorrow(day: Day) -> list[str]:
    if day.tomorrow.empty:
        return ["Reaching a level tomorrow: none"]
    top = day.tomorrow.sort_values("level").groupby("item", sort=True)["label"].last()
    return ["Reaching a level tomorrow: " + few([f"{code} {label}" for code, label in top.items()], "en")]


def _reached(day: Day) -> list[str]:
    out = [f"| {item} | {group['label'].iloc[0]} | {posts_of(day, group[~group['copy']], ', ')} "
           f"| {posts_of(day, group[group['copy']], ', ', 1)} |" for item, group in reached_today(day).groupby("item", sort=False)]  # fmt: skip
    if not out:
        return ["Reached a level today: none"]
    more = [f"\nAnd {len(out) - MOST} more: see the board"] if len(out) > MOST else []
    head = [
        f"Reached a level today, {len(out)}:",
        "",
        "| Item | Level | Told | Copied |",
        "| --- | --- | --- | --- |",
    ]
    return ["\n".join([*head, *out[:MOST], *more])]


def _news(day: Day) -> list[str]:
    groups = day.news[~day.news["kind"].isin(["new", "progress"])].groupby("kind", sort=False)["item"]
    out = [f"{CHANGED[str(kind)]}: {few(list(codes), 'en')}" for kind, codes in groups]
    new = int(day.news["kind"].eq("new").sum())
    said = [*([counted(new, "new item")] if new else []), *out]
    return ["\n".join(["Changed:", "", *(f"- {one}" for one in said)])] if said else ["Changed: nothing"]
