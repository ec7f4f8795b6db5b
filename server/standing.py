"""How a person stands: mailbox, connections, and the step of the set-up that comes next."""

from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.accounts import AccountError, connection_of, secret_of
from core.crm import SALESFORCE
from core.models.accounts import ACTIVE, Connection, Mailbox, Org
from core.models.pane import Person
from core.organisations import ADDRESS
from core.records import Side
from server.auth import Caller
from server.parts import Parts
from server.problems import localized

OK, MISSING, PROBLEM = "ok", "missing", "problem"
EXCHANGES = {"graph": "Microsoft 365", "ews": "Exchange Server"}


def standing(made: Parts, caller: Caller) -> dict[str, Any]:
    """What `GET /session` answers."""
    with made.database.reading() as session:
        person = session.get_one(Person, caller.person_id)
        org = session.get_one(Org, person.org_id)
        mailbox = session.get(Mailbox, person.mailbox_id) if person.mailbox_id else None
        crm = crm_state(session, made, mailbox)
        return {
            "person": {"id": person.id, "name": person.name, "address": person.address, "role": person.role},
            "org": {"id": org.id, "name": org.name},
            "mailbox": _mailbox(mailbox),
            "crm": crm,
            "setup": _next_step(mailbox, crm),
            "locale": caller.locale,
        }


def _mailbox(mailbox: Mailbox | None) -> dict[str, Any] | None:
    if mailbox is None:
        return None
    return {
        "id": mailbox.id,
        "address": mailbox.address,
        "state": mailbox.state,
        "problem": localized(mailbox.problem),
        "last_run_at": mailbox.last_run_at,
        "next_run_at": mailbox.due_at if mailbox.state == ACTIVE else None,
    }


def crm_state(session: Session, made: Parts, mailbox: Mailbox | None) -> dict[str, Any]:
    """Whether the mailbox has a way to sign in to the CRM; nothing is asked there."""
    told = {
        "kind": SALESFORCE.kind,
        "name": SALESFORCE.name,
        "state": MISSING,
        "problem": "",
        "user_name": "",
        "instance_url": None,
    }
    if mailbox is None:
        return told
    try:
        row = connection_of(session, mailbox, Side.CRM)
    except AccountError:
        return told
    if row.mailbox_id is None and not _has_shared_key(made, row):
        return told
    state = PROBLEM if row.problem else OK
    return told | {
        "state": state,
        "problem": localized(row.problem),
        "user_name": mailbox.crm_user,
        "instance_url": mailbox.known.get(ADDRESS),
    }


def connections(made: Parts, mailbox_id: str) -> list[dict[str, Any]]:
    """What `GET /connections` lists: Exchange, then the CRM."""
    with made.database.reading() as session:
        mailbox = session.get_one(Mailbox, mailbox_id)
        exchange = {
            "side": Side.EXCHANGE.value,
            "kind": mailbox.exchange,
            "name": EXCHANGES[mailbox.exchange],
            **_exchange_state(session, mailbox),
            "user_name": mailbox.address,
            "can_reconnect": False,
            "can_disconnect": False,
        }
        crm = crm_state(session, made, mailbox)
        mine = select(Connection.id).filter_by(mailbox_id=mailbox_id, kind=SALESFORCE.kind)
        own = session.scalar(mine) is not None
    del crm["instance_url"]
    return [exchange, {"side": Side.CRM.value, **crm, "can_reconnect": True, "can_disconnect": own}]


def _exchange_state(session: Session, mailbox: Mailbox) -> dict[str, str]:
    try:
        row = connection_of(session, mailbox, Side.EXCHANGE)
    except AccountError as error:
        return {"state": MISSING, "problem": localized(str(error))}
    return {"state": PROBLEM if row.problem else OK, "problem": localized(row.problem)}


def _has_shared_key(made: Parts, row: Connection) -> bool:
    return "private_key" in secret_of(made.keys, row)


def _next_step(mailbox: Mailbox | None, crm: dict[str, Any]) -> str:
    if mailbox is None:
        return "mailbox"
    if crm["state"] == MISSING:
        return "salesforce"
    return mailbox.setup or "done"
