"""Tasks: closed statuses, masters and occurrences, repetition, people and things, reminders, archiving, views."""

# ruff: noqa: S608 - the queries are the tests' own

from typing import Any

import pytest

from tests.sandbox.salesforce_engine.conftest import Company, refused

SERIES = {"IsRecurrence": True, "RecurrenceStartDateOnly": "2026-03-16", "RecurrenceEndDateOnly": "2026-03-31"}
WEEKLY = SERIES | {"RecurrenceType": "RecursWeekly", "RecurrenceInterval": 1, "RecurrenceDayOfWeekMask": 2 + 8}

PATTERNS: list[tuple[dict[str, Any], list[str]]] = [
    (
        {"RecurrenceType": "RecursDaily", "RecurrenceInterval": 7},
        ["2026-03-16", "2026-03-23", "2026-03-30"],
    ),
    (
        {"RecurrenceType": "RecursEveryWeekday", "RecurrenceDayOfWeekMask": 62, "RecurrenceEndDateOnly": "2026-03-23"},
        ["2026-03-16", "2026-03-17", "2026-03-18", "2026-03-19", "2026-03-20", "2026-03-23"],
    ),
    (
        {"RecurrenceType": "RecursWeekly", "RecurrenceInterval": 2, "RecurrenceDayOfWeekMask": 2 + 32},
        ["2026-03-16", "2026-03-20", "2026-03-30"],
    ),
    (
        {
            "RecurrenceType": "RecursMonthly",
            "RecurrenceInterval": 1,
            "RecurrenceDayOfMonth": 31,
            "RecurrenceEndDateOnly": "2026-05-31",
        },
        ["2026-03-31", "2026-04-30", "2026-05-31"],
    ),
    (
        {
            "RecurrenceType": "RecursMonthlyNth",
            "RecurrenceInterval": 2,
            "RecurrenceInstance": "Last",
            "RecurrenceDayOfWeekMask": 32,
            "RecurrenceEndDateOnly": "2026-06-30",
        },
        ["2026-03-27", "2026-05-29"],
    ),
    (
        {
            "RecurrenceType": "RecursYearly",
            "RecurrenceDayOfMonth": 29,
            "RecurrenceMonthOfYear": "February",
            "RecurrenceEndDateOnly": "2028-12-31",
        },
        ["2027-02-28", "2028-02-29"],
    ),
    (
        {
            "RecurrenceType": "RecursYearlyNth",
            "RecurrenceInstance": "First",
            "RecurrenceDayOfWeekMask": 64,
            "RecurrenceMonthOfYear": "October",
            "RecurrenceEndDateOnly": "2027-12-31",
        },
        ["2026-10-03", "2027-10-02"],
    ),
]


def days(company: Company, master: str, where: str = "") -> list[str]:
    soql = f"SELECT ActivityDate FROM Task WHERE RecurrenceActivityId = '{master}' AND IsRecurrence = false {where}"
    return [row["ActivityDate"] for row in company.ann.query(f"{soql} ORDER BY ActivityDate").records]


@pytest.mark.parametrize(("pattern", "expected"), PATTERNS)
def test_a_master_and_its_occurrences(firm: Company, pattern: dict[str, Any], expected: list[str]) -> None:
    master = firm.ann.insert("Task", SERIES | {"Subject": "Report"} | pattern)
    assert days(firm, master) == expected
    row = firm.ann.retrieve("Task", master)
    assert (row["IsRecurrence"], row["ActivityDate"], row["RecurrenceTimeZoneSidKey"]) == (True, None, "Europe/Paris")
    soql = f"SELECT Subject, RecurrenceType FROM Task WHERE RecurrenceActivityId = '{master}' AND IsRecurrence = false"
    assert {(r["Subject"], r["RecurrenceType"]) for r in firm.ann.query(soql).records} == {("Report", None)}
    firm.ann.delete("Task", master)
    assert days(firm, master) == []


