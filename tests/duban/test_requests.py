"""What may be asked for in Prefect: each act with just what it needs, about something that is known."""

from datetime import date
from typing import Any, get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from duban.errors import Refused
from duban.forms import refuse_closed, refuse_day, refuse_span
from duban.requests import KINDS, NAMES, ActName, Asked, Kind, Known, check
from duban.typed import parse
from duban.wording import templates
from tests.conftest import ROOT

KNOWN = Known({"HP-01-1"}, {"deputy-eia"}, {3})
DAY = date(2019, 7, 9)
ALL: dict[str, Any] = {"item": "HP-01-1", "post": "deputy-eia", "delivery": 3, "day": DAY, "level": 2}
NEEDS: dict[str, set[str]] = {
    "验收": {"item"}, "退回": {"item"}, "销号": {"item"}, "延期": {"item", "day"}, "更正时限": {"item", "day"}, "暂停提示": {"item", "day"},
    "审签": {"item"}, "评定级别": {"item", "level"}, "岗位交接": {"post", "day"}, "采用暂缓的报送": {"delivery"}, "退回暂缓的报送": {"delivery"},
}  # fmt: skip
LATER = {"item": "HP-01-1", "day": DAY}


def refused(asked: Asked) -> str:
    try:
        check(asked, KNOWN)
    except Refused as fault:
        return str(fault)
    return ""


@pytest.mark.parametrize("act", [a for a in get_args(ActName) if a != "重新打开"])
@given(given=st.sets(st.sampled_from(sorted(ALL))))
def test_an_act_is_asked_for_with_what_it_needs_and_nothing_else(act: Any, given: set[str]) -> None:
    asked = Asked(act=act, **{name: ALL[name] for name in given})
    assert (refused(asked) == "") == (given == NEEDS[act])
    assert "\n" not in refused(asked)


def test_a_reopening_may_leave_its_new_date_out() -> None:
    assert not refused(Asked(act="重新打开", item="HP-01-1")) and not refused(Asked(act="重新打开", **LATER))


@pytest.mark.parametrize(("said", "sentence"), [
    ({"act": "验收", "item": "XX-9"}, "没有编号为“XX-9”的事项"), ({"act": "验收"}, "缺少事项编号"),
    ({"act": "岗位交接", "post": "nobody", "day": DAY}, "没有岗位“nobody”，应为deputy-eia之一"),
    ({"act": "延期", "item": "HP-01-1"}, "缺少日期（新的时限）"), ({"act": "采用暂缓的报送", "delivery": 9}, "9号报送不在暂缓采用之列"),
    ({"act": "验收", "item": "HP-01-1", "level": 2}, "不需要级别，应留空"),
])  # fmt: skip
def test_what_is_wrong_is_said_in_one_sentence(said: dict[str, Any], sentence: str) -> None:
    assert sentence in refused(Asked(**said))


def test_an_act_nobody_knows_is_refused_with_those_there_are() -> None:
    with pytest.raises(Refused, match="act 为“处分”，应为'验收'、"):
        parse(Asked, {"act": "处分"}, "请求行为")


def test_every_act_has_its_name_and_its_reminder() -> None:
    assert set(KINDS.values()) == set(get_args(Kind)) == set(NAMES)
    facts = {"kind": "request", "item": "", "limit_on": DAY, "number": 1}
    for language in ("zh", "en"):
        text = (ROOT / "duban" / "wording" / language / "chases.jinja").read_text("utf-8")
        module: Any = (
            templates({"chases.jinja": text}).get_template("chases.jinja").make_module({"today": DAY})
        )
        for kind, name in NAMES.items():
            said = str(module.chased({**facts, "why": kind}))
            assert (name if language == "zh" else kind.replace("_", " ")) in said


def test_a_form_refuses_a_day_that_makes_no_sense() -> None:
    for day, last in ((date(2019, 7, 10), None), (date(2019, 7, 1), date(2019, 7, 2))):
        with pytest.raises(Refused, match="业务日期"):
            refuse_day(day, last, DAY)
    refuse_day(None, DAY, DAY)
    refuse_day(DAY, DAY, DAY)
    with pytest.raises(Refused, match=r"不在发送时段（工作日08:30–17:30）"):
        refuse_closed(False, "08:30", "17:30")
    for first, last in ((DAY, date(2019, 7, 8)), (DAY, date(2019, 12, 9))):
        with pytest.raises(Refused, match="应不"):
            refuse_span(first, last)
    refuse_span(DAY, date(2019, 10, 9))
