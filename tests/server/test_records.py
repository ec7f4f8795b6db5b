"""Records over the API: read with their form, changed, created."""

from typing import Any

import pytest

from tests.server.deployment import Deployment, User

ABSENT = "0035i0000000zzzAAA"


@pytest.fixture
def user(deployment: Deployment) -> User:
    return deployment.user("graph")


@pytest.fixture
def contact(user: User) -> str:
    account = user.crm.add("Account", Name="Ødegård & Sons")
    return user.crm.add("Contact", LastName="Berg", FirstName="Ann", AccountId=account, Email="ann@example.com")


def form_of(user: User, sobject: str, key: str) -> dict[str, Any]:
    answer = user.get(f"/records/{sobject}/{key}")
    assert answer.status_code == 200, answer.text
    assert answer.headers["ETag"] == answer.json()["etag"]
    form: dict[str, Any] = answer.json()
    return form


def test_a_record_is_read_with_its_form(user: User, contact: str) -> None:
    form = form_of(user, "Contact", contact)
    assert (form["sobject"], form["id"], form["name"], form["label"]) == ("Contact", contact, "Ann Berg", "Contact")
    assert form["url"].endswith(f"/lightning/r/Contact/{contact}/view")
    assert form["display"]["AccountId"] == "Ødegård & Sons"
    assert form["display"]["OwnerId"].startswith("Uma ")
    assert form["values"]["Email"] == "ann@example.com"
    assert (form["editable"], form["favourite"], form["record_type"]) == (True, False, None)
    sections = {section["label"]: section["fields"] for section in form["sections"]}
    assert list(sections) == [
        "Contact Information",
        "Address Information",
        "Description Information",
        "System Information",
    ]
    assert set(form["fields"]["Name"]["compound"]) == {"Salutation", "FirstName", "LastName"}
    address = form["fields"]["MailingAddress"]["compound"]
    assert address == ["MailingStreet", "MailingCity", "MailingState", "MailingPostalCode", "MailingCountry"]
    assert set(address) <= set(form["values"]) and "MailingAddress" not in form["values"]
    named = {name for fields in sections.values() for name in fields}
    assert named <= set(form["fields"]) and not form["fields"]["CreatedById"]["editable"]
    assert form["fields"]["LastName"]["required"] and not form["fields"]["FirstName"]["required"]


def test_one_call_once_the_object_is_known(deployment: Deployment, user: User, contact: str) -> None:
    form_of(user, "Contact", contact)
    before = len(deployment.sandbox.calls.list("salesforce"))
    assert form_of(user, "Contact", contact)["display"]["AccountId"]
    assert len(deployment.sandbox.calls.list("salesforce")) == before + 1


@pytest.mark.parametrize(
    "path",
    [
        f"Contact/{ABSENT}",
        "Contact/x",
        f"Nope__c/{ABSENT}",
        f"Contact%20WHERE/{ABSENT}",
        "Contact/..%2f..%2flimits",
        "Account/0035i0000000001AAA",
        f"User/{ABSENT}",
    ],
)
def test_what_is_not_there(user: User, path: str) -> None:
    for answer in (user.get(f"/records/{path}"), user.patch(f"/records/{path}", {"values": {}}, '"x"')):
        assert (answer.status_code, answer.json()["code"]) == (404, "not_found")


def test_records_out_of_sight_answer_like_absent_ones(deployment: Deployment, user: User) -> None:
    theirs = deployment.user("graph").crm.add("Contact", LastName="Private")
    mine, absent = (user.get(f"/records/Contact/{key}") for key in (theirs, ABSENT))
    assert (mine.status_code, mine.json()) == (404, absent.json())


