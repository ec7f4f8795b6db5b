"""EWS mail that exchangelib does not send: answers, flags, single headers, marking folders read, and bad requests."""

import base64
from typing import Any

import pytest

from sandbox.acting_mail import OutlookMail
from tests.sandbox.microsoft_ews.bodies import get_items, more
from tests.sandbox.microsoft_ews.client import Reply
from tests.sandbox.microsoft_ews.conftest import ANNA, World
from tests.sandbox.microsoft_store import mails

OUT = "<t:ToRecipients><t:Mailbox><t:EmailAddress>x@out.example</t:EmailAddress></t:Mailbox></t:ToRecipients>"


@pytest.fixture
def anna(world: World) -> OutlookMail:
    return OutlookMail(world.store, world.anna)


def create(world: World, element: str, disposition: str = "SaveOnly") -> Reply:
    given = f' MessageDisposition="{disposition}"' if disposition else ""
    return world.client().call(f"<m:CreateItem{given}><m:Items>{element}</m:Items></m:CreateItem>")


def message(content: str) -> str:
    return f"<t:Message>{content}</t:Message>"


def field(uri: str) -> str:
    return f'<t:FieldURI FieldURI="{uri}"/>'


def test_only_the_headers_asked_for_are_shown(world: World, anna: OutlookMail) -> None:
    item = anna.receive_mime(mails.PLAIN)
    one = '<t:IndexedFieldURI FieldURI="item:InternetMessageHeader" FieldIndex="X-PRIORITY"/>'
    found = world.client().call(get_items(item.ews_id, extra=more(one))).find("//t:InternetMessageHeader")
    assert [(h.get("HeaderName"), h.text) for h in found] == [("X-Priority", "1")]


def test_all_properties_of_a_message_are_valid(world: World, anna: OutlookMail) -> None:
    """The recorder holds the reply against the schema."""
    flagged = anna.receive_mime(mails.MIXED)
    moment = world.clock.now()
    world.anna.update_item(flagged, {"flag": {"status": "Flagged", "start": moment, "due": moment}})
    draft = world.anna.create_message("drafts", {"subject": "Mine"})
    extra = more("".join(map(field, ("item:UniqueBody", "item:DisplayBcc", "item:Preview", "item:TextBody"))))
    reply = world.client().call(get_items(flagged.ews_id, draft.ews_id, shape="AllProperties", extra=extra))
    assert reply.codes == ["NoError", "NoError"]
    assert [e.text for e in reply.find("//t:FlagStatus")] == ["Flagged"]
    assert [len(e) for e in reply.find("//t:ResponseObjects")] == [3, 1]


def test_a_flag_is_set_and_taken_away(world: World, anna: OutlookMail) -> None:
    item = anna.receive("x@out.example", "Flag me")

    def update(value: str) -> list[str]:
        step = f"<t:SetItemField>{field('item:Flag')}{message(f'<t:Flag>{value}</t:Flag>')}</t:SetItemField>"
        body = (
            '<m:UpdateItem ConflictResolution="AlwaysOverwrite" MessageDisposition="SaveOnly"><m:ItemChanges>'
            f'<t:ItemChange><t:ItemId Id="{item.ews_id}"/><t:Updates>{step}</t:Updates></t:ItemChange>'
            "</m:ItemChanges></m:UpdateItem>"
        )
        return world.client().call(body).codes

    day = "<t:StartDate>2026-03-02T00:00:00Z</t:StartDate><t:DueDate>2026-03-03T00:00:00Z</t:DueDate>"
    assert update(f"<t:FlagStatus>Flagged</t:FlagStatus>{day}") == ["NoError"]
    now = anna.now(item)
    assert now is not None and now.fields["flag"]["due"].day == 3
    assert update("<t:FlagStatus>NotFlagged</t:FlagStatus>") == ["NoError"]
    now = anna.now(item)
    assert now is not None and "flag" not in now.fields
    assert update("<t:FlagStatus>Half</t:FlagStatus>") == ["ErrorSchemaValidation"]


def test_an_update_can_send(world: World) -> None:
    draft = world.anna.create_message("drafts", {"to_recipients": [{"name": "", "address": ANNA}]})
    step = f"<t:SetItemField>{field('item:Subject')}{message('<t:Subject>Now</t:Subject>')}</t:SetItemField>"
    body = (
        '<m:UpdateItem ConflictResolution="AlwaysOverwrite" MessageDisposition="SendAndSaveCopy"><m:ItemChanges>'
        f'<t:ItemChange><t:ItemId Id="{draft.ews_id}"/><t:Updates>{step}</t:Updates></t:ItemChange>'
        "</m:ItemChanges></m:UpdateItem>"
    )
    assert world.client().call(body).codes == ["NoError"]
    anna = OutlookMail(world.store, world.anna)
    assert [m.fields["subject"] for f in ("inbox", "sentitems") for m in anna.messages(f)] == ["Now", "Now"]


