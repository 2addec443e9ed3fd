"""OpenID Connect: the authorization code with PKCE, and the identity token checked before anything is believed.

Sources: OpenID Connect Core 1.0, 3.1.3.7 (what of an identity token is checked); RFC 7636 (PKCE); RFC 9700
(what an OAuth client must keep today); RFC 9207 (the issuer in the answer).
"""

import base64
import hashlib
import json
import secrets
import threading
import time
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any
from urllib.parse import quote, urlencode, urlsplit

import httpx
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from duban.errors import DubanError
from duban.logins import LOOPBACK, OidcLogin
from tasks.logins import LoginAway
from tasks.sources.hosts import InnerAddress, Pinned
from tasks.sources.secret import resolved

SIGNED_BY = ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA"]
SECONDS, LEEWAY_SECONDS, KEPT_SECONDS, MOST_BYTES = 10.0, 60, 600.0, 256 * 1024
AWAY = "统一身份认证暂时不能使用，请稍后再试，或用本地口令登录"
_known: dict[str, tuple[float, dict[str, Any], KeySet]] = {}
_lock = threading.Lock()


class NotProved(DubanError):
    """What came back proves nobody: nobody is signed in."""


@dataclass(frozen=True)
class Trip:
    """What a browser carries while it is away at the provider, so that nobody else's answer is taken for its own."""

    state: str
    nonce: str
    verifier: str
    until: float

    @classmethod
    def new(cls, seconds: float = KEPT_SECONDS) -> "Trip":
        """Begin one; it is over after ten minutes."""
        state, nonce, verifier = (secrets.token_urlsafe(32) for _ in range(3))
        return cls(state, nonce, verifier, time.time() + seconds)

    @property
    def text(self) -> str:
        """As it is kept."""
        return json.dumps(asdict(self))

    @classmethod
    def read(cls, text: str) -> "Trip":
        """As it was kept."""
        return cls(**json.loads(text))


def way_out(setting: OidcLogin, back: str, trip: Trip) -> str:
    """The address of the provider at which a person signs in. Raises LoginAway where it cannot be asked."""
    said, _ = _provider(setting)
    challenge = base64.urlsafe_b64encode(hashlib.sha256(trip.verifier.encode()).digest()).decode().rstrip("=")
    asked = {"response_type": "code", "client_id": setting.client_id, "redirect_uri": back,
             "scope": " ".join(setting.scopes), "state": trip.state, "nonce": trip.nonce,
             "code_challenge": challenge, "code_challenge_method": "S256"}  # fmt: skip
    place = str(said["authorization_endpoint"])
    return f"{place}{'&' if urlsplit(place).query else '?'}{urlencode(asked)}"


def who_came(setting: OidcLogin, back: str, trip: Trip, answer: Mapping[str, str]) -> str:
    """By what name the provider knows who came back.

    Raises NotProved where anything does not fit, LoginAway where the provider cannot be asked.
    """
    if time.time() > trip.until or not secrets.compare_digest(
        trip.state.encode(), answer.get("state", "").encode()
    ):
        raise NotProved("登录已超时，或不是从本页发起的，请重新登录")
    if answer.get("iss", setting.issuer) != setting.issuer or not answer.get("code"):
        raise NotProved("统一身份认证没有同意登录，请重新登录")
    said, keys = _provider(setting)
    token = _exchanged(setting, said, back, trip, answer["code"])
    claims = _claims(setting, token, keys, trip.nonce)
    return _named(setting, claims)


def _named(setting: OidcLogin, claims: Mapping[str, Any]) -> str:
    name = claims.get(setting.claim)
    if setting.claim == "email" and claims.get("email_verified") is not True:
        raise NotProved("统一身份认证没有核实这一邮箱，不能据此登录")
    if not isinstance(name, str) or not name.strip():
        raise NotProved(f"统一身份认证没有给出 {setting.claim}，请核对 site.yaml 的 logins")
    return name.strip()


