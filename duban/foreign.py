"""A ledger of another year (2025台账): it calls itself so, in its file's name or above its heading."""

import re
from collections.abc import Iterable
from datetime import date

from duban.errors import DeliveryRefused
from duban.grid import Delivery
from duban.names import normalise

# 2018年巡察反馈问题整改台账 names the inspection, not the ledger's year: only what stands next to it counts.
YEAR = re.compile(
    r"(?<!\d)((?:19|20)\d\d)年?度?(?:整改|督办|督查|问题|工作|任务|进展)*(?:台账|清单|进展表|情况表)"
)


def refuse_another_year(delivery: Delivery, titles: Iterable[str], feedback_on: date, as_of_on: date) -> None:
    """Raise DeliveryRefused where a ledger is named for a year before the feedback or after its own day."""
    file = delivery.origin.replace("\\", "/").rsplit("/", 1)[-1]
    texts = (re.sub(r"\s+", "", normalise(t)) for t in (file, *titles))
    years = {int(y) for t in texts for y in YEAR.findall(t)}
    last = max(as_of_on, delivery.day_on).year
    if years and not any(feedback_on.year <= y <= last for y in years):
        raise DeliveryRefused(
            f"{delivery.origin}：年度不符，写的是{min(years)}年的台账，应为{feedback_on.year}年反馈以来的，没有采用"
        )
