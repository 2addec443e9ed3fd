"""What the auditor reads and finds (核查): the books of a site, what they are held against, its findings."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from duban.frames import DAY, TEXT, WHOLE, YES, Schema
from duban.ladder import Ladder
from duban.roster import Roster
from duban.workdays import Calendar

# kind: see WORDS. target: the item or the notice it is about; person: whom it concerns, or "".
FINDINGS = Schema("findings", {"kind": TEXT, "target": TEXT, "person": TEXT})
WORDS = {
    "no level told": "{target}：已到应督办的级，没有任何人收到过通知",
    "leader not told": "{target}：分管领导{person}应已被告知，没有告知记录",
    "gone silent": "{target}：最高级应重复提示，已过期未提示",
    "row not told": "{target}：提级记录早应告知{person}，至今没有通知",
    "no such notice": "{target}：记作已告知{person}，所记通知不存在或不是给此人的",
    "told too early": "{target}：记作告知{person}的日子早于到级日",
    "told and voided": "{target}：已告知{person}的提级记录被作废",
    "ended without a reason": "{target}：提级记录已了结，事项却仍在办",
    "no answer behind it": "{target}：记作{person}已回应，没有回应记录",
    "written off by nobody": "{target}：已销号，没有销号的行为记录",
    "paused by nobody": "{target}：计时已暂停，没有在验收的申报",
    "no way out": "通知{target}（{person}）：没有送达途径",
    "sent without an attempt": "通知{target}（{person}）：记作已送达，没有成功的送达记录",
    "arrived and not kept": "通知{target}（{person}）：有成功的送达记录，状态却不是已送达",
    "held too long": "通知{target}（{person}）：占用超时未释放",
    "reached nobody": "通知{target}（{person}）：前日以前应送达，至今未送达，也没有请人转告",
}
WORDS_EN = {
    "no level told": "{target}: has reached a level and nobody was ever told",
    "leader not told": "{target}: {person}, in charge, must have been told by now; no record of it",
    "gone silent": "{target}: at the top level, and its repeat is overdue",
    "row not told": "{target}: {person} should have been told of this escalation; there is no notice",
    "no such notice": "{target}: recorded as told to {person} by a notice that is not there or is another's",
    "told too early": "{target}: recorded as told to {person} before the level was reached",
    "told and voided": "{target}: told to {person}, and then voided",
    "ended without a reason": "{target}: its escalation is ended while the item is open",
    "no answer behind it": "{target}: recorded as answered by {person}; there is no answer",
    "written off by nobody": "{target}: written off without an act of the office",
    "paused by nobody": "{target}: its clock is paused without a claim under review",
    "no way out": "notice {target} ({person}): no way out was made",
    "sent without an attempt": "notice {target} ({person}): recorded as sent, no attempt succeeded",
    "arrived and not kept": "notice {target} ({person}): an attempt succeeded, the state says otherwise",
    "held too long": "notice {target} ({person}): held by a worker beyond its lease",
    "reached nobody": "notice {target} ({person}): unsent since before the last run, and told on to nobody",
}


@dataclass(frozen=True)
class Books:
    """What is audited, as it stands in the store, each a frame.

    ``items`` (code, unit, areas, source, due_on, opened_on, read_on, suspended_on, settled_on,
    silent_until_on, episode, acceptance, moved_on: the last day anything of it changed); ``rows`` (item,
    episode, level, line, tenure, person, post, on, told_on, state, release, notice_id, policy_id);
    ``notices`` (id, person, on); ``ways`` (notice_id, person, state, due_on, leased, arrived: whether an
    attempt succeeded, relayed: whether somebody else was asked to tell); ``written_off``, ``reviewed`` and
    ``answered``: the items with such a record; ``let_go``: those of which an act of the office ended what had
    been told (another lead unit, another date, taken up again).
    """

    items: pd.DataFrame
    rows: pd.DataFrame
    notices: pd.DataFrame
    ways: pd.DataFrame
    written_off: frozenset[str]
    reviewed: frozenset[str]
    answered: frozenset[str]
    let_go: frozenset[str]


@dataclass(frozen=True)
class Ground:
    """What it is audited against. ``ran_on``: the last working day gone through to its end, ``before`` the
    one before that; ``policy`` the version that stands; ``reviewers`` the sources that may write off;
    ``wait_workdays`` how long a newer reading is waited for.
    """

    ladder: Ladder
    roster: Roster
    calendar: Calendar
    ran_on: pd.Timestamp
    before: pd.Timestamp | None
    policy: int
    reviewers: frozenset[str]
    wait_workdays: int

    @property
    def week_ago(self) -> pd.Timestamp:
        """A week before the last run: a silence that ended since may still hold something back."""
        return self.ran_on - pd.Timedelta(days=7)


BOOKS = {
    "items": Schema("audited items", {
        "code": TEXT, "unit": TEXT, "areas": TEXT, "source": TEXT, "due_on": DAY, "opened_on": DAY, "read_on": DAY,
        "suspended_on": DAY, "settled_on": DAY, "silent_until_on": DAY, "episode": WHOLE, "acceptance": TEXT,
        "moved_on": DAY}),
    "rows": Schema("audited rows", {
        "item": TEXT, "episode": WHOLE, "level": WHOLE, "line": TEXT, "tenure": TEXT, "person": TEXT, "post": TEXT,
        "on": DAY, "told_on": DAY, "state": TEXT, "release": TEXT, "notice_id": TEXT, "policy_id": WHOLE}),
    "notices": Schema("audited notices", {"id": TEXT, "person": TEXT, "on": DAY}),
    "ways": Schema("audited ways", {"notice_id": TEXT, "person": TEXT, "state": TEXT, "due_on": DAY, "leased": YES,
                                    "arrived": YES, "relayed": YES}),
}  # fmt: skip


def found(kind: str, data: pd.DataFrame, target: str, person: str = "") -> pd.DataFrame:
    """FINDINGS of one kind about rows of ``data``."""
    return pd.DataFrame({"kind": kind, "target": data[target].to_numpy(),
                         "person": data[person].to_numpy() if person else ""})  # fmt: skip


def sentence(finding: Any, names: Mapping[str, str], language: str = "zh") -> str:
    """One finding as a clerk reads it."""
    words = WORDS if language == "zh" else WORDS_EN
    return words[str(finding.kind)].format(
        target=finding.target, person=names.get(finding.person, finding.person)
    )
