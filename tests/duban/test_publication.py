"""Published numbers agree: one formula, parts that add up, rates rounded half up, no unfair days."""

import csv
import re
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from duban.counted_days import OUTAGES, REVIEWS, VACANCIES, counted_days_late
from duban.errors import Refused
from duban.figures import CLASSES, class_of, figures
from duban.public_notice import public_numbers
from duban.publication import (
    BREAKDOWN,
    By,
    breakdown,
    completion,
    count_classes,
    disagreement,
    keys_by,
    misstated,
    rate,
)
from tests.duban.makers import a_roster, some_items

TODAY = date(2019, 7, 31)
DAY = pd.Timestamp(TODAY)
DUE = date(2019, 6, 30)
TWO = a_roster(
    areas=["业务", "党建"],
    units=[{"name": "科", "area": "业务"}, {"name": "党委", "area": "党建"}],
    posts=[{"id": "top", "title": "书记、局长", "roles": ["principal", "secretary"]},
           {"id": "deputy", "title": "副局长", "role": "leader_in_charge", "area": "业务"},
           {"id": "second", "title": "副局长", "role": "leader_in_charge", "area": "党建"},
           {"id": "head", "title": "科长", "role": "unit_head", "unit": "科"},
           {"id": "party", "title": "专职副书记", "role": "unit_head", "unit": "党委"},
           {"id": "office", "title": "整改办主任", "role": "steward"}])  # fmt: skip


def _oracles(kind: str) -> list[str]:
    path = Path(__file__).resolve().parents[1] / "data" / "oracles.csv"
    with path.open(encoding="utf-8-sig") as file:
        return [r["statement"] for r in csv.DictReader(file) if r["kind"].startswith(kind)]


def _rates() -> list[tuple[int, int, str]]:
    return [(int(a), int(b), c) for said in _oracles("rate")
            for a, b, c in re.findall(r"(\d+)/(\d+) -> (\d+(?:\.\d+)?)%", said)]  # fmt: skip


def _sums() -> list[tuple[str, int, list[int]]]:
    return [(said, int(whole), [int(n) for n in re.findall(r"\d+", parts)]) for said in _oracles("sum")
            for whole, parts in re.findall(r"(?<!\d)(\d+) = ((?:[^+=;,]*?\d+ ?\+ ?)+[^+=;,]*?\d+)", said)]  # fmt: skip