def _claims(setting: OidcLogin, token: str, keys: KeySet, nonce: str) -> Mapping[str, Any]:
    """The claims of an identity token: signed by the provider, for us, for this trip, in time."""
    rules = jwt.JWTClaimsRegistry(
        leeway=LEEWAY_SECONDS, iss={"essential": True, "value": setting.issuer},
        aud={"essential": True, "value": setting.client_id}, exp={"essential": True}, iat={"essential": True},
        sub={"essential": True}, nonce={"essential": True, "value": nonce})  # fmt: skip
    try:
        claims = jwt.decode(token, keys, algorithms=SIGNED_BY).claims
        rules.validate(claims)
    except (JoseError, ValueError, TypeError, KeyError):
        # Its keys may have changed since they were asked for: the next who comes is judged by the new ones.
        with _lock:
            _known.pop(setting.issuer, None)
        raise NotProved("统一身份认证的凭证核验不过，没有登录") from None
    several = isinstance(claims["aud"], list) and len(claims["aud"]) > 1
    if claims.get("azp", None if several else setting.client_id) != setting.client_id:
        raise NotProved("统一身份认证的凭证是给别的系统的，没有登录")
    return claims


def _exchanged(setting: OidcLogin, said: Mapping[str, Any], back: str, trip: Trip, code: str) -> str:
    form = {
        "grant_type": "authorization_code",
        "code": code,
        "redirect_uri": back,
        "code_verifier": trip.verifier,
    }
    secret = resolved(setting.client_secret, "logins oidc client_secret")
    methods = said.get("token_endpoint_auth_methods_supported", ["client_secret_basic"])
    basic = None
    if "client_secret_basic" in methods:
        basic = httpx.BasicAuth(quote(setting.client_id, safe=""), quote(secret, safe=""))
    else:
        form |= {"client_id": setting.client_id, "client_secret": secret}
    found = _asked("POST", str(said["token_endpoint"]), data=form, auth=basic)
    token = found.get("id_token")
    if not isinstance(token, str):
        raise NotProved("统一身份认证没有给出凭证（id_token），没有登录")
    return token


def _provider(setting: OidcLogin) -> tuple[dict[str, Any], KeySet]:
    """What the provider says of itself, and its keys; asked anew after ten minutes."""
    with _lock:
        known = _known.get(setting.issuer)
    if known and known[0] > time.monotonic():
        return known[1], known[2]
    said = _asked("GET", f"{setting.issuer.rstrip('/')}/.well-known/openid-configuration")
    places = [said.get(name) for name in ("authorization_endpoint", "token_endpoint", "jwks_uri")]
    if said.get("issuer") != setting.issuer or not all(isinstance(p, str) and _private(p) for p in places):
        raise LoginAway(AWAY)
    try:
        keys = KeySet.import_key_set(_asked("GET", str(said["jwks_uri"])))  # type: ignore[arg-type]
    except (JoseError, ValueError, TypeError, KeyError):
        raise LoginAway(AWAY) from None
    with _lock:
        _known[setting.issuer] = (time.monotonic() + KEPT_SECONDS, said, keys)
    return said, keys


def _private(place: str) -> bool:
    return place.startswith("https://") or bool(LOOPBACK.fullmatch(place))


def _asked(method: str, url: str, **more: Any) -> dict[str, Any]:
    """What the provider answers, as an object; no redirect is followed, no proxy asked."""
    try:
        with httpx.Client(transport=Pinned(), timeout=SECONDS, follow_redirects=False) as client:
            answer = client.request(method, url, headers={"Accept": "application/json"}, **more)
        if method == "POST" and 400 <= answer.status_code < 500:
            raise NotProved("统一身份认证不认这次登录，请重新登录")
        answer.raise_for_status()
        found = json.loads(answer.content) if len(answer.content) <= MOST_BYTES else None
    except (httpx.HTTPError, InnerAddress, ValueError):
        raise LoginAway(AWAY) from None
    if not isinstance(found, dict):
        raise LoginAway(AWAY)
    return found
