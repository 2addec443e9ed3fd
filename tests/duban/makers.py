"""Small makers of values for tests of the rules."""

from datetime import date
from typing import Any

import pandas as pd

from duban.chain import who_answers, with_owners
from duban.escalation import KEY, SAID, Rules, due_now
from duban.item import ITEMS
from duban.ladder import Ladder
from duban.roster import Roster
from duban.workdays import Calendar

FEEDBACK = date(2019, 5, 20)


def some_items(*rows: dict[str, Any]) -> pd.DataFrame:
    """Items of unit 科 with plain defaults; each row says what differs."""
    plain = {"source": "科", "finding": "问题", "measure": "措施", "unit": "科", "unit_text": "科",
             "areas": "业务", "person": "孙五", "kind": "dated", "due_text": "2019年6月底前",
             "due_on": date(2019, 6, 30), "certain": True, "claim": "in_progress", "episode": 1,
             "opened_on": date(2019, 5, 20), "first_read_on": date(2019, 5, 20),
             "read_on": date(2019, 7, 31), "from_level": 0, "extended": 0}  # fmt: skip
    made = [{**plain, "code": f"HP-01-{n}", **row} for n, row in enumerate(rows, 1)]
    return ITEMS.frame(made).assign(reporter="head")


def a_roster(**changes: Any) -> Roster:
    """One unit, its head, a deputy, a principal who is also secretary, a steward."""
    plain: dict[str, Any] = {
        "areas": ["业务"],
        "units": [{"name": "科", "area": "业务"}],
        "posts": [
            {"id": "top", "title": "书记、局长", "roles": ["principal", "secretary"]},
            {"id": "deputy", "title": "副局长", "role": "leader_in_charge", "area": "业务"},
            {"id": "head", "title": "科长", "role": "unit_head", "unit": "科"},
            {"id": "office", "title": "整改办主任", "role": "steward"},
        ],
        "people": [{"id": p, "name": n} for p, n in (("zhang", "张一"), ("li", "李二"), ("sun", "孙五"),
                                                    ("han", "韩十"))],
        "tenures": [{"post": "top", "person": "zhang", "from": "2017-01-01"},
                    {"post": "deputy", "person": "li", "from": "2018-01-01"},
                    {"post": "head", "person": "sun", "from": "2018-01-01"},
                    {"post": "office", "person": "han", "from": "2018-01-01"}],
    }  # fmt: skip
    return Roster.model_validate({**plain, **changes})


def a_ladder(*levels: dict[str, Any], count: str = "days") -> Ladder:
    """江津's three levels, or the levels given."""
    jiangjin = (
        {"level": 1, "label": "绿色", "when": {"days_left": 20}, "tell": ["handler"]},
        {"level": 2, "label": "黄色", "when": {"days_left": 10}, "tell": ["handler", "leader_in_charge"],
         "conduct": True, "answer_within": 5},
        {"level": 3, "label": "红色", "when": {"days_late": 1}, "tell": ["unit_head", "principal"],
         "conduct": True, "answer_within": 5, "again_every": 7},
    )  # fmt: skip
    return Ladder.model_validate({"count": count, "levels": list(levels or jiangjin)})


def rules(ladder: Ladder | None = None) -> Rules:
    """The rules of a site that counts from FEEDBACK."""
    return Rules(ladder or a_ladder(), Calendar(), pd.Timestamp(FEEDBACK))


def told_on(items: pd.DataFrame, *days: date, roster: Roster | None = None,
            by: Rules | None = None, **facts: Any) -> pd.DataFrame:  # fmt: skip
    """SAID after all that stood on each of those days was told at once."""
    used, said = by or rules(), SAID.frame()
    for day in days:
        found, _ = due_now(items, who(roster or a_roster(), items), said, used, pd.Timestamp(day), **facts)
        now = found.assign(notice_id=day.isoformat(), policy_id=used.policy)
        said = SAID.cast(pd.concat([said, now], ignore_index=True).drop_duplicates(KEY))
    return said


def who(roster: Roster, items: pd.DataFrame) -> pd.DataFrame:
    """Who answers for those items."""
    return who_answers(roster, with_owners(items, roster), {"head"})
