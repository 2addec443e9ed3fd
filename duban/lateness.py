"""A ledger that is late (台账迟报) is itself on a ladder: its reporter is asked, then the posts above.

Late is a ledger whose freshness (``every``) has passed, one that cannot be called in, and one that was
held and that nobody replaced; it ends when a delivery is accepted. Like every ladder here it is a
function of what came, of the calendar and of today: how often anybody looked changes nothing.
"""

from collections.abc import Iterable
from datetime import date
from typing import Any

import pandas as pd

from duban.chase import CHASES, OWED, untold
from duban.duty import heads_of
from duban.frames import DAY, TEXT, WHOLE, YES, Schema
from duban.lateness_steps import LateLedger
from duban.roster import Post, Roster, Tenure
from duban.workdays import Calendar

# One source: its reporter's post, how often it reports, whether an answer is of the moment it is asked for.
SOURCES = Schema("sources", {"source": TEXT, "post": TEXT, "every": TEXT, "live": YES})
# Whether each source could be called in on a day, and if not, why.
CALLS = Schema("calls", {"source": TEXT, "on": DAY, "ok": YES, "detail": TEXT})
# What was looked at in a source and could not be read: on which day first.
LOOKS = Schema("looks", {"source": TEXT, "on": DAY})
# A source as it stands: first called on; how far what was accepted of it speaks (fresh_on); since when it
# fails, a file of it cannot be read, and a delivery of it is held (each empty where that is not so, or
# something was accepted since); what was wrong (detail).
LEDGERS = Schema("ledgers", {**SOURCES.columns, "first_on": DAY, "fresh_on": DAY, "failed_on": DAY,
                             "refused_on": DAY, "held_on": DAY, "detail": TEXT})  # fmt: skip
# A late source. cause: late, never (nothing came yet), failed, refused or held; since_on: how far the last
# one speaks, or the day it failed, was refused or held; limit_on: the last day on which it came in time.
LATE = Schema("late", {"source": TEXT, "post": TEXT, "cause": TEXT, "since_on": DAY, "limit_on": DAY,
                       "detail": TEXT, "target": TEXT})  # fmt: skip
# Who is asked for a source: rank 1 first.
LINE = Schema("line", {"source": TEXT, "unit": TEXT, "rank": WHOLE, "tenure": TEXT, "post": TEXT,
                       "person": TEXT})  # fmt: skip
EVERY = {"day": pd.DateOffset(days=1), "week": pd.DateOffset(weeks=1), "month": pd.DateOffset(months=1),
         "quarter": pd.DateOffset(months=3)}  # fmt: skip


def ledgers_now(sources: pd.DataFrame, calls: pd.DataFrame, deliveries: pd.DataFrame,
                looks: pd.DataFrame) -> pd.DataFrame:  # fmt: skip
    """Give LEDGERS of SOURCES from CALLS, deliveries (source, state, as_of_on, called_on, confirmed_on) and LOOKS.

    What failed or was refused while something was accepted on that day or later is nobody's debt: a bad
    file may lie in a folder for years beside the good ones.
    """
    good = deliveries[deliveries["state"].eq("applied")]
    fresh = _each(good.assign(day=good[["as_of_on", "confirmed_on"]].max(axis=1)), "day", "max")
    came = _each(good.assign(day=good[["called_on", "confirmed_on"]].max(axis=1)), "day", "max")
    held = _each(deliveries[deliveries["state"].eq("held")], "called_on", "min")
    bad = calls[~calls["ok"] & (calls["on"] > _of(_each(calls[calls["ok"]], "on", "max"), calls["source"]))]
    lost = looks[looks["on"] > _of(came, looks["source"])]
    out = sources.assign(first_on=_on(_each(calls, "on", "min"), sources), fresh_on=_on(fresh, sources),
                         held_on=_on(held, sources), refused_on=_on(_each(lost, "on", "min"), sources),
                         failed_on=_on(_each(bad, "on", "min"), sources))  # fmt: skip
    out["failed_on"] = out["failed_on"].mask(_on(came, sources) >= out["failed_on"])
    wrong = calls[~calls["ok"]].sort_values("on").drop_duplicates("source", keep="last")
    said = out["source"].map(wrong.set_index("source")["detail"].to_dict())
    out["detail"] = said.where(out[["failed_on", "refused_on"]].notna().any(axis=1), "")
    return LEDGERS.cast(out)


def _each(frame: pd.DataFrame, column: str, how: str) -> "pd.Series[Any]":
    return frame.groupby("source")[column].agg(how).astype(DAY)


def _on(days: "pd.Series[Any]", sources: pd.DataFrame) -> "pd.Series[Any]":
    return days.reindex(sources["source"].to_numpy()).set_axis(sources.index).astype(DAY)


def _of(days: "pd.Series[Any]", names: "pd.Series[Any]") -> "pd.Series[Any]":
    """Each name's day, the first there is where it has none."""
    return days.reindex(names.to_numpy()).set_axis(names.index).fillna(pd.Timestamp(1900, 1, 1))


