"""What other systems were told (对外推送): events, their ways out, each attempt."""

from sqlalchemy import (
    Boolean,
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

# A system that is told, and since which day: what befell before is not sent after it.
hook = Table(
    "hook", metadata,
    Column("site", String(80), primary_key=True),
    Column("name", String(40), primary_key=True),
    Column("since_on", Date, nullable=False),
)  # fmt: skip

# One event on its way to one system; ``body`` is what every attempt says, byte by byte. state: pending, sending, sent,
# refused, unknown, dead (given up), void (its item was restricted meanwhile). again: an earlier one may have arrived.
push = Table(
    "push", metadata,
    Column("id", Integer, primary_key=True),
    site_column(),
    Column("hook", String(40), nullable=False),
    Column("event", String(40), nullable=False),
    Column("kind", String(16), nullable=False),
    Column("item", String(40), nullable=False),
    Column("body", Text, nullable=False),
    Column("state", String(8), nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("made_at", DateTime, nullable=False),
    Column("next_at", DateTime, nullable=False),
    Column("token", String(32)),
    Column("leased_until", DateTime),
    Column("again", Boolean, nullable=False),
    UniqueConstraint("site", "hook", "event"),
)  # fmt: skip

# One attempt: its intent is written before the first byte leaves.
push_attempt = Table(
    "push_attempt", metadata,
    Column("id", Integer, primary_key=True),
    Column("push_id", ForeignKey("push.id"), nullable=False, index=True),
    Column("number", Integer, nullable=False),
    Column("started_at", DateTime, nullable=False),
    Column("ended_at", DateTime),
    Column("verdict", String(8), nullable=False),
    Column("detail", Text, nullable=False),
    UniqueConstraint("push_id", "number"),
)  # fmt: skip
