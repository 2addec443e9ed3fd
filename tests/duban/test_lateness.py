"""A late ledger's own ladder: whom it is asked of on which day, and when it ends."""

from datetime import date, timedelta
from typing import Any

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from duban.chase import CHASES
from duban.errors import Refused
from duban.lateness import (
    CALLS,
    LATE,
    LINE,
    LOOKS,
    SOURCES,
    late_ledgers,
    ledger_chases,
    ledgers_now,
    ledgers_owed,
    line_of,
)
from duban.lateness_steps import LateLedger
from duban.roster import Roster
from duban.site import Settings
from duban.typed import parse
from duban.workdays import Calendar
from tests.duban.makers import a_roster

CALENDAR, STEPS = Calendar(), LateLedger()
BEGAN, JUNE, DUE = date(2019, 6, 3), date(2019, 6, 3), date(2019, 7, 3)
DELIVERED = {"source": "科", "state": "applied", "as_of_on": JUNE, "called_on": JUNE, "confirmed_on": None}


def _deliveries(*rows: dict[str, Any]) -> pd.DataFrame:
    days = ["as_of_on", "called_on", "confirmed_on"]
    frame = pd.DataFrame([{**DELIVERED, **row} for row in rows], columns=list(DELIVERED))
    return frame.assign(**{name: pd.to_datetime(frame[name]).astype("datetime64[s]") for name in days})


def _calls(last: date, bad: dict[date, str] | None = None) -> pd.DataFrame:
    """A call on each day from the first to the last; those named failed."""
    days = [BEGAN + timedelta(days=n) for n in range((last - BEGAN).days + 1)]
    return CALLS.frame(
        {"source": "科", "on": d, "ok": d not in (bad or {}), "detail": (bad or {}).get(d, "")} for d in days
    )


def _late(today: date, *deliveries: dict[str, Any], bad: dict[date, str] | None = None, looks: list[date] | None = None,
          **source: Any) -> pd.DataFrame:  # fmt: skip
    sources = SOURCES.frame([{"source": "科", "post": "head", "every": "month", "live": False, **source}])
    seen = LOOKS.frame({"source": "科", "on": on} for on in looks or [] if on <= today)
    ledgers = ledgers_now(sources, _calls(today, bad), _deliveries(*deliveries), seen)
    return late_ledgers(ledgers, CALENDAR, 3, pd.Timestamp(today))


def _line(late: pd.DataFrame, today: date, roster: Roster | None = None) -> pd.DataFrame:
    return LINE.frame(one for r in late.itertuples()
                      for one in line_of(roster or a_roster(), str(r.source), str(r.post), str(r.cause), today))  # fmt: skip


def _walk(
    days: list[date], *deliveries: dict[str, Any], roster: Roster | None = None, **facts: Any
) -> pd.DataFrame:
    """What is told when the program runs on those days only."""
    told = CHASES.frame()
    for today in (d for d in days if CALENDAR.is_workday(d)):
        known = [d for d in deliveries if d.get("called_on", JUNE) <= today]
        late = _late(today, *known, **facts)
        line = _line(late, today, roster)
        new = ledger_chases(late, line, told, STEPS, CALENDAR, pd.Timestamp(today))
        told = pd.concat([told, new], ignore_index=True)
    return told


def _said(told: pd.DataFrame) -> list[tuple[str, int, str, bool]]:
    return [(f"{r.told_on:%m-%d}", int(r.number), r.person, bool(r.copy)) for r in told.itertuples()]


EVERY_DAY = [BEGAN + timedelta(days=n) for n in range(60)]


def test_the_reporter_is_asked_the_working_day_after_then_the_leader_of_its_unit_then_the_principal() -> None:
    assert _said(_walk(EVERY_DAY[:46], {})) == [
        ("07-04", 1, "sun", False),
        ("07-09", 2, "sun", False), ("07-09", 2, "li", False),
        ("07-12", 3, "sun", False), ("07-12", 3, "li", True), ("07-12", 3, "zhang", False),
    ]  # fmt: skip


def test_after_the_last_step_it_goes_on_every_week_and_is_never_silent() -> None:
    told = _walk(EVERY_DAY, {})
    assert sorted({f"{d:%m-%d}" for d in told.loc[told["number"] > 3, "told_on"]}) == ["07-19", "07-26"]


