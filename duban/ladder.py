"""The ladder (逐级督办规则): data that says when a level is reached and whom it tells."""

from typing import Any, Literal

from pydantic import Field, field_validator, model_validator

from duban.roster import Role
from duban.typed import Typed

WEEK = {"days": 7, "workdays": 5}
COUNTING = ("days_left", "days_late", "months_left", "age_days", "age_months")
SHARE = "progress_below 应为0到1之间的小数，如 0.8（完成八成）"
WORDS = {"days_left": "到期前{}{}", "days_late": "逾期{}{}", "months_left": "到期前{}个月",
         "age_days": "反馈后{}{}", "age_months": "反馈后{}个月"}  # fmt: skip


class Cards(Typed):
    """So many cards (牌) of a lower level; ``running``: in a row, no better one between."""

    level: int = Field(ge=1)
    times: int = Field(ge=1)
    running: bool = False


class When(Typed):
    """What opens a level; several may be given, any of them opens it.

    ``days_left`` and ``days_late`` count in the ladder's unit from the working date,
    ``months_left`` in months before it, ``age_days`` and ``age_months`` from the feedback.
    ``progress_below`` is a share (0 to 1) of the schedule, ``slip_limit_passed`` the limit of the
    slip (督办单) one level down, ``judged`` that a competent person finds the item to be there.
    """

    days_left: int | None = Field(None, ge=0)
    days_late: int | None = Field(None, ge=1)
    months_left: int | None = Field(None, ge=0)
    age_days: int | None = Field(None, ge=0)
    age_months: int | None = Field(None, ge=0)
    progress_below: float | None = None
    cards: Cards | None = None
    slip_limit_passed: bool = False
    judged: bool = False

    @field_validator("progress_below", mode="before")
    @classmethod
    def _share(cls, value: object) -> object:
        number = isinstance(value, (int, float)) and not isinstance(value, bool)
        if value is not None and not (number and 0 < value <= 1):  # type: ignore[operator]
            raise ValueError(SHARE)
        return value

    @model_validator(mode="after")
    def _something(self) -> "When":
        if not any(getattr(self, name) for name in WORDS_OF_FACTS) and not self.triggers:
            raise ValueError(f"没有写触发条件，应为{'、'.join(type(self).model_fields)}之一")
        return self

    @property
    def triggers(self) -> dict[str, int]:
        """The triggers that count days or months, by name; the others need facts."""
        return {n: v for n in COUNTING if (v := getattr(self, n)) is not None}

    @property
    def needs_facts(self) -> bool:
        """Whether anything but the calendar opens the level."""
        return any(getattr(self, name) for name in WORDS_OF_FACTS)

    def words(self, count: str = "days") -> str:
        """The condition as a clerk would say it; ``count`` is the ladder's unit."""
        unit = "个工作日" if count == "workdays" else "天"
        said = [WORDS[n].format(v, unit) if v else f"{WORDS[n][:2]}当日" for n, v in self.triggers.items()]
        said += [text(self) for name, text in WORDS_OF_FACTS.items() if getattr(self, name)]
        return "或".join(said)


WORDS_OF_FACTS: dict[str, Any] = {
    "progress_below": lambda w: f"进度低于序时进度的{w.progress_below * 100:g}%",
    "cards": lambda w: f"第{w.cards.level}级{'连续' if w.cards.running else '累计'}{w.cards.times}次",
    "slip_limit_passed": lambda w: "上一张督办单限期已过",
    "judged": lambda w: "经有权限的同志评定",
}


