"""Delivering, sending, threads, MIME kept and made anew, and contents that are stored once."""

from typing import Any

import pytest

from sandbox.acting_mail import OutlookMail
from sandbox.microsoft.mail import transport
from sandbox.microsoft.mail.parse import parse
from sandbox.microsoft.mail.parts import File
from sandbox.microsoft.messages import has_attachments, is_draft, received_of, sent_of
from sandbox.microsoft.properties import INTERNET_HEADERS, PropertyId
from sandbox.microsoft.store import Mailbox, Store
from tests.sandbox.microsoft_store import mails

BEN = "ben@contoso.test"


@pytest.fixture
def anna(store: Store, mailbox: Mailbox) -> OutlookMail:
    return OutlookMail(store, mailbox)


@pytest.fixture
def ben(store: Store, anna: OutlookMail) -> OutlookMail:
    return OutlookMail(store, store.add_mailbox(BEN, "Ben Itō"))


def rows(store: Store, table: str) -> int:
    row = store.database.one(f"SELECT count(*) AS n FROM {table}")  # noqa: S608  (the table's name is the test's)
    return int(row["n"]) if row else 0


def test_a_mail_from_outside_lies_in_the_inbox_with_the_servers_headers(store: Store, mailbox: Mailbox) -> None:
    (item,) = store.deliver(mails.PLAIN)
    headers = dict(map(tuple, item.fields["headers"]))
    assert headers["Return-Path"] == "<zoe@partner.example>" and "Microsoft SMTP" in headers["Received"]
    assert headers["X-MS-Exchange-Organization-AuthAs"] == "Anonymous"
    assert received_of(item) == store.clock.now() and sent_of(item).hour == 7
    assert (item.fields["is_read"], is_draft(item), has_attachments(item)) == (False, False, False)
    assert mailbox.mime(item).endswith(mails.PLAIN)
    assert [i.key for i in mailbox.messages_with_id("<one@partner.example>")] == [item.key]
    assert item.property(PropertyId("String", tag=0x1035)) == "<one@partner.example>"
    assert item.property(PropertyId("Integer", tag=0x0E07)) == 0
    assert "X-Priority: 1\r\n" in item.property(PropertyId("String", tag=0x007D))
    assert item.property(PropertyId("String", set_id=INTERNET_HEADERS, name="x-priority")) == "1"


def test_delivery_makes_a_message_id_and_an_import_does_not(anna: OutlookMail) -> None:
    mime = mails.PLAIN.replace(b"Message-ID: <one@partner.example>\r\n", b"")
    assert anna.receive_mime(mime).fields["internet_message_id"].startswith("<")
    imported = anna.put_mime(mime, "sentitems")
    assert "internet_message_id" not in imported.fields and not is_draft(imported)
    assert received_of(imported) == sent_of(imported)


def test_mail_for_nobody_here_goes_nowhere(store: Store, anna: OutlookMail) -> None:
    assert store.deliver(mails.PLAIN, "nobody@contoso.test") == []
    assert len(store.deliver(b"", "ANNA.KELLER@contoso.test")) == 1


def test_large_contents_are_stored_once_for_all_and_go_with_the_last(
    store: Store, anna: OutlookMail, ben: OutlookMail, mailbox: Mailbox
) -> None:
    first, second = store.deliver(mails.MIXED, mailbox.address, BEN)
    assert rows(store, "contents") == 4  # the MIME and three attachments, for both
    copy = anna.copy(first, "archive")
    assert rows(store, "contents") == 4 and mailbox.mime(copy) == mailbox.mime(first)
    assert [a.name for a in mailbox.attachments(copy)] == ["pic.png", "Übersicht.pdf", "Inside"]
    mailbox.delete_item(first)
    mailbox.delete_item(copy)
    assert rows(store, "contents") == 4
    other = store.mailbox(BEN)
    assert other is not None
    other.delete_item(second)
    assert (rows(store, "contents"), rows(store, "attachments")) == (0, 0)


def test_what_is_sent_is_kept_and_reaches_those_who_are_here(anna: OutlookMail, ben: OutlookMail) -> None:
    blind = [{"name": "Ben", "address": BEN}]
    own = anna.send(["x@out.example"], "Offer", "Hello", [File("a.txt", "text/plain", b"1")], bcc_recipients=blind)
    (got,) = ben.messages()
    assert own.fields["internet_message_id"] == got.fields["internet_message_id"]
    assert own.fields["bcc_recipients"] == blind and "bcc_recipients" not in got.fields
    assert (own.fields["is_read"], got.fields["is_read"]) == (True, False)
    assert got.fields["from"] == {"name": "Anna Keller", "address": "Anna.Keller@contoso.test"}
    assert (got.attachment_count, got.fields["body"]) == (1, "Hello")
    assert dict(map(tuple, got.fields["headers"]))["X-MS-Exchange-Organization-AuthAs"] == "Internal"


@pytest.mark.parametrize("people", [[], [""], ["nonsense"], ["a@b.example", "a b@c"]])
def test_mail_to_nobody_is_refused(store: Store, mailbox: Mailbox, people: list[str]) -> None:
    to = [{"name": "", "address": address} for address in people]
    with pytest.raises(transport.NoRecipientsError):
        transport.send(store, mailbox, {"to_recipients": to})


def test_mail_as_somebody_else_is_refused(store: Store, mailbox: Mailbox) -> None:
    fields = {"to_recipients": [{"address": BEN}], "from": {"name": "Chef", "address": "boss@contoso.test"}}
    with pytest.raises(transport.SendAsError):
        transport.send(store, mailbox, fields)


