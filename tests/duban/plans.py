"""Small makers of registers (整改方案) and of ledgers beside them, read as the cycle reads them."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import pandas as pd

from duban.due import Terms
from duban.grid import Delivery
from duban.item import ITEMS
from duban.plan import PLAN_CHANGES, PLANNED, owners_of, take_in
from duban.plan_rows import Plan, lay, take
from duban.reading import Ledger, understand
from duban.roster import Roster
from duban.site import Source
from tests.duban.ledgers import CALENDAR, sheet
from tests.duban.makers import FEEDBACK, a_roster

PLAN_HEADING = ("编号", "反馈问题", "整改措施", "责任单位", "责任领导", "整改时限")
LEDGER_HEADING = (*PLAN_HEADING, "责任人", "完成情况", "整改进展", "佐证材料")
TERMS = Terms(pd.Timestamp(FEEDBACK), pd.Timestamp(2019, 7, 20), 15, 3)
UNITS = pd.DataFrame(
    [("科", "科", "业务"), ("站", "站", "业务")], columns=["name", "unit", "areas"], dtype="str"
)
HEAD = Source(name="科台账", prefix="HP", kind="csv", path="a.csv", reporter="head")
OTHER = Source(name="站台账", prefix="ZH", kind="csv", path="b.csv", reporter="office")


def planned_row(measure: str = "措施一", due: str = "2019年6月30日", *, code: str = "", finding: str = "问题一",
                unit: str = "科", leader: str = "李二") -> tuple[str, ...]:  # fmt: skip
    """One row of a register."""
    return (code, finding, measure, unit, leader, due)


def reported(measure: str = "措施一", due: str = "2019年6月30日", *, code: str = "", finding: str = "问题一",
             unit: str = "科", leader: str = "李二", status: str = "正在整改", evidence: str = "") -> tuple[str, ...]:  # fmt: skip
    """One row of a ledger."""
    return (code, finding, measure, unit, leader, due, "孙五", status, "已部署", evidence)


def understood(rows: Sequence[Sequence[str]], on: date, register: bool,
               heading: Sequence[str] = ()) -> Ledger:  # fmt: skip
    """Rows as a delivery of a day, understood."""
    heading = heading or (PLAN_HEADING if register else LEDGER_HEADING)
    grids = (sheet(heading, *rows, header=True),)
    return understand(Delivery("来源", "a.csv", "d", on, "folder", grids), columns={}, words={},
                      feedback_on=FEEDBACK, calendar=CALENDAR, period_end_on=date(2019, 7, 20),
                      register=register)  # fmt: skip


@dataclass
class World:
    """A site's items and plan through its deliveries; ``changes`` are those of the last one."""

    roster: Roster = field(default_factory=a_roster)
    sources: tuple[Source, ...] = (HEAD, OTHER)
    items: pd.DataFrame = field(default_factory=ITEMS.frame)
    planned: pd.DataFrame = field(default_factory=PLANNED.frame)
    changes: pd.DataFrame = field(default_factory=PLAN_CHANGES.frame)
    own: dict[str, dict[str, str]] = field(default_factory=dict)

    def plan(self, *rows: Sequence[str], on: date = date(2019, 5, 25),
             heading: Sequence[str] = ()) -> "World":  # fmt: skip
        """A version of the register comes."""
        read = understood(rows, on, register=True, heading=heading).readings
        taken = take_in(self.items, self.planned, read, register="整改方案", prefix="ZG",
                        as_of_on=pd.Timestamp(on), terms=TERMS, units=UNITS, own=self.own.get("", {}),
                        owned=owners_of(self.sources, self.roster, self.items))  # fmt: skip
        self.items, self.planned, self.changes = taken.items, taken.planned, taken.changes
        self._remember("", read, taken.codes)
        return self

    def ledger(self, *rows: Sequence[str], on: date = date(2019, 6, 3), source: Source = HEAD) -> "World":
        """A ledger comes."""
        read = understood(rows, on, register=False).readings
        plan = Plan(self.planned, self.own.get(source.name, {}))
        laid = lay(self.items, read, plan, source, UNITS)
        done = take(laid, plan, source, as_of_on=pd.Timestamp(on), terms=TERMS)
        rest = self.items[~self.items["code"].isin(laid.before["code"])]
        parts = [f for f in (rest, done.items) if len(f)]
        self.items = pd.concat(parts, ignore_index=True) if parts else self.items
        self.changes = done.changes
        self._remember(source.name, read, done.codes)
        return self

    def _remember(self, source: str, read: pd.DataFrame, codes: "pd.Series[Any]") -> None:
        own = dict(zip(read["code"].reindex(codes.index), codes, strict=True))
        self.own.setdefault(source, {}).update({k: v for k, v in own.items() if k and k != v})

    def item(self, code: str) -> Any:
        """One item as it stands."""
        return self.items.set_index("code").loc[code]

    def due(self, code: str) -> str:
        """Its working date, as ISO text."""
        return str(self.item(code)["due_on"].date())

    def asked(self) -> set[tuple[str, str, str, str]]:
        """What the last delivery gave to ask: item, kind, before, after."""
        return set(self.changes[["item", "kind", "before", "after"]].itertuples(index=False, name=None))
