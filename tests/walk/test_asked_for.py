"""An act asked for in Prefect that nobody confirms: the steward is reminded, then it is over; it never acts."""

from datetime import date
from pathlib import Path

import pytest

from duban.errors import Refused
from flows.asking import asking
from tasks.context import open_site
from tasks.requests import confirming, open_requests
from tests.walk import days

MONDAY, LAST = date(2019, 7, 1), date(2019, 7, 8)


@pytest.mark.nightly
def test_the_steward_is_reminded_until_it_is_over_and_nothing_was_done(stored_site: Path) -> None:
    days.tick(stored_site, MONDAY)
    number = asking(str(stored_site), "验收", item="HP-02-2", today=MONDAY)
    days.tick(stored_site, date(2019, 7, 2), date(2019, 7, 5))
    first, second = (days.notices(stored_site, date(2019, 7, day)) for day in (2, 5))
    words = "7月1日由Prefect提出的请求“验收”尚未在督办台确认或不予办理"
    assert f"{words}，第1次催办" in first["han15"] and f"{words}，第2次催办" in second["han15"]
    assert words not in first["zhang1"] and words in second["zhang1"]
    assert len(open_requests(open_site(str(stored_site), LAST))) == 1
    over = open_site(str(stored_site), date(2019, 7, 9))
    with pytest.raises(Refused, match=f"{number}号请求已过有效期"):
        confirming(over, number)
    days.tick(stored_site, date(2019, 7, 9))
    assert words not in days.notices(stored_site, date(2019, 7, 9)).get("han15", "")
    assert days.items(stored_site, date(2019, 7, 9)).loc["HP-02-2", "acceptance"] is None
