"""Calendar items in requests that exchangelib does not send: what must be said, and how Exchange refuses."""

import random
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from tests.sandbox.microsoft_ews import calendar_bodies as bodies
from tests.sandbox.microsoft_ews.bodies import make
from tests.sandbox.microsoft_ews.calendar_bodies import BERLIN, OWN_ZONE, TIMES, WEEKLY
from tests.sandbox.microsoft_ews.client import Reply
from tests.sandbox.microsoft_ews.conftest import BERT, World
from tests.sandbox.microsoft_ews.test_fuzz import bend, check, one_operation
from tests.seeds import seed_of

SORT = '<m:SortOrder><t:FieldOrder Order="Ascending"><t:FieldURI FieldURI="item:Subject"/></t:FieldOrder></m:SortOrder>'
ID = "//t:CalendarItem/t:ItemId/@Id"


def made(world: World, properties: str = TIMES) -> str:
    reply = world.client().call(bodies.create(properties))
    assert reply.codes == ["NoError"], reply.content
    return str(reply.find(ID)[0])


def series(world: World) -> str:
    return made(world, TIMES + WEEKLY + BERLIN)


def viewed(world: World) -> list[str]:
    return [str(one) for one in world.client().call(bodies.find(bodies.window())).find(ID)]


def codes(world: World, body: str) -> list[str]:
    return world.client().call(body).codes


def test_whether_people_are_told_must_be_said(world: World) -> None:
    item = bodies.item(made(world))
    step = bodies.setting("calendar:Location", "<t:Location>Köln</t:Location>")
    assert codes(world, bodies.create(TIMES, "")) == ["ErrorSendMeetingInvitationsRequired"]
    assert codes(world, bodies.update(item, step, "")) == ["ErrorSendMeetingInvitationsOrCancellationsRequired"]
    assert codes(world, bodies.delete(item, "")) == ["ErrorSendMeetingCancellationsRequired"]
    assert codes(world, bodies.create(TIMES, 'SendMeetingInvitations="Perhaps"')) == ["ErrorSchemaValidation"]
    assert codes(world, bodies.update(item, step)) == codes(world, bodies.delete(item)) == ["NoError"]


@pytest.mark.invites
def test_every_property_of_every_kind_is_valid(world: World) -> None:
    """AllProperties of a single event, a series with all that can happen to it, an occurrence and an exception."""
    attendee = (
        f"<t:RequiredAttendees><t:Attendee><t:Mailbox><t:EmailAddress>{BERT}</t:EmailAddress></t:Mailbox>"
        "</t:Attendee></t:RequiredAttendees>"
    )
    people = "<t:Subject>Plan</t:Subject>" + TIMES + "<t:Location>Köln</t:Location>" + attendee + WEEKLY + BERLIN
    told = 'SendMeetingInvitations="SendToAllAndSaveCopy"'
    reply = world.client().call(bodies.create(people, told))
    master = str(reply.find(ID)[0])
    first, second, *_ = viewed(world)
    step = bodies.setting("item:Subject", "<t:Subject>später</t:Subject>")
    all_told = 'SendMeetingInvitationsOrCancellations="SendToAllAndSaveCopy"'
    assert codes(world, bodies.update(bodies.item(second), step, all_told)) == ["NoError"]
    assert codes(world, bodies.delete(bodies.indexed(master, 3), 'SendMeetingCancellations="SendOnlyToAll"')) == [
        "NoError"
    ]
    for shape in ("IdOnly", "Default", "AllProperties"):
        reply = world.client().call(bodies.get("".join(map(bodies.item, (master, first, second))), shape))
        assert reply.codes == ["NoError"] * 3
    types = [e.text for e in reply.find("//t:CalendarItemType")]
    assert types == ["RecurringMaster", "Occurrence", "Exception"]
    assert [e.text for e in reply.find("//t:IsRecurring")] == ["false", "true", "true"]
    assert len(reply.find("//t:ModifiedOccurrences/t:Occurrence")) == 1
    assert [e.text for e in reply.find("//t:DeletedOccurrence/t:Start")] == ["2026-03-30T08:00:00Z"]
    assert [e.text for e in reply.find("//t:OriginalStart")][-1] == "2026-03-23T09:00:00Z"
    assert reply.find("//t:StartWallClock")[0].text == "2026-03-16T10:00:00+01:00"
    bert = world.client(acts_as=BERT).call(bodies.find(bodies.window(), shape="Default"))
    assert len(bert.find(ID)) == 5 and bert.find("//t:Organizer/t:Mailbox/t:Name")[0].text == "Anna Ahrens"
    assert [(s.kind, s.original_start is None) for s in world.store.outgoing] == [
        ("request", True),
        ("update", False),
        ("cancel", False),
    ]
    assert world.recorder.request_problems() == []


