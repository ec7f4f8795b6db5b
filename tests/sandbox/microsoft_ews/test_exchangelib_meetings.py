"""Unmodified exchangelib 5.6.0: invitations, answers and cancellations."""

from typing import Any

import pytest
from exchangelib import IMPERSONATION
from exchangelib.errors import (
    ErrorCalendarIsOrganizerForAccept,
)
from exchangelib.items import (
    SEND_ONLY_TO_ALL,
    SEND_ONLY_TO_CHANGED,
    SEND_TO_ALL_AND_SAVE_COPY,
)
from exchangelib.properties import Attendee, Mailbox

from tests.sandbox.microsoft_ews.calendar_calls import event, fetched, utc, view, weekly
from tests.sandbox.microsoft_ews.conftest import ANNA, BERT, SERVICE, World, open_account

pytestmark = pytest.mark.invites


def test_invitations_go_out_only_when_asked_for(world: World, account: Any) -> None:
    quiet = event(account, required_attendees=[BERT]).save()
    quiet.delete()
    assert list(world.store.outgoing) == []
    item = event(account, required_attendees=[BERT, "guest@elsewhere.example"])
    item.save(send_meeting_invitations=SEND_TO_ALL_AND_SAVE_COPY)
    assert sorted((s.kind, s.to) for s in world.store.outgoing) == [
        ("request", BERT),
        ("request", "guest@elsewhere.example"),
    ]
    assert fetched(account, item).meeting_request_was_sent is True
    world.store.outgoing.clear()
    item = fetched(account, item)
    item.required_attendees = [Attendee(mailbox=Mailbox(email_address=BERT))]
    item.save(update_fields=["required_attendees"], send_meeting_invitations=SEND_ONLY_TO_CHANGED)
    assert [(s.kind, s.to) for s in world.store.outgoing] == [("cancel", "guest@elsewhere.example")]
    item.location = "Köln"
    item.save(update_fields=["location"], send_meeting_invitations=SEND_ONLY_TO_ALL)
    item.delete(send_meeting_cancellations=SEND_TO_ALL_AND_SAVE_COPY)
    assert [(s.kind, s.to) for s in world.store.outgoing][1:] == [("update", BERT), ("cancel", BERT)]


@pytest.mark.parametrize(
    ("method", "response", "left"),
    [("accept", "Accept", 1), ("tentatively_accept", "Tentative", 1), ("decline", "Decline", 0)],
)
def test_an_attendee_answers(world: World, account: Any, method: str, response: str, left: int) -> None:
    item = event(account, required_attendees=[BERT]).save(send_meeting_invitations=SEND_ONLY_TO_ALL)
    bert = open_account(world, SERVICE, BERT, IMPERSONATION)
    (copy,) = bert.calendar.all()
    assert (copy.my_response_type, copy.organizer.email_address) == ("NoResponseReceived", ANNA)
    getattr(copy, method)()
    assert len(list(bert.calendar.all())) == left
    (attendee,) = fetched(account, item).required_attendees
    assert attendee.response_type == response and attendee.last_response_time is not None
    assert [s.answer for s in world.store.outgoing.only("response")] == [response]
    with pytest.raises(ErrorCalendarIsOrganizerForAccept):
        fetched(account, item).accept()
    assert world.recorder.request_problems() == []


def test_the_organiser_cancels(world: World, account: Any) -> None:
    item = event(account, required_attendees=[BERT]).save(send_meeting_invitations=SEND_ONLY_TO_ALL)
    fetched(account, item).cancel()
    assert list(account.calendar.all()) == [] and len(world.store.outgoing.only("cancel")) == 1
    (copy,) = open_account(world, SERVICE, BERT, IMPERSONATION).calendar.all()
    assert copy.is_cancelled is True
    assert world.recorder.request_problems() == []


def test_one_occurrence_is_answered_and_cancelled(world: World, account: Any) -> None:
    item = weekly(account, required_attendees=[BERT])
    fetched(account, item).save(update_fields=["subject"], send_meeting_invitations=SEND_ONLY_TO_ALL)
    bert = open_account(world, SERVICE, BERT, IMPERSONATION)
    view(bert)[0].decline()
    view(bert)[0].accept()
    view(account)[2].cancel()
    assert [(o.my_response_type, o.is_cancelled) for o in view(bert)][:2] == [
        ("Accept", False),
        ("NoResponseReceived", True),
    ]
    assert [o.required_attendees[0].response_type for o in account.fetch(view(account))] == [
        "Decline",
        "Accept",
        "Unknown",
        "Unknown",
    ]
    sent = [(s.kind, s.answer, s.original_start) for s in world.store.outgoing]
    assert sent == [
        ("request", None, None),
        ("response", "Decline", utc(16, 9)),
        ("response", "Accept", utc(23, 9)),
        ("cancel", None, utc(30, 8)),
    ]
    assert world.recorder.request_problems() == []
