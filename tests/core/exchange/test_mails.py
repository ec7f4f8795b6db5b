"""Mails on both protocols: what a feed tells, what is read, found and marked, and attachments."""

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from core.errors import CursorExpired, Stale, SyncError, Transient
from core.exchange.mailbox import PROPERTY_SET
from core.mails import BODY_LIMIT, Address, Mail, MailPlace, MailStore, Mark, Sensitivity
from core.store import Written
from sandbox.microsoft.mail.parts import File
from sandbox.microsoft.properties import PropertyId
from tests.core.exchange.mail_worlds import (
    POLICY,
    SENDER,
    EwsMailWorld,
    GraphMailWorld,
    MailWorld,
    left,
    seen,
    told,
)
from tests.sandbox.microsoft_store.mails import ENCRYPTED, INVITATION, MIXED, SIGNED

PEER = PropertyId("String", set_id=PROPERTY_SET, name="Peer")
LINK = PropertyId("String", set_id=PROPERTY_SET, name="Link")
URL = "https://hooke.example/02s1"


@pytest.fixture(params=[GraphMailWorld, EwsMailWorld], ids=["graph", "ews"])
def world(request: pytest.FixtureRequest) -> Iterator[MailWorld]:
    opened: MailWorld = request.param()
    yield opened
    opened.calm()


def mail_mime(world: MailWorld, mime: bytes) -> bytes:
    return mime.replace(b"anna.keller@contoso.test", world.address.encode())


def drained(world: MailWorld, mail: Mail, name: str) -> bytes:
    [wanted] = [one for one in mail.attachments if one.name == name]
    with world.mails.attachment(mail.key, wanted.key) as chunks:
        return b"".join(chunks)


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

    def test_a_busy_server(self, world: MailWorld) -> None:
        world.fault("throttled", seconds=300, times=None)
        with pytest.raises(Transient):
            world.run()


class TestReading:
    def test_a_whole_mail(self, world: MailWorld) -> None:
        item = world.outlook.receive_mime(mail_mime(world, MIXED))
        mail = world.read(item)
        assert (mail.message_id, mail.subject, mail.place) == ("<two@partner.example>", "Offer", MailPlace.INBOX)
        assert (mail.sender, mail.to) == (Address("", SENDER), (Address("", world.address),))
        assert (mail.incoming, mail.draft, mail.encrypted, mail.peer) == (True, False, False, None)
        assert mail.body_html == '<p>Rich <img src="cid:pic"></p>'
        assert mail.body_text == "Rich"
        files = {one.name: one for one in mail.attachments}
        picture = files["pic.png"]
        assert (picture.content_type, picture.size, picture.inline, picture.content_id) == (
            "image/png",
            70,
            True,
            "pic",
        )
        assert not files["Übersicht.pdf"].inline
        assert [name for name, one in files.items() if one.item] == ["Inside"]

    def test_headers(self, world: MailWorld) -> None:
        item = world.outlook.receive_mime(
            b"From: Zoe <ZOE@Partner.Example>\r\nSender: bot@partner.example\r\n"
            + b"To: %s, =?utf-8?q?J=C3=BCrgen?= <j@x.example>\r\n" % world.address.encode()
            + b"Cc: c@x.example\r\nSubject: Re: Offer\r\nDate: Mon, 2 Mar 2026 08:59:00 +0100\r\n"
            + b"Message-ID: <three@x.example>\r\nIn-Reply-To: <two@x.example>\r\n"
            + b"References: <one@x.example>\r\n <two@x.example>\r\nSensitivity: Private\r\n\r\nThanks\r\nZoe\r\n"
        )
        mail = world.read(item)
        assert mail.sender == Address("Zoe", "zoe@partner.example")
        assert mail.to == (Address("", world.address), Address("Jürgen", "j@x.example"))
        assert (mail.cc, mail.bcc) == ((Address("", "c@x.example"),), ())
        assert mail.moment == datetime(2026, 3, 2, 7, 59, tzinfo=UTC)
        assert (mail.in_reply_to, mail.references) == ("<two@x.example>", ("<one@x.example>", "<two@x.example>"))
        assert mail.sensitivity is Sensitivity.PRIVATE
        assert (mail.body_text, mail.body_html) == ("Thanks\nZoe", None)

    def test_what_was_sent(self, world: MailWorld) -> None:
        sent = world.outlook.send([SENDER], "Sent", "Hello", bcc_recipients=[{"name": "B", "address": "b@x.example"}])
        mail = world.read(sent)
        assert (mail.place, mail.incoming, mail.sender.address) == (MailPlace.SENT, False, world.address)
        assert (mail.to, mail.bcc) == ((Address("", SENDER),), (Address("B", "b@x.example"),))
        assert not world.read(world.outlook.move(sent, "inbox")).incoming

    def test_wherever_it_lies(self, world: MailWorld) -> None:
        world.outlook.add_folder("Project")
        world.outlook.add_folder("Below", "deleteditems")
        project = world.outlook.move(world.receive(), "Project")
        binned = world.outlook.move(world.receive(), "deleteditems")
        deeper = world.outlook.folder("deleteditems")
        below = next(one for one in world.mailbox.child_folders(deeper.id) if one.name == "Below")
        deep = world.outlook.move(world.receive(), below.id)
        mails = world.mails.read([world.key_of(one) for one in (project, binned, deep)])
        assert [one.place for one in mails.values()] == [MailPlace.OTHER, MailPlace.TRASH, MailPlace.TRASH]

    def test_many_at_once(self, world: MailWorld) -> None:
        keys = [world.key_of(world.receive(f"Mail {number}")) for number in range(25)]
        world.run()
        before = world.mails.calls
        assert list(world.mails.read([*keys, *keys])) == keys
        assert world.mails.calls - before <= 4

    def test_what_is_gone(self, world: MailWorld) -> None:
        item = world.receive()
        keys = [world.key_of(item), "no key", "\x00", ""]
        with world.microsoft.store.lock:
            world.mailbox.delete_item(item, "hard")
        assert world.mails.read(keys) == {}
        assert world.mails.read([]) == {}

    def test_a_meeting_request_is_a_mail(self, world: MailWorld) -> None:
        item = world.outlook.put_mime(mail_mime(world, INVITATION), categories=["Salesforce"])
        assert seen(world.run()).keys() == {world.key_of(item)}
        mail = world.read(item)
        assert mail.subject == "Odd"
        assert isinstance(world.mark(mail, "Salesforce"), Written)
        assert world.read(item).peer == "02s1"

    def test_encrypted(self, world: MailWorld) -> None:
        mail = world.read(world.outlook.put_mime(ENCRYPTED))
        assert (mail.encrypted, mail.body_text, mail.body_html, mail.attachments) == (True, None, None, ())
        managed = world.receive("Rights", files=[File("message.rpmsg", "application/x-microsoft-rpmsg-message", b"x")])
        assert world.read(managed).encrypted

    def test_signed_in_the_clear(self, world: MailWorld) -> None:
        mail = world.read(world.outlook.put_mime(SIGNED))
        assert (mail.encrypted, mail.body_text) == (False, "signed")


