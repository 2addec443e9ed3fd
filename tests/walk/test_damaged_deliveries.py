"""Whatever a department hands in: held or refused it leaves the store's items as they are, on both stores."""

import csv
import io
from datetime import date, timedelta
from pathlib import Path

import pandas as pd
from hypothesis import HealthCheck, Phase, given, settings

from duban.errors import DubanError
from flows.tracking import tracking
from tasks import store
from tasks.context import open_site
from tasks.handing import hand_in
from tests.bad_inputs.test_mutated import HOSTILE, STEPS, damaged
from tests.walk.test_deciding_deliveries import MEASURES, ledger, site

__all__ = ["site"]
FIRST = date(2024, 6, 3)


def test_what_is_held_or_refused_leaves_every_item_as_it_was(site: Path, tmp_path: Path) -> None:
    at = open_site(str(site), FIRST)
    whole = ledger(tmp_path / "一.csv", *MEASURES).read_bytes()
    hand_in(at, "接访科", "一.csv", whole, "丙三")
    tracking(str(site), FIRST)
    cells, seen = [*csv.reader(io.StringIO(whole.decode()))], list[str]()

    def delivered(table: tuple[tuple[str, ...], ...]) -> None:
        """Hand a table in on a day of its own, and look at what it did."""
        out, day = io.StringIO(), FIRST + timedelta(days=len(seen) + 1)
        csv.writer(out).writerows(table)
        before = store.items(at.engine, at.site)
        try:
            number = hand_in(open_site(str(site), day), "接访科", "x.csv", out.getvalue().encode(), "丙三")
        except DubanError:
            seen.append("refused")
            return
        tracking(str(site), day)
        came = store.deliveries(at.engine, at.site, date.max).set_index("id")
        seen.append(str(came.loc[number, "state"]))
        after = store.items(at.engine, at.site).set_index("code")
        was = before.set_index("code")
        if seen[-1] != "applied":
            pd.testing.assert_frame_equal(after, was)
            return
        now = after.loc[was.index]
        assert now["settled_on"].isna().all() and (now["due_on"] <= was["due_on"]).all()
        assert (now["restricted"] | ~was["restricted"]).all() and now["unit"].equals(was["unit"])

    @settings(max_examples=6, suppress_health_check=list(HealthCheck), phases=[Phase.generate])
    @given(STEPS)
    def damage(steps: list[tuple[str, int, int, str]]) -> None:
        delivered(damaged(cells, steps))

    delivered(damaged(cells, [("fill", 0, 5, "已完成"), ("fill", 0, 6, "通知.pdf")]))
    delivered(damaged(cells, [("drop", 0, 4, HOSTILE[0])]))
    damage()
    assert seen[:2] == ["held", "refused"] and set(seen) <= {"applied", "held", "refused"}
    at.engine.dispose()
