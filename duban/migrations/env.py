"""Alembic's entry: migrations run on the connection that the store was opened with."""

from alembic import context

from duban.tables import metadata

context.configure(connection=context.config.attributes["connection"], target_metadata=metadata,
                  render_as_batch=True)  # fmt: skip
with context.begin_transaction():
    context.run_migrations()
