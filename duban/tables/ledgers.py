"""Deliveries and readings (报送、读数): what came, and what it said; never changed afterwards."""

from sqlalchemy import (
    JSON,
    Boolean,
    Column,
    Date,
    DateTime,
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

# One version of a ledger as it was called in (报送). state: new, held (waits for a person, held_why
# says why), applied, refused (a person did), superseded. confirmed_on: the last day a live source
# gave the very same answer again. handed_by: who handed it in, where nobody called for it. news_on: from
# which day on it is news, set once it was judged.
delivery = Table(
    "delivery", metadata,
    Column("id", Integer, primary_key=True),
    site_column(),
    Column("source", String(80), nullable=False),
    Column("origin", Text, nullable=False),
    Column("digest", String(64), nullable=False),
    Column("as_of_on", Date, nullable=False),
    Column("as_of_from", String(8), nullable=False),
    Column("called_on", Date, nullable=False),
    Column("confirmed_on", Date),
    Column("called_at", DateTime, nullable=False),
    Column("rows", Integer, nullable=False),
    Column("state", String(12), nullable=False),
    Column("problems", JSON, nullable=False),
    Column("held_why", JSON, nullable=False, server_default="[]"),
    Column("handed_by", Text, nullable=False, server_default=""),
    Column("news_on", Date),
    UniqueConstraint("site", "source", "digest"),
)  # fmt: skip

# Whether a source could be called in on a day, and if not, why (in one sentence); news_on: from which day
# on that is news.
call = Table(
    "call", metadata,
    Column("site", String(80), primary_key=True),
    Column("source", String(80), primary_key=True),
    Column("on", Date, primary_key=True),
    Column("ok", Boolean, nullable=False),
    Column("detail", Text, nullable=False),
    Column("news_on", Date),
)  # fmt: skip

# What a live source itself calls its newest answer (ETag), and the digest of the delivery that was.
tag = Table(
    "tag", metadata,
    Column("site", String(80), primary_key=True),
    Column("source", String(80), primary_key=True),
    Column("tag", String(200), nullable=False),
    Column("digest", String(64), nullable=False),
)  # fmt: skip

# What lay in a source and was not taken in, each once (看过而未采用). key: the digest of what was refused, or
# of the name of a file that is still being written (moving). told_from: from when on it is told, until told.
look = Table(
    "look", metadata,
    Column("site", String(80), primary_key=True),
    Column("source", String(80), primary_key=True),
    Column("key", String(64), primary_key=True),
    Column("moving", Boolean, nullable=False),
    Column("first_at", DateTime, nullable=False),
    Column("told_from", DateTime),
)  # fmt: skip

# What one delivery said of one item (读数): every cell as it was, beside what it was read as.
# ``item`` is ours: the code the row was known by when it was tracked, "" before.
reading = Table(
    "reading", metadata,
    Column("id", Integer, primary_key=True),
    site_column(),
    Column("delivery_id", ForeignKey("delivery.id"), nullable=False, index=True),
    Column("item", String(40), nullable=False),
    Column("row", Integer, nullable=False),
    *(Column(name, Text, nullable=False) for name in (
        "sheet", "code", "finding", "detail", "measure", "unit", "assist", "unit_text",
        "leader_text", "leader", "person_text", "person", "due_text")),
    Column("kind", String(12), nullable=False),
    Column("due_on", Date),
    Column("certain", Boolean, nullable=False),
    Column("then_standing", Boolean, nullable=False),
    Column("cycle", String(12), nullable=False),
    Column("cycle_day", Integer),
    Column("due_note", Text, nullable=False),
    Column("status_text", Text, nullable=False),
    Column("claim", String(12), nullable=False),
    Column("acceptance_claimed", String(12), nullable=False),
    Column("pace", String(12), nullable=False),
    Column("percent", Float),
    *(Column(name, Text, nullable=False) for name in ("progress", "evidence", "remark", "raw")),
    Column("quarantined", Boolean, nullable=False, server_default=false()),
    Column("restricted", Boolean, nullable=False, server_default=false()),
    Column("public", Boolean, nullable=False, server_default=false()),
    Index("ix_reading_site_item", "site", "item"),
)  # fmt: skip

# A row that is likely an item already known (疑似同一事项), put to a person. state: open, same, different.
proposal = Table(
    "proposal", metadata,
    Column("id", Integer, primary_key=True),
    site_column(),
    Column("source", String(80), nullable=False),
    Column("delivery_id", ForeignKey("delivery.id"), nullable=False),
    Column("reading_id", ForeignKey("reading.id"), nullable=False),
    Column("item", String(40), nullable=False),
    Column("identity", Text, nullable=False),
    Column("likeness", Float, nullable=False),
    Column("state", String(10), nullable=False),
    Column("on", Date, nullable=False),
    UniqueConstraint("site", "reading_id", "item"),
    Index("ix_proposal_site_state", "site", "state"),
)  # fmt: skip

# What a named source counted for an item on a day; see duban.pace.COUNTS.
figure = Table(
    "figure", metadata,
    Column("site", String(80), primary_key=True),
    Column("item", String(40), primary_key=True),
    Column("on", Date, primary_key=True),
    Column("source", String(80), primary_key=True),
    Column("value", Float, nullable=False),
    Column("unit", String(20), nullable=False),
    Column("called_on", Date, nullable=False),
)  # fmt: skip
