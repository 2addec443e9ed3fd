"""Signing in by the organisation's own login: only who is proved comes in, and only by the browser that set out."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
import yaml

from duban.errors import Refused
from duban.links import opened, sealed
from duban.site import Site
from duban.typed import parse
from tasks.context import open_site
from tasks.pages.accounts import Grants, give_account, sign_in
from tests.desk.providers import Liar, liar, provider
from tests.desk.serving import form_of, serving

MONDAY = date(2019, 7, 1)
PASSWORD = "correct horse battery"  # noqa: S105
BY = ("张一", "统一登录")
SECRET = {"DUBAN_OIDC_SECRET": "s3cret"}


def set_up(site: Path, port: int, issuer: str) -> None:
    """The site's logins, and a person who goes by a name there and has no password here."""
    path = site / "site.yaml"
    said = yaml.safe_load(path.read_text("utf-8"))
    said["desk"] = {"base_url": f"http://127.0.0.1:{port}"}
    said["logins"] = {
        "oidc": {"issuer": issuer, "client_id": "duban", "client_secret": "env:DUBAN_OIDC_SECRET"}
    }
    path.write_text(yaml.safe_dump(said, allow_unicode=True), "utf-8")


@contextmanager
def desk(site: Path, issuer: str) -> Iterator[httpx.Client]:
    with serving(site, MONDAY) as client:
        set_up(site, client.base_url.port or 0, issuer)
        give_account(open_site(str(site), MONDAY), "韩十五", None, Grants(outside="han.15"), *BY)
        yield client


def out(client: httpx.Client) -> str:
    """Press the button; where it leads."""
    return client.get("/login/outside", follow_redirects=False).headers["location"]


def back(client: httpx.Client, place: str, sub: str) -> httpx.Response:
    """Sign in at the provider, and come back."""
    answer = httpx.post(place, data={"sub": sub}, trust_env=False)
    assert answer.status_code in (302, 303), answer.text
    return client.get(answer.headers["location"])


