"""Look-back: a sample anybody can draw again, at least one of each unit, and what a relapse reopens."""

import math
import subprocess
import sys
from datetime import date, timedelta
from typing import Any

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from duban.sampling import SAMPLES, SamplingRules, draw, overdue, reopened, stable, start_level
from tests.duban.makers import some_items

MAY = date(2019, 5, 10)
AUGUST = pd.Timestamp(2019, 8, 1)


def _settled(*rows: tuple[str, date]) -> pd.DataFrame:
    return some_items(
        *({"code": f"HP-{n:02}-1", "unit": unit, "settled_on": on} for n, (unit, on) in enumerate(rows))
    )


def _month(n: int, unit: str = "科", on: date = MAY) -> pd.DataFrame:
    return _settled(*[(unit, on)] * n)


def _draw(items: pd.DataFrame, today: pd.Timestamp = AUGUST, taken: pd.DataFrame | None = None,
          signalled: tuple[str, ...] = (), **rules: Any) -> pd.DataFrame:  # fmt: skip
    return draw(
        items, SAMPLES.frame() if taken is None else taken, signalled, "site", today, SamplingRules(**rules)
    )


@pytest.mark.parametrize(("n", "drawn"), [(1, 1), (5, 1), (6, 2), (10, 2), (11, 3), (100, 20)])
def test_a_share_of_what_a_month_wrote_off_is_drawn_rounded_up(n: int, drawn: int) -> None:
    got = _draw(_month(n))
    assert len(got) == drawn
    assert set(got["why"]) == {"share"}


def test_the_share_is_the_offices_to_set() -> None:
    assert len(_draw(_month(10), share=0.5)) == 5
    assert _draw(_month(10), share=0)["why"].tolist() == ["unit"]


def test_a_look_back_is_due_from_three_to_six_months_after_the_write_off() -> None:
    got = _draw(_month(1, on=date(2019, 11, 30)), pd.Timestamp(2020, 2, 3)).iloc[0]
    assert (got["due_from_on"], got["due_to_on"]) == (pd.Timestamp(2020, 2, 29), pd.Timestamp(2020, 5, 30))
    assert got[["month", "outcome"]].tolist() == ["2019-11", ""]


@pytest.mark.parametrize(("today", "drawn"), [
    (pd.Timestamp(2019, 7, 31), 0), (AUGUST, 1), (pd.Timestamp(2019, 11, 10), 1), (pd.Timestamp(2019, 11, 11), 0)])  # fmt: skip
def test_nothing_is_drawn_before_its_month_or_after_its_span(today: pd.Timestamp, drawn: int) -> None:
    assert len(_draw(_month(3), today)) == drawn


def test_what_had_signals_is_always_looked_at_again() -> None:
    codes = tuple(f"HP-{n:02}-1" for n in range(10))
    got = _draw(_month(10), signalled=codes[3:])
    assert set(codes[3:]) <= set(got["item"])
    assert set(got.loc[got["item"].isin(codes[3:]), "why"]) == {"signals"}


def test_each_unit_has_one_a_half_year_from_its_first_month() -> None:
    rows = [("科", MAY)] * 20 + [("站", MAY), ("站", date(2019, 6, 3)), ("队", date(2019, 7, 2))]
    got = pd.concat([_draw(_settled(*rows), pd.Timestamp(2019, 10, 1))])
    assert {"科", "站", "队"} == set(got["unit"])
    first = got[got["unit"].eq("站") & got["month"].eq("2019-05")]
    assert len(first) == 1


def test_an_open_item_is_never_looked_back_at() -> None:
    assert _draw(some_items({}, {"suspended_on": MAY})).empty


@pytest.mark.long
def test_the_same_draw_falls_on_every_machine() -> None:
    words = "from duban.sampling import stable; print(stable('site', 'HP-01-1', '2019-05'))"
    out = {subprocess.run([sys.executable, "-c", words], capture_output=True, text=True, check=True,
                          env={"PYTHONHASHSEED": seed, "PYTHONPATH": "."}).stdout.strip() for seed in ("1", "2")}  # fmt: skip
    assert out == {str(stable("site", "HP-01-1", "2019-05"))} == {"53206592449976339"}


