"""Opens the Stores of a mailbox from its stored connections. Nothing is sent before a store's first use."""

from collections import UserDict
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from cryptography import x509
from cryptography.hazmat.primitives import hashes

from core.accounts import AccountError, connection_of, put_connection, secret_of
from core.choices import filing_policy_from
from core.crm import crm
from core.crm import open_store as open_crm_store
from core.emails import FilingPolicy, FilingStores
from core.exchange.connection import (
    GRAPH_AUTHORITY,
    GRAPH_ENDPOINT,
    Auth,
    Certificate,
    EwsAccess,
    EwsConnection,
    GraphConnection,
)
from core.exchange.event_store import EventStore
from core.exchange.mail_opening import open_mails
from core.exchange.opening import open_store as open_exchange_store
from core.exchange.store import ItemStore
from core.mails import MailStore
from core.models.accounts import Connection, Mailbox
from core.objects import ObjectType
from core.policy import Policy
from core.records import Side
from core.salesforce.auth import JwtBearer, Login, RefreshToken
from core.salesforce.client import Client
from core.salesforce.emails import SalesforceEmails
from core.salesforce.shape import Options
from core.salesforce.store import SalesforceStore
from core.salesforce.transport import Network
from core.store import Store

if TYPE_CHECKING:
    from worker.composition import Composition


class Known(UserDict[str, str]):
    """What the Exchange store keeps of a mailbox between runs; a change is saved at once (there are few)."""

    def __init__(self, parts: "Composition", mailbox_id: str) -> None:
        with parts.database.session() as session:
            super().__init__(session.get_one(Mailbox, mailbox_id).known)
        self._parts, self._mailbox_id = parts, mailbox_id

    def __setitem__(self, name: str, value: str) -> None:
        super().__setitem__(name, value)
        self._save(name, value)

    def __delitem__(self, name: str) -> None:
        super().__delitem__(name)
        self._save(name, None)

    def _save(self, name: str, value: str | None) -> None:
        """This name alone: the stores of the other kinds have theirs in the same row."""
        if hasattr(self, "_parts"):
            with self._parts.database.session() as session:
                row = session.get_one(Mailbox, self._mailbox_id)
                others = {one: kept for one, kept in row.known.items() if one != name}
                row.known = others if value is None else {**others, name: value}


@dataclass(frozen=True, slots=True)
class StoreOpener:
    """What both sides of one mailbox are opened with. clients: signed in to Salesforce already, by the connection's
    id; the stores of one run share them."""

    parts: "Composition"
    mailbox_id: str
    address: str
    crm_user: str
    clients: dict[str, Client] = field(default_factory=dict)

    @property
    def _ca_file(self) -> str | None:
        path = self.parts.settings.ca_file
        return str(path) if path else None

    def exchange(self, row: Connection, secret: Mapping[str, str], object_type: ObjectType, policy: Policy) -> Store:
        known = Known(self.parts, self.mailbox_id)
        try:
            return open_exchange_store(self._described(row, secret), self.address, object_type.name, policy, known)
        except KeyError as error:
            raise _not_here(object_type) from error

    def crm(self, row: Connection, secret: Mapping[str, str], object_type: ObjectType, policy: Policy) -> Store:
        options = Options(stamp_field=row.config["stamp_field"]) if "stamp_field" in row.config else Options()
        if object_type.name not in crm(row.kind).stores:
            raise _not_here(object_type)
        return open_crm_store(row.kind, object_type.name, self.client(row, secret), policy, options)

    def mails(self, row: Connection, secret: Mapping[str, str], policy: FilingPolicy) -> MailStore:
        return open_mails(self._described(row, secret), self.address, policy, Known(self.parts, self.mailbox_id))

    def client(self, row: Connection, secret: Mapping[str, str]) -> Client:
        """The one of this connection."""
        if row.id not in self.clients:
            self.clients[row.id] = self._client(row, secret)
        return self.clients[row.id]

    def _described(self, row: Connection, secret: Mapping[str, str]) -> GraphConnection | EwsConnection:
        return self._graph(row.config, secret) if row.kind == "graph" else self._ews(row, secret)

    def _graph(self, config: Mapping[str, Any], secret: Mapping[str, str]) -> GraphConnection:
        pem = secret.get("certificate")
        return GraphConnection(
            tenant=config["tenant"],
            client_id=config["client_id"],
            secret=secret.get("client_secret"),
            certificate=_certificate(pem) if pem else None,
            endpoint=config.get("url", GRAPH_ENDPOINT),
            authority=config.get("authority_url", GRAPH_AUTHORITY),
            ca_file=self._ca_file,
        )

    def _ews(self, row: Connection, secret: Mapping[str, str]) -> EwsConnection:
        config = row.config
        return EwsConnection(
            url=config["url"],
            username=config["user"],
            password=secret["password"],
            auth=Auth.NTLM if config.get("auth") == "ntlm" else Auth.BASIC,
            access=EwsAccess(config.get("access", "impersonation")),
            ca_file=self._ca_file,
        )

    def _client(self, row: Connection, secret: Mapping[str, str]) -> Client:
        config = row.config
        if "private_key" in secret and row.mailbox_id is None:
            credential: JwtBearer | RefreshToken = JwtBearer(
                config["login_url"], config["client_id"], secret["private_key"], self.crm_user
            )
        elif "refresh_token" in secret:
            credential = RefreshToken(
                config["login_url"],
                config["client_id"],
                secret.get("client_secret"),
                secret["refresh_token"],
                self._keep_rotated,
            )
        else:
            raise AccountError(
                f"{self.address} has no way to sign in to Salesforce: the org has no JWT key, and the mailbox no"
                " refresh token of its own."
            )
        return Client(Login(credential, Network(self.parts.settings.ca_file)))

    def _keep_rotated(self, refresh_token: str) -> None:
        """With rotation on, the old token is dead from now on."""
        with self.parts.database.session() as session:
            mailbox = session.get_one(Mailbox, self.mailbox_id)
            row = connection_of(session, mailbox, Side.CRM)
            secret = secret_of(self.parts.keys, row) | {"refresh_token": refresh_token}
            put_connection(
                session, self.parts.keys, mailbox.org, row.kind, config=row.config, secret=secret, mailbox=mailbox
            )


