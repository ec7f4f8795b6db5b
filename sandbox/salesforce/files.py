"""Files: versions with their document and links, and old-style attachments."""

import hashlib
from pathlib import PurePosixPath

from sandbox.salesforce.changes import Change
from sandbox.salesforce.context import Context
from sandbox.salesforce.errors import SalesforceError
from sandbox.salesforce.store import Row

_LIMIT = 25 * 1024 * 1024  # of an attachment
_TYPES = {"JPG": "JPG", "JPEG": "JPG", "DOC": "WORD", "DOCX": "WORD_X", "XLSX": "EXCEL_X", "PPTX": "POWER_POINT_X"}


def derive_attachment(change: Change) -> None:
    body = change.row.get("Body") or b""
    if len(body) > _LIMIT:
        raise SalesforceError("STORAGE_LIMIT_EXCEEDED", "the attachment is larger than 25 MB", ["Body"])
    change.row["BodyLength"] = len(body)


def derive_version(change: Change) -> None:
    row = change.row
    if change.old is not None:
        return
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
