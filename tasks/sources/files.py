"""Files in the inbox: found by a pattern, dated by their folder, opened without following links."""

import hashlib
import os
import re
import stat
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path

from duban.errors import DeliveryRefused, DubanError, SourceFailed
from duban.grid import Delivery, Grid
from duban.site import Source
from tasks.sources.calls import Calls

MOST_BYTES = 64 * 1024 * 1024
DATED = re.compile(r"^(\d{4})[-.]?(\d{1,2})[-.]?(\d{1,2})$")
Parser = Callable[[bytes, str, Source], tuple[Grid, ...]]


def call_files(source: Source, folder: Path, today: date, known: frozenset[str],
               parse: Parser) -> Calls:  # fmt: skip
    """Read every file of a source that has come by ``today`` and is not known."""
    found = matching(source, folder, source.path or "")
    deliveries: list[Delivery] = []
    refused: list[DubanError] = []
    seen: list[str] = []
    for path in found:
        on, from_folder = day_of(path, folder)
        if from_folder and on > today:
            continue
        try:
            content = read_bytes(path, source.name)
            digest = hashlib.sha256(content).hexdigest()
            if digest in known or digest in {d.digest for d in deliveries}:
                seen.append(digest)
                continue
            origin = shown(path, folder)
            deliveries.append(Delivery(source.name, origin, digest, on,
                                       "folder" if from_folder else "arrived",
                                       parse(content, f"{source.name} {path.name}", source)))  # fmt: skip
        except DubanError as fault:
            refused.append(fault)
    return Calls(tuple(sorted(deliveries, key=lambda d: d.day_on)), tuple(refused), tuple(seen))


def matching(source: Source, folder: Path, pattern: str) -> list[Path]:
    """The files of a pattern, relative to the site. Raises SourceFailed where there is none."""
    base, relative = (Path("/"), pattern.lstrip("/")) if pattern.startswith("/") else (folder, pattern)
    if ".." in Path(relative).parts:
        raise SourceFailed(f"来源“{source.name}”：路径“{pattern}”越出站点目录，应写站点目录内的路径")
    found = sorted(p for p in base.glob(relative)
                   if not p.name.startswith(("~$", ".")) and not p.name.endswith((".tmp", ".part")))  # fmt: skip
    if not found:
        raise SourceFailed(f"来源“{source.name}”：按“{pattern}”没有找到任何文件，请核对报送目录是否可读、文件是否已报送")
    return found


def day_of(path: Path, folder: Path) -> tuple[date, bool]:
    """The day of the nearest dated folder, else the day the file arrived."""
    for parent in path.parents:
        match = DATED.match(parent.name)
        if match:
            try:
                return date(*map(int, match.groups())), True
            except ValueError:
                continue
        if parent == folder:
            break
    try:
        return datetime.fromtimestamp(path.lstat().st_mtime).date(), False
    except OSError:
        return date.min, False


def shown(path: Path, folder: Path) -> str:
    """A path as a person finds it again: from the site's folder where it lies inside."""
    name = str(path.relative_to(folder)) if path.is_relative_to(folder) else path.name
    return name.encode("utf-8", "backslashreplace").decode()


def read_bytes(path: Path, source: str) -> bytes:
    """A regular file's content, at most 64 MB; a link, pipe or device is never opened through."""
    name = path.name.encode("utf-8", "backslashreplace").decode()
    try:
        handle = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
    except OSError as fault:
        if path.is_symlink():
            raise DeliveryRefused(f"{source} {name}：不是普通文件（是链接），请放入文件本身") from None
        raise DeliveryRefused(f"{source} {name}：打不开（{os.strerror(fault.errno or 0)}）") from None
    with os.fdopen(handle, "rb") as file:
        facts = os.fstat(file.fileno())
        if not stat.S_ISREG(facts.st_mode):
            raise DeliveryRefused(f"{source} {name}：不是普通文件，请放入台账文件本身")
        if facts.st_size > MOST_BYTES:
            raise DeliveryRefused(f"{source} {name}：{facts.st_size // 2**20}MB，超过{MOST_BYTES // 2**20}MB，请拆分后报送")
        return file.read()
