"""Limits of providers are counted in the store, by account and physical time."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Bring the store one version up."""
    op.create_table(
        "lane",
        sa.Column("account", sa.String(64), primary_key=True),
        sa.Column("blocked_until", sa.DateTime),
    )
    op.add_column("outbox", sa.Column("account", sa.String(64), nullable=False, server_default=""))
    op.add_column("attempt", sa.Column("left_at", sa.DateTime))
    op.create_index("ix_attempt_left_at", "attempt", ["left_at"])


def downgrade() -> None:
    """Take it one version down; what was refused for good is refused again."""
    op.execute(sa.text("update outbox set state = 'refused' where state = 'dead'"))
    op.drop_index("ix_attempt_left_at", "attempt")
    with op.batch_alter_table("attempt") as batch:
        batch.drop_column("left_at")
    with op.batch_alter_table("outbox") as batch:
        batch.drop_column("account")
    op.drop_table("lane")
