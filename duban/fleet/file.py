"""What a fleet's file says: a name for all sites together, where they are found, how many run at once."""

from typing import Self
from zoneinfo import available_timezones

from pydantic import Field, field_validator, model_validator

from duban.typed import Typed

PLACES = ("folder", "git", "table")


class Where(Typed):
    """Where sites are found: exactly one of ``folder``, ``git`` and ``table``.

    ``folder``: every folder directly in it that holds a site.yaml. ``git``: an address of a repository that is
    brought up to date before each run, its sites under ``under`` at ``ref``. ``table``: a database (``env:NAME``
    keeps its address out of the file) whose ``query``, one SELECT, gives one folder a row. Relative paths are
    relative to the fleet's file.
    """

    folder: str | None = None
    git: str | None = Field(None, pattern=r"^(https|ssh|file)://\S+$|^env:\S+$")
    ref: str = Field("HEAD", pattern=r"^[A-Za-z0-9][A-Za-z0-9._/-]*$")
    under: str = "."
    table: str | None = None
    query: str | None = None

    @model_validator(mode="after")
    def _one_place(self) -> Self:
        given = [name for name in PLACES if getattr(self, name)]
        if len(given) != 1:
            raise ValueError(f"应写明 folder、git、table 之一，现有{len(given)}个")
        if bool(self.table) != bool(self.query):
            raise ValueError("table 与 query 应一并写明")
        return self


class FleetFile(Typed):
    """Many sites as one: ``at_once`` runs at a time, each given ``site_minutes`` before it counts as lost.

    The day is the one in ``timezone``.
    """

    name: str = Field(min_length=1, max_length=40)
    timezone: str = "Asia/Shanghai"
    sites: Where
    at_once: int = Field(8, ge=1, le=500)
    site_minutes: int = Field(60, ge=1, le=24 * 60)

    @field_validator("timezone")
    @classmethod
    def _known(cls, name: str) -> str:
        if name not in available_timezones():
            raise ValueError("应为时区名，如 Asia/Shanghai")
        return name
