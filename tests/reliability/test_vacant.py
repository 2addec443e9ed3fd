"""G19: a post that falls vacant is an alarm and an upward notice at once; where nobody is left, the run says so."""

from datetime import date
from pathlib import Path

import pytest
import yaml

from duban.errors import DubanError
from flows.supervising import supervising
from tests.walk import days

LAST, GONE = date(2019, 6, 28), date(2019, 7, 1)


def _without(site: Path, *posts: str) -> None:
    """Nobody holds those posts any more after the last day."""
    typed = yaml.safe_load((site / "roster.yaml").read_text("utf-8"))
    kept = [one for one in typed["tenures"] if one["post"] not in posts or one["from"] <= LAST]
    for one in kept:
        if one["post"] in posts:
            one["to"] = LAST
    (site / "roster.yaml").write_text(yaml.safe_dump({**typed, "tenures": kept}, allow_unicode=True), "utf-8")


@pytest.mark.nightly
@pytest.mark.parametrize(("posts", "hears"), [
    (("deputy-eia",), ("zhang1", "han15")), pytest.param(("deputy-eia", "head-eia", "secretary"), ("han15",),
                                                        marks=pytest.mark.nightly)])  # fmt: skip
def test_g19_vacant_between_the_decision_and_the_sending_goes_up_at_once_and_the_desk_is_told(
    site: Path, posts: tuple[str, ...], hears: tuple[str, ...]
) -> None:
    supervising(str(site), LAST)
    days.tick(site, LAST)
    _without(site, *posts)
    days.tick(site, GONE)
    letters = days.notices(site, GONE)
    for person in hears:
        assert "HP-01-1" in letters[person] or "空缺" in letters[person], (person, letters[person])
    assert "空缺" in letters["han15"]
    vacated = {"deputy-eia": "li2", "head-eia": "sun5", "secretary": "zhang1"}
    assert not {vacated[post] for post in posts} & set(letters)
    rows = days.rows(site)
    late = rows[rows["item"].eq("HP-01-1") & rows["level"].eq(3) & rows["state"].eq("open")]
    assert len(late) and late["notice_id"].notna().any()


@pytest.mark.nightly
def test_g19_where_the_duty_desk_is_vacant_the_run_ends_failed_and_says_so(site: Path) -> None:
    days.tick(site, LAST)
    _without(site, "office")
    with pytest.raises(DubanError, match="督办专员岗位空缺"):
        days.tick(site, GONE)
