"""What a fresh reading comes to: each delivery judged and taken in as a cycle would, in memory only."""

from collections.abc import Mapping
from dataclasses import dataclass, field

import pandas as pd

from duban.beside import others_of, rivals_of, unchanged_since
from duban.codes import Ground
from duban.item import ITEMS
from duban.plan import PLAN_CHANGES, PLANNED, owners_of, take_in
from duban.plan_rows import Laid, Plan, lay, take
from duban.plan_sanity import plan_reasons
from duban.problems import Hold
from duban.reading import READINGS, Ledger
from duban.sanity import Standing, doubts, reasons
from duban.site import Source
from tasks.site import Loaded


@dataclass
class Taken:
    """ITEMS and the register (PLANNED); what the newest delivery of each source changed (PLAN_CHANGES); what
    would be ``held`` and why, nothing of which is applied.
    """

    items: pd.DataFrame = field(default_factory=ITEMS.frame)
    planned: pd.DataFrame = field(default_factory=PLANNED.frame)
    changes: dict[str, pd.DataFrame] = field(default_factory=dict)
    held: list[tuple[Ledger, tuple[Hold, ...]]] = field(default_factory=list)

    def accept(self, source: str) -> None:
        """A newer delivery of a source is taken in: what was held of it before is superseded."""
        self.held = [one for one in self.held if one[0].source != source]


def taken_fresh(loaded: Loaded, ledgers: Mapping[str, tuple[Ledger, ...]]) -> Taken:
    """Take in the register and then each source's ``ledgers``, oldest first; what is doubtful is held."""
    out = Taken()
    _register(loaded, ledgers, out)
    for source in loaded.site.sources:
        _source(loaded, source, ledgers[source.name], out)
    return out


def _register(loaded: Loaded, ledgers: Mapping[str, tuple[Ledger, ...]], out: Taken) -> None:
    plan, own = loaded.site.plan, dict[str, str]()
    for version in ledgers[plan.name] if plan else ():
        assert plan is not None
        done = take_in(out.items, out.planned, version.readings, register=plan.name, prefix=plan.prefix,
                       as_of_on=pd.Timestamp(version.as_of_on), terms=loaded.terms, units=loaded.units,
                       owned=owners_of(loaded.site.sources, loaded.roster, out.items), own=own)  # fmt: skip
        why = (
            *doubts(version.problems),
            *plan_reasons(out.planned, out.items, done.codes, loaded.site.sanity_of(plan)),
        )
        if why:
            out.held.append((version, why))
            continue
        out.accept(plan.name)
        own |= dict(zip(version.readings["code"], done.codes, strict=True))
        out.items, out.planned, out.changes[plan.name] = done.items, done.planned, done.changes


def _source(loaded: Loaded, source: Source, ledgers: tuple[Ledger, ...], out: Taken) -> None:
    own, stood = dict[str, str](), list[tuple[Ledger, pd.DataFrame]]()
    lying, newest = list(ledgers), PLAN_CHANGES.frame()
    for ledger in ledgers:
        plan, on = Plan(out.planned, own), pd.Timestamp(ledger.as_of_on)
        laid = lay(out.items, ledger.readings, plan, source, loaded.units,
                   Ground(likeness=loaded.site.settings.likeness_percent))  # fmt: skip
        standing = _standing(loaded, source, ledger, stood, lying, laid, out.items)
        why = reasons(laid.seen, laid.before, standing, on, loaded.site.sanity_of(source), ledger.problems)
        if why:
            out.held.append((ledger, why))
            lying = [one for one in lying if one is not ledger or not any(w.final for w in why)]
            continue
        out.accept(source.name)
        done = take(laid, plan, source, as_of_on=on, terms=loaded.terms)
        if ledger is not ledgers[-1]:
            coded = ledger.readings.assign(code=done.codes.reindex(ledger.readings.index).fillna(""))
            stood.append((ledger, READINGS.cast(coded)))
        own |= dict(zip(ledger.readings["code"].reindex(done.codes.index), done.codes, strict=True))
        rest = out.items[~out.items["code"].isin(laid.before["code"])]
        parts = [f for f in (rest, done.items) if len(f)]
        out.items = pd.concat(parts, ignore_index=True) if parts else out.items
        newest = done.changes.assign(source=source.name)
    out.changes[source.name] = newest


def _standing(loaded: Loaded, source: Source, ledger: Ledger, stood: list[tuple[Ledger, pd.DataFrame]],
              lying: list[Ledger], laid: Laid, items: pd.DataFrame) -> Standing:  # fmt: skip
    others = others_of(loaded.roster, loaded.site.sources, source, items)
    rivals = rivals_of([o.origin for o in lying if o.as_of_on == ledger.as_of_on], ledger.origin)
    owes = source.as_of == "stated"
    if not stood:
        return Standing(None, READINGS.frame(), None, others, rivals, owes)
    last, readings = stood[-1]
    back = ((pd.Timestamp(one.as_of_on), rows["raw"]) for one, rows in reversed(stood))
    return Standing(pd.Timestamp(last.as_of_on), readings, unchanged_since(back, laid.seen.rows["raw"]), others, rivals,
                    owes or last.as_of_from != "arrived")  # fmt: skip
