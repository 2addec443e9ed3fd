"""Supervising (督导): which items reach which level for whom, said once per level and round."""

from dataclasses import dataclass
from typing import Any

import pandas as pd

from duban.clock import all_rounds, newest_rounds, steps
from duban.frames import DAY, TEXT, WHOLE, YES, Schema
from duban.ladder import Ladder, Level
from duban.roster import RANK
from duban.workdays import Calendar

ESCALATIONS = Schema("escalations", {
    "item": TEXT, "episode": WHOLE, "line": TEXT, "level": WHOLE, "round": WHOLE, "tenure": TEXT,
    "on": DAY, "told_on": DAY, "waits": YES, "label": TEXT, "slip": TEXT, "role": TEXT,
    "post": TEXT, "person": TEXT, "copy": YES, "why": TEXT, "answer_by": DAY, "unit": TEXT,
})  # fmt: skip
KEY = ["item", "episode", "line", "level", "round", "tenure"]
WISHES = Schema("wishes", {"level": WHOLE, "role": TEXT, "line": TEXT, "copy": YES})


@dataclass(frozen=True)
class Rules:
    """What decides: the ladder, the calendar, the feedback's day, the wait for a late ledger."""

    ladder: Ladder
    calendar: Calendar
    feedback_on: pd.Timestamp
    wait_workdays: int = 3


def due_now(items: pd.DataFrame, who: pd.DataFrame, said: pd.DataFrame, rules: Rules,
            today: pd.Timestamp) -> tuple[pd.DataFrame, pd.DataFrame]:  # fmt: skip
    """Give the ESCALATIONS that stand today and the lower levels never opened (item, level).

    ``items`` are those whose clock runs, with the reporter's post of their source; ``said`` is
    what was opened before (item, episode, level). At most one new level comes up per item; the
    levels below it that never opened are skipped, and whom they would have told is told too.
    """
    spans = steps(items, rules.ladder, rules.calendar, rules.feedback_on)
    rounds = newest_rounds(spans, rules.ladder, rules.calendar, today)
    skipped = _skipped(spans, rounds, items, said, today)
    wishes = [wishes_of(rules.ladder), _inherited(skipped, rules.ladder)]
    named = rounds.merge(items, on="code")
    found = [_addressed(named, w, who, rules, today) for w in wishes]
    return ESCALATIONS.cast(_strongest(pd.concat(found))), skipped


def ahead(items: pd.DataFrame, who: pd.DataFrame, said: pd.DataFrame, rules: Rules,
          first: pd.Timestamp, last: pd.Timestamp) -> pd.DataFrame:  # fmt: skip
    """Give the ESCALATIONS told in [first, last] if nothing moves; writes and remembers nothing."""
    spans = steps(items, rules.ladder, rules.calendar, rules.feedback_on)
    rounds = all_rounds(spans, rules.ladder, rules.calendar, first, last)
    skipped = _skipped(spans, rounds[rounds["on"] <= first], items, said, first)
    wishes = [wishes_of(rules.ladder), _inherited(skipped, rules.ladder)]
    named = rounds.merge(items, on="code")
    found = pd.concat([_addressed(named, w, who, rules, first) for w in wishes])
    return ESCALATIONS.cast(_strongest(found[found["told_on"] <= last]))


def wishes_of(ladder: Ladder) -> pd.DataFrame:
    """Give WISHES: whom each level tells or copies on each line; the chain below is always copied."""
    rows = [row for level in ladder.levels for row in _wishes(level)]
    return WISHES.frame(rows).drop_duplicates(["level", "role", "line"])


def _wishes(level: Level) -> list[dict[str, object]]:
    reach = max((RANK.get(r, 0) for r in level.tell), default=0)
    below = [r for r, rank in RANK.items() if rank < reach]
    ranked: list[tuple[str, bool]] = [(r, False) for r in level.tell]
    ranked += [(r, True) for r in (*level.copy_to, *below) if r not in level.tell]
    rows: list[dict[str, object]] = [
        {"level": level.level, "role": r, "line": "business", "copy": c} for r, c in ranked]  # fmt: skip
    if level.conduct:
        led = [("secretary" if r == "principal" else r, c) for r, c in ranked if RANK.get(r, 0) >= 3]
        rows += [{"level": level.level, "role": r, "line": "conduct", "copy": c} for r, c in led]
    return rows


def _skipped(spans: pd.DataFrame, rounds: pd.DataFrame, items: pd.DataFrame, said: pd.DataFrame,
             today: pd.Timestamp) -> pd.DataFrame:  # fmt: skip
    """Lower levels reached and never opened in this episode, beside the level that opens."""
    top = rounds[["code", "level"]].rename(columns={"level": "opens"})
    low = spans[spans["on"] <= today].merge(top, on="code").merge(items[["code", "episode"]])
    low = low[low["level"] < low["opens"]].rename(columns={"code": "item"})
    opened = said[["item", "episode", "level"]].drop_duplicates().assign(opened=True)
    low = low.merge(opened, how="left", on=["item", "episode", "level"])
    return low[low["opened"].isna()][["item", "episode", "level", "opens", "on"]]


def _inherited(skipped: pd.DataFrame, ladder: Ladder) -> pd.DataFrame:
    own = wishes_of(ladder).rename(columns={"level": "from_level"})
    pairs = skipped.rename(columns={"level": "from_level", "opens": "level", "item": "code"})
    return pairs[["code", "from_level", "level"]].merge(own, on="from_level")


