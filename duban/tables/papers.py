"""Papers that left the office (文书): each with its number."""

from sqlalchemy import (
    JSON,
    Column,
    Date,
    DateTime,
    ForeignKey,
    Integer,
    String,
    Table,
    Text,
    UniqueConstraint,
)

from duban.tables.base import metadata, site_column

# A slip (督办单) as it was issued, one an item, level and round: its number in the year's series, never given
# again; restricted items have a series of their own, so that nobody misses a number. escalation_id: the escalation it goes with; to: whom it is for, in words; limit_on: its own limit;
# printed_at: when it was first printed; facts: its words (duban.documents.slip.Slip), the same however often.
slip = Table(
    "slip", metadata,
    Column("id", Integer, primary_key=True),
    site_column(),
    Column("series", String(10), nullable=False),
    Column("year", Integer, nullable=False),
    Column("number", Integer, nullable=False),
    Column("escalation_id", ForeignKey("escalation.id"), nullable=False),
    Column("item", String(40), nullable=False),
    Column("episode", Integer, nullable=False),
    Column("level", Integer, nullable=False),
    Column("round", Integer, nullable=False),
    Column("to", Text, nullable=False),
    Column("limit_on", Date),
    Column("on", Date, nullable=False),
    Column("printed_at", DateTime, nullable=False),
    Column("by", Text, nullable=False),
    Column("facts", JSON, nullable=False),
    UniqueConstraint("site", "series", "year", "number"),
    UniqueConstraint("site", "item", "episode", "level", "round"),
)  # fmt: skip
