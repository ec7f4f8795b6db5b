"""Seeds of the sandbox: a hybrid company with one mailbox on Graph and one on EWS, an empty one, or a large one."""

import secrets
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.x509.oid import NameOID

from sandbox import people
from sandbox.business import open_business
from sandbox.correspondence import correspond
from sandbox.microsoft import Microsoft
from sandbox.microsoft.registrations import BROKER
from sandbox.salesforce import Salesforce

DOMAIN = "brightwater.example"
GRAPH_ROLES = (
    "Calendars.ReadWrite",
    "Contacts.ReadWrite",
    "Mail.ReadWrite",
    "Tasks.ReadWrite.All",
    "MailboxSettings.ReadWrite",
    "User.Read.All",
)
STAMP_FIELD = "Bothways_Stamp__c"
REDIRECT = "http://localhost:8400/salesforce/callback"
PUBLIC_URL = "http://localhost:8400"  # of the deployment whose add-in and sign-in pages are known here
ADDIN_SCOPE = "Addin.Use"


@dataclass(frozen=True)
class Person:
    """A user of the company: the mailbox and the Salesforce user have the same address. exchange: graph or ews."""

    address: str
    first_name: str
    last_name: str
    exchange: str
    password: str = field(default_factory=lambda: secrets.token_urlsafe(12), repr=False)

    @property
    def name(self) -> str:
        return f"{self.first_name} {self.last_name}"


@dataclass(frozen=True)
class Company:
    """What a client needs to know: users, apps, keys and the EWS service account, all throw-away. addin: the
    add-in's registration in Entra, `{client_id, scope}`; public_url: of the deployment that redirect addresses name."""

    users: tuple[Person, ...]
    admin: Person
    service: Person
    salesforce_app: dict[str, Any]
    salesforce_key: str = field(repr=False)
    entra_app: dict[str, Any]
    addin: dict[str, str]
    public_url: str


def seed(kind: str, salesforce: Salesforce, microsoft: Microsoft, public_url: str = PUBLIC_URL) -> Company:
    """kind: `demo`, `empty` or `large:N` (N contacts for each user). public_url: see Company.

    Raises:
        ValueError: another kind.
    """
    name, _, number = kind.partition(":")
    if name not in ("demo", "empty", "large") or (name == "large") != number.isdigit():
        raise ValueError(f"--seed {kind!r} is unknown; use demo, empty or large:N")
    company = _found(salesforce, microsoft, public_url)
    if name != "empty":
        _hire(company, salesforce, int(number) if number else 75)
    if name == "demo":
        _personal(company, microsoft)
        sellers = [_id(salesforce, person) for person in company.users]
        open_business(salesforce.org, _id(salesforce, company.admin), sellers)
        hired = people.contacts(75 * len(company.users))
        correspond(microsoft.store, {p.address: hired[n :: len(company.users)] for n, p in enumerate(company.users)})
    return company


def _found(salesforce: Salesforce, microsoft: Microsoft, public_url: str) -> Company:
    graph = Person(f"anna.lindqvist@{DOMAIN}", "Anna", "Lindqvist", "graph")
    ews = Person(f"jerome.beaufort@{DOMAIN}", "Jérôme", "Beaufort", "ews")
    admin = Person(f"admin@{DOMAIN}", "Ada", "Admin", "")
    service = Person(f"svc-bothways@{DOMAIN}", "Bothways", "Service", "ews")
    for person in (graph, ews, service):
        microsoft.store.add_mailbox(person.address, person.name, password=person.password)
    microsoft.access.grant(service.address, graph.address, ews.address)
    _open_org(salesforce, (graph, ews), admin)
    key, certificate = _key_pair()
    callback = f"{public_url}/connect/salesforce/callback"
    app = salesforce.add_app(name="Bothways", certificate_pem=certificate, redirect_uris=[REDIRECT, callback])
    secret = secrets.token_urlsafe(30)
    entra = microsoft.entra.register_app("Bothways", secret=secret, roles=GRAPH_ROLES)
    known = {"client_id": entra.client_id, "client_secret": secret}
    addin = _register_addin(microsoft, public_url)
    return Company((graph, ews), admin, service, app, key, known, addin, public_url)


