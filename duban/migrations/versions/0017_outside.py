"""An account may be opened by the organisation's own login."""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Bring the store one version up."""
    op.add_column("account", sa.Column("outside", sa.String(200), nullable=False, server_default=""))


def downgrade() -> None:
    """Take it one version down."""
    with op.batch_alter_table("account") as batch:
        batch.drop_column("outside")
