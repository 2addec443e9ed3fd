"""What a person types is read strictly, and refused in one Chinese sentence that says where."""

import re
from datetime import date
from typing import Any

import pytest

from duban.errors import Refused
from duban.limits import LIMITS
from duban.roster import Roster
from duban.site import Site
from duban.typed import parse
from tests.duban.makers import a_roster

SOURCE = {"name": "环评科", "prefix": "HP", "kind": "excel", "path": "inbox/*/台账.xlsx", "reporter": "head"}
PLAIN: dict[str, Any] = {
    "organisation": "市生态环境局", "mode": "trial",
    "inspection": {"name": "市委第三巡察组巡察", "feedback_on": "2019-05-20"}, "sources": [SOURCE],
}  # fmt: skip


def _site(**changes: Any) -> dict[str, Any]:
    return {**PLAIN, **changes}


def test_a_site_with_what_it_must_have_is_read_and_the_rest_has_defaults() -> None:
    site = parse(Site, _site(), "site.yaml")
    assert (site.inspection.feedback_on, site.ladder, site.settings.immediate_days) == (
        date(2019, 5, 20), "jiangjin", 15)  # fmt: skip
    assert site.from_office == "市生态环境局整改办公室"


def test_a_confirmed_site_may_go_live() -> None:
    confirmed = {"confirmed_by": "保密办", "confirmed_on": "2019-05-27"}
    assert parse(Site, _site(mode="live", confidentiality=confirmed), "site.yaml").mode == "live"


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"organization": "局"}, "organization 没有这一项，请核对拼写"),
        ({"settings": {"imediate_days": 3}}, "settings › imediate_days 没有这一项"),
        ({"inspection": {"name": "巡察", "feedback_on": "五月二十日"}},
         "inspection › feedback_on 为“五月二十日”，应为日期，如 2019-05-20"),
        ({"inspection": {"name": "巡察", "feedback_on": "2019-02-30"}}, "为“2019-02-30”，应为日期"),
        ({"inspection": {"feedback_on": "2019-05-20"}}, "inspection › name 缺少这一项"),
        ({"inspection": {"name": "巡察", "feedback_on": "2019-05-20", "limits": "central"}},
         "limits 为“central”，应为central_pre2024、"),
        ({"mode": "live"}, "mode 为 live，应先填写 confidentiality"),
        ({"mode": "production"}, "mode 为“production”，应为'live'、'trial'之一"),
        ({"sources": []}, "sources 至少应有1项"),
        ({"sources": [{**SOURCE, "prefix": "环评"}]}, "prefix 为“环评”，格式不符"),
        ({"settings": {"immediate_days": 0}}, "immediate_days 为“0”，不应小于1"),
        ({"settings": {"review_months": 2.5}}, "为“2.5”，应为整数"),
        ({"sources": [SOURCE, {**SOURCE, "name": "监测站"}]}, "来源的 prefix“HP”出现两次，应各不相同"),
        ({"sources": [SOURCE, {**SOURCE, "prefix": "JC"}]}, "来源的 name“环评科”出现两次"),
        ({"sources": [{**SOURCE, "path": None}]}, "来源“环评科”（excel）缺少 path"),
        ({"sources": [{**SOURCE, "kind": "sql", "url": "sqlite:///a.db"}]}, "缺少 query"),
        ({"sources": [{**SOURCE, "pth": "x"}]}, "sources › 环评科 › pth 没有这一项"),
        ({"sources": [{k: v for k, v in SOURCE.items() if k != "reporter"}]}, "sources › 环评科 › reporter 缺少"),
        ({"settings": {"immediate_days": "十五"}}, "为“十五”，应为整数"),
        ({"sources": "inbox"}, "应为列表"),
        ({"calendar": {"count_first_day": "看情况"}}, "应为 true 或 false"),
    ],
    ids=lambda v: v if isinstance(v, str) else "",
)  # fmt: skip
def test_a_fault_in_a_site_is_one_sentence_with_its_place(changes: dict[str, Any], words: str) -> None:
    with pytest.raises(Refused) as refusal:
        parse(Site, _site(**changes), "site.yaml")
    said = str(refusal.value)
    assert said.startswith("site.yaml：") and words in said and "\n" not in said
    assert len(re.findall("[\u4e00-\u9fff]", said)) >= 4


def test_several_faults_are_counted_and_the_first_is_said() -> None:
    with pytest.raises(Refused, match="（另有1处）$"):
        parse(Site, _site(organization="局", languages="zh"), "site.yaml")


@pytest.mark.parametrize("data", [None, [], "site", 7])
def test_a_file_that_is_no_mapping_is_refused_in_words(data: Any) -> None:
    with pytest.raises(Refused, match="site.yaml：.*应为"):
        parse(Site, data, "site.yaml")


def test_short_forms_of_a_roster_mean_the_long_ones() -> None:
    roster = a_roster()
    assert roster.areas[0].name == "业务" and roster.units[0].areas == ("业务",)
    assert roster.post("deputy").roles == ("leader_in_charge",)


def test_a_tenure_may_leave_its_end_open_and_may_not_end_before_it_began() -> None:
    plain = a_roster().model_dump(by_alias=True, mode="json")
    still = {"post": "head", "person": "sun", "from": "2018-01-01", "to": None}
    assert parse(Roster, {**plain, "tenures": [still]}, "roster.yaml").holder("head", date(2199, 1, 1))
    with pytest.raises(Refused, match="任期止于2017-01-01，早于起始日2018-01-01"):
        parse(Roster, {**plain, "tenures": [{**still, "to": "2017-01-01"}]}, "roster.yaml")


def test_a_conduct_post_of_its_own_needs_its_reason() -> None:
    plain = a_roster().model_dump(by_alias=True, mode="json")
    with pytest.raises(Refused, match="应写明 reason"):
        parse(Roster, {**plain, "areas": [{"name": "业务", "conduct_post": "top"}]}, "roster.yaml")


@pytest.mark.parametrize(
    ("limits", "end"),
    [("central_pre2024", "2019-07-20"), ("central_2024", "2019-11-20"), ("county_3m", "2019-08-20")],
)
def test_the_concentrated_period_ends_so_many_months_after_the_feedback(limits: str, end: str) -> None:
    assert LIMITS[limits].period_end_on(date(2019, 5, 20)) == date.fromisoformat(end)
    assert LIMITS[limits].period_end_on(date(2019, 12, 31)).month != 12