@pytest.fixture(autouse=True)
def secret(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in SECRET.items():
        monkeypatch.setenv(name, value)


def test_who_is_proved_by_the_provider_comes_in_and_the_session_is_a_new_one(copied: Path) -> None:
    with provider() as issuer, desk(copied, issuer) as client:
        assert "用统一身份认证登录" in client.get("/login").text
        client.cookies.set("duban", "planted", domain="127.0.0.1", path="/")
        asked = parse_qs(urlsplit(place := out(client)).query)
        assert (
            asked["code_challenge_method"] == ["S256"]
            and asked["nonce"]
            and asked["scope"] == ["openid profile"]
        )
        page = back(client, place, "u-15")
        assert page.status_code == 200 and 'content="0; url=/"' in page.text, page.text
        held = [c.value for c in client.cookies.jar if c.name == "duban"]
        assert held and "planted" not in held[-1:]
        home = client.get("/todo")
        assert home.url.path == "/todo" and "韩十五" in home.text
        again = client.get(f"/login/outside/back?code=x&state=é{asked['state'][0]}")
        assert again.status_code == 403
        client.post("/logout", data={"form": form_of(home)})
        client.cookies.set("duban", held[-1], domain="127.0.0.1", path="/")
        assert client.get("/todo").url.path == "/login"
        stranger = back(client, out(client), "u-99")
        assert stranger.status_code == 403 and "没有对应的登录" in stranger.text


def test_an_answer_taken_to_another_browser_opens_nothing_there(copied: Path) -> None:
    with provider() as issuer, desk(copied, issuer) as client:
        answer = httpx.post(out(client), data={"sub": "u-15"}, trust_env=False)
        with httpx.Client() as other:
            theirs = other.get(answer.headers["location"])
            assert theirs.status_code == 403 and not other.cookies.get("duban")
            other.get(client.base_url.join("/login/outside"))
            mixed = other.get(answer.headers["location"])
            assert mixed.status_code == 403 and "不是从本页发起" in mixed.text
        assert client.get(answer.headers["location"]).status_code == 200


FORGED: list[dict[str, Any]] = [
    {"forge": "none"}, {"forge": "HS256"}, {"forge": "another key"},
    {"iss": "http://127.0.0.1:1"}, {"aud": "another"}, {"aud": ["duban", "another"]}, {"azp": "another"}, {"nonce": "x"},
    {"nonce": None}, {"exp": 1}, {"exp": None}, {"iat": 4_000_000_000}, {"sub": None}, {"preferred_username": None},
    {"preferred_username": ["han.15"]}, {"preferred_username": " "},
]  # fmt: skip


def test_a_forged_stale_or_misdirected_token_signs_nobody_in(copied: Path) -> None:
    with liar() as one, desk(copied, one.issuer) as client:
        for lie in FORGED:
            answer = returned(client, one, lie)
            assert answer.status_code == 403, lie
            assert not client.cookies.get("duban"), lie
        assert returned(client, one, {"aud": ["duban"]}).status_code == 200
        one.broken = True
        assert returned(client, one, {}).status_code == 503


def returned(client: httpx.Client, one: Liar, lie: dict[str, Any]) -> httpx.Response:
    asked = parse_qs(urlsplit(out(client)).query)
    one.forge, one.claims = lie.get("forge", ""), {k: v for k, v in lie.items() if k != "forge"}
    one.nonce, one.challenge = asked["nonce"][0], asked["code_challenge"][0]
    return client.get(f"/login/outside/back?code=c&state={asked['state'][0]}")


def test_without_the_verifier_of_the_trip_a_stolen_code_is_worth_nothing(copied: Path) -> None:
    with liar() as one, desk(copied, one.issuer) as client:
        asked = parse_qs(urlsplit(out(client)).query)
        one.nonce, one.challenge = asked["nonce"][0], "another"
        assert client.get(f"/login/outside/back?code=c&state={asked['state'][0]}").status_code == 403


def test_the_desks_own_passwords_stay_for_the_day_the_provider_is_away(copied: Path) -> None:
    with desk(copied, "http://127.0.0.1:9") as client:
        away = client.get("/login/outside")
        assert away.status_code == 503 and "或用本地口令登录" in away.text
        at = open_site(str(copied), MONDAY)
        give_account(at, "李二", PASSWORD, Grants(), *BY)
        form = form_of(client.get("/login"))
        assert (
            client.post("/login", data={"name": "李二", "password": PASSWORD, "form": form}).status_code
            == 200
        )
        assert sign_in(at, "韩十五", "", at.now) is None
        with pytest.raises(Refused, match="一个名称只能对应一人"):
            give_account(at, "张一", None, Grants(outside="han.15"), *BY)
        with pytest.raises(Refused, match="谁也进不来"):
            give_account(at, "张一", None, Grants(), *BY)


def test_a_provider_must_be_reached_over_tls_and_its_secret_come_from_the_environment(copied: Path) -> None:
    said = yaml.safe_load((copied / "site.yaml").read_text("utf-8"))
    good = {"issuer": "https://sso.example.gov.cn", "client_id": "duban", "client_secret": "env:X"}
    for wrong in (
        {"issuer": "http://sso.example.gov.cn"},
        {"client_secret": "plain"},
        {"issuer": "http://127.0.0.1.evil.example"},
    ):
        with pytest.raises(Refused, match="logins"):
            parse(Site, {**said, "logins": {"oidc": {**good, **wrong}}}, "site.yaml")
    for wrong in ({"url": "http://x", "user": "{name}"}, {"url": "ldaps://x", "user": "cn=all"}):
        with pytest.raises(Refused, match="logins"):
            parse(Site, {**said, "logins": {"ldap": wrong}}, "site.yaml")


def test_what_a_browser_keeps_for_us_it_cannot_change() -> None:
    kept = sealed(b"k" * 32, "a text")
    body, _, signature = kept.partition(".")
    assert opened([b"o" * 32, b"k" * 32], kept) == "a text"
    for other in (kept + "x", kept + "é", f"x{body}.{signature}", body, "", f".{signature}", "."):
        assert opened([b"k" * 32], other) is None
    assert opened([b"o" * 32], kept) is None
