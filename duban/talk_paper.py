"""Papers for talks (提醒谈话、约谈): prepared only where a competent person has decided so, and recorded why.

The program never proposes a talk, and of one that was held keeps no word. Who is competent for which is
not published for rectification; ``COMPETENT`` is assumed from who stands where on the chain: a talk is
decided by somebody who stands above, or by the discipline group, which stands outside it. Above the
principal and the secretary there is nobody on the chain: for a talk with one of them only a request to
whoever stands above is put on paper, and nothing is recorded as decided.
"""

from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

import jinja2
import pandas as pd

from duban.errors import Refused
from duban.frames import day, records
from duban.item import days_late
from duban.recusal import hidden_from
from duban.roster import RANK, Post, Role, Roster
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
    """The facts of one paper; who talks, where and what about is filled in by hand.

    ``upward``: the talk is for somebody above to decide, and this asks for it. ``tenure``: that of the
    competent post of whoever decided.
    """

    form: Form
    name: str
    titles: tuple[str, ...]
    by_name: str
    by_title: str
    on: date
    why: str
    grounds: tuple[tuple[str, str, str, int], ...]
    upward: bool = False
    tenure: str = ""


def talk_paper(decision: Decision | None, roster: Roster, items: pd.DataFrame, today: date,
               language: str = "zh") -> TalkPaper:  # fmt: skip
    """The facts of a paper for a talk that was decided; its grounds are (code, measure, due, days late).

    Raises Refused where there is no decision, it lacks its reason or is of a day to come, names an item or
    a person that is not there, or who decided held no competent post that day, or is the person concerned,
    or one of both must keep away from an item (回避).
    """
    if decision is None:
        raise Refused("谈话文书：没有决定记录，应先由有权限的同志作出决定并登记决定人、日期和理由")
    fault = _fault(decision, roster, items, today)
    if fault:
        raise Refused(f"{decision.form}文书：{fault}")
    mine = items[items["code"].isin(decision.items)].sort_values("code")
    late = days_late(mine, pd.Timestamp(today))
    grounds = tuple((str(r["code"]), _named(r), due_words({**r, "due_on": day(r["due_on"]) or today}, language, today), int(n))
                    for r, n in zip(records(mine), late, strict=True))  # fmt: skip
    return TalkPaper(decision.form, roster.person(decision.person).name, _titles(roster, decision.person, today),
                     roster.person(decision.by).name, _titles(roster, decision.by, decision.on)[0], decision.on,
                     decision.why.strip(), grounds, _upward(decision, roster), _tenure(decision, roster))  # fmt: skip


def talk_text(paper: TalkPaper, env: jinja2.Environment) -> str:
    """The paper in words, with what is to be filled in by hand left open."""
    return env.get_template("talk_paper.jinja").render(p=paper).strip() + "\n"


def _fault(d: Decision, roster: Roster, items: pd.DataFrame, today: date) -> str:
    codes, people = set(items["code"]), {p.id for p in roster.people}
    hidden = {who: sorted(hidden_from(items, roster, who) & set(d.items)) for who in (d.person, d.by)}
    unknown = [p for p in (d.person, d.by) if p not in people]
    able = COMPETENT[d.form]
    held = {r for p in _held(roster, d.by, d.on) for r in p.roles}
    faults = (
        unknown and f"人员“{unknown[0]}”不在花名册中，应为花名册中的人员",
        not d.why.strip() and "决定没有写明理由，应写明为什么谈话",
        d.on > today and f"决定日期{d.on}晚于今天{today}，应在决定之后拟文书",
        d.by == d.person and "决定人和谈话对象是同一人，应由他人决定",
        not held & set(able) and f"决定人“{d.by}”在{d.on}不任有权决定{d.form}的岗位，应为{'、'.join(able)}之一",
        _beside(d, roster) and f"决定人“{d.by}”在责任链上不高于谈话对象“{d.person}”，应由其上级或纪检监察组决定",
        *(barred and f"“{who}”须回避{barred[0]}，不能以此谈话或作此决定，应不列此事项或由他人决定"
          for who, barred in hidden.items()),
        set(d.items) - codes and f"没有编号为“{min(set(d.items) - codes, default='')}”的事项",
    )  # fmt: skip
    return next((str(f) for f in faults if f), "")


def _held(roster: Roster, person: str, on: date) -> list[Post]:
    return [p for p in roster.posts if (t := roster.holder(p.id, on)) and t.person == person]


def _rank(posts: list[Post]) -> int:
    return max([RANK.get(r, 0) for p in posts for r in p.roles], default=0)


def _beside(d: Decision, roster: Roster) -> bool:
    """Whether who decided does not stand above the person concerned; a leader only above the own areas."""
    mine, theirs = _held(roster, d.by, d.on), _held(roster, d.person, d.on)
    if "discipline" in {r for p in mine for r in p.roles} or _upward(d, roster):
        return False
    if _rank(mine) <= _rank(theirs):
        return True
    units = {u.name: set(u.areas) for u in roster.units}
    areas = {a for p in theirs if p.unit for a in units[p.unit]}
    return (
        _rank(mine) == RANK["leader_in_charge"]
        and bool(areas)
        and not areas & {a for p in mine for a in p.areas}
    )


def _upward(d: Decision, roster: Roster) -> bool:
    """Whether nobody on the chain stands above the person concerned."""
    theirs = {p.id for p in _held(roster, d.person, d.on)}
    mine = {p.id for p in _held(roster, d.by, d.on)}
    top, secretary = ({p.id for p in roster.with_role(r)} for r in ("principal", "secretary"))
    return bool(theirs & secretary) or (bool(theirs & top) and not mine & secretary)


def _tenure(d: Decision, roster: Roster) -> str:
    able = [p for p in _held(roster, d.by, d.on) if set(p.roles) & set(COMPETENT[d.form])]
    held = [t.key for p in able if (t := roster.holder(p.id, d.on))]
    return next(iter(held), "")


def _named(item: dict[str, Any]) -> str:
    """An item's measure in short; of a restricted one only that it is."""
    return "（受限事项，内容从略）" if item["restricted"] else short(item["measure"])


def _titles(roster: Roster, person: str, on: date) -> tuple[str, ...]:
    return tuple(p.title for p in _held(roster, person, on))
