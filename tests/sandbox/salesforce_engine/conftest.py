"""An org whose clock stands still, two users of it and an administrator."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime

import pytest

from sandbox.clock import Clock
from sandbox.salesforce.errors import SalesforceError
from sandbox.salesforce.org import Acting, Org

START = datetime(2026, 3, 11, 9, 30, 15, tzinfo=UTC)  # a Wednesday

PEOPLE = [
    # first, last, email, title, birth, source, account
    ("Zoé", "Ångström", "zoe@acme.example", "CEO", "1970-02-03", "Web", "Acme"),
    ("adam", "Smith", "adam@acme.example", None, None, "Other", "Acme"),
    ("Bea", "O'Neill", "bea@beta.example", "100% sure", "1985-12-31", None, "Beta"),
    ("Carl", "Smith", None, "under_score", "1990-06-15", "Web", None),
]


@dataclass
class Company:
    """The org and its people, each acting under their own rights."""

    org: Org
    clock: Clock
    admin: Acting
    ann: Acting
    bob: Acting


def make_company() -> Company:
    clock = Clock(START)
    clock.stop()
    clock.set(START)
    org = Org(clock)
    ids = {}
    for name, profile in (("Ada", "System Administrator"), ("Ann", "Standard User"), ("Bob", "Standard User")):
        address = f"{name.lower()}@example.com"
        ids[name] = org.create_user(
            username=address,
            password="secret",
            email=address,
            first_name=name,
            last_name="Example",
            profile=profile,
        )
    return Company(org, clock, *(org.as_user(ids[name]) for name in ("Ada", "Ann", "Bob")))


@pytest.fixture
def company() -> Company:
    return make_company()


@pytest.fixture
def filled(company: Company) -> Company:
    """With PEOPLE, and accounts of theirs."""
    accounts = {
        "Acme": company.ann.insert("Account", {"Name": "Acme", "Type": "Prospect", "AnnualRevenue": 1000}),
        "Beta": company.ann.insert("Account", {"Name": "beta", "Type": "Other", "AnnualRevenue": 2500.0}),
        "Void": company.ann.insert("Account", {"Name": "Void"}),
    }
    for first, last, email, title, birth, source, account in PEOPLE:
        values = {"FirstName": first, "LastName": last, "Email": email, "Title": title, "Birthdate": birth}
        values |= {"LeadSource": source, "AccountId": accounts.get(account or ""), "MailingCity": "Lyon"}
        values["CleanStatus"] = "Matched" if first == "Bea" else None
        company.ann.insert("Contact", values)
    return company


@pytest.fixture(scope="module")
def firm() -> Company:
    """One company for a whole module, for tests that leave its settings and its clock alone."""
    return make_company()


def refused(call: Callable[..., object], *args: object, **kwargs: object) -> SalesforceError:
    """The error that a call ends with."""
    with pytest.raises(SalesforceError) as caught:
        call(*args, **kwargs)
    return caught.value
