"""Events: times that agree, lengths, private ones, invitees with the rows they get, and shared activities."""

# ruff: noqa: S608 - the queries are the tests' own

from typing import Any

import pytest

from tests.sandbox.salesforce_engine.conftest import Company, refused

HOUR = {"StartDateTime": "2026-03-12T10:00:00Z", "DurationInMinutes": 60}
DAY = {"IsAllDayEvent": True, "ActivityDate": "2026-03-12"}

GOOD: list[tuple[dict[str, Any], tuple[str, str, int]]] = [
    (HOUR | {"EndDateTime": "2026-03-12T11:00:00Z"}, ("2026-03-12T10:00", "2026-03-12T11:00", 60)),
    (HOUR | {"ActivityDateTime": "2026-03-12T10:00:00Z"}, ("2026-03-12T10:00", "2026-03-12T11:00", 60)),
    (HOUR | {"ActivityDate": "2026-03-12"}, ("2026-03-12T10:00", "2026-03-12T11:00", 60)),
    (
        {"StartDateTime": "2026-03-12T23:30:00Z", "ActivityDate": "2026-03-13", "DurationInMinutes": 0},
        ("2026-03-12T23:30", "2026-03-12T23:30", 0),
    ),
    (HOUR | {"DurationInMinutes": 14 * 1440}, ("2026-03-12T10:00", "2026-03-26T10:00", 14 * 1440)),
    (DAY, ("2026-03-12T00:00", "2026-03-12T00:00", 1440)),
    (DAY | {"DurationInMinutes": 90}, ("2026-03-12T00:00", "2026-03-12T00:00", 1440)),
    (DAY | {"EndDateTime": "2026-03-25T00:00:00Z"}, ("2026-03-12T00:00", "2026-03-25T00:00", 14 * 1440)),
    (
        DAY
        | {"StartDateTime": "2026-03-12T00:00:00Z", "EndDateTime": "2026-03-13T00:00:00Z", "DurationInMinutes": 2880},
        ("2026-03-12T00:00", "2026-03-13T00:00", 2880),
    ),
]
WRONG: list[tuple[dict[str, Any], str, str]] = [
    ({}, "REQUIRED_FIELD_MISSING", "ActivityDateTime"),
    ({"IsAllDayEvent": True}, "REQUIRED_FIELD_MISSING", "ActivityDate"),
    ({"StartDateTime": "2026-03-12T10:00:00Z"}, "REQUIRED_FIELD_MISSING", "DurationInMinutes"),
    (HOUR | {"EndDateTime": "2026-03-12T10:30:00Z"}, "FIELD_INTEGRITY_EXCEPTION", "EndDateTime"),
    (HOUR | {"ActivityDateTime": "2026-03-12T10:30:00Z"}, "FIELD_INTEGRITY_EXCEPTION", "ActivityDateTime"),
    (HOUR | {"ActivityDate": "2026-03-14"}, "FIELD_INTEGRITY_EXCEPTION", "ActivityDate"),
    (HOUR | {"DurationInMinutes": -5}, "FIELD_INTEGRITY_EXCEPTION", "EndDateTime"),
    (HOUR | {"DurationInMinutes": 14 * 1440 + 1}, "FIELD_INTEGRITY_EXCEPTION", "EndDateTime"),
    (DAY | {"EndDateTime": "2026-03-26T00:00:00Z"}, "FIELD_INTEGRITY_EXCEPTION", "EndDateTime"),
    (DAY | {"EndDateTime": "2026-03-11T00:00:00Z"}, "FIELD_INTEGRITY_EXCEPTION", "EndDateTime"),
    (
        DAY | {"EndDateTime": "2026-03-13T00:00:00Z", "DurationInMinutes": 1440},
        "FIELD_INTEGRITY_EXCEPTION",
        "EndDateTime",
    ),
    (DAY | {"StartDateTime": "2026-03-13T00:00:00Z"}, "FIELD_INTEGRITY_EXCEPTION", "ActivityDate"),
    (HOUR | {"ShowAs": "Tentative"}, "INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST", "ShowAs"),
    (HOUR | {"IsReminderSet": True}, "REQUIRED_FIELD_MISSING", "ReminderDateTime"),
    (HOUR | {"IsChild": True}, "INVALID_FIELD_FOR_INSERT_UPDATE", "IsChild"),
    (HOUR | {"IsGroupEvent": True}, "INVALID_FIELD_FOR_INSERT_UPDATE", "IsGroupEvent"),
]