def test_nothing_is_asked_while_the_ledger_is_in_time() -> None:
    assert _late(DUE, {}).empty
    assert _walk(EVERY_DAY, {}, {"as_of_on": date(2019, 7, 1), "called_on": date(2019, 7, 1)},
                 {"as_of_on": date(2019, 7, 31), "called_on": date(2019, 7, 31)}).empty  # fmt: skip


def test_a_ledger_due_on_a_day_of_rest_is_due_on_the_next_working_day() -> None:
    friday = {"as_of_on": date(2019, 6, 14), "called_on": date(2019, 6, 14)}
    assert _late(date(2019, 6, 17), friday, every="day").empty
    assert list(_late(date(2019, 6, 18), friday, every="day")["limit_on"].dt.date) == [date(2019, 6, 17)]


def test_it_ends_when_a_delivery_is_accepted_and_not_when_one_is_held() -> None:
    held = {"state": "held", "as_of_on": date(2019, 7, 8), "called_on": date(2019, 7, 8)}
    still = _late(date(2019, 7, 9), {}, held)
    assert list(still["cause"]) == ["held"] and list(still["limit_on"].dt.date) == [DUE]
    assert _late(date(2019, 7, 9), {}, {**held, "state": "applied"}).empty


def test_a_held_delivery_that_nobody_replaced_is_late_after_the_days_to_explain_and_the_steward_hears() -> (
    None
):
    held = {"state": "held", "as_of_on": date(2019, 6, 10), "called_on": date(2019, 6, 10)}
    told = _walk(EVERY_DAY[:12], {}, held)
    assert _said(told) == [("06-14", 1, "sun", False), ("06-14", 1, "han", False)]
    replaced = {"as_of_on": date(2019, 6, 12), "called_on": date(2019, 6, 12)}
    assert _walk(EVERY_DAY[:20], {}, {**held, "state": "superseded"}, replaced).empty


def test_a_failed_source_is_late_from_the_day_after_and_says_what_was_wrong() -> None:
    bad = {date(2019, 6, 5) + timedelta(days=n): "读不到" for n in range(9)}
    late = _late(date(2019, 6, 6), {}, bad=bad)
    assert late.loc[0, ["cause", "detail"]].to_list() == ["failed", "读不到"]
    assert late.loc[0, "limit_on"].date() == date(2019, 6, 5)
    assert _late(date(2019, 6, 5), {}, bad=bad).empty
    assert _late(date(2019, 6, 14), {}, bad=bad).empty  # called in again: good


def test_a_file_that_could_not_be_read_is_late_until_a_good_one_is_accepted_in_its_place() -> None:
    told_once = {date(2019, 6, 5): "第3行有误"}
    late = _late(date(2019, 6, 12), {}, bad=told_once, looks=[date(2019, 6, 5)])
    assert late.loc[0, ["cause", "detail"]].to_list() == ["refused", "第3行有误"]
    assert late.loc[0, "limit_on"].date() == date(2019, 6, 11)
    good = {"as_of_on": date(2019, 6, 6), "called_on": date(2019, 6, 6)}
    assert _late(date(2019, 6, 12), {}, good, bad=told_once, looks=[date(2019, 6, 5)]).empty


def test_a_bad_file_left_beside_a_good_one_makes_no_source_late() -> None:
    bad = {date(2019, 6, 5) + timedelta(days=n): "读不到" for n in range(40)}
    good = {"as_of_on": date(2019, 6, 6), "called_on": date(2019, 6, 6)}
    assert _late(date(2019, 6, 7), {}, good, bad=bad).empty
    assert list(_late(date(2019, 7, 9), {}, good, bad=bad)["cause"]) == ["late"]


def test_a_source_that_never_delivered_is_late_from_the_first_day_it_was_called() -> None:
    late = _late(date(2019, 6, 4))
    assert list(late["cause"]) == ["never"] and list(late["limit_on"].dt.date) == [BEGAN]


def test_days_before_anybody_called_count_against_nobody() -> None:
    old = {"as_of_on": date(2018, 1, 31), "called_on": BEGAN}
    assert _late(BEGAN, old).empty and list(_late(date(2019, 6, 4), old)["limit_on"].dt.date) == [BEGAN]


