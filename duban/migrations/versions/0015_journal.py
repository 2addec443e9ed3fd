"""The journal: append-only, and the database itself refuses anything else."""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

REFUSAL = "journal is append-only"


def upgrade() -> None:
    """Bring the store one version up."""
    op.create_table(
        "journal",
        sa.Column("site", sa.String(80), nullable=False),
        sa.Column("number", sa.Integer, nullable=False, autoincrement=False),
        sa.Column("on", sa.Date, nullable=False),
        sa.Column("at", sa.DateTime, nullable=False),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("facts", sa.JSON, nullable=False),
        sa.Column("rows", sa.JSON, nullable=False),
        sa.Column("previous", sa.String(64), nullable=False),
        sa.Column("hash", sa.String(64), nullable=False),
        sa.PrimaryKeyConstraint("site", "number", name="pk_journal"),
    )
    for statement in _guards(op.get_bind().dialect.name):
        op.execute(sa.text(statement))


def _guards(dialect: str) -> list[str]:
    if dialect == "sqlite":
        return [
            f"create trigger journal_no_{what} before {what} on journal begin select raise(abort, '{REFUSAL}'); end"
            for what in ("update", "delete")
        ]
    return [
        f"create function journal_refuse() returns trigger language plpgsql as "
        f"$$ begin raise exception '{REFUSAL}'; end $$",
        "create trigger journal_no_change before update or delete on journal "
        "for each row execute function journal_refuse()",
        "create trigger journal_no_truncate before truncate on journal "
        "for each statement execute function journal_refuse()",
    ]


def downgrade() -> None:
    """Take it one version down."""
    op.drop_table("journal")
    if op.get_bind().dialect.name == "postgresql":
        op.execute(sa.text("drop function journal_refuse()"))