def test_a_folder_is_marked_read(world: World, anna: OutlookMail) -> None:
    for number in range(3):
        anna.receive("x@out.example", f"{number}")
    body = (
        "<m:MarkAllItemsAsRead><m:ReadFlag>true</m:ReadFlag><m:SuppressReadReceipts>true</m:SuppressReadReceipts>"
        '<m:FolderIds><t:DistinguishedFolderId Id="inbox"/></m:FolderIds></m:MarkAllItemsAsRead>'
    )
    assert world.client().call(body).codes == ["NoError"]
    assert all(m.fields["is_read"] for m in anna.messages())


def test_the_message_inside_an_attachment_brings_its_own_mime(world: World, anna: OutlookMail) -> None:
    item = anna.receive_mime(mails.MIXED)
    inner = next(a for a in world.anna.attachments(item) if a.is_item)
    shape = "<m:AttachmentShape><t:IncludeMimeContent>true</t:IncludeMimeContent></m:AttachmentShape>"
    ids = f'<m:AttachmentIds><t:AttachmentId Id="{inner.id}"/></m:AttachmentIds>'
    reply = world.client().call(f"<m:GetAttachment>{shape}{ids}</m:GetAttachment>")
    assert base64.b64decode(reply.find("//t:Message/t:MimeContent")[0].text) == inner.content
    assert reply.find("//t:Message/t:ItemId") == []
    assert reply.find("//t:Message/t:InternetMessageId")[0].text == "<in@inner.example>"
    assert world.client().call(f"<m:GetAttachment>{ids}</m:GetAttachment>").find("//t:MimeContent") == []


def answer(name: str, item_id: str, inside: str = "", change_key: str = "") -> str:
    key = f' ChangeKey="{change_key}"' if change_key else ""
    return f'<t:{name}>{inside}<t:ReferenceItemId Id="{item_id}"{key}/></t:{name}>'


def test_answers_that_are_refused(world: World, anna: OutlookMail) -> None:
    item, draft = anna.receive("x@out.example", "Hi"), world.anna.create_message("drafts", {"subject": "Mine"})
    old = item.change_key
    anna.read(item)
    cases: list[tuple[str, str, str]] = [
        (answer("ReplyToItem", draft.ews_id), "SaveOnly", "ErrorInvalidReferenceItem"),
        (answer("ReplyToItem", item.ews_id, change_key=old), "SaveOnly", "ErrorStaleObject"),
        (answer("ReplyToItem", "AAAA"), "SaveOnly", "ErrorInvalidIdMalformed"),
        (answer("ForwardItem", item.ews_id), "SendAndSaveCopy", "ErrorInvalidRecipients"),
        ("<t:ReplyToItem><t:Subject>x</t:Subject></t:ReplyToItem>", "SaveOnly", "ErrorInvalidReferenceItem"),
        (answer("ReplyToItem", item.ews_id), "", "ErrorMessageDispositionRequired"),
        ("<t:AcceptSharingInvitation/>", "SaveOnly", "ErrorInvalidItemForOperationCreateItem"),
        (message("<t:Subject>x</t:Subject>"), "SendOnly", "ErrorInvalidRecipients"),
        (message("<t:MimeContent>?</t:MimeContent>"), "SaveOnly", "ErrorMimeContentInvalidBase64String"),
        (message("<t:InternetMessageHeaders/>"), "SaveOnly", "ErrorSchemaValidation"),
    ]
    for element, disposition, code in cases:
        assert create(world, element, disposition).codes == [code], element
    assert [m.key for m in anna.messages("drafts")] == [draft.key] and anna.messages("sentitems") == []


def test_a_reply_keeps_what_the_client_says(world: World, anna: OutlookMail) -> None:
    item = anna.receive_mime(mails.MIXED)
    inside = f"<t:Subject>Mine</t:Subject>{OUT}"
    comment = '<t:NewBodyContent BodyType="Text">a &lt; b</t:NewBodyContent>'
    element = f'<t:ReplyAllToItem>{inside}<t:ReferenceItemId Id="{item.ews_id}"/>{comment}</t:ReplyAllToItem>'
    assert create(world, element).codes == ["NoError"]
    (draft,) = anna.messages("drafts")
    assert (draft.fields["subject"], draft.fields["to_recipients"][0]["address"]) == ("Mine", "x@out.example")
    assert draft.fields["body"].startswith("a &lt; b") and "Rich" in draft.fields["body"]


