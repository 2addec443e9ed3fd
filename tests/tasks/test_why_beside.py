"""``duban why`` replays what people decided, answered and heard beside a notice."""

from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import insert

from desk.explaining import proof
from duban import tables as t
from tasks import acts
from tasks.acts import Reply
from tasks.context import open_site
from tests.tasks.said import business, conduct, told

BY = ("韩十五", "核查属实")
NUMBER, TENURE = "DB-NEW1-11", "head-eia:shen14:2019-06-10"


def test_why_replays_acts_answers_chases_corrections_and_who_held_the_post(stored_site: Path) -> None:
    acts.hand_over(
        open_site(str(stored_site), date(2019, 6, 5)), "head-eia", "沈十四", date(2019, 6, 10), *BY
    )
    at = open_site(str(stored_site), date(2019, 7, 1))
    told(at, NUMBER, date(2019, 7, 1), business("HP-01-1", 3, tenure=TENURE, role="unit_head"),
         conduct("HP-01-1", 3, tenure=TENURE), person="shen14", post="head-eia")  # fmt: skip
    detail = {"asked_on": "2019-06-18", "from": "2019-06-20", "to": "2019-06-30", "approved_by": "li2",
              "role": "leader_in_charge", "times": 1}  # fmt: skip
    with at.engine.begin() as conn:
        acts.record(conn, open_site(str(stored_site), date(2019, 6, 19)), "HP-01-1", "extend", *BY, detail)
        conn.execute(insert(t.chase).values(
            site=at.site, kind="business", target=f"HP-01-1|1|3|1|{TENURE}", number=1, on=date(2019, 7, 9),
            told_on=date(2019, 7, 9), item="HP-01-1", unit="环评科", tenure=TENURE, post="head-eia", person="shen14",
            copy=False, why=""))  # fmt: skip
    later = open_site(str(stored_site), date(2019, 7, 10))
    acts.answer(later, NUMBER, Reply("business", "韩十五", text="7月15日前补报", date_on=date(2019, 7, 15)))
    with at.engine.begin() as conn:
        act = acts.record(
            conn, later, "HP-01-1", "correct", *BY, {"before": "2019-06-30", "after": "2019-07-30"}
        )
        conn.execute(insert(t.correction).values(
            site=at.site, act_id=act, item="HP-01-1", person="shen14", wrong_notice_id=NUMBER,
            told_on=date(2019, 7, 1), text=f"7月1日关于HP-01-1的提示有误，原通知（{NUMBER}）中该项作废"))  # fmt: skip
    said = "\n".join(proof(later, NUMBER))
    business_part, conduct_part = said.split("第2项")
    for words in (
        "任职 沈十四自2019-06-10起任head-eia（交接：韩十五，核查属实）",
        "此前行为 2019-06-19 延期（2019-06-20→2019-06-30，2019-06-18申请，第1次，李二批准）　韩十五：核查属实",
        "此后行为 2019-07-10 更正时限（2019-06-30→2019-07-30）",
        "回应 2019-07-10 沈十四（纸面，韩十五代录）：7月15日前补报，2019-07-15前完成",
        "第1次催办 2019-07-09 → 沈十四",
        f"更正 7月1日关于HP-01-1的提示有误，原通知（{NUMBER}）中该项作废",
    ):
        assert words in business_part, words
    # The other line is answered apart, and has not been.
    assert "应于2019-07-08前回应，尚未回应" in conduct_part and "催办" not in conduct_part


@pytest.mark.parametrize("command", ["acts", "answers"])
def test_what_was_decided_and_answered_is_listed_for_programs(
    stored_site: Path, command: str, capsys: pytest.CaptureFixture[str]
) -> None:
    import json

    from desk import recorded

    at = open_site(str(stored_site), date(2019, 7, 1))
    told(at, NUMBER, date(2019, 7, 1), business("HP-01-1", 3))
    acts.hand_over(at, "head-eia", "沈十四", date(2019, 7, 5), *BY)
    acts.answer(at, NUMBER, Reply("business", "李二", text="请补报"))
    getattr(recorded, command).main([str(stored_site), "--format", "json"], standalone_mode=False)
    rows = json.loads(capsys.readouterr().out)
    if command == "acts":
        assert [(r["kind"], r["on"], r["detail"]["person"]) for r in rows] == [
            ("hand_over", "2019-07-01", "shen14")
        ]
    else:
        assert [(r["notice"], r["line"], r["item"], r["person"], r["via"], r["text"]) for r in rows] == [
            (NUMBER, "business", "HP-01-1", "li2", "command", "请补报")]  # fmt: skip
