"""A site's folder read from disk: site, roster, ladder, wording; checked before anything runs."""

import os
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from importlib.resources import files
from pathlib import Path
from typing import Any

import pandas as pd
import yaml
from yaml.constructor import ConstructorError
from yaml.nodes import MappingNode

from duban.due import Terms
from duban.duty import check_roster
from duban.errors import Refused
from duban.escalation import Rules
from duban.ladder import Ladder
from duban.limits import LIMITS
from duban.look import Thresholds
from duban.roster import Roster
from duban.roster_book import Read
from duban.sampling import SamplingRules
from duban.site import Site
from duban.typed import parse
from duban.workdays import Calendar
from tasks.roster_file import BOOK, in_use, roster_from_book

PRESETS = files("duban") / "presets"
WORDING = files("duban") / "wording"
MOST_KEPT = 500


@dataclass(frozen=True)
class Loaded:
    """A site as the flows use it: the folder, what it says, and the rules that follow.

    ``understood`` is what a roster's workbook was taken to say though nobody wrote it; ``held_roster``
    why the roster last used stands in its place, or "".
    """

    folder: Path
    site: Site
    roster: Roster
    ladder: Ladder
    ladder_text: str
    roster_file: str = "roster.yaml"
    understood: tuple[str, ...] = ()
    held_roster: str = ""
    # What was worked out from this very roster, for as long as it is used.
    kept: dict[Any, Any] = field(init=False, default_factory=dict, compare=False, repr=False)

    def once(self, key: Any, make: Callable[[], Any]) -> Any:
        """What ``make`` gives, worked out once for this roster; of very much, nothing is kept for ever."""
        found = self.kept.get(key)
        if found is None:
            if len(self.kept) >= MOST_KEPT:
                self.kept.clear()
            found = self.kept[key] = make()
        return found

    @property
    def id(self) -> str:
        """How the store knows the site: the id it gives itself, else its folder's name."""
        return self.site.id or self.folder.name

    @property
    def names(self) -> dict[str, str]:
        """Each person's name by id."""
        return {p.id: p.name for p in self.roster.people}

    @cached_property
    def calendar(self) -> Calendar:
        """The working calendar of this site."""
        setting = self.site.calendar
        return Calendar(setting.country, setting.count_first_day, setting.overrides)

    @property
    def rules(self) -> Rules:
        """What decides an escalation here."""
        feedback = pd.Timestamp(self.site.inspection.feedback_on)
        wait = self.site.settings.wait_for_reading_workdays
        return Rules(self.ladder, self.calendar, feedback, wait)

    @property
    def terms(self) -> Terms:
        """What dates count from here."""
        inspection, settings = self.site.inspection, self.site.settings
        end = LIMITS[inspection.limits].period_end_on(inspection.feedback_on)
        return Terms(pd.Timestamp(inspection.feedback_on), pd.Timestamp(end),
                     settings.immediate_days, settings.review_months)  # fmt: skip

    @property
    def thresholds(self) -> Thresholds:
        """How little is enough here to raise a signal."""
        return Thresholds(**self.site.settings.signals.model_dump())

    @property
    def sampling(self) -> SamplingRules:
        """How many written-off items are looked at again here, and when."""
        return SamplingRules(**self.site.settings.look_back.model_dump())

    @property
    def units(self) -> pd.DataFrame:
        """Every name a ledger may use for a unit: name, unit, areas."""
        rows = [(n, u.name, "、".join(u.areas)) for u in self.roster.units
                for n in (u.name, *u.aliases)]  # fmt: skip
        return pd.DataFrame(rows, columns=["name", "unit", "areas"], dtype="str")


def load(folder: str | Path) -> Loaded:
    """Read and check a site. Raises Refused with the first fault, named for a clerk."""
    path = Path(folder).expanduser().resolve()
    if not path.is_dir():
        raise Refused(f"{folder}：找不到这个站点目录，应为含 site.yaml 的文件夹")
    site = parse(Site, _yaml(path / "site.yaml"), "site.yaml")
    file, read = _roster(path, site.inspection.feedback_on)
    roster = parse(Roster, read.data, file)
    check_roster(roster, file)
    roster, held = in_use(path, file, roster)
    text, where = _ladder_text(path, site.ladder)
    ladder = parse(Ladder, parsed_yaml(text, where), where)
    known = {p.id for p in roster.posts}
    for source in (*site.sources, *site.figures):
        if source.reporter not in known:
            raise Refused(f"site.yaml：来源“{source.name}”的报送人岗位“{source.reporter}”"
                          f"不在 {file} 中，现有岗位：{'、'.join(sorted(known))}")  # fmt: skip
    _refuse_queries(site, path)
    return Loaded(path, site, roster, ladder, text, file, read.understood, held)


