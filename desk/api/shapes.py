"""What the programs' door gives (输出): the fields of the contract, each with its meaning."""

from datetime import date, datetime
from typing import Generic, Literal, TypeVar

from pydantic import BaseModel, ConfigDict, Field

R = TypeVar("R")


class Shape(BaseModel):
    """The base of what is given: nothing is in it that the document does not name."""

    model_config = ConfigDict(extra="forbid")


class Page(Shape, Generic[R]):
    """A part of a list: ``found`` is how many there are in all, ``as_of`` the day the list is of."""

    rows: list[R]
    found: int
    offset: int
    limit: int
    as_of: date


class Item(Shape):
    """One item (整改事项). ``level`` is 0 where it stands on none; ``due_text`` is the ledger's own cell."""

    code: str
    finding: str
    measure: str
    unit: str
    areas: list[str]
    kind: str = Field(description="dated, immediate, standing, recurring, span, unclear")
    due_text: str
    due_on: date | None
    assessed_on: date | None
    certain: bool
    then_standing: bool
    cycle: str | None
    claim: str = Field(description="not_done, in_progress, partial, done, unclear: what the unit says")
    acceptance: str | None = Field(description="accepted, returned, written_off: what the office decided")
    level: int
    days_late: int
    counted_days_late: int = Field(description="without the days that never count against the unit")
    missing: bool
    source: str
    flags: list[str]
    status_text: str
    progress: str
    evidence: str
    leader: str
    person: str
    episode: int
    read_on: date | None
    suspended_on: date | None
    settled_on: date | None


class Told(Shape):
    """One item reaching one level on one line for one person, once a round (提级)."""

    on: date = Field(description="the day the level is reached")
    told_on: date = Field(description="the first day in the sending window from then on")
    item: str
    measure: str
    line: str = Field(description="business or conduct")
    level: int
    round: int
    label: str
    slip: str
    role: str
    post: str
    person: str
    copy_: bool = Field(alias="copy")
    why: str


class Escalation(Told):
    """One as the store holds it."""

    id: int
    state: str = Field(description="open, answered, settled, skipped, void")
    answered_at: datetime | None
    answer_by: date | None
    notice_id: str | None


class Notice(Shape):
    """One message to one person (督办通知), its words as they were said."""

    id: str
    person: str
    post: str
    on: date
    state: str = Field(description="pending, held, sending, sent, refused, unknown, dead, void")
    channel: str
    escalations: list[int]
    title: str
    body: str


class Delivery(Shape):
    """One version of a ledger as it was called in (报送)."""

    id: int
    source: str
    state: str = Field(description="new, applied, refused, superseded, held")
    as_of_on: date
    called_on: date
    rows: int
    held: list[str] = Field(description="why it waits for a person")
    problems: list[str] = Field(description="each cell that was not understood")
    handed_by: str


class Ledger(Shape):
    """How one source stands (台账)."""

    name: str
    prefix: str
    every: str
    fault: str = Field(description="why it could not be called in, empty where it could")
    standing_on: date | None = Field(description="the day the ledger that counts speaks of")
    owed: bool = Field(description="whether this period's has not come")
    late_from: date | None
    takes_files: bool


class Numbers(Shape):
    """How many items stand where on a day; late, near, waiting and on_course are the whole of the open ones."""

    as_of: date
    total: int
    late: int
    late_today: int
    near: int
    near_days: int
    waiting: int
    on_course: int
    missing: int
    doubtful: int
    written_off: int


class Act(Shape):
    """One act (行为): who, when and why."""

    id: int
    item: str | None
    kind: str
    on: date
    at: datetime
    by: str
    why: str


class Done(Shape):
    """What became of an act: done, or left on the desk for a person to confirm."""

    state: Literal["done", "asked"]
    kind: str
    item: str | None
    act: int | None = Field(None, description="its number on record")
    request: int | None = Field(None, description="the request that waits on the desk")
    on: date
    said: str = ""
