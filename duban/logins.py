"""The organisation's own logins (统一登录) beside the desk's passwords: which provider, and how it names people."""

import re
from typing import Literal

from pydantic import Field, field_validator

from duban.typed import Typed

LOOPBACK = re.compile(r"http://(127\.0\.0\.1|localhost|\[::1\])(:\d+)?(/.*)?")


class OidcLogin(Typed):
    """A provider of OpenID Connect. ``claim`` is what it names a person by, as ``duban login --outside`` says it;
    ``label`` is on the button.
    """

    issuer: str = Field(pattern=r"^https?://[^\s?#@]+$")
    client_id: str = Field(min_length=1)
    client_secret: str = Field(pattern=r"^env:\S+$")
    claim: Literal["sub", "preferred_username", "email", "upn", "uid", "employee_number"] = (
        "preferred_username"
    )
    scopes: tuple[str, ...] = ("openid", "profile")
    label: str = "统一身份认证"

    @field_validator("issuer")
    @classmethod
    def _private(cls, value: str) -> str:
        if not value.startswith("https://") and not LOOPBACK.fullmatch(value):
            raise ValueError(f"issuer 为“{value}”，应为 https:// 开头的地址")
        return value

    @field_validator("scopes")
    @classmethod
    def _asks_who(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        return value if "openid" in value else ("openid", *value)


class LdapLogin(Typed):
    """A directory that knows the passwords: over TLS always (ldap:// by STARTTLS). ``user`` is the name one binds
    by (uid={name},ou=people,dc=… or {name}@example.gov.cn); ``ca`` a file of certificates beside the site.
    """

    url: str = Field(pattern=r"^ldaps?://[A-Za-z0-9.\-\[\]:]+$")
    user: str = Field(pattern=r"^[^{}]*\{name\}[^{}]*$")
    ca: str | None = None


class LoginSettings(Typed):
    """Which logins there are beside the desk's own passwords; those stay, for the day the others are away."""

    oidc: OidcLogin | None = None
    ldap: LdapLogin | None = None
