"""Indexes for what the desk's pages read: whom an item was told to, levels, signals, changes, units."""

from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

INDEXES = (
    ("ix_escalation_site_tenure", "escalation", ["site", "tenure", "notice_id", "item"]),
    ("ix_escalation_site_item", "escalation", ["site", "item", "state", "notice_id", "level"]),
    ("ix_signal_site_state", "signal", ["site", "state"]),
    ("ix_change_site_item", "change", ["site", "item"]),
    ("ix_item_site_unit", "item", ["site", "unit", "areas", "restricted"]),
)


def upgrade() -> None:
    """Bring the store one version up."""
    for name, table, columns in INDEXES:
        op.create_index(name, table, columns)


def downgrade() -> None:
    """Take it one version down."""
    for name, table, _ in INDEXES:
        op.drop_index(name, table)
