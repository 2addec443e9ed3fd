"""What all tables share: one metadata, names of constraints, the column that says whose a row is."""

from sqlalchemy import Column, MetaData, String

metadata = MetaData(naming_convention={
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
})  # fmt: skip


def site_column() -> Column[str]:
    """Give the column every table has: the site a row belongs to."""
    return Column("site", String(80), nullable=False)
