"""The office's acts on one item (行为): which is possible, what it sets, and what follows from it.

Acceptance is the second axis: a ledger only claims, and only these close an item, move its date or
wait with it. None of them touches ``assessed_on`` of a date that somebody has set, but a correction
that says it was wrong from the first, and the review that begins when a dated item is written off.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from datetime import date, timedelta
from typing import Any, Literal

from duban.due import Terms
from duban.errors import Refused
from duban.evidence import with_used
from duban.ladder import Ladder
from duban.sampling import start_level
from duban.track import CYCLES


@dataclass(frozen=True)
class Standing:
    """One item as an act finds it; the columns are those of ``duban.item.ITEMS``."""

    code: str
    kind: str
    claim: str
    status_text: str
    acceptance: str
    evidence: str
    evidence_used: str
    due_on: date
    assessed_on: date
    certain: bool
    then_standing: bool
    episode: int
    opened_on: date
    suspended_on: date | None
    settled_on: date | None
    extended: int
    from_level: int
    silent_until_on: date | None
    flags: str
    unit: str
    areas: str


COLUMNS = tuple(one.name for one in fields(Standing))


@dataclass(frozen=True)
class Outcome:
    """What an act does: columns it ``sets``, its ``detail``, what becomes of escalations, the news.

    ``ends``: settled (everyone told hears of the write-off), ended (a new clock: nobody need hear),
    or "" (they stand). ``news``: the kind of change and what was before and after, for letters.
    """

    sets: Mapping[str, Any] = field(default_factory=dict)
    detail: Mapping[str, Any] = field(default_factory=dict)
    ends: Literal["", "settled", "ended"] = ""
    news: tuple[str, str, str] | None = None


def accept(item: Standing, on: date) -> Outcome:
    """A claim of done is accepted: the unit's clock stands still until the write-off.

    What was told stays as it is, so that a return takes it up again. Of a recurring or standing
    item only the fact is kept: done closes one cycle, and the reading has closed it.
    """
    _open(item, "验收")
    if item.acceptance == "accepted":
        raise Refused(f"{item.code} 已经验收，等待销号，无需再次验收")
    if item.claim != "done":
        raise Refused(f"{item.code} 台账填报为“{item.status_text}”，尚未申报完成，不能验收")
    news = ("accepted", "", "")
    if item.kind in CYCLES:
        return Outcome(news=news)
    return Outcome({"acceptance": "accepted", "suspended_on": item.suspended_on or on}, news=news)


def give_back(item: Standing) -> Outcome:
    """A claim is returned (退回): the ladder goes on as if its clock had never stopped.

    Date, episode and the day it opened stay; the evidence is used up, only evidence that never came back suspends.
    """
    _open(item, "退回")
    if item.kind in CYCLES:
        raise Refused(f"{item.code} 为周期或长期坚持事项，不经送验，不能退回；时限有误请用 duban correct")
    if item.suspended_on is None:
        raise Refused(f"{item.code} 不在验收中（申报完成并附佐证才送验），没有可退回的")
    return Outcome({"acceptance": "returned", "suspended_on": None,
                    "evidence_used": with_used(item.evidence_used, item.evidence)},
                   {"evidence": item.evidence}, news=("returned", item.suspended_on.isoformat(), ""))  # fmt: skip


def write_off(item: Standing, on: date, terms: Terms) -> Outcome:
    """An accepted item is closed (销号); one that is then standing goes on under review, anew."""
    _open(item, "销号")
    if item.acceptance != "accepted" and item.kind not in CYCLES:
        raise Refused(f"{item.code} 尚未验收，应先验收（duban accept）再销号")
    if not item.then_standing:
        return Outcome(
            {"acceptance": "written_off", "settled_on": on, "silent_until_on": None}, ends="settled"
        )
    review = terms.review_after(on).date()
    return Outcome({"acceptance": "", "kind": "standing", "due_on": review, "assessed_on": review,
                    "claim": "in_progress", "suspended_on": None, "evidence_used": item.evidence,
                    "then_standing": False, "extended": 0, "from_level": 0, "silent_until_on": None,
                    **_anew(item, on)}, ends="settled")  # fmt: skip


def extend(item: Standing, on: date, to: date, asked_on: date, approved_by: str, role: str) -> Outcome:
    """The working date moves as approved; the first date is kept for scoring.

    ``duban.extension`` has said which role approves, and ``duban.approver`` that this person may.
    """
    times = item.extended + 1
    return Outcome({"due_on": to, "extended": times, **_anew(item, on)},
                   {"asked_on": asked_on.isoformat(), "from": item.due_on.isoformat(), "to": to.isoformat(),
                    "approved_by": approved_by, "role": role, "times": times},
                   "ended", ("extended", item.due_on.isoformat(), to.isoformat()))  # fmt: skip


def may_extend(item: Standing, on: date, asked_on: date) -> None:
    """Refuse what no approval could extend: what is closed, accepted, or has no certain date yet."""
    _open(item, "延期")
    if item.acceptance == "accepted":
        raise Refused(f"{item.code} 已经验收，等待销号，无需延期")
    if not item.certain:
        raise Refused(f"{item.code} 的时限待核（暂按{item.due_on}计），应先核定（duban correct）再申请延期")
    if asked_on > on:
        raise Refused(f"{item.code} 的延期申请日{asked_on}晚于今天{on}，应为提出申请的日期")


def reopen(
    item: Standing, on: date, relapse: bool, due: date | None, reached: int, ladder: Ladder
) -> Outcome:
    """A written-off item is taken up again, linked to its write-off; a relapse starts a level higher.

    ``reached``: the highest level it had been on, 0 for none. Without a new date the old one stands.
    """
    if item.settled_on is None:
        raise Refused(f"{item.code} 尚未销号，无需重新打开")
    if due is not None and due < on:
        raise Refused(f"{item.code} 重新打开的时限{due}已过，应不早于今天{on}")
    level = start_level([one.level for one in ladder.levels], reached) if relapse else 0
    settled, to = item.settled_on.isoformat(), due or item.due_on
    return Outcome({"acceptance": "", "settled_on": None, "suspended_on": None, "silent_until_on": None,
                    "evidence_used": with_used(item.evidence_used, item.evidence), "due_on": to, "from_level": level,
                    **_anew(item, on)},
                   {"settled_on": settled, "from_level": level, "relapse": relapse},
                   news=("reopened", settled, to.isoformat()))  # fmt: skip


def judge(item: Standing, level: int, ladder: Ladder) -> Outcome:
    """A competent person finds the item to be on a level that is given by judgement; 0: it is fine."""
    _open(item, "评定")
    given = [one.level for one in ladder.levels if one.when.judged]
    if not given:
        raise Refused(f"规则“{ladder.name}”没有由人评定的级，不能评定{item.code}")
    if level not in (0, *given):
        raise Refused(f"规则“{ladder.name}”的第{level}级不由人评定，可评定为0（良好）、"
                      f"{'、'.join(map(str, given))}")  # fmt: skip
    return Outcome(detail={"level": level})


@dataclass(frozen=True)
class Pauses:
    """How long notices of an item may be paused: at once, in all within a year, and ``earlier`` (from, until)."""

    most_days: int
    sum_days: int
    earlier: tuple[tuple[date, date], ...] = ()

    def paused(self, on: date, until: date) -> int:
        """How many days of the year up to ``until`` are paused if these are added."""
        first = until - timedelta(days=364)
        days = {
            a + timedelta(days=n) for a, b in (*self.earlier, (on, until)) for n in range((b - a).days + 1)
        }
        return len([one for one in days if first <= one <= until])


def silence(item: Standing, on: date, until: date, pauses: Pauses) -> Outcome:
    """Nothing is told of the item until after a day (暂停提示); no limit is longer for it.

    A pause after a pause counts with it: in all they are no longer than the site allows within a year.
    """
    most_days = pauses.most_days
    _open(item, "暂停提示")
    if until < on:
        raise Refused(f"{item.code} 暂停提示至{until}，这一天已过，应不早于今天{on}")
    if until > on + timedelta(days=most_days):
        raise Refused(
            f"{item.code} 暂停提示至{until}超过{most_days}天，至多到{on + timedelta(days=most_days)}"
        )
    if (paused := pauses.paused(on, until)) > pauses.sum_days:
        raise Refused(f"{item.code} 一年内暂停提示合计将达{paused}天，不得超过{pauses.sum_days}天")
    return Outcome({"silent_until_on": until}, {"until": until.isoformat()})


def correct(item: Standing, on: date, due: date, first: bool) -> Outcome:
    """A working date that was entered or read wrongly is set right; a doubtful one is settled.

    ``first``: the date as first set was wrong too. A doubtful first date was nobody's: it is set now.
    """
    _open(item, "更正时限")
    if item.certain and due == item.due_on and not (first and item.assessed_on != due):
        raise Refused(f"{item.code} 的时限就是{due}，无需更正")
    moved = due != item.due_on
    sets = _anew(item, on) if moved else {}
    sets |= {"due_on": due, "certain": True, "flags": _settled_flags(item.flags)}
    sets |= {"kind": "dated"} if item.kind == "unclear" else {}
    sets |= {"assessed_on": due} if first or not item.certain else {}
    return Outcome(sets, {"before": item.due_on.isoformat(), "after": due.isoformat()},
                   "ended" if moved else "", ("corrected", item.due_on.isoformat(), due.isoformat()))  # fmt: skip


def running_item(item: Standing, doing: str) -> None:
    """Refuse an act on an item that is closed."""
    _open(item, doing)


def _open(item: Standing, doing: str) -> None:
    if item.settled_on is not None:
        raise Refused(f"{item.code} 已于{item.settled_on}销号，不能再{doing}")


def _anew(item: Standing, on: date) -> dict[str, Any]:
    """A new clock (计时轮次). What the ledger disputed of the date has been decided."""
    return {"episode": item.episode + 1, "opened_on": on, "flags": _settled_flags(item.flags, "due_moved")}


def _settled_flags(flags: str, *words: str) -> str:
    gone = words or ("due_moved", "due_uncertain")
    return "".join(f"{word} " for word in flags.split() if word not in gone)
