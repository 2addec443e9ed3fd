"""The discipline group's list of a month (监督清单): to read, nothing to answer."""

from collections.abc import Mapping
from typing import Any

import pandas as pd

from duban import tables as t
from duban.frames import records
from duban.oversight import CONFIRMED, KIND_ZH, monthly_list
from duban.viewing import Visitor
from tasks import store
from tasks.context import Context
from tasks.pages.seen import items_of
from tasks.samples import samples


def overseen(at: Context, one: Visitor) -> dict[str, list[Mapping[str, Any]]]:
    """What is late now and what befell in the last month, by the name of its kind, in the order of gravity."""
    items, first = items_of(at, one), at.day - pd.DateOffset(months=1)
    known = items["code"]
    rows = store.rows(at.engine, at.site, t.escalation.c.notice_id.is_not(None))
    acts = store.frame(at.engine, t.act, at.site, store.ACTS)
    acts = acts[acts["item"].isin(known)]
    changes = store.frame(at.engine, t.change, at.site, store.CHANGED, t.change.c.kind == "deadline_moved")
    false = acts[acts["kind"].eq("false_claim")]
    confirmed = CONFIRMED.cast(false.assign(detail=false["by"] + "：" + false["why"]))
    looked = samples(at.engine, at.site)
    found = monthly_list(
        items, rows[rows["item"].isin(known)], acts, changes[changes["item"].isin(known)],
        looked[looked["item"].isin(known)], confirmed,
        top=max(level.level for level in at.loaded.ladder.levels), first=first, today=at.day)  # fmt: skip
    measures = items.set_index("code")["measure"].to_dict()
    out: dict[str, list[Mapping[str, Any]]] = {KIND_ZH[kind]: [] for kind in KIND_ZH}
    for row in records(found):
        out[KIND_ZH[row["kind"]]].append({**row, "measure": measures.get(row["item"], "")})
    return out
