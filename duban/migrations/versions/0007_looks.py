"""What lay in a source and was not taken in: told once."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    op.create_table(
        "look",
        sa.Column("site", sa.String(80), primary_key=True),
        sa.Column("source", sa.String(80), primary_key=True),
        sa.Column("key", sa.String(64), primary_key=True),
        sa.Column("moving", sa.Boolean, nullable=False),
        sa.Column("first_at", sa.DateTime, nullable=False),
        sa.Column("told_from", sa.DateTime),
    )


def downgrade() -> None:
    op.drop_table("look")
