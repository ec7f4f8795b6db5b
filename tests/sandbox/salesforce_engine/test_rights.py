"""Who sees and changes what: sharing, field-level security, rights on objects."""

import pytest

from tests.sandbox.salesforce_engine.conftest import Company, refused

STANDARD = "Standard User"


@pytest.fixture
def account(company: Company) -> str:
    return company.ann.insert("Account", {"Name": "Acme"})


def test_private_records_are_seen_by_their_owner_and_the_admin(company: Company) -> None:
    company.org.set_sharing("Lead", "Private")
    key = company.ann.insert("Lead", {"LastName": "Lane", "Company": "C"})
    assert company.bob.query("SELECT Id FROM Lead").total == 0
    assert company.admin.query("SELECT Id FROM Lead").total == company.ann.query("SELECT Id FROM Lead").total == 1
    for call in (company.bob.retrieve, company.bob.delete):
        assert refused(call, "Lead", key).status == 404
    assert refused(company.bob.update, "Lead", key, {"Title": "x"}).status == 404
    assert company.bob.search("FIND {La*} RETURNING Lead") == []


def test_sharing_a_record(company: Company) -> None:
    company.org.set_sharing("Lead", "Private")
    key = company.ann.insert("Lead", {"LastName": "L", "Company": "C"})
    bob = company.bob.context.user_id
    company.org.share(key, bob, "Read")
    assert company.bob.query("SELECT Id FROM Lead").total == 1
    assert refused(company.bob.update, "Lead", key, {"Title": "x"}).code == "INSUFFICIENT_ACCESS_OR_READONLY"
    company.org.share(key, bob, "Edit")
    company.bob.update("Lead", key, {"Title": "x"})
    assert refused(company.bob.delete, "Lead", key).code == "INSUFFICIENT_ACCESS_OR_READONLY"


def test_read_only_sharing(company: Company) -> None:
    company.org.set_sharing("Account", "Read")
    key = company.ann.insert("Account", {"Name": "A"})
    assert company.bob.retrieve("Account", key, ["Name"])["Name"] == "A"
    assert refused(company.bob.update, "Account", key, {"Name": "B"}).code == "INSUFFICIENT_ACCESS_OR_READONLY"


def test_a_private_contact_has_no_account(company: Company, account: str) -> None:
    key = company.ann.insert("Contact", {"LastName": "L"})
    assert company.bob.query("SELECT Id FROM Contact").total == 0
    assert company.admin.query("SELECT Id FROM Contact").total == 1
    company.ann.update("Contact", key, {"AccountId": account})
    assert company.bob.query("SELECT Id FROM Contact").total == 1


def test_public_access_lets_edit_but_not_delete(company: Company, account: str) -> None:
    key = company.ann.insert("Contact", {"LastName": "L", "AccountId": account})
    company.bob.update("Contact", key, {"Title": "x"})
    assert refused(company.bob.delete, "Contact", key).code == "INSUFFICIENT_ACCESS_OR_READONLY"
    assert company.admin.query("SELECT Title FROM Contact").records[0]["Title"] == "x"
    company.admin.delete("Contact", key)


def test_the_owner_of_the_account_may_delete_its_contacts(company: Company, account: str) -> None:
    key = company.bob.insert("Contact", {"LastName": "L", "AccountId": account})
    company.ann.delete("Contact", key)
    assert company.admin.query("SELECT Id FROM Contact").total == 0


def test_an_invisible_parent_cannot_be_referred_to(company: Company, account: str) -> None:
    company.org.set_sharing("Account", "Private")
    error = refused(company.bob.insert, "Contact", {"LastName": "L", "AccountId": account})
    assert error.code == "INSUFFICIENT_ACCESS_ON_CROSS_REFERENCE_ENTITY"


def test_queues_share_their_records(company: Company) -> None:
    company.org.set_sharing("Lead", "Private")
    queue = company.admin.insert("Group", {"Name": "Inbound", "Type": "Queue"})
    company.admin.insert("GroupMember", {"GroupId": queue, "UserOrGroupId": company.bob.context.user_id})
    key = company.ann.insert("Lead", {"LastName": "L", "Company": "C", "OwnerId": queue})
    assert company.bob.query("SELECT Id FROM Lead USING SCOPE queue_owned").total == 1
    assert company.ann.query("SELECT Id FROM Lead").total == 0
    assert company.bob.query("SELECT Owner.Name, Owner.Type FROM Lead").records[0]["Owner"]["Name"] == "Inbound"
    company.bob.update("Lead", key, {"Title": "x"})


