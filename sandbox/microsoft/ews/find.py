"""FindItem: restrictions, sort orders, query strings and pages over the items of a folder."""

import base64
from collections.abc import Callable, Sequence
from datetime import UTC
from typing import Any

from sandbox.microsoft.ews import calendar_views, extended, fields
from sandbox.microsoft.ews.call import Call
from sandbox.microsoft.ews.draft import indexed_field
from sandbox.microsoft.ews.errors import EwsError
from sandbox.microsoft.ews.field import Field
from sandbox.microsoft.ews.items import shape_of
from sandbox.microsoft.ews.operations import operation
from sandbox.microsoft.ews.paging import page_of
from sandbox.microsoft.ews.reading import place
from sandbox.microsoft.ews.replies import each
from sandbox.microsoft.ews.restriction import matcher, ordered
from sandbox.microsoft.ews.shape import entry_key
from sandbox.microsoft.ews.targets import folder_of
from sandbox.microsoft.ews.timezones import tzinfo_of
from sandbox.microsoft.ews.wire import Element, M, children, local, m, t
from sandbox.microsoft.folders import Folder
from sandbox.microsoft.items import Item
from sandbox.microsoft.messages import has_attachments, is_draft, received_of, sent_of, size_of
from sandbox.microsoft.properties import PropertyId
from sandbox.microsoft.store import Mailbox
from sandbox.microsoft.tasks import midnight

ATTRIBUTES = {
    "item:ItemClass": "item_class",
    "item:ItemId": "ews_id",
    "item:ParentFolderId": "folder_id",
    "item:DateTimeCreated": "created",
    "item:LastModifiedTime": "modified",
}
MADE: dict[str, Callable[[Item], Any]] = {
    "item:DateTimeReceived": received_of,
    "item:DateTimeSent": sent_of,
    "item:HasAttachments": has_attachments,
    "item:IsDraft": is_draft,
    "item:Size": size_of,
    "item:ConversationId": lambda item: item.fields.get("conversation_id"),
    "message:ConversationTopic": lambda item: item.fields.get("conversation_topic"),
}
UNSEARCHABLE = ("emails", "phones", "addresses", "ims", "attendees", "zone", "recurrence")
VIEWS = ("IndexedPageItemView", "ContactsView", "CalendarView", "FractionalPageItemView", "SeekToConditionPageItemView")


@operation("FindItem")
def find_item(call: Call, request: Element) -> Element:
    shape = shape_of(call, request)
    shape.refuse_details()
    view = next((child for child in request if local(child) in VIEWS), None)

    def _write(items: Element, mailbox: Mailbox, page: Sequence[Item]) -> None:
        for item in page:
            shape.write(items, mailbox, item)

    def work(asked: Element, container: Element) -> None:
        _refuse(request, view)
        mailbox, folder = folder_of(call, asked)
        if view is not None and local(view) == "CalendarView":
            inside, about = calendar_views.view(view, mailbox, folder, tzinfo_of(call.time_zone))
            _write(t(m(container, "RootFolder", **about), "Items"), mailbox, inside)
            return
        test = matcher(request.find(M + "Restriction"), accessor)
        words = (request.findtext(M + "QueryString") or "").casefold().split()
        found = [i for i in _items(mailbox, folder, request.get("Traversal", "Shallow")) if test(i) and _has(i, words)]
        found = ordered(found, request.find(M + "SortOrder"), accessor)
        page, attributes = page_of(view, found)
        _write(t(m(container, "RootFolder", **attributes), "Items"), mailbox, page)

    return each(call, children(request, "ParentFolderIds"), work)


def _refuse(request: Element, view: Element | None) -> None:
    """What the sandbox leaves out, said aloud."""
    named = {local(child) for child in request} & {"GroupBy", "DistinguishedGroupBy"}
    if view is not None and local(view) == "CalendarView":
        # A view has its own order and takes all that lies in it.
        named |= {local(child) for child in request} & {"Restriction", "SortOrder", "QueryString"}
    elif view is not None and local(view) in VIEWS[2:]:
        named.add(local(view))
    if named:
        raise EwsError("ErrorInvalidOperation", f"The sandbox does not serve {', '.join(sorted(named))}.")


def _items(mailbox: Mailbox, folder: Folder, traversal: str) -> list[Item]:
    if traversal == "SoftDeleted":
        return []
    return mailbox.items(folder.id, "configuration" if traversal == "Associated" else None)


def _has(item: Item, words: list[str]) -> bool:
    """A query string: every word somewhere in the item."""
    return all(word.strip("\"'*") in str(item.fields).casefold() for word in words)


def accessor(path: Element) -> Callable[[Item], Any]:
    """How to get an item's property, for restrictions and sort orders. Raises EwsError."""
    uri = path.get("FieldURI", "")
    if local(path) == "ExtendedFieldURI":
        return _extended(extended.property_id(path))
    if local(path) == "IndexedFieldURI":
        return _entry(indexed_field(uri, path.get("FieldIndex", "")), entry_key(uri, path.get("FieldIndex", "")))
    if uri in ATTRIBUTES:
        name = ATTRIBUTES[uri]
        return lambda item: getattr(item, name)
    if uri in MADE:
        return MADE[uri]
    field = fields.by_uri().get(uri)
    if field is None or not field.writable or field.kind in UNSEARCHABLE:
        raise EwsError("ErrorUnsupportedPathForQuery", f"{uri} cannot be searched for.", {"FieldURI": uri})
    return _value(field)


def _extended(asked: PropertyId) -> Callable[[Item], Any]:
    if asked.type != "Binary":
        return lambda item: item.property(asked)

    def get(item: Item) -> Any:
        value = item.property(asked)
        return base64.b64decode(value) if isinstance(value, str) else value

    return get


def _value(field: Field) -> Callable[[Item], Any]:
    def get(item: Item) -> Any:
        value = item.fields.get(field.name, field.default)
        if field.kind == "day" and value:
            return midnight(value, UTC)
        if field.kind in ("people", "person") and value:
            people = value if isinstance(value, list) else [value]
            return [text for one in people for text in (one.get("name"), one.get("address")) if text]
        return value

    return get


def _entry(field: Field, key: str) -> Callable[[Item], Any]:
    def get(item: Item) -> Any:
        value = item.fields.get(field.name)
        if not value:
            return None
        if isinstance(value, list):
            number = place(key)
            entry = value[number] if number < len(value) else None
            return entry.get("address") if isinstance(entry, dict) else entry
        name, _, part = key.partition("/")
        found = value.get(name)
        return found.get(part) if part and isinstance(found, dict) else found

    return get
