"""A ladder edited while items run: nobody told again, and what was said under the old one still proved."""

from datetime import date
from pathlib import Path

import pandas as pd

from desk.explaining import proof
from tasks import acts
from tasks.context import open_site
from tests.walk import days

FIRST, EDITED, BACK = date(2019, 6, 20), date(2019, 6, 21), date(2019, 6, 24)
PLACE = ["item", "episode", "line", "tenure"]
OLD = """\
name: 本局规则
levels:
  - {level: 1, label: 绿色, when: {days_left: 20}, tell: [handler]}
  - {level: 2, label: 黄色, when: {days_left: 10}, tell: [handler, leader_in_charge], conduct: true, answer_within: 5}
  - {level: 3, label: 红色, when: {days_late: 1}, tell: [unit_head, principal], conduct: true, answer_within: 5, again_every: 7}
"""
NEW = OLD.replace("黄色, when: {days_left: 10}", "黄牌, when: {days_left: 15, judged: true}").replace(
    "days_left: 20", "days_left: 30"
)


def _choose(site: Path, ladder: str) -> None:
    (site / "ladder.yaml").write_text(ladder, "utf-8")
    said = (site / "site.yaml").read_text("utf-8")
    (site / "site.yaml").write_text(said.replace("ladder: jiangjin", "ladder: ladder.yaml"), "utf-8")


def _told_on(site: Path, day: date) -> pd.DataFrame:
    rows = days.rows(site)
    return rows[rows["notice_on"].eq(pd.Timestamp(day))]


def _why(site: Path, row: pd.Series) -> str:
    return "\n".join(proof(open_site(str(site), BACK), str(row["notice_id"])))


def test_an_edited_ladder_tells_nobody_again_and_why_still_proves_the_old_one(stored_site: Path) -> None:
    _choose(stored_site, OLD)
    days.tick(stored_site, FIRST)
    before = _told_on(stored_site, FIRST)
    yellow = before[before["label"].eq("黄色") & before["role"].eq("leader_in_charge")].iloc[0]
    _choose(stored_site, NEW)
    # A person judges an item that no date has brought there yet.
    far = days.items(stored_site, FIRST).query("due_on > '2019-08-15' and claim == 'in_progress'").index[0]
    acts.judge(open_site(str(stored_site), EDITED), far, "韩十五", "现场核查进展缓慢", 2)
    days.tick(stored_site, EDITED)
    now = _told_on(stored_site, EDITED)
    # What the new ladder reaches sooner is told, under its name; what was told before is not, by any name.
    assert "黄牌" in set(now["label"]) and "黄色" not in set(now["label"])
    _nobody_again(now, before)
    assert "规则 本局规则 第1版　第2级黄色　第1轮" in _why(stored_site, yellow)
    judged = now.query("item == @far and role == 'leader_in_charge' and line == 'business'").iloc[0]
    said = _why(stored_site, judged).partition(f"{far}　业务责任")[2]
    for words in (
        "规则 本局规则 第2版　第2级黄牌",
        "经有权限的同志评定",
        "当日行为 2019-06-21 评定（第2级）",
        "韩十五：现场核查进展缓慢",
    ):
        assert words in said, words
    # Put back, the old ladder says nothing over again either.
    _choose(stored_site, OLD)
    days.tick(stored_site, BACK)
    _nobody_again(_told_on(stored_site, BACK), pd.concat([before, now]))
    assert "规则 本局规则 第1版" in _why(stored_site, yellow)


def _nobody_again(now: pd.DataFrame, before: pd.DataFrame) -> None:
    """Nobody is told of an item at a level they heard of, or below it."""
    heard = before.groupby(PLACE)["level"].max().rename("heard")
    both = now.join(heard, on=PLACE).dropna(subset="heard")
    assert (both["level"] > both["heard"]).all(), both
