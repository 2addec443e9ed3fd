"""A ledger's rows beside the register (整改方案): matched to what was planned, and asked where they differ.

The register says who leads an item and by when it is due. A ledger that says otherwise is asked, not
believed; all else it says applies. What the register lacks is told, and tracked all the same.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import pandas as pd

from duban.codes import Ground
from duban.due import Terms, first_dates
from duban.examining import Examined, examine
from duban.frames import TEXT, texts
from duban.item import CHANGES, ITEMS, identity
from duban.plan import PLANNED
from duban.site import Source
from duban.track import CYCLES, Tracked, apply

DATED = ["due_on", "due_text", "due_note", "certain", "kind", "assessed_on", "episode", "opened_on"]


@dataclass(frozen=True)
class Plan:
    """What a site's rows are held against: PLANNED, and the codes of ledgers that stand for ours
    (``own``: the ledger's own code -> the item's).
    """

    planned: pd.DataFrame = field(default_factory=PLANNED.frame)
    own: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Laid:
    """One delivery laid beside the plan and the items: ``before``, those it may touch as they are;
    what was ``seen``; the rows whose item another ledger reports (``twice``).
    """

    before: pd.DataFrame
    seen: Examined
    twice: pd.DataFrame


def lay(known: pd.DataFrame, readings: pd.DataFrame, plan: Plan, source: Source, units: pd.DataFrame,
        ground: Ground | None = None) -> Laid:  # fmt: skip
    """Lay one delivery of a ledger beside what is known, ``known`` being all ITEMS of the site."""
    free = _unreported(known, plan.planned) & known["source"].ne(source.name)
    mine = known["source"].eq(source.name)
    coded = readings.assign(code=_matched(readings, known, known[mine | free], plan))
    elsewhere = coded["code"].isin(known.loc[~mine & ~free, "code"])
    coded, twice = coded[~elsewhere], coded[elsewhere]
    before = known[mine | (free & known["code"].isin(coded["code"]))].reset_index(drop=True)
    seen = examine(before.assign(source=source.name), coded, source.prefix, units,
                   replace(ground or Ground(), taken=known))  # fmt: skip
    return Laid(before, seen, twice)


def take(laid: Laid, plan: Plan, source: Source, *, as_of_on: pd.Timestamp, terms: Terms,
         whole: bool = True) -> Tracked:  # fmt: skip
    """What becomes of the items; where it is not the ``whole`` delivery, nothing vanished."""
    before = laid.before
    done = apply(before.assign(source=source.name), laid.seen, source=source.name, as_of_on=as_of_on, terms=terms,
                 reviewers=source.speaks_for == "reviewers", whole=whole)  # fmt: skip
    repeated = _told(laid.twice, "reported_twice", "", "")
    if plan.planned.empty:
        return replace(done, changes=_joined(done.changes, repeated))
    return _held(done, before, laid.seen.rows, plan.planned, terms, as_of_on, repeated)


def _unreported(items: pd.DataFrame, planned: pd.DataFrame) -> "pd.Series[Any]":
    """Items of the register that no ledger has reported yet: missing from their first day."""
    return items["code"].isin(planned["code"]) & (items["missing_on"] <= items["first_read_on"])


def _matched(rows: pd.DataFrame, known: pd.DataFrame, pool: pd.DataFrame, plan: Plan) -> "pd.Series[Any]":
    """Each row's code: its own where we know it, else that of the planned item with its words."""
    pool = pool[pool["code"].isin(plan.planned["code"])]
    same = pd.Series(pool["code"].to_numpy(), index=identity(pool), dtype=TEXT)
    own = texts(rows["code"].map(dict(plan.own)))
    found = own.where(own.isin(known["code"]), texts(identity(rows).map(same[~same.index.duplicated()])))
    found = found.where(~rows["code"].isin(known["code"]), rows["code"])
    # Two rows in the words of one item: the first is it, the other keeps the code it came with.
    spare = found.duplicated() & ~rows["code"].isin(known["code"])
    return found.mask(found.eq("") | spare, rows["code"]).astype(TEXT)