def test_answers_stay_in_the_conversation(anna: OutlookMail, ben: OutlookMail) -> None:
    start = anna.send([BEN], "Offer", "Hello")
    (got,) = ben.messages()
    reply = ben.answer(got, "Thanks")
    assert reply.fields["subject"] == "RE: Offer" and reply.fields["in_reply_to"] == got.fields["internet_message_id"]
    assert reply.fields["body"].startswith("Thanks\r\n") and "Hello" in reply.fields["body"]
    (back,) = anna.messages()
    assert back.fields["conversation_id"] == start.fields["conversation_id"]
    outside = b"From: x@o.example\r\nSubject: AW: Offer\r\nReferences: <nobody@knows> %s\r\n\r\nMe too\r\n"
    third = anna.receive_mime(outside % start.fields["internet_message_id"].encode())
    assert third.fields["conversation_id"] == start.fields["conversation_id"]
    assert third.fields["conversation_topic"] == "Offer"
    assert anna.receive("y@o.example", "Offer").fields["conversation_id"] != start.fields["conversation_id"]
    forward = ben.answer(back, "See", "forward", ["z@o.example"])
    assert (forward.fields["subject"], forward.fields["to_recipients"][0]["address"]) == ("FW: Offer", "z@o.example")


def test_a_reply_to_all_leaves_the_writer_out(anna: OutlookMail) -> None:
    more: dict[str, Any] = {
        "cc_recipients": [{"address": "c@o.example"}],
        "reply_to": [{"name": "Office", "address": "o@o.example"}],
    }
    to = [{"address": "anna.keller@contoso.test"}, {"address": "d@o.example"}]
    got = anna.receive("x@o.example", "Hi", to_recipients=to, **more)
    reply = anna.answer(got, "Ok", "reply_all")
    assert [p["address"] for p in reply.fields["to_recipients"]] == ["o@o.example", "d@o.example"]
    assert [p["address"] for p in reply.fields["cc_recipients"]] == ["c@o.example"]


@pytest.mark.parametrize(
    ("change", "kept"),
    [
        ({"is_read": True}, True),
        ({"categories": ["Salesforce"]}, True),
        ({"flag": {"status": "Flagged"}}, True),
        ({"subject": "Other"}, False),
        ({"body": "Other"}, False),
        ({"to_recipients": []}, False),
    ],
)
def test_mime_is_kept_until_what_it_says_is_changed(
    anna: OutlookMail, mailbox: Mailbox, change: dict[str, Any], kept: bool
) -> None:
    item = anna.receive_mime(mails.MIXED)
    now = mailbox.update_item(item, change)
    assert (mails.MIXED in mailbox.mime(now)) is kept
    again = parse(mailbox.mime(now))
    assert again.fields["internet_message_id"] == "<two@partner.example>"
    assert [f.name for f in again.files] == ["pic.png", "Übersicht.pdf", "Inside"]
    assert again.fields.get("subject") == change.get("subject", "Offer")


def test_an_attachment_added_or_taken_away_changes_the_mime(anna: OutlookMail, mailbox: Mailbox) -> None:
    item = anna.receive_mime(mails.PLAIN)
    added = mailbox.add_attachment(item, "a.txt", b"1", "text/plain")
    now = mailbox.item(item.immutable_id)
    assert now is not None and has_attachments(now) and b"a.txt" in mailbox.mime(now)
    gone = mailbox.delete_attachment(now, added)
    assert not has_attachments(gone) and b"a.txt" not in mailbox.mime(gone)


def test_importers_say_by_the_message_flags_that_it_is_no_draft(mailbox: Mailbox) -> None:
    flags = PropertyId("Integer", tag=0x0E07)
    header = PropertyId("String", set_id=INTERNET_HEADERS, name="X-Case")
    item = mailbox.create_item("inbox", "message", {"subject": "Hi"}, {flags: 1, header: "7"})
    assert (is_draft(item), item.fields["is_read"], item.property(flags)) == (False, True, 1)
    assert b"X-Case: 7\r\n" in mailbox.mime(item)
    draft = mailbox.create_item("drafts", "message", {"subject": "Hi"})
    assert (is_draft(draft), draft.property(flags)) == (True, 8)


def test_a_mailbox_that_is_removed_takes_its_contents_along(store: Store, anna: OutlookMail, ben: OutlookMail) -> None:
    store.deliver(mails.MIXED)
    ben.receive_mime(mails.PLAIN)
    store.remove_mailbox("anna.keller@contoso.test")
    assert rows(store, "contents") == 1


@pytest.mark.parametrize("mime", [mails.ENCRYPTED, mails.SIGNED], ids=["encrypted", "signed"])
def test_mime_of_the_clients_own_is_sent_as_it_is(
    store: Store, mailbox: Mailbox, anna: OutlookMail, ben: OutlookMail, mime: bytes
) -> None:
    own = mime.replace(b"From: a@out.example\r\n", b"Bcc: ben@contoso.test,\r\n y@o.example\r\n", 1)
    own = own.replace(b"Message-ID: <odd@out.example>\r\n", b"")
    parsed = parse(own)
    draft = mailbox.create_message("drafts", parsed.fields | {"mime": own}, parsed.files)
    sent = transport.send(store, mailbox, draft.fields, mailbox.attachments(draft), mailbox.kept_mime(draft))
    (got,) = ben.messages()
    assert got.item_class == draft.item_class and got.item_class.startswith("IPM.Note.SMIME")
    assert got.fields["internet_message_id"] == sent["internet_message_id"]
    assert got.fields["from"]["address"] == mailbox.address and "bcc_recipients" not in got.fields
    other = store.mailbox(BEN)
    assert other is not None and b"y@o.example" not in other.mime(got)
    assert other.mime(got).endswith(mime.partition(b"\r\n\r\n")[2])
