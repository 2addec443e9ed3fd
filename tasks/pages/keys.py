"""The desk's signing keys: in ``DUBAN_DESK_KEY``, else in ``state/desk.key`` that its owner alone reads."""

import os
import secrets
import stat
from contextlib import suppress
from pathlib import Path

from duban.errors import Refused

LEAST_CHARS = 32


def keys_of(folder: Path) -> tuple[bytes, ...]:
    """The keys, the one that signs first; older ones below it still open what they signed.

    The first call makes the file. Raises Refused where others may read it, or a key is too short.
    """
    given = os.environ.get("DUBAN_DESK_KEY")
    path = folder / "state" / "desk.key"
    lines = (given if given else _kept(path)).split()
    where = "DUBAN_DESK_KEY" if given else path.name
    if not lines or any(len(line) < LEAST_CHARS for line in lines):
        raise Refused(f"{where}：签名密钥太短，每个应不少于{LEAST_CHARS}个字符，新的在前")
    return tuple(line.encode() for line in lines)


def _kept(path: Path) -> str:
    try:
        _make(path)
        mode = stat.S_IMODE(path.stat().st_mode)
        if mode & 0o077:
            raise Refused(
                f"{path.name}：是签名密钥，权限为 {mode:04o}，他人可以读取，应改为 0600（chmod 600）"
            )
        return path.read_text("ascii")
    except (OSError, UnicodeDecodeError):
        raise Refused(f"{path.name}：签名密钥读不到或写不下，请检查 state 目录的权限") from None


def _make(path: Path) -> None:
    """Make the key where there is none; of two at once the first one's stands."""
    if path.exists():
        return
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    own = path.with_name(f".{path.name}.{secrets.token_hex(8)}")
    handle = os.open(own, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w") as file:
        file.write(secrets.token_urlsafe(32) + "\n")
    with suppress(FileExistsError):
        os.link(own, path)
    own.unlink()