def test_another_site_draws_otherwise() -> None:
    items = _month(50)
    other = draw(items, SAMPLES.frame(), (), "other", AUGUST)
    assert set(other["item"]) != set(_draw(items)["item"])


def test_an_item_is_not_drawn_again_while_its_look_back_stands() -> None:
    first = _draw(_month(1))
    again = _month(1, on=date(2019, 7, 1))
    assert _draw(again, pd.Timestamp(2019, 10, 1), first).empty
    later = _month(1, on=date(2019, 9, 1))
    assert len(_draw(later, pd.Timestamp(2019, 12, 2), first)) == 1


WRITTEN_OFF = st.lists(st.tuples(st.sampled_from(["科", "站", "队"]), st.integers(0, 200)), max_size=14)


@pytest.mark.long
@settings(max_examples=12, deadline=None)
@given(WRITTEN_OFF, st.lists(st.integers(0, 380), max_size=6), st.sets(st.integers(0, 13), max_size=3))
def test_drawing_often_gives_what_drawing_each_month_gives(
    rows: list[tuple[str, int]], extra: list[int], odd: set[int]
) -> None:
    items = _settled(*((unit, date(2019, 1, 1) + timedelta(days=n)) for unit, n in rows))
    signalled = tuple(f"HP-{n:02}-1" for n in odd)

    def all_of(days: list[pd.Timestamp]) -> pd.DataFrame:
        taken = SAMPLES.frame()
        for day in sorted(days):
            taken = SAMPLES.cast(
                pd.concat([taken, _draw(items, day, taken, signalled)]).reset_index(drop=True)
            )
        return taken

    monthly = list(pd.date_range("2019-04-01", "2020-02-01", freq="MS"))
    often = [*monthly, *(pd.Timestamp(2019, 1, 1) + pd.Timedelta(days=n) for n in extra)]
    one, two = all_of(monthly), all_of(often)
    assert set(one["item"]) == set(two["item"])
    assert one["item"].is_unique
    settled_of = items.groupby(items["settled_on"].dt.strftime("%Y-%m")).size() if len(items) else {}
    drawn = one.groupby("month").size()
    assert all(drawn[m] >= math.ceil(round(0.2 * n, 9)) for m, n in dict(settled_of).items())
    half = items.assign(half=items["settled_on"].dt.month.gt(6))[["unit", "half"]].drop_duplicates()
    got = one.assign(half=one["settled_on"].dt.month.gt(6))[["unit", "half"]].drop_duplicates()
    assert len(half) == len(got)


def test_a_look_back_nobody_made_in_its_span_is_overdue() -> None:
    samples = _draw(_month(1))
    assert overdue(samples, pd.Timestamp(2019, 11, 10)).empty
    assert len(overdue(samples, pd.Timestamp(2019, 11, 11))) == 1
    assert overdue(samples.assign(outcome="kept"), pd.Timestamp(2019, 11, 11)).empty


@pytest.mark.parametrize(("reached", "start"), [(0, 1), (1, 2), (2, 4), (3, 4), (4, 4), (9, 4)])
def test_a_relapse_starts_one_level_above_the_highest_it_had_reached(reached: int, start: int) -> None:
    assert start_level((1, 2, 4), reached) == start


def test_only_what_relapsed_is_reopened_and_says_why() -> None:
    samples = _draw(_month(3), share=1).assign(
        outcome=["kept", "relapsed", "relapsed"], looked_on=pd.Timestamp(2019, 9, 2)
    )
    got = reopened(samples, pd.Series({"HP-01-1": 2}), (1, 2, 3))
    assert got[["item", "level"]].to_numpy().tolist() == [["HP-01-1", 3], ["HP-02-1", 1]]
    assert got["why"].tolist() == ["2019-09-02回头看发现反弹，曾到第2级，重新督办自第3级起",
                                   "2019-09-02回头看发现反弹，此前未到级，重新督办自第1级起"]  # fmt: skip
