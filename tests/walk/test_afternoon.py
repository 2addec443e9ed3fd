"""The afternoon's round: what was handed in late is worked through the same day, and nobody hears twice."""

import shutil
from datetime import date
from pathlib import Path

from flows.returning import returning
from flows.sampling import sampling
from flows.scheduling import scheduling
from flows.self_audit import self_audit
from flows.supervising import supervising
from flows.tracking import tracking
from tests.walk import days

MORNING = date(2019, 7, 1)
ROUND = (scheduling, tracking, returning, supervising, sampling, self_audit)


def test_a_second_round_of_the_day_tells_only_who_has_not_heard_today(site: Path) -> None:
    late = site / "inbox" / "2019-07-01" / "环评科整改台账.xlsx"
    aside = late.rename(site / late.name)
    days.tick(site, MORNING)
    before, numbers = days.notices(site, MORNING), days.rows(site)["id"].tolist()
    for job in ROUND:
        job(str(site), MORNING)
    assert days.notices(site, MORNING) == before and days.rows(site)["id"].tolist() == numbers
    shutil.move(aside, late)
    for job in ROUND:
        job(str(site), MORNING)
    after = days.notices(site, MORNING)
    assert before.items() <= after.items()