def test_ids_of_series_and_occurrences_are_told_apart(world: World) -> None:
    single, master = made(world), series(world)
    occurrence = next(one for one in viewed(world) if one not in (single, master))
    cases = {
        bodies.indexed(single, 1): "ErrorCalendarCannotUseIdForOccurrenceId",
        bodies.indexed(occurrence, 1): "ErrorCalendarCannotUseIdForOccurrenceId",
        bodies.indexed(make(world), 1): "ErrorCalendarCannotUseIdForOccurrenceId",
        bodies.master_of(single): "ErrorCalendarCannotUseIdForRecurringMasterId",
        bodies.master_of(master): "ErrorCalendarCannotUseIdForRecurringMasterId",
        bodies.indexed(master, 0): "ErrorCalendarOccurrenceIndexIsOutOfRecurrenceRange",
        bodies.indexed(master, 6): "ErrorCalendarOccurrenceIndexIsOutOfRecurrenceRange",
        bodies.indexed(master, "first"): "ErrorSchemaValidation",
        bodies.indexed(master, 5): "NoError",
        bodies.master_of(occurrence): "NoError",
    }
    assert {reference: codes(world, bodies.get(reference)) for reference in cases} == {
        reference: [code] for reference, code in cases.items()
    }


@pytest.mark.parametrize(
    ("view", "more", "folder", "code"),
    [
        (
            bodies.window(),
            "",
            '<t:DistinguishedFolderId Id="contacts"/>',
            "ErrorCalendarFolderIsInvalidForCalendarView",
        ),
        (bodies.window("2026-06-02T00:00:00Z"), "", "", "ErrorCalendarEndDateIsEarlierThanStartDate"),
        (bodies.window(end="2028-06-02T00:00:00Z"), "", "", "ErrorCalendarViewRangeTooBig"),
        (bodies.window("2026-02-31T00:00:00Z"), "", "", "ErrorCalendarInvalidAttributeValue"),
        (bodies.window("yesterday"), "", "", "ErrorSchemaValidation"),
        (
            bodies.window(),
            SORT,
            "",
            "ErrorInvalidOperation",
        ),
    ],
)
def test_views_that_cannot_be(world: World, view: str, more: str, folder: str, code: str) -> None:
    assert codes(world, bodies.find(view, folder or bodies.CALENDAR, more)) == [code]


def test_a_view_is_cut_where_it_says_and_refused_where_it_is_too_full(world: World) -> None:
    series(world)
    root = world.client().call(bodies.find(bodies.window(limit="2"))).find("//m:RootFolder")[0]
    assert (root.get("TotalItemsInView"), root.get("IncludesLastItemInRange")) == ("5", "false")
    start = datetime(2026, 3, 1, tzinfo=UTC)
    daily = {"pattern": {"type": "Daily"}, "range": {"type": "NoEnd", "start": "2026-03-01"}}
    fields = {"start": start, "end": start + timedelta(hours=1), "recurrence": daily}
    for _ in range(2):
        world.anna.create_item(world.anna.well_known("calendar").id, "event", fields)
    wide = bodies.find(bodies.window(end="2028-02-28T00:00:00Z"))
    assert codes(world, wide) == ["ErrorExceededFindCountLimit"]
    reply = world.client().call(wide.replace("<m:CalendarView ", '<m:CalendarView MaxEntriesReturned="5000" '))
    assert len(reply.find(ID)) == 1000
    assert reply.find("//m:RootFolder/@IncludesLastItemInRange") == ["false"]


