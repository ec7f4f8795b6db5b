"""Files: versions with their document and links, and old-style attachments."""

import hashlib
from pathlib import PurePosixPath

from sandbox.salesforce.activities.about import integrity
from sandbox.salesforce.activities.companions import live
from sandbox.salesforce.activities.emails import check_files, count_files
from sandbox.salesforce.changes import Change
from sandbox.salesforce.context import Context
from sandbox.salesforce.errors import SalesforceError
from sandbox.salesforce.schema import SObject
from sandbox.salesforce.store import Row

_LIMIT = 25 * 1024 * 1024  # of an attachment
_TYPES = {"JPG": "JPG", "JPEG": "JPG", "DOC": "WORD", "DOCX": "WORD_X", "XLSX": "EXCEL_X", "PPTX": "POWER_POINT_X"}


def derive_attachment(change: Change) -> None:
    body = change.row.get("Body") or b""
    if len(body) > _LIMIT:
        raise SalesforceError("STORAGE_LIMIT_EXCEEDED", "the attachment is larger than 25 MB", ["Body"])
    change.row["BodyLength"] = len(body)
    if change.old is None:
        check_files(change.context, change.row["ParentId"])


def derive_version(change: Change) -> None:
    row = change.row
    if change.old is not None:
        return
    _check_place(change)
    if row.get("VersionData") is None and row.get("ContentUrl") is None:
        raise SalesforceError("REQUIRED_FIELD_MISSING", "Required fields are missing: [VersionData]", ["VersionData"])
    path = row.get("PathOnClient")
    if not path:
        raise SalesforceError("REQUIRED_FIELD_MISSING", "Required fields are missing: [PathOnClient]", ["PathOnClient"])
    name = PurePosixPath(path.replace("\\", "/"))
    data = row.get("VersionData") or b""
    extension = name.suffix.lstrip(".")[:40]
    row["Title"] = row.get("Title") or name.stem
    row["FileExtension"] = extension or None
    row["FileType"] = _TYPES.get(extension.upper(), extension.upper()[:20]) or "UNKNOWN"
    row["ContentSize"] = len(data)
    row["Checksum"] = hashlib.md5(data, usedforsecurity=False).hexdigest()
    row["ContentModifiedDate"] = row.get("ContentModifiedDate") or row["CreatedDate"]
    row["ContentModifiedById"] = change.context.user_id
    row["IsLatest"] = 1
    _document(change.context, row)


def _check_place(change: Change) -> None:
    """The place is of the first version; a later one is where its document is."""
    row = change.row
    if row.get("FirstPublishLocationId") and row.get("ContentDocumentId"):
        raise integrity("First Publish Location ID: can be set on the first version only", "FirstPublishLocationId")
    if row.get("FirstPublishLocationId"):
        check_files(change.context, row["FirstPublishLocationId"])


def follow_version(change: Change) -> None:
    """The document has the title and description of its latest version."""
    context, row = change.context, change.row
    if row.get("FirstPublishLocationId") and change.old is None:
        count_files(context, row["FirstPublishLocationId"])
    if change.old is not None and row["IsLatest"]:
        shared = {name: row[name] for name in ("Title", "Description") if change.changed(name)}
        if shared:
            stamps = {name: row[name] for name in ("LastModifiedDate", "LastModifiedById", "SystemModstamp")}
            context.store.update(context.schema["ContentDocument"], row["ContentDocumentId"], shared | stamps)


def _document(context: Context, row: Row) -> None:
    """Make the document of a first version, or make this the latest version of the document given."""
    store, documents = context.store, context.schema["ContentDocument"]
    shared: Row = {
        name: row[name] for name in ("Title", "ContentSize", "FileType", "FileExtension", "ContentModifiedDate")
    }
    shared |= {"LatestPublishedVersionId": row["Id"], "SystemModstamp": row["SystemModstamp"]}
    shared |= {"LastModifiedDate": row["LastModifiedDate"], "LastModifiedById": row["LastModifiedById"]}
    if row.get("ContentDocumentId"):
        versions = "SELECT COUNT(*) FROM ContentVersion WHERE ContentDocumentId = ?"
        count = store.rows(versions, (row["ContentDocumentId"],))[0][0]
        store.execute("UPDATE ContentVersion SET IsLatest = 0 WHERE ContentDocumentId = ?", (row["ContentDocumentId"],))
        row["VersionNumber"] = str(count + 1)
        store.update(documents, row["ContentDocumentId"], shared)
        return
    row["VersionNumber"] = "1"
    row["ContentDocumentId"] = store.next_id(documents.prefix)
    made: Row = {name: row.get(name) for name in ("OwnerId", "CreatedDate", "CreatedById", "Description")}
    fixed: Row = {"IsArchived": 0, "IsDeleted": 0, "PublishStatus": "P", "SharingOption": "A", "SharingPrivacy": "N"}
    store.insert(documents, {"Id": row["ContentDocumentId"], **fixed, **made, **shared})
    _link(context, row["ContentDocumentId"], row["OwnerId"], "I")
    place = row.get("FirstPublishLocationId")
    if place and place != row["OwnerId"]:
        _link(context, row["ContentDocumentId"], place, "V")


def _link(context: Context, document: str, entity: str, share: str) -> None:
    links = context.schema["ContentDocumentLink"]
    row: Row = {"Id": context.store.next_id(links.prefix), "ContentDocumentId": document, "LinkedEntityId": entity}
    row |= {"ShareType": share, "Visibility": "AllUsers", "IsDeleted": 0, "SystemModstamp": context.now()}
    context.store.insert(links, row)


def derive_link(change: Change) -> None:
    """A record has a document once; the owner's own access is the platform's."""
    row = change.row
    if change.old is not None:
        return
    check_files(change.context, row["LinkedEntityId"])
    where = "ContentDocumentId = ? AND LinkedEntityId = ?"
    for other in live(change.context, "ContentDocumentLink", where, row["ContentDocumentId"], row["LinkedEntityId"]):
        message = f"duplicate value found: LinkedEntityId duplicates value on record with id: {other['Id'][:15]}"
        raise SalesforceError("DUPLICATE_VALUE", message, [])


def follow_link(change: Change) -> None:
    count_files(change.context, change.row["LinkedEntityId"])


def follow_attachment(change: Change) -> None:
    count_files(change.context, change.row["ParentId"])


def forget_link(context: Context, _: SObject, row: Row) -> None:
    count_files(context, row["LinkedEntityId"])


def forget_attachment(context: Context, _: SObject, row: Row) -> None:
    count_files(context, row["ParentId"])


def check_unlinking(context: Context, _: SObject, row: Row) -> None:
    """The owner of a document keeps it."""
    document = context.store.fetch(context.schema["ContentDocument"], row["ContentDocumentId"]) or {}
    if document.get("OwnerId") == row["LinkedEntityId"]:
        message = "The owner of a file can't lose it: delete the file, or give it to somebody else"
        raise SalesforceError("INSUFFICIENT_ACCESS_OR_READONLY", message, [])
