"""A run keeps the day's counts and what was lacking, so that many sites can be seen together."""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Bring the store one version up; a run of before says nothing."""
    op.add_column("run", sa.Column("figures", sa.JSON()))
    op.add_column("run", sa.Column("lacking", sa.Text()))


def downgrade() -> None:
    """Take it one version down."""
    with op.batch_alter_table("run") as batch:
        batch.drop_column("lacking")
        batch.drop_column("figures")