@pytest.mark.parametrize(
    ("properties", "code"),
    [
        (TIMES + '<t:StartTimeZone Id="Atlantis"/>', "ErrorCalendarInvalidTimeZone"),
        (TIMES + OWN_ZONE.format("Atlantis").replace(">dlt<", ">nix<"), "ErrorCalendarInvalidTimeZone"),
        (TIMES + WEEKLY.replace(">5<", ">1000<"), "ErrorCalendarInvalidRecurrence"),
        (TIMES + WEEKLY.replace(">1<", ">0<").replace("Interval>0", "Interval>100"), "ErrorCalendarInvalidRecurrence"),
        (TIMES + WEEKLY.replace(">Monday<", "><"), "ErrorSchemaValidation"),
        (TIMES.replace("T10", "T08"), "ErrorCalendarEndDateIsEarlierThanStartDate"),
        (TIMES.replace("2026-03-16T10", "2026-03-24T10") + WEEKLY, "ErrorOccurrenceTimeSpanTooBig"),
        (TIMES.replace("2026", "4999"), "ErrorCalendarOutOfRange"),
        (TIMES + "<t:IsMeeting>true</t:IsMeeting>", "ErrorInvalidPropertySet"),
        (
            TIMES + "<t:RequiredAttendees><t:Attendee><t:Mailbox/></t:Attendee></t:RequiredAttendees>",
            "ErrorInvalidRecipients",
        ),
        ("<t:Start>2026-03-16</t:Start>", "ErrorSchemaValidation"),
        ("<t:LegacyFreeBusyStatus>Sleeping</t:LegacyFreeBusyStatus>", "ErrorSchemaValidation"),
    ],
)
def test_events_that_cannot_be(world: World, properties: str, code: str) -> None:
    assert codes(world, bodies.create(properties)) == [code]
    assert viewed(world) == []


def test_an_event_needs_a_calendar(world: World) -> None:
    contacts = '<t:DistinguishedFolderId Id="contacts"/>'
    assert codes(world, bodies.create(TIMES, folder=contacts)) == ["ErrorCannotCreateCalendarItemInNonCalendarFolder"]


def test_an_event_without_a_time_gets_one(world: World) -> None:
    world.clock.stop()
    world.clock.set(datetime(2026, 3, 16, 9, 10, tzinfo=UTC))
    reply = world.client().call(bodies.get(bodies.item(made(world, ""))))
    assert reply.find("//t:Start")[0].text == "2026-03-16T09:30:00Z"
    assert reply.find("//t:ReminderIsSet")[0].text == "true"


def test_a_zone_of_the_clients_own_travels_both_ways(world: World) -> None:
    master = made(world, TIMES + WEEKLY + OWN_ZONE.format("Mine"))
    reply = world.client().call(bodies.get(bodies.item(master)))
    zone = reply.find("//t:StartTimeZone")[0]
    assert zone.get("Id") == "Mine" and zone.find("{*}Periods/{*}Period").get("Bias") == "-PT1H30M"
    assert reply.find("//t:LastOccurrence/t:Start")[0].text == "2026-04-13T08:00:00Z"
    again = made(world, TIMES + WEEKLY + OWN_ZONE.format("W. Europe Standard Time"))
    reply = world.client().call(bodies.get(bodies.item(again)))
    assert len(reply.find("//t:StartTimeZone")[0]) == 0


def test_what_an_occurrence_does_not_do(world: World) -> None:
    master = series(world)
    one = bodies.item(viewed(world)[1])
    bin_id = '<m:ToFolderId><t:DistinguishedFolderId Id="deleteditems"/></m:ToFolderId>'
    for name in ("MoveItem", "CopyItem"):
        body = f"<m:{name}>{bin_id}<m:ItemIds>{one}</m:ItemIds></m:{name}>"
        assert codes(world, body) == ["ErrorCalendarCannotMoveOrCopyOccurrence"]
    assert codes(world, bodies.update(one, bodies.setting("calendar:Recurrence", WEEKLY))) == [
        "ErrorCalendarInvalidPropertyState"
    ]
    later = TIMES.replace("03-16", "03-31").partition("<t:End>")
    steps = bodies.setting("calendar:Start", later[0]) + bodies.setting("calendar:End", later[1] + later[2])
    assert codes(world, bodies.update(one, steps)) == ["ErrorOccurrenceCrossingBoundary"]
    for uri in ("calendar:Start", "calendar:UID"):
        assert codes(world, bodies.update(bodies.item(master), bodies.deleting(uri))) == ["ErrorInvalidPropertyDelete"]
    reply = world.client().call(bodies.get(bodies.item(master)))
    assert reply.find("//t:ModifiedOccurrences") == []


