"""Ledgers that are files: each that has come by the day is opened once, safely, and parsed."""

import hashlib
import os
import stat
import time
from collections.abc import Callable
from contextlib import suppress
from datetime import date
from pathlib import Path
from typing import BinaryIO

from duban.errors import DeliveryRefused, DubanError, SourceFailed, Unfinished
from duban.grid import Delivery, Grid
from duban.site import Source
from tasks.sources.calls import Calls
from tasks.sources.finding import DayFrom, day_of, find, origin_of

MOST_BYTES = 64 * 2**20
MOVING = "文件一直在变动或没有读全，疑似未传完，传完后再取"
NOT_PLAIN = "不是普通文件（目录、管道或设备），请放入台账文件本身"
Parser = Callable[[bytes, str, Source], tuple[Grid, ...]]
Dated = tuple[date, DayFrom, Path]


def call_files(source: Source, folder: Path, today: date, known: frozenset[str],
               parse: Parser) -> Calls:  # fmt: skip
    """Read every file of a source that has come by ``today`` and is not known."""
    _refuse_unmounted(source, folder)
    came, refused = come_by(source, source.path or "", folder, today)
    moving = _still_moving([path for _, _, path in came], source.quiet_seconds)
    new: dict[str, Delivery] = {}
    seen: list[str] = []
    for on, day_from, path in came:
        origin = origin_of(path, folder)
        where, digest = f"来源“{source.name}” {origin}", ""
        try:
            if path in moving:
                raise Unfinished(f"{where}：{MOVING}")
            content = read_bytes(path, where)
            digest = hashlib.sha256(content).hexdigest()
            if digest in known or digest in new:
                seen.append(digest)
                continue
            grids = parse(content, where, source)
            new[digest] = Delivery(source.name, origin, digest, on, day_from, grids)
        except DubanError as fault:
            fault.digest = digest
            if isinstance(fault, Unfinished):
                fault.origin = origin
            refused.append(fault)
    return Calls(tuple(new.values()), tuple(refused), tuple(seen))


def _refuse_unmounted(source: Source, folder: Path) -> None:
    if source.mounted and not (folder / source.mounted).exists():
        raise SourceFailed(f"来源“{source.name}”：无法读取报送目录，标记文件“{source.mounted}”不在，"
                           "共享可能没有挂载")  # fmt: skip


def _still_moving(paths: list[Path], seconds: float) -> set[Path]:
    """Those of the files just written that change until the youngest has lain still so long: somebody is
    still copying them. Files written together are waited for once, however many sources they are of.
    """
    now = time.time()
    fresh = {path: look for path in paths if 0 <= now - (look := _look(path))[1] < seconds}
    if fresh:
        time.sleep(seconds - (now - max(written for _, written in fresh.values())))
    return {path for path, look in fresh.items() if _look(path) != look}


def _look(path: Path) -> tuple[int, float]:
    with suppress(OSError):
        found = path.lstat()
        return found.st_size, found.st_mtime
    return 0, 0.0


def come_by(source: Source, pattern: str, folder: Path, today: date) -> tuple[list[Dated], list[DubanError]]:
    """The files of a pattern whose folder is not dated after ``today``, oldest day first."""
    found, refused = find(pattern, folder, f"来源“{source.name}”")
    came: list[Dated] = []
    for path in found:
        try:
            on, day_from = day_of(path, folder, f"来源“{source.name}” {origin_of(path, folder)}")
        except DubanError as fault:
            refused.append(fault)
            continue
        if day_from == "arrived" or on <= today:
            came.append((on, day_from, path))
    return sorted(came, key=lambda one: (one[0], one[2])), refused


def open_regular(path: Path, where: str) -> BinaryIO:
    """Open a regular file; a link, folder, pipe or device is refused and never followed."""
    try:
        handle = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
    except OSError as fault:
        if path.is_symlink():
            raise DeliveryRefused(f"{where}：不是普通文件，是一个链接，请放入台账文件本身") from None
        if isinstance(fault, FileNotFoundError):
            raise DeliveryRefused(f"{where}：读取时文件消失，请重新放入") from None
        if path.exists() and not path.is_file():
            raise DeliveryRefused(f"{where}：{NOT_PLAIN}") from None
        raise DeliveryRefused(f"{where}：打不开（{os.strerror(fault.errno or 0)}），请检查权限") from None
    if not stat.S_ISREG(os.fstat(handle).st_mode):
        os.close(handle)
        raise DeliveryRefused(f"{where}：{NOT_PLAIN}")
    return os.fdopen(handle, "rb")


def read_bytes(path: Path, where: str) -> bytes:
    """A regular file's whole content, at most 64 MB and not changing while it is read."""
    with open_regular(path, where) as file:
        before = os.fstat(file.fileno())
        if before.st_size > MOST_BYTES:
            raise DeliveryRefused(
                f"{where}：有{before.st_size // 2**20}MB，最多{MOST_BYTES // 2**20}MB，请拆分后报送"
            )
        content = b""
        with suppress(OSError):  # a share that went away shows as a length that is not the file's
            content = file.read(MOST_BYTES + 1)
        after = os.fstat(file.fileno())
    if len(content) != after.st_size or (before.st_size, before.st_mtime_ns) != (
        after.st_size,
        after.st_mtime_ns,
    ):
        raise Unfinished(f"{where}：{MOVING}")
    return content
