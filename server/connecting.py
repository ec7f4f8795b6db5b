"""Connects a person's Salesforce user in a window: PKCE, a state that is good once, a code for the pane. The refresh
token becomes the mailbox's own connection; the browser never sees it."""

import secrets
from urllib.parse import urlencode

import structlog
from flask import Flask, Response, request
from sqlalchemy import select
from sqlalchemy.orm import Session

from core import accounts
from core.errors import SyncError, Unauthorized
from core.models.accounts import ACTIVE, Connection, Mailbox
from core.models.pane import Person
from core.organisations import ADDRESS, ORGANIZATION, is_linked
from core.records import Side
from core.salesforce.auth import Identity, identity_of
from core.salesforce.transport import Network
from core.salesforce.web_flow import App, Granted, authorize_url, code_verifier, exchange_code, revoke
from core.secrets import SecretError
from server import tickets
from server.clients import PATIENCE
from server.dialogs import TOO_OLD, away, failed, finished
from server.errors import Problem, of_sync
from server.parts import Parts, parts

KIND = "salesforce"
START, STATE, CODE = "connect_start", "connect_state", "connect_code"
DENIED = "Salesforce was not connected, because access was not allowed there. Try again, and choose Allow."
REFUSED = (
    "Salesforce did not let you in. Try again; if it stays, ask your Salesforce administrator to allow Bothways for"
    " you."
)

log = structlog.get_logger()


def register(app: Flask) -> None:
    app.add_url_rule("/connect/salesforce", "connect_salesforce", leave)
    app.add_url_rule("/connect/salesforce/callback", "connect_salesforce_callback", callback)


def start(made: Parts, person_id: str, mailbox_id: str) -> str:
    """The address, good once, that the pane opens in a window. Raises Problem."""
    ticket = tickets.new_secret()
    with made.database.session() as session:
        _app(session, made, session.get_one(Mailbox, mailbox_id))
        tickets.issue(session, START, ticket, made.now() + tickets.MINUTES_5, person_id=person_id)
    return f"{made.settings.public_url}/connect/salesforce?{urlencode({'ticket': ticket})}"


def leave() -> Response:
    """On to Salesforce's page."""
    made = parts()
    state, verifier = tickets.new_secret(), code_verifier(secrets.token_bytes(48))
    with made.database.session() as session:
        ticket = tickets.take(session, START, request.args.get("ticket", ""), made.now())
        person = session.get(Person, ticket.person_id) if ticket and ticket.person_id else None
        mailbox = session.get(Mailbox, person.mailbox_id) if person and person.mailbox_id else None
        if person is None or mailbox is None:
            return failed(TOO_OLD)
        app = _app(session, made, mailbox)
        data = {"sealed": tickets.seal(made.keys, STATE, {"verifier": verifier})}
        tickets.issue(session, STATE, state, made.now() + tickets.MINUTES_10, person_id=person.id, data=data)
        hint = mailbox.crm_user or mailbox.address
    return away(authorize_url(app, state, verifier, hint))


def callback() -> Response:
    """Where Salesforce sends the browser back to."""
    made, theirs = parts(), request.args.get("code", "")
    ours = tickets.new_secret()
    with made.database.session() as session:
        ticket = tickets.take(session, STATE, request.args.get("state", ""), made.now())
        if ticket is None:
            return failed(TOO_OLD)
        if request.args.get("error") == "access_denied":
            return failed(DENIED)
        if not theirs or len(theirs) > 2000:
            return failed(REFUSED)
        verifier = tickets.unseal(made.keys, STATE, ticket.data["sealed"])["verifier"]
        data = {"sealed": tickets.seal(made.keys, CODE, {"verifier": verifier, "code": theirs})}
        tickets.issue(session, CODE, ours, made.now() + tickets.MINUTES_5, person_id=ticket.person_id, data=data)
    return finished(made.settings, type="salesforce", code=ours)