class Level(Typed):
    """One step: its number is what code works with, label and slip are what people call it.

    ``limit_days`` or ``limit_workdays`` is the slip's own limit, counted from the day it is given;
    without either it is ``answer_within`` (working days). ``release: office`` makes the paper wait
    for the office's 审签.
    """

    level: int = Field(ge=1)
    label: str
    when: When
    tell: tuple[Role, ...] = Field(min_length=1)
    copy_to: tuple[Role, ...] = Field((), alias="copy")
    slip: str = ""
    conduct: bool = False
    answer_within: int | None = Field(None, ge=1)
    again_every: int | None = Field(None, ge=1)
    limit_days: int | None = Field(None, ge=1)
    limit_workdays: int | None = Field(None, ge=1)
    release: Literal["office"] | None = None

    @model_validator(mode="after")
    def _one_limit(self) -> "Level":
        if self.limit_days and self.limit_workdays:
            raise ValueError(f"第{self.level}级 limit_days 与 limit_workdays 只能写一个")
        return self

    @property
    def slip_limit(self) -> tuple[int, Literal["days", "workdays"]] | None:
        """How long the slip runs, and in what; None where nothing is said."""
        if self.limit_days:
            return self.limit_days, "days"
        workdays = self.limit_workdays or self.answer_within
        return (workdays, "workdays") if workdays else None


class Ladder(Typed):
    """A whole policy: its unit of counting and its levels, climbing; and where it comes from.

    ``grade``: A an official page, B news, C a mirror or repost. ``assumed``: what its source does
    not say, one sentence each.
    """

    name: str = "本单位规则"
    count: Literal["days", "workdays"] = "days"
    levels: tuple[Level, ...] = Field(min_length=1)
    place: str = ""
    source: str = ""
    grade: Literal["", "A", "B", "C"] = ""
    assumed: tuple[str, ...] = ()

    @model_validator(mode="after")
    def _climbs(self) -> "Ladder":
        numbers = [one.level for one in self.levels]
        if numbers != sorted(set(numbers)):
            raise ValueError(f"级别应逐级升高，现为{numbers}")
        for lower, upper in zip((None, *self.levels), self.levels, strict=False):
            fault = self._unreachable(lower, upper)
            if fault:
                raise ValueError(fault)
        return self

    def _unreachable(self, lower: Level | None, upper: Level) -> str | None:
        if lower and not _after(lower.when, upper.when):
            return f"第{upper.level}级不应早于第{lower.level}级到达，请核对 when"
        if upper.when.slip_limit_passed and (lower is None or lower.slip_limit is None):
            below = (
                f"第{lower.level}级没有写 limit_workdays、limit_days 或 answer_within"
                if lower
                else "下面没有级"
            )
            return f"第{upper.level}级以上一张督办单限期已过为条件，但{below}"
        return self._uncounted(upper)

    def _uncounted(self, upper: Level) -> str | None:
        cards = upper.when.cards
        counted = next((one for one in self.levels if cards and one.level == cards.level < upper.level), None)
        if cards and counted is None:
            return f"第{upper.level}级的 cards 应数低于本级的一级，现为{cards.level}"
        if cards and counted and cards.times > 1 and not (counted.again_every or counted.when.needs_facts):
            return (f"第{upper.level}级要第{cards.level}级{cards.times}次，但第{cards.level}级既不重复"
                    "（again_every）也不由人评定，永远到不了")  # fmt: skip
        return None

    def again_every(self, level: Level) -> int | None:
        """A level's repeat in the ladder's unit; the top level is never without one."""
        top = level.level == self.levels[-1].level
        return level.again_every or (WEEK[self.count] if top else None)

    @property
    def hears_of_late_items(self) -> bool:
        """Whether some level opens on a late item by the calendar alone, whatever people judge."""
        return any(one.when.triggers for one in self.levels)


def _after(lower: When, upper: When) -> bool:
    """Whether ``upper`` cannot open before ``lower``, as far as their triggers can be compared."""
    low, up = lower.triggers, upper.triggers
    rises = {"days_late": 1, "age_days": 1, "age_months": 1, "days_left": -1, "months_left": -1}
    same = [up[n] * sign >= low[n] * sign for n, sign in rises.items() if n in low and n in up]
    backward = set(low) == {"days_late"} and set(up) and set(up) <= {"days_left", "months_left"}
    slower = lower.progress_below and upper.progress_below and upper.progress_below > lower.progress_below
    return all(same) and not backward and not slower
