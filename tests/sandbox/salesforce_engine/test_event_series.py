"""Series of events: classic masters, Lightning rules, their rows, and what one change does to the others."""

# ruff: noqa: S608 - the queries are the tests' own

from typing import Any

import pytest

from sandbox.salesforce.activities.rrule import parse
from sandbox.salesforce.errors import SalesforceError
from sandbox.salesforce.org import Acting
from tests.sandbox.salesforce_engine.conftest import Company, refused

NINE = {"StartDateTime": "2026-03-23T08:00:00Z", "DurationInMinutes": 60}  # 9:00 in Paris, a Monday
CLASSIC = NINE | {
    "IsRecurrence": True,
    "RecurrenceStartDateTime": "2026-03-23T08:00:00Z",
    "RecurrenceEndDateOnly": "2026-04-06",
    "RecurrenceType": "RecursWeekly",
    "RecurrenceInterval": 1,
    "RecurrenceDayOfWeekMask": 2,
}

RULES: list[tuple[str, str, list[str]]] = [
    ("FREQ=DAILY;COUNT=3", "RRULE:FREQ=DAILY;INTERVAL=1;COUNT=3", ["03-23T08:00", "03-24T08:00", "03-25T08:00"]),
    (
        "RRULE:FREQ=WEEKLY;INTERVAL=1;COUNT=3;BYDAY=MO",
        "RRULE:FREQ=WEEKLY;BYDAY=MO;WKST=SU;INTERVAL=1;COUNT=3",
        ["03-23T08:00", "03-30T07:00", "04-06T07:00"],  # the wall clock stays when summer time begins
    ),
    (
        "RRULE:FREQ=WEEKLY;BYDAY=TU,TH;UNTIL=20260402T070000Z",
        "RRULE:FREQ=WEEKLY;BYDAY=TU,TH;WKST=SU;INTERVAL=1;UNTIL=20260402T070000Z",
        ["03-24T08:00", "03-26T08:00", "03-31T07:00", "04-02T07:00"],
    ),
    (
        "RRULE:FREQ=MONTHLY;COUNT=2;BYMONTHDAY=31",
        "RRULE:FREQ=MONTHLY;BYMONTHDAY=31;WKST=SU;INTERVAL=1;COUNT=2",
        ["03-31T07:00", "04-30T07:00"],
    ),
    (
        "RRULE:FREQ=MONTHLY;COUNT=2;BYDAY=1FR",
        "RRULE:FREQ=MONTHLY;BYDAY=1FR;WKST=SU;INTERVAL=1;COUNT=2",
        ["04-03T07:00", "05-01T07:00"],
    ),
    (
        "RRULE:FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1;COUNT=2",
        "RRULE:FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;WKST=SU;BYSETPOS=-1;INTERVAL=1;COUNT=2",
        ["03-31T07:00", "04-30T07:00"],
    ),
    (
        "RRULE:FREQ=YEARLY;BYMONTH=7;BYMONTHDAY=4;COUNT=2",
        "RRULE:FREQ=YEARLY;BYMONTH=7;BYMONTHDAY=4;WKST=SU;INTERVAL=1;COUNT=2",
        ["07-04T07:00", "07-04T07:00"],
    ),
    (
        "RRULE:FREQ=YEARLY;BYMONTH=1;BYDAY=FR;BYSETPOS=2;COUNT=1",
        "RRULE:FREQ=YEARLY;BYMONTH=1;BYDAY=FR;WKST=SU;BYSETPOS=2;INTERVAL=1;COUNT=1",
        ["01-08T08:00"],
    ),
]
WRONG_RULES = [
    "",
    "FREQ=HOURLY;COUNT=1",
    "FREQ=DAILY",
    "FREQ=DAILY;COUNT=1;UNTIL=20260402T070000Z",
    "FREQ=DAILY;COUNT=1000",
    "FREQ=DAILY;COUNT=0",
    "FREQ=DAILY;COUNT=x",
    "FREQ=DAILY;INTERVAL=1000;COUNT=1",
    "FREQ=WEEKLY;COUNT=1",
    "FREQ=WEEKLY;BYDAY=1MO;COUNT=1",
    "FREQ=WEEKLY;BYDAY=MO;INTERVAL=100;COUNT=1",
    "FREQ=WEEKLY;BYDAY=MO;BYSETPOS=1;COUNT=1",
    "FREQ=WEEKLY;BYDAY=XX;COUNT=1",
    "FREQ=WEEKLY;BYDAY=MO;WKST=1;COUNT=1",
    "FREQ=MONTHLY;COUNT=1",
    "FREQ=MONTHLY;BYMONTHDAY=32;COUNT=1",
    "FREQ=MONTHLY;BYMONTHDAY=1;BYSETPOS=1;COUNT=1",
    "FREQ=MONTHLY;BYDAY=1SU,-1SU;COUNT=1",
    "FREQ=MONTHLY;BYDAY=5MO;COUNT=1",
    "FREQ=MONTHLY;BYDAY=MO,WE;BYSETPOS=1;COUNT=1",
    "FREQ=MONTHLY;BYDAY=1MO;BYSETPOS=1;COUNT=1",
    "FREQ=YEARLY;BYMONTHDAY=1;COUNT=1",
    "FREQ=YEARLY;BYMONTH=13;BYMONTHDAY=1;COUNT=1",
    "FREQ=YEARLY;BYMONTH=1;BYMONTHDAY=1;INTERVAL=2;COUNT=1",
    "FREQ=DAILY;UNTIL=2026-04-02;COUNT=",
    "FREQ=DAILY;UNTIL=20260402",
    "FREQ=DAILY;FREQ=DAILY;COUNT=1",
    "FREQ=DAILY;COUNT=1;X-NOTE=1",
    "FREQ=DAILY;COUNT=1;BYHOUR=3",
]


