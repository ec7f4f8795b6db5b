"""Sending and delivering: mail reaches the mailboxes that exist here, and nobody outside."""

import re
import uuid
from collections.abc import Iterable
from datetime import datetime
from email.utils import format_datetime, formataddr
from typing import TYPE_CHECKING, Any

from sandbox.microsoft.items import Item
from sandbox.microsoft.mail.compose import Attached, compose
from sandbox.microsoft.mail.parse import Parsed, parse

if TYPE_CHECKING:
    from sandbox.microsoft.store import Mailbox, Store

RECIPIENTS = ("to_recipients", "cc_recipients", "bcc_recipients")
HOST = "mail.bothways-sandbox.example"
_ADDRESS = re.compile(r"[^@\s]+@[^@\s]+")
_HEADER_END = re.compile(rb"\r?\n\r?\n")
_FIELD_END = re.compile(rb"\r?\n(?![ \t])")


class NoRecipientsError(ValueError):
    """Nobody to send to, or one whose address is none; `address` is the first of these."""

    def __init__(self, address: str = "") -> None:
        super().__init__(f"At least one recipient is not valid: {address!r}.")
        self.address = address


class SendAsError(ValueError):
    """The message names another sender than the mailbox it is sent from."""


def send(
    store: "Store",
    mailbox: "Mailbox",
    fields: dict[str, Any],
    files: Iterable[Attached] = (),
    mime: bytes | None = None,
) -> dict[str, Any]:
    """Deliver a message; the fields of the sender's own copy. mime: what the client made itself, such as S/MIME.

    Raises NoRecipientsError, SendAsError.
    """
    people = [one for name in RECIPIENTS for one in fields.get(name) or ()]
    bad = next((str(p.get("address")) for p in people if not _ADDRESS.fullmatch(str(p.get("address") or ""))), None)
    if not people or bad is not None:
        raise NoRecipientsError(bad or "")
    author = fields.get("from") or {}
    if author and str(author.get("address", "")).lower() not in ("", mailbox.address.lower()):
        raise SendAsError(f"{mailbox.address} has no right to send as {author.get('address')}.")
    own = fields | _sent_by(mailbox, fields, store.clock.now())
    whole = compose(own, files, store.clock.now()) if mime is None else _readied(mime, own)
    deliver(store, whole, {str(p["address"]) for p in people}, inside=True)
    return own


def _readied(mime: bytes, own: dict[str, Any]) -> bytes:
    """A client's MIME without Bcc, and with what it lacks of From, Date and Message-ID."""
    end = _HEADER_END.search(mime)
    head, rest = (mime[: end.start()], mime[end.start() :]) if end else (mime, b"\r\n\r\n")
    lines = [line for line in _FIELD_END.split(head) if line and not line.lower().startswith(b"bcc:")]
    present = {line.partition(b":")[0].strip().lower() for line in lines}
    wanted = {
        "From": formataddr((own["from"]["name"], own["from"]["address"])),
        "Date": format_datetime(own["sent"]),
        "Message-ID": own["internet_message_id"],
    }
    lines += [f"{name}: {value}".encode() for name, value in wanted.items() if name.lower().encode() not in present]
    return b"\r\n".join(lines) + rest


def _sent_by(mailbox: "Mailbox", fields: dict[str, Any], now: datetime) -> dict[str, Any]:
    person = {"name": mailbox.display_name, "address": mailbox.address}
    made = f"<{uuid.uuid4().hex}@{mailbox.address.rpartition('@')[2]}>"
    facts = {"from": person, "sender": person, "is_sent": True, "is_read": True, "sent": now, "received": now}
    return facts | {"internet_message_id": fields.get("internet_message_id") or made}


def deliver(store: "Store", mime: bytes, to: Iterable[str] = (), *, inside: bool = False) -> list[Item]:
    """Put a message into the Inbox of everybody here that it is for, with the headers that Exchange adds.

    to: the envelope's addresses; by default those of To and Cc. inside: it comes from a mailbox of this server.
    """
    parsed, now = parse(mime), store.clock.now()
    named = [str(one["address"]) for name in RECIPIENTS[:2] for one in parsed.fields.get(name) or ()]
    wanted = {address.lower() for address in (list(to) or named)}
    added = _server_headers(parsed, now, inside=inside)
    fields = parsed.fields | {"received": now, "is_sent": True, "is_read": False, "bcc_recipients": None}
    fields["headers"] = [[name, value] for name, value in added] + fields.get("headers", [])
    fields |= {"internet_message_id": dict(added).get("Message-ID", fields.get("internet_message_id"))}
    fields["mime"] = b"".join(f"{name}: {value}\r\n".encode() for name, value in added) + mime
    with store.transaction():
        found = (store.mailbox(address) for address in sorted(wanted))
        return [m.create_message(m.well_known("inbox").id, fields, parsed.files) for m in found if m is not None]


def _server_headers(parsed: Parsed, now: datetime, *, inside: bool) -> list[tuple[str, str]]:
    """Trace and authentication headers (RFC 5321 4.4, MS-OXCMAIL); a Message-ID where the sender gave none."""
    sender = parsed.fields.get("from") or {}
    address = str(sender.get("address") or "").encode("ascii", "replace").decode()
    host = HOST if inside else address.rpartition("@")[2] or "unknown"
    trace = f"from {host} by {HOST} with Microsoft SMTP Server; {format_datetime(now)}"
    added = [("Received", trace), ("Return-Path", f"<{address}>")]
    added.append(("X-MS-Exchange-Organization-AuthAs", "Internal" if inside else "Anonymous"))
    if not parsed.fields.get("internet_message_id"):
        added.append(("Message-ID", f"<{uuid.uuid4().hex}@{HOST}>"))
    return added


def import_message(mailbox: "Mailbox", folder: str, mime: bytes, **fields: Any) -> Item:
    """A message as an importer puts it there: no headers added, and no Message-ID where it has none."""
    parsed = parse(mime)
    given = {"is_sent": True, "is_read": True, "received": parsed.fields.get("sent")}
    return mailbox.create_message(folder, parsed.fields | given | {"mime": mime} | fields, parsed.files)