@pytest.mark.parametrize(("part", "whole", "said"), _rates())
def test_a_published_rate_is_first_class_over_total(part: int, whole: int, said: str) -> None:
    places = len(said.partition(".")[2])
    assert str(rate(part, whole, places)) == said
    assert misstated(part, whole, f"{said}%") == ""
    assert f"按{part // 2}/{whole}应为" in misstated(part // 2, whole, f"{said}%")


@pytest.mark.parametrize(("said", "whole", "parts"), _sums())
def test_a_published_whole_is_the_sum_of_its_parts(said: str, whole: int, parts: list[int]) -> None:
    named = {f"第{n}类": part for n, part in enumerate(parts)}
    assert disagreement("反馈问题", whole, named) == "", said
    assert str(whole + 1) in disagreement("反馈问题", whole + 1, named)


def test_a_rate_that_is_no_number_is_not_believed() -> None:
    assert misstated(688, 697, "约98%") == "发布数据：写的比例为“约98%”，按688/697应为98.71%"
    assert misstated(0, 0, "100%") == "发布数据：写的比例为“100%”，按0/0应为—"


def test_the_sources_give_enough_to_check_against() -> None:
    assert len(_rates()) >= 11
    assert len(_sums()) >= 12
    assert ("宿州 46 = 26 + 18 + 1 + 1 and 18 = 6 + 12", 46, [26, 18, 1, 1]) in _sums()


def test_half_is_rounded_up_and_never_to_even() -> None:
    assert [str(rate(1, 8, n)) for n in (0, 1, 2)] == ["13", "12.5", "12.50"]
    assert str(rate(5, 1000, 0)) == "1"
    assert str(rate(5, 200, 0)) == "3"
    assert rate(0, 0) is None


@pytest.mark.parametrize(("part", "whole"), [(3, 2), (-1, 2)])
def test_a_part_greater_than_its_whole_is_refused(part: int, whole: int) -> None:
    with pytest.raises(Refused, match=f"部分为{part}，整体为{whole}"):
        rate(part, whole)


@given(st.integers(0, 5000), st.integers(1, 5000), st.integers(0, 2))
def test_a_rate_is_within_half_a_unit_of_the_exact_share(part: int, more: int, places: int) -> None:
    whole = part + more
    got = rate(part, whole, places)
    assert got is not None
    assert abs(got - Decimal(100 * part) / whole) <= Decimal(1).scaleb(-places) / 2


def test_done_or_basically_done_is_no_rate_of_completion() -> None:
    count = {"written_off": 19, "waiting": 4, "late": 1, "near": 1, "on_course": 0}
    assert completion(count, places=0) == "整改完成率76%（已销号19/共25）"
    assert completion(count, ("written_off", "waiting"), 0) == (
        "已销号或申报待验收占92%（已销号19、申报待验收4/共25），不是整改完成率")  # fmt: skip
    assert completion(dict.fromkeys(CLASSES, 0)) == "整改完成率—（已销号0/共0）"


ROWS = st.lists(st.tuples(st.integers(-40, 60), st.sampled_from(["", "suspended_on", "settled_on"]),
                          st.sampled_from([("科", "业务"), ("党委", "党建"), ("党委", "党建、业务"), ("", "")]),
                          st.sampled_from(["dated", "standing", "unclear", "immediate"])), max_size=9)  # fmt: skip


def _items(rows: list[tuple[int, str, tuple[str, str], str]]) -> pd.DataFrame:
    return some_items(*({"due_on": TODAY + timedelta(days=n), "unit": who[0], "areas": who[1], "kind": kind,
                         **({state: TODAY} if state else {})} for n, state, who, kind in rows))  # fmt: skip


@settings(max_examples=40, deadline=None)
@given(ROWS, st.sampled_from(["unit", "area", "leader", "kind", "level"]))
def test_every_breakdown_adds_up_to_the_total(rows: list[Any], by: By) -> None:
    items = _items(rows)
    level = pd.Series({code: n % 3 for n, code in enumerate(items["code"])}, dtype="Int64")
    got = breakdown(items, keys_by(by, items, TWO, level), DAY, 20)
    whole = count_classes(items, DAY, 20)
    assert {c: int(got[c].sum()) for c in CLASSES} == whole
    assert int(got["total"].sum()) == len(items) == sum(whole.values())
    assert (got[list(CLASSES)].sum(axis=1) == got["total"]).all()
    assert got["key"].is_unique
    assert got["key"].ne("").all()


@settings(max_examples=25, deadline=None)
@given(ROWS)
def test_figures_and_breakdown_come_from_one_formula(rows: list[Any]) -> None:
    items = _items(rows)
    one, count = figures(items, DAY, 20), count_classes(items, DAY, 20)
    assert (one.late, one.near, one.waiting, one.on_course) == tuple(
        count[c] for c in ("late", "near", "waiting", "on_course"))  # fmt: skip
    assert one.total + count["written_off"] == len(items)


def test_a_breakdown_stands_in_the_order_of_names_and_ranks_nobody() -> None:
    items = _items([(-3, "", ("科", "业务"), "dated"), (-3, "", ("科", "业务"), "dated"),
                    (30, "", ("党委", "党建"), "dated"), (30, "", ("", ""), "dated")])  # fmt: skip
    got = breakdown(items, keys_by("unit", items, TWO), DAY, 20)
    assert got["key"].tolist() == sorted(["科", "党委", "待核"])
    assert list(got.columns) == list(BREAKDOWN.columns)
    by_leader = breakdown(items, keys_by("leader", items, TWO), DAY, 20).set_index("key")["total"]
    assert by_leader.to_dict() == {"副局长（deputy）": 2, "副局长（second）": 1, "待核": 1}


def test_an_item_of_two_leaders_is_counted_once_under_both_names() -> None:
    items = _items([(3, "", ("党委", "党建、业务"), "dated")])
    got = breakdown(items, keys_by("leader", items, TWO), DAY, 20)
    assert got[["key", "total"]].to_numpy().tolist() == [["副局长（second）、副局长（deputy）", 1]]


def test_levels_and_kinds_are_named_as_people_say_them() -> None:
    items = _items([(3, "", ("科", "业务"), "immediate"), (3, "", ("科", "业务"), "standing")])
    assert keys_by("kind", items, TWO).tolist() == ["立行立改", "长期坚持"]
    assert keys_by("level", items, TWO, pd.Series({"HP-01-2": 2})).tolist() == ["未到级", "2级"]


def test_keys_that_lose_an_item_are_refused() -> None:
    items = _items([(3, "", ("科", "业务"), "dated"), (3, "", ("科", "业务"), "dated")])
    with pytest.raises(Refused, match="整改事项共2，各部分之和为1"):
        breakdown(items, pd.Series({0: "科"}), DAY, 20)


def test_a_public_notice_gives_findings_items_and_amounts_that_add_up() -> None:
    off = {"settled_on": DUE}
    items = some_items(
        {"finding": "问题一", **off}, {"finding": "问题 一", **off}, {"finding": "问题二", **off},
        {"finding": "问题二", "due_on": DUE}, {"finding": "问题三", "suspended_on": DUE},
        {"finding": "问题四", "kind": "standing", "due_on": date(2019, 9, 1)}, {"finding": "", **off})  # fmt: skip
    amounts = pd.DataFrame({"name": ["清退资金"], "value": [7.132], "unit": ["万元"]})
    got = public_numbers(items, DAY, 20, amounts, 0).set_index("name")
    value = got["value"].to_dict()
    assert value["反馈问题"] == 5
    assert [value[f"反馈问题 {n}"] for n in ("已完成整改", "正在整改", "整改完成率")] == [2, 3, 40]
    assert [value[n] for n in ("整改事项", "整改事项 已完成整改", "申报待验收", "逾期", "未到期")] == [
        7,
        4,
        1,
        1,
        1,
    ]
    assert got.loc["整改事项 整改完成率", "words"] == "整改完成率57%（4/7）"
    assert got.loc["清退资金", "words"] == "清退资金7.132万元"
    for whole in ("反馈问题", "整改事项", "整改事项 正在整改"):
        assert got.loc[got["of"].eq(whole), "value"].sum() == value[whole]


def test_a_notice_of_nothing_states_no_rate() -> None:
    got = public_numbers(some_items().iloc[:0], DAY, 20).set_index("name")
    assert pd.isna(got.loc["反馈问题 整改完成率", "value"])
    assert got.loc["反馈问题 整改完成率", "words"] == "整改完成率—（0/0）"


def _late(item: dict[str, Any] | None = None, reviews: Any = (), vacancies: Any = (), outages: Any = (),
          today: date = TODAY, since: date | None = None) -> int:  # fmt: skip
    items = some_items({"due_on": DUE, "assessed_on": DUE, **(item or {})})
    spans = [{"item": "HP-01-1", "from_on": a, "to_on": b} for a, b in reviews]
    empty = [{"unit": "科", "from_on": a, "to_on": b} for a, b in vacancies]
    down = [{"from_on": a, "to_on": b} for a, b in outages]
    start = None if since is None else pd.Series(pd.Timestamp(since), index=items.index)
    got = counted_days_late(items, REVIEWS.frame(spans), VACANCIES.frame(empty), OUTAGES.frame(down),
                            pd.Timestamp(today), start)  # fmt: skip
    return int(got.iloc[0])


def _july(a: int, b: int) -> tuple[date, date]:
    return date(2019, 7, a), date(2019, 7, b)


def test_days_late_count_from_the_day_after_the_first_date_set() -> None:
    assert _late() == 31
    assert _late(today=DUE) == 0
    assert _late({"due_on": date(2019, 9, 30)}) == 31
    assert _late({"settled_on": date(2019, 7, 10)}) == 10
    assert _late({"assessed_on": None}) == 0


def test_what_reviewers_vacancies_and_outages_cost_never_counts() -> None:
    assert _late(reviews=[_july(11, 20)]) == 21
    assert _late(vacancies=[_july(1, 10)]) == 21
    assert _late(outages=[_july(5, 5)]) == 30
    assert _late(reviews=[_july(1, 20)], vacancies=[_july(15, 25)], outages=[_july(10, 22)]) == 6
    assert _late(reviews=[(date(2019, 6, 1), date(2019, 6, 20))]) == 31
    assert _late(vacancies=[(date(2019, 7, 21), None)]) == 20


def test_the_review_an_item_is_in_stops_the_count_the_day_after_the_claim() -> None:
    assert _late({"suspended_on": date(2019, 7, 1)}) == 1
    assert _late({"suspended_on": DUE}) == 0
    assert _late({"suspended_on": date(2019, 7, 1), "settled_on": date(2019, 7, 20)}) == 1


def test_a_vacancy_of_another_unit_excuses_nobody() -> None:
    other = VACANCIES.frame([{"unit": "别的科", "from_on": date(2019, 7, 1)}])
    items = some_items({"due_on": DUE, "assessed_on": DUE})
    got = counted_days_late(items, REVIEWS.frame(), other, OUTAGES.frame(), DAY)
    assert got.tolist() == [31]


def test_days_before_a_tenure_began_never_count_against_its_holder() -> None:
    assert _late(since=date(2019, 7, 15)) == 17
    assert _late(since=date(2019, 1, 1)) == 31
    assert _late(reviews=[_july(1, 20)], since=date(2019, 7, 15)) == 11


SPAN = st.tuples(st.integers(1, 31), st.integers(1, 31)).map(lambda p: _july(min(p), max(p)))


@pytest.mark.long
@settings(max_examples=60, deadline=None)
@given(st.lists(SPAN, max_size=4), st.lists(SPAN, max_size=3), st.lists(SPAN, max_size=3), st.integers(1, 31))
def test_counted_days_are_the_late_days_outside_every_span(
    reviews: list[Any], vacancies: list[Any], outages: list[Any], until: int
) -> None:
    spans = [*reviews, *vacancies, *outages]
    days = [date(2019, 7, n) for n in range(1, until + 1)]
    expected = sum(not any(a <= d <= b for a, b in spans) for d in days)
    assert _late(None, reviews, vacancies, outages, date(2019, 7, until)) == expected


def test_every_item_is_in_exactly_one_class() -> None:
    items = _items([(-3, "", ("科", ""), "dated"), (3, "", ("科", ""), "dated"), (30, "", ("科", ""), "dated"),
                    (-3, "suspended_on", ("科", ""), "dated"), (-3, "settled_on", ("科", ""), "dated")])  # fmt: skip
    assert class_of(items, DAY, 20).tolist() == ["late", "near", "on_course", "waiting", "written_off"]
