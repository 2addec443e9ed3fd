"""Which sites a fleet has: folders with a site.yaml, in a folder, in a repository, or named by a table."""

import hashlib
import os
import subprocess
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import yaml
from sqlalchemy import create_engine, text
from sqlalchemy.exc import SQLAlchemyError

from duban.errors import Refused, SourceFailed
from duban.fleet.file import FleetFile, Where
from duban.typed import parse
from tasks.seam import logger
from tasks.site import Loaded, load
from tasks.sources.secret import resolved
from tasks.sources.select_only import one_select

GIT_SECONDS = 300


@dataclass(frozen=True)
class Fleet:
    """A fleet opened for a day: its file, what that says, its sites, and what could not be opened (by folder name)."""

    path: Path
    file: FleetFile
    today: date
    sites: tuple[Loaded, ...]
    refused: tuple[tuple[str, str], ...]


def open_fleet(given: str, today: date | None = None) -> Fleet:
    """Read a fleet's file and find its sites. A site that cannot be opened leaves the others alone.

    Raises Refused where the file or the place of the sites cannot be read, where no site is found, and where two
    sites would be one in the store.
    """
    path = Path(given).expanduser().resolve()
    file = parse(FleetFile, _read(path), path.name)
    folders = found(file.sites, path.parent)
    if not folders:
        raise Refused(f"{path.name}：没有找到站点，应有含 site.yaml 的文件夹")
    opened, refused = [], []
    for folder in folders:
        try:
            opened.append(load(folder))
        except Refused as fault:
            refused.append((folder.name, str(fault)))
    _each_its_own(opened, path)
    day = today or datetime.now(ZoneInfo(file.timezone)).date()
    return Fleet(path, file, day, tuple(opened), tuple(refused))


def _read(path: Path) -> object:
    try:
        return yaml.safe_load(path.read_text("utf-8"))
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as fault:
        raise Refused(
            f"{path}：读不出（{type(fault).__name__}），应为 YAML 文件，写明 name 和 sites"
        ) from None


def _each_its_own(opened: list[Loaded], path: Path) -> None:
    seen: dict[str, Path] = {}
    for one in opened:
        if one.id in seen:
            raise Refused(f"{path.name}：{seen[one.id]} 和 {one.folder} 的编号都是“{one.id}”，"
                          "应在 site.yaml 中各写不同的 id")  # fmt: skip
        seen[one.id] = one.folder


def found(where: Where, base: Path) -> list[Path]:
    """The folders of all sites, by name."""
    if where.table:
        return _named(where, base)
    root = _cloned(where, base) / where.under if where.git else base / str(where.folder)
    if not root.is_dir():
        raise Refused(f"{root}：找不到这个文件夹，应含各站点的文件夹")
    return sorted(p.parent for p in root.glob("*/site.yaml"))


def _named(where: Where, base: Path) -> list[Path]:
    query = one_select(where.query or "", "站点一览 query")
    try:
        engine = create_engine(resolved(str(where.table), "站点一览"))
        with engine.connect() as conn:
            rows = [str(row[0]) for row in conn.execute(text(query))]
        engine.dispose()
    except SQLAlchemyError as fault:
        raise SourceFailed(
            f"站点一览：数据库查询失败（{type(fault).__name__}），请核对 table 和 query"
        ) from None
    return sorted({(base / row).resolve() for row in rows})


def _cloned(where: Where, base: Path) -> Path:
    """The repository as it is now; as it was last where it cannot be reached. What sites keep in it stays."""
    address = resolved(str(where.git), "站点仓库")
    home = base / "state" / "fleet" / hashlib.sha256(address.encode()).hexdigest()[:12]
    try:
        if not home.is_dir():
            _git(base, "clone", "--quiet", "--no-checkout", address, str(home))
        else:
            _git(home, "fetch", "--quiet", "--prune", "origin")
        ref = "origin/HEAD" if where.ref == "HEAD" else _known(home, where.ref)
        _git(home, "checkout", "--quiet", "--force", "--detach", ref)
    except SourceFailed as fault:
        if not (home / where.under).is_dir():
            raise
        logger().warning("%s，沿用上次取得的站点", fault)
    return home


def _known(home: Path, ref: str) -> str:
    """A branch as the far side has it, else a tag or commit as it is named."""
    done = subprocess.run(["git", "rev-parse", "--verify", "--quiet", f"refs/remotes/origin/{ref}"], cwd=home,
                          capture_output=True, check=False)  # fmt: skip
    return f"origin/{ref}" if done.returncode == 0 else ref


def _git(folder: Path, *words: str) -> None:
    """One command of git; its own words may hold an address with a password, so none of them is repeated."""
    folder.mkdir(parents=True, exist_ok=True)
    try:
        subprocess.run(["git", *words], cwd=folder, capture_output=True, check=True, timeout=GIT_SECONDS,
                       env={**os.environ, "GIT_TERMINAL_PROMPT": "0"})  # fmt: skip
    except (OSError, subprocess.SubprocessError):
        raise SourceFailed(f"站点仓库：git {words[0]} 没有成功，请核对地址、分支和访问权限") from None
