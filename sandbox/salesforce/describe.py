"""What describes say of the org, its objects and their fields (REST API Developer Guide, "sObject Describe")."""

import base64
from typing import Any

from sandbox.salesforce import junctions
from sandbox.salesforce.context import Context
from sandbox.salesforce.recent import recent_ids
from sandbox.salesforce.schema import Child, Choice, Field, SObject

MASTER_RECORD_TYPE = "012000000000000AAA"
_FLAGS = (
    "activateable createable custom customSetting deepCloneable deletable deprecatedAndHidden feedEnabled hasSubtypes"
    " isInterface isSubtype layoutable mergeable mruEnabled queryable replicateable retrieveable searchable triggerable"
    " undeletable updateable"
).split()
_FULL_FLAGS = ("compactLayoutable", "searchLayoutable")
_EMPTY = (
    "defaultImplementation extendedBy extendsInterfaces implementedBy implementsInterfaces listviewable"
    " lookupLayoutable networkScopeFieldName"
).split()


def describe_global(context: Context) -> dict[str, Any]:
    sobjects = [_entry(context, sobject) for sobject in _visible(context)]
    return {"encoding": "UTF-8", "maxBatchSize": 200, "sobjects": sobjects}


def _visible(context: Context) -> list[SObject]:
    return sorted((s for s in context.schema if context.access.reads(s)), key=lambda sobject: sobject.name)


def _entry(context: Context, sobject: SObject) -> dict[str, Any]:
    """The part that the global describe and an object's own have in common."""
    entry: dict[str, Any] = {flag: flag in sobject.flags for flag in _FLAGS}
    access = context.access
    entry |= {
        "custom": sobject.custom,
        "createable": access.creates(sobject),
        "updateable": access.edits(sobject),
        "deletable": access.deletes(sobject),
        "associateEntityType": None,
        "associateParentEntity": None,
        "keyPrefix": None if sobject.keyless else sobject.prefix,
        "label": sobject.label,
        "labelPlural": sobject.plural,
        "name": sobject.name,
        "urls": _urls(context, sobject),
    }
    return dict(sorted(entry.items()))


def _urls(context: Context, sobject: SObject) -> dict[str, str]:
    base = f"{context.base}/{sobject.name}"
    urls = {"rowTemplate": f"{base}/{{ID}}", "describe": f"{base}/describe", "sobject": base}
    if "layoutable" in sobject.flags:
        urls |= {
            "compactLayouts": f"{base}/describe/compactLayouts",
            "approvalLayouts": f"{base}/describe/approvalLayouts",
            "listviews": f"{base}/listviews",
            "quickActions": f"{base}/quickActions",
            "layouts": f"{base}/describe/layouts",
        }
    return urls


def sobject_info(context: Context, name: str) -> dict[str, Any]:
    """`{objectDescribe, recentItems}`."""
    sobject = context.sobject(name)
    recents = []
    for record_id in recent_ids(context, sobject.prefix):
        row = context.store.fetch(sobject, record_id)
        if row is None or row.get("IsDeleted") or not context.access.sees(sobject, record_id):
            continue
        named = {sobject.name_field.name: row[sobject.name_field.name]} if sobject.name_field else {}
        recents.append({"attributes": context.attributes(sobject.name, record_id), "Id": record_id, **named})
    return {"objectDescribe": _entry(context, sobject), "recentItems": recents}


def describe_sobject(context: Context, name: str) -> dict[str, Any]:
    sobject = context.sobject(name)
    body = _entry(context, sobject) | {flag: flag in sobject.flags for flag in _FULL_FLAGS}
    body |= dict.fromkeys(_EMPTY)
    body |= {
        "actionOverrides": [],
        "childRelationships": [_child(sobject, child) for child in _children(context, sobject)],
        "fields": [describe_field(context, sobject, field) for field in context.access.fields(sobject)],
        "namedLayoutInfos": [],
        "recordTypeInfos": _record_types(context, sobject),
        "sobjectDescribeOption": "FULL",
        "supportedScopes": [{"label": label, "name": key} for key, label in sobject.scopes.items()],
    }
    body["urls"] = body["urls"] | {
        "uiDetailTemplate": "/{ID}",
        "uiEditTemplate": "/{ID}/e",
        "uiNewRecord": f"/{sobject.prefix}/e",
    }
    return dict(sorted(body.items()))


def _children(context: Context, sobject: SObject) -> list[Child]:
    children = [child for child in context.schema.children(sobject) if context.access.reads(child.sobject)]
    return sorted(children, key=lambda child: (child.sobject.name, child.field.name))


def _child(sobject: SObject, child: Child) -> dict[str, Any]:
    lists, kinds = junctions.described(sobject.name, child.sobject.name, child.field.name)
    return {
        "cascadeDelete": child.field.cascade,
        "childSObject": child.sobject.name,
        "deprecatedAndHidden": False,
        "field": child.field.name,
        "junctionIdListNames": lists,
        "junctionReferenceTo": kinds,
        "relationshipName": child.field.children,
        "restrictedDelete": child.field.restrict,
    }


