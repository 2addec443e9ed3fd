"""The monthly duty sheet, the papers for talks, and the discipline group's list."""

from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from typing import Any

import jinja2
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from duban.counted_days import REVIEWS
from duban.duty_sheet import (
    ANSWERED,
    TALKS,
    AreaDuty,
    Business,
    DutySheet,
    Facts,
    confirmed,
    duty_sheet,
    sheet_text,
    sheets_owed,
)
from duban.errors import Refused
from duban.figures import figures
from duban.frames import ANY, DAY, TEXT, WHOLE, YES, Schema
from duban.oversight import CONFIRMED, KIND_ZH, SERIOUS, monthly_list
from duban.roster import Roster, Tenure
from duban.sampling import SAMPLES
from duban.talk_paper import Decision, Form, talk_paper, talk_text
from duban.wording import templates
from tests.duban.makers import a_roster, some_items

ROWS = Schema("rows", {
    "id": WHOLE, "item": TEXT, "episode": WHOLE, "line": TEXT, "level": WHOLE, "round": WHOLE, "tenure": TEXT, "on": DAY,
    "told_on": DAY, "label": TEXT, "role": TEXT, "post": TEXT, "person": TEXT, "copy": YES, "answer_by": DAY, "ask": TEXT,
    "state": TEXT, "answered_at": ANY, "unit": TEXT})  # fmt: skip
ASKS = Schema("asks", {"id": TEXT, "tenure": TEXT, "unit": TEXT, "month": TEXT, "opened_on": DAY, "answer_by": DAY,
                       "state": TEXT})  # fmt: skip
ACTS = Schema("acts", {"item": TEXT, "kind": TEXT, "on": DAY, "by": TEXT, "why": TEXT})
CHANGED = Schema("changed", {"item": TEXT, "kind": TEXT, "on": DAY, "before": TEXT, "after": TEXT})
LI = Tenure.model_validate({"post": "deputy", "person": "li", "from": "2018-01-01"})
WANG = Tenure.model_validate({"post": "deputy", "person": "sun", "from": "2019-07-15"})
JULY, END = date(2019, 7, 1), date(2019, 7, 31)
AFTER = date(2019, 8, 1)
WORDING = Path(__file__).resolve().parents[2] / "duban" / "wording"


def _env(language: str = "zh") -> jinja2.Environment:
    return templates({p.name: p.read_text("utf-8") for p in (WORDING / language).iterdir()})


def _rows(*rows: dict[str, Any]) -> pd.DataFrame:
    plain = {"episode": 1, "line": "business", "level": 2, "round": 1, "tenure": LI.key, "label": "黄色", "state": "open",
             "on": JULY, "told_on": JULY, "answer_by": date(2019, 7, 8), "unit": "科", "role": "leader_in_charge"}  # fmt: skip
    return ROWS.frame({**plain, "id": n, "item": "HP-01-1", **row} for n, row in enumerate(rows))


def _asks(*rows: dict[str, Any]) -> pd.DataFrame:
    plain = {"tenure": LI.key, "unit": "科", "month": "2019-07", "opened_on": JULY, "answer_by": date(2019, 7, 8),
             "state": "open"}  # fmt: skip
    return ASKS.frame({"id": f"a{n}", **plain, **row} for n, row in enumerate(rows))


def _facts(items: pd.DataFrame | None = None, **more: pd.DataFrame) -> Facts:
    given = some_items({}) if items is None else items
    items = given.assign(assessed_on=given["assessed_on"].fillna(given["due_on"]))
    return Facts(**{"items": items, "rows": _rows(), "asks": _asks(), **more})


def _sheet(facts: Facts, tenure: Tenure = LI, month: date = END, today: date = AFTER,
           roster: Roster | None = None) -> DutySheet:  # fmt: skip
    found = duty_sheet(roster or a_roster(), tenure, month, facts, today)
    assert found is not None
    return found


