"""Who owes what today (应答、应办): answers on both lines, and what waits with the office itself."""

from dataclasses import dataclass
from typing import Any

import pandas as pd

from duban.chase import OWED
from duban.frames import DAY, TEXT, records
from duban.item import running
from duban.recusal import BETWEEN, barred_from
from duban.roster import Roster, Tenure
from duban.upward import exempt, next_up
from duban.workdays import Calendar


@dataclass(frozen=True)
class Within:
    """Working days given: to the reviewers, and to whoever has to explain a cell or a vanished row."""

    accept_workdays: int = 10
    explain_workdays: int = 3


@dataclass(frozen=True)
class Owing:
    """All that is owed is a function of: ITEMS with their reporter's post (reporter), the store's
    escalations and asks, who holds which post, the calendar, and today.
    """

    items: pd.DataFrame
    rows: pd.DataFrame
    asks: pd.DataFrame
    roster: Roster
    calendar: Calendar
    today: pd.Timestamp
    within: Within = Within()

    def holder(self, post: str) -> Tenure | None:
        """Who holds a post today."""
        return self.roster.holder(post, self.today.date()) if post else None

    def holds(self, tenure: "pd.Series[Any]") -> "pd.Series[Any]":
        """Which of the tenures, by their key, are those of today."""
        held = {t.key for t in self.roster.tenures if t.holds_on(self.today.date())}
        return tenure.isin(held)


def answers_owed(at: Owing) -> pd.DataFrame:
    """Give OWED of both lines: answers that were asked for and have not come."""
    return OWED.cast(pd.concat([business_owed(at), conduct_owed(at)], ignore_index=True))


def standing(at: Owing) -> pd.DataFrame:
    """The escalations told, or due to be, to whoever holds their post today, of items whose clock runs."""
    rows = at.rows[at.rows["state"].isin(["open", "answered"]) & (at.rows["told_on"] <= at.today)]
    now = running(at.items[~(at.items["silent_until_on"] >= at.today)])
    now = now[["code", "episode"]].rename(columns={"code": "item"})
    return rows[at.holds(rows["tenure"])].merge(now, on=["item", "episode"])


def business_owed(at: Owing) -> pd.DataFrame:
    """Per item and post the oldest unanswered limit of the highest level told to it.

    A later level supersedes the limit of an earlier one; a further round of the same level does not.
    """
    rows = standing(at)
    rows = rows[rows["line"].eq("business")]
    top = rows[rows["level"].eq(rows.groupby(["item", "post"])["level"].transform("max"))]
    due = top[top["state"].eq("open") & top["notice_id"].notna() & top["answer_by"].notna()
              & ~top["post"].isin(exempt(at.roster))]  # fmt: skip
    due = due.sort_values(["answer_by", "round"], kind="stable").drop_duplicates(["item", "post"])
    target = _key(due, "item", "episode", "level", "round", "tenure")
    return with_next_up(due.assign(kind="business", target=target, limit_on=due["answer_by"]), "business", at)


def conduct_owed(at: Owing) -> pd.DataFrame:
    """Each open ask with a limit that has a ground whose clock runs; one without such a ground pauses."""
    grounds = standing(at).dropna(subset="notice_id")
    held = at.asks[at.asks["state"].eq("open") & at.asks["answer_by"].notna()
                   & at.asks["id"].isin(grounds["ask"]) & at.holds(at.asks["tenure"])
                   & ~at.asks["post"].isin(exempt(at.roster))]  # fmt: skip
    why = held["month"].str[5:].str.lstrip("0") + "月"
    found = held.assign(kind="conduct", target=held["id"], item="", limit_on=held["answer_by"], why=why)
    return with_next_up(found, "conduct", at)


