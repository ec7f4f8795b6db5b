"""A recurring task that is ticked off: what was done keeps its Salesforce record, with whom and what it is about, and
the next one begins as a new record about the same."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest

from sandbox.acting_calendar import every
from sandbox.microsoft.items import Item
from tests.scenarios.stage import Stage, only
from tests.scenarios.tasks import LISTS

TODAY = date(2026, 12, 1)
COLUMNS = "Id, Status, ActivityDate, WhoId, WhatId, OwnerId"


class Series:
    """A daily task in Outlook, shared, with a contact and an account in Salesforce."""

    def __init__(self, stage: Stage) -> None:
        stage.choose(**only("task"))
        self.stage, self.subject = stage, f"Water {stage.address.partition('@')[0]}"
        self.who = stage.crm.add(LastName=self.subject)
        self.what = stage.crm.add("Account", Name=self.subject)
        told = every("Daily", count=5, interval=1)
        rule = {**told, "range": {"start": TODAY.isoformat(), **told["range"]}}
        day = TODAY.isoformat()
        names = ["Salesforce"]
        self._tasks = stage.outlook.tasks
        self._tasks.add(self.subject, due_date=day, start_date=day, recurrence=rule, categories=names)
        stage.sync()
        [self.first] = [row["Id"] for row in self.rows()]
        stage.crm.edit(self.first, "Task", WhoId=self.who, WhatId=self.what)
        stage.sync()

    def rows(self) -> list[dict[str, Any]]:
        """The records, by their days."""
        where = f"Subject = '{self.subject}' ORDER BY ActivityDate"
        return list(self.stage.crm.query(f"SELECT {COLUMNS} FROM Task WHERE {where}"))  # noqa: S608  (of our own making)

    def told(self) -> list[tuple[str, str, str | None, str | None]]:
        return [(row["Status"], row["ActivityDate"], row["WhoId"], row["WhatId"]) for row in self.rows()]

    def items(self) -> list[Item]:
        everything = [one for name in self._lists() for one in self._tasks.all(name)]
        found = [one for one in everything if one.fields["subject"] == self.subject]
        return sorted(found, key=lambda one: str(one.fields["due_date"]))

    def _lists(self) -> list[str]:
        return ["tasks"] if self.stage.exchange == "graph" else list(LISTS)

    def current(self) -> Item:
        return next(one for one in self.items() if one.fields.get("recurrence"))

    def tick(self) -> None:
        self._tasks.complete(self.current())

    def day(self, number: int) -> str:
        return (TODAY + timedelta(days=number)).isoformat()


def test_ticked_in_outlook(stage: Stage) -> None:
    series = Series(stage)
    series.tick()
    stage.sync()
    about = (series.who, series.what)
    expected = [("Completed", series.day(0), *about), ("Not Started", series.day(1), *about)]
    assert series.told() == expected
    assert series.rows()[0]["Id"] == series.first
    assert {row["OwnerId"] for row in series.rows()} == {stage.crm.id}
    stage.rest()
    second = series.rows()[1]["Id"]
    series.tick()
    stage.sync()
    assert series.told() == [expected[0], ("Completed", series.day(1), *about), ("Not Started", series.day(2), *about)]
    assert [row["Id"] for row in series.rows()][:2] == [series.first, second]
    stage.rest()
    assert all(series.subject in str(one.fields["body"]) for one in series.items())
    assert stage.open_issues() == []


def test_ticked_twice_before_the_next_run(stage: Stage) -> None:
    series = Series(stage)
    series.tick()
    series.tick()
    stage.sync()
    about = (series.who, series.what)
    expected = [("Completed", series.day(0)), ("Completed", series.day(1)), ("Not Started", series.day(2))]
    assert series.told() == [(*one, *about) for one in expected]
    assert series.rows()[0]["Id"] == series.first
    stage.rest()


def test_ticked_in_salesforce(stage: Stage) -> None:
    series = Series(stage)
    stage.crm.edit(series.first, "Task", Status="Completed")
    stage.sync()
    about = (series.who, series.what)
    assert series.told() == [("Completed", series.day(0), *about), ("Not Started", series.day(1), *about)]
    assert series.rows()[0]["Id"] == series.first
    series.tick()
    stage.sync()
    assert [row[0] for row in series.told()] == ["Completed", "Completed", "Not Started"]
    stage.rest()


def test_with_a_contact_who_is_gone(stage: Stage) -> None:
    series = Series(stage)
    stage.crm.delete(series.who, "Contact")
    series.tick()
    stage.sync()
    assert [row[:2] for row in series.told()] == [("Completed", series.day(0)), ("Not Started", series.day(1))]
    assert series.rows()[0]["Id"] == series.first
    assert stage.open_issues() == []
    stage.rest()


def test_with_a_lost_reply(stage: Stage) -> None:
    """A reply that is lost on the way is made up for: nothing is told twice."""
    series = Series(stage)
    target = stage.sandbox.salesforce.org.id
    stage.sandbox.faults.add("lost_reply", target=target, operation="POST|PATCH", after=1, times=2)
    series.tick()
    stage.sync()
    stage.sync()
    about = (series.who, series.what)
    assert series.told() == [("Completed", series.day(0), *about), ("Not Started", series.day(1), *about)]
    assert series.rows()[0]["Id"] == series.first
    stage.rest()


def _refuse(stage: Stage, subject: str, day: str) -> Callable[[], None]:
    """Salesforce refuses that the task of this day is completed; what lifts it."""
    org, name = stage.sandbox.salesforce.org, f"Keep_{subject.replace(' ', '_')}"
    rule = f"Subject = '{subject}' AND Status = 'Completed' AND ActivityDate = {day}"
    with org.lock:
        org.add_validation_rule("Task", name, rule, "Ask the boss first")

    def lift() -> None:
        with org.lock:
            org.set_validation_rule("Task", name, active=False)

    return lift


@pytest.mark.parametrize("refused", [0, 1])
def test_one_of_two_that_were_ticked_is_refused(stage: Stage, refused: int) -> None:
    """The other is done all the same, and the refused one is told of until it goes through."""
    series = Series(stage)
    lift = _refuse(stage, series.subject, series.day(refused))
    series.tick()
    series.tick()
    stage.sync()
    done = ["Completed", "Completed", "Not Started"]
    about = (series.who, series.what)
    expected = [(status, series.day(n), *about) for n, status in enumerate(done)]
    assert [row for row in series.told() if row[1] != series.day(refused)] == [
        row for row in expected if row[1] != series.day(refused)
    ]
    [issue] = stage.open_issues()
    assert (issue.code, issue.name) == ("validation_rule", series.subject)
    assert "Ask the boss first" in issue.message
    stage.rest()
    lift()
    stage.sync(force=True)
    assert series.told() == expected
    assert series.rows()[0]["Id"] == series.first
    assert stage.open_issues() == []
    stage.rest()
