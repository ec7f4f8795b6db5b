"""Sending messages, and the replies and forwards that CreateItem makes of response objects (MS-OXWSMSG)."""

from typing import Any

from sandbox.microsoft.ews import reading
from sandbox.microsoft.ews.call import Call
from sandbox.microsoft.ews.errors import EwsError
from sandbox.microsoft.ews.operations import operation
from sandbox.microsoft.ews.replies import each
from sandbox.microsoft.ews.targets import change_key, folder_of, item_by_id
from sandbox.microsoft.ews.wire import Element, M, T, children, flag, local
from sandbox.microsoft.folders import Folder
from sandbox.microsoft.items import Item
from sandbox.microsoft.mail import answers, transport
from sandbox.microsoft.messages import is_draft
from sandbox.microsoft.store import Mailbox

ANSWERS: dict[str, answers.Kind] = {"ReplyToItem": "reply", "ReplyAllToItem": "reply_all", "ForwardItem": "forward"}
_PEOPLE = {"ToRecipients": "to_recipients", "CcRecipients": "cc_recipients", "BccRecipients": "bcc_recipients"}


def send_saved(call: Call, mailbox: Mailbox, item: Item, folder: Folder | None) -> None:
    """Send a draft; folder: where it is kept. Raises EwsError: ErrorInvalidRecipients, ErrorSendAsDenied."""
    try:
        with call.store.transaction():
            own = transport.send(call.store, mailbox, item.fields, mailbox.attachments(item), mailbox.kept_mime(item))
            if folder is None:
                mailbox.delete_item(item, "hard")
                return
            mailbox.update_item(item, own)
            mailbox.move_item(item, folder.id)
    except transport.NoRecipientsError:
        raise EwsError("ErrorInvalidRecipients", "At least one recipient isn't valid.") from None
    except transport.SendAsError:
        text = "The user account which was used to submit this request does not have the right to send mail on behalf "
        raise EwsError("ErrorSendAsDenied", text + "of the specified sending account.") from None


def answer(call: Call, mailbox: Mailbox, folder: Folder | None, element: Element) -> Item:
    """The draft of a t:ReplyToItem, t:ReplyAllToItem or t:ForwardItem. folder: Drafts when None. Raises EwsError."""
    reference, kind = element.find(T + "ReferenceItemId"), ANSWERS[local(element)]
    if reference is None:
        raise EwsError("ErrorInvalidReferenceItem", "The message that is answered must be named.")
    source, original = item_by_id(call, reference.get("Id", ""))
    if original.kind != "message" or (kind != "forward" and is_draft(original)):
        raise EwsError("ErrorInvalidReferenceItem", "The item cannot be answered.")
    if change_key(reference) not in (None, original.change):
        raise EwsError("ErrorStaleObject", "The message was changed since it was read.")
    draft = _given(answers.draft_of(kind, source, original), element)
    place = folder or mailbox.well_known("drafts")
    files = [a for a in source.attachments(original) if kind == "forward" or a.is_inline]
    return mailbox.create_message(place.id, draft, files)


def _given(draft: dict[str, Any], element: Element) -> dict[str, Any]:
    """The draft with the subject, people and bodies that the response object names itself."""
    result = dict(draft)
    for name, field in _PEOPLE.items():
        given = element.find(T + name)
        if given is not None:
            result[field] = reading.people(given)
    result["subject"] = element.findtext(T + "Subject") or draft.get("subject")
    body, comment = element.find(T + "Body"), element.find(T + "NewBodyContent")
    if body is not None:
        result |= reading.body("message", body)
    if comment is not None:
        result = answers.with_comment(result, comment.text or "", is_html=comment.get("BodyType") == "HTML")
    return result


@operation("MarkAllItemsAsRead", write=True, batch="FolderIds", since="Exchange2013")
def mark_all(call: Call, request: Element) -> Element:
    wanted = flag(request.findtext(M + "ReadFlag"))

    def work(asked: Element, place: Element) -> None:
        mailbox, folder = folder_of(call, asked)
        for item in mailbox.items(folder.id, "message"):
            if bool(item.fields.get("is_read")) != wanted:
                mailbox.update_item(item, {"is_read": wanted})

    return each(call, children(request, "FolderIds"), work)
