"""By how many working days late (迟报) a ledger is asked for, and how far up: an office's own numbers."""

from pydantic import Field, model_validator

from duban.typed import Typed


class LateLedger(Typed):
    """``workdays``: the working days after the limit on which the reporter is asked, then the next post
    up, and so on; after the last step everybody again every ``again_workdays``.
    """

    workdays: tuple[int, ...] = Field((1, 4, 7), min_length=1)
    again_workdays: int = Field(5, ge=1)

    @model_validator(mode="after")
    def _climbing(self) -> "LateLedger":
        days = (0, *self.workdays)
        if any(b <= a for a, b in zip(days, self.workdays, strict=False)):
            raise ValueError(f"late_ledger 的 workdays 为{list(self.workdays)}，应从1起逐级增大")
        return self

    def number(self, passed: int) -> int:
        """Which step is due so many working days after the limit; 0 for none yet."""
        reached = sum(passed >= one for one in self.workdays)
        if reached < len(self.workdays):
            return reached
        return reached + (passed - self.workdays[-1]) // self.again_workdays

    def workday_of(self, number: int) -> int:
        """The working day after the limit on which a step falls due."""
        if number <= len(self.workdays):
            return self.workdays[number - 1]
        return self.workdays[-1] + (number - len(self.workdays)) * self.again_workdays
