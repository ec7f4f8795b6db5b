"""Records over the API: read with their form, changed, created."""

from typing import Any

import pytest

from sandbox.salesforce.record_pages import add_record_type, set_layout
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


def test_create(user: User) -> None:
    form = user.get("/objects/Lead/form").json()
    assert (form["id"], form["etag"], form["values"]["Status"]) == (None, None, "Open - Not Contacted")
    assert [name for name, field in form["fields"].items() if field["required"]] == ["LastName", "Company"]
    values = {"LastName": "Lane", "Company": "Lane Ltd", "AnnualRevenue": 120000, "Email": None}
    answer = user.post("/records/Lead", {"values": values})
    assert answer.status_code == 201, answer.text
    made = answer.json()
    assert (made["name"], made["values"]["AnnualRevenue"]) == ("Lane", 120000)
    assert user.crm.read(made["id"], "Lead")["OwnerId"] == user.crm.id
    assert answer.headers["ETag"] == made["etag"]


def test_what_must_be_given_is_told_before_anything_is_sent(deployment: Deployment, user: User) -> None:
    user.get("/objects/Lead/form")
    before = len(deployment.sandbox.calls.list("salesforce"))
    answer = user.post("/records/Lead", {"values": {"Title": "x", "NumberOfEmployees": 1.5}})
    assert answer.status_code == 422
    assert {field["name"] for field in answer.json()["fields"]} == {"LastName", "Company", "NumberOfEmployees"}
    assert len(deployment.sandbox.calls.list("salesforce")) == before


def test_duplicates_are_shown_and_can_be_allowed(deployment: Deployment, user: User) -> None:
    org = deployment.sandbox.salesforce.org
    org.add_duplicate_rule("Lead", "Same_Mail", [["Email"]], action="Allow", message="There is somebody like that.")
    address = f"twin-{user.person_id}@example.org"
    first = user.crm.add("Lead", LastName="Twin", Company="C", Email=address, Title="Boss")
    wanted = {"values": {"LastName": "Twin", "Company": "C", "Email": address}}
    answer = user.post("/records/Lead", wanted)
    problem = answer.json()
    assert (answer.status_code, problem["code"], problem["can_save"]) == (409, "duplicates", True)
    assert problem["detail"] == "There is somebody like that."
    (candidate,) = problem["candidates"]
    assert (candidate["id"], candidate["name"], candidate["detail"]) == (first, "Twin", "Boss · C")
    assert user.post("/records/Lead", wanted | {"allow_duplicates": True}).status_code == 201


def test_a_rule_that_blocks_cannot_be_passed(deployment: Deployment, user: User) -> None:
    org = deployment.sandbox.salesforce.org
    org.add_duplicate_rule("Lead", "Same_Phone", [["Phone"]], action="Block")
    phone = f"+44 {user.person_id}"[:40]
    user.crm.add("Lead", LastName="Twin", Company="C", Phone=phone)
    wanted = {"values": {"LastName": "Twin", "Company": "C", "Phone": phone}, "allow_duplicates": True}
    answer = user.post("/records/Lead", wanted)
    assert (answer.status_code, answer.json()["can_save"]) == (409, False)


