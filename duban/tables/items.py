"""Items (整改事项): what is true now of each, what moved, what was planned, who is reviewing it."""

from sqlalchemy import (
    Boolean,
    Column,
    Date,
    Float,
    ForeignKey,
    Index,
    Integer,
    String,
    Table,
    Text,
    UniqueConstraint,
    false,
)

from duban.tables.base import metadata, site_column

# What is true now of one item (整改事项); see duban.item for the meaning of each column.
item = Table(
    "item", metadata,
    Column("site", String(80), primary_key=True),
    Column("code", String(40), primary_key=True),
    Column("source", String(80), nullable=False),
    Column("finding", Text, nullable=False),
    Column("detail", Text, nullable=False),
    Column("measure", Text, nullable=False),
    Column("unit", Text, nullable=False),
    Column("unit_text", Text, nullable=False),
    Column("areas", Text, nullable=False),
    Column("leader", Text, nullable=False),
    Column("person", Text, nullable=False),
    Column("assist", Text, nullable=False),
    Column("kind", String(12), nullable=False),
    Column("due_text", Text, nullable=False),
    Column("due_on", Date),
    Column("assessed_on", Date),
    Column("certain", Boolean, nullable=False),
    Column("then_standing", Boolean, nullable=False),
    Column("cycle", String(12), nullable=False),
    Column("cycle_day", Integer),
    Column("due_note", Text, nullable=False),
    Column("status_text", Text, nullable=False),
    Column("claim", String(12), nullable=False),
    Column("acceptance", String(12), nullable=False),
    Column("pace", String(12), nullable=False),
    Column("percent", Float),
    Column("progress", Text, nullable=False),
    Column("evidence", Text, nullable=False),
    Column("evidence_used", Text, nullable=False),
    Column("episode", Integer, nullable=False),
    Column("opened_on", Date, nullable=False),
    Column("first_read_on", Date, nullable=False),
    Column("read_on", Date, nullable=False),
    Column("suspended_on", Date),
    Column("settled_on", Date),
    Column("missing_on", Date),
    Column("flags", Text, nullable=False),
    Column("restricted", Boolean, nullable=False, server_default=false()),
    Column("public", Boolean, nullable=False, server_default=false()),
    Column("from_level", Integer, nullable=False, server_default="0"),
    Column("extended", Integer, nullable=False, server_default="0"),
    Column("silent_until_on", Date),
    Index("ix_item_site_unit", "site", "unit", "areas", "restricted"),
)  # fmt: skip

# What moved, and what only claims to (变化): found when a delivery was tracked, or done by an act
# (no delivery then). on: from which day it is news.
change = Table(
    "change", metadata,
    Column("id", Integer, primary_key=True),
    site_column(),
    Column("item", String(40), nullable=False),
    Column("source", String(80), nullable=False),
    Column("delivery_id", ForeignKey("delivery.id")),
    Column("as_of_on", Date, nullable=False),
    Column("on", Date, nullable=False),
    Column("kind", String(32), nullable=False),
    Column("before", Text, nullable=False),
    Column("after", Text, nullable=False),
    Index("ix_change_site_on", "site", "on"),
    Index("ix_change_site_item", "site", "item"),
)  # fmt: skip

# One row of the register (整改方案): which items there are, who leads them, their first dates.
planned = Table(
    "planned", metadata,
    Column("site", String(80), primary_key=True),
    Column("code", String(40), primary_key=True),
    *(Column(name, Text, nullable=False) for name in (
        "register", "finding", "measure", "unit", "leader", "due_text", "kind")),
    Column("due_on", Date),
    Column("certain", Boolean, nullable=False),
    Column("on", Date, nullable=False),
)  # fmt: skip

# The reviewers' own clock: an item is with them from a claim with evidence on. to_on and outcome
# (accepted, returned, fell_back, written_off) are empty while it is; evidence is what was claimed with.
# Accepted it is over for the unit; a return or the write-off that follows closes it anew.
review = Table(
    "review", metadata,
    Column("site", String(80), primary_key=True),
    Column("item", String(40), primary_key=True),
    Column("from_on", Date, primary_key=True),
    Column("episode", Integer, nullable=False),
    Column("to_on", Date),
    Column("outcome", String(12), nullable=False, server_default=""),
    Column("evidence", Text, nullable=False, server_default=""),
)  # fmt: skip

# The number an item promises as the office set it; see duban.target.TARGETS.
target = Table(
    "target", metadata,
    Column("site", String(80), primary_key=True),
    Column("item", String(40), primary_key=True),
    Column("direction", String(10), nullable=False),
    Column("value", Float, nullable=False),
    Column("unit", String(20), nullable=False),
    Column("base_value", Float),
    Column("act_id", ForeignKey("act.id"), nullable=False),
)  # fmt: skip

# A signal of paper rectification (疑点), a reason for a person to look. state: open, looked, false_claim.
signal = Table(
    "signal", metadata,
    Column("id", Integer, primary_key=True),
    site_column(),
    Column("item", String(40), nullable=False),
    Column("signal", String(24), nullable=False),
    Column("detail", Text, nullable=False),
    Column("digest", String(64), nullable=False),
    Column("on", Date, nullable=False),
    Column("state", String(12), nullable=False),
    UniqueConstraint("site", "item", "signal", "digest"),
    Index("ix_signal_site_state", "site", "state"),
)  # fmt: skip

# An item drawn for look-back (回头看); see duban.sampling.SAMPLES.
sample = Table(
    "sample", metadata,
    Column("site", String(80), primary_key=True),
    Column("item", String(40), primary_key=True),
    Column("settled_on", Date, primary_key=True),
    Column("unit", Text, nullable=False),
    Column("month", String(7), nullable=False),
    Column("due_from_on", Date, nullable=False),
    Column("due_to_on", Date, nullable=False),
    Column("why", String(8), nullable=False),
    Column("outcome", String(8), nullable=False),
    Column("looked_on", Date),
    Column("drawn_on", Date, nullable=False),
)  # fmt: skip
