"""Items: ids, change keys, merging of fields, names that follow, moves, copies and deletions."""

from datetime import UTC, datetime

import pytest

from sandbox.clock import Clock
from sandbox.microsoft import ids
from sandbox.microsoft.items import merge
from sandbox.microsoft.properties import PropertyId
from sandbox.microsoft.store import Mailbox, Stale, Store

STAMP = PropertyId.parse("String {66F5A359-4659-4830-9070-00040EC6AC6E} Name Stamp")


def test_a_contact_is_found_by_each_of_its_ids(mailbox: Mailbox) -> None:
    item = mailbox.create_item("contacts", "contact", {"given_name": "Zoë"})
    found = [mailbox.item(i) for i in (item.ews_id, item.graph_id, item.immutable_id)]
    assert found == [item] * 3
    assert item.graph_id == ids.to_graph(item.ews_id)
    assert mailbox.item(item.ews_id.lower()) is None


def test_ids_of_a_thousand_items_differ_and_are_spelt_for_urls(mailbox: Mailbox) -> None:
    items = [mailbox.create_item("contacts", "contact", {}) for _ in range(1000)]
    texts = {t for i in items for t in (i.ews_id, i.immutable_id)}
    assert len(texts) == 2000
    assert not any(c in i.graph_id + i.immutable_id for i in items for c in "+/")


def test_a_move_changes_the_ids_but_the_immutable_one_and_moving_back_gives_new_ones(mailbox: Mailbox) -> None:
    item = mailbox.create_item("contacts", "contact", {"surname": "Lee"})
    there = mailbox.move_item(item, mailbox.create_folder("contacts", "Salesforce Contacts").id)
    back = mailbox.move_item(there, "contacts")
    assert len({item.ews_id, there.ews_id, back.ews_id}) == 3
    assert item.immutable_id == there.immutable_id == back.immutable_id
    assert mailbox.item(item.ews_id) is None
    assert mailbox.move_item(back, "contacts").change == back.change


def test_every_change_gives_a_new_change_key_and_a_stale_one_is_refused(mailbox: Mailbox) -> None:
    item = mailbox.create_item("contacts", "contact", {"surname": "Lee"})
    changed = mailbox.update_item(item, {"surname": "Kim"}, expected_change=item.change)
    assert changed.change_key != item.change_key
    assert ids.change_of(changed.change_key) == changed.change
    with pytest.raises(Stale) as refused:
        mailbox.update_item(item, {"surname": "Park"}, expected_change=item.change)
    assert refused.value.item.fields["surname"] == "Kim"


def test_fields_merge_by_key_and_none_removes(mailbox: Mailbox) -> None:
    fields = {
        "phone_numbers": {"BusinessPhone": "1", "Pager": "2"},
        "physical_addresses": {"Business": {"city": "Ulm", "street": "Weg 1"}},
        "email_addresses": [{"address": "a@x.test"}, {"address": "b@x.test"}],
    }
    item = mailbox.create_item("contacts", "contact", fields)
    assert item.fields["email_addresses"] == [{"address": "a@x.test"}, {"address": "b@x.test"}, None]
    wish = {
        "phone_numbers": {"Pager": None, "MobilePhone": "3"},
        "physical_addresses": {"Business": {"street": None}, "Home": {"city": "Köln"}},
        "email_addresses": {0: None, 2: {"address": "c@x.test"}},
    }
    item = mailbox.update_item(item, wish)
    assert item.fields["phone_numbers"] == {"BusinessPhone": "1", "MobilePhone": "3"}
    assert item.fields["physical_addresses"] == {"Business": {"city": "Ulm"}, "Home": {"city": "Köln"}}
    assert item.fields["email_addresses"] == [None, {"address": "b@x.test"}, {"address": "c@x.test"}]
    assert "phone_numbers" not in mailbox.update_item(item, delete=("phone_numbers",)).fields


def test_merging_nothing_left_removes_the_whole() -> None:
    assert merge({"email_addresses": [{"address": "a"}, None, None]}, {"email_addresses": {0: {"address": None}}}) == {}
    assert merge({}, {"im_addresses": {0: "sip:a"}}) == {"im_addresses": ["sip:a"]}