def _business(facts: Facts, **more: Any) -> Business:
    found = _sheet(facts, **more).areas[0].business
    assert found is not None
    return found


def test_the_business_column_counts_open_and_late_items_at_the_months_end() -> None:
    items = some_items({}, {"due_on": date(2019, 9, 1)}, {"settled_on": date(2019, 7, 9)}, {"settled_on": AFTER},
                       {"suspended_on": date(2019, 7, 5)}, {"areas": "别的"}, {"first_read_on": AFTER})  # fmt: skip
    got = _business(_facts(items))
    assert (got.total, got.late, got.inherited, got.late_days) == (4, 2, 0, 62)


def test_what_reviewers_cost_is_not_in_the_days_that_count() -> None:
    reviews = REVIEWS.frame([{"item": "HP-01-1", "from_on": date(2019, 7, 2), "to_on": date(2019, 7, 11)}])
    assert _business(_facts(reviews=reviews)).late_days == 21


def test_delays_before_the_tenure_began_are_inherited_and_not_counted() -> None:
    got = _business(_facts(), tenure=WANG)
    assert (got.late, got.inherited, got.late_days) == (1, 1, 17)
    assert (_sheet(_facts(), tenure=WANG).from_on, _sheet(_facts(), tenure=WANG).to_on) == (
        date(2019, 7, 15),
        END,
    )


def test_a_level_is_reached_when_anybody_first_heard_whoever_holds_the_post_or_whatever_round_came_first() -> (
    None
):
    head = {"tenure": "head:sun:2018-01-01", "role": "unit_head", "level": 3, "label": "红色"}
    late = {"level": 3, "label": "红色", "round": 2, "on": date(2019, 7, 8)}
    assert _business(_facts(rows=_rows({**head, "on": JULY}, late))).reached == (("红色", 1),)
    assert _business(_facts(rows=_rows({**head, "on": date(2019, 6, 29)}, late))).reached == ()


def test_a_level_newly_reached_this_month_is_counted_once() -> None:
    rows = _rows({}, {"round": 2}, {"line": "conduct"}, {"item": "HP-01-2", "on": date(2019, 6, 30)}, {"state": "void"},
                 {"level": 3, "label": "红色"}, {"tenure": WANG.key, "level": 3}, {"level": 3, "label": "红色"})  # fmt: skip
    items = some_items({}, {})
    assert _business(_facts(items, rows=rows)).reached == (("黄色", 1), ("红色", 1))


@pytest.mark.parametrize(("rows", "found"), [
    (({"answered_at": datetime(2019, 7, 8, 17, 0), "state": "answered"},), {"on_time": 1}),
    (({"answered_at": datetime(2019, 7, 9, 8, 0), "state": "answered"},), {"late": 1}),
    (({},), {"unanswered": 1}),
    (({"answer_by": AFTER},), {"pending": 1}),
    (({"answer_by": None},), {}),
    (({"state": "settled"},), {}),
    (({"told_on": date(2019, 6, 28)},), {}),
    (({}, {"level": 3, "told_on": date(2019, 7, 3), "answer_by": date(2019, 7, 10)}), {"unanswered": 1}),
    (({}, {"level": 3, "told_on": date(2019, 7, 9), "answer_by": date(2019, 7, 16)}), {"unanswered": 2}),
    (({}, {"item": "HP-01-2"}), {"unanswered": 2}),
])  # fmt: skip
def test_answers_are_counted_as_in_time_late_missing_or_not_yet_due(
    rows: tuple[dict[str, Any], ...], found: dict[str, int]
) -> None:
    got = _business(_facts(some_items({}, {}), rows=_rows(*rows)))
    assert {k: n for k, n in got.answers.items() if n} == found


def _conduct(asks: pd.DataFrame, answered: list[dict[str, Any]] = [], **more: Any) -> list[tuple[Any, ...]]:  # noqa: B006
    area = _sheet(_facts(asks=asks, answered=ANSWERED.frame(answered)), **more).areas[0]
    assert area.conduct is not None
    return [(a.month, a.opened_on, a.answered_on) for a in area.conduct]


