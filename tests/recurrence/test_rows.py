"""A series in Outlook and its rows in Salesforce: one occurrence changes one row, the series as a whole is written in
batches. Through the whole engine, over HTTPS, with a summer time that begins or ends within the series."""

from collections.abc import Callable
from datetime import UTC, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from sandbox.acting_calendar import every
from sandbox.microsoft.items import Item
from tests.recurrence.rows import rows, touched
from tests.scenarios.stage import Stage

ZONE = ZoneInfo("Europe/Berlin")
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
SUBJECT = "Team"
# More than one batch of either side; so many calls for them at most, with the feed and what is asked before writing.
MANY, MOST_CALLS = 220, 25


def tomorrow(hour: int = 9) -> datetime:
    return datetime.combine(datetime.now(ZONE).date() + DAY, time(hour), ZONE)


def series(stage: Stage, kind: str, count: int, **pattern: Any) -> Item:
    recurrence = every(kind, count=count, interval=1, **pattern)
    more: dict[str, Any] = {"location": "Hall", "start_time_zone": ZONE.key, "categories": ["Salesforce"]}
    return stage.outlook.calendar.add(SUBJECT, tomorrow(), recurrence=recurrence, **more)


Act = Callable[[Stage, Item], object]
ACTS: dict[str, Act] = {
    "moved by an hour": lambda stage, one: stage.outlook.calendar.move(one, one.fields["start"] + HOUR),
    "moved to another day": lambda stage, one: stage.outlook.calendar.move(one, one.fields["start"] + 2 * DAY),
    "renamed": lambda stage, one: stage.outlook.calendar.edit(one, subject="Team of two"),
    "longer": lambda stage, one: stage.outlook.calendar.edit(one, end=one.fields["end"] + HOUR),
    "without a place": lambda stage, one: stage.outlook.calendar.edit(one, location=None),
    "shown as free": lambda stage, one: stage.outlook.calendar.edit(one, show_as="Free"),
    "cancelled": lambda stage, one: stage.outlook.calendar.delete(one),
}


def test_one_occurrence_changes_one_row(stage: Stage) -> None:
    """Each in turn, and one that was changed already is changed again."""
    stage.choose(**{"event.delete_in_crm": True})
    team = series(stage, "Weekly", 26)
    stage.sync()
    known = rows(stage)
    assert len(known) == 26
    clock = {datetime.fromisoformat(row["StartDateTime"]).astimezone(ZONE).time() for row in known.values()}
    assert clock == {time(9)}
    places = [*range(1, len(ACTS) + 1), 1]
    for place, (name, act) in zip(places, [*ACTS.items(), ("renamed again", ACTS["renamed"])], strict=True):
        act(stage, stage.outlook.calendar.occurrences(team)[place])
        written = stage.sync()
        now = rows(stage)
        assert (len(touched(known, now)), written) == (1, 1), name
        known = now
    assert len(known) == 25
    assert stage.open_issues() == []
    stage.rest()


def test_a_row_changes_one_occurrence(stage: Stage) -> None:
    """The other way: nothing but that occurrence differs from its series."""
    team = series(stage, "Weekly", 8)
    stage.sync()
    by_start = {datetime.fromisoformat(row["StartDateTime"]): one for one, row in rows(stage).items()}
    third = stage.outlook.calendar.occurrences(team)[2]
    start = third.fields["start"] + HOUR
    changes = {"Subject": "Changed", "StartDateTime": start.isoformat(), "EndDateTime": (start + HOUR).isoformat()}
    stage.crm.edit(by_start[third.fields["start"]], "Event", **changes)
    assert stage.sync() == 1
    found = stage.outlook.calendar.occurrences(team)
    assert [one.fields["subject"] for one in found] == [SUBJECT, SUBJECT, "Changed", *[SUBJECT] * 5]
    assert [one.is_exception for one in found] == [n == 2 for n in range(8)]  # type: ignore[attr-defined]
    assert found[2].fields["start"] == start
    stage.rest()


def test_a_row_cannot_pass_the_next_occurrence(stage: Stage) -> None:
    """Exchange refuses that (ErrorOccurrenceCrossingBoundary): told once, the other rows go on."""
    team = series(stage, "Weekly", 4)
    stage.sync()
    by_start = {datetime.fromisoformat(row["StartDateTime"]): one for one, row in rows(stage).items()}
    first, second, *_ = stage.outlook.calendar.occurrences(team)
    late = first.fields["start"] + 10 * DAY
    stage.crm.edit(
        by_start[first.fields["start"]], "Event", StartDateTime=late.isoformat(), EndDateTime=(late + HOUR).isoformat()
    )
    stage.crm.edit(by_start[second.fields["start"]], "Event", Subject="Second")
    stage.sync()
    assert [one.fields["subject"] for one in stage.outlook.calendar.occurrences(team)][1] == "Second"
    [issue] = stage.open_issues()
    assert issue.code == "bad_value"
    assert "next" in issue.message or "before or after" in issue.message or "refused" in issue.message


@pytest.mark.parametrize("change", ["subject", "hour"])
def test_a_series_as_a_whole_goes_in_batches(stage: Stage, change: str) -> None:
    team = series(stage, "Daily", MANY)
    stage.sync()
    known = rows(stage)
    assert len(known) == MANY
    stage.sandbox.calls.clear()
    if change == "subject":
        stage.outlook.calendar.edit(team, subject="Crew")
    else:
        stage.outlook.calendar.move(team, team.fields["start"] + HOUR)
    stage.sync()
    calls = [one for one in stage.sandbox.calls.list() if "$batch" not in one.path or one.target]
    assert len(calls) <= MOST_CALLS, [(one.face, one.operation, one.units) for one in calls]
    now = rows(stage)
    assert now.keys() == known.keys()
    wanted = [(one.fields["subject"], one.fields["start"]) for one in stage.outlook.calendar.occurrences(team)]
    found = [(row["Subject"], datetime.fromisoformat(row["StartDateTime"]).astimezone(UTC)) for row in now.values()]
    assert sorted(found) == sorted(wanted)
    stage.rest()
