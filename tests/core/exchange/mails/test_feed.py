"""How the feed of mails tells of them."""

from dataclasses import replace

import pytest

from core.errors import CursorExpired, Transient
from core.mails import MailPlace
from tests.contract.worlds_ews import EwsWorld
from tests.core.exchange.mail_worlds import (
    POLICY,
    SENDER,
    MailWorld,
    left,
    seen,
    told,
)


class TestFeed:
    def test_the_folder_is_made_where_phones_show_it_and_once(self, world: MailWorld) -> None:
        world.run()
        world.known.pop("email.folder")
        world.run()
        root = world.mailbox.well_known("msgfolderroot")
        made = [one for one in world.mailbox.child_folders(root.id) if one.name == POLICY.folder]
        assert [one.folder_class for one in made] == ["IPF.Note"]

    def test_a_first_listing(self, world: MailWorld) -> None:
        """The folder in full, of the others what has the category, whatever its case."""
        world.outlook.add_folder(POLICY.folder)
        world.receive("older")
        marked = world.receive("marked", "", "SALESFORCE", "Blue")
        archived = world.outlook.move(world.receive("archived", "", "Salesforce"), "archive")
        moved = world.outlook.move(world.receive("moved"), POLICY.folder)
        sent = world.outlook.send([SENDER], "sent")
        world.outlook.categorise(sent, "Salesforce")
        pages = world.run()
        places = {key: one.place for key, one in seen(pages).items()}
        assert places == {
            world.key_of(world.now(marked)): MailPlace.INBOX,
            world.key_of(archived): MailPlace.OTHER,
            world.key_of(moved): MailPlace.FOLDER,
            world.key_of(world.now(sent)): MailPlace.SENT,
        }
        one = seen(pages)[world.key_of(world.now(marked))]
        assert (one.categories, one.version) == (("SALESFORCE", "Blue"), world.read(marked).version)
        assert one.received == world.now(marked).fields["received"].replace(microsecond=0)
        assert {page.full for page in pages} == {True}
        assert [page.last for page in pages] == [False] * (len(pages) - 1) + [True]

    def test_what_is_new_or_changed(self, world: MailWorld) -> None:
        old, filed = world.receive("old"), world.receive("filed", "", "Salesforce")
        cursor = world.run()[-1].cursor
        assert told(world.run(cursor)) == []
        new = world.receive("new")
        world.outlook.categorise(old, "Salesforce")
        world.outlook.uncategorise(filed)
        pages = world.run(cursor)
        categories = {key: one.categories for key, one in seen(pages).items()}
        assert categories == {
            world.key_of(new): (),
            world.key_of(old): ("Salesforce",),
            world.key_of(filed): (),
        }
        assert {page.full for page in pages} == {False}

    def test_what_left(self, world: MailWorld) -> None:
        """A mail that was moved between watched folders is not told as one that left under the same key."""
        gone, dragged = world.receive("gone"), world.receive("dragged")
        cursor = world.run()[-1].cursor
        world.outlook.delete(gone)
        here = world.outlook.move(dragged, POLICY.folder)
        pages = world.run(cursor)
        former = {world.key_of(gone), world.key_of(dragged)}
        assert left(pages) == former - {world.key_of(here)}
        assert seen(pages)[world.key_of(here)].place is MailPlace.FOLDER

    def test_a_listing_that_was_cut_off_goes_on(self, world: MailWorld) -> None:
        marked = world.receive("marked", "", "Salesforce")
        world.mails = world.opened()
        first = next(iter(world.mails.changed_since(None)))
        assert not first.last
        pages = world.run(first.cursor)
        assert seen(pages).keys() == {world.key_of(world.now(marked))}
        assert pages[-1].last

    @pytest.mark.parametrize("cursor", ["", "no json", "[]", '{"version":1,"folders":{"a":[7,true]}}', '{"version":0}'])
    def test_a_cursor_that_is_none_of_ours(self, world: MailWorld, cursor: str) -> None:
        if cursor:
            with pytest.raises(CursorExpired):
                world.run(cursor)
        else:
            assert world.run(cursor)[0].full

    def test_an_expired_cursor(self, world: MailWorld) -> None:
        cursor = world.run()[-1].cursor
        world.expire_cursors()
        with pytest.raises(CursorExpired):
            world.run(cursor)
        world.run()

    def test_a_folder_in_deleted_items_is_replaced(self, world: MailWorld) -> None:
        cursor = world.run()[-1].cursor
        folder = world.outlook.folder(POLICY.folder)
        with world.microsoft.store.lock:
            world.mailbox.delete_folder(folder, "deleteditems")
        world.run(cursor)
        assert world.outlook.folder(POLICY.folder).id != folder.id

    def test_a_renamed_folder_stays_ours(self, world: MailWorld) -> None:
        world.run()
        with world.microsoft.store.lock:
            world.mailbox.rename_folder(world.outlook.folder(POLICY.folder), "CRM")
        item = world.outlook.move(world.receive(), "CRM")
        assert seen(world.run())[world.key_of(item)].place is MailPlace.FOLDER

    def test_another_name_is_another_folder(self, world: MailWorld) -> None:
        """Which is found or made; the former one is like any other then, and what lies in it is told as such."""
        old = world.outlook.move(world.receive("old"), world.outlook.add_folder(POLICY.folder).name)
        cursor = world.run()[-1].cursor
        world.outlook.add_folder("CRM")
        new = world.outlook.move(world.receive("new"), "CRM")
        for name, folder in (("CRM", "CRM"), ("crm", "CRM"), ("Filed", "Filed")):
            world.mails = world.opened(replace(POLICY, folder=name))
            pages = list(world.mails.changed_since(cursor))
            assert world.known["email.folder"] == self._id(world, folder)
            here = {key for key, one in seen(pages).items() if one.place is MailPlace.FOLDER}
            assert here == ({world.key_of(new)} if name == "CRM" else set())
            cursor = pages[-1].cursor
        assert world.read(old).place is MailPlace.OTHER

    @staticmethod
    def _id(world: MailWorld, name: str) -> str:
        folder = world.outlook.folder(name)
        return folder.id if isinstance(world, EwsWorld) else folder.graph_id

    def test_a_busy_server(self, world: MailWorld) -> None:
        world.fault("throttled", seconds=300, times=None)
        with pytest.raises(Transient):
            world.run()
