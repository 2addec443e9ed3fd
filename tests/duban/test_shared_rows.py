"""Assisting units are copied with each level, once, and owe nothing."""

from datetime import date
from pathlib import Path

import pandas as pd

from duban.chain import who_answers
from duban.escalation import due_now
from duban.grounds import ROLE_ZH
from duban.roster import Recusal, Roster
from duban.shared_rows import with_assisting
from tests.duban.makers import a_roster, rules, some_items

ROSTER = a_roster(
    areas=["业务", "监测"],
    units=[{"name": "科", "area": "业务"}, {"name": "站", "area": "监测"}],
    posts=[
        {"id": "top", "title": "书记、局长", "roles": ["principal", "secretary"]},
        {"id": "deputy", "title": "副局长", "role": "leader_in_charge", "area": "业务"},
        {"id": "second", "title": "二级副局长", "role": "leader_in_charge", "area": "监测"},
        {"id": "head", "title": "科长", "role": "unit_head", "unit": "科"},
        {"id": "station", "title": "站长", "role": "unit_head", "unit": "站"},
        {"id": "office", "title": "整改办主任", "role": "steward"}],
    people=[{"id": p, "name": p} for p in ("zhang", "li", "wang", "sun", "qian", "han")],
    tenures=[{"post": p, "person": w, "from": "2018-01-01"} for p, w in (
        ("top", "zhang"), ("deputy", "li"), ("second", "wang"), ("head", "sun"), ("station", "qian"),
        ("office", "han"))])  # fmt: skip
UNITS = pd.DataFrame([("科", "科"), ("站", "站")], columns=["name", "unit"])


def _rows(on: date, assist: str = "站", roster: Roster = ROSTER) -> pd.DataFrame:
    items = some_items({"assist": assist}).assign(own="")
    who, day = who_answers(roster, items, {"head"}), pd.Timestamp(on)
    found, _ = due_now(items, who, pd.DataFrame({"item": [], "episode": [], "level": []}).assign(
        line="", round=1, tenure="", on=pd.NaT, person="", notice_id=None, policy_id=0), rules(), day)  # fmt: skip
    return with_assisting(found, items, who, UNITS, roster, day)


def test_the_assisting_head_and_leader_are_copied_and_owe_no_answer() -> None:
    rows = _rows(date(2019, 6, 20))
    extra = rows[rows["person"].isin(["qian", "wang"])]
    assert len(extra) == 2 and set(extra["role"]) == {"assisting"} and set(extra["line"]) == {"business"}
    assert extra["copy"].all() and extra["answer_by"].isna().all()
    assert extra["why"].str.contains("配合单位站，抄送").all()
    assert set(extra["told_on"]) == {rows["told_on"].max()}


def test_they_are_copied_once_a_level_whatever_the_round() -> None:
    late = _rows(date(2019, 7, 9))
    own = late[late["person"].isin(["qian", "wang"])]
    assert set(own["round"]) == {1} and set(late["round"]) == {1, 2}


def test_who_is_concerned_gets_no_copy_and_the_other_of_the_unit_does() -> None:
    recused = ROSTER.model_copy(update={"recusals": (Recusal(person="wang", items=("HP-01-1",)),)})
    people = set(_rows(date(2019, 6, 20), roster=recused)["person"])
    assert "qian" in people and "wang" not in people


def test_every_role_that_is_ever_shown_stands_in_the_glossary() -> None:
    words = (Path(__file__).resolve().parents[2] / "docs" / "glossary.md").read_text("utf-8")
    roles = next(line for line in words.splitlines() if line.startswith("| roles |"))
    shown = {*ROLE_ZH, *_rows(date(2019, 6, 20))["role"]}
    assert {"assisting", "reporter", "unit_head"} <= shown
    assert [role for role in shown if f"`{role}` {ROLE_ZH[role]}" not in roles] == []


def test_an_item_of_one_unit_copies_nobody_else() -> None:
    assert not {"qian", "wang"} & set(_rows(date(2019, 6, 20), assist="")["person"])
