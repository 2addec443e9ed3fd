"""G18: a leader replaced in the middle: the new one hears what is open, the former one nothing more; who returns hears anew."""

from datetime import date
from pathlib import Path

import pytest
import yaml

from flows.supervising import supervising
from tasks import acts, store
from tasks.acts import Reply
from tasks.context import open_site
from tests.walk import days

LATE, LAST, HANDED = date(2019, 7, 1), date(2019, 7, 12), date(2019, 7, 15)


def _letters(site: Path, person: str) -> list[str]:
    return sorted(f.parent.name for f in (site / "state" / "outbox").rglob(f"*-{person}.eml"))


@pytest.mark.nightly
def test_g18_replaced_between_the_decision_and_the_sending_only_the_successor_hears(site: Path) -> None:
    days.tick(site, LATE)
    number = next(
        n
        for n in store.rows(*_of(site)).query("person == 'li2' and line == 'business'")["notice_id"].dropna()
    )
    answered = open_site(str(site), date(2019, 7, 2))
    done = acts.answer(
        answered, number, Reply("business", "李二", text="请环评科7月底前完成", items=("HP-01-1",))
    )
    assert done.what == ("HP-01-1",)
    # Decided on the last day of the tenure and never sent: the machine stopped before.
    supervising(str(site), LAST)
    assert "li2" in days.notices(site, LAST)
    before = _letters(site, "li2")
    days.tick(site, HANDED)
    assert _letters(site, "li2") == before and "li2" not in days.notices(site, HANDED)
    letter = days.notices(site, HANDED)["wang3"]
    rows = days.rows(site)
    open_ = rows[rows["person"].eq("wang3") & rows["post"].eq("deputy-eia") & rows["state"].eq("open")]
    assert {"HP-01-3", "HP-03-2", "ENT-04"} <= set(open_["item"]) and open_["notice_id"].notna().all()
    assert all(code in letter for code in set(open_["item"]))


@pytest.mark.nightly
def test_g18_who_comes_back_to_the_post_hears_again_of_what_is_open(site: Path) -> None:
    days.tick(site, LATE, HANDED)
    typed = yaml.safe_load((site / "roster.yaml").read_text("utf-8"))
    back = date(2019, 7, 22)
    for one in typed["tenures"]:
        if one["post"] == "deputy-eia" and one["person"] == "wang3":
            one["to"] = date(2019, 7, 21)
    typed["tenures"].append({"post": "deputy-eia", "person": "li2", "from": back})
    (site / "roster.yaml").write_text(yaml.safe_dump(typed, allow_unicode=True), "utf-8")
    days.tick(site, back)
    letter = days.notices(site, back)["li2"]
    assert "您自7月22日起任副局长" in letter and all(
        code in letter for code in ("HP-01-3", "HP-03-2", "ENT-04")
    )
    rows = days.rows(site)
    mine = rows[
        rows["person"].eq("li2") & rows["post"].eq("deputy-eia") & rows["tenure"].str.endswith("2019-07-22")
    ]
    # The key holds the tenure: what the same person was told in the first one stands in no way of the second.
    assert {"HP-01-3", "HP-03-2", "ENT-04"} <= set(mine["item"]) and mine["notice_id"].notna().all()


def _of(site: Path) -> tuple[object, str]:
    at = open_site(str(site), LATE)
    return at.engine, at.site
