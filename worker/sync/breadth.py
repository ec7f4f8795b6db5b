"""Which fields both sides hold. When they are others than at the last run (a right to a field was taken away or given
back), every linked pair is compared anew, both records: what changed in such a field meanwhile was not looked at."""

from sqlalchemy import and_, select, update

from core.bulk import given
from core.records import Key, Side
from worker.sync import hints
from worker.sync.context import Context, Hint
from worker.sync.feed import LINKED, TABLE
from worker.sync.links import COLUMN, mine, owner
from worker.sync.links import TABLE as LINKS

_CRM = and_(mine(TABLE), TABLE.c.side == Side.CRM.value)
_SAVE = update(TABLE).where(_CRM).values(given("fields"))
_KEYS = {
    side: select(column).where(LINKED, column.is_not(None)).order_by(LINKS.c.id) for side, column in COLUMN.items()
}


def compare_breadth(context: Context, before: str | None) -> None:
    """After the feeds were read. Hints all linked records where the fields held are not those of the last run
    (before)."""
    held = context.object_type.shared(store.holds for store in context.stores.values())
    names = ",".join(field.name for field in held)
    if before == names:
        return
    wanted = {side: [] if before is None else _linked_keys(context, side) for side in Side}
    if context.dry:
        for side, keys in wanted.items():
            context.memory.hints.update({(side, key): Hint(side, key) for key in keys})
        return
    with context.transaction("fields") as session:
        for side, keys in wanted.items():
            hints.add(session, context, side, dict.fromkeys(keys, False))
        session.execute(_SAVE, {**owner(context), "fields": names})


def _linked_keys(context: Context, side: Side) -> list[Key]:
    with context.look() as session:
        return list(session.execute(_KEYS[side], owner(context)).scalars())
