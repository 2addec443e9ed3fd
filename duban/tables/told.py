"""What was opened, said and sent (提级、通知、送达)."""

from sqlalchemy import (
    JSON,
    Boolean,
    Column,
    Date,
    DateTime,
    ForeignKey,
    Index,
    Integer,
    String,
    Table,
    Text,
    UniqueConstraint,
    true,
)

from duban.tables.base import metadata, site_column

# A policy as it stood: an edited ladder is a new version, what was said keeps its own.
policy = Table(
    "policy", metadata,
    Column("id", Integer, primary_key=True),
    site_column(),
    Column("name", Text, nullable=False),
    Column("version", Integer, nullable=False),
    Column("digest", String(64), nullable=False),
    Column("text", Text, nullable=False),
    Column("seen_on", Date, nullable=False),
    UniqueConstraint("site", "digest"),
    UniqueConstraint("site", "version"),
)  # fmt: skip

# One item reaching one level for one tenure, once a round (提级督办). release: "" where none is
# needed, else waiting or released (审签).
escalation = Table(
    "escalation", metadata,
    Column("id", Integer, primary_key=True),
    site_column(),
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
    Column("release", String(10), nullable=False, server_default=""),
    UniqueConstraint("site", "item", "episode", "line", "level", "round", "tenure"),
    Index("ix_escalation_site_state", "site", "state", "told_on"),
    Index("ix_escalation_site_tenure", "site", "tenure", "notice_id", "item"),
    Index("ix_escalation_site_item", "site", "item", "state", "notice_id", "level"),
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

# One chase (催办) of what is owed and has not come. kind: business, conduct (an answer), review (the
# reviewers), release (审签), ledger (a late one), missing, deadline (a person's reading of a cell), dispute,
# look_back, telephone (of something restricted that no third party brings), unsent (a notice that reached nobody, told on by somebody else: target is its number). target:
# what is owed, by its own key; number: the how manyth. copy: the next post up.
chase = Table(
    "chase", metadata,
    Column("id", Integer, primary_key=True),
    site_column(),
    Column("kind", String(12), nullable=False),
    Column("target", String(200), nullable=False),
    Column("number", Integer, nullable=False),
    Column("on", Date, nullable=False),
    Column("told_on", Date, nullable=False),
    Column("item", String(40), nullable=False),
    Column("unit", Text, nullable=False),
    Column("tenure", String(160), nullable=False),
    Column("post", String(80), nullable=False),
    Column("person", String(80), nullable=False),
    Column("copy", Boolean, nullable=False),
    Column("why", Text, nullable=False),
    Column("notice_id", String(16)),
    UniqueConstraint("site", "kind", "target", "number", "tenure"),
)  # fmt: skip

# One message to one person on one day (督办通知); its words are kept as they were said. attached: the
# files that go with the letter (批注件、预填表), as paths within the site; never by a channel that says less.
# secrecy: the highest level of what it speaks of.
# counted: it would have been made had there been no restricted item; where everybody may look only such are counted.
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
    Column("attached", JSON, nullable=False, server_default="[]"),
    Column("secrecy", String(10), nullable=False, server_default="internal"),
    Column("counted", Boolean, nullable=False, server_default=true()),
    UniqueConstraint("site", "person", "kind", "on"),
)  # fmt: skip

# One notice on its way to one address (outbox). state: pending, held, sending, sent, refused,
# unknown, dead (refused for good), void. ``token`` and ``leased_until`` say which worker holds it;
# ``account`` (by digest) is what a provider counts its limits by, "" where none does.
outbox = Table(
    "outbox", metadata,
    Column("id", Integer, primary_key=True),
    site_column(),
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
    Column("account", String(64), nullable=False, server_default=""),
    UniqueConstraint("site", "notice_id", "address_key"),
    Index("ix_outbox_site_state", "site", "state"),
)  # fmt: skip

# One attempt of one outbox row: its intent is written before the first byte leaves. left_at: when, by
# the physical clock (started_at is the run's own, which may stand in another day).
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
    Column("left_at", DateTime),
    UniqueConstraint("outbox_id", "number"),
    Index("ix_attempt_left_at", "left_at"),
)  # fmt: skip

# One account at a provider, known by a digest: nobody sends from it before blocked_until (UTC).
lane = Table(
    "lane", metadata,
    Column("account", String(64), primary_key=True),
    Column("blocked_until", DateTime),
)  # fmt: skip

# One cycle of one site on one day. figures: the day's counts of unrestricted items; lacking: what was due and undone,
# in counts, "" where nothing; both empty until it has gone through.
run = Table(
    "run", metadata,
    Column("site", String(80), primary_key=True),
    Column("today", Date, primary_key=True),
    Column("started_at", DateTime, nullable=False),
    Column("ended_at", DateTime),
    Column("policy_id", Integer, nullable=False),
    Column("calendar", Text, nullable=False),
    Column("mode", String(5), nullable=False, server_default="live"),
    Column("figures", JSON),
    Column("lacking", Text),
)  # fmt: skip
