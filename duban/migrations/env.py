"""Run by alembic: migrate on the connection it was given, inside that connection's transaction."""

from alembic import context

from duban.tables import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    # SQLite cannot alter a column; batch mode copies the table instead.
    render_as_batch=True,
    # The caller's transaction holds the lock that keeps two processes from migrating at once.
    transactional_ddl=True,
)
with context.begin_transaction():
    context.run_migrations()