def starts(acting: Acting, where: str) -> list[str]:
    soql = f"SELECT StartDateTime FROM Event WHERE {where} ORDER BY StartDateTime"
    return [row["StartDateTime"][5:16] for row in acting.query(soql).records]


@pytest.mark.parametrize(("text", "kept", "expected"), RULES)
def test_a_rule_becomes_rows(firm: Company, text: str, kept: str, expected: list[str]) -> None:
    subject = f"{RULES.index((text, kept, expected))}"
    key = firm.ann.insert("Event", NINE | {"Subject": subject, "Recurrence2PatternText": text})
    assert starts(firm.ann, f"Subject = '{subject}'") == expected
    row = firm.ann.retrieve("Event", key)
    assert (row["Recurrence2PatternText"], row["Recurrence2PatternVersion"]) == (kept, "1")
    assert (row["IsRecurrence2"], row["Recurrence2PatternTimeZone"]) == (True, "Europe/Paris")
    soql = f"SELECT Recurrence2PatternStartDate FROM Event WHERE Subject = '{subject}'"
    assert {r["Recurrence2PatternStartDate"] for r in firm.ann.query(soql).records} == {row["StartDateTime"]}


@pytest.mark.parametrize("text", WRONG_RULES)
def test_rules_that_are_refused(text: str) -> None:
    with pytest.raises(SalesforceError, match="Recurrence Pattern") as caught:
        parse(text)
    assert caught.value.fields == ["Recurrence2PatternText"]


def weekly(company: Company, acting: Acting | None = None, **values: Any) -> list[str]:
    """The ids of a series of four Mondays: the first two of them are over at the test's second moment."""
    acting = acting or company.ann
    given = NINE | {"Subject": "Team", "Recurrence2PatternText": "FREQ=WEEKLY;BYDAY=MO;COUNT=4"} | values
    first = acting.insert("Event", given)
    rows = acting.query("SELECT Id FROM Event WHERE IsChild = false ORDER BY StartDateTime").records
    assert rows[0]["Id"] == first
    return [row["Id"] for row in rows]


def test_a_change_of_a_future_occurrence_is_one_of_the_series(company: Company) -> None:
    ids = weekly(company, IsReminderSet=True, ReminderDateTime="2026-03-23T07:45:00Z")
    company.clock.advance(days=20)
    company.ann.update("Event", ids[0], {"Subject": "Past"})
    company.ann.update("Event", ids[3], {"Subject": "New", "StartDateTime": "2026-04-13T13:00:00Z"})
    assert starts(company.ann, "Subject = 'New'") == ["04-06T13:00", "04-13T13:00"]
    rows = company.ann.query("SELECT Subject, IsRecurrence2Exception FROM Event ORDER BY StartDateTime").records
    assert [(row["Subject"], row["IsRecurrence2Exception"]) for row in rows] == [
        ("Past", True),
        ("Team", False),
        ("New", False),
        ("New", False),
    ]
    soql = "SELECT ReminderDateTime FROM Event WHERE Subject = 'New'"
    assert [row["ReminderDateTime"][5:16] for row in company.ann.query(soql).records] == ["04-06T06:45", "04-13T06:45"]


def test_all_that_have_not_begun_follow(company: Company) -> None:
    ids = weekly(company)
    company.clock.advance(days=13)  # 24 March
    company.ann.update("Event", ids[2], {"Location": "Hall", "StartDateTime": "2026-04-07T13:00:00Z"})
    assert starts(company.ann, "Location = 'Hall'") == ["03-31T13:00", "04-07T13:00", "04-14T13:00"]
    assert starts(company.ann, "Location = null") == ["03-23T08:00"]
    company.ann.update("Event", ids[2], {"DurationInMinutes": 30})
    assert company.ann.query("SELECT COUNT() FROM Event WHERE DurationInMinutes = 30").total == 3


def test_before_v58_one_occurrence_changes_alone(company: Company) -> None:
    old = company.org.as_user(company.ann.context.user_id, "57.0")
    ids = weekly(company, old)
    old.update("Event", ids[1], {"Subject": "Alone"})
    assert company.ann.retrieve("Event", ids[1])["IsRecurrence2Exception"] is True
    assert company.ann.query("SELECT COUNT() FROM Event WHERE Subject = 'Team'").total == 3
    company.ann.update("Event", ids[2], {"Subject": "All"})
    assert company.ann.query("SELECT COUNT() FROM Event WHERE Subject = 'All'").total == 3
    older = company.org.as_user(company.ann.context.user_id, "51.0")
    error = refused(older.insert, "Event", NINE | {"Recurrence2PatternText": "FREQ=DAILY;COUNT=2"})
    assert error.fields == ["Recurrence2PatternText"]


