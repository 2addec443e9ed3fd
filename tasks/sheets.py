"""Duty sheets (一岗双责履责月表) made, told and confirmed: one a tenure and month, its numbers never made anew."""

from dataclasses import dataclass
from datetime import date

import pandas as pd
from sqlalchemy import Engine, and_, func, select, update

from duban import tables as t
from duban.duty_sheet import ANSWERED, TALKS, DutySheet, Facts, duty_sheet, sheet_body, sheets_owed
from duban.errors import Refused
from duban.frames import DAY, TEXT, Schema
from duban.roster import Tenure
from duban.scene import SheetNews
from duban.wording import templates
from tasks import store
from tasks.acts.recording import record
from tasks.context import Context
from tasks.database import insert_ignoring, reads
from tasks.excused import excused
from tasks.seam import task
from tasks.site import wording

SHEETS = Schema("sheets", {"tenure": TEXT, "month": TEXT, "person": TEXT, "made_on": DAY, "text": TEXT,
                           "confirmed_on": DAY, "added": TEXT, "notice_id": TEXT})  # fmt: skip


@dataclass(frozen=True)
class Confirmation:
    """A leader's word to a sheet: what was added ("" for nothing), and who recorded it."""

    added: str
    by: str


@task(name="履责月表")
def make_sheets(at: Context) -> int:
    """Make the sheets of the months that are over and have none yet; gives how many were made."""
    owed = _lacking(at)
    if not owed:
        return 0
    facts, env = duty_facts(at), templates(wording(at.loaded))
    made = [_row(at, tenure, sheet, sheet_body(sheet, env)) for tenure, month in owed
            if (sheet := duty_sheet(at.loaded.roster, tenure, month, facts, at.today)) is not None]  # fmt: skip
    with at.engine.begin() as conn:
        insert_ignoring(t.duty_sheet, made, conn)
    return len(made)


def _lacking(at: Context) -> list[tuple[Tenure, date]]:
    """What is owed since the first run; what was before nobody watched."""
    query = select(func.min(t.run.c.today)).where(t.run.c.site == at.site)
    made = select(t.duty_sheet.c.tenure, t.duty_sheet.c.month).where(t.duty_sheet.c.site == at.site)
    with reads(at.engine) as conn:
        first, known = conn.scalar(query), {tuple(row) for row in conn.execute(made)}
    owed = sheets_owed(at.loaded.roster, first, at.today) if first else ()
    return [(one, month) for one, month in owed if (one.key, f"{month:%Y-%m}") not in known]


def _row(at: Context, tenure: Tenure, sheet: DutySheet, text: str) -> dict[str, object]:
    return {"site": at.site, "tenure": tenure.key, "month": sheet.month, "person": tenure.person,
            "made_on": at.today, "text": text}  # fmt: skip


def duty_facts(at: Context) -> Facts:
    """What a sheet is a function of, as the store holds it today."""
    free = excused(at)
    return Facts(store.items(at.engine, at.site), store.rows(at.engine, at.site), store.asks(at.engine, at.site),
                 _answered(at), _talks(at), free.reviews, free.vacancies, free.outages)  # fmt: skip


def _answered(at: Context) -> pd.DataFrame:
    """When each conduct ask was first responded to; signed for (签收) means seen, no more."""
    a = t.answer.c
    found = store.frame(
        at.engine, t.answer, at.site, ANSWERED, a.ask != "", a.kind == "response", a.on <= at.today
    )
    return found.sort_values("on", kind="stable").drop_duplicates("ask", ignore_index=True)


def _talks(at: Context) -> pd.DataFrame:
    found = store.frame(at.engine, t.talk, at.site, TALKS, t.talk.c.on.is_not(None))
    return found.assign(person=found["person"].map(at.loaded.names).fillna(found["person"]).astype(TEXT))


def sheets(engine: Engine, site: str) -> pd.DataFrame:
    """All SHEETS of a site, newest month first."""
    found = store.frame(engine, t.duty_sheet, site, SHEETS)
    return found.sort_values(["month", "tenure"], ascending=[False, True], ignore_index=True)


def untold(at: Context) -> tuple[SheetNews, ...]:
    """The sheets whose leaders have not heard of them; who holds no post any more is not told."""
    found = sheets(at.engine, at.site)
    held = {one.person for p in at.loaded.roster.posts if (one := at.loaded.roster.holder(p.id, at.today))}
    new = found[found["notice_id"].eq("") & found["confirmed_on"].isna() & found["person"].isin(held)]
    return tuple(SheetNews(str(r.tenure), str(r.month), str(r.person), str(r.text))
                 for r in new.sort_values(["month", "tenure"]).itertuples())  # fmt: skip


def confirm(at: Context, tenure: str, month: str, said: Confirmation) -> None:
    """Keep that the leader confirmed a sheet or added to it; what was added before stays, and so do the numbers.

    Raises Refused where there is no such sheet, or it is confirmed and nothing is added.
    """
    s = t.duty_sheet.c
    mine = and_(s.site == at.site, s.tenure == tenure, s.month == month)
    new = said.added.strip()
    with at.engine.begin() as conn:
        found = conn.execute(select(t.duty_sheet).where(mine)).one_or_none()
        if found is None:
            raise Refused(f"{month}没有这份履责月表，应为已经生成的月份（每月第一个工作日生成上月的表）")
        if found.confirmed_on is not None and not new:
            raise Refused(f"{month}履责月表已于{found.confirmed_on}确认，再次登记应写明补充内容（--add）")
        added = "；".join(part for part in (found.added, new) if part)
        conn.execute(update(t.duty_sheet).where(mine).values(
            confirmed_on=found.confirmed_on or at.today, added=added))  # fmt: skip
        detail = {"tenure": tenure, "month": month, "added": new}
        record(conn, at, "", "duty_sheet", said.by, new or "本人确认", detail)
