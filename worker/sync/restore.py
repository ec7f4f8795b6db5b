"""What only Outlook held of an item whose copy was removed is given back when the item is made again."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from core.records import Side
from worker.sync.actions import Create
from worker.sync.context import Context
from worker.sync.journal import OPERATIONS
from worker.sync.links import chunks
from worker.sync.work import Write


def with_archive(context: Context, batch: Sequence[Write]) -> list[Write]:
    """The batch with the kept fields and categories added to what is restored. Synchronised fields come from the
    action alone, because the other side may have changed them."""
    links = [one.link_id for one in batch if isinstance(one, Create) and one.restore and one.link_id]
    if not links:
        return list(batch)
    with context.look() as session:
        archives = _archives(session, links)
    return [
        _restored(context, one, archives[one.link_id])
        if isinstance(one, Create) and one.restore and one.link_id in archives
        else one
        for one in batch
    ]


def _restored(context: Context, create: Create, archive: dict[str, Any]) -> Create:
    shared = {one.name for one in context.object_type.shared(store.holds for store in context.stores.values())}
    holds = context.stores[Side.EXCHANGE].holds
    own = {name: value for name, value in archive.get("fields", {}).items() if name in holds and name not in shared}
    have = {name.casefold() for name in create.categories or ()}
    kept = [name for name in archive.get("categories", ()) if name.casefold() not in have]
    return replace(create, fields={**own, **create.fields}, categories=(*kept, *(create.categories or ())))


def _archives(session: Session, links: Sequence[str]) -> dict[str, dict[str, Any]]:
    """By link, what the latest Exchange Operation removed; nothing where the latest one was not a removal."""
    found: dict[str, dict[str, Any]] = {}
    for chunk in chunks(links):
        mine = (OPERATIONS.c.link_id.in_(chunk)) & (OPERATIONS.c.side == Side.EXCHANGE.value)
        carried_out = OPERATIONS.c.outcome.in_(("done", "recovered"))
        written = OPERATIONS.c.action.in_(("create", "update", "delete"))
        last = select(func.max(OPERATIONS.c.id)).where(mine, carried_out, written).group_by(OPERATIONS.c.link_id)
        for row in session.execute(select(OPERATIONS).where(OPERATIONS.c.id.in_(last))):
            if row.action == "delete":
                found[row.link_id] = row.before
    return found
