"""Page layouts ("sObject Layouts", REST API Developer Guide): an administrator's, or made from the fields of an object.

A layout can make a field required or read-only on the page; the API does not enforce either, as in Salesforce.
"""

from dataclasses import dataclass
from typing import Any

from sandbox.salesforce.context import Context
from sandbox.salesforce.describe import (
    MASTER_RECORD_TYPE,
    controlling,
    default_record_type,
    describe_field,
    described_choice,
)
from sandbox.salesforce.errors import not_found
from sandbox.salesforce.ids import to_18
from sandbox.salesforce.schema import Child, Field, SObject

LAYOUT, RECORD_TYPE = "layout", "record type"  # kinds of settings
_SYSTEM = ("CreatedById", "LastModifiedById")
_UNSHOWN = frozenset(
    {"Id", "IsDeleted", "CreatedDate", "LastModifiedDate", "SystemModstamp", "MasterRecordId", "LastActivityDate"}
    | {"LastViewedDate", "LastReferencedDate", "PhotoUrl", "CleanStatus"}
)


@dataclass(frozen=True, slots=True)
class Placed:
    """A field on a page."""

    field: Field
    required: bool = False
    readonly: bool = False


Sections = list[tuple[str, list[Placed]]]


def layouts(context: Context, name: str, record_type: str | None = None) -> dict[str, Any]:
    """All layouts of an object, or the one bare layout of a record type."""
    sobject = context.sobject(name)
    if "layoutable" not in sobject.flags:
        raise not_found()
    rows = context.store.rows(
        'SELECT Id, Name FROM "RecordType" WHERE SobjectType = ? AND IsActive = 1 ORDER BY Id', (sobject.name,)
    )
    types = [*rows, (MASTER_RECORD_TYPE, "Master")]
    if record_type is not None:
        if to_18(record_type) not in [key for key, _ in types]:
            raise not_found()
        return _layout(context, sobject, str(to_18(record_type)))
    return {
        "layouts": [_layout(context, sobject, MASTER_RECORD_TYPE)] if len(types) == 1 else None,
        "recordTypeMappings": [_mapping(context, sobject, key, label) for key, label in types],
        "recordTypeSelectorRequired": [len(types) > 1],
    }


def _mapping(context: Context, sobject: SObject, key: str, label: str) -> dict[str, Any]:
    master = key == MASTER_RECORD_TYPE
    return {
        "active": True,
        "available": True,
        "defaultRecordTypeMapping": key == (default_record_type(context, sobject) or MASTER_RECORD_TYPE),
        "developerName": "Master" if master else label.replace(" ", "_"),
        "layoutId": _layout_id(context, sobject, key),
        "master": master,
        "name": label,
        "picklistsForRecordType": _picklists(context, sobject, key),
        "recordTypeId": key,
        "urls": {"layout": f"{context.base}/{sobject.name}/describe/layouts/{key}"},
    }


def _picklists(context: Context, sobject: SObject, record_type: str) -> list[dict[str, Any]] | None:
    """The values that a record type allows, the first of them its default; None where it does not restrict any."""
    kept = context.settings.read_one(RECORD_TYPE, record_type)
    found = []
    for name, values in (kept["choices"] if kept else {}).items():
        field = sobject.fields[name]
        controllers = controlling(sobject, field)
        chosen = [choice for value in values for choice in field.choices if choice.value == value]
        told = [described_choice(choice, controllers) for choice in chosen]
        listed = [one | {"defaultValue": one["value"] == values[0]} for one in told]
        found.append({"picklistName": name, "picklistValues": listed})
    return found or None


def _layout_id(context: Context, sobject: SObject, record_type: str) -> str:
    """An id in the form of a layout's, the same for an object every time; a record type's own one has another."""
    own = context.settings.read_one(LAYOUT, f"{sobject.name}.{record_type}") is not None
    return str(to_18(f"00h5i00{record_type[10:15] if own else '00000'}{sobject.prefix:0>3}"))


def _layout(context: Context, sobject: SObject, record_type: str) -> dict[str, Any]:
    made = _made_sections(context, sobject)
    sections = _kept_sections(context, sobject, record_type) or made[:-1]
    key = _layout_id(context, sobject, record_type)
    shown = [*sections, made[-1]]
    return {
        "buttonLayoutSection": {"detailButtons": []},
        "detailLayoutSections": [_section(context, sobject, key, one, editing=False) for one in shown],
        "editLayoutSections": [_section(context, sobject, key, one, editing=True) for one in sections],
        "feedView": None,
        "highlightsPanelLayoutSection": None,
        "id": key,
        "multirowEditLayoutSections": [],
        "offlineLinks": [],
        "quickActionList": {"quickActionListItems": []},
        "relatedContent": None,
        "relatedLists": [_related(child) for child in _shown_children(context, sobject)],
        "saveOptions": [],
    }


def _kept_sections(context: Context, sobject: SObject, record_type: str) -> Sections:
    """As an administrator placed the fields, without those that field-level security hides."""
    kept = context.settings.read_one(LAYOUT, f"{sobject.name}.{record_type}")
    kept = kept or context.settings.read_one(LAYOUT, f"{sobject.name}.")
    seen = {field.name: field for field in context.access.fields(sobject)}
    return [
        (heading, [Placed(seen[name], required, readonly) for name, required, readonly in placed if name in seen])
        for heading, placed in (kept["sections"] if kept else ())
    ]


def _made_sections(context: Context, sobject: SObject) -> Sections:
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
    made = [(heading, fields) for heading, fields in named if fields] + [("System Information", system)]
    return [(heading, [Placed(field) for field in fields]) for heading, fields in made]


def _section(
    context: Context, sobject: SObject, layout: str, section: tuple[str, list[Placed]], *, editing: bool
) -> dict[str, Any]:
    """Two fields to a row."""
    heading, placed = section
    items = [_item(context, sobject, one, editing) for one in placed]
    rows = [{"layoutItems": items[i : i + 2], "numItems": len(items[i : i + 2])} for i in range(0, len(items), 2)]
    return {
        "columns": 2,
        "heading": heading,
        "layoutRows": rows,
        "layoutSectionId": None,
        "parentLayoutId": layout,
        "rows": len(rows),
        "tabOrder": "TopToBottom",
        "useCollapsibleSection": False,
        "useHeading": True,
    }


def _item(context: Context, sobject: SObject, placed: Placed, editing: bool) -> dict[str, Any]:
    field, parts = placed.field, sobject.parts(placed.field.name)
    components = [_component(context, sobject, part) for part in parts or [field]]
    own = [] if placed.readonly else parts or [field]
    writable = [part for part in own if context.access.edits_field(sobject, part)]
    return {
        "editableForNew": any(part.createable for part in writable),
        "editableForUpdate": any(part.updateable for part in writable),
        "label": field.label,
        "layoutComponents": [_whole(context, sobject, field, components)] if parts else components,
        "placeholder": False,
        "required": editing and (placed.required or any(part.required for part in parts or [field])),
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