def test_a_named_property_of_one_occurrence(world: World) -> None:
    """Found on the occurrence, not on the series and not on the others."""
    path = (
        '<t:ExtendedFieldURI PropertySetId="6ed8da90-450b-101b-98da-00aa003f1305" PropertyName="Stamp" '
        'PropertyType="String"/>'
    )
    master = series(world)
    value = f"<t:ExtendedProperty>{path}<t:Value>one</t:Value></t:ExtendedProperty>"
    step = f"<t:SetItemField>{path}<t:CalendarItem>{value}</t:CalendarItem></t:SetItemField>"
    assert codes(world, bodies.update(bodies.indexed(master, 2), step)) == ["NoError"]
    shape = f"<t:BaseShape>IdOnly</t:BaseShape><t:AdditionalProperties>{path}</t:AdditionalProperties>"
    found = bodies.find(bodies.window()).replace("<t:BaseShape>IdOnly</t:BaseShape>", shape)
    reply = world.client().call(found)
    assert [len(e.findall("{*}ExtendedProperty")) for e in reply.find("//t:CalendarItem")] == [0, 1, 0, 0, 0]


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("AcceptItem", "ErrorInvalidItemForOperationAcceptItem"),
        ("DeclineItem", "ErrorInvalidItemForOperationDeclineItem"),
        ("TentativelyAcceptItem", "ErrorInvalidItemForOperationTentative"),
        ("CancelCalendarItem", "ErrorInvalidItemForOperationCancelItem"),
    ],
)
def test_what_is_no_meeting_is_not_answered(world: World, name: str, code: str) -> None:
    assert codes(world, bodies.answer(name, make(world))) == [code]


def test_the_outgoing_log_is_read_and_emptied(world: World) -> None:
    assert len(world.store.outgoing) == 0 and list(world.store.outgoing.only("request", BERT)) == []


def calendar_requests(world: World) -> list[str]:
    master = series(world)
    one: Any = bodies.item(viewed(world)[1])
    people = f"<t:Attendee><t:Mailbox><t:EmailAddress>{BERT}</t:EmailAddress></t:Mailbox></t:Attendee>"
    return [
        bodies.create(TIMES + WEEKLY + OWN_ZONE.format("Mine"), 'SendMeetingInvitations="SendToAllAndSaveCopy"'),
        bodies.create(TIMES + f"<t:RequiredAttendees>{people}</t:RequiredAttendees>" + WEEKLY + BERLIN),
        bodies.get(one + bodies.indexed(master, 2) + bodies.item(master)),
        bodies.update(one, bodies.setting("calendar:Start", "<t:Start>2026-03-24T09:00:00Z</t:Start>")),
        bodies.update(bodies.item(master), bodies.setting("calendar:Recurrence", WEEKLY)),
        bodies.update(bodies.item(master), bodies.deleting("calendar:Location")),
        bodies.find(bodies.window(limit="3"), shape="Default"),
        bodies.answer("AcceptItem", master),
        bodies.delete(bodies.indexed(master, 4)),
    ]


def test_no_bent_calendar_request_breaks_the_server(world: World) -> None:
    """And none that the schema accepts is called invalid by the sandbox's own tables."""
    chance = random.Random(seed_of("bent calendar requests"))
    client = world.client(acts_as=None)
    choices = calendar_requests(world)
    for _ in range(300):
        reply: Reply = client.send(bend(chance, chance.choice(choices)))
        check(reply)
        exchange = world.recorder.exchanges[-1]
        if not exchange.request_problems and one_operation(exchange.request):
            assert reply.codes != ["ErrorSchemaValidation"], (reply.content, exchange.request)