def test_the_conduct_column_lists_what_was_asked_answered_or_still_waits() -> None:
    asks = _asks({}, {"month": "2019-06", "opened_on": date(2019, 6, 4)}, {"month": "2019-05", "opened_on": date(2019, 5, 24)},
                 {"opened_on": AFTER, "month": "2019-08"}, {"tenure": WANG.key})  # fmt: skip
    got = _conduct(asks, [{"ask": "a0", "on": date(2019, 7, 5)}, {"ask": "a2", "on": date(2019, 6, 30)}])
    assert got == [("2019-06", date(2019, 6, 4), None), ("2019-07", JULY, date(2019, 7, 5))]


def test_where_another_post_carries_the_conduct_line_each_has_its_own_column() -> None:
    roster = a_roster(areas=[{"name": "业务", "conduct_post": "top", "reason": "分管领导非中共党员"}])
    top = Tenure.model_validate({"post": "top", "person": "zhang", "from": "2017-01-01"})
    deputy, principal = (
        _sheet(_facts(), roster=roster).areas,
        _sheet(_facts(), tenure=top, roster=roster).areas,
    )
    assert [(a.business is None, a.conduct is None) for a in (*deputy, *principal)] == [
        (False, True),
        (True, False),
    ]


def test_an_item_of_two_areas_of_one_leader_is_counted_once() -> None:
    posts = [{**p, "areas": ["业务", "监测"]} if p["id"] == "deputy" else p
             for p in a_roster().model_dump(exclude_none=True)["posts"]]  # fmt: skip
    roster = a_roster(areas=["业务", "监测"], posts=posts, units=[{"name": "科", "areas": ["业务", "监测"]}])
    items = some_items({"areas": "监测、业务"}, {"areas": "业务"})
    got = _sheet(_facts(items, asks=_asks({})), roster=roster).areas
    assert {a.area: a.business.total for a in got if a.business} == {"业务": 1, "监测": 1}
    assert sum(len(a.conduct or ()) for a in got) == 1


def test_of_a_talk_only_date_form_person_and_archive_number_are_kept() -> None:
    assert list(TALKS.columns) == ["tenure", "on", "form", "person", "archive"]
    talks = TALKS.frame([{"tenure": LI.key, "on": on, "form": "提醒谈话", "person": "孙五", "archive": "谈-1"}
                         for on in (date(2019, 7, 9), date(2019, 6, 9))])  # fmt: skip
    assert [t["on"] for t in _sheet(_facts(talks=talks)).talks] == [date(2019, 7, 9)]


def test_a_month_in_which_the_post_was_not_held_has_no_sheet() -> None:
    assert duty_sheet(a_roster(), WANG, date(2019, 6, 30), _facts(), AFTER) is None
    assert duty_sheet(a_roster(), LI, AFTER, _facts(), END) is None


def test_a_month_under_way_is_shown_as_of_today() -> None:
    got = _sheet(_facts(), month=JULY, today=date(2019, 7, 10))
    assert (got.to_on, got.areas[0].business and got.areas[0].business.late_days) == (date(2019, 7, 10), 10)


def test_the_leader_confirms_or_adds_and_the_numbers_stay() -> None:
    sheet = _sheet(_facts())
    done = confirmed(sheet, AFTER, " 已约见科长 ")
    assert (done.confirmed_on, done.added, done.areas) == (AFTER, "已约见科长", sheet.areas)


def _full() -> DutySheet:
    rows = _rows(
        {"answered_at": datetime(2019, 7, 9, 8, 0), "state": "answered"}, {"level": 3, "label": "红色"}
    )
    talks = TALKS.frame(
        [{"tenure": LI.key, "on": date(2019, 7, 9), "form": "提醒谈话", "person": "孙五", "archive": "谈-1"}]
    )
    answered = ANSWERED.frame([{"ask": "a0", "on": date(2019, 7, 9)}])
    return _sheet(_facts(rows=rows, asks=_asks({}), talks=talks, answered=answered))


