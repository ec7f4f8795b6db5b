"""Mails in folders of the user's own, and in those that do not count."""

import json

import pytest

from core.errors import CursorExpired
from core.exchange.mail_cursor import ELSEWHERE
from core.mails import MailPlace
from sandbox.microsoft.properties import PropertyId
from sandbox.microsoft.store import Item
from tests.contract.worlds_ews import EwsWorld
from tests.core.exchange.mail_worlds import SENDER, MailWorld, seen


def put(world: MailWorld, folder: str, *categories: str, message_id: str = "<1@x.example>") -> Item:
    item = world.receive("Offer", "Dear Anna", *categories, internet_message_id=message_id)
    return world.outlook.move(item, folder)


def cursor_of(world: MailWorld) -> str:
    return world.run()[-1].cursor


def test_folders_within_folders_and_those_that_do_not_count(world: MailWorld) -> None:
    add = world.outlook.add_folder
    deep = add("Hooke", below=add("Projects").id).id
    rules, old = add("Rules", below="inbox").id, add("Old", below="deleteditems").id
    cursor = cursor_of(world)
    counts = [put(world, name, "Salesforce") for name in (deep, rules, "archive")]
    for name in ("junkemail", "deleteditems"):
        put(world, name, "Salesforce")
    for name in ("drafts", "outbox"):
        put(world, name, "Salesforce")
    chat = put(world, "conversationhistory", "Salesforce")
    with world.microsoft.store.lock:
        world.mailbox.update_item(chat, {"item_class": "IPM.Note.Microsoft.Conversation"})
    put(world, old)
    for pages in (world.run(cursor), world.run()):
        told = {key for key, one in seen(pages).items() if one.place is not MailPlace.TRASH and one.categories}
        assert told == {world.key_of(one) for one in counts}


def test_what_lies_in_junk_or_below_deleted_items_is_trash(world: MailWorld) -> None:
    old = world.outlook.add_folder("Old", below="deleteditems").id
    items = [put(world, name, "Salesforce") for name in ("junkemail", old, "archive")]
    mails = [world.read(one) for one in items]
    assert [one.place for one in mails] == [MailPlace.TRASH, MailPlace.TRASH, MailPlace.OTHER]
    assert [one.junk for one in mails] == [True, False, False]


def test_a_hidden_folder_is_nobody_s(world: MailWorld) -> None:
    if not isinstance(world, EwsWorld):
        return  # Graph's search tells no more than what it finds; its folders are asked about when the mail is read
    folder = world.outlook.add_folder("Settings")
    with world.microsoft.store.lock:
        world.mailbox.set_folder_properties(folder, {PropertyId("Boolean", tag=0x10F4): True})
    put(world, "Settings", "Salesforce")
    assert seen(world.run()) == {}


def test_what_was_told_is_not_told_again(world: MailWorld) -> None:
    """Also while the last minutes are looked at a second time."""
    world.outlook.add_folder("Projects")
    cursor = cursor_of(world)
    put(world, "Projects")
    pages = world.run(cursor)
    assert len(seen(pages)) == 1
    late = put(world, "Projects", message_id="<2@x.example>")
    pages = world.run(pages[-1].cursor)
    assert seen(pages).keys() == {world.key_of(late)}
    assert seen(world.run(pages[-1].cursor)) == {}


def test_a_change_that_was_made_offline_is_found_within_a_day(world: MailWorld) -> None:
    """Outlook brings it in with the time at which it was made (MS-OXCFXICS, ImportMessageChange)."""
    world.outlook.add_folder("Projects")
    item = put(world, "Projects")
    cursor = cursor_of(world)
    world.sandbox.clock.advance(hours=-3)
    world.outlook.categorise(item, "Salesforce")
    world.sandbox.clock.advance(hours=3)
    pages = world.run(cursor)
    assert seen(pages) == {}
    world.sandbox.clock.advance(days=1)
    world.outlook.send([SENDER], "the clock of the mailbox goes on")
    put(world, "Projects", message_id="<2@x.example>")
    found = seen(world.run(world.run(pages[-1].cursor)[-1].cursor))
    assert found.keys() == {world.key_of(world.now(item))}


@pytest.mark.parametrize("state", ["no json", "[]", '["x","x","x","x",true,{}]', '["2026-01-01T00:00:00+00:00"]'])
def test_a_state_that_is_none_of_ours(world: MailWorld, state: str) -> None:
    cursor = json.loads(cursor_of(world))
    cursor["folders"][ELSEWHERE] = [state, True]
    with pytest.raises(CursorExpired):
        world.run(json.dumps(cursor))


def a_while_ago(cursor: str) -> str:
    """As if the last look had been some time ago by our clock."""
    told = json.loads(cursor)
    look = json.loads(told["folders"][ELSEWHERE][0])
    told["folders"][ELSEWHERE][0] = json.dumps([*look[:3], "2020-01-01T00:00:00+00:00", *look[4:]])
    return json.dumps(told)


def test_calls_at_rest_do_not_grow_with_the_folders(world: MailWorld) -> None:
    """EWS: two for the folders, one for their tree, three feeds. Graph: one batch for the folders, three feeds, one
    search."""

    def rest() -> int:
        cursor = world.run(a_while_ago(cursor_of(world)))[-1].cursor
        before = len(world.calls())
        world.run(cursor)
        return len(world.calls()) - before

    few = rest()
    for number in range(150):
        world.outlook.add_folder(f"Project {number}")
        put(world, f"Project {number}", message_id=f"<p{number}@x.example>")
    many = rest()
    assert (few, many) == ((6, 6) if isinstance(world, EwsWorld) else (5, 5))
