"""Look-back over the months: drawn, listed, looked at; a relapse begins again one level higher."""

from datetime import date
from pathlib import Path

import pytest

from duban.errors import Refused
from tasks import acts, samples
from tasks.context import open_site
from tests.walk import days
from tests.walk.test_commands import duban, listed

OFF, DRAWN, AFTER = date(2019, 7, 1), date(2019, 10, 8), date(2020, 1, 2)


def _written_off(site: Path) -> None:
    days.tick(site, date(2019, 6, 20), OFF)
    at = open_site(str(site), OFF)
    acts.accept(at, "HP-02-2", "韩十五", "核查属实")
    acts.write_off(at, "HP-02-2", "韩十五", "核查属实")


@pytest.mark.nightly
def test_what_was_written_off_is_drawn_three_months_later_once_and_told_to_the_steward(
    stored_site: Path,
) -> None:
    _written_off(stored_site)
    days.tick(stored_site, date(2019, 9, 30))
    assert listed("look-back", stored_site) == []
    days.tick(stored_site, DRAWN, date(2019, 10, 9))
    (one,) = listed("look-back", stored_site)
    assert (one["item"], one["settled_on"], one["due_from_on"], one["due_to_on"], one["outcome"]) == (
        "HP-02-2", "2019-07-01", "2019-10-01", "2020-01-01", "")  # fmt: skip
    said = [days.notices(stored_site, day).get("han15", "") for day in (DRAWN, date(2019, 10, 9))]
    assert "回头看：HP-02-2（执法支队，2019-07-01销号，" in said[0] and "回头看：HP-02-2" not in said[1]
    assert one["overdue"] is False
    days.tick(stored_site, AFTER)
    assert listed("look-back", stored_site)[0]["overdue"] is True
    assert "销号后应于1月1日前回头看，尚无结果，第1次催办。" in days.notices(stored_site, AFTER)["han15"]


def test_a_relapse_reopens_the_item_linked_and_one_level_higher(stored_site: Path) -> None:
    _written_off(stored_site)
    days.tick(stored_site, DRAWN)
    reached = int(days.rows(stored_site).query("item == 'HP-02-2'")["level"].max())
    done = duban("look-back", stored_site, "HP-02-2", "--outcome", "relapsed", "--by", "韩十五", "--why", "又有借用资质",
                 "--today", "2019-10-08")  # fmt: skip
    start = min(reached + 1, 3)
    assert done.stdout.strip() == (
        f"HP-02-2 回头看：反弹，已重新打开，自第{start}级起督办（韩十五：又有借用资质）"), done.stderr  # fmt: skip
    at = open_site(str(stored_site), DRAWN)
    assert samples.samples(at.engine, at.site)["outcome"].tolist() == ["relapsed"]
    days.tick(stored_site, date(2019, 10, 9))
    item = days.items(stored_site, date(2019, 10, 9)).loc["HP-02-2"]
    assert (item["acceptance"], item["episode"], item["level"]) == (None, 2, start)


@pytest.mark.nightly
def test_what_is_not_drawn_too_early_or_looked_at_already_is_refused(site: Path) -> None:
    _written_off(site)
    days.tick(site, DRAWN)
    with pytest.raises(Refused, match="不在回头看名单中"):
        samples.look_back(open_site(str(site), DRAWN), "HP-01-1", "韩十五", "复查", "kept")
    with pytest.raises(Refused, match="尚早"):
        samples.look_back(open_site(str(site), date(2019, 9, 30)), "HP-02-2", "韩十五", "复查", "kept")
    samples.look_back(open_site(str(site), DRAWN), "HP-02-2", "韩十五", "复查", "kept")
    with pytest.raises(Refused, match="结果为“保持”，不能再次登记"):
        samples.look_back(open_site(str(site), DRAWN), "HP-02-2", "韩十五", "复查", "relapsed")
    for words in (("HP-02-2",), ("--outcome", "kept"), ("HP-02-2", "--outcome", "kept", "--by", "a", "--why", "b",
                                                        "--due", "2019-12-01")):  # fmt: skip
        assert duban("look-back", site, *words).returncode == 2


def test_the_share_and_the_months_are_the_offices_to_set(site: Path) -> None:
    text = (site / "site.yaml").read_text("utf-8")
    (site / "site.yaml").write_text(text + "settings: {look_back: {from_months: 6, to_months: 3}}\n", "utf-8")
    refused = duban("look-back", site)
    assert refused.returncode == 1 and "to_months 为3，不应小于 from_months（6）" in refused.stderr
