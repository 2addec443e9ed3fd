"""Prefect's door as our own programs go through it: the one password, and what proves that no page of a browser asks."""

import base64
from collections.abc import Generator
from uuid import uuid4

import httpx

CHANGES = frozenset({"POST", "PUT", "PATCH", "DELETE"})


class Entered(httpx.Auth):
    """Signs each request where a password is known, and carries the server's token on each that may change
    something; a server that wants none gives none.
    """

    requires_response_body = True

    def __init__(self, api: str, name: str = "", password: str = "") -> None:  # noqa: S107 - none is none
        """``api`` is the address under which the token is asked for."""
        self._api, self._client, self._token = api.rstrip("/"), uuid4().hex, ""
        given = base64.b64encode(f"{name}:{password}".encode()).decode()
        self._signed = f"Basic {given}" if name else ""

    def auth_flow(self, request: httpx.Request) -> Generator[httpx.Request, httpx.Response, None]:
        """Sign, and where the token is missing or over ask for one first."""
        self._sign(request)
        if request.method not in CHANGES:
            yield request
            return
        if not self._token:
            yield from self._ask()
        answer = yield self._marked(request)
        if answer.status_code == httpx.codes.FORBIDDEN:
            yield from self._ask()
            yield self._marked(request)

    def _ask(self) -> Generator[httpx.Request, httpx.Response, None]:
        asked = httpx.Request("GET", f"{self._api}/csrf-token", params={"client": self._client})
        self._sign(asked)
        answer = yield asked
        self._token = str(answer.json()["token"]) if answer.status_code == httpx.codes.OK else ""

    def _sign(self, request: httpx.Request) -> None:
        if self._signed:
            request.headers["Authorization"] = self._signed

    def _marked(self, request: httpx.Request) -> httpx.Request:
        if self._token:
            request.headers.update({"Prefect-Csrf-Token": self._token, "Prefect-Csrf-Client": self._client})
        return request
