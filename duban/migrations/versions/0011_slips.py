"""Slips have a register: their numbers, and what was issued under each."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Bring the store one version up."""
    op.create_table(
        "slip",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("site", sa.String(80), nullable=False),
        sa.Column("series", sa.String(10), nullable=False),
        sa.Column("year", sa.Integer, nullable=False),
        sa.Column("number", sa.Integer, nullable=False),
        sa.Column("escalation_id", sa.Integer, nullable=False),
        sa.Column("item", sa.String(40), nullable=False),
        sa.Column("episode", sa.Integer, nullable=False),
        sa.Column("level", sa.Integer, nullable=False),
        sa.Column("round", sa.Integer, nullable=False),
        sa.Column("to", sa.Text, nullable=False),
        sa.Column("limit_on", sa.Date),
        sa.Column("on", sa.Date, nullable=False),
        sa.Column("printed_at", sa.DateTime, nullable=False),
        sa.Column("by", sa.Text, nullable=False),
        sa.Column("facts", sa.JSON, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_slip")),
        sa.ForeignKeyConstraint(["escalation_id"], ["escalation.id"], name=op.f("fk_slip_escalation_id")),
        sa.UniqueConstraint("site", "series", "year", "number", name=op.f("uq_slip_site_series_year_number")),
        sa.UniqueConstraint("site", "item", "episode", "level", "round",
                            name=op.f("uq_slip_site_item_episode_level_round")),
    )


def downgrade() -> None:
    """Take it one version down."""
    op.drop_table("slip")