REFUSED: list[tuple[dict[str, Any], str, str]] = [
    (WEEKLY | {"ActivityDate": "2026-03-16"}, "FIELD_INTEGRITY_EXCEPTION", "ActivityDate"),
    (WEEKLY | {"RecurrenceDayOfMonth": 3}, "FIELD_INTEGRITY_EXCEPTION", "RecurrenceDayOfMonth"),
    (WEEKLY | {"RecurrenceInterval": 0}, "FIELD_INTEGRITY_EXCEPTION", "RecurrenceInterval"),
    (WEEKLY | {"RecurrenceDayOfWeekMask": 128}, "FIELD_INTEGRITY_EXCEPTION", "RecurrenceDayOfWeekMask"),
    (WEEKLY | {"RecurrenceEndDateOnly": "2026-03-01"}, "FIELD_INTEGRITY_EXCEPTION", "RecurrenceEndDateOnly"),
    (WEEKLY | {"RecurrenceEndDateOnly": "2030-03-01"}, "FIELD_INTEGRITY_EXCEPTION", "RecurrenceEndDateOnly"),
    (WEEKLY | {"RecurrenceDayOfWeekMask": None}, "REQUIRED_FIELD_MISSING", "RecurrenceDayOfWeekMask"),
    (SERIES, "REQUIRED_FIELD_MISSING", "RecurrenceType"),
    (SERIES | {"RecurrenceType": "Hourly"}, "INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST", "RecurrenceType"),
    ({"RecurrenceType": "RecursDaily"}, "FIELD_INTEGRITY_EXCEPTION", "RecurrenceType"),
    ({"RecurrenceRegeneratedType": "RecurrenceRegenerateAfterToday"}, "REQUIRED_FIELD_MISSING", "RecurrenceInterval"),
    ({"IsReminderSet": True}, "REQUIRED_FIELD_MISSING", "ReminderDateTime"),
    ({"TaskSubtype": "Cadence"}, "INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST", "TaskSubtype"),
    ({"Subject": "x" * 256}, "STRING_TOO_LONG", "Subject"),
    ({"IsClosed": True}, "INVALID_FIELD_FOR_INSERT_UPDATE", "IsClosed"),
    ({"TaskWhoIds": []}, "INVALID_FIELD", ""),
]


@pytest.mark.parametrize(("values", "code", "field"), REFUSED)
def test_tasks_that_are_refused(firm: Company, values: dict[str, Any], code: str, field: str) -> None:
    error = refused(firm.ann.insert, "Task", {"Subject": "x"} | values)
    assert (error.code, error.fields or [""]) == (code, [field])


def test_a_series_follows_its_master(company: Company) -> None:
    ann = company.ann
    master = ann.insert("Task", WEEKLY | {"Subject": "Old", "RecurrenceEndDateOnly": "2026-03-25"})
    assert days(company, master) == ["2026-03-16", "2026-03-18", "2026-03-23", "2026-03-25"]
    where = f"RecurrenceActivityId = '{master}' AND ActivityDate = 2026-03-16"
    closed = ann.query(f"SELECT Id FROM Task WHERE {where}").records[0]["Id"]
    ann.update("Task", closed, {"Status": "Completed"})
    ann.update("Task", master, {"Subject": "New"})
    assert ann.retrieve("Task", closed, ["Subject"])["Subject"] == "Old"
    assert days(company, master, "AND Subject = 'New'") == ["2026-03-18", "2026-03-23", "2026-03-25"]
    ann.update("Task", master, {"RecurrenceEndDateOnly": "2026-03-20"})
    assert days(company, master) == ["2026-03-16", "2026-03-18"]
    ann.update("Task", master, {"RecurrenceEndDateOnly": "2026-03-23"})
    assert days(company, master) == ["2026-03-16", "2026-03-18", "2026-03-23"]
    ann.update("Task", master, {"RecurrenceDayOfWeekMask": 4})
    assert days(company, master) == ["2026-03-16", "2026-03-17"]
    assert refused(ann.update, "Task", master, {"Status": "Completed"}).fields == ["Status"]
    assert refused(ann.update, "Task", master, {"IsRecurrence": False}).code == "INVALID_FIELD_FOR_INSERT_UPDATE"
    company.ann.delete("Task", master)
    assert ann.query("SELECT COUNT() FROM Task").total == 0
    ann.undelete(master)
    assert days(company, master) == ["2026-03-16", "2026-03-17"]


REPEATED = [
    ("RecurrenceRegenerateAfterDueDate", "2026-03-12", "2026-03-15"),
    ("RecurrenceRegenerateAfterDueDate", "2026-03-06", "2026-03-12"),
    ("RecurrenceRegenerateAfterToday", "2026-03-06", "2026-03-14"),
]


