"""Whether the first day counts (当日计否): both settings through real cycles, and what each moves."""

from datetime import date
from pathlib import Path

import pytest

from tests.walk import days

LADDER = """\
name: 本局规则
count: workdays
levels:
  - {level: 1, label: 提醒, when: {age_days: 15}, tell: [handler, leader_in_charge], conduct: true, answer_within: 5, limit_workdays: 3}
  - {level: 2, label: 督办, when: {slip_limit_passed: true}, tell: [unit_head, principal], conduct: true, answer_within: 5}
"""
# From the feedback on Monday 2019-05-20 the fifteenth working day is 06-11, with 05-20 counted 06-10 (06-07
# is the Dragon Boat festival); three more from there end on 06-14, with the slip's own day counted on 06-12.
BOTH = [(False, {"提醒": "2019-06-11"}), (True, {"提醒": "2019-06-10", "督办": "2019-06-13"})]


@pytest.mark.parametrize(
    ("first", "reached"), BOTH, ids=["counts from the day after", "counts the day itself"]
)
def test_an_age_and_a_slips_limit_count_the_first_day_or_not(
    site: Path, first: bool, reached: dict[str, str]
) -> None:
    (site / "ladder.yaml").write_text(LADDER, "utf-8")
    said = (site / "site.yaml").read_text("utf-8").replace("ladder: jiangjin", "ladder: ladder.yaml")
    (site / "site.yaml").write_text(
        said.replace("count_first_day: false", f"count_first_day: {str(first).lower()}"), "utf-8"
    )
    days.tick(site, date(2019, 6, 10))
    assert len(days.rows(site)) > 0 if first else days.rows(site).empty
    days.tick(site, date(2019, 6, 13))
    rows = days.rows(site).query("item == 'HP-01-1' and state == 'open'")
    assert {str(r.label): str(r.on.date()) for r in rows.itertuples()} == reached
    # What is counted towards a date, and the limit of an answer, is the same either way.
    told = rows[rows["label"].eq("提醒") & rows["answer_by"].notna()].iloc[0]
    assert str(told["answer_by"].date()) == {"2019-06-10": "2019-06-17", "2019-06-13": "2019-06-20"}[
        str(told["told_on"].date())]  # fmt: skip
