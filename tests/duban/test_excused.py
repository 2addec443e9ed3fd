"""Days nobody below is blamed for: vacancies, outages, and what was before another unit led."""

from datetime import date, timedelta

import pandas as pd
from hypothesis import given
from hypothesis import strategies as st

from duban.excused import LEADS, Excused, of_former_leads, outages, vacancies
from duban.frames import records
from duban.wording import inherited_words
from duban.workdays import Calendar
from tests.duban.makers import a_roster, some_items

CALENDAR = Calendar()
FIRST, LAST = date(2019, 6, 1), date(2019, 7, 31)


def _tenures(*heads: dict[str, object]) -> list[dict[str, object]]:
    others = [("top", "zhang"), ("deputy", "li"), ("office", "han")]
    return [{"post": p, "person": who, "from": "2017-01-01"} for p, who in others] + [
        {"post": "head", "person": "sun", **one} for one in heads
    ]


def _spans(frame: pd.DataFrame) -> list[tuple[str, str]]:
    return [(f"{r['from_on']:%m-%d}", f"{r['to_on']:%m-%d}") for r in records(frame)]


def test_a_unit_without_a_head_is_vacant_from_the_day_after_to_the_day_before() -> None:
    roster = a_roster(tenures=_tenures({"from": "2018-01-01", "to": "2019-06-14"}, {"from": "2019-07-01"}))
    got = vacancies(roster, FIRST, LAST)
    assert (got["unit"].tolist(), _spans(got)) == (["科"], [("06-15", "06-30")])


def test_whoever_acts_for_a_post_fills_it() -> None:
    acting = {"person": "han", "from": "2019-06-15", "to": "2019-06-30", "acting": True}
    roster = a_roster(
        tenures=_tenures({"from": "2018-01-01", "to": "2019-06-14"}, {"from": "2019-07-01"}, acting)
    )
    assert vacancies(roster, FIRST, LAST).empty


def test_an_area_without_its_leader_is_a_vacancy_of_its_units() -> None:
    held = [{**t, "to": "2019-06-30"} if t["post"] == "deputy" else t
            for t in _tenures({"from": "2018-01-01"})]  # fmt: skip
    assert _spans(vacancies(a_roster(tenures=held), FIRST, LAST)) == [("07-01", "07-31")]


def test_working_days_without_a_run_are_an_outage_and_days_off_between_belong_to_it() -> None:
    # 2019-06-03 is a Monday; 06-07 to 06-09 is the Dragon Boat festival.
    run_on = [date(2019, 6, 3), date(2019, 6, 5), date(2019, 6, 12)]
    got = outages(run_on, CALENDAR, date(2019, 6, 14))
    assert _spans(got) == [("06-04", "06-04"), ("06-06", "06-11"), ("06-13", "06-13")]


def test_what_was_before_the_first_run_and_today_is_no_outage() -> None:
    assert outages([], CALENDAR, LAST).empty
    assert outages([LAST], CALENDAR, LAST).empty
    assert outages([date(2019, 6, 6), date(2019, 6, 10)], CALENDAR, date(2019, 6, 11)).empty


@given(st.sets(st.integers(0, 60), max_size=40))
def test_every_working_day_is_either_run_or_in_an_outage(ran: set[int]) -> None:
    days = {FIRST + timedelta(days=n) for n in ran}
    got = outages(days, CALENDAR, LAST)
    lost = {day.date() for r in records(got) for day in pd.date_range(r["from_on"], r["to_on"])}
    start = min(days, default=LAST)
    every = [start + timedelta(days=n) for n in range((LAST - start).days)]
    assert all((day in days) != (day in lost) for day in every if CALENDAR.is_workday(day))
    assert not lost & days


def test_a_new_lead_is_not_charged_with_what_was_late_before() -> None:
    items = some_items(*[{"assessed_on": date(2019, 6, 30)}] * 2)
    leads = LEADS.frame([{"item": "HP-01-1", "on": date(2019, 7, 11)}])
    got = Excused(reviews=of_former_leads(leads)).days_late(items, pd.Timestamp(2019, 7, 20))
    assert got.tolist() == [10, 20]


def test_a_letter_says_how_many_of_the_days_late_were_before_whoever_reads_it_took_over() -> None:
    due, today = date(2019, 6, 30), date(2019, 7, 20)
    assert inherited_words(due, today, date(2019, 7, 15)) == "，其中接任前14天不计入您"
    assert inherited_words(due, today, date(2019, 7, 15), "en") == ", 14 of them before you took over"
    # Late since the tenure began, on its first day, or not at all: there is nothing to leave out.
    for begun in (date(2018, 1, 1), date(2019, 7, 1)):
        assert inherited_words(due, today, begun) == ""
    assert inherited_words(today, today, date(2019, 7, 20)) == inherited_words(today, due, today) == ""


@given(st.integers(-40, 40), st.integers(0, 60), st.integers(-60, 60))
def test_days_before_a_tenure_and_in_it_are_all_the_days_late(due: int, now: int, begun: int) -> None:
    due_on, today, from_on = (FIRST + timedelta(days=n) for n in (due, now, begun))
    late = [due_on + timedelta(days=n + 1) for n in range((today - due_on).days)]
    said = inherited_words(due_on, today, from_on)
    assert int("".join(c for c in said if c.isdigit()) or 0) == sum(day < from_on for day in late)
