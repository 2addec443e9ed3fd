"""The office's acts on one item, each decided by ``duban.acts`` on the item as it stands."""

from datetime import date

from sqlalchemy import Connection, func, select, update

from duban import acts as rules
from duban import tables as t
from duban.acts import Outcome, Standing
from duban.approver import check_approver, person_named
from duban.errors import Refused
from duban.extension import approval_needed
from tasks.acts.recording import on_item
from tasks.context import Context


def accept(at: Context, code: str, by: str, why: str) -> Outcome:
    """The office accepts a claim of done (验收)."""
    return on_item(at, "accept", code, by, why, lambda _, item: rules.accept(item, at.today))


def give_back(at: Context, code: str, by: str, why: str) -> Outcome:
    """The office returns a claim (退回): the unit's clock goes on as if it had never stopped."""
    return on_item(at, "return", code, by, why, lambda _, item: rules.give_back(item))


def write_off(at: Context, code: str, by: str, why: str) -> Outcome:
    """The office writes an item off (销号): closed, and everyone who was told hears of it."""
    terms = at.loaded.terms
    return on_item(at, "write_off", code, by, why, lambda _, item: rules.write_off(item, at.today, terms))


def extend(at: Context, code: str, by: str, why: str, to: date, approved_by: str,
           asked_on: date | None = None) -> Outcome:  # fmt: skip
    """The working date moves (延期), asked for in time and approved by whoever may.

    Raises Refused where the site's matrix gives no approval, or this person may not give it.
    """
    roster, asked = at.loaded.roster, asked_on or at.today
    person = person_named(roster, approved_by)

    def decide(_: Connection, item: Standing) -> Outcome:
        rules.may_extend(item, at.today, asked)
        needed = approval_needed(at.loaded.site.extension, at.loaded.calendar, assessed_on=item.assessed_on,
                                 due_on=item.due_on, new_due_on=to, asked_on=asked, times=item.extended)  # fmt: skip
        if needed.role is None:
            raise Refused(f"{code} 不能延期：{needed.refusal}")
        try:
            role = check_approver(roster, person, needed.role, item.unit, item.areas, at.today)
        except Refused as fault:
            raise Refused(f"{code} 延期至{to}：{fault}") from None
        return rules.extend(item, at.today, to, asked, person.id, role)

    return on_item(at, "extend", code, by, why, decide)


def reopen(at: Context, code: str, by: str, why: str, *, relapse: bool = False,
           due: date | None = None) -> Outcome:  # fmt: skip
    """A written-off item is taken up again (重新打开); a relapse (反弹) starts one level higher."""

    def decide(conn: Connection, item: Standing) -> Outcome:
        e = t.escalation
        mine = (e.c.site == at.site, e.c.item == code)
        reached = conn.scalar(select(func.max(e.c.level)).where(*mine, e.c.state != "void")) or 0
        outcome = rules.reopen(item, at.today, relapse, due, reached, at.loaded.ladder)
        # Whoever has not heard of the write-off yet is spared hearing of it now.
        unheard = (e.c.state == "settled", e.c.settled_notice_id.is_(None))
        conn.execute(update(e).where(*mine, *unheard).values(settled_notice_id="-"))
        return outcome

    return on_item(at, "reopen", code, by, why, decide)


def judge(at: Context, code: str, by: str, why: str, level: int) -> Outcome:
    """A competent person finds the item to be on a level (评定); 0: fine, or praised."""
    return on_item(at, "judge", code, by, why, lambda _, item: rules.judge(item, level, at.loaded.ladder))


def silence(at: Context, code: str, by: str, why: str, until: date) -> Outcome:
    """Nothing is told of the item until after a day (暂停提示); its levels open all the same."""

    def decide(conn: Connection, item: Standing) -> Outcome:
        a, setting = t.act.c, at.loaded.site.settings
        query = select(a.on, a.detail).where(a.site == at.site, a.item == code, a.kind == "silence")
        earlier = tuple((one.on, date.fromisoformat(one.detail["until"])) for one in conn.execute(query))
        pauses = rules.Pauses(setting.silence_most_days, setting.silence_sum_days, earlier)
        return rules.silence(item, at.today, until, pauses)

    return on_item(at, "silence", code, by, why, decide)


def release(at: Context, code: str, by: str, why: str) -> Outcome:
    """The office signs the slips that wait for it (审签): they may be told."""

    def decide(conn: Connection, item: Standing) -> Outcome:
        rules.running_item(item, "审签")
        e = t.escalation
        waiting = (e.c.site == at.site, e.c.item == code, e.c.release == "waiting", e.c.state == "open")
        level = conn.scalar(select(func.max(e.c.level)).where(*waiting))
        if level is None:
            raise Refused(f"{code} 没有等待审签的督办单")
        conn.execute(update(e).where(*waiting).values(release="released"))
        return Outcome(detail={"level": level, "episode": item.episode})

    return on_item(at, "release", code, by, why, decide)


def correct(at: Context, code: str, by: str, why: str, due: date, *, first: bool = False) -> Outcome:
    """A wrongly entered date is set right, a doubtful one settled (更正、核定)."""
    return on_item(at, "correct", code, by, why, lambda _, item: rules.correct(item, at.today, due, first))
