"""Where the change feeds are: cursors, full listings and what they named."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Table, and_, bindparam, func, insert, select, update
from sqlalchemy.orm import Session

from core.bulk import given
from core.database import Model
from core.models.sync import CursorRow
from core.objects import COMPLETED, EVENT, TASK
from core.records import Key, LinkState, Side
from core.store import Cursor, Page
from core.window import window_of
from worker.sync.context import Context
from worker.sync.links import TABLE as LINKS
from worker.sync.links import mine, owner
from worker.sync.setting import Scale

TABLE: Table = Model.metadata.tables[CursorRow.__tablename__]
LINKED = and_(mine(LINKS), LINKS.c.state == LinkState.LINKED.value)
LISTED = {Side.EXCHANGE: LINKS.c.exchange_listed, Side.CRM: LINKS.c.crm_listed}


@dataclass
class Feed:
    """Where a side's feed is. strange: keys without a link that the listing named, counted by `earlier` runs too.
    named: linked keys that this pass named. fields: those that both sides held at the last run (the CRM's feed)."""

    side: Side
    value: Cursor | None = None
    generation: int = 0
    listing: bool = False
    earlier: int = 0
    fields: str | None = None
    strange: set[Key] = field(default_factory=set)
    named: set[Key] = field(default_factory=set)

    def restart(self) -> None:
        self.value, self.listing, self.generation = None, True, self.generation + 1
        self.earlier = 0
        self.strange.clear()


_READ = select(TABLE).where(mine(TABLE))
_MINE = and_(mine(TABLE), TABLE.c.side == bindparam("at"))
_NAMED = {
    side: select(func.count()).select_from(LINKS).where(and_(mine(LINKS), listed == bindparam("number")))
    for side, listed in LISTED.items()
}
_PASSED = select(TABLE.c.side, TABLE.c.listed, TABLE.c.generation).where(
    and_(mine(TABLE), TABLE.c.listed.is_not(None), TABLE.c.listing.is_(False))
)
_IN_VIEW = and_(LINKED, LINKS.c.in_view)
_BASES = select(LINKS.c.base).where(_IN_VIEW)
_ROUNDS = select(LINKS.c.base, *LISTED.values()).where(_IN_VIEW)
_PAIRS = select(func.count()).select_from(LINKS).where(_IN_VIEW)
_KEPT = given("value", "generation", "listing")
_SAVE = update(TABLE).where(_MINE).values(_KEPT).returning(TABLE.c.id)
_SAVE_LISTING = _SAVE.values(given("listed"))
_NEW = insert(TABLE).values({**given("mailbox_id", "type", "side", "listed"), **_KEPT})
_FORGET_LISTED = update(TABLE).where(and_(mine(TABLE), TABLE.c.listing.is_(False))).values(listed=None)


def read_feeds(session: Session, context: Context) -> dict[Side, Feed]:
    feeds = {side: Feed(side) for side in Side}
    for row in session.execute(_READ, owner(context)):
        side, earlier = Side(row.side), (row.listed or 0) if row.listing else 0
        feeds[side] = Feed(side, row.value, row.generation, row.listing, earlier, row.fields)
        context.memory.listed |= row.listed is not None
    return feeds


def save_feed(session: Session, context: Context, feed: Feed, page: Page) -> None:
    """The cursor with, at the end of a listing, how many records it named."""
    values: dict[str, Any] = {"value": page.cursor, "generation": feed.generation}
    if feed.listing:
        named = len(feed.strange) + feed.earlier
        if page.last:
            named += session.execute(_NAMED[feed.side], {**owner(context), "number": feed.generation}).scalar_one()
        values["listed"] = named
        context.memory.listed = True
    feed.listing = feed.listing and not page.last
    values["listing"] = feed.listing
    feed.value = page.cursor
    own = {**owner(context), "at": feed.side.value}
    done = session.execute(_SAVE_LISTING if "listed" in values else _SAVE, {**own, **values})
    if done.scalar() is None:
        session.execute(_NEW, {**context.owned, "side": feed.side.value, "listed": None, **values})


def scale_of(context: Context) -> Scale:
    """What the mass-change guard compares with, counted once a run and only where there is something to decide. A
    listing counts until a plan made after it was not held."""
    if context.memory.scale is not None:
        return context.memory.scale
    own = owner(context)
    with context.look() as session:
        rows = session.execute(_PASSED, own).all()
        listed = {Side(row.side): row.listed for row in rows}
        if listed and context.object_type is TASK:
            rounds = {Side(row.side): row.generation for row in rows}
            links, over = _open_and_over(session, own, rounds)
            listed = {side: named - over[side] for side, named in listed.items()}
        elif listed and context.object_type is EVENT:
            # What left the window since is in no listing, and its links are parked only now.
            window = window_of(context.policy, context.now())
            links = sum(window.holds(base) for base in session.execute(_BASES, own).scalars())
        else:
            links = session.execute(_PAIRS, own).scalar_one()
        context.memory.scale = Scale(links, listed)
    return context.memory.scale


def _open_and_over(session: Session, own: dict[str, str], rounds: Mapping[Side, int]) -> tuple[int, dict[Side, int]]:
    """How many links are of open tasks; and for each listing of that number how many completed ones it named. These
    leave the list view by their age, and people tidy them away: neither is a sign of anything."""
    links, over = 0, dict.fromkeys(rounds, 0)
    for row in session.execute(_ROUNDS, own):
        if row.base.get("status") != COMPLETED:
            links += 1
            continue
        for side, number in rounds.items():
            over[side] += getattr(row, LISTED[side].name) == number
    return links, over


def listings_passed(context: Context) -> None:
    """Forget how many records the listings named: a plan made after them was not held."""
    if context.memory.listed and context.memory.held is None and not context.dry:
        with context.transaction("listings passed") as session:
            session.execute(_FORGET_LISTED, owner(context))
