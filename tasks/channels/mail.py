"""Mail (邮件): apprise's reading of the server's URL, our own talk with the server.

apprise gives each attempt a new Message-ID and says only yes or no, so that neither a copy nor
a lost answer could be told from the rest.
"""

import smtplib
import ssl
from contextlib import suppress
from dataclasses import dataclass, field
from email.headerregistry import Address as Mailbox
from functools import cache
from typing import Any

from tasks.channels.letter import Letter, Verdict, message, without

TIMEOUT_SECONDS = 15.0
SCHEMES = ("mailto", "mailtos")
FAULTS = (OSError, smtplib.SMTPException, ValueError)


@dataclass(frozen=True)
class Server:
    """A mail server, and who sends through it; ``mode`` is insecure, ssl or starttls."""

    host: str
    port: int
    mode: str
    user: str
    password: str = field(repr=False)
    sender: str
    verified: bool


def read_url(url: str) -> tuple[Server, list[str]]:
    """Read ``mailtos://user:password@host?from=…``: the server, and the recipients it names.

    Raises ValueError, without a word of the URL, where it cannot be read.
    """
    # apprise takes half a second to load: only where there is a server to read of.
    from apprise.plugins.email.base import NotifyEmail

    scheme, _, _ = url.partition("://")
    parts: dict[str, Any] | None = None
    if scheme.lower() in SCHEMES:
        parts = NotifyEmail.parse_url(url)  # type: ignore[no-untyped-call]
    try:
        made: Any = NotifyEmail(**(parts or {}))  # type: ignore[no-untyped-call]
    except (TypeError, ValueError):
        raise ValueError("读不懂，应为 mailtos://用户:密码@服务器?from=发件地址") from None
    server = Server(made.smtp_host, int(made.port), made.secure_mode, made.user or "",
                    made.password or "", made.from_addr[1], made.verify_certificate)  # fmt: skip
    # apprise writes to the sender where the URL names nobody.
    named = [to for _, to in made.targets] if (parts or {}).get("targets") else []
    return server, [*named, *made.cc, *made.bcc]


def hand(server: Server, to: str, name: str, letter: Letter, title: str, text: str) -> Verdict:
    """Connect, offer, hand over; until the text itself leaves, nothing can have arrived."""
    secrets = [server.password, server.user, server.sender, to]
    try:
        mail = bytes(message(letter, title, text, Mailbox(name, addr_spec=to), server.sender))
        smtp = _connect(server)
    except FAULTS as fault:
        return Verdict("refused", f"发信服务器用不上，信未交出（{_said(fault, secrets)}）")
    try:
        return _offer(smtp, server.sender, to, secrets) or _deliver(smtp, mail, secrets)
    finally:
        # The verdict stands already; a server that is gone need not be told goodbye.
        smtp.timeout = 1.0
        with suppress(*FAULTS):
            if smtp.sock:
                smtp.sock.settimeout(smtp.timeout)
            smtp.quit()
        smtp.close()


def _connect(server: Server) -> smtplib.SMTP:
    smtp: smtplib.SMTP
    if server.mode == "ssl":
        smtp = smtplib.SMTP_SSL(server.host, server.port, timeout=TIMEOUT_SECONDS,
                                context=_tls(server.verified))  # fmt: skip
    else:
        smtp = smtplib.SMTP(server.host, server.port, timeout=TIMEOUT_SECONDS)
    try:
        if server.mode == "starttls":
            smtp.starttls(context=_tls(server.verified))
        if server.user and server.password:
            smtp.login(server.user, server.password)
        smtp.ehlo_or_helo_if_needed()
    except BaseException:
        smtp.close()
        raise
    return smtp


@cache
def _tls(verified: bool) -> ssl.SSLContext:
    """Read the machine's certificates once: that takes longer than a mail."""
    tls = ssl.create_default_context()
    if not verified:
        tls.check_hostname, tls.verify_mode = False, ssl.CERT_NONE
    return tls


def _offer(smtp: smtplib.SMTP, sender: str, to: str, secrets: list[str]) -> Verdict | None:
    """Name both ends; a verdict only where that already ends the attempt."""
    try:
        for name, end in ((smtp.mail, sender), (smtp.rcpt, to)):
            code, words = name(end)
            if code not in (250, 251):
                return _refused(code, words, secrets)
    except FAULTS as fault:
        return Verdict("refused", f"发信服务器中断，信未交出（{_said(fault, secrets)}）")
    return None


def _deliver(smtp: smtplib.SMTP, mail: bytes, secrets: list[str]) -> Verdict:
    try:
        code, words = smtp.data(mail)
    except smtplib.SMTPDataError as no:
        return _refused(no.smtp_code, no.smtp_error, secrets)
    except FAULTS as fault:
        return Verdict("unknown", f"信已交出，没有答复（{_said(fault, secrets)}）")
    if code != 250:
        return _refused(code, words, secrets)
    return Verdict("sent", f"发信服务器已收下（{code}）")


def _refused(code: int, words: bytes | str, secrets: list[str]) -> Verdict:
    said = f"对方拒收（{code} {without(secrets, _text(words))}）"
    # RFC 5321: 4 means not now, 5 means never.
    return Verdict("refused", said, for_good=500 <= code < 600)


def _said(fault: Exception, secrets: list[str]) -> str:
    if isinstance(fault, smtplib.SMTPResponseException):
        return f"{fault.smtp_code} {without(secrets, _text(fault.smtp_error))}"
    # smtplib hides a time-out behind a lost connection.
    if isinstance(fault, TimeoutError) or isinstance(fault.__context__, TimeoutError):
        return "超时"
    return without(secrets, str(fault)) or type(fault).__name__


def _text(words: bytes | str) -> str:
    return words.decode("utf-8", "replace") if isinstance(words, bytes) else words