def test_the_sheet_in_words_has_both_columns_and_a_place_to_sign() -> None:
    assert (
        sheet_text(_full(), _env())
        == """\
# 一岗双责履责月表（2019年7月）

李二　副局长　本月任职：7月1日至7月31日

| 分管领域 | 业务责任 | 党风廉政建设责任 |
| --- | --- | --- |
| 业务 | 在办1项，逾期1项，计入逾期31天；新到级黄色1项、红色1项；应回应2项：逾期回应1项、到期未回应1项 | 科（7月）：7月1日提出，7月9日回应（逾期，应于7月8日前） |

谈话登记：7月9日提醒谈话孙五（档案谈-1）

说明：逾期项数按整改时限计；计入逾期天数按考核时限计，不含任前、验收、岗位空缺和系统停运的天数。

本人补充：________________

本表由系统根据台账和督办记录生成，请本人核对后确认或补充。　签字：________　日期：________
"""
    )


def test_an_empty_sheet_a_confirmed_one_and_the_other_language_say_so_too() -> None:
    empty = confirmed(_sheet(_facts(some_items({"settled_on": JULY}))), AFTER, "无补充")
    assert "新到级无；无应回应事项" in sheet_text(empty, _env())
    assert sheet_text(empty, _env()).endswith("本人补充：无补充\n\n2019年8月1日经本人确认。\n")
    other = replace(_full(), areas=(*_full().areas, AreaDuty("党建", None, None)))
    said = sheet_text(other, _env("en"))
    assert "1 open, 1 late, 31 days counted" in said
    assert "| 党建 | carried by another post | carried by another post |" in said
    assert not set(said) & set("，。；：项")


def test_each_month_that_is_over_owes_a_sheet_to_whoever_held_the_post_in_it() -> None:
    tenures = [{"post": "deputy", "person": "li", "from": "2018-01-01", "to": "2019-07-14"},
               {"post": "deputy", "person": "sun", "from": "2019-07-15"},
               {"post": "deputy", "person": "han", "from": "2019-07-01", "to": "2019-07-31", "acting": True},
               {"post": "head", "person": "sun", "from": "2018-01-01"}]  # fmt: skip
    owed = sheets_owed(a_roster(tenures=tenures), date(2019, 6, 24), date(2019, 8, 1))
    assert [(t.person, f"{m:%Y-%m}") for t, m in owed] == [
        ("li", "2019-06"),
        ("li", "2019-07"),
        ("sun", "2019-07"),
    ]
    assert sheets_owed(a_roster(), JULY, END) == ()


DAYS = st.one_of(st.none(), st.dates(date(2019, 6, 1), END))
STATES = st.fixed_dictionaries(
    {"due_on": st.dates(date(2019, 6, 1), date(2019, 9, 1)), "settled_on": DAYS, "suspended_on": DAYS,
     "areas": st.sampled_from(["业务", "监测", "业务、监测", "监测、业务"])})  # fmt: skip


@pytest.mark.long
@settings(max_examples=50, deadline=None)
@given(st.lists(STATES, max_size=8))
def test_a_leaders_sheet_counts_what_the_published_figures_count(states: list[dict[str, Any]]) -> None:
    posts = [{**p, "areas": ["业务", "监测"]} if p["id"] == "deputy" else p
             for p in a_roster().model_dump(exclude_none=True)["posts"]]  # fmt: skip
    items = some_items(*states)
    parts = [
        a.business
        for a in _sheet(_facts(items), today=END, roster=a_roster(areas=["业务", "监测"], posts=posts)).areas
    ]
    whole = figures(items, pd.Timestamp(END), 20)
    counted = sum(b.total for b in parts if b), sum(b.late for b in parts if b)
    # What is settled that very day is settled; the published figures hold it so too.
    assert counted == (whole.total, whole.late)


