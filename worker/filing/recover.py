"""Recover: what a crash, a pause or a lost reply left half done, in this mailbox or in one whose run is dead.

A reservation without a record: the CRM is asked for the Message-ID. Found, the record is ours; not found, the
Message-ID is free again and the mail's hint, which is still there, files it. A record that was being deleted is
deleted, again if need be. Files that are missing are added when the mail itself is looked at.
"""

from collections.abc import Iterable

from sqlalchemy import and_, bindparam, or_, select
from sqlalchemy.orm import Session

from core.database import Model
from core.models.filing import FILED, PENDING, UNFILED, UNFILING
from core.models.sync import LeaseRow
from core.store import Written
from worker.filing import ledger
from worker.filing.frame import Email, Filing
from worker.filing.ledger import EMAILS
from worker.filing.trouble import may_pass
from worker.sync.links import chunks

_LEASES = Model.metadata.tables[LeaseRow.__tablename__]
BATCH = 100
_ALIVE = select(_LEASES.c.mailbox_id).where(
    _LEASES.c.expires_at > bindparam("now"), _LEASES.c.mailbox_id != bindparam("mailbox")
)
_BEGUN = or_(and_(EMAILS.c.state == PENDING, EMAILS.c.crm_key.is_(None)), EMAILS.c.state == UNFILING)
_ABANDONED = or_(EMAILS.c.mailbox_id.is_(None), EMAILS.c.mailbox_id.not_in(_ALIVE))
_INTERRUPTED = select(EMAILS.c.id).where(and_(EMAILS.c.org_id == bindparam("org"), _BEGUN, _ABANDONED))


def recover(filing: Filing, interrupted: Iterable[Email]) -> None:
    """First of all, and not in a dry run."""
    if filing.context.dry:
        return
    for chunk in chunks(interrupted, BATCH):
        _reserved(filing, [email for email in chunk if email.state == PENDING])
        _unfiling(filing, [email for email in chunk if email.state == UNFILING])


def interrupted(session: Session, filing: Filing) -> list[Email]:
    """Rows at which no living run is: this mailbox's own, and those of expired leases."""
    about = {"org": filing.org_id, "mailbox": filing.context.mailbox_id, "now": filing.context.now()}
    ids = session.execute(_INTERRUPTED, about).scalars().all()
    return list(ledger.emails_by_id(session, ids).values())


def _reserved(filing: Filing, emails: list[Email]) -> None:
    if not emails:
        return
    context, ids = filing.context, [email.message_id for email in emails]
    found = context.call("crm.known", lambda: filing.stores.emails.known(ids))
    with context.transaction("reservations recovered") as session:
        for email in emails:
            key = found.get(email.message_id)
            if key is None:
                ledger.change_if_same(session, filing, email, state=UNFILED)
            else:
                ledger.change_if_same(session, filing, email, crm_key=key, ours=True)


def _unfiling(filing: Filing, emails: list[Email]) -> None:
    if not emails:
        return
    context, keys = filing.context, [email.crm_key or "" for email in emails]
    outcomes = context.call("crm.unfile", lambda: filing.stores.emails.unfile(keys))
    with context.transaction("deletions recovered") as session:
        for email, outcome in zip(emails, outcomes, strict=True):
            if isinstance(outcome, Written):
                ledger.change_if_same(session, filing, email, state=UNFILED, crm_key=None)
            elif not may_pass(outcome):  # it stays in the CRM, as nobody may delete it
                ledger.change_if_same(session, filing, email, state=FILED)
