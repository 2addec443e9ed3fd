"""When a delivery as a whole is held: the numbers an office or a source may set otherwise."""

from pydantic import Field

from duban.typed import Typed


class Sanity(Typed):
    """When a delivery as a whole is held for a person; a share is in per cent, and passes above it.

    Where both a number of rows and a share are given, both must be reached, but for what is closed:
    the larger of the two. ``all_closed_rows``: so many rows, and every row done. ``frozen_days``: the
    same text for so long is a question.
    """

    shrunk_percent: int = Field(10, ge=0, le=100)
    shrunk_rows: int = Field(3, ge=1)
    grown_times: int = Field(3, ge=1)
    grown_rows: int = Field(100, ge=1)
    closed_percent: int = Field(20, ge=0, le=100)
    closed_rows: int = Field(10, ge=1)
    all_closed_rows: int = Field(3, ge=1)
    shifted_percent: int = Field(80, ge=1, le=100)
    shifted_rows: int = Field(3, ge=2)
    bad_percent: int = Field(20, ge=0, le=100)
    bad_rows: int = Field(2, ge=1)
    strangers_percent: int = Field(20, ge=0, le=100)
    reused_percent: int = Field(5, ge=0, le=100)
    frozen_days: int = Field(25, ge=1)
