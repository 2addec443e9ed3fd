"""The built-in channel: a notice is written as an ``.eml`` file that any mail program opens."""

import os
import re
from email.headerregistry import Address as Mailbox
from pathlib import Path

from tasks.channels.letter import Letter, Verdict, message
from tasks.private import write_whole

# A mail must name both ends; ``.invalid`` is nobody's by RFC 2606.
SENDER, RECIPIENT = "duban@duban.invalid", "notice@duban.invalid"


def write(folder: Path, person: str, name: str, letter: Letter, title: str, text: str) -> Verdict:
    """Write ``FOLDER/DAY/NOTICE-PERSON.eml``: whole and on the disk, or not at all."""
    day = folder / f"{letter.sent_at:%Y-%m-%d}"
    try:
        mail = message(letter, title, text, Mailbox(name, addr_spec=RECIPIENT), SENDER)
        write_whole(day / f"{_safe(letter.notice_id)}-{_safe(person)}.eml", bytes(mail))
    except OSError as fault:
        return Verdict("refused", f"写不进发件箱（{os.strerror(fault.errno or 0)}）")
    except ValueError:
        return Verdict("refused", "写不进发件箱（姓名或标题不能用作信头）")
    return Verdict("sent", "已写入发件箱")


def _safe(name: str) -> str:
    return re.sub(r"[^\w.-]", "_", name)
