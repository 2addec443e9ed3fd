"""Limits counted from the feedback (整改期限), as rule sets: places differ, so none is law here.

Sources: the inspection regulations before and after 2024 (2 months became 6), and local
practice as published; see ``docs/glossary.md``.
"""

from dataclasses import dataclass
from datetime import date

from dateutil.relativedelta import relativedelta


@dataclass(frozen=True)
class Limits:
    """A rule set: the concentrated period (集中整改期) in months, and how it is called."""

    name: str
    period_months: int

    def period_end_on(self, feedback_on: date) -> date:
        """The last day of the concentrated period; the day of feedback is not counted."""
        return feedback_on + relativedelta(months=self.period_months)


LIMITS = {
    "central_pre2024": Limits("2024年修订前：收到反馈后2个月", 2),
    "central_2024": Limits("2024年修订后：集中整改6个月", 6),
    "county_3m": Limits("市县巡察：集中整改3个月", 3),
    "donghai": Limits("一般半年，原则上不超过一年", 6),
    "heihe": Limits("3个月后按季度报告", 3),
}