def test_a_live_source_is_not_late_for_the_days_on_which_nobody_asked_it() -> None:
    sources = SOURCES.frame([{"source": "科", "post": "head", "every": "day", "live": True}])
    calls = CALLS.frame([{"source": "科", "on": BEGAN, "ok": True}, {"source": "科", "on": DUE, "ok": False}])
    ledgers = ledgers_now(sources, calls, _deliveries({"confirmed_on": BEGAN}), LOOKS.frame())
    late = late_ledgers(ledgers, CALENDAR, 3, pd.Timestamp(2019, 7, 4))
    assert list(late["limit_on"].dt.date) == [DUE]


def test_a_vacant_reporter_is_passed_to_the_next_post_at_once_and_the_steward_hears() -> None:
    vacant = a_roster(tenures=[{"post": p, "person": w, "from": "2017-01-01"} for p, w in (
        ("top", "zhang"), ("deputy", "li"), ("office", "han"))])  # fmt: skip
    assert _said(_walk(EVERY_DAY[:33], {}, roster=vacant)) == [
        ("07-04", 1, "li", False),
        ("07-04", 1, "han", False),
    ]


def test_a_clerk_who_reports_is_followed_by_the_head_of_the_unit() -> None:
    posts = [*a_roster().posts, {"id": "clerk", "title": "科员", "unit": "科"}]
    tenures = [*a_roster().tenures, {"post": "clerk", "person": "wu", "from": "2018-01-01"}]
    people = [*a_roster().people, {"id": "wu", "name": "吴七"}]
    roster = a_roster(posts=posts, tenures=tenures, people=people)
    assert [o["person"] for o in line_of(roster, "科", "clerk", "late", DUE)] == ["wu", "sun", "li", "zhang"]


def test_a_person_concerned_with_a_source_is_passed_over() -> None:
    roster = a_roster(recusals=[{"person": "li", "sources": ["科"], "reason": "回避"}])
    assert [o["person"] for o in line_of(roster, "科", "head", "late", DUE)] == ["sun", "zhang"]


def test_what_was_told_to_a_post_is_not_told_to_its_new_holder_again() -> None:
    told = _walk([date(2019, 7, 4)], {})
    new = a_roster(tenures=[{"post": "head", "person": "han", "from": "2019-07-05"}])
    late = _late(date(2019, 7, 5), {})
    line = _line(late, date(2019, 7, 5), new)
    assert ledger_chases(late, line, told, STEPS, CALENDAR, pd.Timestamp(2019, 7, 5)).empty


def test_of_nothing_nothing_is_asked() -> None:
    none = late_ledgers(
        ledgers_now(SOURCES.frame(), CALLS.frame(), _deliveries(), LOOKS.frame()),
        CALENDAR,
        3,
        pd.Timestamp(DUE),
    )
    assert LATE.check(none).empty and ledgers_owed(none, LINE.frame()).empty
    assert ledger_chases(none, LINE.frame(), CHASES.frame(), STEPS, CALENDAR, pd.Timestamp(DUE)).empty
    assert _late(DUE + timedelta(days=1)).shape[0] == 1  # no delivery at all is a case of its own


@settings(max_examples=15)
@given(st.sets(st.sampled_from(EVERY_DAY), max_size=6), st.sets(st.sampled_from(EVERY_DAY), max_size=6),
       st.sampled_from(EVERY_DAY))  # fmt: skip
def test_how_often_the_program_ran_changes_nothing_of_what_is_known_in_the_end(
    some: set[date], others: set[date], last: date
) -> None:
    one, other = (_walk(sorted({d for d in ran if d < last} | {last}), {}) for ran in (some, others))
    if CALENDAR.is_workday(last):
        assert _newest(one) == _newest(other)
    for told in (one, other):
        assert not told.duplicated(["target", "number", "post"]).any()
        for _, heard in told.groupby("told_on"):
            assert heard["number"].nunique() == 1 and "sun" in set(heard["person"])


def _newest(told: pd.DataFrame) -> dict[str, int]:
    return {str(k): int(v) for k, v in told.groupby("post")["number"].max().items()}


def test_the_steps_are_an_offices_own_and_must_climb() -> None:
    own = parse(Settings, {"late_ledger": {"workdays": [2], "again_workdays": 1}}, "site.yaml").late_ledger
    assert [own.number(n) for n in range(5)] == [0, 0, 1, 2, 3] and own.workday_of(3) == 4
    with pytest.raises(Refused, match="逐级增大"):
        parse(Settings, {"late_ledger": {"workdays": [3, 3]}}, "site.yaml")
