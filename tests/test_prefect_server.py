"""A real server and worker: the deployment is triggered through the API, its artifacts read back."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import httpx
import pytest
import yaml

from tasks.artifacts.pages import PAGES
from tests.conftest import ROOT
from tests.prefect_server import artifacts, belled, everything, run_daily, serving, until
from tests.walk import days
from tests.walk.test_watching import letters

DEPLOYMENTS = yaml.safe_load((ROOT / "prefect.yaml").read_text("utf-8"))["deployments"]
RED = date(2019, 7, 3)
pytestmark = [pytest.mark.slow, pytest.mark.timeout(600)]


@pytest.fixture
def api(site: Path) -> Iterator[httpx.Client]:
    with serving(site) as client:
        yield client


def test_a_run_through_the_api_tells_the_same_and_prefect_holds_no_texts_and_no_names(
    api: httpx.Client, site: Path
) -> None:
    run = run_daily(api, site, "2019-07-01")
    assert run["state_type"] == "COMPLETED", run["state"]
    assert run["name"] == "每日督办 example 2019-07-01"
    found = artifacts(api)
    board, brief = found["duban-example-board"], found["duban-example-brief"]
    assert set(found) >= {f"duban-example-{kind}" for kind in PAGES}
    assert "[HP-01-1](http://127.0.0.1:8420/items/HP-01-1)" in board["data"]
    assert "市生态环境局 2019-07-01 周一" in brief["data"]
    elsewhere = httpx.post(f"{str(api.base_url).rstrip('/')}/flow_runs/filter", json={}, trust_env=False)
    assert elsewhere.status_code == 403, "a page of a browser may press no button of Prefect's"
    every = api.post("/artifacts/filter", json={"limit": 200}).json()
    assert {a["data"] for a in every if a["type"] == "progress"} == {100.0}
    assert "逾期5项（今日新增3项）" in brief["data"] and "应报4份，已报4份" in brief["data"]
    items = days.items(site, date(2019, 7, 1))
    held = everything(api)
    for text in (*items["measure"], *items["finding"], *items["progress"]):
        assert not text or str(text) not in held
    people = yaml.safe_load((site / "roster.yaml").read_text("utf-8"))["people"]
    assert not [p["name"] for p in people if p["name"] in held]
    descriptions = [d["description"] for d in api.post("/deployments/filter", json={}).json()]
    assert len(descriptions) == len(DEPLOYMENTS) and all("：" in d for d in descriptions)
    (site / "inbox" / "2019-07-03").mkdir()
    (site / "inbox" / "2019-07-03" / "环评科整改台账.xlsx").write_bytes(b"no workbook")
    with belled(api, site, RED):
        red = run_daily(api, site, str(RED))
        assert red["state_type"] == "FAILED" and "1个来源未能调取" in red["state"]["message"]
        # Prefect rings by itself; the desk looks and tells its steward, in our own words and by our own ways.
        until(lambda: bool(letters(site, RED)), 180)
    said = "".join(letters(site, RED))
    assert "“每日督办”运行失败" in said
