"""Events that no sane client makes, among good ones: each has a clear result of its own, the others go on, and two runs
at rest write nothing."""

import re
from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest

from sandbox.acting_calendar import every
from sandbox.microsoft.items import Item
from tests.core.exchange.event_worlds import SHIP
from tests.recurrence.rows import rows
from tests.scenarios.distortion import Distortion
from tests.scenarios.stage import Stage

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
START = datetime.combine(datetime.now(UTC).date() + 3 * DAY, time(9), UTC)
GOOD = "Good"


def put(stage: Stage, subject: str, start: datetime = START, **fields: Any) -> Item:
    return stage.outlook.calendar.add(subject, start, categories=["Salesforce"], **fields)


def crowd(count: int) -> list[dict[str, str]]:
    return [{"name": f"P{n}", "address": f"p{n}@crowd.example", "kind": "required"} for n in range(count)]


def without_length(stage: Stage) -> None:
    put(stage, "Odd", minutes=0)


def longer_than_14_days(stage: Stage) -> None:
    put(stage, "Odd", minutes=15 * 24 * 60)


def of_15_days(stage: Stage) -> None:
    stage.outlook.calendar.add_day("Odd", START.date(), days=15, categories=["Salesforce"])


def with_2000_attendees(stage: Stage) -> None:
    put(stage, "Odd", attendees=crowd(2000))


def in_a_zone_of_its_own(stage: Stage) -> None:
    put(stage, "Odd", start_time_zone="Ship", zone_definition=SHIP, recurrence=every("Daily", count=2, interval=1))


def with_a_subject_of_5000(stage: Stage) -> None:
    put(stage, "Odd " + "x" * 5000)


def in_the_year_4000(stage: Stage) -> None:
    put(stage, "Odd", START.replace(year=4000))


def for_a_thousand_years(stage: Stage) -> None:
    put(stage, "Odd", recurrence=every("AbsoluteYearly", until=date(4000, 1, 1), day=START.day, month=START.month))


# What is made, the codes of the issues it has, how many rows of it Salesforce gets.
CASES: list[tuple[Callable[[Stage], None], set[str], int]] = [
    (without_length, set(), 1),
    (longer_than_14_days, {"event_too_long"}, 0),
    (of_15_days, {"event_too_long"}, 0),
    (with_2000_attendees, set(), 1),
    (in_a_zone_of_its_own, set(), 2),
    (with_a_subject_of_5000, {"value_too_long"}, 0),
    (in_the_year_4000, set(), 0),
    (for_a_thousand_years, set(), 1),
]


# Replies of a server that knows more, or tells less, than ours; on either protocol.
ZONE = b"W. Europe Standard Time"
REPLIES: dict[str, Callable[[bytes], bytes]] = {
    "an unknown zone": lambda body: body.replace(ZONE, b"Middle-earth Standard Time"),
    "an empty zone": lambda body: body.replace(ZONE, b""),
    "no ends": lambda body: re.sub(rb"<t:End>[^<]*</t:End>", b"", re.sub(rb'"end":{[^}]*}', b'"end":null', body)),
    "ends before the starts": lambda body: re.sub(
        rb"<t:End>[^<]*<",
        b"<t:End>1999-01-01T00:00:00Z<",
        re.sub(rb'("end":{"dateTime":")[^"]*"', rb'\g<1>1999-01-01T00:00:00"', body),
    ),
    "recurrences of no kind": lambda body: body.replace(b'"daily"', b'"lunar"').replace(
        b"DailyRecurrence", b"LunarRecurrence"
    ),
}


@pytest.mark.parametrize("spoil", REPLIES.values(), ids=list(REPLIES))
def test_replies_that_tell_other_things_than_ours(stage: Stage, spoil: Callable[[bytes], bytes]) -> None:
    """Where an event takes place is told by its start, which is in UTC; all else has a default."""
    recurrence = every("Daily", count=3, interval=1)
    put(stage, GOOD, START + HOUR, start_time_zone=ZONE.decode(), recurrence=recurrence)
    put(stage, "Alone", start_time_zone=ZONE.decode())
    with Distortion(stage.sandbox.microsoft.app, spoil, every=True) as distortion:
        stage.sync()
        assert distortion.applied
        found = sorted(datetime.fromisoformat(row["StartDateTime"]) for row in rows(stage).values())
        assert found == [START, *(START + HOUR + n * DAY for n in range(3))]
        assert stage.open_issues() == []
        stage.rest()


@pytest.mark.parametrize(("make", "codes", "count"), CASES, ids=[case[0].__name__ for case in CASES])
def test_each_has_a_result_of_its_own(stage: Stage, make: Callable[[Stage], None], codes: set[str], count: int) -> None:
    put(stage, GOOD, START + HOUR)
    make(stage)
    stage.sync()
    subjects = [row["Subject"] for row in rows(stage).values()]
    issues = [(one.code, one.message) for one in stage.open_issues()]
    assert subjects.count(GOOD) == 1
    assert (len(subjects) - 1, {code for code, _ in issues}) == (count, codes), issues
    assert all(message.endswith((".", "?")) and "Odd" in message for _, message in issues)
    stage.rest()
