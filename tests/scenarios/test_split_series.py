"""A series that was split in Outlook (this and all that follow): what goes on as another series keeps its records."""

from typing import Any

import pytest

from sandbox.acting_calendar import every
from tests.scenarios.events import moment
from tests.scenarios.stage import Stage, only

ANN = {"name": "Ann", "address": "ann@else.example", "kind": "required", "response": "Accept"}


@pytest.mark.parametrize("people", [[], [ANN]], ids=["alone", "meeting"])
def test_this_and_all_that_follow_keep_their_records(stage: Stage, people: list[dict[str, str]]) -> None:
    stage.choose(**only("event"))
    subject, calendar = f"Jour fixe {stage.address.partition('@')[0]}", stage.outlook.calendar
    first = moment("@+3T12:00")
    more: dict[str, Any] = {"attendees": people, "categories": ["Salesforce"]}
    series = calendar.add(subject, first, recurrence=every("Weekly", count=6, interval=1), **more)
    stage.sync()
    account = stage.crm.add("Account", Name=subject)
    before = _rows(stage, subject)
    assert len(before) == 6
    for row in before:
        stage.crm.edit(row["Id"], "Event", WhatId=account)
    stage.sync()
    rule = calendar.now(series).fields["recurrence"]
    short = {"type": "Numbered", "count": 2, "start": rule["range"]["start"]}
    calendar.edit(series, recurrence={"pattern": rule["pattern"], "range": short})
    rest = every("Weekly", count=4, interval=1)
    calendar.add(subject, moment("@+17T14:00"), recurrence=rest, **more)
    stage.sync()
    now = _rows(stage, subject)
    assert [row["Id"] for row in now] == [row["Id"] for row in before]
    assert {row["WhatId"] for row in now} == {account}
    assert [row["StartDateTime"][11:13] for row in now] == ["12"] * 2 + ["14"] * 4
    stage.sync()
    stage.rest()
    assert stage.open_issues() == []


def test_another_series_of_another_name_gets_records_of_its_own(stage: Stage) -> None:
    stage.choose(**only("event"))
    subject, calendar = f"Jour fixe {stage.address.partition('@')[0]}", stage.outlook.calendar
    rule = every("Daily", count=3, interval=1)
    series = calendar.add(subject, moment("@+3T12:00"), recurrence=rule, categories=["Salesforce"])
    stage.sync()
    before = {row["Id"] for row in _rows(stage, subject)}
    calendar.delete(series)
    calendar.add(f"Other {subject}", moment("@+3T12:00"), recurrence=rule, categories=["Salesforce"])
    stage.sync()
    assert _rows(stage, subject) == []
    assert len(_rows(stage, f"Other {subject}")) == 3
    assert before.isdisjoint(row["Id"] for row in _rows(stage, f"Other {subject}"))


def _rows(stage: Stage, subject: str) -> list[dict[str, Any]]:
    where = f"Subject = '{subject}' ORDER BY StartDateTime"
    return list(stage.crm.query(f"SELECT Id, StartDateTime, WhatId FROM Event WHERE {where}"))  # noqa: S608
