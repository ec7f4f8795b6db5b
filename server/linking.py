"""Which mailbox is a person's. At Microsoft 365 the directory tells, asked by the org's own app for the `oid` that the
token proved. On premises a token names no address: the person names one, and reads a one-time code in that mailbox."""

import secrets
import time
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from core import accounts
from core.access import exchange_connection
from core.errors import SyncError
from core.exchange.connection import EwsConnection, GraphConnection
from core.exchange.ews_notes import leave_note, remove_note
from core.exchange.graph import GraphClient, Part
from core.models.accounts import SUSPENDED, Connection, Mailbox, Org
from core.models.pane import Person, TicketRow
from core.records import Side
from server import tickets
from server.errors import Problem, calling
from server.parts import Parts
from server.problems import localized, localized_label
from server.tokens.own import hashed

CODE = "mailbox_code"
# Without letters and digits that look alike.
ALPHABET = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"
CODE_LENGTH, MOST_TRIES = 8, 5
CODE_TEXT = (
    "Type it into the Bothways pane within ten minutes. If you did not ask for it, delete this; nothing was sent to"
    " anybody, and nothing happens without the code."
)
CHOOSE = "choose"
LONGEST_WAIT = 1.0


def find_mailbox(made: Parts, person_id: str) -> None:
    """Link a person of Microsoft 365 to their mailbox, if that was not done yet. Raises SyncError, Problem."""
    with made.database.session() as session:
        person = session.get_one(Person, person_id)
        if person.mailbox_id is not None or not person.subject.startswith("entra:"):
            return
        access = _org_access(session, made, person.org_id, "graph")
        oid = person.subject.rpartition(":")[2]
    if not isinstance(access, GraphConnection):
        return
    address = _address_of(access, oid)
    if address:
        _link(made, person_id, address, "graph")


def _address_of(access: GraphConnection, oid: str) -> str:
    """Empty for somebody without a mailbox."""
    with calling(Side.EXCHANGE):
        client = GraphClient(access, oid, sleep=_briefly)
        user = client.call("user", Part("GET", f"{client.user}?$select=id,mail,userPrincipalName"))
    return str(user.get("mail") or "").strip().lower() if user.get("id") == oid else ""


def _briefly(seconds: float) -> None:
    """A person is waiting, who would rather be told."""
    time.sleep(min(seconds, LONGEST_WAIT))


def send_code(made: Parts, person_id: str, address: str) -> datetime:
    """Leave a code in the mailbox of that address; until when it is good. Raises SyncError, Problem."""
    address = address.strip().lower()
    now = made.now()
    with made.database.session() as session:
        person = session.get_one(Person, person_id)
        access = _org_access(session, made, person.org_id, "ews")
    if not isinstance(access, EwsConnection) or not person.subject.startswith("exchange:"):
        detail = "Your mailbox is found by your sign-in; no code is needed for it."
        raise Problem(409, "not_needed", detail)
    code = "".join(secrets.choice(ALPHABET) for _ in range(CODE_LENGTH))
    item_id = _left(access, address, code)
    ends_at = now + tickets.MINUTES_10
    with made.database.session() as session:
        for old in _open_tickets(session, person_id, now):
            old.used_at = now
        data = {"address": address, "item_id": item_id, "code": hashed(code)}
        tickets.issue(session, CODE, tickets.new_secret(), ends_at, person_id=person_id, data=data)
    return ends_at


def _left(access: EwsConnection, address: str, code: str) -> str:
    text = f"{localized(f'Your code for Bothways is {code}')}\n\n{localized(CODE_TEXT)}"
    try:
        with calling(Side.EXCHANGE):
            return leave_note(access, address, localized(f"Bothways code: {code}"), text)
    except SyncError as error:
        if error.code not in ("no_mailbox", "impersonation_denied"):
            raise
        field = {"name": "address", "label": localized_label("Address"), "message": error.message}
        raise Problem(422, "no_mailbox", error.message, fields=[field]) from None


def prove(made: Parts, person_id: str, code: str) -> None:
    """Link the person to the mailbox that the code lay in. Raises Problem."""
    now = made.now()
    with made.database.session() as session:
        found = next(iter(_open_tickets(session, person_id, now)), None)
        data = dict(found.data) if found else {}
        good = found is not None and secrets.compare_digest(data["code"], hashed(code.strip().upper()))
        if found is not None:
            found.attempts += 1
            if good or found.attempts >= MOST_TRIES:
                found.used_at = now
        person = session.get_one(Person, person_id)
        access = _org_access(session, made, person.org_id, "ews")
    if not good:
        detail = "This code is not right or has ended. Look at the newest one in your Inbox, or ask for another."
        raise Problem(
            422, "wrong_code", detail, fields=[{"name": "code", "label": localized_label("Code"), "message": detail}]
        )
    _link(made, person_id, data["address"], "ews")
    if isinstance(access, EwsConnection):
        _tidy(access, data["address"], data["item_id"])


def _tidy(access: EwsConnection, address: str, item_id: str) -> None:
    try:
        remove_note(access, address, item_id)
    except SyncError:
        # The code is used up; its note is in nobody's way, and perhaps its owner has deleted it.
        return


def _open_tickets(session: Session, person_id: str, now: datetime) -> list[TicketRow]:
    wanted = (
        select(TicketRow)
        .where(
            TicketRow.kind == CODE,
            TicketRow.person_id == person_id,
            TicketRow.used_at.is_(None),
            TicketRow.expires_at > now,
        )
        .with_for_update()
    )
    return list(session.scalars(wanted))


def _link(made: Parts, person_id: str, address: str, exchange: str) -> None:
    """To the org's mailbox of that address; one that is not there yet waits, suspended, for its owner's set-up.
    Raises Problem where it is another account's: an address may have been given to somebody new."""
    try:
        _put(made, person_id, address, exchange)
    except (IntegrityError, accounts.AccountError):
        # Two first requests at once: the other one was quicker, and its mailbox is found now.
        _put(made, person_id, address, exchange)


def _put(made: Parts, person_id: str, address: str, exchange: str) -> None:
    with made.database.session() as session:
        person = session.get_one(Person, person_id)
        org = session.get_one(Org, person.org_id)
        wanted = select(Mailbox).where(Mailbox.org_id == org.id, Mailbox.address == address).with_for_update()
        mailbox = session.scalar(wanted)
        if mailbox is None:
            mailbox = accounts.add_mailbox(session, org, address, crm_user=address, exchange=exchange, now=made.now())
            mailbox.state, mailbox.setup = SUSPENDED, CHOOSE
        elif session.scalar(select(Person.id).where(Person.mailbox_id == mailbox.id, Person.id != person_id).limit(1)):
            detail = (
                f"The mailbox {address} belongs to another account in Bothways. Your administrator can set it free"
                f" with: bothways mailbox unlink {address}"
            )
            raise Problem(409, "mailbox_taken", detail)
        person.mailbox_id, person.address = mailbox.id, address


def _org_access(session: Session, made: Parts, org_id: str, kind: str) -> GraphConnection | EwsConnection | None:
    """By the org's own connection of that kind; None where it has none."""
    row = session.scalar(
        select(Connection).where(Connection.org_id == org_id, Connection.kind == kind, Connection.mailbox_id.is_(None))
    )
    return exchange_connection(row, accounts.secret_of(made.keys, row), made.settings) if row else None