def _addressed(rounds: pd.DataFrame, wishes: pd.DataFrame, who: pd.DataFrame, rules: Rules,
               today: pd.Timestamp) -> pd.DataFrame:  # fmt: skip
    """Rounds of items × whom their level asks for × who holds that post on the day it is told."""
    on = ["code", "level"] if "code" in wishes.columns else ["level"]
    asked = rounds.merge(wishes[[*on, "role", "line", "copy"]], on=on)
    asked = _with_reporter(asked, rounds) if "code" not in wishes.columns else asked
    asked["handler"] = asked["person"].where(asked["role"] == "handler", "")
    asked["owner"] = asked["unit"].where(asked["role"] != "reporter", "reporter:" + asked["reporter"])
    asked = _timed(asked, rules, today)
    held = who.rename(columns={"unit": "owner", "person": "holder"})
    found = asked.merge(held, on=["owner", "handler", "line", "role"])
    found = found[(found["told_on"] >= found["from_on"]) & (found["told_on"] <= found["to_on"])]
    return _worded(found, rules)


def _with_reporter(asked: pd.DataFrame, rounds: pd.DataFrame) -> pd.DataFrame:
    """A ledger older than the due date: its reporter is asked first, on the level's day."""
    stale = rounds[_stale(rounds)]
    extra = stale.assign(role="reporter", line="business", copy=False)
    return pd.concat([asked, extra], ignore_index=True)


def _stale(rounds: pd.DataFrame) -> "pd.Series[Any]":
    return (rounds["level_on"] > rounds["due_on"]) & (rounds["read_on"] < rounds["due_on"])


def _timed(asked: pd.DataFrame, rules: Rules, today: pd.Timestamp) -> pd.DataFrame:
    """The day each is told: a working day, not before today, leaders later if the ledger is late."""
    above = asked["role"].map(RANK).fillna(0) >= RANK["leader_in_charge"]
    waits = above & _stale(asked)
    wait = rules.calendar.shift_days(asked["level_on"], rules.wait_workdays)
    base = asked["on"].where(~waits | (asked["on"] >= wait), wait)
    base = base.where(base >= today, today).astype(DAY)
    return asked.assign(waits=waits, told_on=rules.calendar.roll_days(base))


def _worded(found: pd.DataFrame, rules: Rules) -> pd.DataFrame:
    """Labels, the ground this reader got it on, and the day an answer is owed by."""
    levels = {one.level: one for one in rules.ladder.levels}
    number = found["level"].astype(int)
    out = found.assign(item=found["code"], person=found["holder"],
                       label=number.map({n: v.label for n, v in levels.items()}),
                       slip=number.map({n: v.slip for n, v in levels.items()}))  # fmt: skip
    ground = number.map({n: _ground(v) for n, v in levels.items()})
    roles = out["role"].map(ROLE_ZH).fillna(out["role"])
    told = pd.Series("告知", index=out.index).where(~out["copy"], "抄送")
    note = ("；" + out["note"]).where(out["note"] != "", "")
    out["why"] = ground + "，本级" + told + roles + note
    out["answer_by"] = _answer_by(out, rules, number.map({n: v.answer_within for n, v in levels.items()}))
    return out


def _answer_by(out: pd.DataFrame, rules: Rules, within: "pd.Series[Any]") -> "pd.Series[Any]":
    """Owed by the leader in charge told or copied, and by a unit head told; by nobody else."""
    leader, head = out["role"].eq("leader_in_charge"), out["role"].eq("unit_head") & ~out["copy"]
    owes = (leader | head) & within.notna()
    parts = [rules.calendar.shift_days(out.loc[owes & within.eq(n), "told_on"], int(n))
             for n in within[owes].unique()]  # fmt: skip
    found = pd.concat(parts) if parts else pd.Series([], dtype=DAY)
    owed: pd.Series[Any] = found.reindex(out.index).astype(DAY)
    return owed


ROLE_ZH = {"handler": "责任人", "unit_head": "单位负责人", "leader_in_charge": "分管领导",
           "principal": "主要负责人", "secretary": "书记（第一责任人）", "discipline": "纪检监察组",
           "steward": "督办专员", "inspection_office": "巡察办", "reporter": "报送人"}  # fmt: skip
TRIGGER_ZH = {"days_left": "到期前{}天", "days_late": "逾期{}天", "months_left": "到期前{}个月",
              "age_days": "反馈后{}天", "age_months": "反馈后{}个月"}  # fmt: skip


def _ground(level: Level) -> str:
    when = "或".join(TRIGGER_ZH[n].format(v) for n, v in level.when.triggers.items())
    return f"{level.label}（第{level.level}级，{when}）"


def _strongest(found: pd.DataFrame) -> pd.DataFrame:
    """One row per item, level, round, person and line: told beats copied, earlier beats later,
    and a role in which an answer is owed is never lost to one in which none is.
    """
    owes_none = found.assign(owes_none=found["answer_by"].isna())
    order = owes_none.sort_values(["told_on", "owes_none", "copy", "rank"], kind="stable")
    once = order.drop_duplicates(["item", "episode", "line", "level", "round", "person"])
    return once.sort_values(["on", "item", "level", "round", "line", "rank"], ignore_index=True)