@pytest.mark.parametrize(("values", "expected"), GOOD)
def test_times_that_agree(firm: Company, values: dict[str, Any], expected: tuple[str, str, int]) -> None:
    row = firm.ann.retrieve("Event", firm.ann.insert("Event", values))
    assert (row["StartDateTime"][:16], row["EndDateTime"][:16], row["DurationInMinutes"]) == expected
    assert (row["ActivityDateTime"], row["EndDate"]) == (row["StartDateTime"], row["EndDateTime"][:10])
    assert row["ActivityDate"] == row["StartDateTime"][:10]


@pytest.mark.parametrize(("values", "code", "field"), WRONG)
def test_events_that_are_refused(firm: Company, values: dict[str, Any], code: str, field: str) -> None:
    error = refused(firm.ann.insert, "Event", values)
    assert (error.code, error.fields) == (code, [field])


def test_more_than_a_day_needs_the_setting(company: Company) -> None:
    company.org.set_feature("multi_day_events", on=False)
    error = refused(company.ann.insert, "Event", HOUR | {"DurationInMinutes": 1441})
    assert error.fields == ["EndDateTime"]
    assert company.ann.insert("Event", HOUR | {"DurationInMinutes": 1440})


UPDATES: list[tuple[dict[str, Any], tuple[str, str, int]]] = [
    ({"EndDateTime": "2026-03-12T12:00:00Z"}, ("2026-03-12T10:00", "2026-03-12T12:00", 120)),
    ({"DurationInMinutes": 30}, ("2026-03-12T10:00", "2026-03-12T10:30", 30)),
    ({"ActivityDateTime": "2026-03-13T10:00:00Z"}, ("2026-03-13T10:00", "2026-03-13T11:00", 60)),
    ({"IsAllDayEvent": True}, ("2026-03-12T00:00", "2026-03-12T00:00", 1440)),
]


@pytest.mark.parametrize(("values", "expected"), UPDATES)
def test_changed_times(firm: Company, values: dict[str, Any], expected: tuple[str, str, int]) -> None:
    key = firm.ann.insert("Event", HOUR)
    firm.ann.update("Event", key, values)
    row = firm.ann.retrieve("Event", key)
    assert (row["StartDateTime"][:16], row["EndDateTime"][:16], row["DurationInMinutes"]) == expected


def test_private_events_stand_alone(firm: Company) -> None:
    account = firm.ann.insert("Account", {"Name": "A"})
    lead = firm.ann.insert("Lead", {"LastName": "L", "Company": "C"})
    assert firm.ann.insert("Event", HOUR | {"IsPrivate": True})
    for about in ({"WhatId": account}, {"WhoId": lead}):
        assert refused(firm.ann.insert, "Event", HOUR | {"IsPrivate": True} | about).fields == ["IsPrivate"]
    key = firm.ann.insert("Event", HOUR | {"WhatId": account})
    assert refused(firm.ann.update, "Event", key, {"IsPrivate": True}).fields == ["IsPrivate"]


def children(company: Company, owner: str = "") -> list[dict[str, Any]]:
    where = f" AND OwnerId = '{owner}'" if owner else ""
    return company.ann.query(f"SELECT FIELDS(ALL) FROM Event WHERE IsChild = true{where} LIMIT 200").records


