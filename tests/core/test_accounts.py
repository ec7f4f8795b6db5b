import json
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import select

from core import accounts
from core.accounts import AccountError
from core.choices import CHOICES, ChoiceError, filing_policy_from, policy_from, read_choice
from core.database import Database
from core.emails import FilingPolicy
from core.models.accounts import Connection, Org
from core.policy import DEFAULTS, Policy, Share, Winner
from core.records import Side
from core.secrets import KeyRing, SecretError

NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    database = Database(database_url)
    database.create_tables()
    yield database
    database.close()


@pytest.fixture
def keys(tmp_path: Path) -> KeyRing:
    return KeyRing.load(tmp_path / "keys.json")


def test_a_mailbox_uses_its_own_connection_before_its_orgs(database: Database, keys: KeyRing) -> None:
    with database.session() as session:
        org = accounts.add_org(session, "Nordlicht", NOW)
        accounts.put_connection(session, keys, org, "graph", config={}, secret={"client_secret": "canary-g"})
        accounts.put_connection(session, keys, org, "salesforce", config={"n": 1}, secret={"private_key": "canary-s"})
        box = accounts.add_mailbox(session, org, " Anna@X.example ", crm_user="anna", exchange=None, now=NOW)
        assert (box.address, box.exchange) == ("anna@x.example", "graph")
        assert accounts.secret_of(keys, accounts.connection_of(session, box, Side.CRM)) == {"private_key": "canary-s"}
        own = accounts.put_connection(
            session, keys, org, "salesforce", config={"n": 2}, secret={"refresh_token": "canary-r"}, mailbox=box
        )
        assert accounts.connection_of(session, box, Side.CRM) is own
    with database.session() as session:
        dump = json.dumps([[c.config, (c.secret or b"").hex()] for c in session.scalars(select(Connection))])
        assert "canary" not in dump
        assert b"canary".hex() not in dump


def test_a_secret_does_not_travel_between_orgs(database: Database, keys: KeyRing) -> None:
    with database.session() as session:
        one = accounts.add_org(session, "One", NOW)
        two = accounts.add_org(session, "Two", NOW)
        stolen = accounts.put_connection(session, keys, one, "graph", config={}, secret={"client_secret": "x"})
        thief = accounts.put_connection(session, keys, two, "graph", config={}, secret={})
        thief.secret = stolen.secret
        with pytest.raises(SecretError):
            accounts.secret_of(keys, thief)


def test_rotation_reseals_every_credential(database: Database, keys: KeyRing) -> None:
    with database.session() as session:
        org = accounts.add_org(session, "One", NOW)
        row = accounts.put_connection(session, keys, org, "ews", config={}, secret={"password": "x"})
        renewed = keys.rotated()
        assert accounts.reseal_all(session, keys, renewed) == 1
        assert accounts.secret_of(renewed, row) == {"password": "x"}
        with pytest.raises(SecretError):
            accounts.secret_of(keys, row)


@pytest.mark.parametrize("address", ["", "anna", "@x.example", "anna@", "an na@x.example"])
def test_a_wrong_address_is_refused(database: Database, keys: KeyRing, address: str) -> None:
    with database.session() as session:
        org = accounts.add_org(session, "One", NOW)
        accounts.put_connection(session, keys, org, "ews", config={}, secret={})
        with pytest.raises(AccountError, match="is not an e-mail address"):
            accounts.add_mailbox(session, org, address, crm_user="a", exchange=None, now=NOW)


def test_what_is_missing_or_there_already_is_said(database: Database, keys: KeyRing) -> None:
    with database.session() as session:
        org = accounts.add_org(session, "One", NOW)
        with pytest.raises(AccountError, match="exists already"):
            accounts.add_org(session, "One", NOW)
        with pytest.raises(AccountError, match="there are: One"):
            accounts.find_org(session, "Two")
        with pytest.raises(AccountError, match="has: none"):
            accounts.add_mailbox(session, org, "a@b.example", crm_user="a", exchange="ews", now=NOW)
        accounts.put_connection(session, keys, org, "ews", config={}, secret={})
        accounts.put_connection(session, keys, org, "graph", config={}, secret={})
        with pytest.raises(AccountError, match="ews and graph"):
            accounts.add_mailbox(session, org, "a@b.example", crm_user="a", exchange=None, now=NOW)
        box = accounts.add_mailbox(session, org, "a@b.example", crm_user="a", exchange="ews", now=NOW)
        with pytest.raises(AccountError, match="is in One already"):
            accounts.add_mailbox(session, org, "A@b.example", crm_user="a", exchange="ews", now=NOW)
        with pytest.raises(AccountError, match="no salesforce connection"):
            accounts.connection_of(session, box, Side.CRM)
        session.delete(session.scalars(select(Org)).one())
    with database.session() as session:
        assert session.scalars(select(Connection)).all() == []


