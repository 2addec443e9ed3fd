"""What programs read: each list filtered and in pages, by the rights of the person the token works for."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Annotated, Any, Literal, TypeVar

import pandas as pd
from fastapi import APIRouter, Path, Query
from pydantic import BaseModel, ConfigDict, Field

from desk import show
from desk.api import door, lists, shapes
from desk.api.problems import absent
from duban import tables as t
from duban.errors import Refused
from tasks.context import Context
from tasks.pages.ledgers import deliveries as came
from tasks.pages.ledgers import health

M = TypeVar("M", bound=shapes.Shape)
MOST, MOST_DAYS, FAR_DAYS = 200, 92, 3650
router = APIRouter()


def word(meaning: str) -> Any:
    """A filter by a whole word."""
    return Field(None, max_length=120, description=meaning)


def whole(meaning: str, most: int) -> Any:
    """A filter by a number."""
    return Field(None, ge=0, le=most, description=meaning)


Code = Annotated[str, Path(max_length=40)]


class Part(BaseModel):
    """Which part of a list is wanted; what a filter does not name is not filtered by."""

    model_config = ConfigDict(extra="forbid")

    offset: int = Field(0, ge=0, le=1_000_000, description="how many to leave out before the first")
    limit: int = Field(50, ge=1, le=MOST, description="how many to give at most")

    def kept(self, rows: pd.DataFrame) -> pd.DataFrame:
        """The rows of which every named column is as asked."""
        asked = self.model_dump(exclude={"offset", "limit"}, exclude_none=True)
        for name, value in asked.items():
            rows = rows[rows[name].eq(value)]
        return rows


class ItemPart(Part):
    """Items by what they are; ``days_late_least`` those at least so late."""

    unit: str | None = word("the lead unit")
    source: str | None = word("the ledger it stands in")
    kind: str | None = word("dated, immediate, standing, recurring, span, unclear")
    claim: Literal["not_done", "in_progress", "partial", "done", "unclear"] | None = None
    acceptance: Literal["submitted", "accepted", "returned", "written_off"] | None = None
    level: int | None = whole("the level it stands on; 0 for none", 99)
    missing: bool | None = Field(None, description="whether no ledger reports it any more")
    certain: bool | None = Field(None, description="whether its date was read without doubt")
    days_late_least: int | None = whole("so many days late at least", 100_000)

    def kept(self, rows: pd.DataFrame) -> pd.DataFrame:
        """The items as asked."""
        least = self.days_late_least
        rows = rows if least is None else rows[rows["days_late"] >= least]
        return Part.kept(self.model_copy(update={"days_late_least": None}), rows)


class EscalationPart(Part):
    """Escalations by item, level, line, state, post or person."""

    item: str | None = word("its code")
    level: int | None = whole("the level it stands on; 0 for none", 99)
    line: Literal["business", "conduct"] | None = None
    state: Literal["open", "answered", "settled", "skipped", "void"] | None = None
    post: str | None = word("a post's id")
    person: str | None = word("a person's id")


class NoticePart(Part):
    """Notices by person, post, day or state."""

    person: str | None = word("a person's id")
    post: str | None = word("a post's id")
    on: date | None = Field(None, description="the day it was told on")
    state: Literal["pending", "held", "sending", "sent", "refused", "unknown", "dead", "void"] | None = None


class DeliveryPart(Part):
    """Deliveries by source or state."""

    source: str | None = word("the ledger it stands in")
    state: Literal["new", "applied", "refused", "superseded", "held"] | None = None


class ActPart(Part):
    """Acts by item or kind."""

    item: str | None = word("its code")
    kind: str | None = word("accept, return, write_off, extend, reopen and so on")


class Span(Part):
    """A span of so many days from a day on, that day included."""

    first: date = Field(alias="from", description="the first day")
    days: int = Field(30, ge=1, le=MOST_DAYS, description="how many days, the first included")

    def until(self, today: date) -> date:
        """Its last day. Raises Refused where it is too far from today to say anything."""
        if abs((self.first - today).days) > FAR_DAYS:
            raise Refused(f"from 为{self.first}，离今天太远，应在前后{FAR_DAYS // 365}年之内")
        return self.first + timedelta(days=self.days - 1)


def _page(at: Context, rows: pd.DataFrame, part: Part, shape: type[M]) -> dict[str, Any]:
    names = [field.alias or name for name, field in shape.model_fields.items()]
    shown = rows.iloc[part.offset : part.offset + part.limit][names]
    return _said(at, show.plain(shown), len(rows), part)


def _said(at: Context, rows: Sequence[Mapping[str, Any]], found: int, part: Part) -> dict[str, Any]:
    return {"rows": list(rows), "found": found, "offset": part.offset, "limit": part.limit, "as_of": at.today}


@router.get("/items", response_model=shapes.Page[shapes.Item])
def items(one: door.Items, part: Annotated[ItemPart, Query()]) -> Any:
    """整改事项 The items, as `duban items`."""
    return _page(one.at, part.kept(lists.items(one.at, one.program.who)), part, shapes.Item)


@router.get("/items/{code}", response_model=shapes.Item)
def item(one: door.Items, code: Code) -> Any:
    """一个事项 One item."""
    found = lists.items(one.at, one.program.who, t.item.c.code == code)
    if found.empty:
        raise absent(f"编号为“{code}”的事项")
    return show.plain(found[list(shapes.Item.model_fields)])[0]


@router.get("/escalations", response_model=shapes.Page[shapes.Escalation])
def escalations(one: door.Escalations, part: Annotated[EscalationPart, Query()]) -> Any:
    """提级督办 The escalations, as `duban escalations`."""
    return _page(one.at, part.kept(lists.escalations(one.at, one.program.who)), part, shapes.Escalation)


@router.get("/notices", response_model=shapes.Page[shapes.Notice])
def notices(one: door.Notices, part: Annotated[NoticePart, Query()]) -> Any:
    """督办通知 The notices, as `duban notices`: the person's own, to the office everybody's."""
    return _page(one.at, part.kept(lists.notices(one.at, one.program.who)), part, shapes.Notice)


@router.get("/deliveries", response_model=shapes.Page[shapes.Delivery])
def deliveries(one: door.Deliveries, part: Annotated[DeliveryPart, Query()]) -> Any:
    """报送 What came, newest first; the office's alone."""
    if not one.program.who.in_office:
        raise absent("报送列表")
    asked = part.model_dump(include={"source", "state"}, exclude_none=True)
    rows = [r for r in came(one.at, one.program.who, 10_000) if all(r[k] == v for k, v in asked.items())]
    return _said(one.at, rows[part.offset : part.offset + part.limit], len(rows), part)


@router.get("/ledgers", response_model=list[shapes.Ledger])
def ledgers(one: door.Ledgers) -> Any:
    """台账情况 How the ledgers stand that the person reports, to the office all."""
    names = list(shapes.Ledger.model_fields)
    return [{name: getattr(found, name) for name in names} for found in health(one.at, one.program.who)]


@router.get("/figures", response_model=shapes.Numbers)
def figures(one: door.Figures) -> Any:
    """数据 How many of the person's items stand where, by the one formula of published numbers."""
    return lists.numbers(one.at, one.program.who)


@router.get("/preview", response_model=shapes.Page[shapes.Told])
def preview(one: door.Preview, part: Annotated[Span, Query()]) -> Any:
    """预告 Who will be told what on which day if nothing moves, as `duban preview`."""
    found = lists.preview(one.at, one.program.who, part.first, part.until(one.at.today))
    return _page(one.at, found, part, shapes.Told)


@router.get("/acts", response_model=shapes.Page[shapes.Act])
def acts(one: door.Acts, part: Annotated[ActPart, Query()]) -> Any:
    """行为记录 Who decided what, when and why, as `duban acts`."""
    return _page(one.at, part.kept(lists.acts(one.at, one.program.who)), part, shapes.Act)
