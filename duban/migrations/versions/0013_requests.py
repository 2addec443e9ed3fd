"""Acts asked for in Prefect wait for a person; notices say whether they may be counted where everybody looks."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Bring the store one version up."""
    op.create_table(
        "request",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("site", sa.String(80), nullable=False),
        sa.Column("kind", sa.String(24), nullable=False),
        sa.Column("item", sa.String(40), nullable=False),
        sa.Column("post", sa.String(80), nullable=False),
        sa.Column("detail", sa.JSON, nullable=False),
        sa.Column("asked_on", sa.Date, nullable=False),
        sa.Column("asked_at", sa.DateTime, nullable=False),
        sa.Column("via", sa.String(12), nullable=False),
        sa.Column("run", sa.String(40), nullable=False),
        sa.Column("state", sa.String(10), nullable=False),
        sa.Column("decided_at", sa.DateTime),
        sa.Column("decided_by", sa.Text, nullable=False, server_default=""),
        sa.Column("why", sa.Text, nullable=False, server_default=""),
        sa.Column("act_id", sa.Integer, sa.ForeignKey("act.id", name="fk_request_act_id_act")),
        sa.UniqueConstraint("site", "via", "run", name="uq_request_site_via_run"),
    )
    op.create_index("ix_request_site_state", "request", ["site", "state"])
    op.add_column("notice", sa.Column("counted", sa.Boolean, nullable=False, server_default=sa.true()))


def downgrade() -> None:
    """Take it one version down."""
    with op.batch_alter_table("notice") as batch:
        batch.drop_column("counted")
    op.drop_table("request")