def test_a_mailbox_choice_goes_before_its_orgs() -> None:
    policy = policy_from({"winner": "ask", "interval_minutes": 5}, {"winner": "newest"}, interval_minutes=60)
    assert policy.winner is Winner.NEWEST
    assert policy.interval_minutes == 5
    assert policy_from({}, {}) == Policy()


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("winner=ask", "ask"),
        ("delete_in_crm=yes", True),
        ("delete_in_exchange=No", False),
        ("guard_share=5%", 0.05),
        ("interval_minutes=1440", 1440),
        ("natural_keys=email_address_1; given_name+surname", [["email_address_1"], ["given_name", "surname"]]),
        ("custom_fields=Level__c, Since__c", ["Level__c", "Since__c"]),
        ("folder=Kunden = Freunde", "Kunden = Freunde"),
        ("task.folder=Aufgaben", "Aufgaben"),
        ("task.natural_keys=subject", [["subject"]]),
        ("event.private=busy", "busy"),
    ],
)
def test_a_choice_is_read(text: str, value: object) -> None:
    name, read = read_choice(text)
    assert read == value
    json.dumps(read)
    kind, _, plain = name.rpartition(".")
    assert getattr(policy_from({name: read}, kind=kind or "contact"), plain) is not None


@pytest.mark.parametrize(
    "text",
    ["winner=me", "winner", "nope=1", "delete_in_crm=perhaps", "interval_minutes=0", "interval_minutes=1441",
     "guard_share=101", "natural_keys=", "natural_keys=shoe_size", "category=a,b", "task.nope=1", "event.folder=a",
     "task.natural_keys=surname", "event.share=some", "folder=", "folder=a\x00b"],
)  # fmt: skip
def test_a_wrong_choice_is_refused(text: str) -> None:
    with pytest.raises(ChoiceError):
        read_choice(text)


def test_every_choice_is_a_field_of_the_policy() -> None:
    of_emails = {name.removeprefix("email.") for name in CHOICES if name.startswith("email.")}
    synchronised = {name for name in CHOICES if not name.startswith("email.")}
    assert of_emails == set(FilingPolicy.__dataclass_fields__) - {"ticked"}  # which follows from what is fixed
    assert {name.rpartition(".")[2] for name in synchronised} == set(Policy.__dataclass_fields__)
    assert {name.partition(".")[0] for name in synchronised if "." in name} == set(DEFAULTS) - {"contact"}


def test_choices_about_emails() -> None:
    texts = ("email.automatic=yes", "email.automatic_since=2026-03-01", "email.excluded_domains=a.example, b.example")
    stored = json.loads(json.dumps({**dict(map(read_choice, texts)), "folder": "Kunden", "automatic": False}))
    policy = filing_policy_from(stored, {"email.folder": "Post", "email.nope": 1})
    assert (policy.automatic, policy.folder, policy.excluded_domains) == (True, "Post", ("a.example", "b.example"))
    assert policy.automatic_since == datetime(2026, 3, 1, tzinfo=UTC)
    for wrong in ("email.automatic_since=soon", "email.attachment_limit_mb=0", "email.winner=crm"):
        with pytest.raises(ChoiceError):
            read_choice(wrong)


def test_a_choice_counts_for_its_own_kind() -> None:
    stored = {"folder": "Kunden", "task.folder": "Aufgaben", "event.share": "all", "interval_minutes": 5}
    contact, task, event = (policy_from(stored, kind=kind) for kind in DEFAULTS)
    assert (contact.folder, task.folder, event.share) == ("Kunden", "Aufgaben", Share.ALL)
    assert task.share is Share.SHARED
    assert {policy.interval_minutes for policy in (contact, task, event)} == {5}
    assert not event.remove_on_view_exit
