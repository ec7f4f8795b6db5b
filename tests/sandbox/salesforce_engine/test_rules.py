"""Validation rules and duplicate rules."""

import pytest

from sandbox.salesforce.errors import SalesforceError
from tests.sandbox.salesforce_engine.conftest import Company, refused


def test_a_validation_rule_refuses_what_it_describes(company: Company) -> None:
    company.org.add_validation_rule("Contact", "Phone_needed", "Phone = null", "Please enter a phone", field="Phone")
    error = refused(company.ann.insert, "Contact", {"LastName": "L"})
    assert (error.code, error.message, error.fields) == (
        "FIELD_CUSTOM_VALIDATION_EXCEPTION",
        "Please enter a phone",
        ["Phone"],
    )
    assert company.ann.query("SELECT COUNT() FROM Contact").total == 0
    key = company.ann.insert("Contact", {"LastName": "L", "Phone": "1"})
    assert refused(company.ann.update, "Contact", key, {"Phone": None}).fields == ["Phone"]
    assert company.ann.retrieve("Contact", key, ["Phone"])["Phone"] == "1"
    company.org.set_validation_rule("Contact", "Phone_needed", active=False)
    company.ann.update("Contact", key, {"Phone": None})


def test_a_rule_may_look_at_parents_and_hidden_fields(company: Company) -> None:
    where = "Account.Type = 'Other' AND (Email = null OR Title = 'x')"
    company.org.add_validation_rule("Contact", "Strict", where, "No")
    company.org.set_field_access("Standard User", "Contact", "Title", read=False, edit=False)
    ann = company.org.as_user(company.ann.context.user_id)
    account = ann.insert("Account", {"Name": "A", "Type": "Other"})
    error = refused(ann.insert, "Contact", {"LastName": "L", "AccountId": account})
    assert (error.code, error.fields) == ("FIELD_CUSTOM_VALIDATION_EXCEPTION", [])
    ann.insert("Contact", {"LastName": "L", "AccountId": account, "Email": "a@example.com"})


def test_rules_must_be_soql(company: Company) -> None:
    for where in ("Nothing = 1", "Phone ==", "", "Phone = null; DROP"):
        with pytest.raises(SalesforceError):
            company.org.add_validation_rule("Contact", "Bad", where, "No")
    with pytest.raises(ValueError, match="no validation rule"):
        company.org.set_validation_rule("Contact", "Bad", active=True)


MATCH = [["Email"], ["FirstName", "LastName"]]


def test_a_blocking_duplicate_rule(company: Company) -> None:
    company.org.add_duplicate_rule("Contact", "People", MATCH)
    first = company.ann.insert("Contact", {"FirstName": "A", "LastName": "B", "Email": "a@example.com"})
    error = refused(company.ann.insert, "Contact", {"LastName": "X", "Email": "A@EXAMPLE.com"})
    assert (error.code, error.status) == ("DUPLICATES_DETECTED", 400)
    body = error.to_json()
    assert list(body) == ["duplicateResut", "message", "errorCode"]
    result = body["duplicateResut"]
    assert set(result) == {"allowSave", "duplicateRule", "duplicateRuleEntityType", "errorMessage", "matchResults"}
    assert (result["allowSave"], result["duplicateRule"]) == (False, "People")
    (match,) = result["matchResults"]
    assert set(match) == {"entityType", "errors", "matchEngine", "matchRecords", "rule", "size", "success"}
    (found,) = match["matchRecords"]
    assert set(found) == {"additionalInformation", "fieldDiffs", "matchConfidence", "record"}
    assert found["record"]["Id"] == first
    assert refused(company.ann.insert, "Contact", {"FirstName": "a", "LastName": "b"}).code == "DUPLICATES_DETECTED"
    company.ann.insert("Contact", {"LastName": "B"})
    company.ann.insert("Contact", {"LastName": "B"})
    other = company.ann.insert("Contact", {"LastName": "Y"})
    assert refused(company.ann.update, "Contact", other, {"Email": "a@example.com"}).code == "DUPLICATES_DETECTED"
    company.ann.update("Contact", first, {"Title": "unchanged key"})


def test_a_warning_rule_can_be_overruled(company: Company) -> None:
    company.org.add_duplicate_rule("Contact", "People", MATCH, action="Allow")
    company.ann.insert("Contact", {"LastName": "B", "Email": "a@example.com"})
    error = refused(company.ann.insert, "Contact", {"LastName": "C", "Email": "a@example.com"})
    assert error.extra["duplicateResut"]["allowSave"] is True
    header = {"allowSave": True, "includeRecordDetails": True}
    ann = company.org.as_user(company.ann.context.user_id, duplicate_rule=header)
    ann.insert("Contact", {"LastName": "C", "Email": "a@example.com"})


def test_details_of_matches_on_request(company: Company) -> None:
    company.org.add_duplicate_rule("Contact", "People", MATCH)
    company.ann.insert("Contact", {"LastName": "B", "Email": "a@example.com"})
    ann = company.org.as_user(company.ann.context.user_id, duplicate_rule={"includeRecordDetails": True})
    error = refused(ann.insert, "Contact", {"LastName": "C", "Email": "a@example.com"})
    record = error.extra["duplicateResut"]["matchResults"][0]["matchRecords"][0]["record"]
    assert (record["LastName"], record["Email"]) == ("B", "a@example.com")


def test_matches_that_the_user_may_not_see_are_not_named(company: Company) -> None:
    company.org.add_duplicate_rule("Contact", "People", MATCH)
    company.ann.insert("Contact", {"LastName": "B", "Email": "a@example.com"})
    error = refused(company.bob.insert, "Contact", {"LastName": "C", "Email": "a@example.com"})
    assert error.extra["duplicateResut"]["matchResults"][0]["matchRecords"] == []


def test_a_rule_that_runs_as_the_user_finds_what_the_user_sees(company: Company) -> None:
    company.org.add_duplicate_rule("Contact", "People", MATCH)
    company.ann.insert("Contact", {"LastName": "B", "Email": "a@example.com"})
    bob = company.org.as_user(company.bob.context.user_id, duplicate_rule={"runAsCurrentUser": True})
    bob.insert("Contact", {"LastName": "C", "Email": "a@example.com"})
    assert company.admin.query("SELECT Id FROM Contact WHERE Email = 'a@example.com'").total == 2
