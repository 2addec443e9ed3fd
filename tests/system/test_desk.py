"""The desk walked in a real browser: the mail's link, one line signed and the other chased, the office's acts.

Set ``DUBAN_SCREENS`` to a folder to keep the screenshots.
"""

import json
import os
from datetime import date
from importlib.resources import files
from pathlib import Path
from typing import Any

import httpx
import pytest
from selenium import webdriver
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.support.expected_conditions import staleness_of
from selenium.webdriver.support.ui import WebDriverWait

from flows.asking import asking
from tasks.context import open_site
from tasks.pages.accounts import Grants, give_account
from tests.desk.serving import link, mail, serving
from tests.walk import days

pytestmark = [pytest.mark.system, pytest.mark.timeout(600)]
ASKED, CHASED = date(2019, 6, 20), date(2019, 6, 28)
PASSWORD = "correct horse battery"  # noqa: S105
DESK, PHONE = (1280, 900), (390, 844)
AXE = (files("axe_core_python") / "axe.min.js").read_text("utf-8")


def look(browser: webdriver.Chrome, name: str, size: tuple[int, int] = DESK) -> None:
    """A picture of the whole page; nothing beyond its edge, nothing that axe finds fault with."""
    _resize(browser, *size)
    assert browser.execute_script("return document.documentElement.scrollWidth") <= size[0], name
    browser.execute_script(AXE)
    found: dict[str, Any] = browser.execute_async_script(
        "const done = arguments[arguments.length - 1]; axe.run(document, {resultTypes: ['violations']}).then(done)")  # fmt: skip
    faults = [(v["id"], [n["html"][:120] for n in v["nodes"]]) for v in found["violations"]]
    assert not faults, json.dumps(faults, ensure_ascii=False, indent=1)
    height = browser.execute_script("return document.documentElement.scrollHeight")
    _resize(browser, size[0], min(int(height), 2400))
    folder = Path(os.environ.get("DUBAN_SCREENS", "")) if "DUBAN_SCREENS" in os.environ else None
    if folder:
        assert browser.save_screenshot(str(folder / f"desk-{name}.png"))
    _resize(browser, *size)


def _resize(browser: webdriver.Chrome, width: int, height: int) -> None:
    browser.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", {
        "width": width, "height": height, "deviceScaleFactor": 1, "mobile": width < 600})  # fmt: skip


def press(browser: webdriver.Chrome, words: str) -> None:
    """Press the first button that says so, with the keyboard."""
    old = browser.find_element(By.TAG_NAME, "html")
    browser.find_element(By.XPATH, f"//button[normalize-space()='{words}']").send_keys(Keys.ENTER)
    WebDriverWait(browser, 60).until(staleness_of(old))


def text(browser: webdriver.Chrome) -> str:
    return browser.find_element(By.TAG_NAME, "main").text


def enter(browser: webdriver.Chrome, base: httpx.URL, name: str) -> None:
    browser.get(f"{base}/login")
    browser.find_element(By.ID, "name").send_keys(name)
    browser.find_element(By.ID, "password").send_keys(PASSWORD)
    press(browser, "登录")


def test_a_leader_signs_one_line_and_only_the_other_is_chased(site: Path, browser: webdriver.Chrome) -> None:
    days.tick(site, ASKED)
    with serving(site, ASKED) as client:
        browser.get(f"{str(client.base_url).rstrip('/')}{link(site, 'li2', ASKED)}")
        look(browser, "leader")
        look(browser, "leader-phone", PHONE)
        assert "待回应2项" in text(browser) or "待回应3项" in text(browser)
        browser.find_element(By.ID, "text-business").send_keys("由孙五补报佐证，每周报一次进度。")
        press(browser, "提交业务责任回应")
        assert "由孙五补报佐证" in text(browser) and "提交业务责任回应" not in browser.page_source
        assert "提交党风廉政责任回应" in browser.page_source
        look(browser, "signed")
        browser.find_element(By.CSS_SELECTOR, ".items a").click()
        assert "一事一档" in text(browser) and "由孙五补报佐证" in text(browser)
        look(browser, "item")
        look(browser, "item-phone", PHONE)
    days.tick(site, CHASED)
    letter = mail(site, "li2", CHASED)
    business, conduct = letter.split("二、党风廉政建设责任")
    assert "尚未收到，第1次催办" in conduct
    assert "尚未收到" not in business


def _decline(browser: webdriver.Chrome) -> None:
    """What was asked for in Prefect is declined, one after the other, with a reason each."""
    for left in (1, 0):
        browser.find_element(By.CSS_SELECTOR, "#requests ~ .card input[name=why]").send_keys("没有书面依据")
        press(browser, "不予办理")
        assert browser.page_source.count('action="/requests/') == left


def test_the_office_accepts_one_claim_and_returns_one(site: Path, browser: webdriver.Chrome) -> None:
    days.tick(site, ASKED, date(2019, 7, 1))
    at = open_site(str(site), date(2019, 7, 1))
    for person in ("韩十五", "周九", "李二"):
        give_account(at, person, PASSWORD, Grants(), "张一", "办理督办")
    asking(str(site), "延期", item="HP-01-2", day=date(2019, 7, 30), today=date(2019, 7, 1))
    asking(str(site), "岗位交接", post="head-eia", day=date(2019, 7, 15), today=date(2019, 7, 1))
    with serving(site, date(2019, 7, 1)) as client:
        base = str(client.base_url).rstrip("/")
        browser.get(f"{base}/login")
        look(browser, "login", PHONE)
        enter(browser, httpx.URL(base), "韩十五")
        look(browser, "todo")
        look(browser, "todo-phone", PHONE)
        _decline(browser)
        for words, why in (("验收", "材料齐全，现场核查属实"), ("退回", "佐证与措施不符")):
            browser.find_element(By.CSS_SELECTOR, "#reviews ~ .card input[name=why]").send_keys(why)
            press(browser, words)
        browser.get(f"{base}/board?klass=returned")
        assert "共1项" in text(browser)
        for place in ("board", "deliveries", "ledgers"):
            browser.get(f"{base}/{place}")
            look(browser, place)
        browser.get(f"{base}/todo")
        assert "已验收，待销号" in text(browser)
        browser.find_element(By.CSS_SELECTOR, "#accepted ~ .card a").click()
        assert "材料齐全，现场核查属实" in text(browser) and "韩十五" in text(browser)
        look(browser, "office-item")
        press(browser, "退出")
        enter(browser, httpx.URL(base), "李二")
        browser.get(f"{base}/papers")
        assert "一岗双责履责月表（2019年6月）" in text(browser)
        look(browser, "papers")
        look(browser, "papers-phone", PHONE)
        press(browser, "退出")
        enter(browser, httpx.URL(base), "周九")
        browser.get(f"{base}/oversight")
        look(browser, "oversight")
        look(browser, "oversight-phone", PHONE)
