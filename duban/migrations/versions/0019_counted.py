"""Whether a notice is there for what is restricted alone is said once: by whether it may be counted."""

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Bring the store one version up."""
    with op.batch_alter_table("notice") as batch:
        batch.drop_column("alone")


def downgrade() -> None:
    """Take it one version down."""
    op.add_column("notice", sa.Column("alone", sa.Boolean(), nullable=False, server_default=sa.false()))
