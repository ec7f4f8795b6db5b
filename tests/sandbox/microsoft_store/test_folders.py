"""Folders, the master category list and the rights to open mailboxes."""

import pytest

from sandbox.microsoft.access import Access
from sandbox.microsoft.store import CategoryExists, FolderExists, FolderForbidden, Mailbox, Store


def test_well_known_folders_exist_and_keep_their_ids(mailbox: Mailbox) -> None:
    contacts = mailbox.folder("Contacts")
    assert contacts is not None
    assert mailbox.folder(contacts.graph_id) == mailbox.folder(contacts.id) == contacts
    assert contacts.parent_id == mailbox.well_known("msgfolderroot").id
    assert mailbox.folder("nonsense") is None
    assert "recipientcache" in [f.distinguished for f in mailbox.child_folders(contacts.id)]


def test_names_are_unique_among_siblings_in_any_case(mailbox: Mailbox) -> None:
    first = mailbox.create_folder("contacts", "Straße")
    with pytest.raises(FolderExists) as refused:
        mailbox.create_folder("contacts", "STRASSE")
    assert refused.value.folder == first
    inner = mailbox.create_folder(first.id, "Straße")
    with pytest.raises(FolderExists):
        mailbox.move_folder(inner, "contacts")
    assert mailbox.rename_folder(first, "strasse").name == "strasse"


def test_well_known_folders_stay_and_no_folder_goes_into_itself(mailbox: Mailbox) -> None:
    folder = mailbox.create_folder("contacts", "Outer")
    inner = mailbox.create_folder(folder.id, "Inner")
    with pytest.raises(FolderForbidden):
        mailbox.rename_folder(mailbox.well_known("inbox"), "x")
    with pytest.raises(FolderForbidden):
        mailbox.move_folder(folder, inner.id)
    with pytest.raises(FolderForbidden):
        mailbox.delete_folder(mailbox.well_known("contacts"))


def test_a_deleted_folder_goes_to_deleted_items_or_away_with_all_it_holds(mailbox: Mailbox) -> None:
    for _ in range(2):
        folder = mailbox.create_folder("contacts", "CRM")
        item = mailbox.create_item(folder.id, "contact", {})
        mailbox.delete_folder(folder, "deleteditems")
    names = [f.name for f in mailbox.child_folders(mailbox.well_known("deleteditems").id)]
    assert names == ["CRM", "CRM1"]
    assert mailbox.item(item.ews_id) is not None
    mailbox.delete_folder(mailbox.well_known(folder.id))
    assert mailbox.folder(folder.id) is None
    assert mailbox.item(item.ews_id) is None


def test_the_master_list_is_the_configuration_of_the_calendar(mailbox: Mailbox) -> None:
    new = mailbox.add_category("Salesforce", 22)
    with pytest.raises(CategoryExists):
        mailbox.add_category("SALESFORCE")
    stored = mailbox.configuration("calendar", "CategoryList")
    assert stored is not None
    xml = stored.fields["xml_data"].decode()
    assert 'name="Salesforce" color="22"' in xml
    mailbox.update_configuration(
        stored, {"xml_data": xml.replace('name="Salesforce" color="22"', 'name="S" color="3"').encode()}
    )
    assert [(c.name, c.color) for c in mailbox.categories() if c.guid == new.guid] == [("S", 3)]
    mailbox.recolour_category(new.guid, 5)
    assert (found := mailbox.category(new.guid)) is not None
    assert found.color == 5
    mailbox.delete_category(new.guid)
    assert mailbox.category(new.guid) is None


@pytest.mark.parametrize(
    "xml", [b"", b"not xml", b"<categories xmlns='CategoryList.xsd'><category name='x'/></categories>"]
)
def test_a_broken_master_list_counts_as_empty_and_can_be_added_to(mailbox: Mailbox, xml: bytes) -> None:
    stored = mailbox.configuration("calendar", "CategoryList")
    assert stored is not None
    mailbox.update_configuration(stored, {"xml_data": xml})
    assert mailbox.categories() == []
    mailbox.add_category("Salesforce", 1)
    assert [c.name for c in mailbox.categories()] == ["Salesforce"]


def test_access_by_password_impersonation_and_delegation(store: Store) -> None:
    store.add_mailbox("svc@contoso.test", "Service", password="pw")
    store.add_mailbox("anna@contoso.test", "Anna")
    access = Access(store)
    assert access.authenticate("CONTOSO\\svc", "pw") is not None
    assert access.authenticate("SVC@contoso.test", "wrong") is None
    assert access.authenticate("anna@contoso.test", "") is None
    assert not access.may_impersonate("svc@contoso.test", "anna@contoso.test")
    access.grant("svc@contoso.test", "*")
    assert access.may_impersonate("svc@contoso.test", "Anna@contoso.test")
    access.deny("svc@contoso.test", "anna@contoso.test")
    assert not access.may_impersonate("svc@contoso.test", "anna@contoso.test")
    assert access.has_impersonation("svc@contoso.test")
    access.revoke("svc@contoso.test")
    assert not access.has_impersonation("svc@contoso.test")
    assert access.may_open("anna@contoso.test", "anna@contoso.test")
    access.grant_delegate("svc@contoso.test", "anna@contoso.test")
    assert not access.may_open("svc@contoso.test", "anna@contoso.test"), "a denial beats every grant"


def test_a_file_store_is_found_again(tmp_path_factory: pytest.TempPathFactory, store: Store) -> None:
    path = str(tmp_path_factory.mktemp("store") / "mail.db")
    first = Store(store.clock, path)
    item = first.add_mailbox("anna@contoso.test", "Anna").create_item("contacts", "contact", {"surname": "Lee"})
    first.close()
    second = Store(store.clock, path)
    again = second.mailbox("anna@contoso.test")
    assert again is not None
    assert (found := again.item(item.ews_id)) is not None
    assert found.fields["surname"] == "Lee"
    assert second.change() == item.change
    second.close()
