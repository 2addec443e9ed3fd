"""The discipline group's list of a month (监督清单): to read, nothing to answer."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd
from sqlalchemy import func, select

from duban import tables as t
from duban.frames import TEXT, Schema, records
from duban.oversight import CONFIRMED, KIND_ZH, monthly_list
from duban.viewing import Visitor
from tasks import store
from tasks.context import Context
from tasks.database import reads
from tasks.pages.finding import of_class
from tasks.pages.seen import BRIEF, Listed, Seen
from tasks.samples import samples

MOST = 50


@dataclass(frozen=True)
class Kind:
    """What is listed of one kind, and how many there are in all."""

    rows: tuple[Mapping[str, Any], ...]
    total: int

    def __iter__(self) -> Iterator[Mapping[str, Any]]:
        """Go through those that are shown."""
        return iter(self.rows)

    def __len__(self) -> int:
        """How many there are in all."""
        return self.total


def overseen(at: Context, one: Visitor) -> dict[str, Kind]:
    """What is late now and what befell in the last month, by the name of its kind, in the order of gravity; of
    very many the worst.
    """
    seen, first = Seen.by(at, one), at.day - pd.DateOffset(months=1)
    late, top = seen.listed(of_class(at, "late"), most=MOST), _top_level(seen, first)
    mine = seen.codes()
    acts = store.frame(
        at.engine, t.act, at.site, store.ACTS, t.act.c.on >= first.date(), t.act.c.item.in_(mine)
    )
    changes = store.frame(at.engine, t.change, at.site, store.CHANGED, t.change.c.kind == "deadline_moved",
                          t.change.c.on >= first.date(), t.change.c.item.in_(mine))  # fmt: skip
    looked = samples(at.engine, at.site)
    looked = looked[looked["outcome"].eq("relapsed")]
    false = acts[acts["kind"].eq("false_claim")]
    codes = {*late.codes, *top.codes, *acts["item"], *changes["item"], *looked["item"]}
    items = seen.in_order(sorted(codes), FACTS)
    rows = store.rows(at.engine, at.site, t.escalation.c.notice_id.is_not(None),
                      t.escalation.c.item.in_([*late.codes, *top.codes]))  # fmt: skip
    found = monthly_list(
        items, rows, acts, changes, looked[looked["item"].isin(items["code"])],
        CONFIRMED.cast(false.assign(detail=false["by"] + "：" + false["why"])),
        top=_top(at), first=first, today=at.day)  # fmt: skip
    return _by_kind(found, items, {"late": late.total, "top_level": top.total})


FACTS = Schema("facts", {**BRIEF.columns, "measure": TEXT})


def _by_kind(found: pd.DataFrame, items: pd.DataFrame, totals: Mapping[str, int]) -> dict[str, Kind]:
    measures = items.set_index("code")["measure"].to_dict()
    out = {}
    for kind, name in KIND_ZH.items():
        rows = records(found[found["kind"].eq(kind)])
        shown = tuple({**row, "measure": measures.get(row["item"], "")} for row in rows[:MOST])
        out[name] = Kind(shown, max(totals.get(kind, 0), len(rows)))
    return out


def _top(at: Context) -> int:
    return max(level.level for level in at.loaded.ladder.levels)


def _top_level(seen: Seen, first: pd.Timestamp) -> Listed:
    """The items that came to the ladder's last level within the month, the latest first."""
    e = t.escalation.c
    came = (e.site == seen.at.site, e.level == _top(seen.at), e.round == 1, e.state.not_in(["skipped", "void"]),
            e.notice_id.is_not(None), e.on >= first.date(), e.on <= seen.at.today, e.item.in_(seen.codes()))  # fmt: skip
    newest = select(e.item, func.max(e.on).label("on")).where(*came).group_by(e.item).subquery()
    query = select(newest.c.item, func.count().over()).order_by(newest.c.on.desc(), newest.c.item).limit(MOST)
    with reads(seen.at.engine) as conn:
        found = conn.execute(query).all()
    return Listed(tuple(code for code, _ in found), found[0][1] if found else 0)
