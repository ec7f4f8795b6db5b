"""Opens the way to both systems of a mailbox from its stored connections. Nothing is sent before the first use."""

from collections import UserDict
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import Any, Protocol

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from sqlalchemy.orm import Session

from core.accounts import KEEP, KEPT_TO_CHANGE, AccountError, Reached, connections_of, crm_users, reached, secret_of
from core.database import Database
from core.exchange.connection import (
    GRAPH_AUTHORITY,
    GRAPH_ENDPOINT,
    Auth,
    Certificate,
    EwsAccess,
    EwsConnection,
    GraphConnection,
)
from core.models.accounts import Connection
from core.organisations import note
from core.records import Side
from core.salesforce.auth import JwtBearer, Login, RefreshToken
from core.salesforce.transport import CONNECT_SECONDS, READ_SECONDS, Network
from core.secrets import KeyRing
from core.settings import Settings
from core.stored_tokens import StoredToken

Secret = Mapping[str, str]


class Parts(Protocol):
    """What both processes have: the settings, the database, the key ring."""

    @property
    def settings(self) -> Settings: ...
    @property
    def database(self) -> Database: ...
    @property
    def keys(self) -> KeyRing: ...


class NotConnected(AccountError):
    """There is nothing to sign in with: the user has not connected the CRM yet."""


class Known(UserDict[str, str]):
    """What the Exchange store keeps of a mailbox between runs; a change is saved at once (there are few)."""

    def __init__(self, database: Database, mailbox_id: str, known: Mapping[str, str]) -> None:
        super().__init__(known)
        self._database, self._mailbox_id = database, mailbox_id

    def __setitem__(self, name: str, value: str) -> None:
        super().__setitem__(name, value)
        self._save(name, value)

    def __delitem__(self, name: str) -> None:
        super().__delitem__(name)
        self._save(name, None)

    def _save(self, name: str, value: str | None) -> None:
        """This name alone: the stores of the other kinds have theirs in the same row."""
        if hasattr(self, "_database"):
            with self._database.session() as session:
                mailbox = {"mailbox": self._mailbox_id}
                kept: dict[str, str] = session.execute(KEPT_TO_CHANGE, mailbox).scalar_one()
                others = {one: text for one, text in kept.items() if one != name}
                known = others if value is None else {**others, name: value}
                session.execute(KEEP, {**mailbox, "known": known})


@dataclass(frozen=True, slots=True)
class Access:
    """One side of a mailbox: its connection with what is secret of it. crm_user: whom a shared key signs in. kept: what
    was kept of the mailbox when this was read."""

    parts: Parts
    mailbox_id: str
    address: str
    crm_user: str
    row: Connection
    secret: Secret
    kept: Mapping[str, str] = field(repr=False)

    def __repr__(self) -> str:
        return f"Access({self.row.kind} of {self.mailbox_id})"

    def exchange(self) -> GraphConnection | EwsConnection:
        return exchange_connection(self.row, self.secret, self.parts.settings)

    def login(self, timeout: tuple[float, float] = (CONNECT_SECONDS, READ_SECONDS)) -> Login:
        """How the mailbox's user signs in to Salesforce. timeout: (connect, read) of all calls, in seconds.

        Raises:
            NotConnected: the org has no key, and the mailbox no token of its own.
        """
        config, secret = self.row.config, self.secret
        credential: JwtBearer | RefreshToken
        if "private_key" in secret and self.row.mailbox_id is None:
            credential = JwtBearer(config["login_url"], config["client_id"], secret["private_key"], self.crm_user)
        elif token := secret.get("refresh_token"):
            kept = StoredToken(self.parts.database, self.parts.keys, self.row.id, token)
            credential = RefreshToken(
                config["login_url"], config["client_id"], secret.get("client_secret"), token, kept
            )
        else:
            raise NotConnected(
                f"{self.address} has no way to sign in to Salesforce: the org has no JWT key, and the mailbox no"
                " refresh token of its own."
            )
        network = Network(self.parts.settings.ca_file, timeout)
        return Login(credential, network, told=partial(note, self.parts.database, self.mailbox_id))

    def crm_users(self) -> dict[str, str]:
        """As core.accounts.crm_users has it."""
        with self.parts.database.reading() as session:
            return crm_users(session, self.mailbox_id)

    def known(self) -> Known:
        """Of the kind that is opened now: a store that was opened since has changed what is its own."""
        return Known(self.parts.database, self.mailbox_id, self.kept)


def access_to(parts: Parts, mailbox_id: str, side: Side) -> Access:
    """Raises AccountError, SecretError: the connection is missing, or its credentials do not decrypt."""
    with parts.database.reading() as session:
        return access_of(parts, session, reached(session, mailbox_id), [side])[side]


def access_of(
    parts: Parts, session: Session, mailbox: Reached, sides: Collection[Side] = tuple(Side)
) -> dict[Side, Access]:
    """The same of several sides of a mailbox that was read just now."""
    about = (parts, mailbox.id, mailbox.address, mailbox.crm_user)
    rows = connections_of(session, mailbox, sides)
    return {side: Access(*about, row, secret_of(parts.keys, row), mailbox.known) for side, row in rows.items()}


def exchange_connection(row: Connection, secret: Secret, settings: Settings) -> GraphConnection | EwsConnection:
    """How to reach Exchange by a stored connection of the kind graph or ews."""
    ca_file = str(settings.ca_file) if settings.ca_file else None
    return _graph(row.config, secret, ca_file) if row.kind == "graph" else _ews(row.config, secret, ca_file)


def _graph(config: Mapping[str, Any], secret: Secret, ca_file: str | None) -> GraphConnection:
    pem = secret.get("certificate")
    return GraphConnection(
        tenant=config["tenant"],
        client_id=config["client_id"],
        secret=secret.get("client_secret"),
        certificate=_certificate(pem) if pem else None,
        endpoint=config.get("url", GRAPH_ENDPOINT),
        authority=config.get("authority_url", GRAPH_AUTHORITY),
        ca_file=ca_file,
    )


def _ews(config: Mapping[str, Any], secret: Secret, ca_file: str | None) -> EwsConnection:
    return EwsConnection(
        url=config["url"],
        username=config["user"],
        password=secret["password"],
        auth=Auth.NTLM if config.get("auth") == "ntlm" else Auth.BASIC,
        access=EwsAccess(config.get("access", "impersonation")),
        ca_file=ca_file,
    )


def _certificate(pem: str) -> Certificate:
    """The app's certificate with its key, from one PEM."""
    try:
        parsed = x509.load_pem_x509_certificate(pem[pem.index("-----BEGIN CERTIFICATE") :].encode())
    except ValueError as error:
        raise AccountError("The Graph connection's PEM must hold the certificate and its private key.") from error
    return Certificate(private_key=pem, thumbprint=parsed.fingerprint(hashes.SHA1()).hex())  # noqa: S303  (what Entra knows it by)
