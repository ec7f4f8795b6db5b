"""Unmodified exchangelib 5.6.0: contacts through bulk_create, bulk_update, bulk_delete, fetch, sync_items, filter."""

from typing import Any

import pytest
from exchangelib.errors import ErrorInvalidIdMalformed, ErrorIrresolvableConflict, ErrorItemNotFound
from exchangelib.indexed_properties import EmailAddress, PhoneNumber, PhysicalAddress
from exchangelib.items import HARD_DELETE, MOVE_TO_DELETED_ITEMS, SOFT_DELETE

from tests.sandbox.microsoft_ews.conftest import World
from tests.sandbox.microsoft_ews.contacts import PLAIN, full_contact, person

BAD_ID = ("not an id", "x")


def test_create_item_and_get_item_carry_every_property_of_a_contact(world: World, account: Any) -> None:
    """CreateItem with a full ContactItemType, GetItem with all 78 paths."""
    (made,) = account.bulk_create(folder=account.contacts, items=[full_contact()])
    (read,) = account.fetch([made])
    wanted = full_contact()
    assert {name: getattr(read, name) for name in PLAIN} == PLAIN
    assert {e.label: e.email for e in read.email_addresses} == {e.label: e.email for e in wanted.email_addresses}
    assert set(read.phone_numbers) == set(wanted.phone_numbers)
    assert set(read.physical_addresses) == set(wanted.physical_addresses)
    assert read.complete_name.first_name == "Zoë"
    assert read.has_picture is False and read.subject == PLAIN["display_name"]
    assert world.recorder.request_problems() == []


def test_fetch_shows_only_the_fields_asked_for(world: World, account: Any) -> None:
    """GetItem IdOnly with AdditionalProperties: FieldURI and IndexedFieldURI."""
    (made,) = account.bulk_create(folder=account.contacts, items=[full_contact()])
    (read,) = account.fetch([made], only_fields=["given_name", "phone_numbers"])
    assert read.given_name == "Zoë" and read.surname is None
    assert len(read.phone_numbers) == 19
    (found,) = account.contacts.all().only("physical_addresses__Home__city", "email_addresses__EmailAddress2")
    assert [(a.label, a.city, a.street) for a in found.physical_addresses] == [("Home", "Köln", None)]
    assert [e.label for e in found.email_addresses] == ["EmailAddress2"]
    assert world.recorder.request_problems() == []


def test_update_item_changes_what_is_named_in_order(world: World, account: Any) -> None:
    """UpdateItem with SetItemField and DeleteItemField; exchangelib's redundant indexed sequences."""
    (made,) = account.bulk_create(folder=account.contacts, items=[full_contact()])
    (item,) = account.fetch([made])
    item.email_addresses = [EmailAddress(label="EmailAddress2", email="second@bothways.example")]
    item.phone_numbers = [
        PhoneNumber(label="MobilePhone", phone_number="1"),
        PhoneNumber(label="Pager", phone_number="2"),
    ]
    item.physical_addresses = [PhysicalAddress(label="Business", city="Bonn")]
    item.job_title, item.body, item.categories = None, "new", ["Salesforce"]
    changed = ["email_addresses", "phone_numbers", "physical_addresses", "job_title", "body", "categories"]
    (updated,) = account.bulk_update([(item, changed)])
    assert updated[0] == made.id and updated[1] != made.changekey
    (read,) = account.fetch([updated])
    assert [(e.label, e.email) for e in read.email_addresses] == [("EmailAddress2", "second@bothways.example")]
    assert {(p.label, p.phone_number) for p in read.phone_numbers} == {("MobilePhone", "1"), ("Pager", "2")}
    assert [(a.label, a.city, a.street) for a in read.physical_addresses] == [("Business", "Bonn", None)]
    assert (read.job_title, read.body, read.categories) == (None, "new", ["Salesforce"])
    assert read.given_name == "Zoë" and read.birthday == PLAIN["birthday"]
    assert world.recorder.request_problems() == []


def test_a_stale_change_key_is_a_conflict_only_for_never_overwrite(world: World, account: Any) -> None:
    """UpdateItem@ConflictResolution NeverOverwrite, AutoResolve and AlwaysOverwrite."""
    (made,) = account.bulk_create(folder=account.contacts, items=[person(1)])
    (mine,), (theirs,) = account.fetch([made]), account.fetch([made])
    theirs.job_title = "theirs"
    account.bulk_update([(theirs, ["job_title"])], conflict_resolution="NeverOverwrite")
    mine.department = "mine"
    with pytest.raises(ErrorIrresolvableConflict):
        account.bulk_update([(mine, ["department"])], conflict_resolution="NeverOverwrite")
    account.bulk_update([(mine, ["department"])], conflict_resolution="AutoResolve")
    (read,) = account.fetch([(made.id, None)])
    assert (read.job_title, read.department) == ("theirs", "mine")


