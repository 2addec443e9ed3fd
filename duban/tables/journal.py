"""The journal (留痕日志): what happened to a site, entry after entry, each bound to the one before."""

from sqlalchemy import JSON, Column, Date, DateTime, Integer, String, Table

from duban.tables.base import metadata

# One act, delivery or batch. number: 1, 2, 3 … of its site, without a gap. at: when it was written (UTC); on:
# the business day. facts: its counts. rows: table -> key -> digest of the row as it stood (tasks.journal.rows
# says of what). previous, hash: duban.journal.chain. Triggers refuse every UPDATE and DELETE.
journal = Table(
    "journal", metadata,
    Column("site", String(80), primary_key=True),
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("on", Date, nullable=False),
    Column("at", DateTime, nullable=False),
    Column("kind", String(16), nullable=False),
    Column("facts", JSON, nullable=False),
    Column("rows", JSON, nullable=False),
    Column("previous", String(64), nullable=False),
    Column("hash", String(64), nullable=False),
)  # fmt: skip
