"""The unmodified simple-salesforce client against the sandbox: which call, and the shape it gets back."""

from datetime import timedelta
from typing import Any

import pytest
from simple_salesforce.api import Salesforce as Client
from simple_salesforce.exceptions import (
    SalesforceAuthenticationFailed,
    SalesforceExpiredSession,
    SalesforceMalformedRequest,
    SalesforceMoreThanOneRecord,
    SalesforceRefusedRequest,
    SalesforceResourceNotFound,
)
from simple_salesforce.login import SalesforceLogin

from tests.sandbox.salesforce_face.conftest import ANN, PASSWORD, SECRET, TOKEN, World
from tests.sandbox.salesforce_face.test_oauth_jwt import Signer


@pytest.fixture
def client(world: World) -> Any:
    return Client(session_id=world.tokens["access_token"], instance_url=world.url, session=world.session)


def test_create_get_update_delete(client: Any) -> None:
    made = client.Contact.create({"LastName": "Smith", "Email": "s@example.com"})
    assert made["success"] is True
    assert made["errors"] == []
    assert client.Contact.get(made["id"])["Email"] == "s@example.com"
    assert client.Contact.update(made["id"], {"FirstName": "Ann"}) == 204
    assert client.Contact.delete(made["id"]) == 204
    with pytest.raises(SalesforceResourceNotFound):
        client.Contact.get(made["id"])


def test_upsert_and_get_by_custom_id(client: Any) -> None:
    assert client.Contact.upsert("ExchangeKey__c/k1", {"LastName": "One"}) == 201
    assert client.Contact.upsert("ExchangeKey__c/k1", {"LastName": "Two"}) == 200
    assert client.Contact.get_by_custom_id("ExchangeKey__c", "k1")["LastName"] == "Two"
    for _ in range(2):
        client.Contact.create({"LastName": "Same", "Email": "same@example.com"})
    with pytest.raises(SalesforceMoreThanOneRecord) as caught:
        client.Contact.upsert("Email/same@example.com", {"LastName": "X"})
    assert len(caught.value.content) == 2


def test_query_query_more_and_query_all(world: World, client: Any) -> None:
    acting = world.salesforce.org.as_user(world.users[ANN])
    for number in range(405):
        acting.insert("Contact", {"LastName": f"N{number}"})
    headers = {"Sforce-Query-Options": "batchSize=200"}
    first = client.query("SELECT Id FROM Contact", headers=headers)
    assert (first["totalSize"], first["done"], len(first["records"])) == (405, False, 200)
    second = client.query_more(first["nextRecordsUrl"], identifier_is_url=True, headers=headers)
    assert len(second["records"]) == 200
    everything = client.query_all("SELECT Id FROM Contact", headers=dict(headers))
    assert (len(everything["records"]), everything["done"]) == (405, True)
    assert sum(1 for _ in client.query_all_iter("SELECT Id FROM Contact", include_deleted=True)) == 405


def test_describe_metadata_and_layout(client: Any) -> None:
    assert client.describe()["maxBatchSize"] == 200
    assert client.Contact.describe()["name"] == "Contact"
    assert client.Contact.metadata()["objectDescribe"]["keyPrefix"] == "003"
    assert "layouts" in client.Contact.describe_layout("")


def test_updated_and_deleted(world: World, client: Any) -> None:
    made = client.Contact.create({"LastName": "A"})["id"]
    world.clock.advance(minutes=3)
    now = world.clock.now()
    assert client.Contact.updated(now - timedelta(minutes=5), now)["ids"] == [made]
    client.Contact.delete(made)
    world.clock.advance(minutes=3)
    deleted = client.Contact.deleted(now - timedelta(minutes=5), world.clock.now())
    assert [row["id"] for row in deleted["deletedRecords"]] == [made]


def test_search_and_quick_search(client: Any) -> None:
    made = client.Contact.create({"LastName": "Findable"})["id"]
    found = client.search("FIND {Findable} RETURNING Contact(Id)")
    assert [row["Id"] for row in found["searchRecords"]] == [made]
    assert made in [row["Id"] for row in client.quick_search("Findable")["searchRecords"]]


