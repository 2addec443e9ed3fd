"""What is sent (信) and how the attempt ended; how much is said depends on where it goes."""

from dataclasses import dataclass, replace
from datetime import datetime
from email.headerregistry import Address as Mailbox
from email.message import EmailMessage
from email.policy import SMTP
from typing import Literal

from duban.disclosure.classes import Says, Secrecy

__all__ = ["Letter", "Says", "Verdict", "message", "without"]
OUTSIDE_TITLE = "督办系统提醒"
WORKBOOK = ("application", "vnd.openxmlformats-officedocument.spreadsheetml.sheet")
AGAIN_TITLE = "【重发】"
AGAIN_BODY = "（重发：前一份是否送达无法确认，如已收到，以任一份为准。）"


@dataclass(frozen=True)
class Letter:
    """One notice in all its lengths, for one attempt.

    ``sent_at`` carries the site's zone; ``again`` marks a copy of which an earlier one may have
    arrived; ``message_id`` is the same for every copy; ``sender`` is the office that signs. ``attached``
    are workbooks (name, content) that go with the whole letter, never with a summary or pointer. ``secrecy``
    is the highest level of what it speaks of.
    """

    notice_id: str
    title: str
    body: str
    summary: str
    pointer: str
    sent_at: datetime
    again: bool
    message_id: str
    sender: str = "督办"
    attached: tuple[tuple[str, bytes], ...] = ()
    secrecy: Secrecy = "internal"

    def within(self, says: Says) -> "Letter":
        """Give the letter as it may go to such an address: files only where the whole letter may."""
        return self if says == "letter" else replace(self, attached=())

    @property
    def level(self) -> Secrecy:
        """The level by which channels are judged; a notice that says only its pointer is 受限 by that alone."""
        return "restricted" if self.summary == self.pointer else self.secrecy

    def said(self, says: Says) -> tuple[str, str]:
        """Give the title and the text for an address where this much may be said."""
        title = OUTSIDE_TITLE if says == "pointer" else self.title
        text = {"letter": self.body, "summary": self.summary}.get(says, self.pointer)
        if not self.again:
            return title, text
        return AGAIN_TITLE + title, f"{AGAIN_BODY}\n\n{text}"


@dataclass(frozen=True)
class Verdict:
    """How an attempt ended: ``unknown`` where the letter left and nobody said what became of it.

    ``detail`` is for the steward; it never holds an address, a key or a password. ``for_good``: a refusal
    that no later attempt will turn (no such user, too long); ``wait_seconds``: how long the other side
    wants to be left alone first.
    """

    state: Literal["sent", "refused", "unknown"]
    detail: str = ""
    for_good: bool = False
    wait_seconds: int = 0


def message(letter: Letter, title: str, text: str, to: Mailbox, sender: str) -> EmailMessage:
    """Make the mail: one that any mail program opens, and knows again when a copy comes.

    Raises ValueError where an address cannot stand in a mail.
    """
    mail = EmailMessage(policy=SMTP)
    mail["Subject"] = " ".join(title.split())
    mail["From"] = Mailbox(letter.sender, addr_spec=sender)
    mail["To"] = to
    mail["Date"] = letter.sent_at
    mail["Message-ID"] = letter.message_id
    mail["Auto-Submitted"] = "auto-generated"
    mail.set_content(text, charset="utf-8", cte="base64")
    for name, content in letter.attached:
        mail.add_attachment(content, *WORKBOOK, filename=name)
    return mail


def without(secrets: list[str], words: str, limit: int = 100) -> str:
    """Give what the other side said on one short line, with nothing in it that is secret."""
    for secret in sorted(filter(None, secrets), key=len, reverse=True):
        words = words.replace(secret, "***")
    return " ".join(words.split())[:limit]
