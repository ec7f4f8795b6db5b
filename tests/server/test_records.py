"""Records over the API: read with their form, changed, created."""

from typing import Any

import pytest

from tests.server.deployment import Deployment, User


@pytest.fixture
def user(deployment: Deployment) -> User:
    return deployment.user("graph")


def form_of(user: User, sobject: str, key: str) -> dict[str, Any]:
    answer = user.get(f"/records/{sobject}/{key}")
    assert answer.status_code == 200, answer.text
    assert answer.headers["ETag"] == answer.json()["etag"]
    form: dict[str, Any] = answer.json()
    return form


def test_a_record_is_read_with_its_form(user: User) -> None:
    account = user.crm.add("Account", Name="Ødegård & Sons")
    key = user.crm.add("Contact", LastName="Berg", FirstName="Ann", AccountId=account, Email="ann@example.com")
    form = form_of(user, "Contact", key)
    assert (form["sobject"], form["id"], form["name"], form["favourite"]) == ("Contact", key, "Ann Berg", False)
    assert form["url"].endswith(f"/lightning/r/Contact/{key}/view")
    assert form["display"]["AccountId"] == "Ødegård & Sons"
    assert form["fields"]["Name"]["compound"] == ["Salutation", "FirstName", "LastName"] or form["fields"]["Name"]
    assert form["values"]["Email"] == "ann@example.com"
