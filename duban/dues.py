"""What is owed after the inspection by when (时限台账): the site's rule set, until each is recorded done."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from dateutil.relativedelta import relativedelta

from duban.english import in_english
from duban.limits import Limits, Owed
from duban.wording import counted
from duban.workdays import Calendar

NEAR_WORKDAYS = 10
DueState = Literal["done", "not_before", "passed", "near", "open"]
STATE_ZH: dict[DueState, str] = {"done": "已报送", "not_before": "不早于该日", "passed": "已过", "near": "临近", "open": "未到"}  # fmt: skip


@dataclass(frozen=True)
class Due:
    """One thing owed, and the day it was really done, None while it is open."""

    owed: Owed
    done_on: date | None = None

    def state_on(self, today: date, calendar: Calendar) -> DueState:
        """How it stands on a day; near from ten working days before."""
        if self.done_on is not None:
            return "done"
        if self.owed.earliest:
            return "not_before"
        if self.owed.on < today:
            return "passed"
        return "near" if today >= calendar.shift(self.owed.on, -NEAR_WORKDAYS) else "open"


def dues(limits: Limits, feedback_on: date, calendar: Calendar, through: date, done: Iterable[tuple[str, date]],
         all_done_on: date | None = None) -> list[Due]:  # fmt: skip
    """All owed by ``through``; ``done`` (name, day) in the order recorded: each closes the first open of its name.

    What counts from a duty counts from the day it was really done. What comes round again is owed no more
    after ``all_done_on``, the day the last item was settled.
    """
    left: dict[str, list[date]] = {}
    for name, on in done:
        left.setdefault(name, []).append(on)
    seen: set[str] = set()
    found = []
    for one in limits.owed(feedback_on, calendar, through, {name: days[0] for name, days in left.items()}):
        again, days = one.name in seen, left.get(one.name, [])
        seen.add(one.name)
        if not (again and all_done_on is not None and one.on > all_done_on):
            found.append(Due(one, days.pop(0) if days else None))
    return found


def mentioned(found: Iterable[Due], since: date | None, today: date, calendar: Calendar) -> list[Due]:
    """The open ones of which a reminder's day has come since the last notices."""
    return [one for one in found if one.done_on is None and not one.owed.earliest
            and any(since is None or on > since for on in _reminders(one.owed.on, today, calendar))]  # fmt: skip


def _reminders(on: date, today: date, calendar: Calendar) -> Iterator[date]:
    """Those not after today: a month before, ten working days before, the day after, then every month."""
    after = on + timedelta(days=1)
    days = [on - relativedelta(months=1), calendar.shift(on, -NEAR_WORKDAYS), after]
    for n in range(1, (today.year - after.year) * 12 + today.month - after.month + 1):
        days.append(after + relativedelta(months=n))
    yield from (one for one in days if one <= today)


def sentence(one: Due, today: date, zh: bool = True) -> str:
    """What the steward reads of it."""
    owed, left = one.owed, (one.owed.on - today).days
    if zh:
        when = f"还有{left}天" if left > 0 else "今日到期" if left == 0 else f"已过{-left}天，尚未登记报送"
        usual, guess = "一般" if owed.soft else "", "，日期为推算" if owed.provisional else ""
        return f"{owed.name}（{owed.owed_by}）{usual}应于{owed.on}前完成，{when}{guess}（duban limits）"
    ago = f"{counted(-left, 'day')} ago and not recorded"
    when = f"{counted(left, 'day')} left" if left > 0 else "today" if left == 0 else ago
    name, by, guess = (
        in_english(owed.name),
        in_english(owed.owed_by),
        " (estimated)" if owed.provisional else "",
    )
    return f"{name[:1].upper()}{name[1:]} ({by}) is due by {owed.on}, {when}{guess} (duban limits)"
