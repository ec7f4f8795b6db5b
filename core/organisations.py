"""Which Salesforce organisation a mailbox is signed in to, kept with it: only there do the ids in its links count.

Told by the identity URL of each token, `https://login.salesforce.com/id/<organisation>/<user>`."""

import re

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.accounts import KEEP, KEPT, KEPT_TO_CHANGE
from core.database import Database
from core.errors import Unauthorized
from core.models.sync import LinkRow
from core.salesforce.auth import Token

# In Mailbox.known: the organisation's id, and where people open its records.
ORGANIZATION, ADDRESS = "crm.organization", "crm.address"
CODE = "other_organisation"
_IDENTITY = re.compile(r".*/id/(00D[A-Za-z0-9]{15})/[A-Za-z0-9]{18}")


def note(database: Database, mailbox_id: str, token: Token) -> None:
    """Raises Unauthorized: the mailbox's links are those of another organisation, where the same ids mean nothing, and
    all of them would look deleted."""
    found = _IDENTITY.fullmatch(token.identity_url)
    told = {ORGANIZATION: found[1] if found else "", ADDRESS: token.instance_url}
    with database.reading() as session:
        known = session.execute(KEPT, {"mailbox": mailbox_id}).scalar()
        if known is not None and all(known.get(name) == value for name, value in told.items() if value):
            return
    with database.session() as session:
        known = session.execute(KEPT_TO_CHANGE, {"mailbox": mailbox_id}).scalar()
        if known is None:
            return
        before = known.get(ORGANIZATION)
        if before and found and before != found[1] and is_linked(session, mailbox_id):
            raise Unauthorized(
                "Salesforce leads to another organisation than the one that this mailbox is linked with; nothing was"
                " changed. Connect the one you had before, or ask your administrator.",
                code=CODE,
            )
        kept = {**known, **{name: value for name, value in told.items() if value}}
        session.execute(KEEP, {"mailbox": mailbox_id, "known": kept})


def is_linked(session: Session, mailbox_id: str) -> bool:
    """Whether it has links, also of a connection that is no more."""
    return session.scalar(select(LinkRow.id).where(LinkRow.mailbox_id == mailbox_id).limit(1)) is not None