def check_store(parts: "Composition", mailbox_id: str, object_type: ObjectType, side: Side) -> str:
    """Sign in, look for the folders or at the fields that this side offers; writes nothing.

    Raises:
        SyncError: what is wrong with the connection, in a sentence.
    """
    store = parts.open_stores(mailbox_id, object_type)[side]
    if isinstance(store, ItemStore | EventStore):
        store.check()
        return f"signed in; the mailbox's {object_type.singular} folders can be read"
    return f"signed in; {len(store.holds)} of {len(object_type.fields)} {object_type.singular} fields can be kept there"


def clock_offset(parts: "Composition", mailbox_id: str, object_type: ObjectType) -> timedelta | None:
    """How far this machine's clock is ahead of Salesforce's; None where its answers tell no time.

    Raises:
        SyncError: what is wrong with the connection, in a sentence.
    """
    store = parts.open_stores(mailbox_id, object_type)[Side.CRM]
    told = store.client.server_time if isinstance(store, SalesforceStore) and store.holds else None
    return parts.now() - told if told else None


@dataclass
class RunStores:
    """Opens the stores of one run, kind by kind; a run signs in to Salesforce once."""

    parts: "Composition"
    clients: dict[str, Client] = field(default_factory=dict)

    def __call__(self, mailbox_id: str, object_type: ObjectType) -> Mapping[Side, Store]:
        """Both Stores of the mailbox. Nothing is sent before their first use.

        Raises:
            AccountError, SecretError: a connection is missing or its credentials do not decrypt.
        """
        opener, access = self._opened(mailbox_id)
        policy = self.parts.policy_of(mailbox_id, object_type)
        return {
            Side.EXCHANGE: opener.exchange(*access[Side.EXCHANGE], object_type, policy),
            Side.CRM: opener.crm(*access[Side.CRM], object_type, policy),
        }

    def filing(self, mailbox_id: str) -> tuple[FilingStores, FilingPolicy]:
        """The same for emails, with what was chosen about them."""
        opener, access = self._opened(mailbox_id)
        with self.parts.database.session() as session:
            mailbox = session.get_one(Mailbox, mailbox_id)
            policy = filing_policy_from(mailbox.org.policy, mailbox.policy)
        mails = opener.mails(*access[Side.EXCHANGE], policy)
        return FilingStores(mails, SalesforceEmails(opener.client(*access[Side.CRM]))), policy

    def _opened(self, mailbox_id: str) -> tuple[StoreOpener, dict[Side, tuple[Connection, dict[str, str]]]]:
        """What opens the stores, and each side's connection with its secret values."""
        parts = self.parts
        with parts.database.session() as session:
            mailbox = session.get_one(Mailbox, mailbox_id)
            opener = StoreOpener(parts, mailbox_id, mailbox.address, mailbox.crm_user, self.clients)
            rows = {side: connection_of(session, mailbox, side) for side in Side}
            return opener, {side: (row, secret_of(parts.keys, row)) for side, row in rows.items()}


def _not_here(object_type: ObjectType) -> AccountError:
    return AccountError(f"{object_type.plural.capitalize()} cannot be synchronised by this connection.")


def _certificate(pem: str) -> Certificate:
    """The app's certificate with its key, from one PEM."""
    try:
        parsed = x509.load_pem_x509_certificate(pem[pem.index("-----BEGIN CERTIFICATE") :].encode())
    except ValueError as error:
        raise AccountError("The Graph connection's PEM must hold the certificate and its private key.") from error
    return Certificate(private_key=pem, thumbprint=parsed.fingerprint(hashes.SHA1()).hex())  # noqa: S303  (what Entra knows it by)
