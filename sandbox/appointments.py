"""The demo's calendars: visits, calls and days with customers, one meeting of the colleagues, and something private."""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from typing import Any

from sandbox.acting_calendar import OutlookCalendar, every
from sandbox.letters import STRANGER, Writer
from sandbox.microsoft.store import Mailbox, Store
from sandbox.microsoft.zones import zone_of


def make_appointments(store: Store, user: Mailbox, known: Sequence[Writer], colleague: Writer | None) -> None:
    """known: at least three customers. The first by name invites the other to a weekly meeting."""
    calendar = OutlookCalendar(store, user)
    today = store.clock.now().astimezone(zone_of(user.time_zone)).date()
    monday = today - timedelta(days=today.weekday())
    one, two, three = known[:3]
    calendar.add("Visit and planning", _at(monday, 1, 14), minutes=90, location="Room 2", **_with(user, three))
    review = {"location": "On site", "body": "Agenda: deliveries, prices, the pilot.", **_with(user, one, two)}
    calendar.add("Quarterly review", _at(_workday(today, 2), 0, 10), minutes=60, **review)
    call = f"Call {STRANGER.name}, Puerto Azul Marina"
    calendar.add(call, _at(_workday(today, 1), 0, 11), minutes=30, body="Two marinas, 300 berths. See the mail.")
    calendar.add("Dentist", _at(monday, 9, 8), minutes=45, sensitivity="Private")
    calendar.add_day("Trade fair, Hamburg", monday + timedelta(days=8), days=2, show_as="WorkingElsewhere")
    if colleague is not None and user.address < colleague.address:
        weekly = every("Weekly", until=monday + timedelta(weeks=12), interval=1)
        meeting = calendar.add("Sales meeting", _at(monday, 0, 9), minutes=45, recurrence=weekly, location="Room 1")
        calendar.invite(meeting, colleague.address)
        # Nobody counts what was sent before the demo began.
        store.outgoing.clear()


def _at(day: date, more: int, hour: int) -> datetime:
    return datetime.combine(day + timedelta(days=more), time(hour))


def _workday(day: date, number: int) -> date:
    """The one that many working days later."""
    while number:
        day += timedelta(days=1)
        number -= day.weekday() < 5
    return day


def _with(user: Mailbox, *people: Writer) -> dict[str, Any]:
    """Fields of a meeting whose invitations went out long ago."""
    attendees = [
        {
            "name": one.name,
            "address": one.address,
            "kind": "required",
            "response": "Accept" if number == 0 else "Unknown",
        }
        for number, one in enumerate(people)
    ]
    organizer = {"name": user.display_name, "address": user.address}
    return {
        "attendees": attendees,
        "organizer": organizer,
        "meeting_request_was_sent": True,
        "my_response": "Organizer",
    }
