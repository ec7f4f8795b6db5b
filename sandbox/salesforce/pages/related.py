"""The related lists under a record: its tasks, events, emails, people and files."""

# ruff: noqa: S608 - SOQL of the templates below; the id was read from a record

from dataclasses import dataclass
from typing import Any

from sandbox.salesforce.acting import Acting
from sandbox.salesforce.errors import SalesforceError
from sandbox.salesforce.pages.display import shown

MOST = 25
DOWNLOAD = "/sfc/servlet.shepherd/version/download/"


@dataclass(frozen=True, slots=True)
class Listed:
    """One kind of list. columns: paths of the query by heading; target: the path of the id that the first leads to."""

    heading: str
    query: str
    columns: tuple[tuple[str, str], ...]
    target: str = "Id"


_TASKS = (("Subject", "Subject"), ("Due", "ActivityDate"), ("Status", "Status"), ("Assigned to", "Owner.Name"))
_EVENTS = (("Subject", "Subject"), ("Start", "StartDateTime"), ("Location", "Location"), ("Assigned to", "Owner.Name"))
_EMAILS = (("Subject", "Subject"), ("From", "FromAddress"), ("To", "ToAddress"), ("Date", "MessageDate"))
_NESTED = tuple((heading, f"EmailMessage.{path}") for heading, path in _EMAILS)


def _of(table: str, heading: str, columns: tuple[tuple[str, str], ...], where: str, order: str) -> Listed:
    paths = ", ".join(path for _, path in columns)
    return Listed(heading, f"SELECT Id, {paths} FROM {table} WHERE {where} ORDER BY {order} LIMIT {MOST}", columns)


def _activities(field: str) -> tuple[Listed, ...]:
    return (
        _of("Task", "Tasks", _TASKS, f"{field} = '{{id}}' AND IsRecurrence = false", "ActivityDate NULLS LAST"),
        _of("Event", "Events", _EVENTS, f"{field} = '{{id}}' AND IsChild = false", "StartDateTime DESC"),
    )


_PERSON_EMAILS = Listed(
    "Emails",
    f"SELECT EmailMessageId, {', '.join(path for _, path in _NESTED)} FROM EmailMessageRelation"
    f" WHERE RelationId = '{{id}}' ORDER BY CreatedDate DESC LIMIT {MOST}",
    _NESTED,
    "EmailMessageId",
)
_RECORD_EMAILS = _of("EmailMessage", "Emails", _EMAILS, "RelatedToId = '{id}'", "MessageDate DESC")
_FILES = Listed(
    "Files",
    "SELECT ContentDocument.Title, ContentDocument.FileExtension, ContentDocument.ContentSize,"
    f" ContentDocument.LatestPublishedVersionId FROM ContentDocumentLink WHERE LinkedEntityId = '{{id}}' LIMIT {MOST}",
    (
        ("Title", "ContentDocument.Title"),
        ("Type", "ContentDocument.FileExtension"),
        ("Bytes", "ContentDocument.ContentSize"),
    ),
    "ContentDocument.LatestPublishedVersionId",
)
_INVITEES = Listed(
    "Invitees",
    f"SELECT RelationId, Relation.Name, Status, Response FROM EventRelation WHERE EventId = '{{id}}' LIMIT {MOST}",
    (("Name", "Relation.Name"), ("Status", "Status"), ("Comments", "Response")),
    "RelationId",
)
_ADDRESSES = Listed(
    "People",
    "SELECT RelationId, RelationAddress, RelationType FROM EmailMessageRelation"
    f" WHERE EmailMessageId = '{{id}}' LIMIT {MOST}",
    (("Address", "RelationAddress"), ("Role", "RelationType")),
    "RelationId",
)
_THING = (*_activities("WhatId"), _RECORD_EMAILS, _FILES)
_LISTS: dict[str, tuple[Listed, ...]] = {
    "Contact": (*_activities("WhoId"), _PERSON_EMAILS, _FILES),
    "Lead": (*_activities("WhoId"), _PERSON_EMAILS, _FILES),
    "Account": _THING,
    "Opportunity": _THING,
    "Case": _THING,
    "Task": (_FILES,),
    "Event": (_INVITEES, _FILES),
    "EmailMessage": (_ADDRESSES, _FILES),
}


def related(acting: Acting, sobject: str, record_id: str, user: dict[str, Any]) -> list[dict[str, Any]]:
    """{heading, columns, rows} of the lists that hold something; a row is a list of {text, href}."""
    found = []
    for listed in _LISTS.get(sobject, ()):
        try:
            records = acting.query(listed.query.replace("{id}", record_id)).records
        except SalesforceError:
            continue  # the org or the user's profile lacks the object
        rows = [_row(acting, listed, record, user) for record in records]
        if rows:
            found.append({"heading": listed.heading, "columns": [name for name, _ in listed.columns], "rows": rows})
    return found


def _row(acting: Acting, listed: Listed, record: dict[str, Any], user: dict[str, Any]) -> list[dict[str, str]]:
    cells = [_cell(acting, path, _at(record, path), user) for _, path in listed.columns]
    target = _at(record, listed.target)
    if isinstance(target, str):
        first = cells[0]
        cells[0] = {"text": first["text"] or target, "href": _address(acting, target)}
    return cells


def _at(record: dict[str, Any], path: str) -> Any:
    value: Any = record
    for name in path.split("."):
        value = value.get(name) if isinstance(value, dict) else None
    return value


def _cell(acting: Acting, path: str, value: Any, user: dict[str, Any]) -> dict[str, str]:
    kind = "date" if path.endswith("Date") else "string"
    kind = "datetime" if path.endswith(("DateTime", "MessageDate")) else kind
    return shown(acting, {"name": path, "type": kind}, {path: value}, user)


def _address(acting: Acting, record_id: str) -> str:
    sobject = acting.sobject_of(record_id)
    return f"{DOWNLOAD}{record_id}" if sobject == "ContentVersion" else f"/lightning/r/{sobject}/{record_id}/view"
