"""Papers for talks (提醒谈话、约谈): prepared only where a competent person has decided so, and recorded why.

The program never proposes a talk, and of one that was held keeps no word. Who is competent for which is
not published for rectification; ``COMPETENT`` is assumed from who stands where on the chain.
"""

from dataclasses import dataclass
from datetime import date
from typing import Literal

import jinja2
import pandas as pd

from duban.errors import Refused
from duban.frames import day, records
from duban.item import days_late
from duban.roster import Role, Roster
from duban.wording import due_words, short

Form = Literal["提醒谈话", "约谈"]
COMPETENT: dict[Form, tuple[Role, ...]] = {
    "提醒谈话": ("leader_in_charge", "principal", "secretary", "discipline"),
    "约谈": ("principal", "secretary", "discipline"),
}  # fmt: skip


@dataclass(frozen=True)
class Decision:
    """What a competent person decided: a talk of which form with whom, on which items, when and why."""

    form: Form
    person: str
    by: str
    on: date
    why: str
    items: tuple[str, ...] = ()


@dataclass(frozen=True)
class TalkPaper:
    """The facts of one paper; who talks, where and what about is filled in by hand."""

    form: Form
    name: str
    titles: tuple[str, ...]
    by_name: str
    by_title: str
    on: date
    why: str
    grounds: tuple[tuple[str, str, str, int], ...]


def talk_paper(decision: Decision | None, roster: Roster, items: pd.DataFrame, today: date,
               language: str = "zh") -> TalkPaper:  # fmt: skip
    """The facts of a paper for a talk that was decided; its grounds are (code, measure, due, days late).

    Raises Refused where there is no decision, it lacks its reason or is of a day to come, names an item or
    a person that is not there, or who decided held no competent post that day, or is the person concerned.
    """
    if decision is None:
        raise Refused("谈话文书：没有决定记录，应先由有权限的同志作出决定并登记决定人、日期和理由")
    fault = _fault(decision, roster, set(items["code"]), today)
    if fault:
        raise Refused(f"{decision.form}文书：{fault}")
    mine = items[items["code"].isin(decision.items)].sort_values("code")
    late = days_late(mine, pd.Timestamp(today))
    grounds = tuple((str(r["code"]), short(r["measure"]), due_words({**r, "due_on": day(r["due_on"]) or today}, language), int(n))
                    for r, n in zip(records(mine), late, strict=True))  # fmt: skip
    return TalkPaper(decision.form, roster.person(decision.person).name, _titles(roster, decision.person, today),
                     roster.person(decision.by).name, _titles(roster, decision.by, decision.on)[0], decision.on,
                     decision.why.strip(), grounds)  # fmt: skip


def talk_text(paper: TalkPaper, env: jinja2.Environment) -> str:
    """The paper in words, with what is to be filled in by hand left open."""
    return env.get_template("talk_paper.jinja").render(p=paper).strip() + "\n"


def _fault(d: Decision, roster: Roster, codes: set[str], today: date) -> str:
    people = {p.id for p in roster.people}
    unknown = [p for p in (d.person, d.by) if p not in people]
    able = COMPETENT[d.form]
    held = {r for p in roster.posts for r in p.roles if (t := roster.holder(p.id, d.on)) and t.person == d.by}
    faults = (
        unknown and f"人员“{unknown[0]}”不在花名册中，应为花名册中的人员",
        not d.why.strip() and "决定没有写明理由，应写明为什么谈话",
        d.on > today and f"决定日期{d.on}晚于今天{today}，应在决定之后拟文书",
        d.by == d.person and "决定人和谈话对象是同一人，应由他人决定",
        not held & set(able) and f"决定人“{d.by}”在{d.on}不任有权决定{d.form}的岗位，应为{'、'.join(able)}之一",
        set(d.items) - codes and f"没有编号为“{min(set(d.items) - codes, default='')}”的事项",
    )  # fmt: skip
    return next((str(f) for f in faults if f), "")


def _titles(roster: Roster, person: str, on: date) -> tuple[str, ...]:
    return tuple(p.title for p in roster.posts if (t := roster.holder(p.id, on)) and t.person == person)
