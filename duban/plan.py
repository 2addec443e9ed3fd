"""The register (整改方案): which items there are, who leads them, and their first dates.

It is the approved plan; ledgers only report on it. No version of it closes an item, loses one that
was planned once, or moves a date later: what a later version takes back is put to a person.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from duban.due import Terms, first_dates
from duban.frames import DAY, TEXT, YES, Schema, texts
from duban.item import ITEMS, give_codes, identity
from duban.roster import Roster
from duban.site import Source
from duban.track import CYCLES, track

# One row an item of the register. due_on: its first date, never moved later; leader: the newest
# version's; on: the day of the version that first had it.
PLANNED = Schema("planned", {"code": TEXT, "register": TEXT, "finding": TEXT, "measure": TEXT, "unit": TEXT,
                             "leader": TEXT, "due_text": TEXT, "kind": TEXT, "due_on": DAY, "certain": YES,
                             "on": DAY})  # fmt: skip
# The ledger in which each unit of the roster reports, and the prefix of its codes.
OWNERS = Schema("owners", {"unit": TEXT, "source": TEXT, "prefix": TEXT})
# What a version changed, or left to ask; source: the ledger it concerns, else the register itself.
PLAN_CHANGES = Schema(
    "plan_changes", {"item": TEXT, "source": TEXT, "kind": TEXT, "before": TEXT, "after": TEXT}
)
SILENT: dict[str, Any] = {"claim": "not_done", "acceptance_claimed": "", "pace": "", "status_text": "", "progress": "",
          "evidence": "", "percent": pd.NA}  # fmt: skip


@dataclass(frozen=True)
class Taken:
    """What one version of the register did: the plan and all items as they now stand, and the code
    of each of its rows by the index of its reading.
    """

    planned: pd.DataFrame
    items: pd.DataFrame
    changes: pd.DataFrame
    codes: "pd.Series[Any]"


def owners_of(sources: Iterable[Source], roster: Roster, items: pd.DataFrame) -> pd.DataFrame:
    """OWNERS: the source whose reporter heads the unit, else the one that reports on it already."""
    heads = {p.id: p.unit or "" for p in roster.posts}
    known = pd.DataFrame([(s.name, s.prefix, heads.get(s.reporter, "")) for s in sources],
                         columns=["source", "prefix", "unit"], dtype=TEXT)  # fmt: skip
    led = known[known["unit"].ne("")].drop_duplicates("unit")
    used = items[["unit", "source"]].drop_duplicates()
    used = used[~used["unit"].duplicated(keep=False) & ~used["unit"].isin([*led["unit"], ""])]
    return OWNERS.cast(
        pd.concat([led, used.merge(known.drop(columns="unit"), on="source")], ignore_index=True)
    )


def take_in(items: pd.DataFrame, planned: pd.DataFrame, readings: pd.DataFrame, *, register: str, prefix: str,
            as_of_on: pd.Timestamp, terms: Terms, units: pd.DataFrame, owned: pd.DataFrame,
            own: Mapping[str, str] | None = None) -> Taken:  # fmt: skip
    """Take one version of the register into all ITEMS of a site and its plan.

    ``owned`` are OWNERS; ``prefix`` begins the codes of items whose unit reports in no ledger; ``own``
    says which item each code of the register's own stood for in earlier versions.
    """
    rows = readings.assign(**SILENT)
    rows["unit"] = texts(readings["unit"].map(units.drop_duplicates("name").set_index("name")["unit"]))
    rows["code"] = _codes(rows, items, planned, owned, prefix, own or {})
    codes = rows["code"]
    rows = rows[~codes.duplicated()].assign(first_on=first_dates(rows, terms, as_of_on))
    held = rows["quarantined"] & rows["code"].isin(planned["code"])
    fresh = rows[~rows["code"].isin(items["code"])]
    new = _unreported(readings, fresh, owned, as_of_on, terms, units)
    old, plan, changes = _met(items, planned, rows[~held], register, as_of_on)
    gone = planned[~planned["code"].isin(rows["code"])].merge(items[["code", "settled_on"]], on="code")
    changes = [*changes, _asked(new["code"], new["source"], "unreported", "", new["measure"]),
               _asked(gone.loc[gone["settled_on"].isna(), "code"], register, "register_dropped", "", ""),
               _unplanned(items, planned, rows)]  # fmt: skip
    old = old.assign(restricted=old["restricted"] | old["code"].isin(rows.loc[rows["restricted"], "code"]))
    out = [f for f in (old, new) if len(f)]
    return Taken(plan, ITEMS.cast(pd.concat(out, ignore_index=True)) if out else ITEMS.frame(),
                 PLAN_CHANGES.cast(pd.concat(changes, ignore_index=True)), codes)  # fmt: skip


def _codes(rows: pd.DataFrame, items: pd.DataFrame, planned: pd.DataFrame, owned: pd.DataFrame,
           prefix: str, own: Mapping[str, str]) -> "pd.Series[Any]":  # fmt: skip
    """By the register's own code, else by finding and measure exactly, else given now."""
    known = pd.concat([planned[["code", "finding", "measure"]], items[["code", "finding", "measure"]]])
    known = known.drop_duplicates("code")
    same = pd.Series(known["code"].to_numpy(), index=identity(known), dtype=TEXT)
    found = texts(identity(rows).map(same[~same.index.duplicated()]))
    before = texts(rows["code"].map(dict(own)))
    found = found.mask(before.isin(known["code"]), before)
    code = rows["code"].where(rows["code"].isin(known["code"]) | found.eq(""), found).astype(TEXT)
    begins = rows["unit"].map(owned.set_index("unit")["prefix"]).fillna(prefix)
    for one in begins[code.eq("")].drop_duplicates():
        lacking = rows[code.eq("") & begins.eq(one)]
        once = lacking[~identity(lacking).duplicated()]
        taken = pd.concat([known, rows.assign(code=code)[["code", "finding", "measure"]]])
        given = pd.Series(give_codes(once, taken, one).to_numpy(), index=identity(once).to_numpy())
        code = code.mask(code.eq("") & begins.eq(one), identity(rows).map(given)).astype(TEXT)
    return code


