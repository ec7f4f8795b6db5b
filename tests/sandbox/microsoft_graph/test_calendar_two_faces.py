"""One calendar, two faces: what Graph writes exchangelib reads, and the other way round; nobody is told by EWS."""

from datetime import timedelta
from typing import Any

import pytest
from exchangelib import CalendarItem, EWSDateTime, EWSTimeZone
from exchangelib.errors import ErrorItemNotFound
from exchangelib.items import SEND_TO_NONE
from exchangelib.properties import Attendee, Mailbox
from exchangelib.recurrence import Recurrence, WeeklyPattern

from tests.sandbox.microsoft_graph.conftest import ANNA, BEN, World
from tests.sandbox.microsoft_graph.test_calendar_meetings import people, told
from tests.sandbox.microsoft_graph.test_calendar_series import SPRING, VIEW, starts, weekly
from tests.sandbox.microsoft_graph.test_events import EVENTS, at, event

PARIS = EWSTimeZone("Europe/Paris")


def local(*parts: int) -> EWSDateTime:
    return EWSDateTime(*parts, tzinfo=PARIS)


def as_graph(any_id: str) -> str:
    return any_id.replace("/", "-").replace("+", "_")


@pytest.mark.invites
def test_an_event_of_graph_is_one_of_ews(world: World, outlook: Any) -> None:
    body = event(attendees=people(BEN), location={"displayName": "Bar"}, showAs="oof", sensitivity="private")
    made = world.post(EVENTS, body | {"categories": ["x"], "body": {"contentType": "text", "content": "agenda"}})
    (seen,) = outlook.calendar.all()
    assert (as_graph(seen.id), seen.changekey, seen.uid) == (made["id"], made["changeKey"], made["iCalUId"])
    assert (seen.subject, seen.location, seen.legacy_free_busy_status, seen.sensitivity) == (
        "Lunch",
        "Bar",
        "OOF",
        "Private",
    )
    assert (seen.start, seen.end, seen.categories) == (local(2026, 3, 16, 12), local(2026, 3, 16, 13), ["x"])
    assert [a.mailbox.email_address for a in seen.required_attendees] == [BEN]
    assert (seen.reminder_is_set, seen.reminder_minutes_before_start) == (True, 15)
    seen.subject = "Dinner"
    told(world)
    seen.save(update_fields=["subject"], send_meeting_invitations=SEND_TO_NONE)
    read = world.get(f"{EVENTS}/{made['id']}")
    assert (read["subject"], read["changeKey"]) == ("Dinner", seen.changekey)
    assert told(world) == []


@pytest.mark.invites
def test_an_event_of_ews_is_one_of_graph(world: World, outlook: Any) -> None:
    item = CalendarItem(
        account=outlook,
        folder=outlook.calendar,
        subject="Offsite",
        start=local(2026, 7, 1, 9),
        end=local(2026, 7, 1, 10),
        location="Ulm",
        required_attendees=[Attendee(mailbox=Mailbox(email_address=BEN), response_type="Unknown")],
        legacy_free_busy_status="Tentative",
        reminder_is_set=False,
        is_response_requested=False,
        categories=["Salesforce"],
    )
    item.save(send_meeting_invitations=SEND_TO_NONE)
    (seen,) = world.get(EVENTS)["value"]
    assert (seen["id"], seen["subject"], seen["showAs"]) == (as_graph(item.id), "Offsite", "tentative")
    assert (seen["start"], seen["location"]["displayName"]) == (at("2026-07-01T07:00:00.0000000"), "Ulm")
    assert (seen["isReminderOn"], seen["responseRequested"], seen["isOrganizer"]) == (False, False, True)
    assert [a["emailAddress"]["address"] for a in seen["attendees"]] == [BEN]
    assert told(world) == []
    # Graph tells people even of a meeting that EWS made in silence.
    world.call("PATCH", f"{EVENTS}/{seen['id']}", json={"subject": "Inside"})
    assert told(world) == [("request", BEN)]


