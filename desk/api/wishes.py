"""What a program must say of an act (输入): the reason always, and what belongs to its kind."""

from datetime import date
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

Short = Annotated[str, Field(min_length=1, max_length=120)]


class Wish(BaseModel):
    """The base: a misspelt name is an error."""

    model_config = ConfigDict(extra="forbid")


class Why(Wish):
    """Why the act is done; it stands on record."""

    why: str = Field(
        min_length=1, max_length=2000, pattern=r"\S", description="the reason; it stands on record"
    )


class Extend(Why):
    """The approved new date, who approved it, and when it was asked for (today, left out)."""

    to: date
    approved_by: Short
    asked_on: date | None = None


class Reopen(Why):
    """Whether it is a relapse (one level higher), and a new date (as before, left out)."""

    relapse: bool = False
    due: date | None = None


class Judge(Why):
    """The level a competent person finds; 0: it is fine."""

    level: int = Field(ge=0, le=99)


class Silence(Why):
    """Until which day, included, nothing is told."""

    until: date


class Correct(Why):
    """The right date; ``first``: the date as first set was wrong too."""

    due: date
    first: bool = False


class HandOver(Why):
    """Who takes the post (name or id), from which day, until which (open, left out), acting or not."""

    to: Short
    from_on: date
    until: date | None = None
    acting: bool = False


class Decide(Why):
    """Whether a held delivery is taken in or refused."""

    accept: bool


class Handed(Wish):
    """A ledger handed in, by what it holds."""

    source: str
    sha256: str


class Answer(Wish):
    """An answer to a notice on one line: seen, or a response to some items or units, or all that is owed."""

    line: Literal["business", "conduct"]
    seen: bool = False
    text: str = Field("", max_length=4000)
    date_on: date | None = None
    items: list[Short] = Field(default=[], max_length=200)
    units: list[Short] = Field(default=[], max_length=50)
