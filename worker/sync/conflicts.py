"""Conflicts: fields that both sides changed. The losing value is kept for at least 30 days (I2)."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Table, and_, insert, select, update
from sqlalchemy.orm import Session

from core.bulk import Bulk, given
from core.database import Model
from core.models.sync import ConflictRow
from core.records import OpenConflict, Side
from worker.sync.actions import Clash
from worker.sync.among import among
from worker.sync.context import Context
from worker.sync.links import chunks, mine, owner

TABLE: Table = Model.metadata.tables[ConflictRow.__tablename__]
_LINKS = and_(mine(TABLE), TABLE.c.resolved_at.is_(None), among(TABLE.c.link_id))
_OPEN = select(TABLE).where(_LINKS).order_by(TABLE.c.id)
_KNOWN = select(TABLE.c.link_id, TABLE.c.field, TABLE.c.id).where(_LINKS)
_SETTLE = update(TABLE).where(_LINKS).values(given("resolved_at"))
_OPEN_NEW = Bulk(insert(TABLE))


@dataclass(frozen=True, slots=True)
class Kept:
    """A clash of a link's records; name: what people call the record."""

    link_id: str | None
    name: str
    clash: Clash


def read_open(session: Session, context: Context, link_ids: Iterable[str]) -> dict[str, tuple[OpenConflict, ...]]:
    """By link, the fields that wait for a person, or whose choice is not carried out yet."""
    found: dict[str, list[OpenConflict]] = defaultdict(list)
    for chunk in chunks(link_ids):
        for row in session.execute(_OPEN, {**owner(context), "keys": chunk}):
            found[row.link_id].append(OpenConflict(row.field, Side(row.chosen) if row.chosen else None))
    return {link_id: tuple(conflicts) for link_id, conflicts in found.items()}


def write(session: Session, context: Context, kept: Sequence[Kept], settled: Iterable[str]) -> None:
    """settled: links whose open conflicts are over. A clash without a winner stays open, with its latest values."""
    now = context.now()
    for chunk in chunks(settled):
        session.execute(_SETTLE, {**owner(context), "keys": chunk, "resolved_at": now})
    known = _known(session, context, kept)
    rows: list[dict[str, Any]] = []
    for one in kept:
        values = {"exchange": one.clash.exchange, "crm": one.clash.crm, "base": one.clash.base}
        if one.clash.winner is None and (one.link_id, one.clash.field) in known:
            row = known[one.link_id, one.clash.field]
            session.execute(update(TABLE).where(TABLE.c.id == row).values(values=values))
            continue
        winner = one.clash.winner.value if one.clash.winner else None
        over = now if winner else None
        about = {"link_id": one.link_id, "name": one.name, "field": one.clash.field, "values": values}
        rows.append({**about, "winner": winner, "resolved_at": over})
    _OPEN_NEW.run(session, rows, **context.owned, run_id=context.report.run, opened_at=now)


def _known(session: Session, context: Context, kept: Sequence[Kept]) -> dict[tuple[str | None, str], int]:
    """Ids of the open rows of the clashes without a winner."""
    links = {one.link_id for one in kept if one.link_id and one.clash.winner is None}
    found: dict[tuple[str | None, str], int] = {}
    for chunk in chunks(sorted(links)):
        rows = session.execute(_KNOWN, {**owner(context), "keys": chunk})
        found.update(((row.link_id, row.field), row.id) for row in rows)
    return found
