"""Observe: the pages of the mail feed become hints; cursor and hints of a page are saved in one transaction.

What cannot matter is dropped unread: mails that nobody asked for, and those that look as they did when they were last
looked at (echoes of our own marks). A listing tells neither of what left nor of what lost its category since the cursor
that it replaces: the mails that are held and that it does not name are looked at.
"""

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from core.errors import CursorExpired, Transient
from core.mails import MailLeft, MailPage, MailPlace, MailSeen, is_surrogate
from core.records import Key, Side
from core.store import Page
from worker.filing import ledger
from worker.filing.decide import has_category
from worker.filing.frame import Filing, Held
from worker.sync import hints
from worker.sync.context import Hint
from worker.sync.feed import Feed, save_feed

ATTEMPTS = 3
# So far the mail server's clock, which counts whole seconds, may be behind ours.
CLOCKS = timedelta(minutes=1)
# So far back a listing looks for new mails that no run saw: a mailbox is rarely out of reach for longer.
MISSED = timedelta(days=14)


def observe(filing: Filing, feed: Feed) -> None:
    """The feed to its end. Raises what the store raises, but CursorExpired."""
    if filing.context.force or (feed.value is None and not feed.listing):
        feed.restart()
    for _ in range(ATTEMPTS):
        try:
            return _follow(filing, feed)
        except CursorExpired:
            feed.restart()
    raise Transient("The mailbox's mail feed expires before it is read to its end; it is tried again.", code="cursor")


def _follow(filing: Filing, feed: Feed) -> None:
    context = filing.context
    name, since = "exchange.changed_since", _listed_since(filing) if feed.listing else None
    named, strangers, nameless = set[Key](), set[Key](), False
    with context.look() as session:
        lost = ledger.has_unmarked(session, context.mailbox_id)
    pages: Iterator[MailPage] = iter(context.call(name, lambda: filing.stores.mails.changed_since(feed.value, since)))
    while (page := context.call(name, lambda: next(pages, None))) is not None:
        with context.look() as session:
            held = ledger.mails_by_key(session, context.mailbox_id, [one.key for one in page.seen])
            named.update(one.key for one in page.seen)
            silent = ledger.held_keys(session, context.mailbox_id) - named if feed.listing and page.last else set()
            nameless = nameless or _has_nameless(session, page, held)
        wanted = [*_screen(filing, page, held, lost=lost), *sorted(silent)]
        strangers |= {one.key for one in page.seen if isinstance(one, MailSeen)} - held.keys()
        if nameless and page.last and not feed.listing:
            wanted += sorted(strangers)
        if context.dry:
            for key in wanted:
                context.memory.hints[Side.EXCHANGE, key] = Hint(Side.EXCHANGE, key)
            continue
        with context.transaction(name) as session:
            hints.add(session, context, Side.EXCHANGE, dict.fromkeys(wanted, False))
            save_feed(session, context, feed, Page((), page.cursor, page.full, page.last))


def _has_nameless(session: Session, page: MailPage, held: Mapping[Key, Held]) -> bool:
    """Whether a mail left that holds an email and has no Message-ID to be searched by: should it have been moved, it is
    among the news."""
    left = [held[one.key].filed_id for one in page.seen if isinstance(one, MailLeft) and one.key in held]
    return any(is_surrogate(email.of) for email in ledger.emails_by_id(session, left).values())


def _listed_since(filing: Filing) -> datetime | None:
    """Since when mails may have come that no run saw, and that may be filed automatically; None: no such are filed.
    What a run saw and left alone stays so, whatever became known of its people."""
    since = filing.setting.since
    if since is None:
        return None
    with filing.context.look() as session:
        looked = ledger.last_look(session, filing.context.mailbox_id)
    return max(since, looked or since, filing.context.now() - MISSED) - CLOCKS


def _screen(filing: Filing, page: MailPage, held: Mapping[Key, Held], *, lost: bool) -> list[Key]:
    """lost: as ledger.has_unmarked. Nothing shows that such a mail is ours, should it have been moved."""
    wanted = dict.fromkeys(one.key for one in page.seen if _matters(filing, one, held.get(one.key), lost=lost))
    return list(wanted)


def _matters(filing: Filing, one: MailSeen | MailLeft, held: Held | None, *, lost: bool) -> bool:
    if isinstance(one, MailLeft):
        return held is not None
    if held is not None:
        return held.version != one.version or held.holding.place is not one.place
    if one.marked or one.place is MailPlace.TRASH:
        return one.marked  # it may be one that is held, under a new key
    policy, since = filing.setting.policy, filing.setting.since
    ours = (policy.category, policy.error_category)
    if lost or one.place is MailPlace.FOLDER or any(has_category(one.categories, name) for name in ours):
        return True
    return since is not None and (one.received is None or one.received >= since - CLOCKS)
