"""Files that go with a notice: what a department gets back."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Bring the store one version up; what was said before had nothing attached."""
    with op.batch_alter_table("notice") as batch:
        batch.add_column(sa.Column("attached", sa.JSON(), nullable=False, server_default="[]"))


def downgrade() -> None:
    """Take it one version down."""
    with op.batch_alter_table("notice") as batch:
        batch.drop_column("attached")
