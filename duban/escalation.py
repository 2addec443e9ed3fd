"""Supervising (督导): which items reach which level for whom, said once per level and round."""

from collections.abc import Iterable
from dataclasses import dataclass

import pandas as pd

from duban.addressed import addressed
from duban.clock import newest_rounds, steps
from duban.edited import rounds_after_edits
from duban.events import EVENTS
from duban.frames import ANY, DAY, TEXT, WHOLE, YES, Schema
from duban.ladder import Ladder
from duban.wishes import inherited, never_opened, not_told_yet, reached_beside, wishes_of
from duban.workdays import Calendar

# release: "" where none is needed, waiting for the office's 审签 (told to nobody yet), or released.
ESCALATIONS = Schema("escalations", {
    "item": TEXT, "episode": WHOLE, "line": TEXT, "level": WHOLE, "round": WHOLE, "tenure": TEXT,
    "on": DAY, "told_on": DAY, "waits": YES, "label": TEXT, "slip": TEXT, "role": TEXT,
    "post": TEXT, "person": TEXT, "copy": YES, "why": TEXT, "answer_by": DAY, "unit": TEXT, "release": TEXT,
})  # fmt: skip
KEY = ["item", "episode", "line", "level", "round", "tenure"]
# What was opened before; notice_id is empty where nobody was told of it, policy_id the version it
# was opened under.
SAID = Schema("said", {**{k: ESCALATIONS.columns[k] for k in KEY}, "on": DAY, "person": TEXT,
                       "notice_id": ANY, "policy_id": WHOLE})  # fmt: skip
# A level of an episode that the office let out (审签), and since when.
RELEASES = Schema("releases", {"item": TEXT, "episode": WHOLE, "level": WHOLE, "on": DAY})


@dataclass(frozen=True)
class Rules:
    """What decides: the ladder and its version, the calendar, the feedback's day, the wait for a late
    ledger.
    """

    ladder: Ladder
    calendar: Calendar
    feedback_on: pd.Timestamp
    wait_workdays: int = 3
    policy: int = 0


def due_now(items: pd.DataFrame, who: pd.DataFrame, said: pd.DataFrame, rules: Rules, today: pd.Timestamp, *,
            events: pd.DataFrame | None = None,
            releases: pd.DataFrame | None = None) -> tuple[pd.DataFrame, pd.DataFrame]:  # fmt: skip
    """Give the ESCALATIONS that stand today and the levels reached but never opened (item, level).

    ``items`` are those whose clock runs, with the reporter's post of their source; ``said`` is
    SAID; ``events`` EVENTS; ``releases`` RELEASES. At most one new level comes up per item; those
    reached beside it that never opened are skipped, and whom they would have told is told too. A
    level that waits for its release stands beside the one below, which goes on.
    """
    events = EVENTS.frame() if events is None else events
    releases = RELEASES.frame() if releases is None else releases
    held = unreleased(items, rules.ladder, releases)
    found, skipped = _standing(items, who, said, rules, today, events, releases, held)
    waiting = _waiting(items, who, rules, today, events, held)
    return ESCALATIONS.cast(pd.concat([found, waiting], ignore_index=True)), skipped


