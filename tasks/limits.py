"""What is owed after the inspection (时限台账): as it stands today, and recorded done by a person."""

from collections.abc import Iterable
from datetime import date

import pandas as pd
from dateutil.relativedelta import relativedelta
from sqlalchemy import func, select

from duban import tables as t
from duban.dues import Due, dues, mentioned, sentence
from duban.errors import Refused
from duban.limits import LIMITS, Owed
from tasks.acts.recording import record
from tasks.context import Context
from tasks.database import reads
from tasks.facts import acts_of

ROW = Owed("", "", date.min, date.min)


def dues_of(at: Context) -> list[Due]:
    """All owed within a year from today, and before, under the site's rule set."""
    inspection = at.loaded.site.inspection
    done = [(a["detail"]["name"], date.fromisoformat(a["detail"]["done_on"])) for a in acts_of(at, "limit")]
    return dues(LIMITS[inspection.limits], inspection.feedback_on, at.loaded.calendar,
                at.today + relativedelta(years=1), done, _all_settled_on(at))  # fmt: skip


def _all_settled_on(at: Context) -> date | None:
    """The day the last item was settled; None while one is open, or there are none."""
    settled = t.item.c.settled_on
    query = select(func.count(), func.count(settled), func.max(settled)).where(t.item.c.site == at.site)
    with reads(at.engine) as conn:
        whole, over, last = conn.execute(query).one()
    return last if whole and whole == over else None


def limits_now(at: Context) -> pd.DataFrame:
    """One row a thing owed: name, owed_by, on, since, soft, earliest, provisional, done_on, state, days_left."""
    columns = [*vars(ROW), "done_on", "state", "days_left"]
    rows = [{**vars(one.owed), "done_on": one.done_on, "state": one.state_on(at.today, at.loaded.calendar),
             "days_left": (one.owed.on - at.today).days} for one in dues_of(at)]  # fmt: skip
    return pd.DataFrame(rows, columns=columns)


def near_or_passed(at: Context, since: date | None) -> Iterable[str]:
    """The steward's lines: what comes near or has passed since the last notices, undone."""
    zh = at.loaded.site.language == "zh"
    yield from (
        sentence(one, at.today, zh) for one in mentioned(dues_of(at), since, at.today, at.loaded.calendar)
    )


def record_done(at: Context, name: str, done_on: date, by: str, why: str) -> None:
    """Put on record that something owed was done on a day; what counts from it counts from there.

    Raises Refused where the rule set has no such duty, or the day cannot be.
    """
    inspection = at.loaded.site.inspection
    names = list(dict.fromkeys(one.name for one in LIMITS[inspection.limits].duties))
    if name not in names:
        raise Refused(f"时限规则“{inspection.limits}”没有“{name}”，应为{'、'.join(names)}之一")
    if not inspection.feedback_on <= done_on <= at.today:
        raise Refused(f"“{name}”的完成日期{done_on}应在反馈日{inspection.feedback_on}与今天{at.today}之间")
    with at.engine.begin() as conn:
        record(conn, at, "", "limit", by, why, {"name": name, "done_on": done_on.isoformat()})
