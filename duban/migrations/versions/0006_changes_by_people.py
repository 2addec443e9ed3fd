"""A change may be an act's as well as a delivery's: then no delivery is named."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Bring the store one version up."""
    with op.batch_alter_table("change") as batch:
        batch.alter_column("delivery_id", existing_type=sa.Integer(), nullable=True)


def downgrade() -> None:
    """Take it one version down; what people changed has no place there."""
    op.execute(sa.text("delete from change where delivery_id is null"))
    with op.batch_alter_table("change") as batch:
        batch.alter_column("delivery_id", existing_type=sa.Integer(), nullable=False)
