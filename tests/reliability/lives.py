"""A site whose whole life is known beforehand, and in plain counting who must hear of what on which day.

Nothing of the program is used to say what must be told: the days of a calendar, the three levels of the
shipped ladder and the roles that each tells, one item and one day at a time.
"""

import random
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import yaml

from tests.bench.sites import FIRST, make_site, write_ledger

ONE = timedelta(days=1)
# What differs from Monday to Friday: of this summer one day off, and the turn of the year before it.
DAYS_OFF = {date(2026, 6, 19), date(2026, 1, 1), date(2026, 1, 2)}
DAYS_ON = {date(2026, 1, 4)}
LABELS = {1: "绿色", 2: "黄色", 3: "红色"}
Key = tuple[str, str, int, int, int]  # person, item, episode, level, round


@dataclass(frozen=True)
class Life:
    """One item: its date, and what happens to it. Acts take hold on the day after they are done."""

    unit: int
    number: int
    due: date
    opened: date
    claimed: date | None = None
    returned: date | None = None
    written_off: date | None = None
    corrected: date | None = None
    new_due: date | None = None

    @property
    def code(self) -> str:
        """The code that the contract gives it: one finding each, one measure each."""
        return f"U{self.unit}-{self.number:02}-1"

    def due_on(self, day: date) -> date:
        """The date that counts on a day."""
        return self.new_due if self.corrected and self.new_due and day > self.corrected else self.due

    def waits(self, day: date) -> bool:
        """Whether the unit's clock stands on a day: claimed with evidence and not given back."""
        if self.claimed is None or day < self.claimed:
            return False
        return self.returned is None or day <= self.returned

    def stands(self, day: date) -> tuple[int, int, int]:
        """Episode, level (0 for none) and round of a day: a level begins no earlier than the item was known."""
        left = (self.due_on(day) - day).days
        late = (day - max(self.due_on(day) + ONE, self.opened)).days
        level = 3 if left < 0 else 2 if left <= 10 else 1 if left <= 20 else 0
        episode = 2 if self.corrected and day > self.corrected else 1
        return episode, level, 1 + late // 7 if level == 3 else 1

    def row(self, day: date) -> tuple[str, ...]:
        """What the unit's ledger says of it on a day."""
        claims = self.waits(day)
        due = self.due_on(day)
        return (str(self.number), f"问题{self.number}：第{self.unit}单位落实不到位", f"办法{self.number:02}",
                f"单位{self.unit}", f"人员{self.unit}", f"{due.year}年{due.month}月{due.day}日",
                f"{day.month}月{day.day}日：第{self.number}项已推进一步", "已完成整改" if claims else "正在整改",
                f"佐证{self.code}.pdf" if claims else "", "")  # fmt: skip


def works(day: date) -> bool:
    """Whether people work on a day."""
    return day in DAYS_ON or (day.weekday() < 5 and day not in DAYS_OFF)


def working_days(count: int, first: date = FIRST) -> list[date]:
    """So many working days from the first on."""
    return [d for d in (first + ONE * n for n in range(2 * count + 9)) if works(d)][:count]


def lives(seed: int, units: int, each: int, days: list[date]) -> list[Life]:
    """Items of every age, some of which are claimed, given back, written off or get another date."""
    draw = random.Random(seed)
    return [_life(draw, unit, number, days) for unit in range(units) for number in range(1, each + 1)]


def _life(draw: random.Random, unit: int, number: int, days: list[date]) -> Life:
    due = days[0] + ONE * draw.randint(-4, 25 + len(days))
    fate = draw.choice(["plain", "plain", "claimed", "corrected"]) if number % 3 == 0 else "plain"
    if fate == "plain" or len(days) < 3:
        return Life(unit, number, due, days[0])
    first = draw.choice(days[1:-1])
    then = draw.choice([d for d in days if d >= first])
    if fate == "corrected":
        return Life(
            unit, number, due, days[0], corrected=first, new_due=max(due, first) + ONE * draw.randint(1, 30)
        )
    back = draw.random() < 0.5
    return Life(
        unit,
        number,
        due,
        days[0],
        claimed=first,
        returned=then if back else None,
        written_off=None if back else then,
    )


def tells(level: int, unit: int) -> set[str]:
    """Whom a level tells: whoever stands lower hears with every level."""
    head, leader = f"p-head{unit}", f"p-deputy{unit % 12}"
    return {1: {head}, 2: {head, leader}, 3: {head, leader, "p-top"}}.get(level, set())


def duties(all_lives: list[Life], days: list[date]) -> dict[Key, date]:
    """What must be told, and on which day for the first time: each level and round once a person."""
    found: dict[Key, date] = {}
    for day in days:
        for one in all_lives:
            episode, level, number = one.stands(day)
            if not one.waits(day):
                for person in tells(level, one.unit):
                    found.setdefault((person, one.code, episode, level, number), day)
    return found


def make(folder: Path, units: int, first: date = FIRST) -> None:
    """The site on disk: its units' ledgers, and one more unit whose ledgers may turn bad."""
    make_site(folder, (units + 1) * 10, 10)
    shutil.rmtree(folder / "inbox")
    site = yaml.safe_load((folder / "site.yaml").read_text("utf-8"))
    site["settings"] = {"mail": "letter", "letter_lines": 500}
    site["inspection"]["feedback_on"] = first - ONE * 91
    for source in site["sources"]:
        source["every"] = "day"
    (folder / "site.yaml").write_text(yaml.safe_dump(site, allow_unicode=True), "utf-8")
    write_ledger(folder, units, first, (one.row(first) for one in dull(units)))


def reach(folder: Path, mail: str, web: int) -> None:
    """How its people are reached: by mail, a leader besides by a pointer to another address."""
    roster = yaml.safe_load((folder / "roster.yaml").read_text("utf-8"))
    people = {p["id"]: [f"{p['id']}@hb.example.gov.cn", *_beside(p["id"], web)] for p in roster["people"]}
    told: dict[str, Any] = {"inside_domains": ["hb.example.gov.cn"], "mail": mail, "people": people}
    (folder / "channels.yaml").touch(0o600)
    (folder / "channels.yaml").write_text(yaml.safe_dump(told), "utf-8")


def _beside(person: str, web: int) -> list[str]:
    """A leader's second way."""
    return [f"json://127.0.0.1:{web}/{person}"] if person.startswith("p-deputy") else []


def deliver(folder: Path, all_lives: list[Life], day: date, units: int) -> None:
    """Every unit's ledger of a day."""
    for unit in range(units):
        write_ledger(folder, unit, day, (one.row(day) for one in all_lives if one.unit == unit))


def dull(unit: int, lines: int = 10) -> Iterator[Life]:
    """The items of the unit whose ledgers turn bad: due so late that none of them reaches a level."""
    return (Life(unit, number, date(2027, 6, 30), FIRST) for number in range(1, lines + 1))