def test_all_days(world: World, outlook: Any) -> None:
    days = {"start": at("2026-03-16T00:00:00", "Europe/Paris"), "end": at("2026-03-18T00:00:00", "Europe/Paris")}
    world.post(EVENTS, event(**days, isAllDay=True))
    (seen,) = outlook.calendar.all()
    assert (str(seen.start), str(seen.end), seen.is_all_day) == ("2026-03-16", "2026-03-17", True)
    twin = CalendarItem(folder=outlook.calendar, account=outlook, subject="x", start=seen.start, end=seen.end)
    twin.is_all_day = True
    twin.save(send_meeting_invitations=SEND_TO_NONE)
    shown = world.get(EVENTS)["value"][1]
    assert (shown["start"], shown["end"]) == (at("2026-03-16T00:00:00.0000000"), at("2026-03-18T00:00:00.0000000"))


def test_a_series_and_its_occurrences_are_the_same_on_both(world: World, outlook: Any) -> None:
    made = world.post(EVENTS, weekly())
    window = (local(2026, 3, 1), local(2026, 5, 1))
    seen = sorted(outlook.calendar.view(*window), key=lambda i: i.start)
    rows = world.get(VIEW)["value"]
    assert [as_graph(i.id) for i in seen] == [r["id"] for r in rows]
    seen[1].subject = "Dinner"
    seen[1].save(update_fields=["subject"], send_meeting_invitations=SEND_TO_NONE)
    seen[2].delete(send_meeting_cancellations=SEND_TO_NONE)
    move = {"start": at("2026-04-07T10:00:00"), "end": at("2026-04-07T11:00:00")}
    world.call("PATCH", f"{EVENTS}/{rows[3]['id']}", json=move)
    rows = world.get(VIEW)["value"]
    assert [(r["subject"], r["type"]) for r in rows] == [
        ("Lunch", "occurrence"),
        ("Dinner", "exception"),
        ("Lunch", "exception"),
        ("Lunch", "occurrence"),
    ]
    (master,) = outlook.calendar.all()
    assert [o.start.astimezone(PARIS).hour for o in master.modified_occurrences] == [12, 12]
    assert [o.start for o in master.deleted_occurrences] == [local(2026, 3, 30, 12)]
    assert as_graph(master.id) == made["id"]


def test_a_series_of_ews_in_graph(world: World, outlook: Any) -> None:
    pattern = WeeklyPattern(interval=2, weekdays=["Monday", "Thursday"], first_day_of_week="Monday")
    start = local(2026, 3, 16, 9)
    rule = Recurrence(pattern=pattern, start=start.date(), number=4)
    item = CalendarItem(account=outlook, folder=outlook.calendar, subject="Sync", start=start, recurrence=rule)
    item.end = start + timedelta(minutes=30)
    item.save(send_meeting_invitations=SEND_TO_NONE)
    (seen,) = world.get(EVENTS)["value"]
    assert seen["recurrence"]["pattern"]["daysOfWeek"] == ["monday", "thursday"]
    assert seen["recurrence"]["range"]["numberOfOccurrences"] == 4
    rows = world.get(VIEW)["value"]
    assert starts(rows) == ["2026-03-16T08:00", "2026-03-19T08:00", "2026-03-30T07:00", "2026-04-02T07:00"]
    delta = world.get(f"users/{ANNA}/calendarView/delta?{SPRING}")
    assert len(delta["value"]) == 5
    (master,) = outlook.calendar.all()
    master.delete(send_meeting_cancellations=SEND_TO_NONE)
    gone = world.get(delta["@odata.deltaLink"])["value"]
    assert [(r["id"], r["@removed"]["reason"]) for r in gone] == [(seen["id"], "deleted")]


def test_a_deletion_in_graph_is_one_in_ews(world: World, outlook: Any) -> None:
    made = world.post(EVENTS, event())
    (seen,) = outlook.calendar.all()
    assert world.call("DELETE", f"{EVENTS}/{made['id']}").status_code == 204
    assert list(outlook.calendar.all()) == []
    with pytest.raises(ErrorItemNotFound):
        outlook.calendar.get(id=seen.id)
    assert [i.subject for i in outlook.trash.all()] == ["Lunch"]
