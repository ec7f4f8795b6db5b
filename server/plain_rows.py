"""Rows of records that Bothways itself knows of, made without a call to the CRM: what kind an id is of tells its
prefix, its name is the one that was seen last."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from core.accounts import AccountError, connection_of
from core.errors import SyncError
from core.models.accounts import Mailbox
from core.organisations import ADDRESS
from core.records import Key, Side
from core.salesforce.links import lightning
from core.secrets import SecretError
from server.auth import caller
from server.parts import parts

# Salesforce, "Standard Field Record ID Prefix Decoder".
PREFIXES: Mapping[str, str] = {
    "001": "Account",
    "003": "Contact",
    "005": "User",
    "006": "Opportunity",
    "00Q": "Lead",
    "00T": "Task",
    "00U": "Event",
    "02s": "EmailMessage",
    "500": "Case",
    "701": "Campaign",
}
LABELS: Mapping[str, str] = {"EmailMessage": "Email"}


@dataclass(frozen=True, slots=True)
class Rows:
    """Makes Rows (server.crm_shapes.RowShape). address: the org's, empty where it is not known: then they have none to
    open."""

    address: str

    def row(self, key: Key | None, name: str = "", detail: str = "") -> dict[str, Any] | None:
        """None without a key."""
        if not key:
            return None
        sobject = PREFIXES.get(key[:3], "")
        return {
            "sobject": sobject,
            "label": LABELS.get(sobject, sobject),
            "id": key,
            "name": name or key,
            "detail": detail,
            "account": None,
            "phone": None,
            "email": None,
            "url": lightning(self.address, sobject, key) if sobject and self.address else "",
            "status": None,
        }


def rows_of_caller() -> Rows:
    """For the caller's mailbox. It may sign in to the CRM, so call it outside of any transaction."""
    mailbox_id = caller().own_mailbox()
    with parts().database.reading() as session:
        stored = _stored_address(session, mailbox_id)
    return Rows(_asked_address(mailbox_id) if stored is None else stored)


def _stored_address(session: Session, mailbox_id: str) -> str | None:
    """None where it is to be asked for."""
    try:
        mailbox = session.get_one(Mailbox, mailbox_id)
        connection_of(session, mailbox, Side.CRM)
    except AccountError:
        return ""
    found = mailbox.known.get(ADDRESS)
    return str(found) if found else None


def _asked_address(mailbox_id: str) -> str:
    try:
        return parts().crm_client(mailbox_id).address()
    except (SyncError, AccountError, SecretError):
        return ""
