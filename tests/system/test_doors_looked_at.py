"""The desk's other doors in a real browser: the organisation's login out and back, and what programs are told."""

from pathlib import Path

import httpx
import pytest
from selenium import webdriver
from selenium.webdriver.common.by import By
from selenium.webdriver.support.ui import WebDriverWait

from tests.desk.providers import provider
from tests.desk.serving import serving
from tests.desk.test_outside import MONDAY, SECRET, desk
from tests.system.test_desk import PHONE, look, press, text

pytestmark = [pytest.mark.system, pytest.mark.timeout(600)]


def test_the_button_leads_out_to_the_provider_and_back_to_the_persons_own_first_page(
    site: Path, browser: webdriver.Chrome, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in SECRET.items():
        monkeypatch.setenv(name, value)
    with provider() as issuer, desk(site, issuer) as client:
        base = str(client.base_url).rstrip("/")
        browser.get(f"{base}/login")
        look(browser, "login-outside")
        look(browser, "login-outside-phone", PHONE)
        browser.find_element(By.LINK_TEXT, "用统一身份认证登录").click()
        WebDriverWait(browser, 30).until(lambda b: b.current_url.startswith(issuer))
        browser.find_element(By.NAME, "sub").send_keys("u-15")
        browser.find_element(By.CSS_SELECTOR, "button[type=submit], input[type=submit], button").click()
        # The address is there before the page is.
        WebDriverWait(browser, 30).until(
            lambda b: b.current_url == f"{base}/todo" and "韩十五" in b.page_source
        )
        press(browser, "退出")
        assert browser.current_url == f"{base}/login"
        browser.get(f"{base}/login/outside/back?code=x&state=y")
        assert "没有登录" in text(browser)
        look(browser, "login-refused")


def test_what_programs_are_told_is_a_page_without_a_script(site: Path, browser: webdriver.Chrome) -> None:
    with serving(site, MONDAY) as client:
        page = client.get("/api")
        assert page.status_code == 200 and "<script" not in page.text and "http://" not in page.text
        browser.get(str(client.base_url.join("/api")))
        assert "/api/v1/items" in text(browser) and "act:accept" in text(browser)
        look(browser, "programs")
        look(browser, "programs-phone", PHONE)
        assert httpx.get(str(client.base_url.join("/api/v1/openapi.json")), trust_env=False).json()["openapi"]
