"""The Salesforce store: an org of the sandbox over HTTPS, with its users, and stores that act as them."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from core.policy import Policy
from core.records import Fields, Key, Place, Record, Side, Value, canonical_fields
from core.salesforce.auth import JwtBearer, Login, RefreshToken
from core.salesforce.client import Client, Pace
from core.salesforce.setup import Options
from core.salesforce.store import ContactStore
from core.salesforce.transport import Network
from sandbox.calls import Calls
from sandbox.clock import Clock
from sandbox.faults import Faults
from sandbox.salesforce import Salesforce
from sandbox.tls import make_certificates
from sandbox.web import Server
from tests.certificates import SelfSigned, self_signed
from tests.contract.world import Entry, Feature, Trouble, World

USERNAME, OTHER = "anna.berg@example.com", "bo.ek@example.com"


@cache
def app_certificate() -> SelfSigned:
    """Made once, RSA keys take their time."""
    return self_signed()


class SalesforceWorld:
    """One org with two ordinary users and an app. pauses: seconds that clients wished to wait between tries."""

    def __init__(self, folder: Path, *, stamp: bool = True, tls: bool = True) -> None:
        self.clock, self.faults, self.calls = Clock(), Faults(), Calls()
        self.salesforce = Salesforce(self.clock, self.faults, self.calls)
        self.org = self.salesforce.org
        self.user = self._user(USERNAME, "Anna", "Berg")
        self.other = self._user(OTHER, "Bo", "Ek")
        self.private_key = app_certificate().key_pem
        self.app = self.salesforce.add_app(
            name="Bothways", redirect_uris=["https://localhost/callback"], certificate_pem=app_certificate().pem
        )
        if stamp:
            self.add_own_field("Contact")
        certificates = make_certificates(folder)
        self.server = Server(self.salesforce.app, tls=certificates.context() if tls else None)
        self.salesforce.base_url = self.server.url
        self.network = Network(ca_file=certificates.ca)
        self.pauses: list[float] = []

    def add_own_field(self, sobject: str, name: str = "Bothways_Stamp__c") -> None:
        """One of the optional fields that an admin adds for Bothways."""
        self.org.add_field(sobject, name, "string", length=64, externalId=True, unique=True)

    def _user(self, username: str, first: str, last: str) -> str:
        return self.org.create_user(
            username=username, password="Secret-123", email=username, first_name=first, last_name=last
        )

    def close(self) -> None:
        self.server.close()

    @property
    def jwt(self) -> JwtBearer:
        return JwtBearer(self.server.url, self.app["client_id"], self.private_key, USERNAME)

    def refresh(self, **options: Any) -> RefreshToken:
        tokens = self.salesforce.issue_tokens(self.app["client_id"], USERNAME)
        app = self.app
        return RefreshToken(self.server.url, app["client_id"], app["client_secret"], tokens["refresh_token"], **options)

    def login(self, username: str = USERNAME) -> Login:
        return Login(replace(self.jwt, username=username), self.network, now=lambda: self.clock.now().timestamp())

    def client(self, login: Login | None = None) -> Client:
        return Client(login or self.login(), pace=Pace(wait=self.pauses.append, jitter=lambda: 0.5))

    def store(self, policy: Policy | None = None, options: Options | None = None) -> ContactStore:
        return ContactStore(self.client(), policy or Policy(), options)

    # Acts of people in Salesforce

    def add(self, sobject: str = "Contact", *, user: str | None = None, **values: Any) -> str:
        with self.org.lock:
            return self.org.as_user(user or self.user).insert(sobject, values)

    def edit(self, record_id: str, *, user: str | None = None, **values: Any) -> None:
        with self.org.lock:
            self.org.as_user(user or self.user).update("Contact", record_id, values)

    def remove(self, record_id: str, sobject: str = "Contact") -> None:
        with self.org.lock:
            self.org.system().delete(sobject, record_id)

    def row(self, record_id: str) -> Mapping[str, Any]:
        with self.org.lock:
            return self.org.system().retrieve("Contact", record_id)

    def rows(self, soql: str) -> list[dict[str, Any]]:
        with self.org.lock:
            return self.org.system().query(soql).records


# Salesforce's names, written out a second time so that a slip in the connector's table shows.
FIELDS = {
    "title": "Salutation",
    "given_name": "FirstName",
    "surname": "LastName",
    "department": "Department",
    "job_title": "Title",
    "email_address_1": "Email",
    "business_phone": "Phone",
    "mobile_phone": "MobilePhone",
    "home_phone": "HomePhone",
    "other_telephone": "OtherPhone",
    "business_fax": "Fax",
    "assistant_phone": "AssistantPhone",
    "assistant_name": "AssistantName",
    "business_street": "MailingStreet",
    "business_city": "MailingCity",
    "business_state": "MailingState",
    "business_postal_code": "MailingPostalCode",
    "business_country_or_region": "MailingCountry",
    "other_street": "OtherStreet",
    "other_city": "OtherCity",
    "other_state": "OtherState",
    "other_postal_code": "OtherPostalCode",
    "other_country_or_region": "OtherCountry",
    "birthday": "Birthdate",
    "body": "Description",
}
_CHANGING = {"attributes", "SystemModstamp", "LastModifiedDate", "LastModifiedById", "Name", "Bothways_Stamp__c"}
_CHANGING |= {"LastViewedDate", "LastReferencedDate", "MailingAddress", "OtherAddress", "AccountId"}


class ContractWorld:
    """tests.contract.world.World for Salesforce. Contacts belong to an account and users may read each other's:
    else a contact that leaves the list view would be out of sight."""

    side = Side.CRM
    company = "Acme"

    def __init__(self, folder: Path) -> None:
        self.inner = SalesforceWorld(folder)
        for sobject in ("Account", "Contact"):
            self.inner.org.set_sharing(sobject, "ReadWrite")
        self.account = self.inner.add("Account", Name=self.company)
        self.store = self.inner.store()

    def add(self, fields: Fields, *, place: Place = Place.SYNCED, categories: tuple[str, ...] = ()) -> Key:
        return self.inner.add(LeadSource="Web", MailingLatitude=51.5, **self._values(fields))

    def edit(self, key: Key, fields: Fields) -> None:
        self.inner.edit(key, **self._values(fields))

    def _values(self, fields: Fields) -> dict[str, Any]:
        values = {FIELDS[name]: value for name, value in fields.items() if name in FIELDS}
        values |= {name: value.isoformat() for name, value in values.items() if isinstance(value, date)}
        company = fields.get("company_name")
        # Only contacts of accounts are shared; one without would be its owner's alone.
        account = self.account if company in (None, self.company) else None
        return values | {"AccountId": account}

    def remove(self, key: Key) -> None:
        self.inner.remove(key)

    def move(self, key: Key, place: Place) -> Key:
        raise NotImplementedError("Salesforce has no folders")

    def categorise(self, key: Key, categories: tuple[str, ...]) -> None:
        raise NotImplementedError("Salesforce has no categories")

    def leave_view(self, key: Key) -> None:
        self._own(key, self.inner.other)

    def enter_view(self, key: Key) -> None:
        self._own(key, self.inner.user)

    def _own(self, key: Key, user: str) -> None:
        with self.inner.org.lock:
            self.inner.org.system().update("Contact", key, {"OwnerId": user})

    def merge(self, loser: Key, winner: Key) -> None:
        with self.inner.org.lock:
            self.inner.org.system().merge("Contact", winner, [loser])

    def look(self, key: Key) -> Record | None:
        rows = self.inner.rows(f"SELECT Id, OwnerId, Account.Name, {', '.join(FIELDS.values())} FROM Contact")  # noqa: S608
        row = next((row for row in rows if row["Id"] == key), None)
        if row is None:
            return None
        fields: dict[str, Value] = {name: row[theirs] for name, theirs in FIELDS.items()}
        fields["company_name"] = row["Account"]["Name"] if row["Account"] else None
        birthday = fields["birthday"]
        fields["birthday"] = date.fromisoformat(birthday) if isinstance(birthday, str) else None
        return Record(key, "", canonical_fields(fields), row["OwnerId"] == self.inner.user)

    def others(self, key: Key) -> object:
        mine = _CHANGING | set(FIELDS.values())
        return {name: value for name, value in self.inner.row(key).items() if name not in mine}

    def count(self) -> int:
        return len(self.inner.rows("SELECT Id FROM Contact"))

    def written(self) -> int:
        return sum(call.units for call in self.inner.calls.list("salesforce") if call.write and call.status < 300)

    def trouble(self, kind: Trouble) -> None:
        writes = "(POST|PATCH|DELETE) composite/sobjects"
        options: dict[Trouble, dict[str, Any]] = {
            Trouble.BUSY: {"kind": "unavailable", "times": None},
            Trouble.DENIED: {"kind": "unauthorized", "times": None},
            Trouble.LOST_REPLY: {"kind": "lost_reply", "operation": writes},
            Trouble.ONE_RECORD: {"kind": "row_lock", "operation": f"^{writes}.* Contact"},
        }
        self.inner.faults.add(**options[kind])

    def calm(self) -> None:
        self.inner.faults.clear()

    def expire_cursors(self) -> None:
        """A cursor serves for a day; after that everything is listed again."""
        self.inner.clock.advance(hours=25)


_certificates = TemporaryDirectory(prefix="bothways-sf-")


@contextmanager
def opened() -> Iterator[World]:
    world = ContractWorld(Path(_certificates.name))
    try:
        yield world
    finally:
        world.inner.close()


_FEATURES = {Feature.STAMPS, Feature.UNIQUE_STAMP, Feature.COMPARES, Feature.MERGE, Feature.REQUIRES_SURNAME}
WORLDS = {"salesforce": Entry(opened, Side.CRM, frozenset(_FEATURES | {Feature.DENIED, Feature.ONE_RECORD}))}