def test_deleting_one_or_the_rest(company: Company) -> None:
    ids = weekly(company)
    company.ann.delete("Event", ids[1])
    assert starts(company.ann, "Subject = 'Team'") == ["03-23T08:00", "04-06T07:00", "04-13T07:00"]
    company.ann.end_series(ids[2])
    assert starts(company.ann, "Subject = 'Team'") == ["03-23T08:00"]
    single = company.ann.insert("Event", NINE)
    assert refused(company.ann.end_series, single).code == "NOT_FOUND"


def test_invitees_of_a_series(company: Company) -> None:
    bob = company.bob.context.user_id
    ids = weekly(company, UndecidedEventInviteeIds=[bob])
    assert starts(company.ann, "IsChild = true") == ["03-23T08:00", "03-30T07:00", "04-06T07:00", "04-13T07:00"]
    contact = company.ann.insert("Contact", {"LastName": "L"})
    company.ann.insert("EventRelation", {"EventId": ids[1], "RelationId": contact})
    assert company.ann.query("SELECT COUNT() FROM EventRelation").total == 8
    company.ann.update("Event", ids[1], {"Subject": "New"})
    assert starts(company.ann, "IsChild = true AND Subject = 'New'") == starts(company.ann, "IsChild = true")


def test_a_whole_day_series_has_no_zone(company: Company) -> None:
    company.ann.insert(
        "Event",
        {"IsAllDayEvent": True, "ActivityDate": "2026-03-28", "Recurrence2PatternText": "FREQ=DAILY;COUNT=3"},
    )
    assert starts(company.ann, "IsAllDayEvent = true") == ["03-28T00:00", "03-29T00:00", "03-30T00:00"]


def test_a_classic_series(company: Company) -> None:
    ann = company.ann
    master = ann.insert("Event", CLASSIC | {"Subject": "Old"})
    mine = f"RecurrenceActivityId = '{master}' AND IsRecurrence = false AND IsChild = false"
    assert starts(ann, mine) == ["03-23T08:00", "03-30T07:00", "04-06T07:00"]
    assert ann.retrieve("Event", master)["RecurrenceActivityId"] == master
    ann.insert("EventRelation", {"EventId": master, "RelationId": company.bob.context.user_id})
    assert starts(ann, "IsChild = true") == ["03-23T08:00", "03-30T07:00", "04-06T07:00"]
    company.clock.advance(days=12)
    ann.update("Event", master, {"Subject": "New", "DurationInMinutes": 30})
    assert starts(ann, f"{mine} AND Subject = 'New' AND DurationInMinutes = 30") == ["03-30T07:00", "04-06T07:00"]
    assert starts(ann, "IsChild = true AND Subject = 'New'") == ["03-30T07:00", "04-06T07:00"]
    ann.update("Event", master, {"RecurrenceDayOfWeekMask": 4})
    assert starts(ann, mine) == ["03-23T08:00", "03-24T08:00", "03-31T07:00"]
    ann.update("Event", master, {"RecurrenceEndDateOnly": "2026-04-10"})
    assert starts(ann, mine) == ["03-23T08:00", "03-24T08:00", "03-31T07:00", "04-07T07:00"]
    first = ann.query(f"SELECT Id FROM Event WHERE {mine} ORDER BY StartDateTime DESC LIMIT 1").records[0]["Id"]
    ann.update("Event", first, {"DurationInMinutes": 2880})
    ann.delete("Event", master)
    assert ann.query("SELECT COUNT() FROM Event").total == 0


WRONG_CLASSIC: list[tuple[dict[str, Any], str]] = [
    ({"DurationInMinutes": 1441}, "EndDateTime"),
    ({"RecurrenceStartDateTime": None}, "RecurrenceStartDateTime"),
    ({"RecurrenceInterval": None}, "RecurrenceInterval"),
    ({"RecurrenceMonthOfYear": "May"}, "RecurrenceMonthOfYear"),
    ({"RecurrenceEndDateOnly": "2030-01-01"}, "RecurrenceEndDateOnly"),
    ({"Recurrence2PatternText": "FREQ=DAILY;COUNT=2"}, "Recurrence2PatternText"),
    ({"RecurrenceTimeZoneSidKey": "Mars/Base"}, "RecurrenceTimeZoneSidKey"),
]


@pytest.mark.parametrize(("values", "field"), WRONG_CLASSIC)
def test_classic_series_that_are_refused(firm: Company, values: dict[str, Any], field: str) -> None:
    assert refused(firm.ann.insert, "Event", CLASSIC | values).fields == [field]
    assert firm.ann.query("SELECT COUNT() FROM Event WHERE IsRecurrence = true").total == 0
