"""The open shares of one mailbox, carried out at once under its lease, as a run of its own kind."""

from typing import Protocol, Unpack

from sqlalchemy import select

from core.emails import FilingPolicy, FilingStores
from core.errors import SyncError, Transient
from core.mails import EMAIL
from core.models.accounts import DISABLED, Mailbox
from core.models.pane import ShareRow
from core.objects import EVENT
from core.shares import LONGEST_WAIT, OPEN
from worker.filing.run import file_shared
from worker.sharing import rows
from worker.sharing.defects import KNOWN, fail_all
from worker.sharing.events import share_events
from worker.sync.context import Parts
from worker.sync.frame import Frame, framed
from worker.sync.report import RunReport
from worker.sync.run import Opened, open_context
from worker.sync.wish import Wish, Wishes


class SharingParts(Parts, Protocol):
    """What composition gives."""

    def open_filing(self, mailbox_id: str, /) -> tuple[FilingStores, FilingPolicy]: ...


def share(mailbox_id: str, parts: SharingParts, **wishes: Unpack[Wishes]) -> None:
    """Emails first, then events; one that cannot be asked does not keep the others.

    Raises:
        LeaseHeld: a run is under way; it carries the emails out, too. SyncError, AccountError, SecretError: what the
            rows say as well.
    """
    kinds = _kinds(parts, mailbox_id)
    if not kinds:
        return
    wish = Wish(**wishes)
    report = RunReport(wish.new_id(), mailbox_id)
    opened = Opened(parts.database, parts.open_stores, parts.policy_of, parts.now)
    failures: list[SyncError] = []
    with framed(Frame(parts.database, parts.now, "share", wish), report) as lease:
        for kind in (one for one in (EMAIL, EVENT) if one.name in kinds):
            try:
                context = open_context(opened, wish, report, lease, kind)
                stores, policy = parts.open_filing(mailbox_id)
                if kind is EMAIL:
                    file_shared(context, stores, policy)
                else:
                    share_events(context, stores.emails)
            except SyncError as error:
                _wait(parts, mailbox_id, kind.name, error)
                failures.append(error)
            except KNOWN:
                raise
            except Exception as defect:
                fail_all(parts.database, mailbox_id, kind.name, parts.now(), defect)
    if failures:
        raise failures[0]


def _kinds(parts: SharingParts, mailbox_id: str) -> set[str]:
    """The kinds of the open shares; none of a mailbox that is switched off."""
    mine = (ShareRow.mailbox_id == mailbox_id) & ShareRow.state.in_(OPEN)
    with parts.database.session() as session:
        if session.get_one(Mailbox, mailbox_id).state == DISABLED:
            return set()
        return set(session.scalars(select(ShareRow.kind).where(mine).distinct()))


def _wait(parts: SharingParts, mailbox_id: str, kind: str, error: SyncError) -> None:
    """What may pass by itself waits, with its reason; the rest failed."""
    now = parts.now()
    with parts.database.session() as session:
        for one in rows.open_shares(session, mailbox_id, kind):
            if isinstance(error, Transient) and now - one.at < LONGEST_WAIT:
                rows.save(session, one, problem=error.message)
            else:
                rows.failed(session, one, now, error.message)
