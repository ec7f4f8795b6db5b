"""Who calls and as whom: Basic credentials, ExchangeImpersonation, and which mailboxes a call may open.

Impersonation takes PrimarySmtpAddress, SmtpAddress, PrincipalName and SID; the sandbox's SIDs end in the
mailbox's object id. With `open_access` (an Exchange set up for anonymous tests) nobody needs to log on.
"""

import base64
import binascii
import uuid

from sandbox.microsoft.access import Access
from sandbox.microsoft.ews.call import Call
from sandbox.microsoft.ews.errors import SoapFault
from sandbox.microsoft.ews.wire import Element, local
from sandbox.microsoft.store import Mailbox, Store

SID_PREFIX = "S-1-12-1"


def credentials(header: str | None) -> tuple[str, str] | None:
    """User name and password of an `Authorization: Basic …` header; None when it is none."""
    scheme, _, token = (header or "").partition(" ")
    if scheme.lower() != "basic":
        return None
    try:
        text = base64.b64decode(token.strip(), validate=True).decode("utf-8")
    except (binascii.Error, ValueError):
        return None
    user, colon, password = text.partition(":")
    return (user, password) if colon else None


def sid_of(mailbox: Mailbox) -> str:
    """An Entra SID: the object id's 16 bytes as four little-endian numbers."""
    data = uuid.UUID(mailbox.id).bytes_le
    numbers = (int.from_bytes(data[i : i + 4], "little") for i in range(0, 16, 4))
    return "-".join((SID_PREFIX, *map(str, numbers)))


def impersonated(store: Store, access: Access, caller: str, header: Element) -> Mailbox:
    """The mailbox that the header asks to act as. Raises SoapFault."""
    names = [child for sid in header for child in sid]
    if len(names) != 1 or not (names[0].text or "").strip():
        text = "The ExchangeImpersonation header must hold one ConnectingSID."
        raise SoapFault("ErrorInvalidExchangeImpersonationHeaderData", text)
    name = (names[0].text or "").strip()
    mailbox = _by_sid(store, name) if local(names[0]) == "SID" else store.mailbox(name)
    if mailbox is None:
        raise SoapFault("ErrorNonExistentMailbox", "The SMTP address has no mailbox associated with it.")
    if access.may_impersonate(caller, mailbox.address):
        return mailbox
    if access.has_impersonation(caller):
        raise denied_user()
    raise SoapFault("ErrorImpersonationDenied", "The account does not have permission to impersonate.")


def denied_user() -> SoapFault:
    text = "The account does not have permission to impersonate the requested user."
    return SoapFault("ErrorImpersonateUserDenied", text)


def _by_sid(store: Store, sid: str) -> Mailbox | None:
    if not sid.startswith("S-"):
        raise SoapFault("ErrorInvalidUserSid", "The SID is malformed.")
    return next((mailbox for mailbox in store.mailboxes() if sid_of(mailbox) == sid), None)


def may_open(call: Call, mailbox: Mailbox) -> bool:
    """The mailbox acted as, or one that it holds a delegate's right on."""
    if call.anonymous:
        return True
    return mailbox.id == call.mailbox.id or call.access.may_open(call.mailbox.address, mailbox.address)