def _unreported(readings: pd.DataFrame, fresh: pd.DataFrame, owned: pd.DataFrame, as_of_on: pd.Timestamp,
                terms: Terms, units: pd.DataFrame) -> pd.DataFrame:  # fmt: skip
    """Items that no ledger has reported yet: missing from the first day, their clock running."""
    rows = fresh.assign(unit=readings["unit"].reindex(fresh.index))
    found = track(
        ITEMS.frame(), rows, source="", prefix="", as_of_on=as_of_on, terms=terms, units=units
    ).items
    source = texts(found["unit"].map(owned.set_index("unit")["source"]))
    return ITEMS.cast(found.assign(source=source, missing_on=found["first_read_on"]))


def _met(items: pd.DataFrame, planned: pd.DataFrame, rows: pd.DataFrame, register: str,
         as_of_on: pd.Timestamp) -> tuple[pd.DataFrame, pd.DataFrame, list[pd.DataFrame]]:  # fmt: skip
    """Items and plan known before, as this version leaves them; what it would change and may not."""
    now = rows.set_index("code")
    fresh = rows[~rows["code"].isin(planned["code"])]
    fresh = fresh.assign(register=register, on=as_of_on, due_on=fresh["first_on"])
    plan = pd.concat(
        [f for f in (planned, PLANNED.cast(fresh)) if len(f)] or [PLANNED.frame()], ignore_index=True
    )
    said = now.reindex(plan["code"]).set_axis(plan.index)
    known = plan["code"].isin(planned["code"])
    sooner = known & _sooner(plan, said)
    item = items.set_index("code").reindex(plan["code"]).set_axis(plan.index)
    reached = item["extended"].fillna(0).gt(0) & (said["first_on"] <= item["due_on"])
    later = known & said["kind"].notna() & _other(plan, said) & ~sooner & ~reached
    moved = plan[later]
    asked = [_asked(moved["code"], register, "register_moved", moved["due_text"], said["due_text"])]
    plan = _set(
        plan,
        said,
        sooner,
        {"due_on": "first_on", "due_text": "due_text", "certain": "certain", "kind": "kind"},
    )
    plan = _set(plan, said, said["leader"].fillna("").ne(""), {"leader": "leader"})
    out, unlike = _dated(items, plan, now, sooner, as_of_on)
    return out, PLANNED.cast(plan), [*asked, unlike]