def late_ledgers(ledgers: pd.DataFrame, calendar: Calendar, explain_workdays: int,
                 today: pd.Timestamp) -> pd.DataFrame:  # fmt: skip
    """Give LATE: the LEDGERS whose limit has passed, each once, from the earliest of its limits on.

    A ledger due on a day of rest is due on the next working day; one that was held or could not be read is
    to be put right within ``explain_workdays``.
    """
    limits = [_due(ledgers), ledgers["failed_on"], *(
        calendar.limit_days(ledgers[name], explain_workdays) for name in ("refused_on", "held_on"))]  # fmt: skip
    limit = pd.concat([calendar.roll_days(one.astype(DAY)) for one in limits], axis=1).min(axis=1)
    since, cause = (
        ledgers["fresh_on"],
        pd.Series("late", index=ledgers.index).mask(ledgers["fresh_on"].isna(), "never"),
    )
    for name in ("failed", "refused", "held"):
        there = ledgers[f"{name}_on"].notna()
        since, cause = since.mask(there, ledgers[f"{name}_on"]), cause.mask(there, name)
    found = ledgers.assign(cause=cause, since_on=since, limit_on=limit.astype(DAY))[limit < today]
    found["target"] = found["source"].str.cat(found["limit_on"].dt.strftime("%Y-%m-%d"), "|")
    return LATE.cast(found.reset_index(drop=True))


def _due(ledgers: pd.DataFrame) -> "pd.Series[Any]":
    """The day each is due: ``every`` after what was accepted, and never before anybody called for it.

    Of a live source time alone says nothing: while nobody asked, it could not answer.
    """
    due = ledgers["fresh_on"]
    for name, span in EVERY.items():
        due = due.mask(ledgers["every"].eq(name), (ledgers["fresh_on"] + span).astype(DAY))
    asked = ledgers[["failed_on", "refused_on", "held_on"]].min(axis=1).where(ledgers["live"])
    latest: pd.Series[Any] = pd.concat([due, ledgers["first_on"], asked], axis=1).max(axis=1)
    return latest.astype(DAY)


def line_of(roster: Roster, source: str, post: str, cause: str, on: date) -> Iterable[dict[str, Any]]:
    """LINE of one source: its reporter, then whoever holds each post above; each person once.

    A vacant post goes to the next at once, and the steward hears of it; so the steward does of what is
    held, since the office may accept it.
    """
    barred = {one.person for one in roster.recusals if source in one.sources}
    own, unit = roster.holder(post, on), roster.post(post).unit or ""
    held = [t for p in _upward(roster, roster.post(post)) if (t := roster.holder(p.id, on))]
    people = list({t.person: t for t in reversed(held) if t.person not in barred}.values())[::-1]
    told = [*enumerate(people, 1)]
    if own is None or cause == "held" or not people:
        told += [
            (1, t) for t in _stewards(roster, on) if t.person not in {*(p.person for p in people), *barred}
        ]
    for rank, one in told:
        yield {"source": source, "unit": unit, "rank": rank, "tenure": one.key, "post": one.post,
               "person": one.person}  # fmt: skip


def _stewards(roster: Roster, on: date) -> list[Tenure]:
    return [t for p in roster.with_role("steward") if (t := roster.holder(p.id, on))]


def _upward(roster: Roster, post: Post) -> list[Post]:
    """The reporter's post, whoever it reports to, the head and the leader of its unit, the principal."""
    out = [post]
    while out[-1].reports_to and roster.post(out[-1].reports_to) not in out:
        out.append(roster.post(out[-1].reports_to))
    areas = [*post.areas, *(a for u in roster.units if u.name == post.unit for a in u.areas)]
    leaders = [roster.leader_of(area) for area in areas]
    heads = () if post in leaders or not post.unit else heads_of(roster, post.unit)
    top = roster.with_role("principal")
    every = [post] if post in top else [*out, *heads, *leaders, *top]
    return list({p.id: p for p in every}.values())


def ledgers_owed(late: pd.DataFrame, line: pd.DataFrame) -> pd.DataFrame:
    """Give OWED of LATE: each ledger by whoever is asked first for it."""
    first = line[line["rank"].eq(1)].drop_duplicates("source").drop(columns="rank")
    named = late.drop(columns="post").merge(first, on="source")
    return OWED.cast(named.assign(kind="ledger", item="", why=named["cause"], copy_from=0, above_tenure="",
                                  above_post="", above_person=""))  # fmt: skip


def ledger_chases(late: pd.DataFrame, line: pd.DataFrame, told: pd.DataFrame, steps: LateLedger,
                  calendar: Calendar, today: pd.Timestamp) -> pd.DataFrame:  # fmt: skip
    """Give the CHASES of LATE that are due today and not ``told`` yet.

    At step n the n-th of the LINE is asked, whoever stands between is copied and the reporter asked again;
    after the last step it goes on every ``again_workdays``. Of steps passed while nobody ran only the
    newest is told, to everybody up to it.
    """
    now = pd.Series(today, index=late.index).astype(DAY)
    passed = calendar.count_days(late["limit_on"], now)
    number = passed.map(steps.number).astype("Int64")
    due = late.assign(number=number, told_on=calendar.roll_days(now))[number >= 1]
    days = [calendar.shift_days(due.loc[due["number"].eq(n), "limit_on"], steps.workday_of(int(n)))
            for n in due["number"].unique()]  # fmt: skip
    due["on"] = pd.concat(days).reindex(due.index) if days else due["limit_on"]
    named = due.drop(columns="post").merge(line, on="source")
    named = named[named["rank"] <= named["number"]]
    last = named.groupby("source")["rank"].transform("max")
    between = named["rank"].gt(1) & named["rank"].lt(last)
    return untold(CHASES.cast(named.assign(kind="ledger", item="", copy=between, why=named["cause"])), told)
