"""Observe: the pages of both change feeds become Hints.

Page by page, cursor and Hints are saved in one transaction, so nothing is forgotten and a sick record never holds
the cursor back. What cannot matter is dropped unread: echoes of our own writes (the version is the link's or the
issue's), and records that are neither in scope nor linked.

A full listing marks the links that it names with its number. What it did not name when its last page came is
hinted, to be read and decided like anything else: a listing alone never deletes.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, TypeAlias

from sqlalchemy import ColumnElement, Table, and_, func, insert, select, update
from sqlalchemy.orm import Session

from core.database import Model
from core.errors import CursorExpired, Transient
from core.models.sync import CursorRow
from core.records import Away, Glimpse, Gone, Key, Link, LinkState, Record, Seen, Side
from core.store import Cursor, Page
from worker.sync import hints, issues
from worker.sync.context import Context, Hint
from worker.sync.links import COLUMN, chunks, of_run, read_links
from worker.sync.links import TABLE as LINKS
from worker.sync.setting import Scale

TABLE: Table = Model.metadata.tables[CursorRow.__tablename__]
LISTED = {Side.EXCHANGE: LINKS.c.exchange_listed, Side.CRM: LINKS.c.crm_listed}
ATTEMPTS = 3
# By side, keys to look at, each with whether it departed.
Wanted: TypeAlias = "dict[Side, dict[Key, bool]]"


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


def observe(context: Context) -> None:
    """Both feeds, to their ends. Raises what the stores raise, but CursorExpired."""
    for side in Side:
        feed = _feed(context, side)
        if context.force or (feed.value is None and not feed.listing):
            feed.restart()
        for _ in range(ATTEMPTS):
            try:
                _follow(context, feed)
                break
            except CursorExpired:
                feed.restart()
        else:
            raise Transient("The change feed ends before it is read to its end; it is tried again.", code="cursor")


def _follow(context: Context, feed: Feed) -> None:
    name = f"{feed.side}.changed_since"
    pages: Iterator[Page] = iter(context.call(name, lambda: context.stores[feed.side].changed_since(feed.value)))
    while (page := context.call(name, lambda: next(pages, None))) is not None:
        feed.listing = feed.listing and page.full
        if context.dry:
            with context.look() as session:
                _note(context, _screen(session, context, feed, page.seen))
            continue
        with context.transaction(name) as session:
            wanted = _screen(session, context, feed, page.seen)
            if feed.listing:
                _mark(session, context, feed, page.seen)
                if page.last:
                    missing = dict.fromkeys(_missing(session, context, feed), True)
                    wanted[feed.side] = {**missing, **wanted[feed.side]}
            if page.last and feed.side is Side.EXCHANGE:
                wanted[feed.side] = {**dict.fromkeys(_unheard(session, context, feed), True), **wanted[feed.side]}
            for side in Side:
                hints.add(session, context, side, wanted[side])
            _save(session, context, feed, page)
        context.progress(f"reading {feed.side}", len(feed.strange), None)


def _note(context: Context, wanted: Wanted) -> None:
    """A dry run keeps its hints to itself."""
    for side, keys in wanted.items():
        for key, departed in keys.items():
            context.memory.hints[side, key] = Hint(side, key, departed=departed)


def _screen(session: Session, context: Context, feed: Feed, seen: tuple[Seen, ...]) -> Wanted:
    """The page's keys that must be looked at, with the records that wait for one of them (its doubles)."""
    side = feed.side
    links = {link.keys[side]: link for link in read_links(session, context, {side: [one.key for one in seen]})}
    opened = issues.read_open(session, context)
    wanted: Wanted = {one: {} for one in Side}
    for one in seen:
        link = links.get(one.key)
        issue = opened.of(side, one.key, link.id if link else None)
        departed = isinstance(one, Gone | Away) or not one.in_scope
        if link is not None:
            feed.named.add(one.key)
        elif not departed:
            feed.strange.add(one.key)
        if _echo(side, one, link, issue):
            continue
        for about in opened.waiting_for(side, one.key):
            wanted[about.side].setdefault(about.key, False)
        if link is None and departed and issue is None:
            continue
        context.memory.forget(side, one.key)
        if not isinstance(one, Glimpse):
            context.memory.remember(side, one)
        wanted[side][one.key] = departed
    return wanted