def _other(plan: pd.DataFrame, said: pd.DataFrame) -> "pd.Series[Any]":
    """Rows whose certain date is not the one planned; of what comes round, whose words are not."""
    round_ = plan["kind"].isin(CYCLES) | said["kind"].isin(CYCLES)
    words = _words(said["due_text"].fillna("")).ne(_words(plan["due_text"]))
    dates = said["certain"].eq(True) & said["first_on"].ne(plan["due_on"])
    other: pd.Series[Any] = dates.where(~round_, words)
    return other


def _sooner(plan: pd.DataFrame, said: pd.DataFrame) -> "pd.Series[Any]":
    """A certain date earlier than the one planned, or not later than a doubtful one."""
    single = ~plan["kind"].isin(CYCLES) & ~said["kind"].isin(CYCLES) & said["certain"].eq(True)
    earlier = said["first_on"].lt(plan["due_on"])
    return single & (earlier | (~plan["certain"] & said["first_on"].le(plan["due_on"])))


def _dated(items: pd.DataFrame, plan: pd.DataFrame, now: pd.DataFrame, sooner: "pd.Series[Any]",
           as_of_on: pd.Timestamp) -> tuple[pd.DataFrame, pd.DataFrame]:  # fmt: skip
    """Items under the plan's dates: an earlier one counts, a later one than was tracked is asked."""
    fits = plan[sooner | (plan["on"].eq(as_of_on) & plan["code"].isin(now.index))].set_index("code")
    first = fits.reindex(items["code"]).set_axis(items.index)
    note = now["due_note"].reindex(items["code"]).set_axis(items.index)
    open_ = first["due_on"].notna() & items["settled_on"].isna()
    single = ~items["kind"].isin(CYCLES) & ~first["kind"].isin(CYCLES)
    certain = open_ & single & first["certain"].eq(True)
    fixed = certain & items["extended"].eq(0) & (first["due_on"] < items["due_on"])
    fixed |= certain & items["extended"].eq(0) & ~items["certain"] & first["due_on"].eq(items["due_on"])
    shifted = fixed & first["due_on"].ne(items["due_on"])
    unlike = certain & ~fixed & (first["due_on"] > items["due_on"])
    out = items.assign(due_note=items["due_note"].mask(fixed, note))
    out = _set(out, first, fixed, {c: c for c in ("due_on", "due_text", "certain", "kind")})
    earlier = certain & (first["due_on"] < items["assessed_on"])
    out["assessed_on"] = items["assessed_on"].mask(earlier, first["due_on"])
    out["episode"] = items["episode"] + shifted.astype(int)
    out["opened_on"] = items["opened_on"].mask(shifted, as_of_on)
    out["flags"] = items["flags"].mask(fixed, items["flags"].str.replace("due_uncertain ", ""))
    leader = texts(plan.set_index("code")["leader"].reindex(items["code"]).set_axis(items.index))
    out["leader"] = items["leader"].mask(leader.ne("") & items["settled_on"].isna(), leader)
    differs = items[unlike]
    return ITEMS.cast(out), _asked(differs["code"], differs["source"], "register_differs",
                                   "时限" + first["due_text"], "时限" + differs["due_text"])  # fmt: skip


def _unplanned(items: pd.DataFrame, planned: pd.DataFrame, rows: pd.DataFrame) -> pd.DataFrame:
    """Open items that were tracked before there was a register, and that the first one lacks."""
    found = items[items["settled_on"].isna() & ~items["code"].isin(rows["code"])]
    found = found if planned.empty else found.iloc[:0]
    return _asked(found["code"], found["source"], "unplanned", "", found["measure"])


def _words(text: "pd.Series[Any]") -> "pd.Series[Any]":
    return text.str.normalize("NFKC").str.replace(r"\s+", "", regex=True)


def _set(
    frame: pd.DataFrame, said: pd.DataFrame, where: "pd.Series[Any]", columns: dict[str, str]
) -> pd.DataFrame:
    changed = {c: frame[c].astype("object").mask(where, said[name]) for c, name in columns.items()}
    return frame.assign(**changed)


def _asked(codes: "pd.Series[Any]", source: Any, kind: str, before: Any, after: Any) -> pd.DataFrame:
    pick = {"source": source, "before": before, "after": after}
    got = {k: v.reindex(codes.index) if isinstance(v, pd.Series) else v for k, v in pick.items()}
    return PLAN_CHANGES.cast(pd.DataFrame({"item": codes, "kind": kind, **got}, index=codes.index))
