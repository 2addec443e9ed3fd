"""Which systems are told what (对外推送), and the names under which the environment keeps where and by which secret."""

from typing import Literal

from pydantic import Field

from duban.typed import Typed

Kind = Literal["level_reached", "answered", "written_off", "reopened"]
EVERY: tuple[Kind, ...] = ("level_reached", "answered", "written_off", "reopened")


class Hook(Typed):
    """One system (an OA's 待办, say). ``hosts`` are the only machines its address may name; ``url`` and ``secret``
    come from the environment alone.
    """

    name: str = Field(min_length=1, max_length=40, pattern=r"^\S+$")
    url: str = Field(pattern=r"^env:\S+$")
    secret: str = Field(pattern=r"^env:\S+$")
    hosts: tuple[str, ...] = Field(min_length=1)
    events: tuple[Kind, ...] = EVERY
