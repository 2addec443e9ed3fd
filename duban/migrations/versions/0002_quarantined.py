"""Readings that were held back (quarantined), and such as few may see (restricted)."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Bring the store one version up; what was read before was neither."""
    with op.batch_alter_table("reading") as batch:
        batch.add_column(sa.Column("quarantined", sa.Boolean(), nullable=False, server_default=sa.false()))
        batch.add_column(sa.Column("restricted", sa.Boolean(), nullable=False, server_default=sa.false()))


def downgrade() -> None:
    """Take it one version down."""
    with op.batch_alter_table("reading") as batch:
        batch.drop_column("restricted")
        batch.drop_column("quarantined")
