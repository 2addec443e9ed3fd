"""Talks (提醒谈话、约谈) that somebody decided: the decision, its paper, and that it was held; no word of it."""

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from sqlalchemy import Connection, and_, insert, select, update

from duban import tables as t
from duban.errors import Refused
from duban.talk_paper import Decision, TalkPaper, talk_paper, talk_text
from duban.wording import templates
from tasks import store
from tasks.acts.recording import record
from tasks.context import Context
from tasks.private import write_whole
from tasks.site import wording


@dataclass(frozen=True)
class Prepared:
    """A paper that was written; ``talk`` is the talk's number, None where somebody above decides."""

    path: Path
    talk: int | None


def decide(at: Context, decision: Decision) -> Prepared:
    """Record that a competent person decided on a talk, and write its paper for them to use.

    Raises Refused where ``duban.talk_paper`` refuses; then nothing is recorded and nothing written.
    """
    language = at.loaded.site.language
    paper = talk_paper(decision, at.loaded.roster, store.items(at.engine, at.site), at.today, language)
    text = talk_text(paper, templates(wording(at.loaded)))
    if paper.upward:
        return Prepared(_written(at, paper, f"{decision.on}-呈报", text), None)
    with at.engine.begin() as conn:
        number = _recorded(conn, at, decision, paper)
        # A paper that could not be written is no decision recorded either.
        return Prepared(_written(at, paper, str(number), text), number)


def _recorded(conn: Connection, at: Context, decision: Decision, paper: TalkPaper) -> int:
    detail = {"form": decision.form, "person": decision.person, "items": list(decision.items)}
    act = record(conn, at, "", "talk", paper.by_name, decision.why, detail)
    row = {"site": at.site, "act_id": act, "form": decision.form, "person": decision.person,
           "decided_by": decision.by, "decided_on": decision.on, "items": list(decision.items),
           "tenure": paper.tenure}  # fmt: skip
    key = conn.execute(insert(t.talk).values(row)).inserted_primary_key
    return int(key[0]) if key else 0


def _written(at: Context, paper: TalkPaper, number: str, text: str) -> Path:
    """The paper under the site's state, for its owner's eyes only."""
    folder = at.loaded.folder / "state" / "papers"
    path = folder / f"{paper.form}-{number}-{paper.name}.md"
    write_whole(path, text.encode())
    return path


def held(at: Context, number: int, on: date, archive: str, by: str) -> str:
    """Register that a talk was held: its day and archive number; gives form and person in words.

    Raises Refused where there is no such talk, it is registered already, or the day cannot be.
    """
    mine = and_(t.talk.c.site == at.site, t.talk.c.id == number)
    with at.engine.begin() as conn:
        one = conn.execute(select(t.talk).where(mine).with_for_update()).one_or_none()
        if one is None:
            raise Refused(f"没有编号为{number}的谈话决定，应先登记决定（duban talk … --decided-by）")
        if one.on is not None:
            raise Refused(f"谈话{number}已登记于{one.on}进行，不能再次登记")
        if not one.decided_on <= on <= at.today:
            raise Refused(f"谈话日期{on}应在决定日{one.decided_on}与今天{at.today}之间")
        if not archive.strip():
            raise Refused(f"谈话{number}没有写明档案编号，应为存档的编号；谈话内容不录入本系统")
        conn.execute(update(t.talk).where(mine).values(on=on, archive=archive.strip()))
        detail = {"talk": number, "on": on.isoformat(), "archive": archive.strip()}
        record(conn, at, "", "talk_held", by, f"{one.form}已进行", detail)
    return f"{one.form} {at.loaded.names.get(one.person, one.person)}"