def test_hidden_fields_vanish(company: Company) -> None:
    key = company.ann.insert("Contact", {"LastName": "L", "Title": "CEO"})
    company.org.set_field_access(STANDARD, "Contact", "Title", read=False, edit=False)
    ann = company.org.as_user(company.ann.context.user_id)
    assert "Title" not in [field["name"] for field in ann.describe("Contact")["fields"]]
    assert "Title" not in ann.retrieve("Contact", key)
    for call in (
        lambda: ann.retrieve("Contact", key, ["Title"]),
        lambda: ann.query("SELECT Title FROM Contact"),
        lambda: ann.query("SELECT Id FROM Contact WHERE Title = 'CEO'"),
        lambda: ann.query("SELECT Id FROM Contact ORDER BY Title"),
        lambda: ann.update("Contact", key, {"Title": "x"}),
    ):
        assert refused(call).code == "INVALID_FIELD"
    assert "Title" in company.admin.retrieve("Contact", key)
    for view in ann.list_views("Contact")["listviews"]:
        assert "Title" not in ann.list_view_describe("Contact", view["id"])["query"]


def test_read_only_fields(company: Company) -> None:
    key = company.ann.insert("Contact", {"LastName": "L"})
    company.org.set_field_access(STANDARD, "Contact", "Title", read=True, edit=False)
    ann = company.org.as_user(company.ann.context.user_id)
    (title,) = [field for field in ann.describe("Contact")["fields"] if field["name"] == "Title"]
    assert (title["createable"], title["updateable"]) == (False, False)
    error = refused(ann.update, "Contact", key, {"Title": "x"})
    assert (error.code, error.fields) == ("INVALID_FIELD_FOR_INSERT_UPDATE", ["Title"])
    assert error.message.startswith("Unable to create/update fields: Title. Please check the security settings")


def test_a_hidden_reference_hides_the_parent(company: Company) -> None:
    company.org.set_field_access(STANDARD, "Contact", "AccountId", read=False, edit=False)
    ann = company.org.as_user(company.ann.context.user_id)
    assert refused(ann.query, "SELECT Account.Name FROM Contact").code == "INVALID_FIELD"


def test_object_rights(company: Company, account: str) -> None:
    key = company.ann.insert("Contact", {"LastName": "L", "AccountId": account})
    company.org.set_object_access(STANDARD, "Contact", create=False, edit=False, delete=False)
    ann = company.org.as_user(company.ann.context.user_id)
    assert refused(ann.insert, "Contact", {"LastName": "M"}).code == "CANNOT_INSERT_UPDATE_ACTIVATE_ENTITY"
    assert refused(ann.update, "Contact", key, {}).code == "INSUFFICIENT_ACCESS_OR_READONLY"
    assert refused(ann.delete, "Contact", key).code == "INSUFFICIENT_ACCESS_OR_READONLY"
    body = ann.describe("Contact")
    assert (body["createable"], body["updateable"], body["deletable"], body["queryable"]) == (False, False, False, True)
    company.org.set_object_access(STANDARD, "Contact", read=False)
    assert refused(ann.describe, "Contact").status == 404
    assert refused(ann.query, "SELECT Id FROM Contact").code == "INVALID_TYPE"
    assert refused(ann.query, "SELECT Id, (SELECT Id FROM Contacts) FROM Account").code == "INVALID_TYPE"
    assert "Contact" not in [entry["name"] for entry in ann.describe_global()["sobjects"]]
    assert refused(ann.sobject_of, key).status == 404


def test_only_administrators_manage_people(company: Company) -> None:
    ann, bob = company.ann, company.bob.context.user_id
    ann.update("User", ann.context.user_id, {"Title": "Sales"})
    assert refused(ann.update, "User", bob, {"Title": "x"}).code == "INSUFFICIENT_ACCESS_OR_READONLY"
    assert refused(ann.update, "Organization", company.org.id, {}).code == "INSUFFICIENT_ACCESS_OR_READONLY"
    assert refused(ann.insert, "Group", {"Name": "x", "Type": "Queue"}).code == "CANNOT_INSERT_UPDATE_ACTIVATE_ENTITY"
    assert ann.describe("User")["createable"] is False
    assert company.admin.describe("User")["createable"] is True


def test_wrong_setup_is_told(company: Company) -> None:
    org = company.org
    for call in (
        lambda: org.set_field_access("Nobody", "Contact", "Title", read=True, edit=True),
        lambda: org.set_field_access(STANDARD, "Contact", "Nothing", read=True, edit=True),
        lambda: org.set_sharing("Contact", "Open"),
        lambda: org.share("x", company.ann.context.user_id),
        lambda: org.add_field("Contact", "X", "blob"),
        lambda: org.add_field("Contact", "X", "string", colour="red"),
        lambda: org.add_object("Contact__c", "x", "y") and org.add_object("Contact", "x", "y"),
    ):
        with pytest.raises(ValueError, match=r"\w"):
            call()
