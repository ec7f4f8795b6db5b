"""A series that was split in Outlook (this and all that follow) where a run fell between the two halves: the old series
was cut already, the new one was not there yet."""

from typing import Any

import pytest

from sandbox.acting_calendar import every
from sandbox.microsoft.items import Item
from tests.scenarios.events import moment
from tests.scenarios.stage import Stage, only

ANN = {"name": "Ann", "address": "ann@else.example", "kind": "required", "response": "Accept"}
BEFORE, LATER = 2, 4


class Series:
    """A weekly series of six at twelve, shared, whose records are about an account."""

    def __init__(self, stage: Stage, people: list[dict[str, str]], *, deletes: bool) -> None:
        guards = {"guard_share": 1.0, "guard_listing_share": 1.0}
        stage.choose(**only("event"), **guards, **{"event.delete_in_crm": deletes})
        self.stage, self.subject = stage, f"Jour fixe {stage.address.partition('@')[0]}"
        self._more: dict[str, Any] = {"attendees": people, "categories": ["Salesforce"]}
        self.item = self.held("@+3T12:00", BEFORE + LATER)
        stage.sync()
        self.account = stage.crm.add("Account", Name=self.subject)
        for row in self.rows():
            stage.crm.edit(row["Id"], "Event", WhatId=self.account)
        stage.sync()

    def held(self, start: str, count: int) -> Item:
        rule = every("Weekly", count=count, interval=1)
        return self.stage.outlook.calendar.add(self.subject, moment(start), recurrence=rule, **self._more)

    def cut(self) -> None:
        calendar = self.stage.outlook.calendar
        rule = calendar.now(self.item).fields["recurrence"]
        short = {"type": "Numbered", "count": BEFORE, "start": rule["range"]["start"]}
        calendar.edit(self.item, recurrence={"pattern": rule["pattern"], "range": short})

    def rows(self) -> list[dict[str, Any]]:
        """Whatever was put before the subject."""
        where = f"Subject LIKE '%{self.subject}' ORDER BY StartDateTime"
        columns = "Id, Subject, StartDateTime, ShowAs, WhatId"
        return list(self.stage.crm.query(f"SELECT {columns} FROM Event WHERE {where}"))  # noqa: S608  (ours)

    def told(self) -> list[tuple[str, str, str]]:
        return [(row["Subject"], row["StartDateTime"][11:13], row["ShowAs"]) for row in self.rows()]


@pytest.mark.parametrize("hour", ["12", "14"], ids=["same", "moved"])
@pytest.mark.parametrize(
    ("people", "deletes"), [([], False), ([ANN], True), ([ANN], False)], ids=["alone kept", "meeting", "meeting kept"]
)
def test_what_was_cut_off_goes_on_in_the_second_half(
    stage: Stage, people: list[dict[str, str]], deletes: bool, hour: str
) -> None:
    series = Series(stage, people, deletes=deletes)
    before = [row["Id"] for row in series.rows()]
    series.cut()
    stage.sync()
    series.held(f"@+17T{hour}:00", LATER)
    stage.sync()
    assert [row["Id"] for row in series.rows()] == before
    assert series.told() == [(series.subject, "12", "Busy")] * BEFORE + [(series.subject, hour, "Busy")] * LATER
    assert {row["WhatId"] for row in series.rows()} == {series.account}
    assert stage.open_issues() == []
    stage.rest()


def test_what_was_deleted_between_gets_records_of_its_own(stage: Stage) -> None:
    """Nobody else takes part, so what was cut off went to the recycle bin, from which no run fetches anything."""
    series = Series(stage, [], deletes=True)
    series.cut()
    stage.sync()
    assert len(series.rows()) == BEFORE
    series.held("@+17T14:00", LATER)
    stage.sync()
    assert series.told() == [(series.subject, "12", "Busy")] * BEFORE + [(series.subject, "14", "Busy")] * LATER
    assert stage.open_issues() == []
    stage.rest()


def test_what_was_cancelled_alone_stays_cancelled(stage: Stage) -> None:
    """Its series goes on behind it: another one of the same name takes nothing of it."""
    series = Series(stage, [ANN], deletes=True)
    calendar = stage.outlook.calendar
    calendar.delete(calendar.occurrences(series.item)[BEFORE])
    stage.sync()
    cancelled = series.rows()[BEFORE]
    assert cancelled["Subject"] == f"Removed in Outlook: {series.subject}"
    series.held("@+17T14:00", 1)
    stage.sync()
    rows = {row["Id"]: row for row in series.rows()}
    assert rows[cancelled["Id"]] == cancelled
    assert len(rows) == BEFORE + LATER + 1
    assert stage.open_issues() == []
    stage.rest()
