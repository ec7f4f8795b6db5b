"""New records, the layouts of an org, and what nobody may create."""

from dataclasses import dataclass

import pytest

from sandbox.salesforce.record_pages import add_record_type, set_layout
from tests.server.deployment import Deployment, User
from tests.server.test_records import form_of


@pytest.fixture
def user(deployment: Deployment) -> User:
    return deployment.user("graph")


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


@dataclass(frozen=True)
class Project:
    """An object of the org with a field of most kinds. small: its record type, in the South only."""

    name: str
    small: str


@pytest.fixture
def project(deployment: Deployment, user: User) -> Project:
    org = deployment.sandbox.salesforce.org
    name = org.add_object(f"P{user.person_id[:8]}", "Project", "Projects")
    regions = ["North", "South"]
    org.add_field(name, "Region", "picklist", picklistValues=regions, restrictedPicklist=True)
    towns = [{"value": "Oslo", "validFor": ["North"]}, {"value": "Rome", "validFor": ["South"], "label": "Roma"}]
    org.add_field(name, "Town", "picklist", picklistValues=towns, controllerName="Region__c")
    org.add_field(name, "Share", "percent", precision=5, scale=2, inlineHelpText="Of the whole.")
    org.add_field(name, "Tags", "multipicklist", picklistValues=["a", "b", "c"])
    org.add_field(name, "Starts", "datetime")
    org.add_field(name, "Daily", "time")
    small = add_record_type(org, name, "Small", {"Region__c": ["South"]})
    set_layout(org, name, {"All": ["Name", "Town__c", "Share__c!", "Tags__c", "Starts__c", "~Daily__c"]})
    return Project(name, small)


def test_a_layout_of_the_org_and_its_record_types(user: User, project: Project) -> None:
    form = user.get(f"/objects/{project.name}/form", record_type=project.small).json()
    assert form["record_type"] == {"id": project.small, "name": "Small"}
    assert {one["name"]: one["default"] for one in form["record_types"]} == {"Small": True}
    assert form["values"]["RecordTypeId"] == project.small and form["values"]["Region__c"] == "South"
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
    unknown = user.get(f"/objects/{project.name}/form", record_type="012000000000009AAA")
    assert unknown.status_code == 404


def test_values_of_most_kinds(deployment: Deployment, user: User, project: Project) -> None:
    values = {"Name": "Alpha", "Region__c": "South", "Town__c": "Rome", "Share__c": 12.25, "Tags__c": "a;c"}
    moment = {"Starts__c": "2026-03-04T05:06:07+02:00", "RecordTypeId": project.small}
    made = user.post(f"/records/{project.name}", {"values": values | moment}).json()
    assert made["values"]["Starts__c"] == "2026-03-04T03:06:07Z" and made["values"]["Share__c"] == 12.25
    assert (made["display"]["Town__c"], made["record_type"]["name"]) == ("Roma", "Small")
    for wrong in ({"Share__c": 1.234}, {"Share__c": 1000}, {"Region__c": "West"}, {"Daily__c": "25:00"}):
        answer = user.patch(f"/records/{project.name}/{made['id']}", {"values": wrong}, made["etag"])
        assert answer.status_code == 422, wrong
    org = deployment.sandbox.salesforce.org
    with org.lock:
        org.system().update(project.name, made["id"], {"RecordTypeId": None})
    assert form_of(user, project.name, made["id"])["record_type"] is None


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


def test_rich_text_is_read_and_left_to_salesforce(deployment: Deployment, user: User) -> None:
    org = deployment.sandbox.salesforce.org
    rich = {"name": "Story", "type": "textarea", "length": 32000, "extraTypeInfo": "richtextarea"}
    with org.lock:
        name = org.add_object(f"Rich{user.person_id[:6]}", "Rich", "Riches", [rich])
    html = "<p>Dear <b>all</b>,</p><p>line&nbsp;two</p>"
    path = f"/records/{name}/{user.crm.add(name, Name='Told', Story__c=html)}"
    form = user.get(path)
    told = form.json()
    assert (told["values"]["Story__c"], told["fields"]["Story__c"]["editable"]) == ("Dear all,\nline two", False)
    refused = user.patch(path, {"values": {"Story__c": "plain"}}, form.headers["ETag"])
    assert (refused.status_code, refused.json()["fields"][0]["name"]) == (422, "Story__c")
