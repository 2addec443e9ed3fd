"""The office's acts on one item (行为) as a page's form gives them: the same as by command."""

from collections.abc import Callable
from datetime import date

from desk.web.visit import Visit
from duban.acts import Outcome
from duban.errors import Refused
from duban.target import DIRECTIONS, Target
from tasks import acts, disputes
from tasks.acts import lowering
from tasks.figures import set_target
from tasks.samples import Seen, look_back

Act = Callable[[Visit, str, str, str], Outcome | None]


def typed_day(visit: Visit, name: str, what: str) -> date:
    """A day that a form must give."""
    try:
        return date.fromisoformat(visit.typed.get(name, ""))
    except ValueError:
        raise Refused(f"{what}应为日期，如 2019-07-01") from None


def _extend(visit: Visit, code: str, by: str, why: str) -> Outcome:
    asked = typed_day(visit, "asked_on", "申请日期") if visit.typed.get("asked_on") else None
    return acts.extend(visit.at, code, by, why, typed_day(visit, "to", "新的时限"), visit.typed.get("approved_by", ""),
                       asked)  # fmt: skip


def _reopen(visit: Visit, code: str, by: str, why: str) -> Outcome:
    due = typed_day(visit, "due", "新的时限") if visit.typed.get("due") else None
    return acts.reopen(visit.at, code, by, why, relapse=visit.typed.get("relapse") == "yes", due=due)


def _judge(visit: Visit, code: str, by: str, why: str) -> Outcome:
    level = visit.typed.get("level", "")
    if not level.isdecimal():
        raise Refused(f"级别“{level}”不是数字")
    return acts.judge(visit.at, code, by, why, int(level))


def _look_back(visit: Visit, code: str, by: str, why: str) -> Outcome:
    outcome: Seen = "relapsed" if visit.typed.get("outcome") == "relapsed" else "kept"
    return look_back(visit.at, code, by, why, outcome)


def _dispute(visit: Visit, code: str, by: str, why: str) -> Outcome:
    return disputes.open_dispute(visit.at, code, by, why, visit.ticked.get("units", ()))


def _target(visit: Visit, code: str, by: str, why: str) -> None:
    """What the item promises as a number (量化目标)."""
    direction, unit = visit.typed.get("direction", ""), visit.typed.get("unit", "").strip()
    if direction not in DIRECTIONS or not unit:
        raise Refused(f"{code} 的量化目标应写明方向和计量单位")
    base = _number(visit, "base", "起点数") if visit.typed.get("base") else None
    goal = Target(direction, _number(visit, "value", "目标数"), unit[:20], why, base)
    set_target(visit.at, code, goal, by, why)


def _number(visit: Visit, name: str, what: str) -> float:
    try:
        found = float(visit.typed.get(name, ""))
    except ValueError:
        found = -1.0
    if not 0 <= found < 1e15:
        raise Refused(f"{what}“{visit.typed.get(name, '')}”不是数，应为0或更大的数")
    return found


ACTS: dict[str, Act] = {
    "accept": lambda v, code, by, why: acts.accept(v.at, code, by, why),
    "return": lambda v, code, by, why: acts.give_back(v.at, code, by, why),
    "write_off": lambda v, code, by, why: acts.write_off(v.at, code, by, why),
    "release": lambda v, code, by, why: acts.release(v.at, code, by, why),
    "silence": lambda v, code, by, why: acts.silence(v.at, code, by, why, typed_day(v, "until", "暂停到的日期")),
    "correct": lambda v, code, by, why: acts.correct(v.at, code, by, why, typed_day(v, "due", "正确的时限"),
                                                     first=v.typed.get("first") == "yes"),
    "own": lambda v, code, by, why: disputes.own(v.at, code, by, why, v.typed.get("unit", "")),
    "lower_ask": lambda v, code, by, why: lowering.propose_lowering(v.at, code, by, why),
    "lower": lambda v, code, by, why: lowering.confirm_lowering(v.at, code, by, why),
    "extend": _extend, "look_back": _look_back, "dispute": _dispute, "reopen": _reopen, "judge": _judge,
    "target": _target,
}  # fmt: skip
