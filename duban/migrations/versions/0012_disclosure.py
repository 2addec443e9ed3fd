"""Levels of notices and items (公开、内部、受限): what a notice speaks of, and what anybody may read."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Bring the store one version up; what said only its pointer spoke of something restricted."""
    op.add_column("notice", sa.Column("secrecy", sa.String(10), nullable=False, server_default="internal"))
    op.add_column("notice", sa.Column("alone", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.add_column("item", sa.Column("public", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.add_column("reading", sa.Column("public", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.execute(sa.text("update notice set secrecy = 'restricted' where summary = pointer"))


def downgrade() -> None:
    """Take it one version down."""
    for table, column in (
        ("notice", "secrecy"),
        ("notice", "alone"),
        ("item", "public"),
        ("reading", "public"),
    ):
        with op.batch_alter_table(table) as batch:
            batch.drop_column(column)
