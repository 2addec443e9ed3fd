"""What ops staff see, in a real browser: every page and form in Prefect's own UI, at the sizes people use.

Set ``DUBAN_SCREENS`` to a folder to keep the screenshots.
"""

import os
import time
from pathlib import Path

import httpx
import pytest
from selenium import webdriver
from selenium.webdriver.common.by import By
from selenium.webdriver.support.ui import WebDriverWait

from tasks.artifacts.pages import PAGES
from tests.prefect_server import artifacts, run_daily, serving

pytestmark = [pytest.mark.system, pytest.mark.timeout(600)]


SIZES = ((1366, 768), (1920, 1080))
SAID = {"board": "环境监测站", "brief": "申报待验收6", "tomorrow": "若无变化", "held": "没有暂缓采用的报送", "questions": "业务责任待回应",
        "ledgers": "大气水信访", "sent": "本机发件箱", "duty": "履责月表"}  # fmt: skip
FORMS = {"asking": "请求办理的行为", "operating": "做哪一步", "previewing": "截止日", "reporting": "哪一份"}


def test_ops_staff_read_every_page_and_find_every_form_in_the_ui(
    site: Path, browser: webdriver.Chrome, tmp_path: Path
) -> None:
    folder = Path(os.environ.get("DUBAN_SCREENS", tmp_path))
    with serving(site) as api:
        assert run_daily(api, site, "2019-07-01")["state_type"] == "COMPLETED"
        base, found = str(api.base_url).removesuffix("/api/"), artifacts(api)
        assert set(SAID) == set(PAGES)
        for kind, words in SAID.items():
            browser.get(f"{base}/artifacts/artifact/{found[f'duban-example-{kind}']['latest_id']}")
            _look(browser, folder, kind, words)
            assert _cut_off(browser) == [], kind
        for one in api.post("/deployments/filter", json={}).json():
            form = one["entrypoint"].partition(":")[2]
            if form in FORMS:
                browser.get(f"{base}/deployments/deployment/{one['id']}/run")
                _look(browser, folder, f"form-{form}", FORMS[form])
        browser.get(f"{base}/runs")
        _look(browser, folder, "runs", "每日督办 example 2019-07-01")
        assert _far_requests(browser, base) == []


def _look(browser: webdriver.Chrome, folder: Path, name: str, words: str) -> None:
    """Wait until a page says so, and keep a picture of it at each size; the smallest stays."""
    WebDriverWait(browser, 60).until(lambda d: words in d.find_element(By.TAG_NAME, "body").text)
    for width, height in reversed(SIZES):
        browser.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", {
            "width": width, "height": height, "deviceScaleFactor": 1, "mobile": False})  # fmt: skip
        time.sleep(0.5)
        assert browser.save_screenshot(str(folder / f"prefect-{name}-{width}.png"))


def _cut_off(browser: webdriver.Chrome) -> list[str]:
    """The last cell of each table that stands beyond what holds it."""
    return list(
        browser.execute_script("""
        return [...document.querySelectorAll('table')].filter(t => {
            const box = t.parentElement.getBoundingClientRect();
            return t.getBoundingClientRect().right > box.right + 2 || t.scrollWidth > t.clientWidth + 2;
        }).map(t => t.innerText.slice(0, 60))""")
    )


def _far_requests(browser: webdriver.Chrome, base: str) -> list[str]:
    """The addresses beyond this machine that the page asked for."""
    time.sleep(1)
    asked = browser.execute_script("return performance.getEntriesByType('resource').map(e => e.name)")
    return [a for a in asked if httpx.URL(a).host not in {"127.0.0.1", "localhost", ""}
            and not a.startswith(base)]  # fmt: skip
