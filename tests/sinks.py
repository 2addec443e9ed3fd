"""Witnesses on loopback: a mail server and a web server that misbehave as they are told.

What counts is what they saw, not what our store says.
"""

import asyncio
import json
import socket
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime, timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID

USER, PASSWORD = "duban", "s3cret-word"


class MailSink:
    """A mail server with a login; ``mode`` is what it does wrong, ``mails`` what it took."""

    def __init__(self, mode: str = "") -> None:
        """Nothing wrong by default."""
        self.mode = mode
        self.port = 0
        self.envelopes: list[Envelope] = []

    @property
    def mails(self) -> list[EmailMessage]:
        """Every mail of which the whole text arrived, accepted or not."""
        return [message_from_bytes(e.content or b"", policy=policy.default)  # type: ignore
                for e in self.envelopes]  # fmt: skip

    @property
    def url(self) -> str:
        """How channels.yaml names this server."""
        return (f"mailto://{USER}:{PASSWORD}@127.0.0.1:{self.port}"
                "?from=duban@hb.example.gov.cn&mode=insecure")  # fmt: skip

    async def handle_RCPT(self, server: SMTP, session: Session, envelope: Envelope,  # noqa: N802
                          address: str, options: list[str]) -> str:  # fmt: skip
        """Take or refuse a recipient."""
        if self.mode == "drop at rcpt":
            _cut(server)
        if self.mode == "refuse" or address.startswith("nobody@"):
            return f"550 5.1.1 <{address}> no such user"
        if self.mode == "not now" or address.startswith("later@"):
            return f"450 4.2.1 <{address}> try again later"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session,  # noqa: N802
                          envelope: Envelope) -> str:  # fmt: skip
        """Take the text, and answer or not."""
        self.envelopes.append(envelope)
        if self.mode == "drop after the dot":
            _cut(server)
        if self.mode == "hang after the dot":
            await asyncio.sleep(30)
        return {"spam": "554 5.7.1 rejected as spam", "busy": "451 4.3.0 try again later"}.get(
            self.mode, "250 OK")  # fmt: skip


def _cut(server: SMTP) -> None:
    assert server.transport is not None
    server.transport.abort()


def _login(server: SMTP, session: Session, envelope: Envelope, mechanism: str,
           data: Any) -> AuthResult:  # fmt: skip
    right = isinstance(data, LoginPassword) and data.password == PASSWORD.encode()
    return AuthResult(success=right, handled=False)


@contextmanager
def mail_sink(mode: str = "", tls: ssl.SSLContext | None = None,
              sink: MailSink | None = None) -> Iterator[MailSink]:  # fmt: skip
    """Run a mail server for the length of a block; with ``tls`` it asks for STARTTLS; ``sink``: one of its own kind."""
    sink = sink or MailSink(mode)
    sink.port = free_port()
    controller = Controller(sink, hostname="127.0.0.1", port=sink.port, authenticator=_login,
                            auth_required=True, auth_require_tls=tls is not None,
                            tls_context=tls, require_starttls=tls is not None)  # fmt: skip
    controller.start()
    try:
        yield sink
    finally:
        with suppress(AssertionError):
            controller.stop()


class WebSink:
    """A web server; ``answer`` is (status, body), or "hang" or "drop"; ``posts`` what came.

    ``answers`` are those of a path by its beginning, before ``answer``; ``given`` is what a GET is answered.
    """

    def __init__(self) -> None:
        """Answer yes, as a robot does, by default."""
        self.answer: tuple[int, bytes] | str = (200, b'{"errcode":0,"errmsg":"ok"}')
        self.headers: dict[str, str] = {}
        self.answers: dict[str, tuple[int, bytes]] = {}
        self.given, self.gets = b"", list[str]()
        self.posts: list[dict[str, Any]] = []
        self.port = 0


@contextmanager
def web_sink() -> Iterator[WebSink]:
    """Run a web server for the length of a block."""
    sink, done = WebSink(), threading.Event()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            said = (
                json.loads(body)
                if body[:1] in b"{["
                else {k: v[0] for k, v in parse_qs(body.decode()).items()}
            )
            sink.posts.append({"path": self.path, **said})
            own = next((a for path, a in sink.answers.items() if self.path.startswith(path)), None)
            if isinstance(sink.answer, str) and own is None:
                if sink.answer == "hang":
                    done.wait(30)
                self.connection.shutdown(socket.SHUT_RDWR)
                return
            status, said = own or sink.answer
            self.send_response(status)
            if 300 <= status < 400:
                self.send_header("Location", f"http://127.0.0.1:{sink.port}/login")
            for name, value in sink.headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(said)))
            self.end_headers()
            self.wfile.write(said)

        def do_GET(self) -> None:
            sink.gets.append(self.path)
            self.send_response(200)
            self.send_header("Content-Length", str(len(sink.given)))
            self.end_headers()
            self.wfile.write(sink.given)

        def log_message(self, *_: Any) -> None:
            """Keep quiet."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    sink.port = server.server_address[1]
    threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
    try:
        yield sink
    finally:
        done.set()
        server.shutdown()
        server.server_close()


def self_signed(folder: Path) -> ssl.SSLContext:
    """Make a server's side of TLS with a certificate that nobody vouches for."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")])
    now = datetime.now(UTC)
    made = (x509.CertificateBuilder().subject_name(name).issuer_name(name)
            .public_key(key.public_key()).serial_number(x509.random_serial_number())
            .not_valid_before(now - timedelta(days=1)).not_valid_after(now + timedelta(days=1))
            .sign(key, hashes.SHA256()))  # fmt: skip
    path = folder / "server.pem"
    path.write_bytes(made.public_bytes(Encoding.PEM) + key.private_bytes(
        Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))  # fmt: skip
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(path)
    return context


def free_port() -> int:
    """Give a port on loopback where nobody listens."""
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])