TALK = Decision("提醒谈话", "sun", "li", JULY, "HP-01-1逾期且两次未回应", ("HP-01-1",))


def _paper(decision: Decision | None, **more: Any) -> str:
    return talk_text(
        talk_paper(decision, a_roster(), some_items({}), END, **more), _env(more.get("language", "zh"))
    )


def test_a_paper_for_a_talk_is_prepared_from_the_decision() -> None:
    said = _paper(TALK)
    assert said.startswith("# 提醒谈话通知（代拟稿）\n\n孙五同志（科长）：\n")
    assert "经李二同志（副局长）2019年7月1日决定，就以下事由对您进行提醒谈话：HP-01-1逾期且两次未回应" in said
    assert "1．HP-01-1 措施（6月30日到期，逾期31天）" in said
    assert "谈话内容不录入本系统" in said
    english = _paper(TALK, language="en")
    assert "1. HP-01-1 措施 (due 30 June, 31 days late)" in english


@pytest.mark.parametrize(("decision", "why"), [
    (None, "没有决定记录"), (replace(TALK, why=" "), "没有写明理由"), (replace(TALK, on=AFTER), "晚于今天"),
    (replace(TALK, by="sun"), "同一人"), (replace(TALK, by="han"), "不任有权决定"), (replace(TALK, form="约谈"), "不任有权决定"),
    (replace(TALK, items=("HP-09-9",)), "没有编号为“HP-09-9”"), (replace(TALK, person="nobody"), "不在花名册中"),
    (replace(TALK, on=date(2017, 12, 31)), "不任有权决定"),
])  # fmt: skip
def test_no_paper_is_prepared_without_a_competent_decision(decision: Decision | None, why: str) -> None:
    with pytest.raises(Refused, match=why):
        _paper(decision)


def _two_areas() -> Roster:
    posts = [*a_roster().model_dump(exclude_none=True)["posts"],
             {"id": "other", "title": "副局长", "role": "leader_in_charge", "area": "党建"},
             {"id": "watch", "title": "纪检监察组组长", "role": "discipline"}]  # fmt: skip
    tenures = [*a_roster().model_dump(by_alias=True)["tenures"],
               {"post": "other", "person": "wang", "from": "2018-01-01"},
               {"post": "watch", "person": "zhou", "from": "2018-01-01"}]  # fmt: skip
    people = [{"id": p, "name": p} for p in ("zhang", "li", "sun", "han", "wang", "zhou")]
    return a_roster(areas=["业务", "党建"], posts=posts, tenures=tenures, people=people,
                    units=[{"name": "科", "area": "业务"}])  # fmt: skip


@pytest.mark.parametrize(("form", "person", "by"), [
    ("提醒谈话", "li", "wang"), ("提醒谈话", "sun", "wang"), ("提醒谈话", "wang", "li")])  # fmt: skip
def test_a_talk_is_decided_by_whoever_stands_above_in_the_own_areas(form: Form, person: str, by: str) -> None:
    with pytest.raises(Refused, match="在责任链上不高于谈话对象"):
        talk_paper(Decision(form, person, by, JULY, "理由"), _two_areas(), some_items({}), END)


@pytest.mark.parametrize(("form", "person", "by"), [
    ("提醒谈话", "sun", "li"), ("提醒谈话", "li", "zhang"), ("约谈", "li", "zhou"), ("提醒谈话", "sun", "zhou")])  # fmt: skip
def test_the_superior_the_principal_and_the_discipline_group_may_decide(
    form: Form, person: str, by: str
) -> None:
    paper = talk_paper(Decision(form, person, by, JULY, "理由"), _two_areas(), some_items({}), END)
    assert (paper.upward, paper.tenure.split(":")[1]) == (False, by)


