"""exchangelib, as it is, at work with messages; the recorder checks every reply against Microsoft's schema."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from exchangelib import ExtendedProperty, FileAttachment, HTMLBody, ItemAttachment, Mailbox, Message
from exchangelib.errors import ErrorInvalidRecipients, ErrorSendAsDenied
from exchangelib.queryset import Q

from sandbox.acting_mail import OutlookMail
from tests.sandbox.microsoft_ews.conftest import ANNA, BERT, World
from tests.sandbox.microsoft_store import mails

OUTSIDER = Mailbox(email_address="x@out.example")


@pytest.fixture
def outside(world: World) -> OutlookMail:
    return OutlookMail(world.store, world.anna)


def bert(world: World) -> OutlookMail:
    mailbox = world.store.mailbox(BERT)
    assert mailbox is not None
    return OutlookMail(world.store, mailbox)


def test_a_mail_from_outside_is_read_whole(account: Any, outside: OutlookMail) -> None:
    outside.receive_mime(mails.MIXED)
    (seen,) = account.inbox.all()
    assert (seen.subject, seen.author.email_address) == ("Offer", "zoe@partner.example")
    assert (seen.message_id, seen.is_read, seen.is_draft) == ("<two@partner.example>", False, False)
    assert isinstance(seen.body, HTMLBody) and "Rich" in seen.text_body
    assert seen.mime_content.endswith(mails.MIXED) and seen.has_attachments
    assert {h.name: h.value for h in seen.headers}["Return-Path"] == "<zoe@partner.example>"
    assert seen.conversation_topic == "Offer" and seen.conversation_id.id and seen.conversation_index
    assert seen.datetime_received is not None and seen.size > 1024
    assert seen.display_to == "anna.keller@contoso.test"
    inner, picture, report = seen.attachments  # exchangelib takes the two kinds one after the other
    assert (picture.name, picture.is_inline, picture.content_id) == ("pic.png", True, "pic")
    assert (report.name, report.content, report.is_inline) == ("Übersicht.pdf", b"%PDF", False)
    assert isinstance(inner, ItemAttachment) and inner.item.subject == "Inside"
    assert inner.item.mime_content.replace(b"\n", b"\r\n").count(b"Inner text") == 1


def test_a_draft_is_made_changed_and_sent(world: World, account: Any) -> None:
    to = [Mailbox(email_address=BERT), OUTSIDER]
    draft = Message(account=account, folder=account.drafts, subject="Plan", body="Hello", to_recipients=to)
    draft.attach(FileAttachment(name="a.txt", content=b"1", content_type="text/plain"))
    draft.save()
    draft.subject, draft.categories = "Plan B", ["Salesforce"]
    draft.save(update_fields=["subject", "categories"])
    assert account.drafts.get(subject="Plan B").categories == ["Salesforce"]
    draft.send()
    assert account.drafts.total_count == 0 or account.drafts.all().count() == 0
    sent = account.sent.get(subject="Plan B")
    (got,) = bert(world).messages()
    assert sent.message_id == got.fields["internet_message_id"]
    assert (sent.author.email_address, sent.is_draft, sent.is_read) == (ANNA, False, True)
    assert [a.content for a in sent.attachments] == [b"1"]
    assert got.attachment_count == 1


def test_sending_at_once_with_and_without_a_copy(account: Any) -> None:
    for keep, subject in ((True, "kept"), (False, "gone")):
        message = Message(account=account, subject=subject, body=HTMLBody("<p>Hi</p>"), to_recipients=[OUTSIDER])
        message.attach(FileAttachment(name="a.txt", content=b"1"))
        message.send_and_save() if keep else message.send(save_copy=False)
    assert [(m.subject, len(m.attachments)) for m in account.sent.all()] == [("kept", 1)]
    assert account.drafts.all().count() == 0
    with pytest.raises(ErrorInvalidRecipients):
        Message(account=account, subject="x", to_recipients=[Mailbox(email_address="nobody")]).send()
    with pytest.raises(ErrorSendAsDenied):
        Message(account=account, subject="x", to_recipients=[OUTSIDER], author=Mailbox(email_address=BERT)).send()


def test_replies_and_forwards(account: Any, outside: OutlookMail) -> None:
    outside.receive_mime(mails.MIXED)
    (seen,) = account.inbox.all()
    seen.reply(subject="RE: Offer", body="Thanks", to_recipients=["zoe@partner.example"])
    seen.reply_all(subject="RE: Offer", body=HTMLBody("<p>All</p>"))
    seen.forward(subject="FW: Offer", body="See", to_recipients=["kim@partner.example"])
    drafted = seen.create_forward(subject="FW: later", body="", to_recipients=["k@partner.example"]).save(
        account.drafts
    )
    assert drafted.id
    sent = list(account.sent.all().order_by("datetime_created"))
    assert [m.subject for m in sent] == ["RE: Offer", "RE: Offer", "FW: Offer"]
    assert {m.conversation_id.id for m in sent} == {seen.conversation_id.id}
    assert [len(m.attachments) for m in sent] == [1, 1, 3]
    assert sent[0].in_reply_to == "<two@partner.example>"


def test_mime_goes_in_and_comes_out(account: Any) -> None:
    message = Message(account=account, folder=account.inbox, mime_content=mails.MIXED)
    message.save()
    seen = account.inbox.get(message_id="<two@partner.example>")
    assert seen.mime_content == mails.MIXED and len(seen.attachments) == 3 and seen.is_draft


def test_attachments_come_and_go(account: Any) -> None:
    message = Message(account=account, folder=account.drafts, subject="Parts", body="x").save()
    before = message.changekey
    attached = FileAttachment(name="a.txt", content=b"1", is_inline=False)
    message.attach(attached)
    inner = Message(account=account, folder=account.drafts, subject="Inner", body="deep")
    message.attach(ItemAttachment(name="note", item=inner))
    assert message.changekey != before
    again = account.drafts.get(subject="Parts")
    assert [(type(a).__name__, a.name) for a in again.attachments] == [
        ("ItemAttachment", "note"),
        ("FileAttachment", "a.txt"),
    ]
    assert again.attachments[0].item.body.strip() == "deep"
    message.detach(attached)
    assert [a.name for a in account.drafts.get(subject="Parts").attachments] == ["note"]


def test_searching_by_time_and_message_id(world: World, account: Any, outside: OutlookMail) -> None:
    now = datetime.now(UTC)
    world.clock.stop()
    for days in (10, 5, 1):
        world.clock.set(now - timedelta(days=days))
        outside.receive("x@out.example", f"{days} days", internet_message_id=f"<{days}@out.example>")
    since = account.inbox.filter(datetime_received__gte=now - timedelta(days=6))
    assert [m.subject for m in since.order_by("-datetime_received").only("subject")] == ["1 days", "5 days"]
    found = account.inbox.filter(Q(message_id="<10@out.example>") | Q(message_id="<1@out.example>"))
    assert {m.subject for m in found} == {"10 days", "1 days"}
    assert account.inbox.filter(is_read=False, has_attachments=False).count() == 3


def test_moves_copies_and_the_sync_feed(account: Any, outside: OutlookMail) -> None:
    def told() -> list[tuple[str, Any]]:
        changes = account.inbox.sync_items(sync_state=account.inbox.item_sync_state, only_fields=["subject"])
        return [
            (kind, item[1] if isinstance(item, tuple) else getattr(item, "subject", None)) for kind, item in changes
        ]

    outside.receive("x@out.example", "One")
    assert told() == [("create", "One")]
    (seen,) = account.inbox.all()
    seen.is_read = True
    seen.save(update_fields=["is_read"])
    assert told() == [("read_flag_change", True)]
    seen.categories = ["Salesforce"]
    seen.save(update_fields=["categories"])
    assert told() == [("update", "One")]
    copied = seen.copy(account.sent)
    assert copied and account.sent.get(subject="One").message_id == seen.message_id
    seen.move(account.trash)
    assert [kind for kind, _ in told()] == ["delete"]


def test_a_header_of_ones_own_is_sent_and_read_as_a_property(world: World, account: Any) -> None:
    class Case(ExtendedProperty):  # type: ignore[misc]  # exchangelib has no types
        distinguished_property_set_id = "InternetHeaders"
        property_name = "X-Case"
        property_type = "String"

    Message.register("case", Case)
    try:
        Message(account=account, subject="Case", to_recipients=[Mailbox(email_address=BERT)], case="7").send()
        assert account.sent.get(subject="Case").case == "7"
    finally:
        Message.deregister("case")
    (got,) = bert(world).messages()
    assert ["X-Case", "7"] in got.fields["headers"]


@pytest.mark.parametrize(
    ("mime", "item_class", "kind"),
    [
        (mails.ENCRYPTED, "IPM.Note.SMIME", "Message"),
        (mails.SIGNED, "IPM.Note.SMIME.MultipartSigned", "Message"),
        (mails.INVITATION, "IPM.Schedule.Meeting.Request", "MeetingRequest"),
        (mails.BOUNCE, "REPORT.IPM.Note.NDR", "Message"),
        (mails.TNEF, "IPM.Note", "Message"),
        (b"", "IPM.Note", "Message"),
        (bytes(range(256)) * 4, "IPM.Note", "Message"),
    ],
)
def test_special_mail_has_its_class(account: Any, world: World, mime: bytes, item_class: str, kind: str) -> None:
    world.store.deliver(mime, ANNA)
    (seen,) = account.inbox.all()
    assert (seen.item_class, type(seen).__name__) == (item_class, kind)
    assert seen.mime_content.endswith(mime)
