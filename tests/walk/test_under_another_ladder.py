"""What the past would have been under a changed ladder: gone through again, and nothing written."""

from datetime import date
from hashlib import sha256
from pathlib import Path

import pytest

from desk.previewing import under_ladder
from tasks import acts
from tasks.context import open_site
from tasks.site import load
from tests.walk import days

FIRST, LAST = date(2019, 6, 3), date(2019, 6, 14)
KEY = ["item", "line", "level", "round", "person", "told_on"]


def _said(rows: object) -> set[tuple[object, ...]]:
    return set(rows[KEY].itertuples(index=False, name=None))  # type: ignore[index]


@pytest.mark.nightly
def test_the_past_gone_through_again_is_what_it_was_and_under_another_ladder_what_it_would_have_been(
    site: Path,
) -> None:
    every = list(days.working_days(site, FIRST, LAST))
    days.tick(site, *every[:3])
    on = every[2]
    acts.correct(open_site(str(site), on), "ENT-04", "韩十五", "台账录入有误", date(2019, 6, 18))
    acts.silence(open_site(str(site), on), "HP-01-1", "韩十五", "领导出差", date(2019, 6, 12))
    acts.give_back(open_site(str(site), on), "ENT-03", "韩十五", "佐证不全")
    days.tick(site, *every[3:])
    told = days.rows(site)
    told = told[told["notice_id"].notna()]
    store = sha256((site / "state" / "store.db").read_bytes()).hexdigest()
    again = under_ladder(load(site), "jiangjin", FIRST, LAST)
    assert _said(again) == _said(told) and {"ENT-03", "ENT-04"} <= set(again["item"])
    other = under_ladder(load(site), "zhengxi", FIRST, LAST)
    # Its first level is a day late, so that only what was late by then would have been told.
    assert set(other["item"]) == {"HP-01-3", "ENT-03"} and set(other["label"]) <= {"黄色", "橙色"}
    assert sha256((site / "state" / "store.db").read_bytes()).hexdigest() == store


def test_a_site_never_run_is_foreseen_under_another_ladder_too(site: Path) -> None:
    found = under_ladder(load(site), "zhengxi", date(2019, 6, 20), date(2019, 7, 1))
    assert not found.empty and not (site / "state" / "store.db").exists()