def _open_org(salesforce: Salesforce, users: tuple[Person, ...], admin: Person) -> None:
    """The users in Salesforce, its sharing and its custom fields."""
    for person in (*users, admin):
        salesforce.org.create_user(
            username=person.address,
            password=person.password,
            email=person.address,
            first_name=person.first_name,
            last_name=person.last_name,
            profile="System Administrator" if person is admin else "Standard User",
        )
    for sobject in ("Account", "Contact"):
        salesforce.org.set_sharing(sobject, "ReadWrite")  # colleagues see each other's, as most orgs have it
    salesforce.org.add_field("Contact", STAMP_FIELD, "string", length=64, externalId=True, unique=True)
    salesforce.org.add_field("Contact", "Loyalty_Level__c", "string", length=40, label="Loyalty level")


def _register_addin(microsoft: Microsoft, public_url: str) -> dict[str, str]:
    """One registration, page and API in one: the single-page platform for the Office hosts' broker, the platform
    "Mobile and desktop applications" for the sign-in dialog, whose code the server redeems with PKCE."""
    app = microsoft.entra.register_app(
        "Bothways for Outlook",
        exposes=(ADDIN_SCOPE,),
        spa_redirect_uris=(f"{BROKER}://{urlsplit(public_url).netloc}",),
        redirect_uris=(f"{public_url}/signin/callback",),
    )
    return {"client_id": app.client_id, "scope": f"{app.id_uri}/{ADDIN_SCOPE}"}


def _hire(company: Company, salesforce: Salesforce, each: int) -> None:
    """Every user's contacts in Salesforce, shared out in turn."""
    org = salesforce.org
    with org.lock, org.transaction():
        admin = org.as_user(_id(salesforce, company.admin))
        account_ids = {a["Name"]: admin.insert("Account", a) for a in people.accounts()}
        owners = [_id(salesforce, person) for person in company.users]
        for number, person in enumerate(people.contacts(each * len(owners))):
            values = {k: v for k, v in person.items() if k != "Company"}
            values |= {"AccountId": account_ids[person["Company"]], "OwnerId": owners[number % len(owners)]}
            admin.insert("Contact", values)


def _personal(company: Company, microsoft: Microsoft) -> None:
    """A few private contacts and tasks, which must stay untouched; one contact is also in Salesforce."""
    twin = people.contacts(1)[0]
    private: list[dict[str, Any]] = [
        {"given_name": "Grandma", "surname": "Edith", "phone_numbers": {"HomePhone": "+44 1632 960001"}},
        {"given_name": "Zahnarzt", "surname": "Dr. Weiß", "phone_numbers": {"BusinessPhone": "+49 30 23125 000"}},
        {
            "given_name": twin["FirstName"],
            "surname": twin["LastName"],
            "email_addresses": [
                {"name": "", "address": f"{_plain(twin['LastName'])}@home.example", "routing_type": "SMTP"}
            ],
        },
    ]
    for person in company.users:
        mailbox = microsoft.store.mailbox(person.address)
        if mailbox is None:
            raise LookupError(person.address)
        folder = mailbox.folder("contacts")
        if folder is None:
            raise LookupError("contacts")
        for fields in private:
            mailbox.create_item(folder.id, "contact", {**fields, "display_name": _display(fields)}, {})
        for subject, due in (("Water the plants", None), ("Renew passport", "2026-12-01"), ("Zahnarzt anrufen", None)):
            mailbox.create_item("tasks", "task", {"subject": subject} | ({"due_date": due} if due else {}))


def _display(fields: dict[str, Any]) -> str:
    return f"{fields['given_name']} {fields['surname']}"


def _plain(text: str) -> str:
    return "".join(c for c in text.lower() if c.isascii() and c.isalnum())


def _id(salesforce: Salesforce, person: Person) -> str:
    user = salesforce.org.user(person.address)
    if user is None:
        raise LookupError(person.address)
    return str(user["Id"])


def _key_pair(now: Callable[[], datetime] = lambda: datetime.now(UTC)) -> tuple[str, str]:
    """(private key, self-signed certificate), PEM."""
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Bothways")])
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now() - timedelta(days=1))
        .not_valid_after(now() + timedelta(days=365))
        .sign(key, hashes.SHA256())
    )
    pem = serialization.Encoding.PEM
    private = key.private_bytes(pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    return private.decode(), certificate.public_bytes(pem).decode()