def test_an_invited_user_gets_a_row(company: Company) -> None:
    ann, bob = company.ann, company.bob
    contact = ann.insert("Contact", {"LastName": "L"})
    key = ann.insert("Event", HOUR | {"Subject": "Plan", "Location": "Room 1"})
    to_bob = ann.insert("EventRelation", {"EventId": key, "RelationId": bob.context.user_id})
    ann.insert("EventRelation", {"EventId": key, "RelationId": contact, "Status": "Accepted"})
    event = ann.retrieve("Event", key)
    assert (event["IsGroupEvent"], event["GroupEventType"], event["IsChild"]) == (True, "1", False)
    (child,) = children(company)
    assert (child["OwnerId"], child["Subject"], child["Location"]) == (bob.context.user_id, "Plan", "Room 1")
    assert (child["StartDateTime"], child["IsGroupEvent"]) == (event["StartDateTime"], True)
    company.clock.advance(minutes=1)
    ann.update("Event", key, {"Subject": "Plan B", "StartDateTime": "2026-03-13T10:00:00Z"})
    (moved,) = children(company)
    assert (moved["Id"], moved["Subject"], moved["ActivityDate"]) == (child["Id"], "Plan B", "2026-03-13")
    assert moved["SystemModstamp"] > child["SystemModstamp"]
    error = refused(bob.update, "Event", child["Id"], {"Subject": "Mine", "IsReminderSet": False})
    assert (error.code, error.fields) == ("INVALID_FIELD_FOR_INSERT_UPDATE", ["Subject"])
    bob.update("Event", child["Id"], {"IsReminderSet": True, "ReminderDateTime": "2026-03-13T09:00:00Z"})
    assert ann.retrieve("Event", key)["IsReminderSet"] is False
    error = refused(ann.insert, "EventRelation", {"EventId": child["Id"], "RelationId": contact})
    assert error.fields == ["EventId"]
    ann.update("EventRelation", to_bob, {"Status": "Declined", "Response": "Ill"})
    row = ann.retrieve("EventRelation", to_bob)
    assert (row["Status"], row["Response"], row["RespondedDate"][:16]) == ("Declined", "Ill", "2026-03-11T09:31")
    ann.delete("EventRelation", to_bob)
    assert children(company) == []
    assert ann.retrieve("Event", key)["IsGroupEvent"] is True
    ann.delete("EventRelation", ann.query("SELECT Id FROM EventRelation").records[0]["Id"])
    assert ann.retrieve("Event", key)["IsGroupEvent"] is False


def test_the_row_goes_with_the_event_and_comes_back(company: Company) -> None:
    key = company.ann.insert("Event", HOUR | {"UndecidedEventInviteeIds": [company.bob.context.user_id]})
    (child,) = children(company)
    company.ann.delete("Event", key)
    assert children(company) == []
    assert company.ann.query("SELECT COUNT() FROM EventRelation").total == 0
    company.ann.undelete(key)
    assert [row["Id"] for row in children(company)] == [child["Id"]]
    (relation,) = company.ann.query("SELECT Id FROM EventRelation").records
    company.ann.delete("EventRelation", relation["Id"])
    company.ann.delete("Event", key)
    assert refused(company.ann.undelete, relation["Id"]).fields == ["EventId"]
    company.ann.undelete(key)
    company.ann.undelete(relation["Id"])
    company.bob.delete("Event", child["Id"])
    row = company.ann.retrieve("Event", key)
    assert (row["IsGroupEvent"], row["GroupEventType"]) == (False, "0")
    assert company.ann.query("SELECT COUNT() FROM EventRelation").total == 0