def test_names_are_made_from_their_parts_and_file_as_follows_until_it_is_set(mailbox: Mailbox) -> None:
    item = mailbox.create_item("contacts", "contact", {"given_name": "Zoë", "surname": "Lee"})
    assert (item.fields["display_name"], item.fields["file_as"], item.fields["subject"]) == (
        "Zoë Lee",
        "Lee, Zoë",
        "Zoë Lee",
    )
    item = mailbox.update_item(item, {"surname": "Kim"})
    assert (item.fields["display_name"], item.fields["file_as"]) == ("Zoë Lee", "Kim, Zoë")
    item = mailbox.update_item(item, {"file_as": "Boss", "display_name": "The boss"})
    item = mailbox.update_item(item, {"surname": "Park"})
    assert (item.fields["file_as"], item.fields["subject"]) == ("Boss", "The boss")


def test_values_of_all_types_survive_the_store(mailbox: Mailbox, clock: Clock) -> None:
    born = datetime(1974, 7, 22, 11, 59, tzinfo=UTC)
    properties = {STAMP: "x", PropertyId.parse("Binary 0x3013"): b"\x00\xff", PropertyId.parse("Integer 0x4000"): 7}
    item = mailbox.create_item("contacts", "contact", {"birthday": born, "body": "line\r\n\x01"}, properties)
    read = mailbox.item(item.ews_id)
    assert read is not None
    assert read.fields["birthday"] == born
    assert read.fields["body"] == "line\r\n\x01"
    assert read.properties == properties
    assert read.created == read.modified == clock.now()


def test_deleting_goes_to_deleted_items_to_recoverable_items_or_away(mailbox: Mailbox) -> None:
    soft, binned, hard = (mailbox.create_item("contacts", "contact", {"surname": n}) for n in "abc")
    mailbox.delete_item(soft, "soft")
    mailbox.delete_item(binned, "deleteditems")
    mailbox.delete_item(hard)
    places = [found.folder_id if (found := mailbox.item(i.immutable_id)) else None for i in (soft, binned, hard)]
    wanted = [mailbox.well_known(n).id for n in ("recoverableitemsdeletions", "deleteditems")]
    assert places == [*wanted, None]
    assert mailbox.items(mailbox.well_known("contacts").id) == []


def test_a_copy_has_all_but_the_ids(mailbox: Mailbox) -> None:
    item = mailbox.create_item("contacts", "contact", {"surname": "Lee"}, {STAMP: "x"})
    mailbox.add_attachment(item, "a.txt", b"hello", "text/plain")
    copy = mailbox.copy_item(mailbox.item(item.ews_id) or item, "deleteditems")
    assert copy.fields == item.fields
    assert copy.properties == item.properties
    assert copy.immutable_id != item.immutable_id
    assert [a.content for a in mailbox.attachments(copy)] == [b"hello"]


def test_attachments_change_their_item_and_a_contact_has_one_photo(mailbox: Mailbox) -> None:
    item = mailbox.create_item("contacts", "contact", {"surname": "Lee"})
    first = mailbox.add_attachment(item, "ContactPicture.jpg", b"one", "image/jpeg", is_contact_photo=True)
    mailbox.add_attachment(item, "ContactPicture.jpg", b"two", "image/jpeg", is_contact_photo=True)
    now = mailbox.item(item.ews_id)
    assert now is not None
    assert now.change > item.change
    assert now.attachment_count == 1
    assert (photo := mailbox.photo(now)) is not None
    assert photo.content == b"two"
    assert mailbox.attachment(first.id) is None
    assert mailbox.delete_attachment(now, photo).attachment_count == 0


def test_mailboxes_do_not_see_each_other_and_are_found_in_any_case(store: Store, mailbox: Mailbox) -> None:
    other = store.add_mailbox("ben@contoso.test", "Ben", id="11111111-2222-3333-4444-555555555555")
    item = mailbox.create_item("contacts", "contact", {})
    assert other.item(item.ews_id) is None
    assert (found := store.mailbox("BEN@contoso.TEST")) is not None
    assert found.id == other.id
    assert store.mailbox("11111111-2222-3333-4444-555555555555") is not None
    assert store.mailbox("nobody@contoso.test") is None
    with pytest.raises(ValueError, match="already"):
        store.add_mailbox("Ben@contoso.test", "Ben again")


def test_a_failed_transaction_leaves_nothing(store: Store, mailbox: Mailbox) -> None:
    with pytest.raises(RuntimeError), store.transaction():
        mailbox.create_item("contacts", "contact", {"surname": "Lee"})
        raise RuntimeError
    assert mailbox.items(mailbox.well_known("contacts").id) == []
