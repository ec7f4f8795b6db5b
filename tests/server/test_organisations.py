"""The Salesforce organisation of a mailbox: noted with each sign-in, whoever signs in, and held to."""

import pytest

from core.errors import Unauthorized
from core.models.accounts import Mailbox
from core.organisations import ADDRESS, ORGANIZATION
from tests.server.browsing import window_code
from tests.server.deployment import Deployment, User
from tests.server.desk_worker import sync
from tests.server.test_sync import contact, somebody

ELSEWHERE = "00D000000000000EAA"


@pytest.fixture
def address() -> str:
    """Of Anna's contact: colleagues have others of its name."""
    return somebody()


@pytest.fixture
def anna(deployment: Deployment, address: str) -> User:
    """Whom the company's key signs in; she never connected Salesforce herself. With one contact on both sides."""
    user = deployment.user("graph")
    contact(user, address)
    sync(deployment, user)
    return user


def _moved(deployment: Deployment, user: User) -> None:
    """The sandbox has one organisation: that the mailbox was linked with another one is written down here."""
    with deployment.parts.database.session() as session:
        mailbox = session.get_one(Mailbox, user.mailbox_id)
        mailbox.known = {**mailbox.known, ORGANIZATION: ELSEWHERE}


def test_a_run_notes_where_it_signed_in(deployment: Deployment, anna: User) -> None:
    known = deployment.mailbox(anna).known
    assert known[ORGANIZATION] == deployment.sandbox.salesforce.org.id
    assert known[ADDRESS] == anna.get("/session").json()["crm"]["instance_url"] == deployment.sandbox.salesforce_url


def test_links_into_salesforce_need_no_sign_in_after_it(deployment: Deployment, anna: User, address: str) -> None:
    deployment.sandbox.faults.add("unavailable", target="*", operation="oauth2", times=None)
    [record] = anna.get("/sync/item", kind="message", address=address).json()["records"]
    assert record["crm"]["url"].startswith(deployment.sandbox.salesforce_url)


def test_links_keep_to_their_organisation(deployment: Deployment, anna: User) -> None:
    _moved(deployment, anna)
    before = anna.outlook.find("Salesforce Contacts", surname="Lee")
    with pytest.raises(Unauthorized, match="another organisation"):
        sync(deployment, anna)
    assert anna.outlook.find("Salesforce Contacts", surname="Lee") == before is not None
    assert "another organisation" in deployment.mailbox(anna).problem
    refused = anna.get("/recents")
    assert (refused.status_code, refused.json()["code"], refused.json()["reconnect"]) == (
        409,
        "other_organisation",
        True,
    )
    connected = anna.post("/connections/salesforce/finish", {"code": window_code(deployment, anna)})
    assert (connected.status_code, connected.json()["code"]) == (409, "other_organisation")


def test_without_links_it_may_change(deployment: Deployment) -> None:
    user = deployment.user("graph")
    _moved(deployment, user)
    assert user.get("/recents").status_code == 200
    assert deployment.mailbox(user).known[ORGANIZATION] == deployment.sandbox.salesforce.org.id
