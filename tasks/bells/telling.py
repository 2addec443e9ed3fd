"""What the watch finds is told to the duty desk: once per cause and day, again while it lasts, once when it is over.

Two bells at once tell once: whoever keeps a cause's line first tells it.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy import Connection, and_, func, insert, select

from duban import tables as t
from duban.bells.alarms import Alarm, alarms
from duban.bells.words import over, sentence
from duban.errors import Refused
from duban.wording import templates
from tasks.bells.facts import KIND, watched
from tasks.context import Context
from tasks.database import insert_ignoring, reads
from tasks.journal.writing import note
from tasks.seam import task
from tasks.site import wording
from tasks.told import new_number
from tasks.ways import book_of, desk, ways

OVER = "alarm over"


@task(name="值守")
def watch(at: Context) -> tuple[tuple[Alarm, ...], int]:
    """Look, and tell the duty desk what it has not heard today; gives what is wrong and how many notices were made.

    On a day of rest nobody is told and nothing is looked at. Raises Refused where there is nobody to tell.
    """
    if not at.works_today:
        return (), 0
    found = alarms(watched(at), at.loaded.site.settings.bells)
    said = _said(at)
    new = [one for one in found if said.get(one.cause, (0, None, False))[1] != at.today]
    ended = [c for c, (_, _, lasts) in said.items() if lasts and c not in {one.cause for one in found}]
    if not new and not ended:
        return found, 0
    told = desk(at)
    if not told:
        raise Refused("值守发现异常，督办专员（steward）岗位空缺，无人可告知，应先在花名册补上任职人")
    # Counted once, before anything is told: a bell that rings meanwhile counts the same and keeps no line twice.
    turns = {cause: number for cause, (number, _, _) in said.items()}
    return found, sum(_tell(at, one, new, ended, turns) for one in told)


def _said(at: Context) -> dict[str, tuple[int, date | None, bool]]:
    """Of each cause ever told: how many times it began or was told again, when last, and whether it is not over."""
    c = t.chase.c
    query = select(c.target, func.max(c.number), func.max(c.told_on)).where(
        c.site == at.site, c.told_on <= at.today
    )
    with reads(at.engine) as conn:
        told = list(conn.execute(query.where(c.kind == KIND).group_by(c.target)))
        ended = {row[0]: row[1] for row in conn.execute(query.where(c.kind == OVER).group_by(c.target))}
    return {cause: (number, on, ended.get(cause, 0) < number) for cause, number, on in told}


def _tell(at: Context, to: Any, new: Sequence[Alarm], ended: Sequence[str], turns: Mapping[str, int]) -> int:
    """One notice to one person, of the causes no other bell has just told; 0 where none is left."""
    number = new_number()
    kept = [_line(at, to, KIND, one.cause, turns.get(one.cause, 0) + 1, number) for one in new]
    kept += [_line(at, to, OVER, cause, turns[cause], number) for cause in ended]
    book = book_of(at)
    with at.engine.begin() as conn:
        insert_ignoring(t.chase, kept, conn)
        mine = _mine(conn, at, number)
        words = _words(at, [one for one in new if (KIND, one.cause) in mine],
                       [one for one in ended if (OVER, one) in mine], number)  # fmt: skip
        if not mine:
            return 0
        row = {"site": at.site, "id": number, "person": to.person, "post": to.post, "on": at.today,
               "made_at": at.now, "kind": f"{KIND} {number}"[:16]}  # fmt: skip
        conn.execute(insert(t.notice), [{**row, **words}])
        conn.execute(insert(t.outbox), ways(at.site, number, to.person, at.today, book))
        note(conn, at.site, at.today, "telling", {"notice": [number]}, notices=1)
    return 1


def _mine(conn: Connection, at: Context, number: str) -> set[tuple[str, str]]:
    """The lines that this notice was the first to keep."""
    c = t.chase.c
    query = select(c.kind, c.target).where(and_(c.site == at.site, c.notice_id == number))
    return {(row.kind, row.target) for row in conn.execute(query)}


def _line(at: Context, to: Any, kind: str, cause: str, number: int, notice: str) -> dict[str, Any]:
    return {"site": at.site, "kind": kind, "target": cause, "number": number, "on": at.today, "told_on": at.today,
            "item": "", "unit": "", "tenure": to.key, "post": to.post, "person": to.person, "copy": False,
            "why": cause, "notice_id": notice}  # fmt: skip


def _words(at: Context, new: Iterable[Alarm], ended: Iterable[str], number: str) -> dict[str, str]:
    language, env = at.loaded.site.language, templates(wording(at.loaded))
    facts = {"wrong": [sentence(one, language) for one in new], "ended": [over(one, language) for one in ended],
             "today": at.today, "number": number}  # fmt: skip
    said: Any = env.get_template("alarm.jinja").make_module(facts)
    lines = {"title": said.heading(), "summary": said.brief(),
             "pointer": env.get_template("pointer.jinja").render(facts)}  # fmt: skip
    return {
        "body": said.text().strip() + "\n",
        **{name: " ".join(words.split()) for name, words in lines.items()},
    }
