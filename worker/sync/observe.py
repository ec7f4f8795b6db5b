"""Observe: the pages of both change feeds become Hints.

Page by page, cursor and Hints are saved in one transaction, so nothing is forgotten and a sick record never holds
the cursor back. What cannot matter is dropped unread: echoes of our own writes (the version is the link's or the
issue's), and records that are neither in scope nor linked.

A full listing marks the links that it names with its number. What it did not name when its last page came is
hinted, to be read and decided like anything else: a listing alone never deletes.
"""

from collections.abc import Collection, Iterator, Mapping
from functools import partial
from typing import TypeAlias

from sqlalchemy import and_, bindparam, select, update
from sqlalchemy.orm import Session

from core.errors import CursorExpired, Transient
from core.records import Away, Glimpse, Gone, Key, Record, Seen, Side
from core.store import Page
from worker.sync import hints, issues
from worker.sync.among import among
from worker.sync.breadth import compare_breadth
from worker.sync.context import Context, Hint
from worker.sync.feed import LINKED, LISTED, Feed, save_feed
from worker.sync.links import COLUMN, Head, chunks, mine, owner, read_heads
from worker.sync.links import TABLE as LINKS

ATTEMPTS = 3
_MARK = {
    side: update(LINKS).where(and_(mine(LINKS), among(column))).values({LISTED[side]: bindparam("number")})
    for side, column in COLUMN.items()
}
_MISSING = {
    side: select(column)
    .where(and_(LINKED, column.is_not(None), LISTED[side] < bindparam("number")))
    .order_by(LINKS.c.id)
    for side, column in COLUMN.items()
}
_AWAITED = and_(LINKED, LINKS.c.awaited)
_READ_AWAITED = select(LINKS.c.exchange_key).where(_AWAITED).order_by(LINKS.c.id)
_HEARD = update(LINKS).where(_AWAITED).values(awaited=False)
# By side, keys to look at, each with whether it departed.
Wanted: TypeAlias = dict[Side, dict[Key, bool]]


def observe(context: Context, feeds: Mapping[Side, Feed]) -> None:
    """Both feeds, to their ends. Raises what the stores raise, but CursorExpired."""
    for feed in feeds.values():
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
    compare_breadth(context, feeds[Side.CRM].fields)


def _follow(context: Context, feed: Feed) -> None:
    name = f"{feed.side}.changed_since"
    changes = context.stores[feed.side].changed_since
    pages: Iterator[Page] = iter(context.call(name, lambda: changes(feed.value, partial(_in_view, context, feed.side))))
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
            save_feed(session, context, feed, page)
        context.progress(f"reading {feed.side}", len(feed.strange), None)


def _in_view(context: Context, side: Side, keys: Collection[Key]) -> list[Key]:
    """Those that are linked and were in view when they were last looked at."""
    with context.look() as session:
        return [key for key, head in read_heads(session, context, side, keys).items() if head.in_view]


def _note(context: Context, wanted: Wanted) -> None:
    """A dry run keeps its hints to itself."""
    for side, keys in wanted.items():
        for key, departed in keys.items():
            context.memory.hints[side, key] = Hint(side, key, departed=departed)


def _screen(session: Session, context: Context, feed: Feed, seen: tuple[Seen, ...]) -> Wanted:
    """The page's keys that must be looked at, with the records that wait for one of them (its doubles)."""
    side = feed.side
    wanted: Wanted = {one: {} for one in Side}
    if not seen:
        return wanted
    links = read_heads(session, context, side, [one.key for one in seen])
    opened = issues.read_open(session, context)
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


def _echo(side: Side, one: Seen, link: Head | None, issue: issues.Open | None) -> bool:
    """Whether the version is one that was decided upon already. A parked link is always looked at, and so is a
    record that entered or left the view: neither needs a new version."""
    if not isinstance(one, Record | Glimpse):
        return False
    if link is not None and (link.parked or not _same_scope(side, one, link)):
        return False
    if issue is not None and issue.versions.get(side.value) == one.version:
        return True
    return link is not None and link.version == one.version


def _same_scope(side: Side, one: Record | Glimpse, link: Head) -> bool:
    return one.in_scope == (link.in_view if side is Side.CRM else True)


def _mark(session: Session, context: Context, feed: Feed, seen: tuple[Seen, ...]) -> None:
    """The links that the listing named inside the scope; a personal contact in another folder counts for nothing."""
    for chunk in chunks(one.key for one in seen if isinstance(one, Record | Glimpse) and one.in_scope):
        session.execute(_MARK[feed.side], {**owner(context), "keys": chunk, "number": feed.generation})


def _missing(session: Session, context: Context, feed: Feed) -> list[Key]:
    """Linked keys that the listing did not name. Those outside the view are among them: no listing names them, and
    what changed on them since the old cursor is learnt by reading only."""
    return list(session.execute(_MISSING[feed.side], {**owner(context), "number": feed.generation}).scalars())


def _unheard(session: Session, context: Context, feed: Feed) -> list[Key]:
    """Keys of our making that the first pass after it did not name: a feed is silent about an item that came and
    went between two of its pages, so these are read."""
    keys = list(session.execute(_READ_AWAITED, owner(context)).scalars())
    if keys:
        session.execute(_HEARD, owner(context))
    return [key for key in keys if key not in feed.named]
