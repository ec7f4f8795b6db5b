"""A whole day of Salesforce lies on that day in Outlook, by the user's clocks: from midnight to midnight."""

from datetime import date, datetime, timedelta

import pytest

from sandbox.microsoft.zones import zone_of
from tests.scenarios.events import moment
from tests.scenarios.language import Line
from tests.scenarios.stage import Stage, only


@pytest.mark.parametrize("zone", ["Pacific/Pago_Pago", "Europe/Berlin", "Pacific/Kiritimati"])
@pytest.mark.parametrize("days", [1, 3])
def test_it_begins_and_ends_at_midnight(stage: Stage, zone: str, days: int) -> None:
    """Exchange Server tells where a user lives only of who chose that in Outlook on the web; else by their events."""
    stage.choose(**only("event"))
    stage._zone(Line(0, "", ("zone", zone), {}, {}), zone)
    stage.outlook.calendar.add(f"Own {stage.address}", moment("@+2T12:00"))
    stage.sync()
    first, subject = moment("@+3").date(), f"Fair {stage.address}"
    end = first + timedelta(days=days - 1)
    times = {"StartDateTime": _utc(first), "EndDateTime": _utc(end)}
    stage.crm.add("Event", Subject=subject, IsAllDayEvent=True, **times)
    stage.sync()
    event = stage.outlook.calendar.find(subject)
    assert event is not None
    clock = zone_of(zone)
    assert event.fields["is_all_day"]
    assert event.fields["start"] == datetime.combine(first, datetime.min.time(), clock)
    assert event.fields["end"] == datetime.combine(end + timedelta(days=1), datetime.min.time(), clock)
    stage.rest()
    [row] = stage.crm.query(f"SELECT ActivityDate FROM Event WHERE Subject = '{subject}'")  # noqa: S608
    assert row["ActivityDate"] == first.isoformat()


def _utc(day: date) -> str:
    return f"{day.isoformat()}T00:00:00.000+0000"
