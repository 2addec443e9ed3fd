"""Whatever registers and ledgers come, no planned date moves later and no planned item is lost."""

from datetime import date, timedelta
from typing import Any

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.duban.plans import HEAD, OTHER, World, planned_row, reported

DUES = st.sampled_from(
    ["2019年6月30日", "2019年8月31日", "2019年6月10日", "尽快", "立行立改", "", "2021年12月31日"]
)
MEASURES = st.sampled_from(["措施一", "措施二", "措施三"])
CODES = st.sampled_from(["", "", "A-1", "A-2", "HP-01-1"])
UNITS = st.sampled_from(["科", "站", "外单位"])
PLANNED = st.builds(lambda m, d, c, u: planned_row(m, d, code=c, unit=u), MEASURES, DUES, CODES, UNITS)
REPORTED = st.builds(lambda m, d, c, u, s, e: reported(m, d, code=c, unit=u, status=s, evidence=e), MEASURES, DUES,
                     CODES, UNITS, st.sampled_from(["正在整改", "已完成", "已销号"]), st.sampled_from(["", "照片"]))  # fmt: skip
DELIVERIES = st.lists(st.one_of(
    st.tuples(st.just("register"), st.lists(PLANNED, min_size=1, max_size=4)),
    st.tuples(st.sampled_from(["head", "other"]), st.lists(REPORTED, min_size=1, max_size=4))), min_size=2,
    max_size=6)  # fmt: skip


def _dates(world: World) -> dict[str, Any]:
    return world.planned.set_index("code")["due_on"].to_dict()


@pytest.mark.long
@settings(max_examples=8, deadline=None)
@given(deliveries=DELIVERIES)
def test_no_delivery_whatever_moves_a_planned_date_later_or_loses_a_planned_item(deliveries: Any) -> None:
    world, on = World(), date(2019, 5, 25)
    for kind, rows in deliveries:
        plan, items = _dates(world), world.items.set_index("code")
        on += timedelta(days=3)
        if kind == "register":
            world.plan(*rows, on=on)
        else:
            world.ledger(*rows, on=on, source=HEAD if kind == "head" else OTHER)
        now = world.items.set_index("code")
        assert now.index.is_unique and set(items.index) <= set(now.index)
        assert set(plan) <= set(_dates(world)) <= set(now.index)
        assert all(_dates(world)[code] <= due for code, due in plan.items())
        kept = now.reindex(items.index)
        assert (kept["due_on"] <= items["due_on"]).all() and (
            kept["assessed_on"] <= items["assessed_on"]
        ).all()
        assert kept["settled_on"].isna().all() and (kept["episode"] >= items["episode"]).all()
        assert world.items["due_on"].notna().all()
        assert (now["source"].eq(items["source"].reindex(now.index)) | now["missing_on"].isna()
                | now.index.isin(now.index.difference(items.index))).all()  # fmt: skip
        assert isinstance(world.changes, pd.DataFrame)
