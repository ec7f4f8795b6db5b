"""Links and their rows, read and written in bulk."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from itertools import islice
from typing import Any, TypeVar

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    Row,
    Table,
    and_,
    bindparam,
    case,
    delete,
    insert,
    or_,
    select,
    update,
)
from sqlalchemy.orm import Session

from core.bulk import Bulk
from core.database import Model
from core.models.sync import LinkRow
from core.records import Key, Link, LinkState, Side, Version
from core.values import valueclass
from worker.sync.among import among
from worker.sync.context import Context
from worker.sync.settle import filled

# SQLite takes 32,766 parameters in a statement; short lists keep PostgreSQL's planner on the index.
CHUNK = 500
TABLE: Table = Model.metadata.tables[LinkRow.__tablename__]
COLUMN = {Side.EXCHANGE: TABLE.c.exchange_key, Side.CRM: TABLE.c.crm_key}
Item = TypeVar("Item")


def chunks(items: Iterable[Item], size: int = CHUNK) -> Iterator[list[Item]]:
    """Lists of at most `size` items, in order."""
    rest = iter(items)
    while chunk := list(islice(rest, size)):
        yield chunk


def of_run(context: Context, table: Table) -> ColumnElement[bool]:
    """The rows of the table that belong to the run's mailbox and object type."""
    return owned_by(context.mailbox_id, context.object_type.name, table)


def mine(table: Table) -> ColumnElement[bool]:
    """`of_run` with parameters in the place of values (see `owner`), for statements that are built once: building one
    costs more than running it."""
    return and_(table.c.mailbox_id == bindparam("mailbox"), table.c.type == bindparam("kind"))


def owner(context: Context) -> dict[str, str]:
    """The parameters of `mine`."""
    return {"mailbox": context.mailbox_id, "kind": context.object_type.name}


def owned_by(mailbox_id: str, type_name: str, table: Table) -> ColumnElement[bool]:
    return and_(table.c.mailbox_id == mailbox_id, table.c.type == type_name)


_BY_KEY = {side: select(TABLE).where(and_(mine(TABLE), among(column))) for side, column in COLUMN.items()}
_BY_ID = select(TABLE).where(among(TABLE.c.id))
_END = delete(TABLE).where(among(TABLE.c.id))
_MAKE = Bulk(insert(TABLE))


def read_links(session: Session, context: Context, keys: Mapping[Side, Iterable[Key]]) -> list[Link]:
    """The links, parked ones too, that hold one of the keys of the given sides."""
    found: dict[str, Link] = {}
    for side, wanted in keys.items():
        for chunk in chunks(dict.fromkeys(wanted)):
            rows = session.execute(_BY_KEY[side], {**owner(context), "keys": chunk})
            found.update((row.id, link_of(row)) for row in rows)
    return list(found.values())


@valueclass(frozen=True, slots=True)
class Head:
    """What a change feed is compared with: a link without its fields."""

    id: str
    version: Version | None
    parked: bool
    in_view: bool


_HEADS = {
    side: select(COLUMN[side], TABLE.c.id, version, TABLE.c.state, TABLE.c.in_view).where(
        and_(mine(TABLE), among(COLUMN[side]))
    )
    for side, version in ((Side.EXCHANGE, TABLE.c.exchange_version), (Side.CRM, TABLE.c.crm_version))
}


def read_heads(session: Session, context: Context, side: Side, keys: Iterable[Key]) -> dict[Key, Head]:
    """By the key on this side. A full listing reads them all, so nothing is unpacked that it does not need."""
    found: dict[Key, Head] = {}
    for chunk in chunks(dict.fromkeys(keys)):
        for row in session.execute(_HEADS[side], {**owner(context), "keys": chunk}):
            found[row[0]] = Head(row[1], row[2], row[3] == LinkState.PARKED.value, row[4])
    return found


def read_links_by_id(session: Session, ids: Iterable[str]) -> list[Link]:
    found: list[Link] = []
    for chunk in chunks(dict.fromkeys(ids)):
        found += [link_of(row) for row in session.execute(_BY_ID, {"keys": chunk})]
    return found


def link_of(row: Row[Any]) -> Link:
    return Link(
        id=row.id,
        keys={Side.EXCHANGE: row.exchange_key, Side.CRM: row.crm_key},
        versions={Side.EXCHANGE: row.exchange_version, Side.CRM: row.crm_version},
        base=row.base,
        held={Side(side): values for side, values in row.held.items()},
        state=LinkState(row.state),
        in_view=row.in_view,
        parked=row.parked,
        meeting=row.meeting,
        hosted=row.hosted,
        origin=row.origin,
    )


def _values(link: Link) -> dict[str, Any]:
    return {
        "exchange_key": link.keys[Side.EXCHANGE],
        "crm_key": link.keys[Side.CRM],
        "exchange_version": link.versions[Side.EXCHANGE],
        "crm_version": link.versions[Side.CRM],
        "base": filled(link.base),
        "held": {str(side): values for side, values in link.held.items() if values},
        "state": str(link.state),
        "in_view": link.in_view,
        "parked": link.parked,
        "meeting": link.meeting,
        "hosted": link.hosted,
    }


_CONTENT = "exchange_version crm_version base held in_view parked hosted".split()
_INDEXED = "exchange_key crm_key state meeting".split()
_NEW: dict[str, BindParameter[Any]] = {name: bindparam(f"new_{name}") for name in (*_CONTENT, *_INDEXED)}
_SAME_KEY = TABLE.c.exchange_key.is_not_distinct_from(_NEW["exchange_key"])
_MEANT = TABLE.c.id == bindparam("link")
_CHANGE = Bulk(update(TABLE).where(_MEANT).values({name: _NEW[name] for name in _CONTENT}))
# Rarely any of these is another one, and SQLite writes each index of a column anew that a statement sets.
_RENAME = Bulk(
    update(TABLE)
    .where(_MEANT, or_(*(TABLE.c[name].is_distinct_from(_NEW[name]) for name in _INDEXED)))
    .values({name: _NEW[name] for name in _INDEXED} | {"awaited": case((_SAME_KEY, TABLE.c.awaited), else_=True)})
)


def write_links(
    session: Session,
    context: Context,
    *,
    ended: Sequence[str] = (),
    changed: Sequence[Link] = (),
    made: Sequence[tuple[Link, str]] = (),
    renamed: Collection[str] | None = None,
) -> None:
    """ended: ids; made: (link, origin). In this order, so that a key may pass from one link to another. renamed: ids of
    those changed whose indexed columns may differ from their rows; None: of any."""
    for chunk in chunks(ended):
        session.execute(_END, {"keys": chunk})
    values = [(one.id, _values(one)) for one in changed]
    _CHANGE.run(session, _told(values, _CONTENT))
    _RENAME.run(session, _told([one for one in values if renamed is None or one[0] in renamed], _INDEXED))
    fresh = [{"id": link.id, **_values(link), "origin": origin, "awaited": origin == Side.CRM} for link, origin in made]
    _MAKE.run(session, fresh, **context.owned, exchange_listed=0, crm_listed=0)


def _told(values: Iterable[tuple[str, Mapping[str, Any]]], names: Sequence[str]) -> list[dict[str, Any]]:
    return [{"link": link, **{f"new_{name}": new[name] for name in names}} for link, new in values]


def is_renamed(before: Link, link: Link) -> bool:
    """Whether an indexed column is another one."""
    return (before.keys, before.state, before.meeting) != (link.keys, link.state, link.meeting)
