"""Opens the Stores of a mailbox from its stored connections. Nothing is sent before a store's first use."""

from collections import UserDict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from cryptography import x509
from cryptography.hazmat.primitives import hashes

from core.accounts import AccountError, connection_of, put_connection, secret_of
from core.exchange.connection import (
    GRAPH_AUTHORITY,
    GRAPH_ENDPOINT,
    Auth,
    Certificate,
    EwsAccess,
    EwsConnection,
    GraphConnection,
)
from core.exchange.opening import open_contacts
from core.exchange.store import ContactStore as ExchangeContacts
from core.models.accounts import Connection, Mailbox
from core.objects import CONTACT, ObjectType
from core.policy import Policy
from core.records import Side
from core.salesforce.auth import JwtBearer, Login, RefreshToken
from core.salesforce.client import Client
from core.salesforce.setup import Options
from core.salesforce.store import ContactStore as SalesforceContacts
from core.salesforce.transport import Network
from core.store import Store

ANY_FOLDER = "contacts"

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
        self._save()

    def __delitem__(self, name: str) -> None:
        super().__delitem__(name)
        self._save()

    def _save(self) -> None:
        if hasattr(self, "_parts"):
            with self._parts.database.session() as session:
                session.get_one(Mailbox, self._mailbox_id).known = dict(self.data)


@dataclass(frozen=True, slots=True)
class StoreOpener:
    """What both sides of one mailbox are opened with."""

    parts: "Composition"
    mailbox_id: str
    address: str
    crm_user: str
    policy: Policy

    @property
    def _ca_file(self) -> str | None:
        path = self.parts.settings.ca_file
        return str(path) if path else None

    def open(self, side: Side, connection: Connection, secret: Mapping[str, str]) -> Store:
        if side is Side.CRM:
            return self._salesforce(connection, secret)
        graph = connection.kind == "graph"
        described = self._graph(connection.config, secret) if graph else self._ews(connection, secret)
        return open_contacts(described, self.address, self.policy, Known(self.parts, self.mailbox_id))

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

    def _salesforce(self, row: Connection, secret: Mapping[str, str]) -> SalesforceContacts:
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
        options = Options(stamp_field=config["stamp_field"]) if "stamp_field" in config else Options()
        return SalesforceContacts(Client(Login(credential, Network(self.parts.settings.ca_file))), self.policy, options)

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
    if isinstance(store, ExchangeContacts):
        store.mailbox.is_alive(ANY_FOLDER)  # whatever the answer is, it was given to a signed-in reader of folders
        return "signed in; the mailbox's contact folders can be read"
    return f"signed in; {len(store.holds)} of {len(CONTACT.fields)} fields can be kept there"


def clock_offset(parts: "Composition", mailbox_id: str, object_type: ObjectType) -> timedelta | None:
    """How far this machine's clock is ahead of Salesforce's; None where its answers tell no time.

    Raises:
        SyncError: what is wrong with the connection, in a sentence.
    """
    store = parts.open_stores(mailbox_id, object_type)[Side.CRM]
    told = store.client.server_time if isinstance(store, SalesforceContacts) and store.holds else None
    return parts.now() - told if told else None


def _certificate(pem: str) -> Certificate:
    """The app's certificate with its key, from one PEM."""
    try:
        parsed = x509.load_pem_x509_certificate(pem[pem.index("-----BEGIN CERTIFICATE") :].encode())
    except ValueError as error:
        raise AccountError("The Graph connection's PEM must hold the certificate and its private key.") from error
    return Certificate(private_key=pem, thumbprint=parsed.fingerprint(hashes.SHA1()).hex())  # noqa: S303  (what Entra knows it by)