def with_next_up(found: pd.DataFrame, line: str, at: Owing, copy_from: int = 1) -> pd.DataFrame:
    """OWED with whom its chases are copied to."""
    names = _barred(at, found)
    found = found.assign(barred=found["target"].map(lambda key: names.get(str(key), "")).astype(TEXT))
    pairs = found[["post", "unit", "barred"]].drop_duplicates()
    up = [_tenure(next_up(at.roster, one["post"], one["unit"], line, at.today.date(),
                          one["barred"].split(BETWEEN)), "above_") | one
          for one in records(pairs)]  # fmt: skip
    columns = [*pairs.columns, "above_tenure", "above_post", "above_person"]
    named = found.merge(pd.DataFrame(up, columns=columns), how="left", on=list(pairs.columns))
    return OWED.cast(named.assign(copy_from=copy_from))


def _barred(at: Owing, found: pd.DataFrame) -> dict[str, str]:
    """Whom each thing owed must not reach: by its target, for an ask of any of its grounds."""
    if not at.roster.recusals:
        return {}
    by_item = dict(zip(at.items["code"], barred_from(at.items, at.roster), strict=True))
    grounds = at.rows.loc[at.rows["ask"].ne(""), ["ask", "item"]].rename(columns={"ask": "target"})
    pairs = pd.concat([found[["target", "item"]], grounds])
    names = pairs["item"].map(by_item).fillna("")
    return {str(k): str(v) for k, v in names.groupby(pairs["target"]).agg(BETWEEN.join).items()}


def _tenure(held: Tenure | None, prefix: str = "") -> dict[str, Any]:
    facts = (held.key, held.post, held.person) if held else ("", "", "")
    return dict(zip((f"{prefix}tenure", f"{prefix}post", f"{prefix}person"), facts, strict=True))


def office_owed(at: Owing) -> pd.DataFrame:
    """Give OWED of what waits with the office: claims under review and papers waiting for 审签."""
    steward = at.roster.with_role("steward")[0].id
    top = at.roster.with_role("principal")[0].id
    return OWED.cast(pd.concat([
        _to(at, _reviews(at), steward, top, copy_from=2), _to(at, _releases(at), steward)],
        ignore_index=True))  # fmt: skip


def _reviews(at: Owing) -> pd.DataFrame:
    waiting = at.items[at.items["suspended_on"].notna() & at.items["settled_on"].isna()]
    limit = at.calendar.limit_days(waiting["suspended_on"], at.within.accept_workdays)
    since = waiting["suspended_on"].dt.strftime("%Y-%m-%d")
    accepted = waiting["acceptance"].eq("accepted")
    return _owed(waiting, "review", _key(waiting.assign(since=since), "code", "episode", "since"),
                 limit, accepted.map({True: "accepted", False: "claimed"}).astype(TEXT))  # fmt: skip


def _releases(at: Owing) -> pd.DataFrame:
    """A level's paper waits from the day its level would have been told; one chase for all its readers."""
    rows = at.rows[at.rows["release"].eq("waiting") & at.rows["state"].eq("open")
                   & (at.rows["told_on"] <= at.today)]  # fmt: skip
    rows = rows.sort_values("told_on", kind="stable").drop_duplicates(["item", "episode", "level"])
    rows = rows[rows["item"].isin(running(at.items)["code"])].rename(columns={"item": "code"})
    return _owed(rows, "release", _key(rows, "code", "episode", "level"), rows["told_on"], rows["label"])


def explanations_owed(at: Owing) -> pd.DataFrame:
    """Give OWED of the reporters: rows that vanished from a ledger, deadlines that nobody could read."""
    open_ = at.items[at.items["settled_on"].isna()]
    lost = open_[open_["missing_on"].notna()]
    unread = running(open_)[~running(open_)["certain"] & running(open_)["missing_on"].isna()]
    parts = [_asked(at, lost, "missing", lost["missing_on"]),
             _asked(at, unread, "deadline", unread["first_read_on"])]  # fmt: skip
    found = pd.concat(parts, ignore_index=True)
    steward = at.roster.with_role("steward")[0].id
    named = [_to(at, group, str(post) if at.holder(str(post)) else steward, steward)
             for post, group in found.groupby("reporter")]  # fmt: skip
    return OWED.cast(pd.concat(named, ignore_index=True)) if named else OWED.frame()


