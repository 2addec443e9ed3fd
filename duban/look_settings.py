"""How little raises a signal, and how many written-off items are looked at again: an office's own numbers."""

from pydantic import Field, model_validator

from duban.typed import Typed


class SignalSettings(Typed):
    """How little is enough to raise a signal of paper rectification (疑点); see ``duban.look.Thresholds``."""

    bulk_least: int = Field(3, ge=2)
    bulk_within_days: int = Field(3, ge=0)
    same_least: int = Field(2, ge=2)
    text_chars: int = Field(8, ge=1)
    name_chars: int = Field(4, ge=1)
    copied_days: int = Field(20, ge=1)


class LookBackSettings(Typed):
    """How many written-off items are looked at again (回头看), and when; see ``duban.sampling``."""

    share: float = Field(0.2, ge=0, le=1)
    from_months: int = Field(3, ge=1)
    to_months: int = Field(6, ge=1)

    @model_validator(mode="after")
    def _ordered(self) -> "LookBackSettings":
        if self.to_months < self.from_months:
            raise ValueError(f"to_months 为{self.to_months}，不应小于 from_months（{self.from_months}）")
        return self
