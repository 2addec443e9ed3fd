"""From which day on a delivery is news to those who are told of it."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Bring the store one version up."""
    op.add_column("delivery", sa.Column("news_on", sa.Date()))
    op.execute(sa.text("update delivery set news_on = called_on where state <> 'new'"))


def downgrade() -> None:
    """Take it one version down."""
    op.drop_column("delivery", "news_on")
