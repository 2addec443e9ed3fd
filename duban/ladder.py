"""The ladder (逐级督办规则): data that says when a level is reached and whom it tells."""

from typing import Literal

from pydantic import Field, model_validator

from duban.roster import Role
from duban.typed import Typed

WEEK = {"days": 7, "workdays": 5}
NOT_YET = ("progress_below", "cards", "slip_limit_passed", "judged")


class When(Typed):
    """What opens a level; several may be given, any of them opens it.

    ``days_left`` and ``days_late`` count in the ladder's unit from the working date,
    ``months_left`` in months before it, ``age_days`` and ``age_months`` from the feedback.
    """

    days_left: int | None = Field(None, ge=0)
    days_late: int | None = Field(None, ge=1)
    months_left: int | None = Field(None, ge=0)
    age_days: int | None = Field(None, ge=0)
    age_months: int | None = Field(None, ge=0)

    @model_validator(mode="before")
    @classmethod
    def _supported(cls, value: object) -> object:
        asked = [n for n in NOT_YET if isinstance(value, dict) and n in value]
        if asked:
            raise ValueError(f"触发条件 {asked[0]} 尚不支持，现可用：{'、'.join(cls.model_fields)}")
        return value

    @model_validator(mode="after")
    def _something(self) -> "When":
        if not self.triggers:
            raise ValueError(f"没有写触发条件，应为{'、'.join(type(self).model_fields)}之一")
        return self

    @property
    def triggers(self) -> dict[str, int]:
        """The triggers that are set, by name."""
        return {k: v for k, v in self.model_dump().items() if v is not None}


class Level(Typed):
    """One step: its number is what code works with, label and slip are what people call it."""

    level: int = Field(ge=1)
    label: str
    when: When
    tell: tuple[Role, ...] = Field(min_length=1)
    copy_to: tuple[Role, ...] = Field((), alias="copy")
    slip: str = ""
    conduct: bool = False
    answer_within: int | None = Field(None, ge=1)
    again_every: int | None = Field(None, ge=1)


class Ladder(Typed):
    """A whole policy: its unit of counting and its levels, climbing."""

    name: str = "本单位规则"
    count: Literal["days", "workdays"] = "days"
    levels: tuple[Level, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _climbs(self) -> "Ladder":
        numbers = [one.level for one in self.levels]
        if numbers != sorted(set(numbers)):
            raise ValueError(f"级别应逐级升高，现为{numbers}")
        for lower, upper in zip(self.levels, self.levels[1:], strict=False):
            if not _after(lower.when, upper.when):
                raise ValueError(f"第{upper.level}级不应早于第{lower.level}级到达，请核对 when")
        return self

    def again_every(self, level: Level) -> int | None:
        """A level's repeat in the ladder's unit; the top level is never without one."""
        top = level.level == self.levels[-1].level
        return level.again_every or (WEEK[self.count] if top else None)


def _after(lower: When, upper: When) -> bool:
    """Whether ``upper`` cannot open before ``lower``, as far as their triggers can be compared."""
    low, up = lower.triggers, upper.triggers
    rises = {"days_late": 1, "age_days": 1, "age_months": 1, "days_left": -1, "months_left": -1}
    same = [up[n] * sign >= low[n] * sign for n, sign in rises.items() if n in low and n in up]
    backward = set(low) == {"days_late"} and set(up) <= {"days_left", "months_left"}
    return all(same) and not backward