def test_invitations_that_are_refused(company: Company) -> None:
    ann = company.ann
    key = ann.insert("Event", HOUR)
    contact = ann.insert("Contact", {"LastName": "L"})
    account = ann.insert("Account", {"Name": "A"})
    ann.insert("EventRelation", {"EventId": key, "RelationId": contact})
    cases: list[tuple[dict[str, Any], str]] = [
        ({"RelationId": contact}, "DUPLICATE_VALUE"),
        ({"RelationId": account}, "MALFORMED_ID"),
        ({"RelationId": ann.context.user_id}, "FIELD_INTEGRITY_EXCEPTION"),
        ({}, "REQUIRED_FIELD_MISSING"),
        ({"RelationId": company.bob.context.user_id, "Status": "Perhaps"}, "INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST"),
        ({"RelationId": company.bob.context.user_id, "IsParent": True}, "INVALID_FIELD"),
    ]
    for values, code in cases:
        assert refused(ann.insert, "EventRelation", {"EventId": key} | values).code == code, values
    assert children(company) == []


def test_a_resource_is_there_or_not(company: Company) -> None:
    ann, room = company.ann, company.org.add_calendar("Room 1")
    key = ann.insert("Event", HOUR | {"AcceptedEventInviteeIds": [room]})
    assert ann.query("SELECT Relation.Name, Status FROM EventRelation").records[0]["Status"] == "Accepted"
    other = ann.insert("Event", HOUR | {"StartDateTime": "2026-03-12T10:30:00Z"})
    error = refused(ann.insert, "EventRelation", {"EventId": other, "RelationId": room})
    assert "isn't available" in error.message
    assert refused(ann.insert, "EventRelation", {"EventId": key, "RelationId": room, "Status": "New"}).code
    later = ann.insert("Event", HOUR | {"StartDateTime": "2026-03-12T11:00:00Z"})
    relation = ann.insert("EventRelation", {"EventId": later, "RelationId": room})
    assert refused(ann.update, "EventRelation", relation, {"Status": "Declined"}).fields == ["Status"]
    assert refused(ann.insert, "Event", HOUR | {"OwnerId": room}).fields == ["OwnerId"]
    assert ann.insert("Event", HOUR | {"OwnerId": company.org.add_calendar("Holidays", "Public")})


def test_lists_of_invitees(company: Company) -> None:
    ann, bob, ada = company.ann, company.bob.context.user_id, company.admin.context.user_id
    one, two = (ann.insert("Contact", {"LastName": name}) for name in ("One", "Two"))
    key = ann.insert("Event", HOUR | {"AcceptedEventInviteeIds": [one, bob], "UndecidedEventInviteeIds": [two[:15]]})

    def seen() -> list[set[str]]:
        names = [f"{answer}EventInviteeIds" for answer in ("Accepted", "Declined", "Undecided")]
        row = ann.retrieve("Event", key, names)
        return [set(row[name] or ()) for name in names]

    assert seen() == [{one, bob}, set(), {two}]
    assert [row["OwnerId"] for row in children(company)] == [bob]
    kept = {row["RelationId"]: row["Id"] for row in ann.query("SELECT Id, RelationId FROM EventRelation").records}
    ann.update("Event", key, {"AcceptedEventInviteeIds": [one, ada], "DeclinedEventInviteeIds": [bob]})
    assert seen() == [{one, ada}, {bob}, {two}]
    now = {row["RelationId"]: row["Id"] for row in ann.query("SELECT Id, RelationId FROM EventRelation").records}
    assert {person: now[person] for person in kept} == kept
    nested = (
        "(SELECT RelationId FROM AcceptedEventRelations ORDER BY RelationId), (SELECT Id FROM DeclinedEventRelations)"
    )
    row = ann.query(f"SELECT {nested} FROM Event WHERE Id = '{key}'").records[0]
    assert [r["RelationId"] for r in row["AcceptedEventRelations"]["records"]] == sorted([one, ada])
    assert row["DeclinedEventRelations"]["totalSize"] == 1
    assert ann.query("SELECT RelationId FROM UndecidedEventRelation").records[0]["RelationId"] == two
    assert refused(ann.insert, "AcceptedEventRelation", {}).code == "CANNOT_INSERT_UPDATE_ACTIVATE_ENTITY"
    ann.update("Event", key, {"AcceptedEventInviteeIds": None, "UndecidedEventInviteeIds": []})
    assert seen() == [set(), {bob}, set()]
    assert [row["OwnerId"] for row in children(company)] == [bob]
    assert ann.retrieve("Event", key, ["AcceptedEventInviteeIds"])["AcceptedEventInviteeIds"] is None
    before = ann.query("SELECT COUNT() FROM Event").total
    account = ann.insert("Account", {"Name": "A"})
    assert refused(ann.insert, "Event", HOUR | {"AcceptedEventInviteeIds": [account]}).code == "MALFORMED_ID"
    assert refused(ann.insert, "Event", HOUR | {"AcceptedEventInviteeIds": ["x"]}).code == "MALFORMED_ID"
    assert ann.query("SELECT COUNT() FROM Event").total == before
    child = children(company)[0]["Id"]
    assert refused(company.bob.update, "Event", child, {"AcceptedEventInviteeIds": [one]}).fields == [
        "AcceptedEventInviteeIds"
    ]


