"""Where the change feeds are: cursors, full listings and what they named."""

from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import ColumnElement, Table, and_, bindparam, func, insert, select, update
from sqlalchemy.orm import Session

from core.database import Model
from core.models.sync import CursorRow
from core.objects import EVENT
from core.records import Key, LinkState, Side
from core.store import Cursor, Page
from core.window import window_of
from worker.sync.context import Context
from worker.sync.links import TABLE as LINKS
from worker.sync.links import mine, of_run, owner
from worker.sync.setting import Scale

TABLE: Table = Model.metadata.tables[CursorRow.__tablename__]
LISTED = {Side.EXCHANGE: LINKS.c.exchange_listed, Side.CRM: LINKS.c.crm_listed}


@dataclass
class Feed:
    """Where a side's feed is. strange: keys without a link that the listing named, counted by `earlier` runs too.
    named: linked keys that this pass named."""

    side: Side
    value: Cursor | None = None
    generation: int = 0
    listing: bool = False
    earlier: int = 0
    strange: set[Key] = field(default_factory=set)
    named: set[Key] = field(default_factory=set)

    def restart(self) -> None:
        self.value, self.listing, self.generation = None, True, self.generation + 1
        self.earlier = 0
        self.strange.clear()


_MINE = and_(mine(TABLE), TABLE.c.side == bindparam("at"))
_READ = select(TABLE).where(_MINE)
_NAMED = {
    side: select(func.count()).select_from(LINKS).where(and_(mine(LINKS), listed == bindparam("number")))
    for side, listed in LISTED.items()
}
_FORGET_LISTED = update(TABLE).where(and_(mine(TABLE), TABLE.c.listing.is_(False))).values(listed=None)


def read_feed(context: Context, side: Side) -> Feed:
    with context.look() as session:
        row = session.execute(_READ, {**owner(context), "at": side.value}).first()
    if row is None:
        return Feed(side)
    return Feed(side, row.value, row.generation, row.listing, (row.listed or 0) if row.listing else 0)


def save_feed(session: Session, context: Context, feed: Feed, page: Page) -> None:
    """The cursor with, at the end of a listing, how many records it named."""
    values: dict[str, Any] = {"value": page.cursor, "generation": feed.generation}
    if feed.listing:
        named = len(feed.strange) + feed.earlier
        if page.last:
            named += session.execute(_NAMED[feed.side], {**owner(context), "number": feed.generation}).scalar_one()
        values["listed"] = named
    feed.listing = feed.listing and not page.last
    values["listing"] = feed.listing
    feed.value = page.cursor
    own = {**owner(context), "at": feed.side.value}
    done = session.execute(update(TABLE).where(_MINE).values(values).returning(TABLE.c.id), own)
    if done.scalar() is None:
        new = {"mailbox_id": context.mailbox_id, "type": context.object_type.name, "side": feed.side.value}
        session.execute(insert(TABLE).values({**new, **values}))


def scale_of(context: Context) -> Scale:
    """What the mass-change guard compares with, counted once a run and only where there is something to decide. A
    listing counts until a plan made after it was not held."""
    if context.memory.scale is not None:
        return context.memory.scale
    wanted = and_(of_run(context, TABLE), TABLE.c.listed.is_not(None), TABLE.c.listing.is_(False))
    with context.look() as session:
        paired = and_(linked(context), LINKS.c.in_view)
        rows = session.execute(select(TABLE.c.side, TABLE.c.listed).where(wanted))
        listed = {Side(row.side): row.listed for row in rows}
        if listed and context.object_type is EVENT:
            # What left the window since is in no listing, and its links are parked only now.
            window = window_of(context.policy, context.now())
            links = sum(window.holds(base) for base in session.execute(select(LINKS.c.base).where(paired)).scalars())
        else:
            links = session.execute(select(func.count()).select_from(LINKS).where(paired)).scalar_one()
        context.memory.scale = Scale(links, listed)
    return context.memory.scale


def listings_passed(session: Session, context: Context) -> None:
    """Forget how many records the listings named: a plan made after them was not held."""
    session.execute(_FORGET_LISTED, owner(context))


def linked(context: Context) -> ColumnElement[bool]:
    return and_(of_run(context, LINKS), LINKS.c.state == LinkState.LINKED.value)
