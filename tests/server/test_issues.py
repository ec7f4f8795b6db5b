"""Refused records: told with their field, corrected where the value came from, tried again, ignored."""

from typing import Any
from uuid import uuid4

import pytest

from core.models.accounts import Mailbox
from tests.server.deployment import Deployment, User
from tests.server.desk_worker import composition, sync, work
from worker.mending.run import mend

FOLDER = "Salesforce Contacts"


def somebody() -> str:
    return f"ann{uuid4().hex[:8]}@customer.example"


def only_contacts(deployment: Deployment, user: User, **choices: Any) -> None:
    off = {"task.enabled": False, "event.enabled": False, "email.enabled": False}
    with deployment.parts.database.session() as session:
        session.get_one(Mailbox, user.mailbox_id).policy = {**off, **choices}


@pytest.fixture
def nameless(deployment: Deployment, user: User) -> tuple[User, str]:
    """A contact of Outlook without the last name that Salesforce demands; its address."""
    only_contacts(deployment, user)
    sync(deployment, user)
    address = somebody()
    user.outlook.add(FOLDER, (), given_name="Ann", email_address_1=address)
    sync(deployment, user)
    return user, address


def rename(user: User, address: str, **fields: str) -> None:
    item = user.outlook.find(FOLDER, email_address_1=address)
    assert item is not None
    user.outlook.edit(item, **fields)


def the_issue(user: User) -> dict[str, Any]:
    [issue] = user.get("/issues").json()["items"]
    found: dict[str, Any] = issue
    return found


def test_a_corrected_field_goes_through_at_once(deployment: Deployment, nameless: tuple[User, str]) -> None:
    user, address = nameless
    issue = the_issue(user)
    assert (issue["kind"], issue["side"], issue["field"]["name"]) == ("contact", "exchange", "surname")
    assert issue["field"] == {"name": "surname", "label": "Last name", "type": "text", "value": None}
    answer = user.post(f"/issues/{issue['id']}/retry", {"values": {"surname": "Lee"}})
    assert (answer.status_code, answer.json()["state"]) == (202, "trying")
    work(deployment, user)
    assert user.get(f"/issues/{issue['id']}").json()["state"] == "resolved"
    assert user.get("/issues").json()["items"] == []
    found = user.crm.find(Email=address)
    assert found is not None
    assert found["LastName"] == "Lee"
    item = user.outlook.find(FOLDER, surname="Lee")
    assert item is not None
    assert item.fields["categories"] == ["Salesforce"]


def test_nothing_is_settled_before_it_went_through(deployment: Deployment, nameless: tuple[User, str]) -> None:
    user, address = nameless
    issue = the_issue(user)
    user.post(f"/issues/{issue['id']}/retry", {"values": {"surname": "Lee"}})
    told: list[tuple[str, bool]] = []

    def look(_name: str) -> None:
        told.append((user.get(f"/issues/{issue['id']}").json()["state"], user.crm.find(Email=address) is not None))

    mend(user.mailbox_id, composition(deployment), checkpoint=look)
    assert {state for state, there in told if not there} == {"trying"}
    assert told[-1] == ("resolved", True)


def test_a_correction_that_is_refused_again_says_so(deployment: Deployment, nameless: tuple[User, str]) -> None:
    user, _ = nameless
    issue = the_issue(user)
    user.post(f"/issues/{issue['id']}/retry", {"values": {"surname": "L" * 90}})
    work(deployment, user)
    again = user.get(f"/issues/{issue['id']}").json()
    assert (again["state"], again["field"]["name"]) == ("open", "surname")
    assert again["attempts"] > issue["attempts"]
    assert again["message"] != issue["message"]


def test_trying_again_as_it_is(deployment: Deployment, nameless: tuple[User, str]) -> None:
    user, address = nameless
    issue = the_issue(user)
    rename(user, address, surname="Lee")
    user.post(f"/issues/{issue['id']}/retry")
    work(deployment, user)
    assert user.get(f"/issues/{issue['id']}").json()["state"] == "resolved"
    settled = user.post(f"/issues/{issue['id']}/retry")
    assert (settled.status_code, settled.json()["code"]) == (409, "resolved")


def test_an_ignored_issue_comes_back_with_its_record(deployment: Deployment, nameless: tuple[User, str]) -> None:
    user, address = nameless
    issue = the_issue(user)
    assert user.post(f"/issues/{issue['id']}/ignore").json()["state"] == "ignored"
    assert user.get("/issues").json()["items"] == []
    assert user.get("/sync/status").json()["counts"]["issues"] == 0
    sync(deployment, user)
    assert user.get("/issues").json()["items"] == []
    rename(user, address, given_name="Anna")
    sync(deployment, user)
    assert the_issue(user)["id"] == issue["id"]


def test_wrong_values_and_other_peoples_issues(deployment: Deployment, nameless: tuple[User, str]) -> None:
    user, _ = nameless
    issue = the_issue(user)
    for values in ({"surname": 5}, {"nothing": "x"}, {"birthday": "soon"}, {"crm_section": "x"}):
        answer = user.post(f"/issues/{issue['id']}/retry", {"values": values})
        assert (answer.status_code, answer.json()["fields"][0]["name"]) == (422, f"values.{next(iter(values))}")
    stranger = deployment.user()
    for number in (issue["id"], "999999999", "x", "-1"):
        answers = [
            stranger.get(f"/issues/{number}"),
            stranger.post(f"/issues/{number}/retry"),
            stranger.post(f"/issues/{number}/ignore"),
        ]
        assert {(one.status_code, one.json()["code"]) for one in answers} == {(404, "not_found")}
    assert stranger.get("/issues").json() == {"items": [], "next": None}


def test_pages(deployment: Deployment) -> None:
    user = deployment.user()
    only_contacts(deployment, user)
    sync(deployment, user)
    for _ in range(3):
        user.outlook.add(FOLDER, (), given_name="Ann", email_address_1=somebody())
    sync(deployment, user)
    first = user.get("/issues", limit=2).json()
    second = user.get("/issues", limit=2, after=first["next"]).json()
    assert (len(first["items"]), len(second["items"]), second["next"]) == (2, 1, None)
    assert user.get("/issues", after="page two").status_code == 422
