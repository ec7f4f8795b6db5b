"""How Alembic reaches the tables."""

from typing import Any, Literal

from alembic import context

import core.models.accounts
import core.models.files
import core.models.filing
import core.models.pane  # noqa: F401
from core.database import Model, UtcDateTime, open_engine
from core.models.packing import Packed


def _render(kind: str, item: Any, _context: Any) -> str | Literal[False]:
    """Migrations must not depend on our types as they are today."""
    if kind == "type" and isinstance(item, Packed):
        return "sa.JSON()"
    if kind == "type" and isinstance(item, UtcDateTime):
        return "sa.DateTime(timezone=True)"
    return False


engine = open_engine(context.config.attributes["url"])
with engine.connect() as connection:
    context.configure(
        connection=connection,
        target_metadata=Model.metadata,
        render_as_batch=True,
        compare_type=True,
        render_item=_render,
        transaction_per_migration=True,
    )
    with context.begin_transaction():
        context.run_migrations()
    connection.commit()
engine.dispose()
