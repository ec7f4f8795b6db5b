"""Emails: who they are from and to, what they are about, their files, and their entry in the timeline.

An email outside a case is sent (status 3), or a draft (5) until it is. Once it is no draft, only IsExternallyVisible
and custom fields may change, of a client-managed one also what it is about and its files, and a new one may become a
read one. The entry is a completed task of subtype Email, whose first person is a recipient (of an incoming email the
sender). Source: "EmailMessage" and "EmailMessageRelation", Object Reference; the subject "Email: …" is what the
sending user sees.
"""

from sandbox.salesforce.activities.about import LEAD, account_of, integrity
from sandbox.salesforce.activities.companions import live
from sandbox.salesforce.changes import Change
from sandbox.salesforce.context import Context
from sandbox.salesforce.errors import SalesforceError, read_only
from sandbox.salesforce.schema import SObject
from sandbox.salesforce.stamped import add_row, change_row
from sandbox.salesforce.store import Row

NEW, READ, SENT, DRAFT = "0", "1", "3", "5"
_TEXT = 32000
_PEOPLE = ("ToAddress", "CcAddress", "BccAddress", "OtherAddress", "FromAddress")
_KINDS = {"Contact": "003", "Lead": "00Q"}


def derive_email(change: Change) -> None:
    _check_fixed(change)
    _check_status(change)
    row = change.row
    if change.old is None:
        row["MessageDate"] = row.get("MessageDate") or change.context.now()
        if row.get("Subject"):
            row["Name"] = row.get("Name") or row["Subject"][:255]
        if row.get("ParentId"):
            row["RelatedToId"] = row.get("RelatedToId") or row["ParentId"]


def _check_fixed(change: Change) -> None:
    """What is no draft any more keeps its text."""
    if change.old is None or change.old["Status"] == DRAFT:
        return
    managed = bool(change.old["IsClientManaged"])
    free = {"IsExternallyVisible"} | ({"RelatedToId"} if managed else set())
    if change.old["Status"] == NEW and change.row["Status"] == READ:
        free.add("Status")
    fixed = [name for name in change.given - free if not change.sobject.fields[name].custom]
    fixed += [name for name in change.lists if not (managed and name == "ContentDocumentIds")]
    if fixed:
        raise read_only(sorted(fixed))


def _check_status(change: Change) -> None:
    row = change.row
    if row.get("ParentId"):
        return
    if row["Status"] not in (SENT, DRAFT):
        raise integrity("Status: an email that belongs to no case is 3 (Sent)", "Status")
    if "ActivityId" in change.given and row.get("ActivityId"):
        raise integrity("Activity ID: can be set on an email of a case only", "ActivityId")


def derive_relation(change: Change) -> None:
    """The kind of record, and the address of a person given without one."""
    context, row = change.context, change.row
    target = row.get("RelationId") and context.schema.of_id(row["RelationId"])
    row["RelationObjectType"] = target.name if target else None
    if target and not row.get("RelationAddress"):
        row["RelationAddress"] = (context.store.fetch(target, row["RelationId"]) or {}).get("Email")
    if not target and not row.get("RelationAddress"):
        message = "Required fields are missing: [RelationAddress]"
        raise SalesforceError("REQUIRED_FIELD_MISSING", message, ["RelationAddress"])


def follow_email(change: Change) -> None:
    """Enter a sent email in the timeline; keep the entry about the same record."""
    row = change.row
    if row.get("ParentId") or row["Status"] == DRAFT:
        return
    if not row.get("ActivityId"):
        row["ActivityId"] = _enter(change.context, row)
        change.context.store.update(change.sobject, row["Id"], {"ActivityId": row["ActivityId"]})
    elif change.changed("RelatedToId"):
        settle_entry(change.context, row)


def _enter(context: Context, email: Row) -> str:
    people: Row = {"WhatId": email.get("RelatedToId"), "WhoId": _who(context, email)}
    values: Row = {
        "Subject": f"Email: {email.get('Subject') or ''}".strip()[:255],
        "Description": _described(email)[:_TEXT],
        "ActivityDate": email["MessageDate"][:10],
        "Status": "Completed",
        "IsClosed": 1,
        "CompletedDateTime": context.now(),
        "Priority": "Normal",
        "TaskSubtype": "Email",
        "OwnerId": context.user_id,
    }
    return add_row(context, context.schema["Task"], values | people | {"AccountId": account_of(context, people)})


def _described(email: Row) -> str:
    lines = [f"To: {email.get('ToAddress') or ''}", f"CC: {email.get('CcAddress') or ''}"]
    lines += [f"BCC: {email.get('BccAddress') or ''}", "", f"Subject: {email.get('Subject') or ''}", "Body:"]
    return "\n".join([*lines, email.get("TextBody") or ""])


def _who(context: Context, email: Row) -> str | None:
    """The first contact or lead among the recipients, for an incoming email the sender; a lead stands alone."""
    order = (_PEOPLE[-1], *_PEOPLE[:-1]) if email["Incoming"] else _PEOPLE
    rows = live(context, "EmailMessageRelation", "EmailMessageId = ? AND RelationId IS NOT NULL", email["Id"])
    found = [row for kind in order for row in rows if row["RelationType"] == kind]
    usable = [LEAD, _KINDS["Contact"]] if not email.get("RelatedToId") else [_KINDS["Contact"]]
    return next((str(row["RelationId"]) for row in found if row["RelationId"][:3] in usable), None)


def settle_entry(context: Context, email: Row) -> None:
    """Bring the timeline's entry to the people and the record of its email."""
    if not email.get("ActivityId") or email.get("ParentId"):
        return
    task = context.store.fetch(context.schema["Task"], email["ActivityId"])
    if task is None or task["IsDeleted"]:
        return
    wanted: Row = {"WhatId": email.get("RelatedToId"), "WhoId": _who(context, email)}
    wanted["AccountId"] = account_of(context, wanted)
    if any(task[name] != value for name, value in wanted.items()):
        change_row(context, context.schema["Task"], task["Id"], wanted)


def follow_relation(change: Change) -> None:
    settle_entry(change.context, _email(change.context, change.row["EmailMessageId"]))


def forget_relation(context: Context, _: SObject, row: Row) -> None:
    settle_entry(context, _email(context, row["EmailMessageId"]))


def _email(context: Context, key: str) -> Row:
    return context.store.fetch(context.schema["EmailMessage"], key) or {}


def check_files(context: Context, record_id: str) -> None:
    """Files may be put on a draft, an email of a case and a client-managed email, not on another that was sent."""
    if not record_id.startswith("02s"):
        return
    email = _email(context, record_id)
    if not (email["Status"] == DRAFT or email["IsClientManaged"] or email["ParentId"]):
        raise SalesforceError(
            "INSUFFICIENT_ACCESS_OR_READONLY",
            "Files can't be added to an email that was sent, unless it is client-managed",
            [],
        )


def count_files(context: Context, record_id: str) -> None:
    """HasAttachment of an email, after a file came or went."""
    if not record_id.startswith("02s"):
        return
    links = live(context, "ContentDocumentLink", "LinkedEntityId = ?", record_id)
    held = int(bool(links or live(context, "Attachment", "ParentId = ?", record_id)))
    if _email(context, record_id).get("HasAttachment") != held:
        change_row(context, context.schema["EmailMessage"], record_id, {"HasAttachment": held})
