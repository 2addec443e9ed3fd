"""Providers of OpenID Connect for tests: one that is kept by others, in a process of its own; one that lies as told."""

import base64
import hashlib
import hmac
import json
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs

import httpx
from joserfc import jwt
from joserfc.jwk import RSAKey

from tests.sinks import free_port


@contextmanager
def provider() -> Iterator[str]:
    """oidc-provider-mock, with one person: its issuer."""
    port = free_port()
    known = json.dumps({"sub": "u-15", "preferred_username": "han.15"})
    other = json.dumps({"sub": "u-99", "preferred_username": "nobody.99"})
    command = [sys.executable, "-m", "oidc_provider_mock", "--port", str(port), "--require-nonce", "true",
               "--user-claims", known, "--user-claims", other]  # fmt: skip
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    issuer = f"http://127.0.0.1:{port}"
    try:
        _wait(f"{issuer}/.well-known/openid-configuration")
        yield issuer
    finally:
        process.kill()
        process.wait(10)


def _wait(url: str) -> None:
    end = time.monotonic() + 60
    while True:
        try:
            httpx.get(url, timeout=5, trust_env=False).raise_for_status()
            return
        except httpx.HTTPError:
            if time.monotonic() > end:
                raise
            time.sleep(0.1)


def _bare(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).decode().rstrip("=")


def _part(said: dict[str, Any]) -> str:
    return _bare(json.dumps(said).encode())


class Liar:
    """A provider that signs what it is told: ``claims`` over the right ones, ``forge`` how the token is made."""

    def __init__(self) -> None:
        """An honest one by default."""
        self.key, self.other = RSAKey.generate_key(2048), RSAKey.generate_key(2048)
        self.claims: dict[str, Any] = {}
        self.forge, self.issuer, self.nonce, self.challenge = "", "", "", ""
        self.broken = False

    def token(self) -> str:
        """The identity token."""
        now = int(time.time())
        right = {"iss": self.issuer, "aud": "duban", "sub": "u-15", "iat": now, "exp": now + 300, "nonce": self.nonce,
                 "preferred_username": "han.15"}  # fmt: skip
        said = {k: v for k, v in {**right, **self.claims}.items() if v is not None}
        if self.forge in ("none", "HS256"):
            return self.forged(said)
        return jwt.encode({"alg": "RS256"}, said, self.other if self.forge == "another key" else self.key)

    def forged(self, said: dict[str, Any]) -> str:
        """Unsigned, or signed with what everybody can read, the public key."""
        head = f"{_part({'alg': self.forge})}.{_part(said)}"
        made = hmac.new(self.key.as_pem(private=False), head.encode(), hashlib.sha256).digest()
        return f"{head}." if self.forge == "none" else f"{head}.{_bare(made)}"

    def answer(self, path: str, form: dict[str, list[str]]) -> tuple[int, Any]:
        """What an address gives."""
        if path.endswith("openid-configuration"):
            return 200, {"issuer": self.issuer, "jwks_uri": f"{self.issuer}/jwks",
                         "authorization_endpoint": f"{self.issuer}/authorize", "token_endpoint": f"{self.issuer}/token",
                         "token_endpoint_auth_methods_supported": ["client_secret_post"]}  # fmt: skip
        if path.endswith("jwks"):
            return 200, {"keys": [self.key.as_dict(private=False)]}
        made = hashlib.sha256(form["code_verifier"][0].encode()).digest()
        proved = _bare(made) == self.challenge
        if not proved or form["client_secret"] != ["s3cret"]:
            return 400, {"error": "invalid_grant"}
        return 200, {"access_token": "x", "token_type": "Bearer", "id_token": self.token()}


@contextmanager
def liar() -> Iterator[Liar]:
    """That provider, listening."""
    one = Liar()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.reply(*one.answer(self.path, {}))

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"])).decode()
            self.reply(*one.answer(self.path, parse_qs(body)))

        def reply(self, status: int, body: Any) -> None:
            said = json.dumps(body).encode()
            self.send_response(503 if one.broken else status)
            self.send_header("Content-Length", str(len(said)))
            self.end_headers()
            self.wfile.write(said)

        def log_message(self, *_: Any) -> None:
            """Keep quiet."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    one.issuer = f"http://127.0.0.1:{server.server_address[1]}"
    threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
    try:
        yield one
    finally:
        server.shutdown()
        server.server_close()
