"""One person's letter of one day, before it is put into words."""

from dataclasses import dataclass
from datetime import date

from duban.figures import Figures
from duban.scene import LedgerNews, SheetNews, ToDecide


@dataclass(frozen=True)
class Line:
    """One item in a letter; the templates put it into words."""

    code: str
    measure: str
    unit: str
    due: str
    days: str
    label: str
    new: bool
    late: bool
    role: str
    copy: bool
    kind: str
    claim: str
    proof: bool
    missing_on: date | None
    earlier_on: date | None
    earlier_label: str
    earlier_unanswered: bool
    answer_by: date | None
    overdue_answer: bool
    answered_on: date | None
    chase: int
    chase_copied: str
    note: str


@dataclass(frozen=True)
class AskLine:
    """What the conduct line asks about one unit, with its items as grounds."""

    unit: str
    month: int
    grounds: tuple[str, ...]
    all_claimed: bool
    answer_by: date | None
    new: bool
    overdue_answer: bool
    chase: int
    chase_copied: str


@dataclass(frozen=True)
class ChaseLine:
    """A chase that stands in no other line: a copy of another's, or of what is no answer.

    ``who`` owes it, by name and title; ``limit_on`` was its last day; ``since_on`` when it began. Of a
    late ledger: its ``source``, whether the reader is its reporter (``own``), and what was wrong.
    """

    kind: str
    item: str
    measure: str
    unit: str
    why: str
    number: int
    copy: bool
    who: str
    limit_on: date | None
    since_on: date | None
    source: str = ""
    own: bool = True
    detail: str = ""


@dataclass(frozen=True)
class Changed:
    """One kind of change and the items it befell; single ones keep what was before and after."""

    kind: str
    codes: tuple[str, ...]
    before: str = ""
    after: str = ""
    due_on: date | None = None


@dataclass(frozen=True)
class Reached:
    """One item that newly reached a level, as its principal reads it."""

    code: str
    unit: str
    label: str
    leaders: str
    leader_heard: bool
    reached_before: bool
    round: int


@dataclass(frozen=True)
class HandOver:
    """What a post's new holder takes over: how many items are open and late, what is to be answered
    on each line, and the items, each code with its words.
    """

    title: str
    from_on: date
    scope: str
    total: int
    late: int
    business: int
    conduct: int
    listed: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Overseen:
    """One matter of the discipline group's list; ``detail`` says who and why where somebody decided."""

    kind: str
    name: str
    code: str
    measure: str
    unit: str
    on: date | None
    days_late: int
    label: str
    detail: str


@dataclass(frozen=True)
class Passed:
    """Whom an item's notices pass over (回避), as what, for the designated officer alone."""

    code: str
    name: str
    roles: tuple[str, ...]


@dataclass(frozen=True)
class Held:
    """A post that a person holds, since when, and the areas in its charge."""

    title: str
    from_on: date
    scope: str


@dataclass(frozen=True)
class Letter:
    """One person's notice of one day, before it is put into words."""

    person: str
    name: str
    post: str
    title: str
    scope: str
    kind: str
    figures: Figures
    since_on: date | None
    changed: tuple[Changed, ...]
    business: tuple[Line, ...]
    conduct: tuple[AskLine, ...]
    reached: tuple[Reached, ...]
    ledgers: tuple[LedgerNews, ...]
    settled: tuple[str, ...]
    questions: tuple[str, ...]
    overseen: tuple[Overseen, ...]
    monthly: bool
    hand_overs: tuple[HandOver, ...]
    corrected: tuple[str, ...]
    chases: tuple[ChaseLine, ...]
    held: tuple[Held, ...]
    row_ids: tuple[int, ...]
    settled_ids: tuple[int, ...]
    chase_ids: tuple[int, ...]
    correction_ids: tuple[int, ...]
    sheets: tuple[SheetNews, ...] = ()
    disputes: tuple[ToDecide, ...] = ()
    passed: tuple[Passed, ...] = ()

    @property
    def chased(self) -> int:
        """How many chases this letter holds, those that stand with an item or an ask included."""
        return len(self.chases) + len([one for one in self.business if one.chase]) + len(
            [one for one in self.conduct if one.chase])  # fmt: skip

    @property
    def owed(self) -> int:
        """How many answers this person owes: each business item and each conduct ask."""
        return len([one for one in self.business if one.answer_by]) + self.owed_conduct

    @property
    def owed_conduct(self) -> int:
        """How many of the conduct asks have a limit: principal and secretary owe no answer."""
        return len([one for one in self.conduct if one.answer_by])
