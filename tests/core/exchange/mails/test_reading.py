"""Mails as they are read, odd ones too, and found again."""

from datetime import UTC, datetime

import pytest

from core.mails import BODY_LIMIT, Address, MailPlace, MailStore, Sensitivity
from core.store import Written
from sandbox.microsoft.mail.parts import File
from tests.core.exchange.mail_worlds import (
    SENDER,
    MailWorld,
    seen,
)
from tests.core.exchange.mails.calls import mail_mime
from tests.sandbox.microsoft_store.mails import ENCRYPTED, INVITATION, MIXED, SIGNED

# RFC 3156, and what came before it.
PGP_MIME = b"""Subject: x
MIME-Version: 1.0
Content-Type: multipart/encrypted; protocol="application/pgp-encrypted"; boundary=b

--b
Content-Type: application/pgp-encrypted

Version: 1
--b
Content-Type: application/octet-stream; name=encrypted.asc

-----BEGIN PGP MESSAGE-----
--b--
""".replace(b"\n", b"\r\n")
PGP_TEXT = b"Subject: x\r\n\r\n-----BEGIN PGP MESSAGE-----\r\n\r\nhQEMA\r\n-----END PGP MESSAGE-----\r\n"


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

    @pytest.mark.parametrize("mime", [PGP_MIME, PGP_TEXT])
    def test_encrypted_with_openpgp(self, world: MailWorld, mime: bytes) -> None:
        mail = world.read(world.outlook.put_mime(mime))
        assert (mail.encrypted, mail.body_text, mail.body_html, mail.attachments) == (True, None, None, ())

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


def test_it_is_a_mail_store(world: MailWorld) -> None:
    store: MailStore = world.mails
    assert store.address == world.address
    assert store.calls == 0
