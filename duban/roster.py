"""The roster (花名册): units, areas, posts, people and tenures, and who answers for what when."""

from datetime import date
from typing import Literal

from pydantic import Field, model_validator

from duban.typed import Typed

Role = Literal["handler", "unit_head", "leader_in_charge", "principal", "secretary",
               "discipline", "steward", "inspection_office"]  # fmt: skip
RANK = {"handler": 1, "unit_head": 2, "leader_in_charge": 3, "principal": 4, "secretary": 4}
ENDLESS = date(9999, 12, 31)


class Area(Typed):
    """An area in charge (分管领域); ``conduct_post`` carries the conduct line where not the leader.

    ``items`` are those that belong to it though their unit does not, by code.
    """

    name: str
    items: tuple[str, ...] = ()
    conduct_post: str | None = None
    reason: str = ""

    @model_validator(mode="before")
    @classmethod
    def _bare(cls, value: object) -> object:
        return {"name": value} if isinstance(value, str) else value

    @model_validator(mode="after")
    def _explained(self) -> "Area":
        if self.conduct_post and not self.reason:
            raise ValueError(f"领域“{self.name}”的党风廉政责任另定岗位 {self.conduct_post}，应写明 reason")
        return self


def _plural(value: object, one: str, many: str) -> object:
    if isinstance(value, dict) and one in value:
        rest = {k: v for k, v in value.items() if k != one}
        return {**rest, many: [value[one], *rest.get(many, [])]}
    return value


class Unit(Typed):
    """A unit (责任单位) with the names ledgers call it by and the areas it belongs to."""

    name: str
    aliases: tuple[str, ...] = ()
    areas: tuple[str, ...] = Field(min_length=1)

    @model_validator(mode="before")
    @classmethod
    def _short(cls, value: object) -> object:
        return _plural(value, "area", "areas")


class Post(Typed):
    """A post (岗位): duty is bound to it, never to the person who holds it."""

    id: str
    title: str
    roles: tuple[Role, ...] = ()
    areas: tuple[str, ...] = ()
    unit: str | None = None
    reports_to: str | None = None

    @model_validator(mode="before")
    @classmethod
    def _short(cls, value: object) -> object:
        return _plural(_plural(value, "role", "roles"), "area", "areas")


class Person(Typed):
    """A person, by an id that never changes; ``aliases`` are other names ledgers use."""

    id: str
    name: str
    aliases: tuple[str, ...] = ()


class Tenure(Typed):
    """Who holds a post from a day to a day, both included; ``to`` left out: still."""

    post: str
    person: str
    from_on: date = Field(alias="from")
    to_on: date = Field(ENDLESS, alias="to")
    acting: bool = False

    @model_validator(mode="before")
    @classmethod
    def _open_end(cls, value: object) -> object:
        if isinstance(value, dict) and value.get("to", ...) is None:
            return {k: v for k, v in value.items() if k != "to"}
        return value

    @model_validator(mode="after")
    def _ordered(self) -> "Tenure":
        if self.to_on < self.from_on:
            raise ValueError(f"岗位 {self.post} 的任期止于{self.to_on}，早于起始日{self.from_on}")
        return self

    @property
    def key(self) -> str:
        """What an escalation stands on: post, person and first day together."""
        return f"{self.post}:{self.person}:{self.from_on.isoformat()}"

    def holds_on(self, day: date) -> bool:
        """Whether this tenure covers ``day``."""
        return self.from_on <= day <= self.to_on


class Recusal(Typed):
    """A person concerned (回避): passed over in all that has to do with these items, units or sources.

    ``instead`` is the post that hears of it in the steward's place, and the last to be told.
    """

    person: str
    items: tuple[str, ...] = ()
    units: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    reason: str = ""
    instead: str | None = None

    @model_validator(mode="after")
    def _of_something(self) -> "Recusal":
        if not (self.items or self.units or self.sources):
            raise ValueError(
                f"人员 {self.person} 的回避没有写明事项、单位或来源，应写 items、units 或 sources"
            )
        return self


class Roster(Typed):
    """The whole of ``roster.yaml``; ``duban.duty`` checks that it makes a chain."""

    areas: tuple[Area, ...] = Field(min_length=1)
    units: tuple[Unit, ...] = Field(min_length=1)
    posts: tuple[Post, ...] = Field(min_length=1)
    people: tuple[Person, ...] = ()
    tenures: tuple[Tenure, ...] = ()
    recusals: tuple[Recusal, ...] = ()

    def post(self, post_id: str) -> Post:
        """The post of that id; KeyError where there is none (checked when the site is loaded)."""
        return next(p for p in self.posts if p.id == post_id)

    def person(self, person_id: str) -> Person:
        """The person of that id."""
        return next(p for p in self.people if p.id == person_id)

    def with_role(self, role: Role) -> tuple[Post, ...]:
        """All posts that carry a role; ``secretary`` falls back to the principal."""
        found = tuple(p for p in self.posts if role in p.roles)
        return found or (self.with_role("principal") if role == "secretary" else ())

    def holder(self, post_id: str, day: date) -> Tenure | None:
        """Who holds a post on a day: the holder, else who acts for it, else nobody (空缺)."""
        held = [t for t in self.tenures if t.post == post_id and t.holds_on(day)]
        return min(held, key=lambda t: (t.acting, t.from_on), default=None)

    def leader_of(self, area: str) -> Post:
        """The post in charge of an area; exactly one, checked when the site is loaded."""
        return next(p for p in self.posts if "leader_in_charge" in p.roles and area in p.areas)

    def conduct_post_of(self, area: str) -> Post:
        """The post that carries the conduct line of an area."""
        named = next(a for a in self.areas if a.name == area).conduct_post
        return self.post(named) if named else self.leader_of(area)
