"""Page layouts, made from the fields of an object ("sObject Layouts", REST API Developer Guide)."""

from typing import Any

from sandbox.salesforce.context import Context
from sandbox.salesforce.describe import MASTER_RECORD_TYPE, describe_field
from sandbox.salesforce.errors import not_found
from sandbox.salesforce.ids import to_18
from sandbox.salesforce.schema import Child, Field, SObject

_SYSTEM = ("CreatedById", "LastModifiedById")
_UNSHOWN = frozenset(
    {"Id", "IsDeleted", "CreatedDate", "LastModifiedDate", "SystemModstamp", "MasterRecordId", "LastActivityDate"}
    | {"LastViewedDate", "LastReferencedDate", "PhotoUrl", "CleanStatus"}
)


def layouts(context: Context, name: str, record_type: str | None = None) -> dict[str, Any]:
    """All layouts of an object, or the one bare layout of a record type."""
    sobject = context.sobject(name)
    rows = context.store.rows(
        'SELECT Id, Name FROM "RecordType" WHERE SobjectType = ? AND IsActive = 1 ORDER BY Id', (sobject.name,)
    )
    types = [*rows, (MASTER_RECORD_TYPE, "Master")]
    if record_type is not None:
        if to_18(record_type) not in [key for key, _ in types]:
            raise not_found()
        return _layout(context, sobject)
    return {
        "layouts": [_layout(context, sobject)] if len(types) == 1 else None,
        "recordTypeMappings": [_mapping(context, sobject, key, label) for key, label in types],
        "recordTypeSelectorRequired": [len(types) > 1],
    }


def _mapping(context: Context, sobject: SObject, key: str, label: str) -> dict[str, Any]:
    master = key == MASTER_RECORD_TYPE
    return {
        "active": True,
        "available": True,
        "defaultRecordTypeMapping": master,
        "developerName": "Master" if master else label.replace(" ", "_"),
        "layoutId": _layout_id(sobject),
        "master": master,
        "name": label,
        "picklistsForRecordType": None,
        "recordTypeId": key,
        "urls": {"layout": f"{context.base}/{sobject.name}/describe/layouts/{key}"},
    }


def _layout_id(sobject: SObject) -> str:
    """An id in the form of a layout's, the same for an object every time."""
    return str(to_18(f"00h5i00000{sobject.prefix:0>3}AA"))


def _layout(context: Context, sobject: SObject) -> dict[str, Any]:
    sections = _sections(context, sobject)
    return {
        "buttonLayoutSection": {"detailButtons": []},
        "detailLayoutSections": [_section(context, sobject, *section, editing=False) for section in sections],
        "editLayoutSections": [_section(context, sobject, *section, editing=True) for section in sections[:-1]],
        "feedView": None,
        "highlightsPanelLayoutSection": None,
        "id": _layout_id(sobject),
        "multirowEditLayoutSections": [],
        "offlineLinks": [],
        "quickActionList": {"quickActionListItems": []},
        "relatedContent": None,
        "relatedLists": [_related(child) for child in _shown_children(context, sobject)],
        "saveOptions": [],
    }


def _sections(context: Context, sobject: SObject) -> list[tuple[str, list[Field]]]:
    """(heading, fields): the object's own, its addresses, its long texts, and last what the system keeps."""
    shown = [f for f in context.access.fields(sobject) if f.name not in _UNSHOWN and f.type != "base64"]
    system = [field for field in shown if field.name in _SYSTEM]
    parts = {f.name for f in shown if f.compound and sobject.has(f.compound)}
    plain = [f for f in shown if f.name not in parts and f not in system]
    addresses = [field for field in plain if field.type == "address"]
    texts = [field for field in plain if field.type == "textarea" and field.length > 255]
    own = [field for field in plain if field not in addresses and field not in texts]
    named = [
        (f"{sobject.label} Information", own),
        ("Address Information", addresses),
        ("Description Information", texts),
    ]
    return [(heading, fields) for heading, fields in named if fields] + [("System Information", system)]


def _section(context: Context, sobject: SObject, heading: str, fields: list[Field], *, editing: bool) -> dict[str, Any]:
    """Two fields to a row."""
    items = [_item(context, sobject, field, editing) for field in fields]
    rows = [{"layoutItems": items[i : i + 2], "numItems": len(items[i : i + 2])} for i in range(0, len(items), 2)]
    return {
        "columns": 2,
        "heading": heading,
        "layoutRows": rows,
        "layoutSectionId": None,
        "parentLayoutId": _layout_id(sobject),
        "rows": len(rows),
        "tabOrder": "TopToBottom",
        "useCollapsibleSection": False,
        "useHeading": True,
    }


def _item(context: Context, sobject: SObject, field: Field, editing: bool) -> dict[str, Any]:
    parts = sobject.parts(field.name)
    components = [_component(context, sobject, part) for part in parts or [field]]
    writable = [part for part in parts or [field] if part.updateable and context.access.edits_field(sobject, part)]
    return {
        "editableForNew": any(part.createable for part in writable),
        "editableForUpdate": bool(writable),
        "label": field.label,
        "layoutComponents": [_whole(context, sobject, field, components)] if parts else components,
        "placeholder": False,
        "required": editing and any(part.required for part in parts or [field]),
    }


def _component(context: Context, sobject: SObject, field: Field) -> dict[str, Any]:
    return {
        "details": describe_field(context, sobject, field),
        "displayLines": 6 if field.type == "textarea" else 1,
        "tabOrder": 0,
        "type": "Field",
        "value": field.name,
    }


def _whole(context: Context, sobject: SObject, field: Field, parts: list[dict[str, Any]]) -> dict[str, Any]:
    """A compound field with its parts inside."""
    return _component(context, sobject, field) | {"components": parts, "fieldType": field.type}


def _shown_children(context: Context, sobject: SObject) -> list[Child]:
    children = context.schema.children(sobject)
    return [
        c for c in children if c.field.children and "layoutable" in c.sobject.flags and context.access.reads(c.sobject)
    ]


def _related(child: Child) -> dict[str, Any]:
    name = child.sobject.name_field
    columns = [name] if name else []
    return {
        "accessLevelRequiredForCreate": None,
        "buttons": [],
        "columns": [
            {"field": f"{child.sobject.name}.{f.name}", "format": None, "label": f.label, "name": f.name}
            for f in columns
        ],
        "custom": False,
        "field": child.field.name,
        "label": child.sobject.plural,
        "limitRows": 5,
        "name": child.field.children,
        "sobject": child.sobject.name,
        "sort": [],
    }