def default_record_type(context: Context, sobject: SObject) -> str | None:
    """What a new record gets when nobody says: the first one that is active. None: the object has no record types."""
    wanted = 'SELECT Id FROM "RecordType" WHERE SobjectType = ? AND IsActive = 1 ORDER BY Id LIMIT 1'
    return next((str(row[0]) for row in context.store.rows(wanted, (sobject.name,))), None)


def _record_types(context: Context, sobject: SObject) -> list[dict[str, Any]]:
    infos = [("Master", "Master", MASTER_RECORD_TYPE, True)]
    rows = context.store.rows(
        'SELECT Name, DeveloperName, Id, IsActive FROM "RecordType" WHERE SobjectType = ? ORDER BY Id', (sobject.name,)
    )
    infos = [(name, developer, key, bool(active)) for name, developer, key, active in rows] + infos
    base = f"{context.base}/{sobject.name}/describe/layouts"
    chosen = default_record_type(context, sobject) or MASTER_RECORD_TYPE
    return [
        {
            "active": active,
            "available": active,
            "defaultRecordTypeMapping": key == chosen,
            "developerName": developer,
            "master": key == MASTER_RECORD_TYPE,
            "name": name,
            "recordTypeId": key,
            "urls": {"layout": f"{base}/{key}"},
        }
        for name, developer, key, active in infos
    ]


def describe_field(context: Context, sobject: SObject, field: Field) -> dict[str, Any]:
    editable = context.access.edits_field(sobject, field)
    return {
        "aggregatable": field.aggregatable,
        "aiPredictionField": False,
        "autoNumber": field.auto_number,
        "byteLength": field.byte_length,
        "calculated": False,
        "calculatedFormula": None,
        "cascadeDelete": False,
        "caseSensitive": field.case_sensitive,
        "compoundFieldName": field.compound,
        "controllerName": field.controller,
        "createable": field.createable and editable,
        "custom": field.custom,
        "defaultValue": default_value(field),
        "defaultValueFormula": None,
        "defaultedOnCreate": field.defaulted,
        "dependentPicklist": field.controller is not None,
        "deprecatedAndHidden": False,
        "digits": field.digits,
        "displayLocationInDecimal": False,
        "encrypted": False,
        "externalId": field.external_id,
        "extraTypeInfo": field.info,
        "filterable": field.filterable,
        "filteredLookupInfo": None,
        "formulaTreatNullNumberAsZero": False,
        "groupable": field.groupable,
        "highScaleNumber": False,
        "htmlFormatted": field.info == "richtextarea",
        "idLookup": field.id_lookup,
        "inlineHelpText": field.help,
        "label": field.label,
        "length": field.length,
        "mask": None,
        "maskType": None,
        "name": field.name,
        "nameField": field.name_field,
        "namePointing": field.polymorphic,
        "nillable": field.nillable,
        "permissionable": field.permissionable,
        "picklistValues": [described_choice(choice, controlling(sobject, field)) for choice in field.choices],
        "polymorphicForeignKey": field.polymorphic,
        "precision": field.precision,
        "queryByDistance": field.type in ("address", "location"),
        "referenceTargetField": None,
        "referenceTo": list(field.reference_to),
        "relationshipName": field.relationship,
        "relationshipOrder": None,
        "restrictedDelete": False,
        "restrictedPicklist": field.restricted,
        "scale": field.scale,
        "searchPrefilterable": field.prefilter,
        "soapType": field.soap_type,
        "sortable": field.sortable,
        "type": field.type,
        "unique": field.unique,
        "updateable": field.updateable and editable,
        "writeRequiresMasterRead": False,
    }


def default_value(field: Field) -> Any:
    if field.type == "boolean" and field.default is not None:
        return field.default == "true"
    return field.default


def controlling(sobject: SObject, field: Field) -> list[str]:
    """The values of the field that controls a picklist, in the order that the bits of validFor follow."""
    controller = sobject.field(field.controller) if field.controller else None
    if controller is None:
        return []
    if controller.type == "boolean":
        return ["false", "true"]
    return [choice.value for choice in controller.choices]


def described_choice(choice: Choice, controllers: list[str]) -> dict[str, Any]:
    return {
        "active": choice.active,
        "defaultValue": choice.default,
        "label": choice.label,
        "validFor": _bitmap(choice.valid_for, controllers) if controllers else None,
        "value": choice.value,
    }


def _bitmap(valid_for: tuple[str, ...] | None, controllers: list[str]) -> str:
    """Base64 of a bit for each of the controller's values, the first one leftmost; filled up to whole bytes."""
    bits = "".join("1" if value in (valid_for or ()) else "0" for value in controllers)
    octets = [int(bits[i : i + 8].ljust(8, "0"), 2) for i in range(0, len(bits), 8)]
    return base64.b64encode(bytes(octets)).decode()