def _key(rows: pd.DataFrame, *columns: str) -> "pd.Series[Any]":
    """What is owed by its own key: the columns' texts in one."""
    key: pd.Series[Any] = rows[columns[0]].astype(TEXT)
    for name in columns[1:]:
        key = key + "|" + rows[name].astype(TEXT)
    return key


def _asked(at: Owing, items: pd.DataFrame, kind: str, on: "pd.Series[Any]") -> pd.DataFrame:
    target = items["code"].str.cat(on.dt.strftime("%Y-%m-%d"), "|")
    limit = at.calendar.limit_days(on, at.within.explain_workdays)
    return _owed(items, kind, target, limit, items["due_text"]).assign(reporter=items["reporter"])


def _owed(
    items: pd.DataFrame, kind: str, target: "pd.Series[Any]", limit: "pd.Series[Any]", why: "pd.Series[Any]"
) -> pd.DataFrame:
    return pd.DataFrame({"kind": kind, "target": target, "item": items["code"], "unit": items["unit"],
                         "limit_on": limit.astype(DAY), "why": why})  # fmt: skip


def _to(at: Owing, found: pd.DataFrame, post: str, above: str = "", copy_from: int = 1) -> pd.DataFrame:
    """``found`` as owed by the holder of a post, with another post copied."""
    named = OWED.cast(found.assign(copy_from=copy_from, **_tenure(at.holder(post)),
                                   **_tenure(at.holder(above), "above_")))  # fmt: skip
    names = _barred(at, named)
    barred = [names.get(str(key), "").split(BETWEEN) for key in named["target"]]
    return _spared(named, barred)


def _spared(owed: pd.DataFrame, barred: list[list[str]]) -> pd.DataFrame:
    """Whoever is concerned (回避) owes and hears nothing of it: then the post above owes it."""
    own, up = (pd.Series([one in names for one, names in zip(owed[column], barred, strict=True)],
                         index=owed.index, dtype=bool)
               for column in ("person", "above_person"))  # fmt: skip
    out = owed.copy()
    for name in ("tenure", "post", "person"):
        above = owed[f"above_{name}"].mask(up, "")
        out[name] = owed[name].mask(own, above)
        out[f"above_{name}"] = above.mask(own, "")
    return OWED.cast(out)


def disputes_owed(at: Owing, disputes: pd.DataFrame) -> pd.DataFrame:
    """Give OWED of undecided disputes (item, decider, decide_by): the decider, the principal copied."""
    units = at.items.set_index("code")["unit"].to_dict()
    open_ = disputes.assign(code=disputes["item"], unit=disputes["item"].map(units).fillna(""))
    top = at.roster.with_role("principal")[0].id
    limit = pd.to_datetime(open_["decide_by"]).astype(DAY)
    why = pd.Series("", index=open_.index, dtype=TEXT)
    target = open_["code"].str.cat(limit.dt.strftime("%Y-%m-%d"), "|")
    found = _owed(open_, "dispute", target, limit, why).assign(decider=open_["decider"])
    named = [_to(at, group, str(post), top) for post, group in found.groupby("decider")]
    return OWED.cast(pd.concat(named, ignore_index=True)) if named else OWED.frame()


def look_backs_owed(at: Owing, samples: pd.DataFrame) -> pd.DataFrame:
    """Give OWED of look-backs (SAMPLES) whose span is over and that nobody has done: the steward's."""
    left = samples[samples["outcome"].eq("")].rename(columns={"item": "code"})
    target = left["code"].str.cat(left["settled_on"].dt.strftime("%Y-%m-%d"), "|")
    found = _owed(left, "look_back", target, left["due_to_on"], left["settled_on"].dt.strftime("%Y-%m-%d"))
    return _to(at, found, at.roster.with_role("steward")[0].id)


def spoken(owed: pd.DataFrame, items: pd.DataFrame, today: pd.Timestamp) -> pd.DataFrame:
    """What may be chased today: nothing of an item whose notices are paused (暂停提示)."""
    paused = items.loc[items["silent_until_on"] >= today, "code"]
    return owed[~owed["item"].isin(paused)]
