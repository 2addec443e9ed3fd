"""The store's tables. Every row belongs to a site; rows that were said are never changed.

Append-only: ``delivery``, ``reading``, ``change``, ``act``, ``attempt``, ``policy``.
"""

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
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
    false,
)

metadata = MetaData(naming_convention={
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
})  # fmt: skip


def _site() -> Column[str]:
    return Column("site", String(80), nullable=False)


# One version of a ledger as it was called in (报送); state: new, applied. confirmed_on: the last
# day a live source gave the very same answer again.
delivery = Table(
    "delivery", metadata,
    Column("id", Integer, primary_key=True),
    _site(),
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
    UniqueConstraint("site", "source", "digest"),
)  # fmt: skip

# Whether a source could be called in on a day, and if not, why (in one sentence).
call = Table(
    "call", metadata,
    Column("site", String(80), primary_key=True),
    Column("source", String(80), primary_key=True),
    Column("on", Date, primary_key=True),
    Column("ok", Boolean, nullable=False),
    Column("detail", Text, nullable=False),
)  # fmt: skip

# What one delivery said of one item (读数): every cell as it was, beside what it was read as.
# ``item`` is ours: the code the row was known by when it was tracked, "" before.
reading = Table(
    "reading", metadata,
    Column("id", Integer, primary_key=True),
    _site(),
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
    Index("ix_reading_site_item", "site", "item"),
)  # fmt: skip

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
)  # fmt: skip

# What moved, and what only claims to (变化): found when a delivery was tracked.
change = Table(
    "change", metadata,
    Column("id", Integer, primary_key=True),
    _site(),
    Column("item", String(40), nullable=False),
    Column("source", String(80), nullable=False),
    Column("delivery_id", ForeignKey("delivery.id"), nullable=False),
    Column("as_of_on", Date, nullable=False),
    Column("on", Date, nullable=False),
    Column("kind", String(32), nullable=False),
    Column("before", Text, nullable=False),
    Column("after", Text, nullable=False),
    Index("ix_change_site_on", "site", "on"),
)  # fmt: skip

# What the office decided (行为): who, when and why.
act = Table(
    "act", metadata,
    Column("id", Integer, primary_key=True),
    _site(),
    Column("item", String(40), nullable=False),
    Column("kind", String(16), nullable=False),
    Column("on", Date, nullable=False),
    Column("at", DateTime, nullable=False),
    Column("by", Text, nullable=False),
    Column("why", Text, nullable=False),
    Index("ix_act_site_item", "site", "item"),
)  # fmt: skip

# A policy as it stood: an edited ladder is a new version, what was said keeps its own.
policy = Table(
    "policy", metadata,
    Column("id", Integer, primary_key=True),
    _site(),
    Column("name", Text, nullable=False),
    Column("version", Integer, nullable=False),
    Column("digest", String(64), nullable=False),
    Column("text", Text, nullable=False),
    Column("seen_on", Date, nullable=False),
    UniqueConstraint("site", "digest"),
    UniqueConstraint("site", "version"),
)  # fmt: skip

# One item reaching one level for one tenure, once a round (提级督办).
escalation = Table(
    "escalation", metadata,
    Column("id", Integer, primary_key=True),
    _site(),
    Column("item", String(40), nullable=False),
    Column("episode", Integer, nullable=False),
    Column("line", String(8), nullable=False),
    Column("level", Integer, nullable=False),
    Column("round", Integer, nullable=False),
    Column("tenure", String(160), nullable=False),
    Column("on", Date, nullable=False),
    Column("told_on", Date, nullable=False),
    Column("waits", Boolean, nullable=False),
    Column("label", Text, nullable=False),
    Column("slip", Text, nullable=False),
    Column("role", String(20), nullable=False),
    Column("post", String(80), nullable=False),
    Column("person", String(80), nullable=False),
    Column("copy", Boolean, nullable=False),
    Column("why", Text, nullable=False),
    Column("answer_by", Date),
    Column("ask", String(160), nullable=False),
    Column("state", String(10), nullable=False),
    Column("answered_at", DateTime),
    Column("policy_id", ForeignKey("policy.id"), nullable=False),
    Column("calendar", Text, nullable=False),
    Column("facts", JSON, nullable=False),
    Column("unit", Text, nullable=False),
    Column("notice_id", String(16)),
    Column("settled_notice_id", String(16)),
    UniqueConstraint("site", "item", "episode", "line", "level", "round", "tenure"),
    Index("ix_escalation_site_state", "site", "state", "told_on"),
)  # fmt: skip

# What the conduct line asks of one leader about one unit in one month (履责事项).
ask = Table(
    "ask", metadata,
    Column("site", String(80), primary_key=True),
    Column("id", String(160), primary_key=True),
    Column("tenure", String(160), nullable=False),
    Column("post", String(80), nullable=False),
    Column("person", String(80), nullable=False),
    Column("unit", Text, nullable=False),
    Column("month", String(7), nullable=False),
    Column("opened_on", Date, nullable=False),
    Column("answer_by", Date),
    Column("state", String(10), nullable=False),
)  # fmt: skip

# One message to one person on one day (督办通知); its words are kept as they were said.
notice = Table(
    "notice", metadata,
    Column("site", String(80), primary_key=True),
    Column("id", String(16), primary_key=True),
    Column("person", String(80), nullable=False),
    Column("post", String(80), nullable=False),
    Column("kind", String(16), nullable=False),
    Column("on", Date, nullable=False),
    Column("title", Text, nullable=False),
    Column("body", Text, nullable=False),
    Column("summary", Text, nullable=False),
    Column("pointer", Text, nullable=False),
    Column("made_at", DateTime, nullable=False),
    UniqueConstraint("site", "person", "kind", "on"),
)  # fmt: skip

# One notice on its way to one address (outbox). state: pending, held, sending, sent, refused,
# unknown, void. ``token`` and ``leased_until`` say which worker holds it.
outbox = Table(
    "outbox", metadata,
    Column("id", Integer, primary_key=True),
    _site(),
    Column("notice_id", String(16), nullable=False),
    Column("person", String(80), nullable=False),
    Column("channel", String(20), nullable=False),
    Column("address_key", String(64), nullable=False),
    Column("state", String(8), nullable=False),
    Column("due_on", Date, nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("token", String(32)),
    Column("leased_until", DateTime),
    Column("again", Boolean, nullable=False),
    UniqueConstraint("site", "notice_id", "address_key"),
    Index("ix_outbox_site_state", "site", "state"),
)  # fmt: skip

# One attempt of one outbox row: its intent is written before the first byte leaves.
attempt = Table(
    "attempt", metadata,
    Column("id", Integer, primary_key=True),
    Column("outbox_id", ForeignKey("outbox.id"), nullable=False, index=True),
    Column("number", Integer, nullable=False),
    Column("started_at", DateTime, nullable=False),
    Column("ended_at", DateTime),
    Column("verdict", String(8), nullable=False),
    Column("detail", Text, nullable=False),
    Column("message_id", Text, nullable=False),
    UniqueConstraint("outbox_id", "number"),
)  # fmt: skip

# One cycle of one site on one day.
run = Table(
    "run", metadata,
    Column("site", String(80), primary_key=True),
    Column("today", Date, primary_key=True),
    Column("started_at", DateTime, nullable=False),
    Column("ended_at", DateTime),
    Column("policy_id", Integer, nullable=False),
    Column("calendar", Text, nullable=False),
)  # fmt: skip
