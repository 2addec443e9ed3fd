"""Who is at work: a name for this process by which another can tell that it is gone."""

import hashlib
import os
import secrets
from functools import cache
from pathlib import Path

PROC = Path("/proc")


def new_token() -> str:
    """Make a token that nobody else has, at most 32 characters, naming machine and process."""
    return f"{_machine()}.{os.getpid()}.{_began(os.getpid())}.{secrets.token_hex(8)}"[:32]


def is_gone(token: str) -> bool:
    """Say whether the maker of a token is surely dead: of this machine, and not running.

    Of another machine, or where a system does not tell, nobody can be sure: False.
    """
    machine, _, rest = token.partition(".")
    process, _, rest = rest.partition(".")
    started = rest.partition(".")[0]
    if not machine or machine != _machine() or not process.isdigit():
        return False
    return _started(int(process)) != started


@cache
def _began(process: int) -> str:
    """When this very process began; asked once."""
    return _started(process)


@cache
def _machine() -> str:
    """Name this boot of this machine and the space in which its process numbers count."""
    try:
        boot = (PROC / "sys/kernel/random/boot_id").read_text()
        space = str((PROC / "self/ns/pid").readlink())
    except OSError:
        return ""
    return hashlib.sha256((boot + space).encode()).hexdigest()[:6]


def _started(process: int) -> str:
    """When a process began, in the kernel's ticks; "" where there is none.

    A number is used again for another process, but not at the same tick.
    """
    try:
        fields = (PROC / str(process) / "stat").read_text().rpartition(")")[2].split()
    except OSError:
        return ""
    state, ticks = fields[0], fields[19]
    return "" if state == "Z" else f"{int(ticks):x}"
