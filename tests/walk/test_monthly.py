"""Duty sheets over the days: made on the first working day, told in the day's one notice, confirmed."""

import json
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import update

from duban import tables as t
from duban.errors import Refused
from flows.monthly import monthly
from tasks import sheets
from tasks.context import open_site
from tests.walk import days
from tests.walk.test_commands import duban, listed

JUNE, JULY, AUGUST = date(2019, 6, 20), date(2019, 7, 1), date(2019, 8, 1)


def _sheets(site: Path, on: date) -> dict[tuple[str, str], str]:
    at = open_site(str(site), on)
    found = sheets.sheets(at.engine, at.site)
    return {(str(r.tenure), str(r.month)): str(r.text) for r in found.itertuples()}


def test_on_the_first_working_day_each_leader_has_the_months_sheet_in_the_one_notice(
    stored_site: Path,
) -> None:
    days.tick(stored_site, JUNE, date(2019, 6, 30))
    assert _sheets(stored_site, JULY) == {}
    days.tick(stored_site, JULY)
    made = _sheets(stored_site, JULY)
    assert {post.split(":")[0] for post, _ in made} == {
        "deputy-eia",
        "deputy-air",
        "deputy-office",
        "secretary",
    }
    assert {month for _, month in made} == {"2019-06"}
    letter = days.notices(stored_site, JULY)["li2"]
    assert made["deputy-eia:li2:2018-01-01", "2019-06"].strip() in letter
    assert "一、业务责任" in letter and "一岗双责履责月表附后" in letter
    days.tick(stored_site, JULY, date(2019, 7, 2))
    assert _sheets(stored_site, JULY) == made
    assert not any("履责月表" in letter for letter in days.notices(stored_site, date(2019, 7, 2)).values())


@pytest.mark.nightly
def test_after_an_outage_every_month_that_lacks_its_sheet_gets_it(site: Path) -> None:
    days.tick(site, JUNE, AUGUST)
    made = _sheets(site, AUGUST)
    assert {month for _, month in made} == {"2019-06", "2019-07"}
    eia = {tenure for tenure, month in made if month == "2019-07" and tenure.startswith("deputy-eia")}
    assert eia == {"deputy-eia:li2:2018-01-01", "deputy-eia:wang3:2019-07-15"}
    letters = days.notices(site, AUGUST)
    assert letters["wang3"].count("# 一岗双责履责月表") == 3
    # He holds no post any more and hears no more; what he answered for stays on record.
    assert "li2" not in letters


def test_the_flow_of_its_own_makes_the_same_once_and_waits_for_a_working_day(stored_site: Path) -> None:
    days.tick(stored_site, JUNE)
    monthly(str(stored_site), date(2019, 6, 28))
    assert _sheets(stored_site, JULY) == {}
    monthly(str(stored_site), JULY)
    made = _sheets(stored_site, JULY)
    assert len(made) == 4
    days.tick(stored_site, JULY)
    assert _sheets(stored_site, JULY) == made
    assert "一岗双责履责月表附后" in days.notices(stored_site, JULY)["li2"]


@pytest.mark.nightly
def test_the_command_shows_a_sheet_and_records_the_leaders_word_and_no_number_moves(
    stored_site: Path,
) -> None:
    days.tick(stored_site, JUNE, JULY)
    shown = duban("duty", stored_site, "--post", "deputy-eia")
    assert shown.returncode == 0 and "李二　副局长" in shown.stdout and "本人补充：____" in shown.stdout
    words = (
        "--month",
        "2019-06",
        "--post",
        "deputy-eia",
        "--confirm",
        "--by",
        "韩十五",
        "--today",
        "2019-07-02",
    )
    done = duban("duty", stored_site, *words, "--add", "6月28日现场督办")
    assert done.returncode == 0, done.stderr
    assert "本人补充：6月28日现场督办" in done.stdout and "2019年7月2日经本人确认" in done.stdout
    body = _sheets(stored_site, JULY)["deputy-eia:li2:2018-01-01", "2019-06"]
    assert done.stdout.startswith(body)
    assert "已于2019-07-02确认" in duban("duty", stored_site, *words).stderr
    assert duban("duty", stored_site, *words, "--add", "7月1日再次听取汇报").returncode == 0
    one = listed("duty", stored_site, "--month", "2019-06", "--post", "deputy-eia")[0]
    assert (one["confirmed_on"], one["added"]) == ("2019-07-02", "6月28日现场督办；7月1日再次听取汇报")


@pytest.mark.nightly
def test_wrong_use_and_sheets_that_are_not_there_are_said_in_a_sentence(site: Path) -> None:
    days.tick(site, JUNE, JULY)
    wrong = [("--confirm", "--month", "2019-06"), ("--add", "x"), ("--month", "2019-13")]
    assert [duban("duty", site, *words).returncode for words in wrong] == [2, 2, 2]
    lacking = duban("duty", site, "--month", "2019-05")
    assert (lacking.returncode, lacking.stderr.strip()) == (
        1,
        "2019-05没有符合条件的履责月表，已生成的月份：2019-06",
    )
    at = open_site(str(site), JULY)
    with pytest.raises(Refused, match="没有这份履责月表"):
        sheets.confirm(at, "nobody", "2019-06", sheets.Confirmation("", "韩十五"))


@pytest.mark.nightly
def test_reviews_and_outages_are_left_out_of_what_counts_in_items_as_in_the_sheet(stored_site: Path) -> None:
    days.tick(stored_site, date(2019, 6, 3), date(2019, 6, 20), JULY)
    item = days.items(stored_site, JULY).loc["HP-01-3"]
    # Due on 06-04; from 06-04 to 06-19 and from 06-21 to 06-28 nothing was run.
    assert (item["days_late"], item["counted_days_late"]) == (27, 4)
    at = open_site(str(stored_site), JULY)
    with at.engine.begin() as conn:
        conn.execute(t.review.insert().values(site=at.site, item="HP-01-3", from_on=date(2019, 6, 28), episode=1,
                                              to_on=date(2019, 6, 30), outcome="returned"))  # fmt: skip
    assert days.items(stored_site, JULY).loc["HP-01-3", "counted_days_late"] == 2
    with at.engine.begin() as conn:
        conn.execute(update(t.item).where(t.item.c.code == "HP-01-3").values(assessed_on=date(2019, 6, 30)))
    shown = json.loads(duban("items", stored_site, "--today", "2019-07-01", "--format", "json").stdout)
    assert next(i for i in shown if i["code"] == "HP-01-3")["counted_days_late"] == 1