def _roster(folder: Path, since: date) -> tuple[str, Read]:
    """The roster as typed, in YAML or in a workbook, never in both."""
    typed, book = folder / "roster.yaml", folder / BOOK
    if not book.is_file():
        return typed.name, Read(_yaml(typed))
    if typed.is_file():
        raise Refused(f"{typed.name} 和 {book.name} 同时存在，只应保留一个，免得各说各的")
    return book.name, roster_from_book(book, since)


def _refuse_queries(site: Site, folder: Path) -> None:
    """A query that writes, or an address with a side door, stops the site before anything is read."""
    for source in (s for s in (*site.called, *site.figures) if s.kind == "sql"):
        # SQLAlchemy's dialects cost time, which a site of files need not pay.
        from tasks.sources.sql import refuse_unfit

        refuse_unfit(source, folder)


def ladder_from(path: Path, name: str) -> tuple[Ladder, str]:
    """A preset by name, or a ladder file beside the site; with the text it was read from."""
    text, where = _ladder_text(path, name)
    return parse(Ladder, parsed_yaml(text, where), where), text


def _ladder_text(folder: Path, name: str) -> tuple[str, str]:
    preset = PRESETS / f"{name}.yaml"
    if preset.is_file():
        return preset.read_text("utf-8"), f"预设规则 {name}"
    for path in (folder / name, folder / f"{name}.yaml"):
        if path.is_file():
            return _text(path), path.name
    names = sorted(p.name.removesuffix(".yaml") for p in PRESETS.iterdir())
    raise Refused(f"site.yaml：ladder 为“{name}”，应为预设（{'、'.join(names)}）或站点目录下的文件")


def wording_of(loaded: Loaded, name: str) -> str:
    """One template of the site's language, or the office's own."""
    own = loaded.folder / "wording" / name
    return _text(own) if own.is_file() else (WORDING / loaded.site.language / name).read_text("utf-8")


def wording(loaded: Loaded) -> dict[str, str]:
    """The templates of the site's language; a file of the same name in ``wording/`` wins."""
    default = {p.name: p.read_text("utf-8") for p in (WORDING / loaded.site.language).iterdir()}
    own = loaded.folder / "wording"
    return default | {p.name: _text(p) for p in sorted(own.glob("*.jinja"))}


def _text(path: Path) -> str:
    try:
        return path.read_text("utf-8")
    except UnicodeDecodeError:
        raise Refused(f"{path.name}：不是 UTF-8 文本，请用 UTF-8 另存") from None
    except OSError as fault:
        raise Refused(f"{path.name}：读不到这个文件（{os.strerror(fault.errno or 0)}）") from None


def _yaml(path: Path) -> Any:
    return parsed_yaml(_text(path), path.name)


def parsed_yaml(text: str, where: str) -> Any:
    """YAML as data; Refused with line and column where it is none, or a key stands twice."""
    try:
        return yaml.load(text, _Strict)  # noqa: S506 - a safe loader that also refuses doubles
    except yaml.MarkedYAMLError as fault:
        mark = fault.problem_mark
        line = f"第{mark.line + 1}行第{mark.column + 1}列" if mark else ""
        raise Refused(f"{where}：{line}格式有误（{fault.problem}），应为合法的 YAML") from None
    except ValueError as fault:
        raise Refused(f"{where}：有一个值写得不对（{fault}），日期应是存在的某一天") from None
    except yaml.YAMLError as fault:
        raise Refused(f"{where}：格式有误（{fault}），应为合法的 YAML") from None


class _Strict(getattr(yaml, "CSafeLoader", yaml.SafeLoader)):  # type: ignore[misc]
    """Refuses the same key twice, which plain YAML silently lets the last one win."""

    def construct_mapping(self, node: MappingNode, deep: bool = False) -> dict[Any, Any]:
        keys = [self.construct_object(key) for key, _ in node.value]
        twice = [k for i, k in enumerate(keys) if k in keys[:i]]
        if twice:
            raise ConstructorError(None, None, f"“{twice[0]}”写了两次", node.start_mark)
        made: dict[Any, Any] = super().construct_mapping(node, deep)
        return made