def test_only_what_changed_is_sent(user: User, contact: str) -> None:
    form = form_of(user, "Contact", contact)
    user.crm.edit(contact, Jigsaw=None)
    changes = {"Title": "Head of Sales", "Email": None, "Birthdate": "1970-02-28"}
    answer = user.patch(f"/records/Contact/{contact}", {"values": changes}, form["etag"])
    assert answer.status_code == 200, answer.text
    after = answer.json()
    assert after["etag"] == answer.headers["ETag"] != form["etag"]
    assert {name: after["values"][name] for name in changes} == changes
    row = user.crm.read(contact)
    assert (row["Title"], row["Email"], row["LastName"]) == ("Head of Sales", None, "Berg")


def test_if_match_is_needed(user: User, contact: str) -> None:
    answer = user.patch(f"/records/Contact/{contact}", {"values": {"Title": "x"}})
    assert (answer.status_code, answer.json()["code"]) == (428, "if_match_missing")


@pytest.mark.parametrize("told", ["{}", "W/{}", '"other", {}', '{},"other"', "*"])
def test_one_of_several_etags_or_any_is_enough(user: User, contact: str, told: str) -> None:
    """RFC 9110, 13.1.1, of a record and of the settings."""
    tag = form_of(user, "Contact", contact)["etag"]
    assert user.patch(f"/records/Contact/{contact}", {"values": {"Title": told}}, told.format(tag)).status_code == 200
    tag = user.get("/settings").headers["ETag"]
    same = user.patch("/settings", {"kinds": {}}, told.format(tag))
    assert same.status_code == 200, same.text


@pytest.mark.parametrize("told", ['"other"', '"other", "more"', '""', '"*"', ",", '"', "W/*"])
def test_other_etags_are_not(user: User, contact: str, told: str) -> None:
    for path, body in ((f"/records/Contact/{contact}", {"values": {"Title": "x"}}), ("/settings", {"kinds": {}})):
        assert user.patch(path, body, told).status_code == 412


def test_a_record_changed_meanwhile_comes_back_as_it_is_now(user: User, contact: str) -> None:
    form = form_of(user, "Contact", contact)
    user.crm.edit(contact, Title="Theirs")
    answer = user.patch(f"/records/Contact/{contact}", {"values": {"Title": "Mine"}}, form["etag"])
    problem = answer.json()
    assert (answer.status_code, problem["code"]) == (412, "changed_meanwhile")
    assert (problem["current"]["values"]["Title"], problem["current"]["etag"] != form["etag"]) == ("Theirs", True)
    again = user.patch(f"/records/Contact/{contact}", {"values": {"Title": "Mine"}}, problem["current"]["etag"])
    assert again.json()["values"]["Title"] == user.crm.read(contact)["Title"] == "Mine"


def test_who_saves_between_our_look_and_our_change_is_not_overwritten(
    deployment: Deployment, user: User, contact: str
) -> None:
    """If-Unmodified-Since is on the wire: Salesforce itself refuses what is older than its record."""
    form = form_of(user, "Contact", contact)
    before = len(deployment.sandbox.calls.list("salesforce"))
    user.patch(f"/records/Contact/{contact}", {"values": {"Title": "x"}}, form["etag"])
    made = [call.operation for call in deployment.sandbox.calls.list("salesforce")[before:]]
    assert [operation for operation in made if operation.startswith("PATCH")] == ["PATCH sobjects/Contact/{record_id}"]
    assert len(made) == 3


WRONG: list[tuple[dict[str, Any], str]] = [
    ({"LastName": None}, "LastName"),
    ({"LastName": "  "}, "LastName"),
    ({"LastName": "x" * 81}, "LastName"),
    ({"Email": "not an address"}, "Email"),
    ({"Birthdate": "31.12.1970"}, "Birthdate"),
    ({"Birthdate": "2026-02-30"}, "Birthdate"),
    ({"AccountId": "Acme"}, "AccountId"),
    ({"Title": 7}, "Title"),
    ({"Title": {"$ne": None}}, "Title"),
    ({"CreatedDate": "2026-01-01T00:00:00Z"}, "CreatedDate"),
    ({"Nope__c": "x"}, "Nope__c"),
    ({"MailingCity": ["x"]}, "MailingCity"),
]


