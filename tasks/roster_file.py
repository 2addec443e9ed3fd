"""The roster's file: a workbook read as one, and the roster last used, so that none shrinks unseen."""

import json
from datetime import date
from functools import lru_cache
from pathlib import Path

from duban.roster import Roster
from duban.roster_book import Read, roster_in, shrunken
from duban.site import Source
from duban.typed import parse
from tasks.private import write_whole

KEPT = Path("state") / "roster.json"
BOOK = "roster.xlsx"


def roster_from_book(path: Path, since: date) -> Read:
    """The roster of a workbook, read behind the same limits as a ledger. Raises Refused or DeliveryRefused."""
    from tasks.sources.files import read_bytes

    return _read(read_bytes(path, path.name), path.name, since)


@lru_cache(maxsize=8)
def _read(content: bytes, name: str, since: date) -> Read:
    # Loaded late: most sites keep their roster as roster.yaml.
    from tasks.sources.excel import read_workbook

    source = Source(name="roster", prefix="R", kind="excel", path=name, reporter="-")
    return roster_in(read_workbook(content, name, source), name, since)


def in_use(folder: Path, file: str, roster: Roster) -> tuple[Roster, str]:
    """The roster that counts, and why it is not the one in the file ("" where it is).

    One that has lost two fifths of its posts, people or tenures since the last run is held: nobody is
    taken off a duty by a file that was cut short.
    """
    path = folder / KEPT
    if not path.is_file():
        return roster, ""
    last = parse(Roster, json.loads(path.read_text("utf-8")), KEPT.name)
    lost = shrunken({k: len(getattr(roster, k)) for k in SIZES}, {k: len(getattr(last, k)) for k in SIZES})
    if not lost:
        return roster, ""
    words = "，".join(f"{SIZES[k]}由{was}减为{now}" for k, (was, now) in lost.items())
    return last, (f"{file}：{words}，疑似不完整，暂缓采用，仍按上次的花名册办理；"
                  "确属调整的，用 duban roster SITE --accept --by 姓名 --why 理由 确认")  # fmt: skip


SIZES = {"posts": "岗位", "people": "人员", "tenures": "任期"}


def keep(folder: Path, roster: Roster) -> None:
    """Remember the roster that was used."""
    text = roster.model_dump_json(by_alias=True, exclude_defaults=True, indent=1)
    path = folder / KEPT
    if not path.is_file() or path.read_text("utf-8") != text:
        write_whole(path, text.encode())
