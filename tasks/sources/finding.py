"""Files of a source: found by a pattern below the site, no link followed, nothing passed over silently."""

import os
import re
import unicodedata
from collections.abc import Iterator, Sequence
from datetime import date, datetime
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Literal

from duban.errors import DeliveryRefused, DubanError, SourceFailed

MAGIC = re.compile(r"[*?\[]")
BRACES = re.compile(r"\{([^{}]*)\}")
UNFINISHED = (".tmp", ".part", ".filepart", ".crdownload", ".downloading", ".opdownload", ".aria2", ".td", ".xltd", ".!ut",
              ".swp", "~")  # fmt: skip
# What an office program or a system leaves beside a ledger: no delivery of anybody's.
LEFT_BEHIND = (".bak", ".wbk", ".xlk", "thumbs.db", "desktop.ini")
MOST_IN_FOLDER = 500
DATED = re.compile(r"((?:19|20)\d\d)(?:[-._年](\d{1,2})[-._月](\d{1,2})日?|(\d\d)(\d\d))")
DayFrom = Literal["folder", "arrived"]


def find(pattern: str, folder: Path, where: str) -> tuple[list[Path], list[DubanError]]:
    """The files that match, in the order of their paths, and a sentence for each flooded folder.

    A relative pattern stays inside the site's folder. Raises SourceFailed where nothing matches
    or a folder on the way cannot be read: that is never "no data".
    """
    if ".." in Path(pattern).parts:
        raise SourceFailed(f"{where}：路径“{pattern}”含有“..”，应写站点目录内的路径")
    base = folder
    try:
        found: list[Path] = []
        for one in expanded(pattern):
            base, parts = _start(one, folder)
            found += _walk(base, parts)
        found = sorted(set(found))
    except OSError as fault:
        raise SourceFailed(f"{where}：无法读取报送目录“{origin_of(Path(fault.filename or base), folder)}”"
                           f"（{os.strerror(fault.errno or 0)}），请检查目录是否挂载、权限是否正确") from None  # fmt: skip
    if not found:
        raise SourceFailed(f"{where}：按“{pattern}”没有找到任何文件，请核对报送目录和文件名")
    return _not_flooded(found, folder, where)


def expanded(pattern: str) -> list[str]:
    """The several patterns that ``{a,b}`` in one stands for."""
    match = BRACES.search(pattern)
    if match is None:
        return [pattern]
    before, after = pattern[: match.start()], pattern[match.end() :]
    return [whole for one in match[1].split(",") for whole in expanded(f"{before}{one.strip()}{after}")]


def is_ledger(name: str) -> bool:
    """Whether a file's name is no lock file, no hidden file, none that is still being copied or was left behind."""
    return not name.startswith(("~$", ".")) and not name.lower().endswith((*UNFINISHED, *LEFT_BEHIND))


def _start(pattern: str, folder: Path) -> tuple[Path, list[str]]:
    """Where the search begins: the site, or the plain beginning of an absolute pattern."""
    parts = list(Path(pattern).parts)
    if not Path(pattern).is_absolute():
        return folder, parts
    plain = next((i for i, part in enumerate(parts) if MAGIC.search(part)), len(parts) - 1)
    return Path(*parts[:plain]), parts[plain:]


def _walk(base: Path, parts: list[str]) -> Iterator[Path]:
    if not parts:
        yield base
        return
    head, rest = parts[0], parts[1:]
    if head == "**":
        yield from _walk(base, rest)
        rest = parts
    for path in _entries(base, "*" if head == "**" else head):
        if path.is_symlink():
            if head != "**":
                yield path  # refused when it is opened, with its name
        elif path.is_dir() if rest else not (head == "*" and path.is_dir()):
            yield from _walk(path, rest)


def _entries(base: Path, head: str) -> Iterator[Path]:
    if not MAGIC.search(head):
        if head.startswith("~$"):
            return
        try:
            (base / head).lstat()
        except (FileNotFoundError, NotADirectoryError):
            return
        yield base / head
        return
    with os.scandir(base) as listing:
        names = sorted(entry.name for entry in listing)
    for name in names:
        if fnmatchcase(name, head) and is_ledger(name):
            yield base / name


def _not_flooded(found: list[Path], folder: Path, where: str) -> tuple[list[Path], list[DubanError]]:
    kept: dict[Path, list[Path]] = {}
    flooded: dict[Path, int] = {}
    for path in found:
        beside = kept.setdefault(path.parent, [])
        if len(beside) < MOST_IN_FOLDER:
            beside.append(path)
        else:
            flooded[path.parent] = flooded.get(path.parent, len(beside)) + 1
    told = [DeliveryRefused(f"{where}：目录“{origin_of(parent, folder)}”里有{count}份文件，只读前{MOST_IN_FOLDER}份，请清理")
            for parent, count in flooded.items()]  # fmt: skip
    return [path for beside in kept.values() for path in beside], list(told)


def day_of(path: Path, folder: Path, where: str) -> tuple[date, DayFrom]:
    """The day of the nearest folder named by a day, else the local day the file arrived.

    Raises DeliveryRefused where a folder is named by a day that does not exist.
    """
    inside = path.parent.relative_to(folder).parts if path.is_relative_to(folder) else path.parent.parts
    found = day_in(inside, where)
    if found:
        return found, "folder"
    try:
        return datetime.fromtimestamp(path.lstat().st_mtime).date(), "arrived"
    except OSError:
        raise DeliveryRefused(f"{where}：读取时文件消失，请重新放入") from None


def day_in(folders: Sequence[str], where: str) -> date | None:
    """The day the nearest of these folders is named by, if one is.

    Raises DeliveryRefused where that day does not exist.
    """
    for name in reversed(folders):
        match = DATED.fullmatch(unicodedata.normalize("NFKC", name).strip())
        if match:
            try:
                return date(*(int(part) for part in match.groups() if part))
            except ValueError:
                raise DeliveryRefused(
                    f"{where}：目录名“{name}”不是存在的日期，应为报送当天的年月日"
                ) from None
    return None


def origin_of(path: Path, folder: Path) -> str:
    """A path as a person finds it again: from the site's folder, else in full; always printable."""
    name = str(path.relative_to(folder)) if path.is_relative_to(folder) else str(path)
    return name.encode("utf-8", "backslashreplace").decode()
