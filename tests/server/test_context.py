"""POST /context: everybody of an item, in at most two calls of Salesforce."""

from typing import Any

import pytest

from tests.server.deployment import Deployment, User


@pytest.fixture
def user(deployment: Deployment) -> User:
    return deployment.user("graph")


def asked(user: User, *addresses: str, **more: Any) -> dict[str, Any]:
    people = [{"name": "", "address": address, "role": "to"} for address in addresses]
    body = {"kind": "message", "mode": "read", "people": people} | more
    answer = user.post("/context", body)
    assert answer.status_code == 200, answer.text
    told: dict[str, Any] = answer.json()
    return told


def names(rows: list[dict[str, Any]]) -> list[str]:
    return [row["name"] for row in rows]


@pytest.fixture
def customer(user: User) -> dict[str, str]:
    """A contact with an account, and what goes on with them."""
    account = user.crm.add("Account", Name="Ødegård & Sons")
    address = f"ann@{account.lower()}.example"
    contact = user.crm.add("Contact", LastName="O'Neil", FirstName="Ann", Email=address, AccountId=account)
    deal = {"AccountId": account, "CloseDate": "2027-01-31"}
    user.crm.add("Opportunity", Name="Open deal", StageName="Prospecting", Amount=1200, **deal)
    user.crm.add("Opportunity", Name="Lost deal", StageName="Closed Lost", **deal)
    user.crm.add("Case", Subject="Leaking", ContactId=contact)
    user.crm.add("Case", Subject="Solved", ContactId=contact, Status="Closed")
    for day in range(1, 8):
        user.crm.add("Task", Subject=f"Call {day}", WhoId=contact, Status="Completed", ActivityDate=f"2026-01-0{day}")
    user.crm.schedule("Visit", "2026-01-06T12:00:00Z", 30, WhoId=contact)
    return {"account": account, "contact": contact, "address": address}


def test_what_goes_on_with_a_contact(user: User, customer: dict[str, str]) -> None:
    told = asked(user, customer["address"].upper())
    (person,) = told["people"]
    assert (person["address"], person["name"], person["internal"]) == (customer["address"], "Ann O'Neil", False)
    (record,) = person["records"]
    assert (record["sobject"], record["id"]) == ("Contact", customer["contact"])
    assert record["account"] == {"id": customer["account"], "name": "Ødegård & Sons"}
    assert record["url"].endswith(f"/lightning/r/Contact/{customer['contact']}/view")
    assert (names(person["opportunities"]), names(person["cases"])) == (["Open deal"], ["Leaking"])
    assert person["opportunities"][0]["status"] == "Prospecting"
    assert names(person["activities"]) == ["Call 7", "Visit", "Call 6", "Call 5", "Call 4"]
    assert person["activities"][1]["at"] == "2026-01-06T12:00:00Z"
    assert [row["sobject"] for row in told["related"]] == ["Opportunity", "Case", "Account"]
    assert (told["share"], told["left_out"]) == (None, 0)


def test_two_calls_for_everybody(deployment: Deployment, user: User, customer: dict[str, str]) -> None:
    everybody = [customer["address"], *(f"p{number}@many.example" for number in range(99))]
    asked(user, *everybody)
    calls = deployment.sandbox.calls
    before = len(calls.list("salesforce"))
    told = asked(user, *everybody)
    made = calls.list("salesforce")[before:]
    assert len(made) <= 2, [call.operation for call in made]
    assert len(told["people"]) == 100
    assert told["people"][0]["records"] and not told["people"][1]["records"]


def test_the_wait_for_salesforce_is_told(user: User) -> None:
    answer = user.post("/context", {"kind": "message", "mode": "read", "people": [{"address": "a@b.example"}]})
    spans = dict(span.split(";dur=") for span in answer.headers["Server-Timing"].split(", "))
    assert set(spans) <= {"crm", "identity", "total"}
    assert 0 < float(spans["crm"]) < float(spans["total"])
    assert user.get("/session").headers["Server-Timing"].startswith("total;dur=")


