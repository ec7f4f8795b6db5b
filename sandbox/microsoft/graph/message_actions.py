"""What can be done with messages: send, reply, forward, move, copy (graph/api/resources/message, its methods)."""

from sandbox.microsoft.graph.attachments import message_of, read_attachment
from sandbox.microsoft.graph.context import Context, Handler
from sandbox.microsoft.graph.errors import GraphError, bad_body, missing
from sandbox.microsoft.graph.fields import text
from sandbox.microsoft.graph.message_fields import from_json
from sandbox.microsoft.graph.messages import answer_message, draft_from, make_draft
from sandbox.microsoft.graph.request import GraphResponse
from sandbox.microsoft.items import Item
from sandbox.microsoft.mail import answers, transport
from sandbox.microsoft.messages import is_draft
from sandbox.microsoft.store import Folder


def _send(context: Context, item: Item, *, keep: bool = True) -> GraphResponse:
    """202: taken for delivery. Raises GraphError 400 and 403."""
    mailbox = context.mailbox
    try:
        own = transport.send(context.store, mailbox, item.fields, mailbox.attachments(item), mailbox.kept_mime(item))
    except transport.NoRecipientsError as error:
        what = f"At least one recipient is not valid., Recipient '{error.address:.100}' is not resolved."
        raise GraphError(400, "ErrorInvalidRecipients", what) from error
    except transport.SendAsError as error:
        what = "The user account which was used to submit this request does not have the right to send mail on behalf "
        raise GraphError(403, "ErrorSendAsDenied", what + "of the specified sending account.") from error
    if keep:
        mailbox.move_item(mailbox.update_item(item, own), "sentitems")
    else:
        mailbox.delete_item(item, "hard")
    return GraphResponse(202)


def send_draft(context: Context) -> GraphResponse:
    item = message_of(context)
    if not is_draft(item):
        raise GraphError(400, "ErrorInvalidRequest", "Only a draft can be sent.")
    return _send(context, item)


def send_mail(context: Context) -> GraphResponse:
    """POST /sendMail `{message, saveToSentItems}`, or MIME as text/plain."""
    drafts = context.mailbox.well_known("drafts")
    if context.request.headers.get("content-type", "").lower().startswith("text/plain"):
        return _send(context, make_draft(context, drafts))
    body = {name.lower(): value for name, value in context.request.json().items()}
    message = body.get("message")
    if not isinstance(message, dict):
        raise GraphError(400, "ErrorInvalidRequest", "The parameter 'Message' is required.")
    keep = str(body.get("savetosentitems", True)).lower() != "false"
    return _send(context, draft_from(context, drafts, message), keep=keep)


def drafting(kind: answers.Kind) -> Handler:
    """createReply, createReplyAll and createForward."""

    def handler(context: Context) -> GraphResponse:
        return answer_message(context, _answer_draft(context, kind), 201)

    return handler


def answering(kind: answers.Kind) -> Handler:
    """reply, replyAll and forward: drafted and sent at once."""

    def handler(context: Context) -> GraphResponse:
        return _send(context, _answer_draft(context, kind))

    return handler


def _answer_draft(context: Context, kind: answers.Kind) -> Item:
    mailbox, item = context.mailbox, message_of(context)
    if kind != "forward" and is_draft(item):
        raise GraphError(400, "ErrorInvalidReferenceItem", "The item cannot be answered.")
    body = context.request.json() if context.request.body.strip() else {}
    given = {name.lower(): value for name, value in body.items() if "@" not in name}
    message = given.get("message") or {}
    if not isinstance(message, dict) or set(given) - {"comment", "message", "torecipients"}:
        raise bad_body("The action takes the parameters Comment, Message and, for a forward, ToRecipients.")
    comment = text("comment", given.get("comment"))
    if comment and "body" in message:
        raise GraphError(400, "ErrorInvalidRequest", "Comment and the body of Message exclude each other.")
    if "torecipients" in given:
        if message.get("toRecipients"):
            raise GraphError(400, "ErrorInvalidRequest", "ToRecipients is given twice.")
        message = message | {"toRecipients": given["torecipients"]}
    draft = answers.with_comment(answers.draft_of(kind, mailbox, item), comment or "", is_html=False)
    draft |= from_json(message)
    files = [a for a in mailbox.attachments(item) if kind == "forward" or a.is_inline]
    added = [read_attachment(context, entry) for entry in message.get("attachments") or ()]
    return mailbox.create_message(mailbox.well_known("drafts").id, draft, [*files, *added])


def _destination(context: Context) -> Folder:
    given = {name.lower(): value for name, value in context.request.json().items()}
    any_id = text("destinationId", given.get("destinationid"))
    if not any_id:
        raise GraphError(400, "ErrorInvalidRequest", "The parameter 'DestinationId' is required.")
    folder = context.mailbox.folder(any_id)
    if folder is None:
        raise missing(any_id)
    return folder


def move_message(context: Context) -> GraphResponse:
    return answer_message(context, context.mailbox.move_item(message_of(context), _destination(context).id), 201)


def copy_message(context: Context) -> GraphResponse:
    return answer_message(context, context.mailbox.copy_item(message_of(context), _destination(context).id), 201)
