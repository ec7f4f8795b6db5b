"""Items as the stand-in for office.js gives them: which members in which mode, and what is known of their people."""

from typing import Any

import pytest

from tests.sandbox.outlook.addin import DRAFT, EVENT, MESSAGE, PLAN, Bench
from tests.sandbox.outlook.conftest import Town

EVERY = {
    *("itemType", "body", "categories", "loadCustomPropertiesAsync", "getAttachmentContentAsync"),
    *("addHandlerAsync", "removeHandlerAsync"),
}
READ = {"itemId", "itemClass", "subject", "normalizedSubject", "attachments", "dateTimeCreated", "dateTimeModified"}
COMPOSE = {"subject", "saveAsync", "getItemIdAsync", "getAttachmentsAsync", "sessionData"}
ATTENDEES = {"organizer", "requiredAttendees", "optionalAttendees", "start", "end", "location"}
MAIL = {"conversationId", "from", "to", "cc"}


@pytest.mark.parametrize(
    ("item", "own"),
    [
        (MESSAGE, READ | MAIL | {"internetMessageId", "sender", "getAllInternetHeadersAsync", "getAsFileAsync"}),
        (DRAFT, COMPOSE | MAIL | {"bcc", "internetHeaders", "getComposeTypeAsync"}),
        (EVENT, READ | ATTENDEES),
        (PLAN, COMPOSE | ATTENDEES),
    ],
)
def test_an_item_has_the_members_of_its_kind_and_mode(bench: Bench, item: dict[str, Any], own: set[str]) -> None:
    """As the reference has them: when an item was created is told of read ones, its conversation of messages."""
    bench.open(item=item)
    assert set(bench.value("Object.keys(item)")) == EVERY | own
    writes = set(bench.value("Object.keys(item.body)")) - {"getAsync"}
    assert bool(writes) is (item["mode"] == "compose")


def test_when_it_was_created_and_changed(bench: Bench) -> None:
    bench.open(item={**MESSAGE, "modified": "2026-03-02T10:00Z"})
    assert bench.value("[item.dateTimeCreated, item.dateTimeModified].map((d) => d.toISOString().slice(0, 16))") == [
        "2026-03-01T09:00",
        "2026-03-02T10:00",
    ]
    assert bench.open("ios").value("'dateTimeModified' in item") is False


def test_members_cannot_be_written(bench: Bench) -> None:
    bench.open()
    assert bench.value("(() => { try { item.subject = 'x'; } catch {} return item.subject; })()") == "RE: Offer"


@pytest.mark.parametrize(
    ("profile", "outsider", "attendee"),
    [("owa", "externalUser", "user"), ("classic", "externalUser", "user"), ("mac", "externalUser", None)],
)
def test_what_the_address_book_knows_of_people(
    bench: Bench, town: Town, profile: str, outsider: str, attendee: str | None
) -> None:
    """Who has a mailbox here is a user, whoever else is not; the Mac does not say it of attendees."""
    jerome = {"name": "Jérôme", "address": town.jerome.mailbox.address.upper()}
    group = {"name": "All", "address": "all@out.example", "recipientType": "distributionList"}
    zoe = {"name": "Zoé", "address": "zoe@out.example", "response": "tentativelyAccepted"}
    bench.open(profile, {**MESSAGE, "from": zoe, "to": [jerome, group], "cc": [zoe]})
    assert bench.value("item.to.map((one) => one.recipientType)") == ["user", "distributionList"]
    assert bench.value("[item.from, item.sender, ...item.cc].map((one) => one.recipientType)") == [outsider] * 3
    assert bench.value("item.cc.some((one) => 'appointmentResponse' in one)") is False
    bench.open(profile, {**EVENT, "organizer": jerome, "to": [{**jerome, "response": "organizer"}, zoe]})
    assert bench.value("item.requiredAttendees.map((one) => one.appointmentResponse)") == ["organizer", "tentative"]
    assert bench.value("item.requiredAttendees[0].recipientType ?? null") == attendee


def test_mobile_clients_call_strangers_other(bench: Bench) -> None:
    bench.open("ios", {**MESSAGE, "from": {"name": "Zoé", "address": "zoe@out.example"}})
    assert bench.value("item.from.recipientType") == "other"


def test_who_writes_has_no_recipient_type(bench: Bench, town: Town) -> None:
    anna = {"name": "Anna", "address": town.anna.mailbox.address}
    bench.open(item={**DRAFT, "from": anna}, getRecipients=[anna])
    assert set(bench.ask("mailbox.item.from.getAsync")["value"]) == {"displayName", "emailAddress"}
    assert bench.ask("mailbox.item.to.getAsync")["value"][0]["recipientType"] == "user"
    bench.open(item={**PLAN, "organizer": anna})
    assert set(bench.ask("mailbox.item.organizer.getAsync")["value"]) == {"displayName", "emailAddress"}


def test_attachments_of_a_draft_tell_no_content_type(bench: Bench) -> None:
    file = {"id": "F-1", "name": "a.txt", "contentType": "text/plain", "size": 3}
    bench.open(item={**MESSAGE, "attachments": [file]})
    assert bench.value("item.attachments[0].contentType") == "text/plain"
    bench.open(item=DRAFT, getAttachments=[file])
    [told] = bench.ask("mailbox.item.getAttachmentsAsync")["value"]
    assert "contentType" not in told
    assert (told["id"], told["isServiceAccessible"]) == ("F/1", False)


def test_a_draft_says_what_it_answers(bench: Bench) -> None:
    bench.open(item={**DRAFT, "composeType": "reply", "bodyType": "text"})
    assert bench.ask("mailbox.item.getComposeTypeAsync")["value"] == {"composeType": "reply", "coercionType": "text"}


def test_categories_have_the_colours_of_the_master_list(bench: Bench, town: Town) -> None:
    town.anna.mailbox.add_category("Blue thing", 7)
    bench.open(getCategories=["Blue thing", "Nowhere"])
    found = bench.ask("mailbox.item.categories.getAsync")["value"]
    assert [(one["displayName"], one["color"]) for one in found] == [("Blue thing", "Preset7"), ("Nowhere", "None")]
