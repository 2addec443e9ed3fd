"""Extensions (延期): who approves one, by how far it reaches, and when it is refused outright.

No rule of inspection rectification on extensions was found published; the matrix is assumed, and a
site may set its own. The days to ask and to decide in ``QINGDAO`` are those of 青岛 (2012, safety
hazards: m.ahappybud.com/Article/Detail_4577_13_20_4_31.html, a repost). That month ends are
compared as month ends is the practice of audit follow-up.
"""

from datetime import date, timedelta
from typing import NamedTuple

from dateutil.relativedelta import relativedelta
from pydantic import Field, model_validator

from duban.roster import Role
from duban.typed import Typed
from duban.workdays import Calendar


class Tier(Typed):
    """Who approves an extension reaching at most ``months`` beyond the first date; None: any."""

    months: int | None = Field(None, ge=1)
    role: Role


class ExtensionRules(Typed):
    """How extensions are asked for and approved.

    ``ask_before_workdays``: how many working days must be left when it is asked for; 0: the date
    must not be past. ``decide_within_workdays``: how soon it is decided. ``most_times``: how often
    one item may be extended. ``assumed``: what no source says.
    """

    tiers: tuple[Tier, ...] = Field(min_length=1)
    ask_before_workdays: int = Field(0, ge=0)
    decide_within_workdays: int = Field(10, ge=1)
    most_times: int = Field(2, ge=1)
    assumed: tuple[str, ...] = ()

    @model_validator(mode="after")
    def _rising(self) -> "ExtensionRules":
        reach = [tier.months for tier in self.tiers]
        known = [n for n in reach if n is not None]
        if known != sorted(set(known)) or None in reach[:-1]:
            raise ValueError(f"延期审批各档的 months 应逐档增大，只有最后一档可以不写，现为{reach}")
        return self

    def decide_by(self, asked_on: date, calendar: Calendar) -> date:
        """The day by which whoever approves has decided."""
        return calendar.limit_on(asked_on, self.decide_within_workdays)


EXTENSION = ExtensionRules.model_validate({
    "tiers": [{"months": 1, "role": "leader_in_charge"}, {"months": 3, "role": "principal"},
              {"role": "inspection_office"}],
    "assumed": ["审批权限按超出原定时限的月数分档：1个月以内分管领导，3个月以内主要负责人，再长报巡察办",
                "每个事项至多延期2次", "提出后10个工作日内作出决定"],
})  # fmt: skip
QINGDAO = EXTENSION.model_copy(update={"ask_before_workdays": 20, "decide_within_workdays": 10})


class Approval(NamedTuple):
    """The role whose approval is needed, or the sentence why none can be given."""

    role: Role | None
    refusal: str | None


def approval_needed(rules: ExtensionRules, calendar: Calendar, *, assessed_on: date, due_on: date,
                    new_due_on: date, asked_on: date, times: int) -> Approval:  # fmt: skip
    """Decide on an extension of ``due_on`` to ``new_due_on``, asked for on ``asked_on``.

    ``assessed_on`` is the date as first set, from which the reach is measured, so that many short
    extensions need the same approval as one long; ``times`` how often the item was extended before.
    """
    faults = (
        new_due_on <= due_on and f"新时限{new_due_on}不晚于现时限{due_on}，延期应晚于现时限",
        asked_on > due_on and f"现时限{due_on}已过（申请日{asked_on}），延期应在到期前申请",
        calendar.workdays_between(asked_on, due_on) < rules.ask_before_workdays
        and f"申请日{asked_on}距现时限{due_on}不足{rules.ask_before_workdays}个工作日，应提前申请",
        times >= rules.most_times and f"该事项已延期{times}次，至多{rules.most_times}次",
    )
    refusal = next((fault for fault in faults if fault), None)
    if refusal:
        return Approval(None, refusal)
    for tier in rules.tiers:
        if tier.months is None or new_due_on <= _months_after(assessed_on, tier.months):
            return Approval(tier.role, None)
    reach = rules.tiers[-1].months
    return Approval(
        None, f"新时限{new_due_on}超出原定时限{assessed_on}{reach}个月，无人有权批准，至多{reach}个月"
    )


def _months_after(first: date, months: int) -> date:
    """So many months later; from the last day of a month always to the last day of one."""
    later = first + relativedelta(months=months)
    last = (first + timedelta(days=1)).month != first.month
    return later + relativedelta(day=31) if last else later
