"""On Exchange Server: who is added in Salesforce changes nobody else, and whole days in a zone of the client's own stay
the days that they are."""

from datetime import UTC, datetime, time, timedelta
from typing import Any

import pytest

from tests.core.exchange.event_worlds import SHIP
from tests.scenarios.events import moment
from tests.scenarios.stage import Stage, only

LEGACY = "/o=First/ou=X/cn=Recipients/cn=old"


@pytest.mark.parametrize("stage", ["ews"], indirect=True)
def test_somebody_added_in_salesforce_changes_nobody_else(stage: Stage) -> None:
    stage.choose(**only("event"))
    token = stage.address.partition("@")[0]
    stage.crm.add(LastName="Ann", Email=f"ann.{token}@known.example")
    bob = stage.crm.add(LastName="Bob", Email=f"bob.{token}@known.example")
    people = [
        {"name": "Ann Known", "address": f"ann.{token}@known.example", "kind": "required", "response": "Accept"},
        {"name": "Opt Ional", "address": "opt@else.example", "kind": "optional", "response": "Decline"},
        {"name": "Room", "address": "room@hooke.test", "kind": "resource"},
        {"name": "Old Timer", "address": LEGACY, "kind": "required"},
    ]
    calendar = stage.outlook.calendar
    event = calendar.add(f"Plan {token}", moment("@+3T12:00"), attendees=people, categories=["Salesforce"])
    stage.sync()
    row = stage.crm.find("Event", Subject=f"Plan {token}")
    assert row is not None
    stage.crm.invite(row["Id"], bob)
    stage.sync()

    def shown(rows: list[dict[str, Any]]) -> set[tuple[object, ...]]:
        return {tuple(one.get(name) for name in ("name", "address", "kind", "response")) for one in rows}

    new = shown(calendar.now(event).fields["attendees"]) - shown(people)
    assert shown(people) <= shown(calendar.now(event).fields["attendees"])
    assert [(address, kind) for _, address, kind, _ in new] == [(f"bob.{token}@known.example", "required")]
    stage.rest()
    assert calendar.now(event).fields["attendees"]
    assert stage.open_issues() == []


@pytest.mark.parametrize("hours", [-5, 1.5, 13])
def test_days_moved_in_salesforce_are_these_days_in_a_zone_that_nobody_knows(stage: Stage, hours: float) -> None:
    stage.choose(**only("event"))
    subject, minutes = f"Fair {stage.address.partition('@')[0]}", int(-hours * 60)
    zone = {**SHIP, "id": "Raft", "name": "Raft", "periods": {"std": minutes, "dlt": minutes - 60}}
    first = datetime.combine(moment("@+7").date(), time(), UTC)
    event = stage.outlook.calendar.add(
        subject,
        first + timedelta(minutes=minutes),
        minutes=2 * 1440,
        is_all_day=True,
        categories=["Salesforce"],
        start_time_zone="Raft",
        zone_definition=zone,
    )
    stage.sync()
    row = stage.crm.find("Event", Subject=subject)
    assert row is not None
    assert row["ActivityDate"] == f"{first:%Y-%m-%d}"
    day = first + timedelta(days=2)
    start = f"{day:%Y-%m-%d}T00:00:00Z"
    stage.crm.edit(row["Id"], "Event", StartDateTime=start, EndDateTime=start, DurationInMinutes=1440)
    stage.sync()
    now = stage.outlook.calendar.now(event).fields
    assert now["end"] - now["start"] == timedelta(days=1)
    stage.rest()
    row = stage.crm.find("Event", Subject=subject)
    assert row is not None
    assert (row["ActivityDate"], str(row["EndDateTime"])[:10]) == (f"{day:%Y-%m-%d}", f"{day:%Y-%m-%d}")