def _echo(side: Side, one: Seen, link: Link | None, issue: issues.Open | None) -> bool:
    """Whether the version is one that was decided upon already. A parked link is always looked at, and so is a
    record that entered or left the view: neither needs a new version."""
    if not isinstance(one, Record | Glimpse):
        return False
    if link is not None and (link.state is LinkState.PARKED or not _same_scope(side, one, link)):
        return False
    if issue is not None and issue.versions.get(side.value) == one.version:
        return True
    return link is not None and link.versions[side] == one.version


def _same_scope(side: Side, one: Record | Glimpse, link: Link) -> bool:
    return one.in_scope == (link.in_view if side is Side.CRM else True)


def _mark(session: Session, context: Context, feed: Feed, seen: tuple[Seen, ...]) -> None:
    """The links that the listing named inside the scope; a personal contact in another folder counts for nothing."""
    for chunk in chunks(one.key for one in seen if isinstance(one, Record | Glimpse) and one.in_scope):
        mine = and_(of_run(context, LINKS), COLUMN[feed.side].in_(chunk))
        session.execute(update(LINKS).where(mine).values({LISTED[feed.side]: feed.generation}))


def _missing(session: Session, context: Context, feed: Feed) -> list[Key]:
    """Linked keys that the listing did not name. Those outside the view are among them: no listing names them, and
    what changed on them since the old cursor is learnt by reading only."""
    column = COLUMN[feed.side]
    mine = and_(_linked(context), column.is_not(None), LISTED[feed.side] < feed.generation)
    return [row[0] for row in session.execute(select(column).where(mine).order_by(LINKS.c.id))]


def _unheard(session: Session, context: Context, feed: Feed) -> list[Key]:
    """Keys of our making that the first pass after it did not name: a feed is silent about an item that came and
    went between two of its pages, so these are read."""
    awaited = and_(_linked(context), LINKS.c.awaited)
    rows = session.execute(select(LINKS.c.exchange_key).where(awaited).order_by(LINKS.c.id))
    unheard = [row.exchange_key for row in rows if row.exchange_key not in feed.named]
    session.execute(update(LINKS).where(awaited).values(awaited=False))
    return unheard


def _linked(context: Context) -> ColumnElement[bool]:
    return and_(of_run(context, LINKS), LINKS.c.state == LinkState.LINKED.value)


# Cursor rows


def _mine(context: Context, side: Side) -> ColumnElement[bool]:
    return and_(of_run(context, TABLE), TABLE.c.side == side.value)


def _feed(context: Context, side: Side) -> Feed:
    with context.look() as session:
        row = session.execute(select(TABLE).where(_mine(context, side))).first()
    if row is None:
        return Feed(side)
    return Feed(side, row.value, row.generation, row.listing, (row.listed or 0) if row.listing else 0)


def _save(session: Session, context: Context, feed: Feed, page: Page) -> None:
    """The cursor with, at the end of a listing, how many records it named."""
    values: dict[str, Any] = {"value": page.cursor, "generation": feed.generation}
    if feed.listing:
        named = len(feed.strange) + feed.earlier
        if page.last:
            mine = and_(of_run(context, LINKS), LISTED[feed.side] == feed.generation)
            named += session.execute(select(func.count()).select_from(LINKS).where(mine)).scalar_one()
        values["listed"] = named
    feed.listing = feed.listing and not page.last
    values["listing"] = feed.listing
    feed.value = page.cursor
    done = session.execute(update(TABLE).where(_mine(context, feed.side)).values(values).returning(TABLE.c.id))
    if done.scalar() is None:
        owner = {"mailbox_id": context.mailbox_id, "type": context.object_type.name, "side": feed.side.value}
        session.execute(insert(TABLE).values({**owner, **values}))


def scale_of(context: Context) -> Scale:
    """What the mass-change guard compares with, counted once a run and only where there is something to decide. A
    listing counts until a plan made after it was not held."""
    if context.memory.scale is not None:
        return context.memory.scale
    wanted = and_(of_run(context, TABLE), TABLE.c.listed.is_not(None), TABLE.c.listing.is_(False))
    with context.look() as session:
        mine = and_(_linked(context), LINKS.c.in_view)
        links = session.execute(select(func.count()).select_from(LINKS).where(mine)).scalar_one()
        rows = session.execute(select(TABLE.c.side, TABLE.c.listed).where(wanted))
        context.memory.scale = Scale(links, {Side(row.side): row.listed for row in rows})
    return context.memory.scale


def listings_passed(session: Session, context: Context) -> None:
    """Forget how many records the listings named: a plan made after them was not held."""
    mine = and_(of_run(context, TABLE), TABLE.c.listing.is_(False))
    session.execute(update(TABLE).where(mine).values(listed=None))