@pytest.mark.parametrize(
    ("attachment", "code"),
    [
        (
            "<t:FileAttachment><t:Name>a</t:Name><t:Content>?</t:Content></t:FileAttachment>",
            "ErrorInvalidValueForProperty",
        ),
        ("<t:ItemAttachment><t:Name>a</t:Name></t:ItemAttachment>", "ErrorInvalidItemForOperationCreateItemAttachment"),
        (
            "<t:ItemAttachment><t:Name>a</t:Name><t:Contact/></t:ItemAttachment>",
            "ErrorInvalidItemForOperationCreateItemAttachment",
        ),
        (
            "<t:ItemAttachment><t:Name>a</t:Name><t:Message><t:MimeContent>?</t:MimeContent></t:Message></t:ItemAttachment>",
            "ErrorMimeContentInvalidBase64String",
        ),
    ],
)
def test_attachments_that_are_refused(world: World, attachment: str, code: str) -> None:
    item = world.anna.create_message("drafts", {"subject": "x"})
    parent = f'<m:ParentItemId Id="{item.ews_id}"/>'
    body = f"<m:CreateAttachment>{parent}<m:Attachments>{attachment}</m:Attachments></m:CreateAttachment>"
    assert world.client().call(body).codes == [code]
    made = create(world, message(f"<t:Attachments>{attachment}</t:Attachments>"))
    assert made.codes == [code] and len(world.anna.items(world.anna.well_known("drafts").id)) == 1


def test_hostile_texts_of_a_mail_do_not_break_a_reply(world: World) -> None:
    bad: Any = "a\x00\x0b\ufffe]]><&\ud7ff"
    head = "From: =?utf-8?q?=00=0B?= <a@out.example>\r\nSubject: " + bad + "\r\nX-\x01: y\r\nMessage-ID: <\x02>\r\n\r\n"
    world.store.deliver((head + bad).encode("utf-8", "replace"), ANNA)
    (item,) = OutlookMail(world.store, world.anna).messages()
    extra = more("".join(map(field, ("item:MimeContent", "item:InternetMessageHeaders", "item:Body"))))
    assert world.client().call(get_items(item.ews_id, shape="AllProperties", extra=extra)).codes == ["NoError"]


def test_new_mail_is_told_as_such_and_as_created(world: World, anna: OutlookMail) -> None:
    kinds = "".join(f"<t:EventType>{name}</t:EventType>" for name in ("CreatedEvent", "NewMailEvent"))
    pull = f"<t:EventTypes>{kinds}</t:EventTypes><t:Timeout>10</t:Timeout>"
    asked = f'<m:PullSubscriptionRequest SubscribeToAllFolders="true">{pull}</m:PullSubscriptionRequest>'
    begun = world.client().call(f"<m:Subscribe>{asked}</m:Subscribe>")
    held = "".join(f"<m:{n}>{begun.find(f'//m:{n}')[0].text}</m:{n}>" for n in ("SubscriptionId", "Watermark"))
    anna.receive("x@out.example", "New")
    world.anna.create_message("drafts", {"subject": "Mine"})
    told = world.client().call(f"<m:GetEvents>{held}</m:GetEvents>").find("//m:Notification/*[t:ItemId]")
    assert [e.tag.rpartition("}")[2] for e in told] == ["CreatedEvent", "NewMailEvent", "CreatedEvent"]


def test_a_folder_tells_when_a_mail_in_it_was_changed(world: World, anna: OutlookMail) -> None:
    """PidTagLocalCommitTimeMax (MS-OXCFOLD): not of what lies below; none where nothing ever lay."""
    asked = more('<t:ExtendedFieldURI PropertyTag="0x670A" PropertyType="SystemTime"/>' + field("folder:DisplayName"))
    anna.add_folder("Below", below=anna.add_folder("Above").id)
    item = anna.receive("zoe@out.example", "Hello")

    def changed() -> dict[str, str | None]:
        shape = f"<m:FolderShape><t:BaseShape>IdOnly</t:BaseShape>{asked}</m:FolderShape>"
        above = '<m:ParentFolderIds><t:DistinguishedFolderId Id="msgfolderroot"/></m:ParentFolderIds>'
        reply = world.client().call(f'<m:FindFolder Traversal="Deep">{shape}{above}</m:FindFolder>')
        folders = reply.find("//t:Folders/t:Folder")
        return {one.findtext("{*}DisplayName"): one.findtext("{*}ExtendedProperty/{*}Value") for one in folders}

    before = changed()
    assert before["Inbox"] and before["Above"] is before["Below"] is None
    world.clock.advance(hours=1)
    anna.move(item, next(f for f in world.anna.folders() if f.name == "Below").id)
    now = changed()
    assert now["Below"] and now["Below"] > before["Inbox"] and now["Above"] is None