@pytest.mark.parametrize(("kind", "due", "next_due"), REPEATED)
def test_a_closed_task_comes_again(firm: Company, kind: str, due: str, next_due: str) -> None:
    values = {"Subject": f"{kind} {due}", "ActivityDate": due, "RecurrenceInterval": 3}
    key = firm.ann.insert("Task", values | {"RecurrenceRegeneratedType": kind})
    firm.ann.update("Task", key, {"Status": "Completed"})
    found = firm.ann.query(
        "SELECT ActivityDate, Status, RecurrenceRegeneratedType, CompletedDateTime FROM Task"
        f" WHERE Subject = '{kind} {due}' ORDER BY Id"
    ).records
    shown = [tuple(list(row.values())[1:4]) for row in found]
    assert shown == [(due, "Completed", "RecurrenceRegenerated"), (next_due, "Not Started", kind)]
    assert found[1]["CompletedDateTime"] is None


def test_the_org_names_its_statuses_and_priorities(company: Company) -> None:
    company.org.add_task_status("Done elsewhere", closed=True)
    company.org.add_task_priority("Burning", high=True)
    found = company.ann.query("SELECT MasterLabel FROM TaskStatus WHERE IsClosed = true ORDER BY SortOrder").records
    assert [row["MasterLabel"] for row in found] == ["Completed", "Done elsewhere"]
    fields = {field["name"]: field for field in company.ann.describe("Task")["fields"]}
    assert "Done elsewhere" in [value["value"] for value in fields["Status"]["picklistValues"]]
    key = company.ann.insert("Task", {"Subject": "x", "Status": "Done elsewhere", "Priority": "burning"})
    row = company.ann.retrieve("Task", key)
    assert (row["IsClosed"], row["IsHighPriority"]) == (True, True)
    company.clock.advance(minutes=5)
    company.ann.update("Task", key, {"Status": "Done elsewhere", "Subject": "y"})
    assert company.ann.retrieve("Task", key)["CompletedDateTime"] == row["CompletedDateTime"]
    company.ann.update("Task", key, {"Status": "Completed"})
    assert company.ann.retrieve("Task", key)["CompletedDateTime"] == "2026-03-11T09:35:15.000+0000"
    company.org.restore(company.org.snapshot())
    assert "Burning" in [v["value"] for f in company.ann.describe("Task")["fields"] for v in f["picklistValues"]]


def test_queues_own_tasks_from_v48_on(firm: Company) -> None:
    queue = firm.admin.insert("Group", {"Name": "Team", "Type": "Queue"})
    group = firm.admin.insert("Group", {"Name": "All", "Type": "Regular"})
    assert firm.ann.insert("Task", {"OwnerId": queue})
    assert refused(firm.ann.insert, "Task", {"OwnerId": group}).fields == ["OwnerId"]
    old = firm.org.as_user(firm.ann.context.user_id, "47.0")
    assert refused(old.insert, "Task", {"OwnerId": queue}).fields == ["OwnerId"]


def test_the_account_comes_from_the_right_place(firm: Company) -> None:
    ann = firm.ann
    a, b = (ann.insert("Account", {"Name": name}) for name in "AB")
    contact = ann.insert("Contact", {"LastName": "L", "AccountId": b})
    case = ann.insert("Case", {"AccountId": a})
    opportunity = ann.insert(
        "Opportunity", {"Name": "O", "StageName": "Prospecting", "CloseDate": "2026-05-01", "AccountId": a}
    )
    for what, expected in ((case, b), (opportunity, a), (None, b)):
        key = ann.insert("Task", {"WhoId": contact, "WhatId": what})
        assert ann.retrieve("Task", key, ["AccountId"])["AccountId"] == expected
    key = ann.insert("Task", {"WhatId": case})
    assert ann.retrieve("Task", key, ["AccountId"])["AccountId"] is None


def test_old_activities_are_archived(company: Company) -> None:
    for status, due in (("Completed", "2026-03-01"), ("Not Started", "2026-03-01"), ("Completed", None)):
        company.ann.insert("Task", {"Subject": "x", "Status": status, "ActivityDate": due})
    company.ann.insert("Event", {"StartDateTime": "2026-03-01T10:00:00Z", "DurationInMinutes": 30})
    company.clock.advance(days=360)
    assert company.ann.query("SELECT COUNT() FROM Task").total == 2
    company.clock.advance(days=6)
    assert [row["Status"] for row in company.ann.query("SELECT Status FROM Task").records] == ["Not Started"]
    assert company.ann.query("SELECT COUNT() FROM Event").total == 0
    found = company.ann.query("SELECT IsArchived FROM Task WHERE IsArchived = true", all_rows=True)
    assert found.total == 2
    assert company.ann.query("SELECT COUNT() FROM Event", all_rows=True).total == 1


