"""How Alembic reaches the tables."""

from alembic import context

import core.models.accounts
import core.models.sync  # noqa: F401
from core.database import Model, open_engine

engine = open_engine(context.config.attributes["url"])
with engine.connect() as connection:
    context.configure(
        connection=connection,
        target_metadata=Model.metadata,
        render_as_batch=True,
        compare_type=True,
        transaction_per_migration=True,
    )
    with context.begin_transaction():
        context.run_migrations()
    connection.commit()
engine.dispose()
