"""Other systems are told what befell: events on their way, each attempt."""

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Bring the store one version up."""
    op.create_table(
        "hook",
        sa.Column("site", sa.String(80), nullable=False),
        sa.Column("name", sa.String(40), nullable=False),
        sa.Column("since_on", sa.Date(), nullable=False),
        sa.PrimaryKeyConstraint("site", "name", name="pk_hook"),
    )
    op.create_table(
        "push",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("site", sa.String(80), nullable=False),
        sa.Column("hook", sa.String(40), nullable=False),
        sa.Column("event", sa.String(40), nullable=False),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("item", sa.String(40), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("state", sa.String(8), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("made_at", sa.DateTime(), nullable=False),
        sa.Column("next_at", sa.DateTime(), nullable=False),
        sa.Column("token", sa.String(32), nullable=True),
        sa.Column("leased_until", sa.DateTime(), nullable=True),
        sa.Column("again", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_push"),
        sa.UniqueConstraint("site", "hook", "event", name="uq_push_site_hook_event"),
    )
    op.create_table(
        "push_attempt",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("push_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("started_at", sa.DateTime(), nullable=False),
        sa.Column("ended_at", sa.DateTime(), nullable=True),
        sa.Column("verdict", sa.String(8), nullable=False),
        sa.Column("detail", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["push_id"], ["push.id"], name="fk_push_attempt_push_id"),
        sa.PrimaryKeyConstraint("id", name="pk_push_attempt"),
        sa.UniqueConstraint("push_id", "number", name="uq_push_attempt_push_id_number"),
    )
    op.create_index("ix_push_attempt_push_id", "push_attempt", ["push_id"])


def downgrade() -> None:
    """Take it one version down."""
    for name in ("push_attempt", "push", "hook"):
        op.drop_table(name)