def test_limits_usage_and_userinfo(world: World, client: Any) -> None:
    world.salesforce.quota = 5000
    assert client.limits()["DailyApiRequests"]["Max"] == 5000
    usage = client.api_usage["api-usage"]
    assert (usage.used, usage.total) == (1, 5000)
    assert client.oauth2("userinfo")["preferred_username"] == ANN


def test_restful_reaches_collections_and_composite(client: Any) -> None:
    rows = [{"attributes": {"type": "Contact"}, "LastName": name} for name in "AB"]
    made = client.restful("composite/sobjects", method="POST", json={"records": rows})
    assert [row["success"] for row in made] == [True, True]
    parts = [{"method": "GET", "url": "/services/data/v59.0/sobjects/Contact", "referenceId": "a"}]
    answer = client.restful("composite", method="POST", json={"compositeRequest": parts})
    assert answer["compositeResponse"][0]["httpStatusCode"] == 200
    assert client.restful("sobjects/Contact/listviews")["done"] is True
    assert client.restful(f"sobjects/Contact/{made[0]['id']}", method="DELETE") is None


def test_exceptions_by_status(world: World, client: Any) -> None:
    with pytest.raises(SalesforceMalformedRequest) as caught:
        client.Contact.create({"FirstName": "A"})
    content: Any = caught.value.content
    assert content[0]["errorCode"] == "REQUIRED_FIELD_MISSING"
    world.salesforce.quota = 1
    with pytest.raises(SalesforceRefusedRequest):
        client.limits()
    world.salesforce.expire_sessions(ANN)
    with pytest.raises(SalesforceExpiredSession):
        client.limits()


def test_soap_login(world: World) -> None:
    options: dict[str, Any] = {"scratch_url": world.url, "session": world.session}
    session_id, instance = SalesforceLogin(
        username=ANN, password=PASSWORD, security_token=TOKEN, sf_version="59.0", **options
    )
    assert instance == world.url.removeprefix("https://")
    assert Client(session_id=session_id, instance=instance, session=world.session).limits()
    by_org = SalesforceLogin(
        username=ANN, password=PASSWORD, organizationId=world.salesforce.org.id, sf_version="64.0", **options
    )
    assert by_org[1] == instance


@pytest.mark.parametrize(
    ("version", "password", "code"),
    [("59.0", "wrong", "INVALID_LOGIN"), ("65.0", PASSWORD, "UNSUPPORTED_API_VERSION"), ("30.0", "x", "UNSUPPORTED")],
)
def test_soap_login_refusals(world: World, version: str, password: str, code: str) -> None:
    with pytest.raises(SalesforceAuthenticationFailed) as caught:
        SalesforceLogin(
            username=ANN,
            password=password,
            security_token="",
            sf_version=version,
            scratch_url=world.url,
            session=world.session,
        )
    assert str(caught.value.code).startswith(code)


def test_other_soap_bodies_are_faults(world: World) -> None:
    for body in (b"", b"<a/>", b"<!DOCTYPE x [<!ENTITY e SYSTEM 'file:///etc/passwd'>]><x>&e;</x>", b"\xff"):
        reply = world.session.post(f"{world.url}/services/Soap/u/59.0", data=body)
        assert (reply.status_code, b"sf:exceptionCode" in reply.content) == (500, True)


def test_jwt_and_password_logins(world: World) -> None:
    signer = Signer()
    world.salesforce.add_app(name="J", client_id="JWT", certificate_pem=signer.pem)
    client = Client(username=ANN, consumer_key="JWT", privatekey=signer.key_pem, session=world.session)
    assert client.sf_instance == world.url.removeprefix("https://")
    assert client.limits()
    client = Client(username=ANN, password=PASSWORD, consumer_key="CID", consumer_secret=SECRET, session=world.session)
    assert client.limits()
    world.salesforce.add_app(name="CC", client_id="CC", client_secret=SECRET, run_as=ANN)
    client = Client(consumer_key="CC", consumer_secret=SECRET, domain="acme.my", session=world.session)
    assert client.limits()
