"""Programs at the desk's door (程序接口): their tokens, and the acts they asked for once."""

from sqlalchemy import JSON, Boolean, Column, DateTime, ForeignKey, Integer, String, Table

from duban.tables.base import metadata, site_column

# What lets a program in (令牌), known by a digest: for whom it works (person), what it may (scopes, a list as
# read:items, act:accept), whether restricted items are open to it. It ends with the person's account too.
token = Table(
    "token", metadata,
    Column("id", String(12), primary_key=True),
    site_column(),
    Column("program", String(80), nullable=False),
    Column("person", String(80), nullable=False),
    Column("scopes", JSON, nullable=False),
    Column("restricted", Boolean, nullable=False),
    Column("digest", String(64), nullable=False, unique=True),
    Column("made_at", DateTime, nullable=False),
    Column("expires_at", DateTime, nullable=False),
    Column("closed_at", DateTime),
    Column("used_at", DateTime),
    Column("act_id", ForeignKey("act.id"), nullable=False),
)  # fmt: skip

# One act asked for by a program under a key of its own (Idempotency-Key), so that it is done once however often
# it is asked. digest: of what was asked; after_act: the newest act when it began; status and body: the answer,
# empty while it is under way.
asked = Table(
    "asked", metadata,
    Column("token", ForeignKey("token.id"), primary_key=True),
    Column("key", String(80), primary_key=True),
    Column("digest", String(64), nullable=False),
    Column("begun_at", DateTime, nullable=False),
    Column("after_act", Integer, nullable=False),
    Column("status", Integer),
    Column("body", JSON),
)  # fmt: skip
