"""Replies and forwards as Outlook drafts them: subject, people, thread and the quoted original."""

from html import escape
from typing import TYPE_CHECKING, Any, Literal

from sandbox.microsoft.mail import threads
from sandbox.microsoft.messages import sent_of

if TYPE_CHECKING:
    from sandbox.microsoft.items import Item
    from sandbox.microsoft.store import Mailbox

Kind = Literal["reply", "reply_all", "forward"]
_LINE = "________________________________"


def draft_of(kind: Kind, mailbox: "Mailbox", item: "Item") -> dict[str, Any]:
    """The fields of the draft that answers or forwards the message, with the original quoted below."""
    fields = item.fields
    prefix = "FW" if kind == "forward" else "RE"
    own_id = fields.get("internet_message_id")
    references = " ".join(threads.referred(fields) + ([own_id] if own_id else []))
    draft: dict[str, Any] = {
        "subject": f"{prefix}: {threads.topic(fields.get('subject'))}",
        "in_reply_to": own_id,
        "references": references or None,
        "importance": fields.get("importance"),
        "sensitivity": fields.get("sensitivity"),
        "is_read": True,
        **_quoted(item),
    }
    if kind != "forward":
        draft |= _people(kind, mailbox, fields)
    return {name: value for name, value in draft.items() if value not in (None, [], "")}


def _people(kind: Kind, mailbox: "Mailbox", fields: dict[str, Any]) -> dict[str, Any]:
    to = fields.get("reply_to") or [one for one in (fields.get("from"),) if one]
    if kind == "reply":
        return {"to_recipients": to}
    own = mailbox.address.lower()
    seen = {own, *(str(one.get("address")).lower() for one in to)}
    others = [one for one in fields.get("to_recipients") or () if str(one.get("address")).lower() not in seen]
    copies = [one for one in fields.get("cc_recipients") or () if str(one.get("address")).lower() != own]
    return {"to_recipients": [*to, *others], "cc_recipients": copies}


def _quoted(item: "Item") -> dict[str, Any]:
    fields = item.fields
    rows = [
        ("From", _names([fields.get("from")])),
        ("Sent", sent_of(item).strftime("%A, %d %B %Y %H:%M")),
        ("To", _names(fields.get("to_recipients"))),
        ("Cc", _names(fields.get("cc_recipients"))),
        ("Subject", fields.get("subject") or ""),
    ]
    body = str(fields.get("body") or "")
    if fields.get("body_type") == "html":
        head = "<br>".join(f"<b>{name}:</b> {escape(value)}" for name, value in rows if value)
        return {"body": f"<html><body><hr><div>{head}</div><br>{body}</body></html>", "body_type": "html"}
    head = "\r\n".join(f"{name}: {value}" for name, value in rows if value)
    return {"body": f"\r\n{_LINE}\r\n{head}\r\n\r\n{body}", "body_type": "text"}


def _names(people: Any) -> str:
    known = [one for one in people or () if one]
    return "; ".join(f"{one.get('name') or ''} <{one.get('address') or ''}>".strip() for one in known)


def with_comment(draft: dict[str, Any], comment: str, *, is_html: bool) -> dict[str, Any]:
    """The draft with what its writer says above the quoted original; HTML wins over text."""
    body, html_body = str(draft.get("body") or ""), draft.get("body_type") == "html"
    if not comment:
        return draft
    if not html_body and not is_html:
        return draft | {"body": f"{comment}\r\n{body}"}
    own = comment if is_html else escape(comment).replace("\n", "<br>")
    quoted = body if html_body else f"<pre>{escape(body)}</pre>"
    return draft | {"body": f"{own}{quoted}", "body_type": "html"}
