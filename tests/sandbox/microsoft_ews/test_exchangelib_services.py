"""Unmodified exchangelib 5.6.0: what lies beside items, and its finding out of server version and authentication."""

from datetime import timedelta
from typing import Any

import pytest
from exchangelib import Configuration, Credentials, EWSDateTime, Message
from exchangelib.errors import ErrorExpiredSubscription, ErrorSubscriptionNotFound
from exchangelib.folders import Contacts
from exchangelib.properties import AlternateId, CreatedEvent, DeletedEvent, ModifiedEvent, MovedEvent, StatusEvent
from exchangelib.protocol import Protocol
from exchangelib.services import ConvertId

from tests.sandbox.microsoft_ews.conftest import BERT, PASSWORD, SERVICE, World
from tests.sandbox.microsoft_ews.contacts import person


def make_contact(world: World, owner: str, name: str, address: str) -> None:
    mailbox = world.store.mailbox(owner)
    assert mailbox is not None
    fields = {"display_name": name, "email_addresses": [{"address": address}]}
    mailbox.create_item(mailbox.well_known("contacts").id, "contact", fields)


EVENTS = ("CreatedEvent", "ModifiedEvent", "DeletedEvent", "MovedEvent")


def test_the_server_version_is_found_by_convert_id(world: World, trusting: None) -> None:
    """ConvertId with dummy ids, no impersonation: ServerVersionInfo in the reply says Exchange SE."""
    configuration = Configuration(
        service_endpoint=world.url, credentials=Credentials(SERVICE, PASSWORD), auth_type="basic"
    )
    protocol = Protocol(config=configuration)
    assert str(protocol.version.build) == "15.2.2562.17"
    assert protocol.version.api_version == "Exchange2016"
    assert world.recorder.operations() == ["ConvertId"] and world.recorder.request_problems() == []


def test_convert_id_goes_to_hex_and_back(world: World, account: Any) -> None:
    """ConvertId EwsId to HexEntryId and OwaId."""
    (made,) = account.bulk_create(folder=account.contacts, items=[person(1)])
    ids = [AlternateId(id=made.id, format="EwsId", mailbox=account.primary_smtp_address)]
    (as_hex,) = ConvertId(protocol=account.protocol).call(items=ids, destination_format="HexEntryId")
    (back,) = ConvertId(protocol=account.protocol).call(items=[as_hex], destination_format="EwsId")
    assert back.id == made.id
    (owa,) = ConvertId(protocol=account.protocol).call(items=ids, destination_format="OwaId")
    item = world.anna.item(made.id)
    assert item is not None and owa.id == item.graph_id


def test_resolve_names_finds_users_and_contacts(world: World, account: Any) -> None:
    """ResolveNames: one user, several (a warning), none, with full contact data."""
    (bert,) = account.protocol.resolve_names(["bert"])
    assert bert.email_address == BERT
    # The call goes out without impersonation, so the contacts are the service account's.
    make_contact(world, SERVICE, "Bea", "bea@bothways.example")
    assert len(account.protocol.resolve_names(["be"])) == 2
    ((box, contact),) = account.protocol.resolve_names(["Bert"], return_full_contact_data=True)
    assert box.email_address == BERT and contact.display_name == "Bert Bühler"
    assert [type(r).__name__ for r in account.protocol.resolve_names(["xyz"])] == ["ErrorNameResolutionNoResults"]


def test_server_time_zones(world: World, account: Any) -> None:
    """GetServerTimeZones by id with full data, and all by name."""
    zones = list(account.protocol.get_timezones(return_full_timezone_data=True))
    by_id = {zone.id: zone for zone in zones}
    standard, daylight = by_id["Romance Standard Time"].periods
    assert (standard.bias, daylight.bias) == (timedelta(hours=-1), timedelta(hours=-2))
    assert len(by_id) == 30


def test_nobody_is_busy(world: World, account: Any) -> None:
    """GetUserAvailability of one mailbox: a free/busy view without events."""
    start = EWSDateTime(2026, 11, 21, 8, tzinfo=account.default_timezone)
    (view,) = account.protocol.get_free_busy_info(
        accounts=[(account, "Organizer", False)], start=start, end=start + timedelta(hours=8)
    )
    assert view.view_type == "FreeBusy" and view.calendar_events is None


def test_pull_subscription_tells_what_happened(world: World, account: Any) -> None:
    """Subscribe (pull), GetEvents, Unsubscribe: created, modified, moved and deleted; then StatusEvent."""
    folder = Contacts(parent=account.contacts, name="Other")
    folder.save()
    subscription, mark = account.contacts.subscribe_to_pull(event_types=EVENTS, timeout=10)
    (empty,) = account.contacts.get_events(subscription, mark)
    assert isinstance(empty.events[0], StatusEvent)
    made = account.bulk_create(folder=account.contacts, items=[person(1), person(2)])
    (item,) = account.fetch([made[0]])
    item.job_title = "x"
    account.bulk_update([(item, ["job_title"])])
    account.bulk_move([made[0]], to_folder=folder)
    account.bulk_delete([made[1]])
    (told,) = account.contacts.get_events(subscription, mark)
    kinds = [CreatedEvent, CreatedEvent, ModifiedEvent, MovedEvent, DeletedEvent]
    assert [type(event) for event in told.events] == kinds
    assert told.events[0].item_id.id == made[0].id and told.events[3].old_item_id.id == made[0].id
    (rest,) = account.contacts.get_events(subscription, told.events[-1].watermark)
    assert isinstance(rest.events[0], StatusEvent)
    account.contacts.unsubscribe(subscription)
    with pytest.raises(ErrorSubscriptionNotFound):
        list(account.contacts.get_events(subscription, mark))
    assert world.recorder.request_problems() == []


def test_a_forgotten_subscription_expires(world: World, account: Any) -> None:
    """GetEvents after the timeout of the subscription."""
    world.clock.stop()
    subscription, mark = account.contacts.subscribe_to_pull(event_types=EVENTS, timeout=10)
    world.clock.advance(minutes=11)
    with pytest.raises(ErrorExpiredSubscription):
        list(account.contacts.get_events(subscription, mark))


def test_a_message_is_saved_sent_and_arrives(world: World, account: Any) -> None:
    """CreateItem SaveOnly, SendItem with a copy; CreateItem SendAndSaveCopy; the other mailbox gets them."""
    draft = Message(account=account, folder=account.drafts, subject="Hello", body="Hi", to_recipients=[BERT])
    draft.save()
    draft.send(save_copy=True)
    Message(account=account, subject="Second", body="Hi", to_recipients=[BERT]).send()
    bert = world.store.mailbox(BERT)
    assert bert is not None
    assert [i.fields["subject"] for i in bert.items(bert.well_known("inbox").id)] == ["Hello", "Second"]
    assert [m.subject for m in account.sent.all().only("subject")] == ["Hello", "Second"]
    assert account.drafts.all().count() == 0
    assert world.recorder.request_problems() == []