def finish(made: Parts, person_id: str, mailbox_id: str, code: str) -> None:
    """Keep what the window brought. Raises Problem, SyncError."""
    with made.database.session() as session:
        ticket = tickets.take(session, CODE, code, made.now())
        if ticket is None or ticket.person_id != person_id:
            raise Problem(
                422, "window_refused", "Connecting took too long, or was done before. Connect Salesforce again."
            )
        kept = tickets.unseal(made.keys, CODE, ticket.data["sealed"])
        app = _app(session, made, session.get_one(Mailbox, mailbox_id))
    granted, who = _granted(app, kept["code"], kept["verifier"], Network(made.settings.ca_file))
    with made.database.session() as session:
        _keep(session, made, session.get_one(Mailbox, mailbox_id), granted, who)
    made.wake(mailbox_id)


def _granted(app: App, code: str, verifier: str, network: Network) -> tuple[Granted, Identity]:
    """A refusal here says nothing of a connection that is there already. Raises Problem, SyncError."""
    try:
        granted = exchange_code(app, code, verifier, network)
        return granted, identity_of(granted.token, network)
    except Unauthorized as error:
        if of_sync(error, Side.CRM).code != "crm_session_expired":
            raise
        raise Problem(422, "window_refused", error.message) from None


def _keep(session: Session, made: Parts, mailbox: Mailbox, granted: Granted, who: Identity) -> None:
    shared, own = _rows(session, mailbox)
    # Also after disconnecting: the links hold ids of the organisation that they were made in.
    linked = own is not None or is_linked(session, mailbox.id)
    before = mailbox.known.get(ORGANIZATION) or (own.config.get("organization_id") if own is not None else None)
    if linked and (before or who.org_id) != who.org_id:
        detail = "That user belongs to another Salesforce organisation. Sign in with a user of the one you had before."
        raise Problem(409, "other_organisation", detail)
    config = {**shared.config, "instance_url": granted.token.instance_url, "organization_id": who.org_id}
    secret = {n: v for n, v in accounts.secret_of(made.keys, shared).items() if n == "client_secret"}
    secret["refresh_token"] = granted.refresh_token
    accounts.put_connection(session, made.keys, mailbox.org, KIND, config=config, secret=secret, mailbox=mailbox)
    mailbox.known = {**mailbox.known, ORGANIZATION: who.org_id, ADDRESS: granted.token.instance_url}
    mailbox.crm_user, mailbox.problem = who.username, ""
    if mailbox.state == ACTIVE:
        mailbox.due_at = made.now()


def disconnect(made: Parts, mailbox_id: str) -> None:
    """Forget the mailbox's own credentials, and end them at Salesforce as far as it answers."""
    with made.database.session() as session:
        _, own = _rows(session, session.get_one(Mailbox, mailbox_id))
        if own is None:
            return
        login_url, token = own.config["login_url"], _token_of(made, own)
        session.delete(own)
    if token:
        try:
            revoke(login_url, token, Network(made.settings.ca_file, PATIENCE))
        except SyncError as error:
            log.warning("a token could not be revoked", mailbox=mailbox_id, code=error.code)


def _token_of(made: Parts, own: Connection) -> str:
    """Empty where it does not decrypt: it must be possible to get rid of it all the same."""
    try:
        return accounts.secret_of(made.keys, own).get("refresh_token", "")
    except SecretError:
        return ""


def _app(session: Session, made: Parts, mailbox: Mailbox) -> App:
    """The External Client App of the mailbox's org. Raises Problem where it has none."""
    shared, _ = _rows(session, mailbox)
    secret = accounts.secret_of(made.keys, shared)
    redirect_uri = f"{made.settings.public_url}/connect/salesforce/callback"
    return App(shared.config["login_url"], shared.config["client_id"], redirect_uri, secret.get("client_secret"))


def _rows(session: Session, mailbox: Mailbox) -> tuple[Connection, Connection | None]:
    """The org's connection, and the mailbox's own where it has one."""
    rows = session.scalars(select(Connection).where(Connection.org_id == mailbox.org_id, Connection.kind == KIND)).all()
    shared = next((row for row in rows if row.mailbox_id is None), None)
    if shared is None:
        detail = "Your company has no Salesforce app in Bothways yet. Your administrator must add it."
        raise Problem(409, "not_configured", detail)
    return shared, next((row for row in rows if row.mailbox_id == mailbox.id), None)
