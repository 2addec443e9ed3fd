"""A post changes hands: one list, the levels reached go on, the former holder hears no more."""

from datetime import date
from pathlib import Path

from tasks import store
from tasks.context import open_site
from tests.walk import days
from tests.walk.test_commands import listed

BEFORE, HANDED = (date(2019, 6, 3), date(2019, 6, 20), date(2019, 7, 1)), date(2019, 7, 15)


def test_the_new_holder_gets_one_list_and_nothing_starts_again(stored_site: Path) -> None:
    days.tick(stored_site, *BEFORE, HANDED)
    letters = days.notices(stored_site, HANDED)
    assert "li2" not in letters
    said = letters["wang3"]
    for words in (
        "您自7月15日起任副局长，分管环评、监测。该岗位现有未结事项7项，其中逾期4项；待回应业务事项",
        "党风廉政建设履责事项2项，均由前任期间产生，提级不重新起算，接任前的逾期天数不计入您。待办理的列于下文，其余1项：",
        "（1）HP-03-1 修订审批与监管联动制度（环评科，还有77天）",
        "自2019年7月15日起任副局长（分管环评、监测），自2016年9月1日起任副局长（分管大气、水生态、执法）",
        "环评科（6月）：以HP-01-1、",
        "请于7月22日前反馈",
        # Late before the tenure is said to be so, and an answer is owed from the tenure on.
        "逾期41天，其中接任前40天不计入您，红色",
        "7月22日下班前回应",
    ):
        assert words in said, words
    assert all(said.count(f"{code} ") == 1 for code in ("HP-01-2", "HP-02-1", "HP-03-1"))
    assert days.titles(stored_site, HANDED)["wang3"].startswith(
        "【交接清单】环评、监测、大气、水生态、执法领域"
    )
    at = open_site(str(stored_site), HANDED)
    asks = store.asks(at.engine, at.site)
    mine = asks[asks["person"].eq("wang3") & asks["post"].eq("deputy-eia")]
    assert set(mine["unit"]) == {"环评科", "环境监测站"} and set(mine["month"]) == {"2019-06"}
    assert "li2" not in set(asks["person"])
    reached = days.rows(stored_site)
    own = reached[reached["item"].eq("HP-01-3") & reached["post"].eq("deputy-eia")]
    assert own.groupby("tenure")["episode"].max().nunique() == 1
    assert set(own[own["person"].eq("wang3")]["level"]) == {3}
    days.tick(stored_site, date(2019, 7, 16))
    later = days.notices(stored_site, date(2019, 7, 16))
    # What the former holder was told is closed with the tenure; the successor's own stands open.
    shown = {(one["person"], one["state"]) for one in listed("escalations", stored_site)
             if one["post"] == "deputy-eia" and one["item"] == "HP-01-3" and one["level"] == 3}  # fmt: skip
    assert shown == {("li2", "settled"), ("wang3", "open")}
    assert "均由前任期间产生" not in later.get("wang3", "") and "li2" not in later
