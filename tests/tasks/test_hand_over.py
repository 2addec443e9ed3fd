"""Hand-overs by command: laid over the roster's file, refused where two would hold one post."""

from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import select

from duban import tables as t
from duban.errors import Refused
from tasks import acts
from tasks.context import open_site
from tests.tasks.said import business, told

BY = ("韩十五", "党组任免文件")
FROM = date(2019, 7, 1)


def test_from_its_day_on_the_post_is_the_new_holders_whatever_the_file_says(stored_site: Path) -> None:
    at = open_site(str(stored_site), date(2019, 6, 28))
    assert acts.hand_over(at, "head-eia", "沈十四", FROM, *BY).already_told == 0
    roster = open_site(str(stored_site), FROM).loaded.roster
    held = {day: roster.holder("head-eia", date(2019, *day)) for day in ((6, 30), (7, 1))}
    assert {day: one.key for day, one in held.items() if one} == {
        (6, 30): "head-eia:sun5:2016-01-01", (7, 1): "head-eia:shen14:2019-07-01"}  # fmt: skip
    with at.engine.connect() as conn:
        assert conn.scalar(select(t.act.c.detail)) == {
            "post": "head-eia",
            "person": "shen14",
            "from": "2019-07-01",
        }


def test_who_comes_back_begins_a_new_tenure(stored_site: Path) -> None:
    at = open_site(str(stored_site), date(2019, 6, 28))
    acts.hand_over(at, "head-eia", "沈十四", FROM, *BY)
    back = open_site(str(stored_site), date(2019, 8, 1))
    acts.hand_over(back, "head-eia", "孙五", date(2019, 8, 5), *BY)
    tenures = open_site(str(stored_site), date(2019, 8, 5)).loaded.roster.tenures
    assert [(x.key, str(x.to_on)) for x in tenures if x.post == "head-eia"] == [
        ("head-eia:sun5:2016-01-01", "2019-06-30"), ("head-eia:shen14:2019-07-01", "2019-08-04"),
        ("head-eia:sun5:2019-08-05", "9999-12-31")]  # fmt: skip


def test_a_file_that_catches_up_says_the_same(stored_site: Path) -> None:
    at = open_site(str(stored_site), date(2019, 6, 28))
    acts.hand_over(at, "head-eia", "沈十四", FROM, *BY)
    path = stored_site / "roster.yaml"
    text = path.read_text("utf-8").replace(
        "{post: head-eia, person: sun5, from: 2016-01-01}",
        "{post: head-eia, person: sun5, from: 2016-01-01, to: 2019-06-30}\n"
        "  - {post: head-eia, person: shen14, from: 2019-07-01}")  # fmt: skip
    path.write_text(text, "utf-8")
    roster = open_site(str(stored_site), FROM).loaded.roster
    assert [x.person for x in roster.tenures if x.post == "head-eia"] == ["sun5", "shen14"]


def test_a_day_that_was_told_under_the_former_holder_is_taken_and_said(stored_site: Path) -> None:
    at = open_site(str(stored_site), date(2019, 7, 3))
    told(at, "DB-AAAA-11", date(2019, 7, 2), business("HP-01-1", 3), person="sun5", post="head-eia")
    assert acts.hand_over(at, "head-eia", "沈十四", FROM, *BY).already_told == 1


@pytest.mark.parametrize(
    ("post", "to", "from_on", "sentence"),
    [
        ("head-nobody", "沈十四", FROM, "花名册中没有岗位“head-nobody”"),
        ("head-eia", "何人", FROM, "花名册中没有人员“何人”"),
        ("head-eia", "孙五", FROM, "孙五自2016-01-01起已任岗位 head-eia"),
        (
            "deputy-eia",
            "赵四",
            FROM,
            "岗位 deputy-eia 自2019-07-15起由王三任职，交接日2019-07-01应晚于这一天",
        ),
    ],
)
def test_a_hand_over_that_cannot_be_is_refused(
    stored_site: Path, post: str, to: str, from_on: date, sentence: str
) -> None:
    at = open_site(str(stored_site), date(2019, 6, 28))
    with pytest.raises(Refused, match=sentence):
        acts.hand_over(at, post, to, from_on, *BY)
    with at.engine.connect() as conn:
        assert conn.execute(select(t.tenure)).all() == conn.execute(select(t.act)).all() == []
