"""The change feed: what came, changed and went, once each, in order, page by page; and folders the same."""

import random
import threading
import time

from sandbox.microsoft.store import Mailbox, Store


def _kinds(mailbox: Mailbox, folder: str, since: int) -> list[tuple[str, str]]:
    found, _, _ = mailbox.changes(mailbox.well_known(folder).id, since)
    return [(c.kind, c.item.fields["surname"] if c.item else c.immutable_id) for c in found]


def test_creates_updates_moves_and_deletes_are_told_once_each(mailbox: Mailbox) -> None:
    kept, moved, gone = (mailbox.create_item("contacts", "contact", {"surname": n}) for n in ("Kept", "Moved", "Gone"))
    start = mailbox.changes(mailbox.well_known("contacts").id, 0)[1]
    mailbox.update_item(kept, {"surname": "Kept 1"})
    mailbox.update_item(kept, {"surname": "Kept 2"})
    mailbox.move_item(moved, "deleteditems")
    mailbox.delete_item(gone)
    passing = mailbox.create_item("contacts", "contact", {"surname": "Passing"})
    mailbox.delete_item(passing)
    mailbox.create_item("contacts", "contact", {"surname": "New"})
    expected = [("update", "Kept 2"), ("delete", moved.immutable_id), ("delete", gone.immutable_id), ("create", "New")]
    assert _kinds(mailbox, "contacts", start) == expected
    assert _kinds(mailbox, "deleteditems", start) == [("create", "Moved")]


def test_an_item_that_comes_back_is_told_as_gone_under_its_old_id_and_as_new(mailbox: Mailbox) -> None:
    item = mailbox.create_item("contacts", "contact", {"surname": "Lee"})
    since = mailbox.changes(item.folder_id, 0)[1]
    back = mailbox.move_item(mailbox.move_item(item, "deleteditems"), "contacts")
    found, _, _ = mailbox.changes(item.folder_id, since)
    assert [(c.kind, c.ews_id) for c in found] == [("delete", item.ews_id), ("create", back.ews_id)]


def test_pages_together_give_everything_and_a_following_call_gives_nothing(mailbox: Mailbox) -> None:
    for number in range(25):
        mailbox.create_item("contacts", "contact", {"surname": str(number)})
    folder, cursor, more, seen = mailbox.well_known("contacts").id, 0, True, []
    while more:
        found, cursor, more = mailbox.changes(folder, cursor, limit=10)
        seen += [c.item.fields["surname"] for c in found if c.item]
    assert seen == [str(n) for n in range(25)]
    assert mailbox.changes(folder, cursor) == ([], cursor, False)


def test_a_replica_that_follows_the_feed_ends_equal(mailbox: Mailbox) -> None:
    seed = random.randrange(10**9)
    print(f"seed {seed}")
    chance = random.Random(seed)
    folder = mailbox.well_known("contacts").id
    replica: dict[str, str] = {}
    cursor = 0
    for step in range(400):
        items = mailbox.items(folder) + mailbox.items(mailbox.well_known("deleteditems").id)
        pick = chance.choice(items) if items else None
        roll = chance.random()
        if pick is None or roll < 0.4:
            mailbox.create_item("contacts", "contact", {"surname": f"s{step}"})
        elif roll < 0.6:
            mailbox.update_item(pick, {"surname": f"s{step}"})
        elif roll < 0.8:
            mailbox.move_item(pick, chance.choice(["contacts", "deleteditems"]))
        else:
            mailbox.delete_item(pick)
        if chance.random() < 0.3:
            found, cursor, _ = mailbox.changes(folder, cursor, limit=chance.randint(1, 6))
            for change in found:
                replica.pop(change.graph_id, None)
                if change.item:
                    replica[change.graph_id] = change.item.fields["surname"]
    more = True
    while more:
        found, cursor, more = mailbox.changes(folder, cursor, limit=5)
        for change in found:
            replica.pop(change.graph_id, None)
            if change.item:
                replica[change.graph_id] = change.item.fields["surname"]
    assert replica == {i.graph_id: i.fields["surname"] for i in mailbox.items(folder)}


def test_folder_changes_and_hidden_configurations(mailbox: Mailbox) -> None:
    since = mailbox.folder_changes(0, limit=1000)[1]
    folder = mailbox.create_folder("contacts", "Salesforce Contacts")
    mailbox.create_configuration(folder.id, "Mine", {"xml_data": b"<x/>"})
    assert mailbox.changes(folder.id, 0)[0] == []
    assert mailbox.items(folder.id) == []
    found, since, _ = mailbox.folder_changes(since)
    assert [(c.kind, c.id) for c in found] == [("create", folder.id)]
    mailbox.rename_folder(folder, "CRM")
    found, since, _ = mailbox.folder_changes(since)
    assert [(c.kind, c.folder.name) for c in found if c.folder] == [("update", "CRM")]
    mailbox.delete_folder(folder)
    assert [(c.kind, c.id) for c in mailbox.folder_changes(since)[0]] == [("delete", folder.id)]


def test_events_tell_what_happened_and_where(mailbox: Mailbox) -> None:
    item = mailbox.create_item("contacts", "contact", {})
    since = item.change
    moved = mailbox.move_item(mailbox.update_item(item, {"surname": "x"}), "deleteditems")
    mailbox.delete_item(moved)
    events = mailbox.events(since, {item.folder_id})
    assert [e.kind for e in events] == ["modified", "moved"]
    assert (events[1].old_ews_id, events[1].ews_id) == (item.ews_id, moved.ews_id)
    assert [e.kind for e in mailbox.events(since)] == ["modified", "moved", "deleted"]


def test_two_thousand_contacts_are_made_and_listed_in_well_under_two_seconds(store: Store, mailbox: Mailbox) -> None:
    fields = {"given_name": "Zoë", "surname": "Lee", "email_addresses": [{"address": "z@x.test"}]}
    # This thread's own time: others share the machine.
    began = time.thread_time()
    for _ in range(2000):
        mailbox.create_item("contacts", "contact", fields)
    assert len(mailbox.items(mailbox.well_known("contacts").id)) == 2000
    assert time.thread_time() - began < 2


def test_threads_write_at_once_and_each_write_has_a_change_of_its_own(mailbox: Mailbox) -> None:
    def work(name: str) -> None:
        for number in range(40):
            item = mailbox.create_item("contacts", "contact", {"surname": f"{name}{number}"})
            mailbox.update_item(item, {"job_title": "x"}, expected_change=item.change)

    threads = [threading.Thread(target=work, args=(name,)) for name in "abcd"]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    items = mailbox.items(mailbox.well_known("contacts").id)
    assert len(items) == len({i.change for i in items}) == 160
    assert all(i.fields["job_title"] == "x" for i in items)


def test_who_waits_for_a_change_is_woken(store: Store, mailbox: Mailbox) -> None:
    waiting, woken = threading.Event(), threading.Event()

    def wait() -> None:
        with store.changed:
            waiting.set()
            if store.changed.wait(timeout=20):
                woken.set()

    thread = threading.Thread(target=wait)
    thread.start()
    assert waiting.wait(timeout=20)
    mailbox.create_item("contacts", "contact", {})
    thread.join()
    assert woken.is_set()
