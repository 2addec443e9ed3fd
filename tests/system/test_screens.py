"""What ops staff see, in a real browser: the board and the brief in Prefect's own pages."""

import time
from pathlib import Path

import httpx
import pytest
from selenium import webdriver
from selenium.webdriver.common.by import By
from selenium.webdriver.support.ui import WebDriverWait

from tests.prefect_server import artifacts, run_daily, serving

pytestmark = [pytest.mark.system, pytest.mark.timeout(600)]


def test_ops_staff_read_the_board_and_the_brief_in_the_ui(
    site: Path, browser: webdriver.Chrome, tmp_path: Path
) -> None:
    with serving(site) as api:
        assert run_daily(api, site, "2019-07-01")["state_type"] == "COMPLETED"
        base = str(api.base_url).removesuffix("/api/")
        for kind, words in (("board", "环境监测站"), ("brief", "申报待验收6项")):
            one = artifacts(api)[f"duban-example-{kind}"]["latest_id"]
            browser.get(f"{base}/artifacts/artifact/{one}")
            WebDriverWait(browser, 60).until(lambda d, w=words: w in d.find_element(By.TAG_NAME, "body").text)
            assert browser.save_screenshot(str(tmp_path / f"{kind}.png"))
        browser.get(f"{base}/runs")
        WebDriverWait(browser, 60).until(
            lambda d: "每日督办 example 2019-07-01" in d.find_element(By.TAG_NAME, "body").text)  # fmt: skip
        assert _far_requests(browser, base) == []


def _far_requests(browser: webdriver.Chrome, base: str) -> list[str]:
    """The addresses beyond this machine that the page asked for."""
    time.sleep(1)
    asked = browser.execute_script("return performance.getEntriesByType('resource').map(e => e.name)")
    return [a for a in asked if httpx.URL(a).host not in {"127.0.0.1", "localhost", ""}
            and not a.startswith(base)]  # fmt: skip
