"""Who is told what of a meeting, and what becomes of the attendees' copies."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from sandbox.calls import Calls
from sandbox.clock import Clock
from sandbox.faults import Faults
from sandbox.microsoft import Microsoft
from sandbox.microsoft.calendar_events import CalendarError
from sandbox.microsoft.calendar_meetings import Calendar
from sandbox.microsoft.items import Item
from sandbox.microsoft.store import Mailbox, Store

START = datetime(2026, 3, 16, 9, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
BERT, CARL, OUTSIDE = "bert@contoso.test", "carl@contoso.test", "guest@elsewhere.test"
DAILY = {"pattern": {"type": "Daily"}, "range": {"type": "Numbered", "start": "2026-03-16", "count": 3}}


@pytest.fixture
def bert(store: Store, mailbox: Mailbox) -> Mailbox:
    store.add_mailbox(CARL, "Carl")
    return store.add_mailbox(BERT, "Bert")


@pytest.fixture
def anna(store: Store, mailbox: Mailbox) -> Calendar:
    return Calendar(store, mailbox)


def person(address: str) -> dict[str, str]:
    return {"name": address.split("@")[0], "address": address, "kind": "required"}


def make(anna: Calendar, mailbox: Mailbox, *people: str, send: Any = "all", **fields: Any) -> Item:
    known = {"subject": "Plan", "start": START, "end": START + HOUR, "attendees": [person(one) for one in people]}
    return anna.create(mailbox.well_known("calendar").id, known | fields, send=send)


def told(store: Store) -> list[tuple[str, str]]:
    """What was sent since the last look."""
    found = [(sent.kind, sent.to) for sent in store.outgoing]
    store.outgoing.clear()
    return found


def copy_of(mailbox: Mailbox, item: Item) -> Item:
    found = mailbox.event_by_uid(item.fields["uid"])
    assert found is not None
    return found


def occurrences(mailbox: Mailbox) -> list[Item]:
    return mailbox.calendar_view(mailbox.well_known("calendar").id, START - DAY, START + 9 * DAY)


def test_nobody_is_told_unless_asked(store: Store, anna: Calendar, mailbox: Mailbox, bert: Mailbox) -> None:
    item = make(anna, mailbox, BERT, send="none")
    item = anna.update(item, {"start": START + HOUR, "end": START + 2 * HOUR})
    anna.delete(item)
    assert told(store) == [] and occurrences(bert) == []
    assert not item.fields.get("meeting_request_was_sent") and item.fields["is_meeting"]


def test_each_is_told_once_and_gets_a_copy(store: Store, anna: Calendar, mailbox: Mailbox, bert: Mailbox) -> None:
    item = make(anna, mailbox, BERT.upper(), OUTSIDE, BERT, mailbox.address)
    assert sorted(told(store)) == [("request", BERT), ("request", OUTSIDE)]
    copy = copy_of(bert, item)
    assert copy.fields["organizer"]["address"] == mailbox.address
    assert (copy.fields["my_response"], copy.fields["show_as"]) == ("NoResponseReceived", "Tentative")
    assert "categories" not in copy.fields


def test_updates_go_to_all_or_to_those_who_changed(
    store: Store, anna: Calendar, mailbox: Mailbox, bert: Mailbox
) -> None:
    item = make(anna, mailbox, BERT, OUTSIDE)
    told(store)
    item = anna.update(item, {"attendees": [person(BERT), person(CARL)]}, send="changed")
    assert sorted(told(store)) == [("cancel", OUTSIDE), ("request", CARL)]
    item = anna.update(item, {"location": "Köln"}, send="all")
    assert sorted(told(store)) == [("update", BERT), ("update", CARL)]
    assert copy_of(bert, item).fields["location"] == "Köln"
    assert item.fields["sequence"] == 2


def test_auto_tells_only_what_matters(store: Store, anna: Calendar, mailbox: Mailbox, bert: Mailbox) -> None:
    item = make(anna, mailbox, BERT)
    told(store)
    item = anna.update(item, {"categories": ["Salesforce"], "reminder_minutes": 5}, send="auto")
    assert told(store) == []
    anna.update(item, {"subject": "Plan B"}, send="auto")
    assert told(store) == [("update", BERT)]


def test_answers_reach_the_organiser(store: Store, anna: Calendar, mailbox: Mailbox, bert: Mailbox) -> None:
    item = make(anna, mailbox, BERT, OUTSIDE)
    told(store)
    answered = Calendar(store, bert).respond(copy_of(bert, item), "Accept")
    assert answered is not None and answered.fields["my_response"] == "Accept" and answered.fields["show_as"] == "Busy"
    assert [(s.kind, s.to, s.answer, s.sender) for s in store.outgoing] == [
        ("response", mailbox.address, "Accept", BERT)
    ]
    people = {one["address"]: one.get("response") for one in copy_of(mailbox, item).fields["attendees"]}
    assert people == {BERT: "Accept", OUTSIDE: None}
    kept = anna.update(copy_of(mailbox, item), {"attendees": [person(BERT)]})
    assert kept.fields["attendees"][0]["response"] == "Accept"
    moved = anna.update(kept, {"start": START + DAY, "end": START + DAY + HOUR}, send="all")
    assert copy_of(bert, moved).fields["my_response"] == "NoResponseReceived"


def test_a_declined_meeting_leaves_the_calendar(store: Store, anna: Calendar, mailbox: Mailbox, bert: Mailbox) -> None:
    item = make(anna, mailbox, BERT)
    declined = Calendar(store, bert).respond(copy_of(bert, item), "Decline", send=False)
    assert declined is not None and declined.folder_id == bert.well_known("deleteditems").id
    assert occurrences(bert) == [] and told(store) == [("request", BERT)]
    assert "response" not in copy_of(mailbox, item).fields["attendees"][0]


def test_a_cancelled_meeting_stays_marked(store: Store, anna: Calendar, mailbox: Mailbox, bert: Mailbox) -> None:
    item = make(anna, mailbox, BERT)
    told(store)
    anna.cancel(item)
    assert told(store) == [("cancel", BERT)] and occurrences(mailbox) == []
    copy = copy_of(bert, item)
    assert copy.fields["is_cancelled"] and copy.fields["subject"] == "Canceled: Plan"
    with pytest.raises(CalendarError) as refusal:
        Calendar(store, bert).respond(copy, "Accept")
    assert refusal.value.code == "ErrorCalendarIsCancelledForAccept"
    Calendar(store, bert).delete(copy, send="all")
    assert told(store) == []


def test_only_others_answer_and_only_the_organiser_cancels(
    store: Store, anna: Calendar, mailbox: Mailbox, bert: Mailbox
) -> None:
    item = make(anna, mailbox, BERT)
    for answer in ("Accept", "Decline", "Tentative"):
        with pytest.raises(CalendarError) as refusal:
            anna.respond(item, answer)
        assert refusal.value.code == f"ErrorCalendarIsOrganizerFor{answer}"
    with pytest.raises(CalendarError) as refusal:
        Calendar(store, bert).cancel(copy_of(bert, item))
    assert refusal.value.code == "ErrorCalendarIsNotOrganizer"
    told(store)
    Calendar(store, bert).update(copy_of(bert, item), {"subject": "mine"}, send="all")
    assert told(store) == []
    Calendar(store, bert).delete(copy_of(bert, item), send="all")
    assert told(store) == [("response", mailbox.address)]
    assert copy_of(mailbox, item).fields["attendees"][0]["response"] == "Decline"


def test_one_occurrence_of_a_meeting(store: Store, anna: Calendar, mailbox: Mailbox, bert: Mailbox) -> None:
    item = make(anna, mailbox, BERT, recurrence=DAILY)
    told(store)
    anna.update(occurrences(mailbox)[0], {"location": "Köln"}, send="all")
    anna.delete(occurrences(mailbox)[1], send="all")
    assert [(s.kind, s.original_start) for s in store.outgoing] == [("update", START), ("cancel", START + DAY)]
    seen = [(o.fields.get("location"), bool(o.fields.get("is_cancelled"))) for o in occurrences(bert)]
    assert seen == [("Köln", False), (None, True), (None, False)]
    Calendar(store, bert).respond(occurrences(bert)[0], "Tentative")
    assert occurrences(mailbox)[0].fields["attendees"][0]["response"] == "Tentative"
    assert "response" not in copy_of(mailbox, item).fields["attendees"][0]
    Calendar(store, bert).respond(occurrences(bert)[2], "Decline")
    assert len(occurrences(bert)) == 2 and len(occurrences(mailbox)) == 2


def test_what_is_undone_was_told_to_nobody(store: Store, anna: Calendar, mailbox: Mailbox, bert: Mailbox) -> None:
    item = make(anna, mailbox, BERT)
    told(store)
    mailbox.delete_item(item)
    with pytest.raises(KeyError):
        anna.delete(item, send="all")
    assert told(store) == []


def test_the_log_is_read_and_emptied_over_http() -> None:
    microsoft = Microsoft(Clock(), Faults(), Calls())
    mailbox = microsoft.store.add_mailbox("anna@contoso.test", "Anna")
    make(Calendar(microsoft.store, mailbox), mailbox, BERT, OUTSIDE)
    client = microsoft.app.test_client()
    body = client.get("/_sandbox/outgoing?to=BERT@contoso.test").get_json()
    assert body["count"] == 1 and body["sent"][0]["kind"] == "request" and body["sent"][0]["subject"] == "Plan"
    assert client.get("/_sandbox/outgoing", environ_base={"REMOTE_ADDR": "10.0.0.1"}).status_code == 403
    assert client.delete("/_sandbox/outgoing").get_json() == {"count": 0, "sent": []}
    assert list(microsoft.store.outgoing) == []
    microsoft.close()
