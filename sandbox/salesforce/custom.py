"""Custom objects and fields: what an admin of the org adds, kept in its settings."""

from dataclasses import replace
from typing import Any

from sandbox.salesforce.schema import Choice, Field, Schema, SObject
from sandbox.salesforce.schema.parse import parse_field
from sandbox.salesforce.settings import Settings
from sandbox.salesforce.store import Store

_FLAGS = (
    "compactLayoutable createable deletable feedEnabled layoutable mruEnabled queryable replicateable retrieveable"
    " searchLayoutable searchable triggerable undeletable updateable"
)
_ACTIVITIES = ("Task", "Event")
_RECORD_TYPE = "RecordTypeId | Record Type ID | reference(RecordType) | fixed, as=RecordType, no-prefilter"
# type: what the schema tables would say of a field of this type when nothing else is given
_USUAL = {
    "string": "string(255)",
    "textarea": "textarea(255)",
    "double": "double(18,0)",
    "currency": "currency(18,2)",
    "percent": "percent(18,0)",
    "int": "int(9)",
    "email": "email(80)",
    "phone": "phone(40)",
    "url": "url(255)",
    "picklist": "picklist(255)",
    "multipicklist": "multipicklist(4099)",
    "encryptedstring": "encryptedstring(175)",
    "boolean": "boolean",
    "date": "date",
    "datetime": "datetime",
    "time": "time",
}
_PLAIN = {
    "label": "label",
    "precision": "precision",
    "scale": "scale",
    "digits": "digits",
    "nillable": "nillable",
    "createable": "createable",
    "updateable": "updateable",
    "caseSensitive": "case_sensitive",
    "inlineHelpText": "help",
    "extraTypeInfo": "info",
    "restrictedPicklist": "restricted",
    "filterable": "filterable",
    "sortable": "sortable",
    "groupable": "groupable",
    "idLookup": "id_lookup",
    "unique": "unique",
    "relationshipName": "relationship",
    "childRelationshipName": "children",
    "cascadeDelete": "cascade",
    "restrictedDelete": "restrict",
    "controllerName": "controller",
}


def custom_name(name: str) -> str:
    return name if name.endswith("__c") else f"{name}__c"


def make_field(name: str, kind: str, keys: dict[str, Any]) -> Field:
    """A custom field from describe keys: `length=64, externalId=True, unique=True, picklistValues=["a"]`, …

    A dependent picklist names its `controllerName`, and each value under `validFor` those of the controller."""
    full = custom_name(name)
    label = str(keys.get("label") or full.removesuffix("__c").replace("_", " "))
    field = parse_field(f"{full} | {label} | {_type(kind, keys)} | ")
    for key, value in keys.items():
        field = _with(field, key, value)
    if field.type == "reference" and not field.relationship:
        field = replace(field, relationship=full.removesuffix("__c") + "__r")
    return replace(field, custom=True, permissionable=field.nillable)


def _type(kind: str, keys: dict[str, Any]) -> str:
    if kind == "reference":
        targets = keys.get("referenceTo") or []
        return f"reference({','.join([targets] if isinstance(targets, str) else targets)})"
    if kind not in _USUAL:
        raise ValueError(f"there is no field type {kind!r}; there are: reference, {', '.join(_USUAL)}")
    length = keys.get("length")
    return f"{kind}({length})" if length else _USUAL[kind]


def _with(field: Field, key: str, value: Any) -> Field:
    if key in ("length", "referenceTo"):
        return field
    if key == "externalId":
        return replace(field, external_id=bool(value), id_lookup=bool(value) or field.id_lookup)
    if key == "unique":
        return replace(field, unique=bool(value), id_lookup=bool(value) or field.id_lookup)
    if key == "defaultValue":
        text = str(value).lower() if isinstance(value, bool) else str(value)
        return replace(field, default=text, defaulted=True)
    if key == "picklistValues":
        return replace(field, choices=tuple(_choice(item) for item in value))
    if key not in _PLAIN:
        raise ValueError(f"field {field.name}: {key!r} is no describe key that can be set")
    return replace(field, **{_PLAIN[key]: value})


def _choice(item: str | dict[str, Any]) -> Choice:
    if isinstance(item, str):
        return Choice(item, item)
    default, active = bool(item.get("defaultValue")), bool(item.get("active", True))
    valid = item.get("validFor")
    valid_for = None if valid is None else tuple(str(value) for value in valid)
    return Choice(item["value"], item.get("label") or item["value"], default, active, valid_for)


def make_object(name: str, label: str, plural: str, prefix: str) -> SObject:
    """A custom object with the fields that every object has."""
    scopes = {"everything": f"All {plural.lower()}", "mine": f"My {plural.lower()}"}
    sobject = SObject(custom_name(name), label, plural, prefix, frozenset(_FLAGS.split()), scopes, custom=True)
    lines = (
        "Id | Record ID | id | readonly",
        "OwnerId | Owner ID | reference(Group,User) | required, defaulted, as=Owner",
        "IsDeleted | Deleted | boolean | readonly",
        f"Name | {label} Name | string(80) | name-field, id-lookup",
        "CreatedDate | Created Date | datetime | required, readonly, defaulted",
        "CreatedById | Created By ID | reference(User) | required, readonly, defaulted, as=CreatedBy",
        "LastModifiedDate | Last Modified Date | datetime | required, readonly, defaulted",
        "LastModifiedById | Last Modified By ID | reference(User) | required, readonly, defaulted, as=LastModifiedBy",
        "SystemModstamp | System Modstamp | datetime | required, readonly, defaulted",
        "LastActivityDate | Last Activity Date | date | readonly",
        "LastViewedDate | Last Viewed Date | datetime | readonly",
        "LastReferencedDate | Last Referenced Date | datetime | readonly",
    )
    for line in lines:
        sobject.add(parse_field(line))
    return sobject


def apply_customs(schema: Schema, store: Store, settings: Settings) -> None:
    """Bring the schema to what the settings say; tables and columns are made where they are missing."""
    for key, body in settings.read("custom object"):
        schema.add(make_object(key, body["label"], body["plural"], body["prefix"]))
        schema.open_activities(custom_name(key))
        store.create(schema[key])
    for key, _body in settings.read("record typed"):
        _add(schema, store, schema[key], parse_field(_RECORD_TYPE))
    for key, body in settings.read("custom field"):
        sobject = schema[key.partition(".")[0]]
        _add(schema, store, sobject, make_field(body["name"], body["type"], body["keys"]))


def _add(schema: Schema, store: Store, sobject: SObject, field: Field) -> None:
    schema.add_field(sobject, field)
    if field.name not in store.columns_of(sobject):
        store.add_column(sobject, field)


def owners_of(schema: Schema, name: str) -> list[SObject]:
    """The objects that get a new field: tasks and events share theirs, as the object Activity."""
    if name.capitalize() in (*_ACTIVITIES, "Activity"):
        return [schema[activity] for activity in _ACTIVITIES]
    found = schema.get(name)
    if found is None:
        raise ValueError(f"there is no object {name!r}")
    return [found]