@pytest.mark.parametrize(("values", "name"), WRONG)
def test_wrong_values_are_told_at_their_field(user: User, contact: str, values: dict[str, Any], name: str) -> None:
    form = form_of(user, "Contact", contact)
    answer = user.patch(f"/records/Contact/{contact}", {"values": values}, form["etag"])
    problem = answer.json()
    assert (answer.status_code, problem["code"]) == (422, "fields_refused")
    (field,) = problem["fields"]
    assert field["name"] == name and field["message"].endswith(".")
    assert form_of(user, "Contact", contact)["etag"] == form["etag"]


def test_salesforces_own_refusal_lands_at_its_field(deployment: Deployment, user: User) -> None:
    org = deployment.sandbox.salesforce.org
    org.add_validation_rule("Lead", "Titled", "Title = 'King'", "Kings are no leads.", field="Title")
    key = user.crm.add("Lead", LastName="L", Company="C")
    form = form_of(user, "Lead", key)
    answer = user.patch(f"/records/Lead/{key}", {"values": {"Title": "King"}}, form["etag"])
    assert answer.status_code == 422
    assert answer.json()["fields"] == [{"name": "Title", "label": "Title", "message": "Kings are no leads."}]
    org.set_validation_rule("Lead", "Titled", active=False)


def test_a_record_shared_for_reading_is_read_only(deployment: Deployment, user: User) -> None:
    org, owner = deployment.sandbox.salesforce.org, deployment.user("graph")
    org.set_sharing("Case", "Read")
    try:
        key = owner.crm.add("Case", Subject="Theirs")
        form = form_of(user, "Case", key)
        assert not form["editable"] and not any(field["editable"] for field in form["fields"].values())
        answer = user.patch(f"/records/Case/{key}", {"values": {"Subject": "Mine"}}, form["etag"])
        assert (answer.status_code, answer.json()["code"]) == (403, "crm_forbidden")
        assert form_of(owner, "Case", key)["editable"]
    finally:
        org.set_sharing("Case", "ReadWrite")


def test_fields_without_right_are_read_only_or_absent(deployment: Deployment, user: User, contact: str) -> None:
    org = deployment.sandbox.salesforce.org
    org.set_field_access("Standard User", "Contact", "Fax", read=True, edit=False)
    org.set_field_access("Standard User", "Contact", "Department", read=False, edit=False)
    try:
        form = form_of(user, "Contact", contact)
        assert not form["fields"]["Fax"]["editable"]
        assert "Department" not in form["fields"] and form["fields"]["Title"]["editable"]
    finally:
        for field in ("Fax", "Department"):
            org.set_field_access("Standard User", "Contact", field, read=True, edit=True)


def test_a_right_that_is_taken_away_is_noticed(deployment: Deployment, user: User, contact: str) -> None:
    org, form = deployment.sandbox.salesforce.org, form_of(user, "Contact", contact)
    org.set_field_access("Standard User", "Contact", "Title", read=True, edit=False)
    try:
        answer = user.patch(f"/records/Contact/{contact}", {"values": {"Title": "x"}}, form["etag"])
        assert (answer.status_code, answer.json()["fields"][0]["name"]) == (422, "Title")
        assert not form_of(user, "Contact", contact)["fields"]["Title"]["editable"]
    finally:
        org.set_field_access("Standard User", "Contact", "Title", read=True, edit=True)


def test_an_ended_session_is_told(deployment: Deployment, user: User, contact: str) -> None:
    deployment.sandbox.faults.add(kind="unauthorized", times=None)
    answer = user.get(f"/records/Contact/{contact}")
    assert (answer.status_code, answer.json()["code"]) == (409, "crm_session_expired")
    assert answer.json()["reconnect"] is True
