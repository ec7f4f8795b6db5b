"""Whether a mailbox takes part: nothing is begun for one that is switched off, suspended or not set up yet."""

from sqlalchemy.orm import Session

from core.models.accounts import ACTIVE, DISABLED, Mailbox
from server.errors import Problem


def switched_on(session: Session, mailbox_id: str) -> Mailbox:
    """The mailbox. Raises Problem 409 while an administrator has switched it off."""
    mailbox = session.get_one(Mailbox, mailbox_id)
    if mailbox.state == DISABLED:
        raise Problem(409, "disabled", "Your administrator has switched your mailbox off in Bothways; ask there.")
    return mailbox


def set_up(session: Session, mailbox_id: str) -> Mailbox:
    """The same, and Problem 409 before the last step of the set-up."""
    mailbox = switched_on(session, mailbox_id)
    if mailbox.setup:
        raise Problem(409, "suspended", "The set-up is not finished yet. Its last step starts the synchronisation.")
    return mailbox


def active(session: Session, mailbox_id: str) -> Mailbox:
    """The same, and Problem 409 while it is suspended."""
    mailbox = set_up(session, mailbox_id)
    if mailbox.state != ACTIVE:
        raise Problem(409, "suspended", "Synchronisation is suspended. Resume it first.")
    return mailbox