def test_my_open_tasks(firm: Company) -> None:
    views = {view["label"]: view for view in firm.bob.list_views("Task")["listviews"]}
    assert {"My Open Tasks", "Overdue Tasks", "Today's Tasks", "Recurring Tasks"} <= set(views)
    mine = firm.bob.insert("Task", {"Subject": "mine"})
    firm.bob.insert("Task", {"Subject": "closed", "Status": "Completed"})
    firm.bob.insert("Task", WEEKLY | {"Subject": "series", "RecurrenceEndDateOnly": "2026-03-16"})
    firm.ann.insert("Task", {"Subject": "not mine"})
    described = firm.bob.list_view_describe("Task", views["My Open Tasks"]["id"])
    assert described["scope"] == "mine"
    rows = firm.bob.query(described["query"]).records
    assert [row["Subject"] for row in rows] == ["series", "mine"]
    assert rows[1]["Id"] == mine
    assert "My Events" in [view["label"] for view in firm.bob.list_views("Event")["listviews"]]


def test_who_and_what_in_queries(firm: Company) -> None:
    ann = firm.ann
    account = ann.insert("Account", {"Name": "Acme"})
    contact = ann.insert(
        "Contact", {"FirstName": "Zoë", "LastName": "Z", "AccountId": account, "Email": "z@example.com"}
    )
    key = ann.insert("Task", {"Subject": "Ask", "WhoId": contact, "WhatId": account})
    soql = (
        "SELECT Who.Name, Who.Type, What.Name, TYPEOF What WHEN Account THEN Name, Phone ELSE Name END FROM Task"
        f" WHERE Id = '{key}' AND Who.Type = 'Contact' AND What.Name = 'Acme'"
    )
    error = refused(ann.query, soql)
    assert error.code == "MALFORMED_QUERY"  # a relationship is selected once
    row = ann.query(soql.replace("What.Name, TYPEOF", "TYPEOF")).records[0]
    assert (row["Who"]["Name"], row["Who"]["Type"]) == ("Zoë Z", "Contact")
    assert (row["What"]["attributes"]["type"], row["What"]["Name"], row["What"]["Phone"]) == ("Account", "Acme", None)
    found = ann.query(
        f"SELECT TYPEOF Who WHEN Contact THEN Email WHEN Lead THEN Company END FROM Task WHERE Id='{key}'"
    )
    assert found.records[0]["Who"]["Email"] == "z@example.com"


def test_shared_activities_of_tasks(company: Company) -> None:
    company.org.set_feature("shared_activities", on=True)
    ann = company.org.as_user(company.ann.context.user_id)
    one, two, three = (ann.insert("Contact", {"LastName": name}) for name in ("One", "Two", "Three"))
    lead = ann.insert("Lead", {"LastName": "L", "Company": "C"})
    key = ann.insert("Task", {"Subject": "x", "TaskWhoIds": [two, one]})

    def seen() -> tuple[str, list[str] | None, int]:
        row = ann.query(f"SELECT WhoId, TaskWhoIds, WhoCount FROM Task WHERE Id = '{key}'").records[0]
        return row["WhoId"], row["TaskWhoIds"], row["WhoCount"]

    assert seen() == (two, [two, one], 2)
    ann.update("Task", key, {"WhoId": three})
    assert seen() == (three, [two, one, three], 3)
    ann.update("Task", key, {"WhoId": None})
    assert seen() == (two, [two, one], 2)
    ann.update("Task", key, {"TaskWhoIds": None})
    assert seen() == (two, [two], 1)
    ann.update("Task", key, {"TaskWhoIds": [one]})
    assert seen() == (one, [one], 1)
    relation = ann.insert("TaskRelation", {"TaskId": key, "RelationId": three})
    assert seen() == (one, [one, three], 2)
    ann.delete("TaskRelation", relation)
    assert seen() == (one, [one], 1)
    assert refused(ann.insert, "Task", {"TaskWhoIds": [one, lead]}).code == "FIELD_INTEGRITY_EXCEPTION"
    assert refused(ann.insert, "Task", {"TaskWhoIds": "x"}).code == "JSON_PARSER_ERROR"
    assert refused(ann.query, "SELECT Id FROM Task WHERE TaskWhoIds != null").code == "INVALID_FIELD"
    company.org.set_feature("shared_activities", on=False)
    assert refused(ann.query, "SELECT Id FROM TaskRelation").code == "INVALID_TYPE"
    with pytest.raises(ValueError, match="no feature"):
        company.org.set_feature("nope", on=True)
