"""Unmodified exchangelib 5.6.0: folders, moving, both kinds of access."""

from typing import Any

import pytest
from exchangelib import DELEGATE, IMPERSONATION
from exchangelib.errors import (
    ErrorAccessDenied,
    ErrorDeleteDistinguishedFolder,
    ErrorFolderExists,
    ErrorFolderNotFound,
    ErrorImpersonateUserDenied,
    ErrorItemNotFound,
    ErrorNonExistentMailbox,
)
from exchangelib.folders import Contacts

from tests.sandbox.microsoft_ews.conftest import ANNA, BERT, SERVICE, World, open_account
from tests.sandbox.microsoft_ews.contacts import person


def test_create_rename_and_delete_a_contacts_folder(world: World, account: Any) -> None:
    """GetFolder with 31 distinguished ids, FindFolder Deep, CreateFolder, UpdateFolder, DeleteFolder."""
    folder = Contacts(parent=account.contacts, name="Salesforce Contacts")
    folder.save()
    stored = world.anna.folder(folder.id)
    assert stored is not None and (stored.name, stored.folder_class) == ("Salesforce Contacts", "IPF.Contact")
    folder.name = "CRM"
    folder.save()
    again = world.anna.folder(folder.id)
    assert again is not None and again.name == "CRM" and again.change_key != stored.change_key
    account.root.clear_cache()
    assert isinstance(account.contacts / "CRM", Contacts)
    with pytest.raises(ErrorFolderExists):
        Contacts(parent=account.contacts, name="crm").save()
    folder.delete()
    assert world.anna.folder(folder.id or again.id) is None
    assert world.recorder.request_problems() == []


def test_sync_hierarchy_tells_of_folders(world: World, account: Any) -> None:
    """SyncFolderHierarchy: create, update and delete of folders below the root."""
    list(account.contacts.sync_hierarchy())
    folder = Contacts(parent=account.contacts, name="New")
    folder.save()
    changes = list(account.contacts.sync_hierarchy(sync_state=account.contacts.folder_sync_state))
    assert [(kind, f.name) for kind, f in changes] == [("create", "New")]
    folder.delete()
    changes = list(account.contacts.sync_hierarchy(sync_state=account.contacts.folder_sync_state))
    assert [kind for kind, _ in changes] == ["delete"]


def test_well_known_folders_are_kept(world: World, account: Any) -> None:
    """DeleteFolder and UpdateFolder of a distinguished folder."""
    with pytest.raises(ErrorDeleteDistinguishedFolder):
        account.contacts.delete()
    account.contacts.name = "Mine"
    with pytest.raises(ErrorAccessDenied):
        account.contacts.save()


def test_move_item_gives_a_new_id_and_both_folders_hear_of_it(world: World, account: Any) -> None:
    """MoveItem with ReturnNewItemIds; SyncFolderItems says Delete in the old folder and Create in the new one."""
    folder = Contacts(parent=account.contacts, name="Salesforce Contacts")
    folder.save()
    made = account.bulk_create(folder=account.contacts, items=[person(1), person(2)])
    list(account.contacts.sync_items(only_fields=["given_name"]))
    list(folder.sync_items(only_fields=["given_name"]))
    before = world.anna.item(made[0].id)
    moved = account.bulk_move([made[0]], to_folder=folder)
    after = world.anna.item(moved[0][0])
    assert before is not None and after is not None and after.immutable_id == before.immutable_id
    assert moved[0][0] != made[0].id
    old = [(k, i.id) for k, i in account.contacts.sync_items(sync_state=account.contacts.item_sync_state)]
    new = [(k, i.id) for k, i in folder.sync_items(sync_state=folder.item_sync_state)]
    assert old == [("delete", made[0].id)] and new == [("create", moved[0][0])]
    assert isinstance(next(iter(account.fetch([made[0]]))), ErrorItemNotFound)
    copied = account.bulk_copy([made[1]], to_folder=folder)
    assert copied[0][0] != made[1].id and folder.all().count() == 2
    assert world.recorder.request_problems() == []


def test_a_delegate_opens_the_mailbox_by_its_address(world: World, delegate: Any) -> None:
    """GetFolder with t:Mailbox and no impersonation header; items of a foreign mailbox by id."""
    (made,) = delegate.bulk_create(folder=delegate.contacts, items=[person(1)])
    assert world.anna.item(made.id) is not None
    assert [p.given_name for p in delegate.contacts.all().only("given_name")] == ["Name1"]
    assert world.calls.list(target="bert@bothways.example") != []


def test_without_the_right_a_mailbox_is_closed(world: World, delegate: Any) -> None:
    """A denial beats the delegate's grant; an unknown address has no mailbox."""
    (made,) = delegate.bulk_create(folder=delegate.contacts, items=[person(1)])
    world.access.deny("bert@bothways.example", "anna@bothways.example")
    assert isinstance(next(iter(delegate.fetch([made]))), ErrorItemNotFound)
    again = open_account(world, BERT, ANNA, DELEGATE)
    with pytest.raises(ErrorFolderNotFound):
        again.contacts.refresh()


@pytest.mark.parametrize(
    ("mailbox", "error"), [("nobody@bothways.example", ErrorNonExistentMailbox), (SERVICE, ErrorImpersonateUserDenied)]
)
def test_impersonation_has_its_limits(world: World, trusting: None, mailbox: str, error: type[Exception]) -> None:
    """ExchangeImpersonation of an address without mailbox, and of one outside the role's scope."""
    with pytest.raises(error):
        open_account(world, SERVICE, mailbox, IMPERSONATION).contacts.refresh()