def test_a_layout_of_the_org_and_its_record_types(deployment: Deployment, user: User) -> None:
    org = deployment.sandbox.salesforce.org
    project = org.add_object(f"P{user.person_id[:8]}", "Project", "Projects")
    regions = ["North", "South"]
    org.add_field(project, "Region", "picklist", picklistValues=regions, restrictedPicklist=True)
    towns = [{"value": "Oslo", "validFor": ["North"]}, {"value": "Rome", "validFor": ["South"], "label": "Roma"}]
    org.add_field(project, "Town", "picklist", picklistValues=towns, controllerName="Region__c")
    org.add_field(project, "Share", "percent", precision=5, scale=2, inlineHelpText="Of the whole.")
    org.add_field(project, "Tags", "multipicklist", picklistValues=["a", "b", "c"])
    org.add_field(project, "Starts", "datetime")
    org.add_field(project, "Daily", "time")
    small = add_record_type(org, project, "Small", {"Region__c": ["South"]})
    set_layout(org, project, {"All": ["Name", "Town__c", "Share__c!", "Tags__c", "Starts__c", "~Daily__c"]})
    form = user.get(f"/objects/{project}/form", record_type=small).json()
    assert form["record_type"] == {"id": small, "name": "Small"}
    assert {one["name"]: one["default"] for one in form["record_types"]} == {"Small": True}
    assert form["values"]["RecordTypeId"] == small and form["values"]["Region__c"] == "South"
    assert form["sections"] == [
        {"label": "All", "fields": ["Name", "Town__c", "Share__c", "Tags__c", "Starts__c", "Daily__c"]}
    ]
    fields = form["fields"]
    assert (fields["Town__c"]["controller"], "Region__c" in fields) == ("Region__c", True)
    assert [choice["value"] for choice in fields["Region__c"]["choices"]] == ["South"]
    assert fields["Town__c"]["choices"][1] == {"value": "Rome", "label": "Roma", "valid_for": ["South"]}
    assert (fields["Share__c"]["help"], fields["Share__c"]["required"]) == ("Of the whole.", True)
    assert (fields["Share__c"]["precision"], fields["Share__c"]["scale"]) == (5, 2)
    assert not fields["Daily__c"]["createable"]
    values = {"Name": "Alpha", "Region__c": "South", "Town__c": "Rome", "Share__c": 12.25, "Tags__c": "a;c"}
    moment = {"Starts__c": "2026-03-04T05:06:07+02:00", "RecordTypeId": small}
    made = user.post(f"/records/{project}", {"values": values | moment}).json()
    assert made["values"]["Starts__c"] == "2026-03-04T03:06:07Z" and made["values"]["Share__c"] == 12.25
    assert (made["display"]["Town__c"], made["record_type"]["name"]) == ("Roma", "Small")
    for wrong in ({"Share__c": 1.234}, {"Share__c": 1000}, {"Region__c": "West"}, {"Daily__c": "25:00"}):
        answer = user.patch(f"/records/{project}/{made['id']}", {"values": wrong}, made["etag"])
        assert answer.status_code == 422, wrong
    with org.lock:
        older = org.system().query(f"SELECT Id FROM {project} LIMIT 1").records[0]["Id"]  # noqa: S608  (its name)
        org.system().update(project, older, {"RecordTypeId": None})
    assert form_of(user, project, older)["record_type"] is None
    unknown = user.get(f"/objects/{project}/form", record_type="012000000000009AAA")
    assert unknown.status_code == 404


def test_without_a_layout_all_fields_are_shown(user: User) -> None:
    profile = user.crm.read(user.crm.id, "User")["ProfileId"]
    form = form_of(user, "Profile", profile)
    (section,) = form["sections"]
    assert section["label"] == "Profile" and {"Name", "UserType"} <= set(section["fields"])
    assert not form["editable"]


def test_no_right_to_create(deployment: Deployment, user: User) -> None:
    org = deployment.sandbox.salesforce.org
    org.set_object_access("Standard User", "Case", create=False)
    try:
        answers = user.get("/objects/Case/form"), user.post("/records/Case", {"values": {"Subject": "x"}})
        assert [(answer.status_code, answer.json()["code"]) for answer in answers] == 2 * [(403, "crm_forbidden")]
    finally:
        org.set_object_access("Standard User", "Case")


def test_an_ended_session_is_told(deployment: Deployment, user: User, contact: str) -> None:
    deployment.sandbox.faults.add(kind="unauthorized", times=None)
    answer = user.get(f"/records/Contact/{contact}")
    assert (answer.status_code, answer.json()["code"]) == (409, "crm_session_expired")
    assert answer.json()["reconnect"] is True
