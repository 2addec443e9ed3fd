"""What people decided and answered (行为、回应), and what follows from it."""

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
)

from duban.tables.base import metadata, site_column

# What a person decided (行为): who, when and why. item is "" where it is not about one; detail holds
# what belongs to its kind (duban.acts says what).
act = Table(
    "act", metadata,
    Column("id", Integer, primary_key=True),
    site_column(),
    Column("item", String(40), nullable=False),
    Column("kind", String(24), nullable=False),
    Column("on", Date, nullable=False),
    Column("at", DateTime, nullable=False),
    Column("by", Text, nullable=False),
    Column("why", Text, nullable=False),
    Column("detail", JSON, nullable=False, server_default="{}"),
    Index("ix_act_site_item", "site", "item"),
)  # fmt: skip

# An act that was asked for where nobody signs in (请求行为): it acts only once a person confirms it on the desk.
# item or post: what it is about; detail: days, a level, a delivery's number, and no text. via: where it was asked,
# run: by which run there. state: open, done (act_id says by which act) or declined; past its days an open one is
# over, whatever stands here.
request = Table(
    "request", metadata,
    Column("id", Integer, primary_key=True),
    site_column(),
    Column("kind", String(24), nullable=False),
    Column("item", String(40), nullable=False),
    Column("post", String(80), nullable=False),
    Column("detail", JSON, nullable=False),
    Column("asked_on", Date, nullable=False),
    Column("asked_at", DateTime, nullable=False),
    Column("via", String(12), nullable=False),
    Column("run", String(40), nullable=False),
    Column("state", String(10), nullable=False),
    Column("decided_at", DateTime),
    Column("decided_by", Text, nullable=False, server_default=""),
    Column("why", Text, nullable=False, server_default=""),
    Column("act_id", ForeignKey("act.id")),
    UniqueConstraint("site", "via", "run"),
    Index("ix_request_site_state", "site", "state"),
)  # fmt: skip

# What somebody answered to a notice, each line apart. kind: seen (签收) or response (回应). item or ask
# says what it answers; via: paper (代录), desk, command or program; by: who recorded it, by which program.
answer = Table(
    "answer", metadata,
    Column("id", Integer, primary_key=True),
    site_column(),
    Column("notice_id", String(16), nullable=False),
    Column("line", String(8), nullable=False),
    Column("item", String(40), nullable=False),
    Column("ask", String(160), nullable=False),
    Column("tenure", String(160), nullable=False),
    Column("post", String(80), nullable=False),
    Column("person", String(80), nullable=False),
    Column("kind", String(8), nullable=False),
    Column("on", Date, nullable=False),
    Column("at", DateTime, nullable=False),
    Column("text", Text, nullable=False),
    Column("date_on", Date),
    Column("via", String(8), nullable=False),
    Column("by", Text, nullable=False),
    Index("ix_answer_site_notice", "site", "notice_id"),
)  # fmt: skip

# A hand-over (交接): from from_on on the post is this person's, whatever the roster's file still says.
tenure = Table(
    "tenure", metadata,
    Column("site", String(80), primary_key=True),
    Column("post", String(80), primary_key=True),
    Column("from_on", Date, primary_key=True),
    Column("person", String(80), nullable=False),
    Column("to_on", Date),
    Column("acting", Boolean, nullable=False),
    Column("act_id", ForeignKey("act.id"), nullable=False),
)  # fmt: skip

# A talk (提醒谈话、约谈) that was decided; held: its day, form, person and archive number, no word of it.
talk = Table(
    "talk", metadata,
    Column("id", Integer, primary_key=True),
    site_column(),
    Column("act_id", ForeignKey("act.id"), nullable=False),
    Column("form", String(8), nullable=False),
    Column("person", String(80), nullable=False),
    Column("decided_by", String(80), nullable=False),
    Column("decided_on", Date, nullable=False),
    Column("items", JSON, nullable=False),
    Column("tenure", String(160), nullable=False, server_default=""),
    Column("on", Date),
    Column("archive", Text, nullable=False, server_default=""),
)  # fmt: skip

# What was told and was wrong (更正): who was told it, and in which notice they hear that it was.
correction = Table(
    "correction", metadata,
    Column("id", Integer, primary_key=True),
    site_column(),
    Column("act_id", ForeignKey("act.id"), nullable=False),
    Column("item", String(40), nullable=False),
    Column("person", String(80), nullable=False),
    Column("wrong_notice_id", String(16), nullable=False),
    Column("told_on", Date, nullable=False),
    Column("text", Text, nullable=False),
    Column("notice_id", String(16)),
    UniqueConstraint("site", "act_id", "person"),
)  # fmt: skip

# One tenure's duty sheet of one month (履责月表) as it was made, and as the leader confirmed it.
duty_sheet = Table(
    "duty_sheet", metadata,
    Column("site", String(80), primary_key=True),
    Column("tenure", String(160), primary_key=True),
    Column("month", String(7), primary_key=True),
    Column("person", String(80), nullable=False),
    Column("made_on", Date, nullable=False),
    Column("text", Text, nullable=False),
    Column("confirmed_on", Date),
    Column("added", Text, nullable=False, server_default=""),
    Column("notice_id", String(16)),
)  # fmt: skip
