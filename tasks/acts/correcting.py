"""What was told and was wrong (更正): everyone who was told of a wrong date hears that it was."""

import pandas as pd
from sqlalchemy import Connection, select

from duban import tables as t
from duban.acts import Outcome
from duban.corrections import TOLD, corrections
from duban.frames import day
from tasks.context import Context
from tasks.database import insert_ignoring, read_frame, write_rows


def tell_wrong(conn: Connection, at: Context, before: pd.DataFrame, act_id: int, outcome: Outcome) -> None:
    """Note for everyone told of the item in this episode which notice is void for it."""
    item = before.iloc[0]
    e, n = t.escalation, t.notice
    query = (select(e.c.item, e.c.person, e.c.label, n.c.id.label("notice_id"), n.c.on.label("told_on"))
             .join(n, (n.c.site == e.c.site) & (n.c.id == e.c.notice_id))
             .where(e.c.site == at.site, e.c.item == item["code"], e.c.episode == int(item["episode"]),
                    e.c.person != "").order_by(n.c.on, e.c.id))  # fmt: skip
    told = read_frame(conn, query, TOLD)
    due = day(outcome.sets["due_on"])
    found = corrections(told, due, at.loaded.site.language) if due else told.iloc[:0]
    insert_ignoring(t.correction, write_rows(found.assign(site=at.site, act_id=act_id)), conn)