def test_for_a_talk_with_the_principal_there_is_only_a_request_upward() -> None:
    paper = talk_paper(Decision("约谈", "zhang", "zhou", JULY, "理由"), _two_areas(), some_items({}), END)
    assert paper.upward
    said = talk_text(paper, _env())
    assert said.startswith("# 关于提请对zhang同志进行约谈的报告（代拟稿）") and "不登记为已作出决定" in said
    assert "Nothing is recorded as decided" in talk_text(paper, _env("en"))


def test_of_a_restricted_item_a_paper_says_only_that_there_is_one() -> None:
    items = some_items({"restricted": True, "measure": "内容敏感"})
    said = talk_text(talk_paper(TALK, a_roster(), items, END), _env())
    assert "HP-01-1 （受限事项，内容从略）" in said and "内容敏感" not in said


def test_a_formal_talk_is_for_those_above_the_leader_in_charge() -> None:
    assert "约谈通知" in _paper(replace(TALK, form="约谈", by="zhang"))


def _list(items: pd.DataFrame | None = None, **more: pd.DataFrame) -> dict[str, list[str]]:
    facts = {"rows": _rows(), "acts": ACTS.frame(), "changes": CHANGED.frame(), "samples": SAMPLES.frame(),
             "false_claims": CONFIRMED.frame(), **more}  # fmt: skip
    plain = some_items(*[{"due_on": date(2019, 12, 31)}] * 3) if items is None else items
    got = monthly_list(plain, top=3, first=pd.Timestamp(JULY), today=pd.Timestamp(END), **facts)  # type: ignore[arg-type]
    return {str(kind): rows["item"].tolist() for kind, rows in got.groupby("kind", sort=False)}


def test_the_list_holds_what_is_late_and_what_befell_in_the_month() -> None:
    july, june = date(2019, 7, 5), date(2019, 6, 5)
    got = _list(
        some_items({}, {"due_on": END}, {"settled_on": JULY}),
        rows=_rows({"level": 3}, {"item": "HP-01-2", "level": 3, "on": june}, {"item": "HP-01-3", "level": 2},
                   {"item": "HP-01-2", "level": 3, "round": 2}),
        acts=ACTS.frame({"item": f"HP-01-{n}", "kind": kind, "on": on, "by": "张一", "why": "理由"} for n, kind, on in (
            (1, "extend", july), (2, "silence", july), (3, "extend", june), (3, "accept", july))),
        changes=CHANGED.frame([{"item": "HP-01-1", "kind": "deadline_moved", "on": july, "before": "6月", "after": "8月"},
                               {"item": "HP-01-2", "kind": "deadline_moved", "on": june},
                               {"item": "HP-01-2", "kind": "progress", "on": july}]),
        samples=SAMPLES.frame([{"item": "HP-01-3", "outcome": "relapsed", "looked_on": july},
                               {"item": "HP-01-2", "outcome": "kept", "looked_on": july}]),
        false_claims=CONFIRMED.frame([{"item": "HP-01-2", "on": july, "detail": "12处中4处未整治"}]),
    )  # fmt: skip
    assert got == {"late": ["HP-01-1"], "top_level": ["HP-01-1"], "relapsed": ["HP-01-3"], "false_claim": ["HP-01-2"],
                   "extend": ["HP-01-1"], "silence": ["HP-01-2"], "deadline_moved": ["HP-01-1"]}  # fmt: skip
    assert list(got) == list(KIND_ZH)
    assert set(SERIOUS) <= set(got)


def test_a_month_without_anything_gives_an_empty_list() -> None:
    assert _list() == {}


def test_the_list_gives_unit_level_and_days_late_with_each_matter() -> None:
    got = monthly_list(some_items({}), _rows({"level": 3, "label": "红色"}), ACTS.frame(), CHANGED.frame(), SAMPLES.frame(),
                       CONFIRMED.frame(), top=3, first=pd.Timestamp(JULY), today=pd.Timestamp(END))  # fmt: skip
    assert got[["kind", "unit", "level", "days_late", "detail"]].to_numpy().tolist() == [
        ["late", "科", 3, 31, ""], ["top_level", "科", 3, 31, "到红色"]]  # fmt: skip
