"""Days that are nobody's fault below (不计入的日子): a post that nobody held, a system that did not run, a
lead that another unit had.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta

import pandas as pd

from duban.counted_days import OUTAGES, REVIEWS, VACANCIES, counted_days_late
from duban.duty import heads_of
from duban.frames import DAY, TEXT, Schema
from duban.roster import Roster
from duban.workdays import Calendar

ONE = timedelta(days=1)
# A dispute decided: from that day on another unit leads the item.
LEADS = Schema("leads", {"item": TEXT, "on": DAY})
LONG_AGO = pd.Timestamp(1990, 1, 2)


@dataclass(frozen=True)
class Excused:
    """The spans that never count against a unit: of its items, of itself, of all (``duban.counted_days``)."""

    reviews: pd.DataFrame = field(default_factory=REVIEWS.frame)
    vacancies: pd.DataFrame = field(default_factory=VACANCIES.frame)
    outages: pd.DataFrame = field(default_factory=OUTAGES.frame)

    def days_late(self, items: pd.DataFrame, today: pd.Timestamp) -> "pd.Series[int]":
        """Days past the assessment date that count against each item's unit (计入考核的逾期天数)."""
        found: pd.Series[int] = counted_days_late(items, self.reviews, self.vacancies, self.outages, today)
        return found


def vacancies(roster: Roster, first: date, last: date) -> pd.DataFrame:
    """Give VACANCIES in [first, last]: days on which a unit had no head, or an area of it no leader in charge."""
    rows = [{"unit": u.name, "from_on": a, "to_on": b} for u in roster.units
            for post in dict.fromkeys([*(p.id for p in heads_of(roster, u.name)),
                                       *(roster.leader_of(a).id for a in u.areas)])
            for a, b in _vacant(roster, post, first, last)]  # fmt: skip
    return VACANCIES.frame(rows)


def _vacant(roster: Roster, post: str, first: date, last: date) -> Iterable[tuple[date, date]]:
    """The spans of days on which nobody held a post, nor acted for it."""
    mine = [t for t in roster.tenures if t.post == post]
    ends = [t.to_on + ONE for t in mine if t.to_on < last]
    turns = sorted({first, *(d for d in (*(t.from_on for t in mine), *ends) if first < d <= last)})
    for start, end in zip(turns, [*(d - ONE for d in turns[1:]), last], strict=True):
        if roster.holder(post, start) is None:
            yield start, end


def outages(run_on: Iterable[date], calendar: Calendar, today: date) -> pd.DataFrame:
    """Give OUTAGES: from the first day that was run, working days before today on which no run ended.

    Days off between two of them belong to the outage; what was before the first run is none.
    """
    known = set(run_on)
    start = min(known, default=today)
    days = [start + timedelta(days=n) for n in range(max((today - start).days, 0))]
    spans: list[tuple[date, date]] = []
    whole = True
    for day in days:
        if day not in known and calendar.is_workday(day):
            spans = [*spans, (day, day)] if whole else [*spans[:-1], (spans[-1][0], day)]
            whole = False
        whole = whole or day in known
    return OUTAGES.frame({"from_on": a, "to_on": b} for a, b in spans)


def of_former_leads(leads: pd.DataFrame) -> pd.DataFrame:
    """LEADS as REVIEWS: what was late before a dispute was decided never counts against the new lead."""
    last = leads.groupby("item", as_index=False)["on"].max()
    return REVIEWS.cast(last.assign(from_on=LONG_AGO, to_on=last["on"] - pd.Timedelta(days=1)))