def test_colleagues_leads_and_strangers(deployment: Deployment, user: User) -> None:
    colleague = deployment.user("ews")
    lead = f"lead-{user.person_id[:8]}@example.org"
    user.crm.add("Lead", LastName="Lane", Company="Lane Ltd", Email=lead)
    people = [
        {"name": "Someone", "address": "stranger@else.example", "role": "from"},
        {"name": "", "address": lead, "role": "to"},
        {"name": "", "address": colleague.address, "role": "cc"},
        {"name": "Printer", "address": "printer@brightwater.example", "role": "cc"},
    ]
    told = user.post("/context", {"kind": "appointment", "mode": "compose", "people": people}).json()["people"]
    assert [(one["name"], one["internal"]) for one in told] == [
        ("Someone", False),
        ("Lane", False),
        (f"Uma {colleague.address.partition('@')[0]}", True),
        ("Printer", True),
    ]
    assert [[row["sobject"] for row in one["records"]] for one in told] == [[], ["Lead"], ["User"], []]
    assert told[1]["records"][0]["detail"] == "Lane Ltd"


def test_more_than_a_hundred_are_left_out_and_counted(user: User) -> None:
    told = asked(user, *(f"p{number}@many.example" for number in range(130)))
    assert (len(told["people"]), told["left_out"]) == (100, 30)
    assert asked(user)["people"] == []


def test_addresses_that_are_none_are_left_aside(user: User) -> None:
    hostile = ["", "' OR Name != '", "x" * 400 + "@example.com", "a\\'@b.c", "%@%", "/o=ExchangeLabs/cn=Recipients"]
    told = asked(user, *hostile)
    assert [one["address"] for one in told["people"]] == ["a\\'@b.c", "%@%"]
    assert all(not one["records"] for one in told["people"])


def test_hidden_fields_are_left_out_and_remembered(
    deployment: Deployment, user: User, customer: dict[str, str]
) -> None:
    org = deployment.sandbox.salesforce.org
    hidden = [("Contact", "Title"), ("Task", "Status"), ("Case", "Priority")]
    for sobject, field in hidden:
        org.set_field_access("Standard User", sobject, field, read=False, edit=False)
    try:
        (person,) = asked(user, customer["address"])["people"]
        assert (names(person["records"]), names(person["cases"])) == (["Ann O'Neil"], ["Leaking"])
        assert len(person["activities"]) == 5
        before = len(deployment.sandbox.calls.list("salesforce"))
        asked(user, customer["address"])
        assert len(deployment.sandbox.calls.list("salesforce")) - before == 2
    finally:
        for sobject, field in hidden:
            org.set_field_access("Standard User", sobject, field, read=True, edit=True)


def test_an_object_out_of_sight_has_no_records(deployment: Deployment, user: User, customer: dict[str, str]) -> None:
    org = deployment.sandbox.salesforce.org
    org.set_object_access("Standard User", "Opportunity", read=False)
    try:
        (person,) = asked(user, customer["address"])["people"]
        assert (person["opportunities"], names(person["cases"])) == ([], ["Leaking"])
    finally:
        org.set_object_access("Standard User", "Opportunity")


def test_salesforce_away(deployment: Deployment, user: User) -> None:
    deployment.sandbox.faults.add(kind="unavailable", times=None)
    answer = user.post("/context", {"kind": "message", "mode": "read", "people": [{"address": "a@b.example"}]})
    assert (answer.status_code, answer.json()["code"]) == (502, "crm_unavailable")
    assert answer.headers["Retry-After"]


def test_whatever_a_stranger_calls_himself_the_people_are_told(user: User) -> None:
    """A name, a subject or an address may be longer than any, or cut in the middle of an emoji."""
    for odd in ("x" * 5000, "smile \ud83d", "nul \x00", "", "\u202egnp.exe"):
        people = [
            {"name": odd, "address": "someone@elsewhere.example", "role": "from"},
            {"name": "Cc", "address": f"{odd}@elsewhere.example", "role": "cc"},
        ]
        answer = user.post("/context", {"kind": "message", "mode": "read", "subject": odd, "people": people})
        assert answer.status_code == 200, answer.text
        first = answer.json()["people"][0]
        assert (first["address"], first["name"][:3]) == ("someone@elsewhere.example", odd[:3] or "som")
        share = {"kind": "email", "item_id": "AAMk=", "subject": odd, "attachments": [{"id": "1", "name": odd}]}
        assert user.post("/shares", share).status_code == 202
