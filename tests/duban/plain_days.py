"""One item's days under a ladder, counted one by one: the plainest way to say what columns give."""

from dataclasses import dataclass, field
from datetime import date, timedelta

from dateutil.relativedelta import relativedelta

from duban.ladder import Ladder, Level
from duban.workdays import Calendar

Facts = dict[date, float]
ONE = timedelta(days=1)


@dataclass
class Held:
    """One level as it goes: since when its card stands, rounds told, cards, cards in a row."""

    on: date | None = None
    rounds: int = 0
    cards: int = 0
    row: int = 0
    given: bool = False
    card_today: bool = False
    limits: list[date] = field(default_factory=list)
    ended_gravely: bool = False


@dataclass(frozen=True)
class Plain:
    """An item, a ladder, the judgements and ratios recorded of it by day."""

    ladder: Ladder
    calendar: Calendar
    feedback_on: date
    opened_on: date
    due_on: date
    judged: Facts
    ratios: Facts

    def days(self, last: date) -> dict[date, tuple[int, int, date] | None]:
        """(level, round, level_on) on each day from the first of the episode; None for no level."""
        held = {one.level: Held() for one in self.ladder.levels}
        out, day = {}, self.opened_on
        while day <= last:
            for one in self.ladder.levels:
                self._turn(one, held, day)
            up = [n for n, h in held.items() if h.on]
            out[day] = (max(up), held[max(up)].rounds, held[max(up)].on) if up else None
            day += ONE
        return out

    def _turn(self, level: Level, held: dict[int, Held], day: date) -> None:
        mine, before = held[level.level], held[level.level].on
        mine.card_today = False
        if day in self.judged and self.judged[day] < level.level:
            mine.ended_gravely = False
        fresh = self._fresh(level, held, day)
        if not (fresh or self._holds(level, held, day)):
            if before:
                mine.ended_gravely = self.judged.get(day, 0) > level.level
            mine.on, mine.limits = None, []
            return
        if before is None and not mine.ended_gravely:
            mine.row = 0
        if before is None or fresh:
            mine.on, mine.given = day, level.when.judged and self.judged.get(day) == level.level
            mine.limits.append(self._limit(level, day))
            mine.rounds, mine.card_today = mine.rounds + 1, True
        elif self._round_begins(level, mine.on or day, day):
            # A judgement repeated is the same card, until the calendar has the level due as well.
            mine.rounds, mine.card_today = mine.rounds + 1, not mine.given or self._by_calendar(level, day)
        mine.cards, mine.row = mine.cards + mine.card_today, mine.row + mine.card_today

    def _by_calendar(self, level: Level, day: date) -> bool:
        return any(day >= self._counted(n, v) for n, v in level.when.triggers.items())

    def _fresh(self, level: Level, held: dict[int, Held], day: date) -> bool:
        """Whether a card of this level is given on this very day."""
        if level.when.judged and self.judged.get(day) == level.level:
            return True
        cards = level.when.cards
        if not cards or held[cards.level].on is None:
            return False
        counted = held[cards.level]
        number = counted.row if cards.running else counted.cards
        return number >= cards.times if counted.on == day else number == cards.times and counted.card_today

    def _holds(self, level: Level, held: dict[int, Held], day: date) -> bool:
        when = level.when
        if self._by_calendar(level, day):
            return True
        if when.judged and self._latest(self.judged, day, -1) == level.level:
            return True
        if when.progress_below is not None and self._latest(self.ratios, day, 9) < when.progress_below:
            return True
        if when.cards:
            counted = held[when.cards.level]
            number = counted.row if when.cards.running else counted.cards
            if counted.on and number >= when.cards.times:
                return True
        lower = [one for one in self.ladder.levels if one.level < level.level]
        passed = when.slip_limit_passed and any(day >= self._after(x) for x in held[lower[-1].level].limits)
        return bool(passed)

    def _after(self, limit: date) -> date:
        return self.calendar.shift(limit, 1) if self.ladder.count == "workdays" else limit + ONE

    def _limit(self, level: Level, day: date) -> date:
        number, unit = level.slip_limit or (999, "days")
        given = self.calendar.on_or_after(day)
        return self.calendar.limit_on(given, number) if unit == "workdays" else given + timedelta(number)

    def _latest(self, facts: Facts, day: date, none: float) -> float:
        known = [d for d in facts if self.opened_on <= d <= day]
        return facts[max(known)] if known else none

    def _counted(self, name: str, n: int) -> date:
        if name == "months_left":
            return self.due_on - relativedelta(months=n)
        if name == "age_months":
            return self.feedback_on + relativedelta(months=n)
        base = self.feedback_on if name == "age_days" else self.due_on
        if self.ladder.count == "days":
            return base + timedelta(-n if name == "days_left" else n)
        if name == "age_days":
            return self.calendar.limit_on(base, n) if n else base
        return self.calendar.shift(base, -n if name == "days_left" else n)

    def _round_begins(self, level: Level, on: date, day: date) -> bool:
        every = self.ladder.again_every(level)
        if not every or day == on:
            return False
        return self._rounds(on, day) // every > self._rounds(on, day - ONE) // every

    def _rounds(self, on: date, day: date) -> int:
        return self.calendar.workdays_between(on, day) if self.ladder.count == "workdays" else (day - on).days
