"""Items that were with the reviewers before reviews were kept have theirs: what stands is what was claimed."""

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None

item = sa.table("item", *(sa.column(n) for n in ("site", "code", "episode", "suspended_on", "settled_on", "acceptance",
                                                 "evidence")))  # fmt: skip
review = sa.table("review", *(sa.column(n) for n in ("site", "item", "from_on", "episode", "to_on", "outcome", "evidence")))


def upgrade() -> None:
    """Bring the store one version up; a review accepted already is over since an unknown day: since it began."""
    accepted = item.c.acceptance == "accepted"
    lacking = ~sa.exists().where(review.c.site == item.c.site, review.c.item == item.c.code,
                                 review.c.from_on == item.c.suspended_on)  # fmt: skip
    rows = sa.select(item.c.site, item.c.code, item.c.suspended_on, item.c.episode,
                     sa.case((accepted, item.c.suspended_on), else_=None),
                     sa.case((accepted, "accepted"), else_=""), item.c.evidence).where(
        item.c.suspended_on.is_not(None), item.c.settled_on.is_(None), lacking)  # fmt: skip
    op.execute(review.insert().from_select([c.name for c in review.c], rows))


def downgrade() -> None:
    """Take it one version down; what was kept stays."""
