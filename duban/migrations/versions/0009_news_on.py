"""From which day on a delivery, and what was wrong with a source, is news to those who are told of it."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Bring the store one version up."""
    for name in ("delivery", "call"):
        op.add_column(name, sa.Column("news_on", sa.Date()))
    delivery = sa.table("delivery", *(sa.column(n) for n in ("news_on", "called_on", "state")))
    op.execute(sa.update(delivery).where(delivery.c.state != "new").values(news_on=delivery.c.called_on))
    call = sa.table("call", sa.column("news_on"), sa.column("on"))
    op.execute(sa.update(call).values(news_on=call.c.on))


def downgrade() -> None:
    """Take it one version down."""
    for name in ("delivery", "call"):
        op.drop_column(name, "news_on")
