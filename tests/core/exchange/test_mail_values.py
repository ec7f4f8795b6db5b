"""What decodes of values that no good client would send."""

from typing import Any

import pytest
from lxml import etree

from core.exchange import ews_mail_items, graph_mail_items, mail_values
from core.exchange.ews_paths import NAMESPACES, T
from core.mails import Address, AttachmentInfo, Sensitivity

ODD: list[Any] = [None, "", 5, True, [], {}, [None], ["x"], {"a": 1}, "\x00", "ä" * 3]
NAMES = (
    "subject from sender toRecipients ccRecipients bccRecipients sentDateTime receivedDateTime createdDateTime"
    " internetMessageId categories parentFolderId isDraft hasAttachments changeKey body singleValueExtendedProperties"
).split()


@pytest.mark.parametrize("value", ODD, ids=repr)
def test_wrong_types_on_graphs_wire(value: Any) -> None:
    for row in ({"id": "k", **dict.fromkeys(NAMES, value)}, *({"id": "k", name: value} for name in NAMES)):
        mail = graph_mail_items.found(row, {"body": value}, [value, {"id": value}, {"id": "a", "size": value}]).mail
        assert mail.key == "k"
        assert mail.moment == mail_values.NEVER
        assert mail.attachments[-1].key == "a"
        graph_mail_items.may_have_attachments(row)


def test_odd_people_on_graphs_wire() -> None:
    rows = [{"emailAddress": None}, {"emailAddress": {"name": 5, "address": []}}, {"emailAddress": {"name": "A"}}]
    mail = graph_mail_items.found({"id": "k", "toRecipients": rows}, {}, ()).mail
    assert mail.to == (Address("A", ""),)


@pytest.mark.parametrize(
    "inner",
    [
        "",
        "<t:From/><t:ToRecipients><t:Mailbox/></t:ToRecipients><t:Attachments><t:FileAttachment/></t:Attachments>",
        "<t:DateTimeSent>soon</t:DateTimeSent><t:Sensitivity>Secret</t:Sensitivity><t:IsDraft>maybe</t:IsDraft>",
        "<t:Body BodyType='Odd'/><t:Categories/><t:ExtendedProperty/><!-- x --><t:ParentFolderId/>",
        "<t:Attachments><t:FileAttachment><t:AttachmentId Id=''/></t:FileAttachment></t:Attachments>",
    ],
)
def test_missing_parts_on_ews_wire(inner: str) -> None:
    text = f"<t:Message xmlns:t='{NAMESPACES['t']}'><t:ItemId Id='k'/>{inner}</t:Message>"
    one = ews_mail_items.found(etree.fromstring(text))
    assert one is not None
    assert (one.mail.key, one.mail.sender, one.mail.attachments) == ("k", Address("", ""), ())
    assert (one.mail.sensitivity, one.mail.draft) == (Sensitivity.NORMAL, False)


def test_what_is_no_mail() -> None:
    assert ews_mail_items.found(etree.Element(f"{T}Message")) is None
    assert ews_mail_items.found(etree.fromstring(f"<t:Contact xmlns:t='{NAMESPACES['t']}'/>")) is None


def test_a_sender_within_the_organisation() -> None:
    """Where Exchange tells a legacyExchangeDN, the SMTP address is a property of its own."""
    box = "<t:Mailbox><t:Name>Ben</t:Name><t:EmailAddress>/O=HOOKE/CN=BEN</t:EmailAddress></t:Mailbox>"
    smtp = (
        "<t:ExtendedProperty><t:ExtendedFieldURI PropertyTag='0x5d02' PropertyType='String'/>"
        "<t:Value>Ben@Hooke.test</t:Value></t:ExtendedProperty>"
    )
    text = f"<t:Message xmlns:t='{NAMESPACES['t']}'><t:ItemId Id='k'/>{smtp}<t:From>{box}</t:From></t:Message>"
    one = ews_mail_items.found(etree.fromstring(text))
    assert one is not None
    assert one.mail.sender == Address("Ben", "ben@hooke.test")


@pytest.mark.parametrize(
    ("told", "meant"),
    [
        ("<a@b>", "<a@b>"),
        ("  <a@b>\r\n", "<a@b>"),
        ("a@b", "<a@b>"),
        ("junk <a@b> junk", "<a@b>"),
        ("<a b@c>", "<ab@c>"),
        ("<>", None),
        (" ", None),
        (None, None),
    ],
)
def test_message_ids(told: str | None, meant: str | None) -> None:
    assert mail_values.message_id(told) == meant


@pytest.mark.parametrize(
    ("told", "meant"),
    [
        (("2026-03-02T07:59:00Z",), "2026-03-02T07:59:00+00:00"),
        (("0001-01-01T00:00:00Z", "2026-03-02T07:59:00Z"), "2026-03-02T07:59:00+00:00"),
        (("9999-12-31T23:59:59Z", None), "1970-01-01T00:00:00+00:00"),
        (("", "x", 5), "1970-01-01T00:00:00+00:00"),
    ],
)
def test_moments(told: tuple[object, ...], meant: str) -> None:
    assert mail_values.moment(*told).isoformat() == meant


def file(name: str = "a.txt", content_type: str = "text/plain") -> AttachmentInfo:
    return AttachmentInfo("k", name, content_type, 1)


@pytest.mark.parametrize(
    ("item_class", "files", "meant"),
    [
        ("IPM.Note", [], False),
        ("IPM.Note.SMIME", [], True),
        ("ipm.note.secure", [], True),
        ("IPM.Note.rpmsg.Microsoft.Voicemail.UM", [], True),
        ("IPM.Note.SMIME.MultipartSigned", [file("smime.p7m", "application/pkcs7-mime")], False),
        ("IPM.Note", [file("smime.p7m", "application/pkcs7-mime; smime-type=enveloped-data")], True),
        ("IPM.Note", [file(), file("smime.p7m", "application/x-pkcs7-mime")], False),
        ("IPM.Note", [file("message_v2.rpmsg", "application/octet-stream"), file()], True),
        ("", [file("x", "application/x-microsoft-rpmsg-message")], True),
    ],
)
def test_encrypted(item_class: str, files: list[AttachmentInfo], meant: bool) -> None:
    assert mail_values.is_encrypted(item_class, files) is meant


def test_people() -> None:
    pairs: list[tuple[object, object]] = [("A", "A@x.example"), ("a@x.example", "a@X.example"), ("", ""), ("B", "b")]
    assert mail_values.people(pairs) == (
        Address("A", "a@x.example"),
        Address("", "a@x.example"),
        Address("B", ""),
    )