def test_at_most_a_thousand_invitees(company: Company) -> None:
    ann = company.ann
    key = ann.insert("Event", HOUR)
    names = ("Id", "EventId", "RelationId", "IsInvitee", "Status", "IsDeleted")
    marks = ", ".join("?" * len(names))
    for number in range(1000):
        row = (f"0RE5i000000a{number:04}AAA", key, f"0035i000000a{number:04}AAA", 1, "New", 0)
        company.org.store.execute(f"INSERT INTO EventRelation ({', '.join(names)}) VALUES ({marks})", row)
    contact = ann.insert("Contact", {"LastName": "L"})
    assert refused(ann.insert, "EventRelation", {"EventId": key, "RelationId": contact}).code == "LIMIT_EXCEEDED"


def test_shared_activities_of_events(company: Company) -> None:
    hidden = company.ann.describe("EventRelation")["fields"]
    assert "IsInvitee" not in [field["name"] for field in hidden]
    company.org.set_feature("shared_activities", on=True)
    ann = company.org.as_user(company.ann.context.user_id)
    one, two = (ann.insert("Contact", {"LastName": name}) for name in ("One", "Two"))
    account = ann.insert("Account", {"Name": "A"})
    key = ann.insert("Event", HOUR | {"EventWhoIds": [one, two], "WhatId": account})
    row = ann.query(
        f"SELECT WhoId, WhoCount, WhatCount, EventWhoIds, IsGroupEvent FROM Event WHERE Id = '{key}'"
    ).records[0]
    assert (row["WhoId"], row["WhoCount"], row["WhatCount"]) == (one, 2, 1)
    assert (row["EventWhoIds"], row["IsGroupEvent"]) == ([one, two], False)
    (relation,) = ann.query(f"SELECT Id, IsInvitee FROM EventRelation WHERE RelationId = '{two}'").records
    assert relation["IsInvitee"] is False
    ann.update("EventRelation", relation["Id"], {"IsInvitee": True})
    assert ann.retrieve("Event", key)["IsGroupEvent"] is True
    ann.update("EventRelation", relation["Id"], {"IsInvitee": False})
    assert ann.retrieve("Event", key)["IsGroupEvent"] is False
    ann.update("EventRelation", relation["Id"], {"IsInvitee": True})
    ann.update("Event", key, {"EventWhoIds": [one]})
    assert ann.retrieve("EventRelation", relation["Id"])["IsParent"] is False
    ann.delete("Contact", two)
    assert refused(ann.update, "Event", key, {"EventWhoIds": [one, two]}).code == "ENTITY_IS_DELETED"
    main = ann.query(f"SELECT Id FROM EventRelation WHERE RelationId = '{one}'").records[0]["Id"]
    ann.delete("EventRelation", main)
    assert ann.retrieve("Event", key)["WhoId"] is None
