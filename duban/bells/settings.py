"""When the duty desk hears that something did not happen, and when the dispatch meetings are: an office's own."""

from datetime import date
from typing import Annotated

from pydantic import Field, model_validator

from duban.typed import Typed

Hour = Annotated[str, Field(pattern=r"^([01]\d|2[0-3]):[0-5]\d$")]


class BellSettings(Typed):
    """``daily_by``: the hour of a working day by which its cycle is over. ``stuck_minutes``: how long a run may
    take; ``unsent_minutes``: how long a notice may wait within the sending window.
    """

    daily_by: Hour = "10:00"
    stuck_minutes: int = Field(60, ge=5)
    unsent_minutes: int = Field(60, ge=5)


class MeetingSettings(Typed):
    """The dispatch meetings (调度会): on which ``weekdays`` (1 Monday to 7 Sunday), on which single ``dates`` besides,
    and how many working days ``before`` a meeting its pack is ready.
    """

    weekdays: tuple[Annotated[int, Field(ge=1, le=7)], ...] = ()
    dates: tuple[date, ...] = ()
    before_workdays: int = Field(1, ge=0, le=10)

    @model_validator(mode="after")
    def _once(self) -> "MeetingSettings":
        if len(set(self.weekdays)) < len(self.weekdays):
            raise ValueError(f"meetings 的 weekdays 为{list(self.weekdays)}，每个星期几只应写一次")
        return self