def _held(done: Tracked, before: pd.DataFrame, rows: pd.DataFrame, planned: pd.DataFrame, terms: Terms,
          as_of_on: pd.Timestamp, twice: pd.DataFrame) -> Tracked:  # fmt: skip
    """What tracking gave, with the plan's leader and date kept and each difference asked."""
    plan = planned.set_index("code")
    was = before.set_index("code").reindex(done.items["code"]).set_axis(done.items.index)
    items = _kept(done.items, was, plan)
    coded = rows.assign(code=done.codes)[~rows["quarantined"] & done.codes.reindex(rows.index).notna()]
    dates, leaders = _unlike(coded, before, plan, terms, as_of_on)
    changes, fresh = done.changes, before.loc[_unreported(before, planned), "code"]
    new = changes["kind"].eq("reappeared") & changes["item"].isin(fresh)
    words = changes["item"].map(items.set_index("code")["measure"])
    changes = changes.assign(kind=changes["kind"].mask(new, "new"), after=changes["after"].mask(new, words))
    changes = changes[~(changes["kind"].eq("progress") & changes["item"].isin(fresh))]
    bound = changes["item"].isin(plan.index)
    lacking = changes[changes["kind"].eq("new") & ~bound]
    # A ledger that agreed so far and now differs has moved the date; one that never did is asked.
    agreed = before.loc[~before["flags"].str.contains("due_moved") & ~before["code"].isin(fresh), "code"]
    moved = (
        changes["kind"].eq("deadline_moved")
        & changes["item"].isin(agreed)
        & changes["item"].isin(dates["item"])
    )
    asked = changes["kind"].eq("deadline_moved") & bound & ~moved
    items["flags"] = _flags(items, was, plan, dates["item"])
    dates = dates[~dates["item"].isin(changes.loc[moved, "item"])]
    return replace(done, items=ITEMS.cast(items), changes=_joined(
        changes[~asked], dates, leaders, lacking.assign(kind="unplanned"), twice))  # fmt: skip


def _kept(items: pd.DataFrame, was: pd.DataFrame, plan: pd.DataFrame) -> pd.DataFrame:
    bound = items["code"].isin(plan.index) & was["due_text"].notna()
    moved = bound & items[["due_text", "kind", "certain"]].ne(was[["due_text", "kind", "certain"]]).any(
        axis=1
    )
    out = items.assign(**{c: items[c].astype("object").mask(moved, was[c]) for c in DATED})
    leader = texts(items["code"].map(plan["leader"]))
    out["leader"] = items["leader"].mask(leader.ne(""), leader)
    return ITEMS.cast(out)


def _unlike(rows: pd.DataFrame, before: pd.DataFrame, plan: pd.DataFrame, terms: Terms,
            as_of_on: pd.Timestamp) -> tuple[pd.DataFrame, pd.DataFrame]:  # fmt: skip
    """The rows whose date, and those whose leader, is not the register's."""
    bound = rows[rows["code"].isin(plan.index)].drop_duplicates("code")
    first = first_dates(bound, terms, as_of_on)
    said = plan.reindex(bound["code"]).set_axis(bound.index)
    now = before.set_index("code").reindex(bound["code"]).set_axis(bound.index)
    round_ = bound["kind"].isin(CYCLES) | said["kind"].isin(CYCLES)
    other = (first.ne(said["due_on"]) & first.ne(now["due_on"])).where(
        ~round_, bound["kind"].ne(said["kind"]) | bound["cycle"].ne(now["cycle"].fillna("")))  # fmt: skip
    other &= bound["certain"] & bound["due_text"].str.strip().ne("")
    named = bound["leader"].ne("") & said["leader"].ne("") & bound["leader"].ne(said["leader"])
    return (_told(bound[other], "register_differs", "时限" + said["due_text"], "时限" + bound["due_text"]),
            _told(bound[named], "register_differs", "责任领导" + said["leader"], "责任领导" + bound["leader"]))  # fmt: skip


def _flags(
    items: pd.DataFrame, was: pd.DataFrame, plan: pd.DataFrame, asked: "pd.Series[Any]"
) -> "pd.Series[Any]":
    """A date in other words is not one that was moved; one that differs from the register's is."""
    bound = items["code"].isin(plan.index)
    plain = items["flags"].where(
        ~bound, items["flags"].str.replace("due_moved ", "").str.replace("due_uncertain ", "")
    )
    moved = bound & (was["flags"].fillna("").str.contains("due_moved") | items["code"].isin(asked))
    doubt = (bound & ~items["certain"]).map({True: "due_uncertain ", False: ""})
    return (plain + doubt + moved.map({True: "due_moved ", False: ""})).astype(TEXT)


def _told(rows: pd.DataFrame, kind: str, before: Any, after: Any) -> pd.DataFrame:
    pick = {"before": before, "after": after}
    got = {k: v.reindex(rows.index) if isinstance(v, pd.Series) else v for k, v in pick.items()}
    return CHANGES.cast(pd.DataFrame({"item": rows["code"], "kind": kind, **got}, index=rows.index))


def _joined(*parts: pd.DataFrame) -> pd.DataFrame:
    full = [p for p in parts if len(p)]
    return CHANGES.cast(pd.concat(full, ignore_index=True)) if full else CHANGES.frame()