def _standing(items: pd.DataFrame, who: pd.DataFrame, said: pd.DataFrame, rules: Rules, today: pd.Timestamp,
              events: pd.DataFrame, releases: pd.DataFrame,
              held: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:  # fmt: skip
    spans = steps(items, rules.ladder, rules.calendar, rules.feedback_on, events=events, hidden=held)
    told = told_in_episode(items, said)
    rounds = rounds_after_edits(newest_rounds(spans, rules.ladder, rules.calendar, today), told, rules.policy,
                                rules.ladder, rules.calendar, events, today)  # fmt: skip
    beside = reached_beside(spans, rounds, items, today)
    own = wishes_of(rules.ladder).assign(from_level=lambda w: w["level"])
    parts = addressed(rounds, items, [own, inherited(beside, rules.ladder)], who, rules, releases, today)
    again = not_told_yet(parts, told)
    kept = parts[again | (parts["from_level"].eq(parts["level"]) & ~parts["said_before"])]
    return strongest(kept, told), never_opened(beside, said)


def told_in_episode(items: pd.DataFrame, said: pd.DataFrame) -> pd.DataFrame:
    """What somebody was told of these items in their present episode."""
    now = items[["code", "episode"]].rename(columns={"code": "item"})
    return said[said["notice_id"].notna()].merge(now, on=["item", "episode"])


def unreleased(items: pd.DataFrame, ladder: Ladder, releases: pd.DataFrame) -> pd.DataFrame:
    """The levels of each item that only the office lets out, and has not (code, level)."""
    levels = pd.DataFrame({"level": [one.level for one in ladder.levels if one.release]}, dtype="Int64")
    if levels.empty:
        return pd.DataFrame({"code": items["code"].head(0), "level": levels["level"]})
    every = items[["code", "episode"]].merge(levels, how="cross")
    done = releases[["item", "episode", "level"]].rename(columns={"item": "code"}).drop_duplicates()
    joined = every.merge(done.assign(out=True), how="left", on=["code", "episode", "level"])
    return joined.loc[joined["out"].isna(), ["code", "level"]]


def _waiting(items: pd.DataFrame, who: pd.DataFrame, rules: Rules, today: pd.Timestamp, events: pd.DataFrame,
             held: pd.DataFrame) -> pd.DataFrame:  # fmt: skip
    """What stands at a level that waits for its release: opened, seen by the office, told to nobody."""
    if held.empty:
        return ESCALATIONS.frame()
    mine = items[items["code"].isin(held["code"])]
    spans = steps(mine, rules.ladder, rules.calendar, rules.feedback_on, events=events)
    rounds = newest_rounds(spans, rules.ladder, rules.calendar, today).merge(held, on=["code", "level"])
    own = wishes_of(rules.ladder).assign(from_level=lambda w: w["level"])
    parts = addressed(rounds.assign(said_before=False), mine, [own], who, rules, None, today)
    return strongest(parts, SAID.frame())


def strongest(found: pd.DataFrame, told: pd.DataFrame) -> pd.DataFrame:
    """One row per item, level, round, person and line: what was told already stays, told beats
    copied, earlier beats later, and a role in which an answer is owed is never lost to another.
    """
    ranked = found.assign(owes_none=found["answer_by"].isna(), news=~_keys(found).isin(_keys(told)))
    order = ranked.sort_values(["news", "told_on", "owes_none", "copy", "rank"], kind="stable")
    once = order.drop_duplicates(["item", "episode", "line", "level", "round", "person"])
    return once.sort_values(["on", "item", "level", "round", "line", "rank"], ignore_index=True)


Day = tuple[pd.Timestamp, pd.DataFrame, pd.DataFrame | None, pd.DataFrame | None]


def replay(days: Iterable[Day], who: pd.DataFrame, said: pd.DataFrame, rules: Rules) -> pd.DataFrame:
    """Give the ESCALATIONS that cycles run on those days would tell, each as it stands on its day.

    ``days`` are (day, items, events, releases), in order; on a day nobody works nothing is told, and
    what such a day opens is found again on the next. What waits for a release is shown once.
    """
    told, out = SAID.cast(said.reindex(columns=list(SAID.columns))), [ESCALATIONS.frame()]
    shown = told[told["notice_id"].notna()].assign(release="")
    for today, items, events, releases in days:
        if not rules.calendar.is_workday(today.date()):
            continue
        found, _ = due_now(items, who, told, rules, today, events=events, releases=releases)
        found = found[(found["told_on"] <= today) | found["release"].eq("waiting")]
        fresh = found[~_keys(found, waits=True).isin(_keys(shown, waits=True))]
        shown = pd.concat([shown, fresh], ignore_index=True)
        said_now = fresh[fresh["release"].ne("waiting")]
        said_now = said_now.assign(notice_id=today.strftime("%F"), policy_id=rules.policy)
        told = SAID.cast(pd.concat([told, said_now], ignore_index=True))
        out.append(fresh)
    return ESCALATIONS.cast(pd.concat(out, ignore_index=True))


def _keys(rows: pd.DataFrame, *, waits: bool = False) -> pd.MultiIndex:
    still = {"still": rows["release"].eq("waiting")} if waits else {}
    return pd.MultiIndex.from_frame(rows[KEY].assign(**still))