def test_errors_of_single_items_come_in_their_place(world: World, account: Any) -> None:
    """GetItem, UpdateItem and DeleteItem of three items, the middle one gone or malformed."""
    made = account.bulk_create(folder=account.contacts, items=[person(n) for n in range(3)])
    items = list(account.fetch(made))
    account.bulk_delete([made[1]], delete_type=HARD_DELETE)
    answers = list(account.fetch([made[0], made[1], BAD_ID, made[2]], only_fields=["given_name"]))
    assert [type(a).__name__ for a in answers] == ["Contact", "ErrorItemNotFound", "ErrorInvalidIdMalformed", "Contact"]
    for item in items:
        item.job_title = "x"
    results = account.bulk_update([(item, ["job_title"]) for item in items])
    assert isinstance(results[1], ErrorItemNotFound) and isinstance(results[2], tuple)
    deleted = account.bulk_delete([made[0], made[1], BAD_ID, made[2]])
    assert deleted[0] is True and deleted[3] is True
    assert isinstance(deleted[1], ErrorItemNotFound) and isinstance(deleted[2], ErrorInvalidIdMalformed)


@pytest.mark.parametrize(("mode", "place"), [(MOVE_TO_DELETED_ITEMS, "deleteditems"), (SOFT_DELETE, None)])
def test_delete_item_modes(world: World, account: Any, mode: str, place: str | None) -> None:
    """DeleteItem@DeleteType: the id is gone; the item lies where the mode puts it."""
    (made,) = account.bulk_create(folder=account.contacts, items=[person(1)])
    account.bulk_delete([made], delete_type=mode)
    assert isinstance(next(iter(account.fetch([made]))), ErrorItemNotFound)
    found = world.anna.items(world.anna.well_known(place or "recoverableitemsdeletions").id)
    assert [item.fields["given_name"] for item in found] == ["Name1"]


def test_sync_items_tells_creates_updates_and_deletes_once(world: World, account: Any) -> None:
    """SyncFolderItems in pages of 2, then a second round with the kept SyncState."""
    folder = account.contacts
    made = account.bulk_create(folder=folder, items=[person(n) for n in range(5)])
    first = list(folder.sync_items(only_fields=["given_name"], max_changes_returned=2))
    assert [kind for kind, _ in first] == ["create"] * 5
    assert [item.given_name for _, item in first] == [f"Name{n}" for n in range(5)]
    state = folder.item_sync_state
    (item,) = account.fetch([made[0]])
    item.job_title = "x"
    account.bulk_update([(item, ["job_title"])])
    account.bulk_delete([made[1]])
    account.bulk_create(folder=folder, items=[person(9)])
    second = [(kind, i.id) for kind, i in folder.sync_items(sync_state=state, only_fields=["given_name"])]
    assert second[:2] == [("update", made[0].id), ("delete", made[1].id)]
    assert [kind for kind, _ in second] == ["update", "delete", "create"]
    assert list(folder.sync_items(sync_state=folder.item_sync_state)) == []
    assert world.recorder.request_problems() == []


def test_a_contact_changed_before_the_second_page_is_still_a_create(world: World, account: Any) -> None:
    """SyncFolderItems: the first contact was changed last, so it comes on the last page, as new."""
    made = account.bulk_create(folder=account.contacts, items=[person(n) for n in range(4)])
    (item,) = account.fetch([made[0]])
    item.job_title = "x"
    account.bulk_update([(item, ["job_title"])])
    kinds = [
        (kind, i.id) for kind, i in account.contacts.sync_items(only_fields=["given_name"], max_changes_returned=2)
    ]
    assert [kind for kind, _ in kinds] == ["create"] * 4 and kinds[-1][1] == made[0].id


def test_find_item_filters_sorts_and_pages(world: World, account: Any) -> None:
    """FindItem: And, Or, Not, Contains, IsEqualTo, IsGreaterThan, Exists; SortOrder; pages of 2; only()."""
    people = [person(n, company_name="Acme" if n % 2 else None, department=f"d{n}") for n in range(6)]
    account.bulk_create(folder=account.contacts, items=people)
    everybody = account.contacts.all().only("given_name")
    everybody.page_size = 2
    assert sorted(p.given_name for p in everybody) == [f"Name{n}" for n in range(6)]

    def names(query: Any) -> list[str]:
        return [p.given_name for p in query.only("given_name").order_by("given_name")]

    contacts = account.contacts
    assert names(contacts.filter(company_name="acme")) == ["Name1", "Name3", "Name5"]
    assert names(contacts.filter(company_name__exists=False)) == ["Name0", "Name2", "Name4"]
    assert names(contacts.filter(given_name__in=["Name1", "Name2"])) == ["Name1", "Name2"]
    assert names(contacts.filter(given_name__icontains="ME4")) == ["Name4"]
    assert names(contacts.filter(department__gt="d3", company_name="Acme")) == ["Name5"]
    assert names(contacts.exclude(given_name__startswith="Name")) == []
    assert next(p.given_name for p in contacts.all().only("given_name").order_by("-given_name")) == "Name5"
    assert contacts.filter(company_name="Acme").count() == 3
    assert world.recorder.request_problems() == []


def test_an_html_body_is_text_to_those_who_ask_for_text(world: World, account: Any) -> None:
    """CreateItem and GetItem with t:Body BodyType HTML, ItemShape BodyType Text."""
    from exchangelib import HTMLBody

    (made,) = account.bulk_create(
        folder=account.contacts, items=[person(1, body=HTMLBody("<html><body><p>One</p><p>Two</p></body></html>"))]
    )
    (read,) = account.fetch([made], only_fields=["body", "text_body"])
    assert isinstance(read.body, HTMLBody) and "<p>One</p>" in read.body
    assert read.text_body == "One\nTwo"
    stored = world.anna.item(made.id)
    assert stored is not None and stored.fields["body"] == "One\nTwo"
