"""What follows for other deliveries, problems and proposals when one delivery is taken in."""

from collections.abc import Iterable
from datetime import date
from typing import Any

import pandas as pd
from sqlalchemy import Connection, insert, update

from duban import tables as t
from duban.examining import Examined
from duban.frames import records
from duban.problems import Problem
from tasks.database import write_rows

# Told by the changes of the items themselves, or to the office alone.
TOLD_ELSEWHERE = frozenset({"unit_handed_off"})
DOUBTS = frozenset({"due_uncertain", "due_unread"})


def taken(conn: Connection, site: str, delivery: Any, seen: Examined, today: date) -> None:
    """Keep what was seen odd with the delivery, put likely matches to a person, and let it supersede
    those that were held and speak of no later day.
    """
    mine = (t.delivery.c.site == site, t.delivery.c.source == delivery.source)
    held = update(t.delivery).where(*mine, t.delivery.c.state == "held", t.delivery.c.id != int(delivery.id),
                                    t.delivery.c.as_of_on <= delivery.as_of_on.date())  # fmt: skip
    conn.execute(held.values(state="superseded"))
    told = [
        *_unanswered(delivery.problems, seen),
        *(vars(p) for p in problems_of(str(delivery.source), seen)),
    ]
    conn.execute(update(t.delivery).where(t.delivery.c.id == int(delivery.id)).values(problems=told))
    _propose(conn, site, delivery, seen, today)


def _unanswered(problems: Iterable[dict[str, Any]], seen: Examined) -> list[dict[str, Any]]:
    """Without the doubts about a deadline whose words have since been made certain: nobody is asked twice."""
    rows = seen.rows.loc[seen.answered]
    places = set(zip(rows["sheet"], rows["row"], strict=True))
    return [p for p in problems if p["kind"] not in DOUBTS or (p["sheet"], p["row"]) not in places]


def problems_of(source: str, seen: Examined) -> tuple[Problem, ...]:
    """What was found odd beside the items, as problems of the delivery."""
    found = seen.found[~seen.found["kind"].isin(TOLD_ELSEWHERE)]
    return tuple(Problem(source, f"第{r['row']}行", r["field"], r["found"], r["expected"], r["kind"], r["sheet"],
                         int(r["row"])) for r in records(found))  # fmt: skip


def _propose(conn: Connection, site: str, delivery: Any, seen: Examined, today: date) -> None:
    """New proposals; one whose item has come back under its own words is answered by the ledger."""
    back = update(t.proposal).where(t.proposal.c.site == site, t.proposal.c.source == delivery.source,
                                    t.proposal.c.state == "open", t.proposal.c.item.in_(list(seen.applying["code"])))  # fmt: skip
    conn.execute(back.values(state="different"))
    if len(seen.proposals):
        facts = seen.proposals.assign(site=site, source=delivery.source, delivery_id=int(delivery.id), state="open",
                                      reading_id=seen.proposals.index, on=pd.Timestamp(delivery.as_of_on))  # fmt: skip
        conn.execute(insert(t.proposal), write_rows(facts))
