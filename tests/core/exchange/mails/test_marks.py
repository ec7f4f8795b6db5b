"""Categories and links on mails, and their attachments."""

import pytest

from core.errors import Stale, SyncError, Transient
from core.mails import Mark
from core.store import Written
from sandbox.microsoft.mail.parts import File
from tests.core.exchange.mail_worlds import (
    MailWorld,
    seen,
)
from tests.core.exchange.mails.calls import LINK, PEER, URL, drained


class TestMarks:
    def test_marked_and_unmarked(self, world: MailWorld) -> None:
        item = world.receive("Offer", "<p>Hi</p>", "Blue", body_type="html")
        before = world.now(item)
        outcome = world.mark(world.read(item), "Blue", "Salesforce", link=URL)
        assert outcome == Written(world.key_of(item), world.read(item).version)
        now = world.now(item)
        assert now.fields["categories"] == ["Blue", "Salesforce"]
        assert (now.properties[PEER], now.properties[LINK]) == ("02s1", URL)
        assert (now.fields["body"], now.fields["is_read"]) == (before.fields["body"], before.fields["is_read"])
        assert world.mailbox.mime(now) == world.mailbox.mime(before)
        mail = world.read(item)
        assert (mail.categories, mail.peer) == (("Blue", "Salesforce"), "02s1")
        assert isinstance(world.mark(mail, "Blue", peer=None), Written)
        mail = world.read(item)
        assert (mail.categories, mail.peer) == (("Blue",), None)
        assert not world.now(item).properties.get(LINK)

    def test_its_echo_is_known(self, world: MailWorld) -> None:
        """The feed tells of our own write with the version that it answered."""
        item = world.receive()
        cursor = world.run()[-1].cursor
        outcome = world.mark(world.read(item), "Salesforce")
        assert isinstance(outcome, Written)
        [one] = seen(world.run(cursor)).values()
        assert (one.key, one.version, one.categories) == (outcome.key, outcome.version, ("Salesforce",))

    def test_no_categories_at_all(self, world: MailWorld) -> None:
        item = world.receive("Offer", "", "Salesforce")
        assert isinstance(world.mark(world.read(item), peer=None), Written)
        assert world.read(item).categories == ()

    def test_read_or_flagged_meanwhile(self, world: MailWorld) -> None:
        item = world.receive()
        mail = world.read(item)
        with world.microsoft.store.lock:
            world.mailbox.update_item(world.now(item), {"flag": {"status": "Flagged"}})
        assert isinstance(world.mark(mail, "Salesforce"), Written)
        assert world.now(item).fields["flag"]["status"] == "Flagged"

    def test_categorised_meanwhile(self, world: MailWorld) -> None:
        item = world.receive()
        mail = world.read(item)
        world.outlook.categorise(item, "Mine")
        outcome = world.mark(mail, "Salesforce")
        assert isinstance(outcome, Stale), outcome
        assert world.now(item).fields["categories"] == ["Mine"]

    def test_one_of_many(self, world: MailWorld) -> None:
        items = [world.receive(f"Mail {number}") for number in range(22)]
        mails = world.mails.read([world.key_of(item) for item in items])
        with world.microsoft.store.lock:
            world.mailbox.delete_item(items[3], "hard")
        before = world.mails.calls
        marks = [Mark(mail.key, mail.version, ("Salesforce",), "02s1", URL) for mail in mails.values()]
        outcomes = world.mails.mark(marks)
        assert [number for number, one in enumerate(outcomes) if not isinstance(one, Written)] == [3]
        assert isinstance(outcomes[3], Stale)
        assert world.mails.calls - before <= 2
        assert world.mails.mark([]) == []

    def test_the_categories_are_in_the_master_list(self, world: MailWorld) -> None:
        world.run()
        assert {"Salesforce", "Sync Error"} <= {one.name for one in world.mailbox.categories()}


class TestAttachments:
    def test_streamed_in_chunks(self, world: MailWorld) -> None:
        content = bytes(range(256)) * 12_000
        mail = world.read(world.receive(files=[File("film.bin", "application/octet-stream", content)]))
        [info] = mail.attachments
        assert (info.size, info.content_type) == (len(content), "application/octet-stream")
        with world.mails.attachment(mail.key, info.key) as chunks:
            pieces = list(chunks)
        assert b"".join(pieces) == content
        assert max(map(len, pieces)) <= 70_000

    def test_small_and_empty(self, world: MailWorld) -> None:
        mail = world.read(world.receive(files=[File("a.txt", "text/plain", b"a"), File("b.txt", "text/plain", b"")]))
        assert (drained(world, mail, "a.txt"), drained(world, mail, "b.txt")) == (b"a", b"")

    def test_calls_between_chunks(self, world: MailWorld) -> None:
        mail = world.read(world.receive(files=[File("a.bin", "x/y", b"z" * 300_000)]))
        with world.mails.attachment(mail.key, mail.attachments[0].key) as chunks:
            first = next(chunks)
            assert world.mails.read([mail.key])
            assert len(first) + sum(map(len, chunks)) == 300_000

    def test_gone(self, world: MailWorld) -> None:
        item = world.receive(files=[File("a.txt", "text/plain", b"a")])
        mail = world.read(item)
        with world.microsoft.store.lock:
            world.mailbox.delete_item(item, "hard")
        for key in (mail.attachments[0].key, "no key"):
            with pytest.raises(SyncError) as caught, world.mails.attachment(mail.key, key):
                pass
            assert isinstance(caught.value, Stale)

    def test_a_busy_server(self, world: MailWorld) -> None:
        mail = world.read(world.receive(files=[File("a.txt", "text/plain", b"a")]))
        world.fault("throttled", seconds=300, times=None)
        with pytest.raises(Transient), world.mails.attachment(mail.key, mail.attachments[0].key):
            pass
