"""Who comes to the desk (督办台): accounts, sessions, and up to what each has looked."""

from sqlalchemy import Boolean, Column, Date, DateTime, ForeignKey, Integer, String, Table, Text

from duban.tables.base import metadata, site_column

# A person's login: the password as a hash (Argon2id). office: works on everything with the office;
# restricted: may see restricted items beside those of the own chain. Neither outlives closed_at.
# password is "" where only the organisation's own login opens it; outside: by what that knows the person.
# failed, locked_until: wrong passwords in a row, and until when none is tried any more.
account = Table(
    "account", metadata,
    Column("site", String(80), primary_key=True),
    Column("person", String(80), primary_key=True),
    Column("password", Text, nullable=False),
    Column("office", Boolean, nullable=False),
    Column("restricted", Boolean, nullable=False),
    Column("failed", Integer, nullable=False),
    Column("locked_until", DateTime),
    Column("closed_at", DateTime),
    Column("act_id", ForeignKey("act.id"), nullable=False),
    Column("outside", String(200), nullable=False, server_default=""),
)  # fmt: skip

# Somebody signed in; the store knows only the digest of what the browser holds.
session = Table(
    "session", metadata,
    Column("digest", String(64), primary_key=True),
    site_column(),
    Column("person", String(80), nullable=False),
    Column("made_at", DateTime, nullable=False),
    Column("seen_at", DateTime, nullable=False),
)  # fmt: skip

# Up to which day's changes a person has looked (已阅), by the person's own press.
visit = Table(
    "visit", metadata,
    Column("site", String(80), primary_key=True),
    Column("person", String(80), primary_key=True),
    Column("up_to_on", Date, nullable=False),
    Column("at", DateTime, nullable=False),
)  # fmt: skip