class TestOddMails:
    def test_without_anything(self, world: MailWorld) -> None:
        mail = world.read(world.outlook.put_mime(b"\r\n\r\n"))
        assert (mail.message_id, mail.subject, mail.sender) == (None, "", Address("", ""))
        assert mail.moment.year > 2000

    def test_a_crowd(self, world: MailWorld) -> None:
        people = [{"name": f"P{n}", "address": f"P{n}@x.example"} for n in range(2000)]
        mail = world.read(world.receive(cc_recipients=people))
        assert len(mail.cc) == 2000
        assert mail.cc[7] == Address("P7", "p7@x.example")

    def test_a_long_body_is_cut(self, world: MailWorld) -> None:
        mail = world.read(world.receive(body="ä" * (BODY_LIMIT + 500)))
        assert mail.body_text == "ä" * BODY_LIMIT

    def test_hostile_texts(self, world: MailWorld) -> None:
        references = " ".join(f"<{number}@x.example>" for number in range(3000))
        item = world.outlook.put_mime(
            b"From: not an address\r\nSubject: =?utf-8?q?a=00b=0Bc?=\r\nMessage-ID: no brackets\r\n"
            + f"References: junk {references}\r\nDate: yesterday\r\n\r\n\x01x\r\n".encode()
        )
        mail = world.read(item)
        assert (mail.message_id, mail.sender.address) == ("<nobrackets>", "")
        assert not set(mail.subject) & {"\x00", "\x0b"}
        assert (len(mail.references), mail.references[0]) == (100, "<0@x.example>")
        assert mail.references[-1] == "<2999@x.example>"


class TestFind:
    def test_all_copies(self, world: MailWorld) -> None:
        item = world.receive(internet_message_id="<o'hara&co@x.example>")
        copy = world.outlook.copy(item, "deleteditems")
        other = world.receive(internet_message_id="<other@x.example>")
        found = world.mails.find(["<o'hara&co@x.example>", "<other@x.example>", "<none@x.example>"])
        places = {one.key: one.place for one in found.pop("<o'hara&co@x.example>")}
        assert places == {world.key_of(item): MailPlace.INBOX, world.key_of(copy): MailPlace.TRASH}
        assert [[one.key for one in mails] for mails in found.values()] == [[world.key_of(other)]]

    def test_what_nobody_has(self, world: MailWorld) -> None:
        assert world.mails.find([]) == {}
        assert world.mails.find(["<" + "x" * 5000 + ">", "\x00", ""]) == {}


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


def test_it_is_a_mail_store(world: MailWorld) -> None:
    store: MailStore = world.mails
    assert store.address == world.address
    assert store.calls == 0
